# ruff: noqa: E501 (tables stay whole)
"""Reads each form of date_pattern.py: what days are meant, seen from today. `past`: without a year the last one gone by."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Literal

from actions.fields.date_pattern import RELATIVE_DAYS
from actions.fields.feasts import feast, is_number_too
from actions.fields.lunar import new_years_eve, solar
from actions.fields.numerals import read_whole

Kind = Literal["day", "week", "weekend", "month", "year", "span", "vague", "invalid"]
Read = tuple[Kind, date | None, date | None]
WEEKDAYS = "一二三四五六日"


def one(day: date | None) -> Read:
    return ("invalid", None, None) if day is None else ("day", day, day)


def day_of(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def whole_month(kind_year: int, month: int) -> Read:
    if not (1 <= month <= 12 and 1900 <= kind_year <= 2200):
        return "invalid", None, None
    return "month", date(kind_year, month, 1), date(kind_year, month, calendar.monthrange(kind_year, month)[1])


def year_of(words: str | None, today: date) -> int | None:
    if not words:
        return None
    relative = {"今": 0, "本": 0, "当": 0, "明": 1, "后": 2, "去": -1, "上一": -1, "前": -2, "大前": -3}.get(words)
    if relative is not None:
        return today.year + relative
    number = int(
        "".join(
            str("零一二三四五六七八九".find(c.replace("〇", "零"))) if not c.isdigit() or c == "〇" else c
            for c in words
        )
    )
    if number >= 100 or len(words) == 4:
        return number
    return 2000 + number if number <= today.year % 100 + 10 else 1900 + number


def number_of(words: str) -> int:
    return read_whole(words) or 0


def _full(m: re.Match[str], today: date, past: bool) -> Read:
    return one(day_of(year_of(m["fy"], today) or 0, number_of(m["fm"]), number_of(m["fd"])))


def _month_day(m: re.Match[str], today: date, past: bool) -> Read:
    return _rolled(year_of(m["my"], today), number_of(m["mm"]), number_of(m["dd"]), today, past)


def _slash(m: re.Match[str], today: date, past: bool) -> Read:
    return _rolled(None, int(m["sm"]), int(m["sd"]), today, past)


def _digits_only(m: re.Match[str], today: date, past: bool) -> Read:
    """20261215, 2026 12 15, 26.12.15."""
    names = next(names for names in (("cy", "cm", "cd"), ("sy", "spm", "spd"), ("ty", "tm", "td")) if m[names[0]])
    year, month, day = (int(m[name]) for name in names)
    return one(day_of(year if year > 99 else 2000 + year, month, day))


def _same_day(m: re.Match[str], today: date, past: bool) -> Read:
    if m["sam"]:
        return one(day_of(*months_from(today, month_step(m["sam"])), today.day))
    return one(day_of(year_of(m["say"], today) or 0, today.month, today.day))


def _month_of_the_moon(words: str) -> int:
    return {"正": 1, "冬": 11, "腊": 12}.get(words) or number_of(words)


def _lunar(m: re.Match[str], today: date, past: bool) -> Read:
    month = _month_of_the_moon(m["lm"] or m["lname"] or "正")
    number = number_of(m["lf"] or m["ld"])
    year = year_of(m["ly"] or (m["lcy"] or "")[:-1], today)
    if m["lbig"] and number >= 29:
        return _nearest(new_years_eve, year, today, past)
    leap = bool(m["lleap"])
    return _nearest(lambda y: solar(y, month, number, leap), year, today, past)


def _lunar_month(m: re.Match[str], today: date, past: bool) -> Read:
    """腊月, 去年冬月: about the month its first day falls in. Only of what has been; for an appointment a day is needed."""
    if not past:
        return "vague", None, None
    month = _month_of_the_moon(m["lmcal"] or m["lmname"])
    _, first, last = _nearest(lambda y: solar(y, month, 1), year_of(m["lmy"], today), today, past)
    return ("month", first, last) if first is not None else ("vague", None, None)


def _first_ten(m: re.Match[str], today: date, past: bool) -> Read:
    month, number = number_of(m["ftm"]), number_of(m["ftd"])
    return _nearest(lambda y: solar(y, month, number), year_of(m["fty"], today), today, past)


def _feast(m: re.Match[str], today: date, past: bool) -> Read | None:
    name = m["ename"]
    if m["erough"]:
        return "vague", None, None
    if is_number_too(name) and not m["ey"] and not m["eday"]:
        return None
    return _nearest(lambda y: feast(name, y), year_of(m["ey"], today), today, past)


def _nearest(day_in: Callable[[int], date | None], year: int | None, today: date, past: bool) -> Read:
    """The day in that year; without a year the last one gone by, or the next to come."""
    if year is not None:
        return one(day_in(year))
    near = [day for day in (day_in(today.year + step) for step in (-2, -1, 0, 1, 2)) if day is not None]
    gone, ahead = [day for day in near if day <= today], [day for day in near if day >= today]
    return one((max(gone) if gone else None) if past else min(ahead) if ahead else None)


def _rolled(year: int | None, month: int, day: int, today: date, past: bool) -> Read:
    if year is not None:
        return one(day_of(year, month, day))
    this = day_of(today.year, month, day)
    if this is not None and (this <= today if past else this >= today):
        return one(this)
    step = -1 if past else 1
    for years in range(1, 5):  # the 29th of February comes every four years
        other = day_of(today.year + step * years, month, day)
        if other is not None:
            return one(other)
    return "invalid", None, None


def months_from(today: date, months: int) -> tuple[int, int]:
    index = today.year * 12 + today.month - 1 + months
    return index // 12, index % 12 + 1


def month_step(words: str) -> int:
    return 2 * words.count("下下") or words.count("下") or -2 * words.count("上上") or -words.count("上")


def _month_part(m: re.Match[str], today: date, past: bool) -> Read:
    if m["pm"]:
        kind, first, last = _plain_month(year_of(m["py"], today), number_of(m["pm"]), today, past)
    else:
        year, month = months_from(today, month_step(m["prel"]))
        kind, first, last = whole_month(year, month)
    if first is None or last is None:
        return kind, first, last
    part = m["part"]
    if part in ("底", "末"):
        return "day", last, last
    if part in ("初", "头上", "上旬"):
        return "span", first, first.replace(day=10)
    return "span", first.replace(day=11 if part != "下旬" else 21), first.replace(day=20) if part != "下旬" else last


def _last_of_month(m: re.Match[str], today: date, past: bool) -> Read:
    if m["lam"]:
        kind, _, last = _plain_month(year_of(m["lay"], today), number_of(m["lam"]), today, past)
    else:
        kind, _, last = whole_month(*months_from(today, month_step(m["lrel"])))
    return one(last) if last else (kind, None, None)


def _relative_month_day(m: re.Match[str], today: date, past: bool) -> Read:
    year, month = months_from(today, month_step(m["mrel"]))
    return one(day_of(year, month, number_of(m["mdd"])))


def _plain_month(year: int | None, month: int, today: date, past: bool) -> Read:
    if year is None:
        year = today.year
        if past and month > today.month:
            year -= 1
        if not past and month < today.month:
            year += 1
    return whole_month(year, month)


def _month_alone(m: re.Match[str], today: date, past: bool) -> Read:
    return _plain_month(year_of(m["ny"], today), number_of(m["nm"] or m["om"] or m["omm"]), today, past)


def _year_and_month(m: re.Match[str], today: date, past: bool) -> Read:
    return whole_month(int(m["ymy"]), int(m["ymm"]))


def _relative_month(m: re.Match[str], today: date, past: bool) -> Read:
    return whole_month(*months_from(today, month_step(m["relmonth"])))


def _weekday(m: re.Match[str], today: date, past: bool) -> Read:
    words, relative = m["wd"], m["wrel"] or ""
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=month_step(relative))
    if words == "末":
        return "weekend", monday + timedelta(days=5), monday + timedelta(days=6)
    day = monday + timedelta(days=weekday_index(words))
    if not relative or relative.startswith("每"):
        if not past and day < today:
            day += timedelta(weeks=1)
        if past and day > today:
            day -= timedelta(weeks=1)
    return "day", day, day


def weekday_index(words: str) -> int:
    index = WEEKDAYS.find("日" if words == "天" else words)
    return index if index >= 0 else int(words) - 1


def _whole_week(m: re.Match[str], today: date, past: bool) -> Read:
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=month_step(m["week"]))
    return "week", monday, monday + timedelta(days=6)


def _relative_day(m: re.Match[str], today: date, past: bool) -> Read:
    day = today + timedelta(days=RELATIVE_DAYS[m["rday"]])
    return "day", day, day


def _ago(m: re.Match[str], today: date, past: bool) -> Read:
    words, unit, backwards = m["an"], m["au"], "前" in m["adir"]
    if words in ("几", "好几") or m["amany"] in ("几", "来") or (m["amany"] and unit == "天"):
        return "vague", None, None
    if words == "半" and unit == "月":
        day = today + timedelta(days=-15 if backwards else 15)
        return "day", day, day
    count = 0.5 if words == "半" else float(number_of(words))
    if "半" in m.group() and words != "半":
        count += 0.5
    if not 0 < count <= 1000:
        return "vague", None, None
    sign = -1 if backwards else 1
    if unit in ("月", "年"):
        months = round(count * (12 if unit == "年" else 1))
        year, month = months_from(today, sign * months)
        if not 1900 <= year <= 2200:
            return "invalid", None, None
        return whole_month(year, month)
    day = today + timedelta(days=sign * round(count * (1 if unit == "天" else 7)))
    return "day", day, day


def _after(m: re.Match[str], today: date, past: bool) -> Read:
    day = today + timedelta(days=number_of(m["pn"]) * (1 if m["pu"] == "天" else 7))
    return "day", day, day


def _day_of_month(m: re.Match[str], today: date, past: bool) -> Read:
    number = number_of(m["d"])
    if not 1 <= number <= 31:
        return "invalid", None, None
    for step in range(3):
        year, month = months_from(today, -step if past else step)
        day = day_of(year, month, number)
        if day is not None and (day <= today if past else day >= today):
            return "day", day, day
    return "invalid", None, None


def _year_end(m: re.Match[str], today: date, past: bool) -> Read:
    year = year_of(m["yy"], today) or today.year
    return {"底": whole_month(year, 12), "末": whole_month(year, 12), "初": whole_month(year, 1)}.get(
        m["yearend"][-1], ("vague", None, None)
    )


def _year_alone(m: re.Match[str], today: date, past: bool) -> Read:
    return whole_year(year_of(m["yo"], today) or 0)


def whole_year(year: int) -> Read:
    if not 1900 <= year <= 2200:
        return "invalid", None, None
    return "year", date(year, 1, 1), date(year, 12, 31)


def _weekend(m: re.Match[str], today: date, past: bool) -> Read:
    weeks = month_step(m["werel"] or "")
    saturday = today - timedelta(days=today.weekday()) + timedelta(days=5, weeks=weeks)
    return "weekend", saturday, saturday + timedelta(days=1)


def _vague(m: re.Match[str], today: date, past: bool) -> Read:
    return "vague", None, None


READERS: dict[str, Callable[[re.Match[str], date, bool], Read | None]] = {
    "full": _full, "compact": _digits_only, "spaced": _digits_only, "short": _digits_only, "same": _same_day, "lunar": _lunar, "first_ten": _first_ten,
    "lmonth": _lunar_month, "feast": _feast, "md": _month_day, "mlast": _last_of_month, "mpart": _month_part, "mday": _relative_month_day,
    "month": _month_alone, "relmonth": _relative_month, "wday": _weekday, "week": _whole_week, "pair": _vague, "rday": _relative_day,
    "ago": _ago, "after": _after, "day": _day_of_month, "yearend": _year_end, "year": _year_alone, "weekend": _weekend, "vague": _vague,
    "slash": _slash, "ym": _year_and_month,
}  # fmt: skip
