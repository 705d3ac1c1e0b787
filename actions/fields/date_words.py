# ruff: noqa: E501 (word lists and tables of examples stay whole)
"""Finds days, weeks and months in a Chinese sentence."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from actions.fields.numerals import read_whole

Kind = Literal["day", "week", "weekend", "month", "year", "span", "vague", "invalid"]
WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class DateHit:
    """A stretch of days, both ends included. vague and invalid have none."""

    kind: Kind
    first: date | None
    last: date | None
    start: int
    end: int


_N = r"[0-9零〇一二三四五六七八九十廿卅两]{1,4}"
_YEAR = r"(?:[0-9]{4}|[0-9]{2}|[零〇一二三四五六七八九]{4}|[零〇一二三四五六七八九]{2}|今|明|去|前|大前|后|当|上一|本)"
_WEEK = r"(?:周|星期|礼拜)"
_RELATIVE_DAYS = {
    "大后天": 3, "外后天": 3, "外后日": 3, "外后儿": 3, "大后儿": 3, "后天": 2, "后日": 2, "后儿个": 2, "后儿": 2, "明天": 1, "明日": 1, "明儿个": 1,
    "明儿": 1, "明个": 1, "明晚": 1, "明早": 1, "今天": 0, "今日": 0, "今儿个": 0, "今儿": 0, "今个": 0, "今晚": 0, "今早": 0, "当天": 0,
    "大前天": -3, "前天": -2, "前儿个": -2, "前儿": -2, "前日": -2, "昨天": -1, "昨日": -1, "昨儿个": -1, "昨儿": -1, "昨晚": -1, "夜儿个": -1, "夜儿": -1,
    "夜个": -1, "刚才": 0, "刚刚": 0,
}  # fmt: skip
_PATTERN = re.compile(
    rf"(?P<full>(?P<fy>[0-9]{{4}}|[零〇一二三四五六七八九]{{4}})\s?[年\-/.]\s?(?P<fm>{_N})\s?[月\-/.]\s?(?P<fd>{_N})\s?[日号]?)"
    rf"|(?P<md>(?:(?P<my>{_YEAR})年(?:的)?\s?)?(?P<mm>{_N})\s?月(?:份)?的?\s?(?P<dd>{_N})(?:[日号]|(?![0-9个年月万千百块元点])))"
    rf"|(?P<mpart>(?:(?P<py>{_YEAR})年(?:的)?\s?)?(?:(?P<pm>{_N})月份?|(?P<prel>这个月|这月|本月|下下个?月|下个?月|上上个?月|上个?月|月))(?P<part>底|末|初|中旬|上旬|下旬|中))"
    rf"|(?P<mday>(?P<mrel>这个月|这月|本月|当月|下下个?月|下个?月|上上个?月|上个?月)的?\s?(?P<mdd>{_N})(?:[日号]|(?![0-9个])))"
    rf"|(?P<month>(?:(?P<ny>{_YEAR})年(?:的)?\s?)(?P<nm>{_N})月份?|(?P<om>(?<![0-9]){_N})月份|(?P<omm>(?<![0-9一二三四五六七八九十]){_N})月(?!子|薪|经|饼|亮|嫂|工资|租|供|票|卡|结))"
    rf"|(?P<relmonth>这个月|本月|下下个?月|下个?月|上上个?月|上个?月)"
    rf"|(?P<wday>(?P<wrel>下下个?|下个?|上上个?|上个?|这个?|本|每个?)?{_WEEK}(?P<wd>[一二三四五六日天末1-7]))"
    rf"|(?P<week>(?:下下个?|下个?|上上个?|上个?|这个?|本){_WEEK})"
    rf"|(?P<rday>{'|'.join(_RELATIVE_DAYS)})"
    rf"|(?P<ago>(?P<an>{_N}|半|几|好几)\s?(?:多)?个?(?:半)?(?P<au>天|周|星期|礼拜|月|年)(?:多|半)?\s?(?P<adir>之后|以后|后|之前|以前|前)(?!面|台|院))"
    rf"|(?P<day>(?<![0-9.月])(?P<d>{_N})[日号](?!楼|线|院|车|桌|码|店|门|机|仓|工地|厂|令|文))"
    rf"|(?P<yearend>(?P<yy>今|明|去|大前|前|(?<![0-9])(?:19|20)?[0-9]{{2}})?年年?(?:底|末|初|中|跟前))"
    rf"|(?P<ym>(?<![0-9./\-])(?P<ymy>(?:19|20)[0-9]{{2}})[./\-](?P<ymm>1[0-2]|0?[1-9])(?![0-9./\-块元万千%:]))"
    rf"|(?P<year>(?P<yo>去|前|今|明|大前|(?<![0-9])(?:19|20)[0-9]{{2}}|(?<![0-9])[0-9]{{2}}|[零〇一二三四五六七八九]{{4}})年)"
    rf"|(?P<weekend>(?P<werel>这个?|下个?|本)?周末|双休日|礼拜天|星期天)"
    rf"|(?P<vague>过两天|过几天|过段时间|改天|回头|有空|这两天|这几天|最近|过一阵|过些天|过些日子|前段时间|前几天|前两天|前阵子|不久前|以前|早些时候|老早|年前|过年|春节|国庆|五一|中秋|清明|端午|元旦|开学)"
    rf"|(?P<slash>(?<![0-9./-])(?P<sm>1[0-2]|0?[1-9])[/.\-](?P<sd>3[01]|[12][0-9]|0?[1-9])(?![0-9/.\-块元万千%:]))"
)


def weekday_name(day: date) -> str:
    """周一 … 周日."""
    return f"周{WEEKDAYS[day.weekday()]}"


def find_dates(text: str, today: date, past: bool = False) -> list[DateHit]:
    """All days and stretches of `text` (already plain), left to right. `past`: a day without a year has gone by."""
    found: list[DateHit] = []
    for m in _PATTERN.finditer(text):
        name = next(key for key in _READERS if m.group(key))
        kind, first, last = _READERS[name](m, today, past)
        found.append(DateHit(kind, first, last, m.start(), m.end()))
    return _joined(found, text)


_Read = tuple[Kind, date | None, date | None]


def _one(day: date | None) -> _Read:
    return ("invalid", None, None) if day is None else ("day", day, day)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month(kind_year: int, month: int) -> _Read:
    if not (1 <= month <= 12 and 1900 <= kind_year <= 2200):
        return "invalid", None, None
    return "month", date(kind_year, month, 1), date(kind_year, month, calendar.monthrange(kind_year, month)[1])


def _year(words: str | None, today: date) -> int | None:
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


def _number(words: str) -> int:
    return read_whole(words) or 0


def _full(m: re.Match[str], today: date, past: bool) -> _Read:
    return _one(_day(_year(m["fy"], today) or 0, _number(m["fm"]), _number(m["fd"])))


def _month_day(m: re.Match[str], today: date, past: bool) -> _Read:
    return _rolled(_year(m["my"], today), _number(m["mm"]), _number(m["dd"]), today, past)


def _slash(m: re.Match[str], today: date, past: bool) -> _Read:
    return _rolled(None, int(m["sm"]), int(m["sd"]), today, past)


def _rolled(year: int | None, month: int, day: int, today: date, past: bool) -> _Read:
    if year is not None:
        return _one(_day(year, month, day))
    this = _day(today.year, month, day)
    if this is not None and (this <= today if past else this >= today):
        return _one(this)
    step = -1 if past else 1
    for years in range(1, 5):  # the 29th of February comes every four years
        other = _day(today.year + step * years, month, day)
        if other is not None:
            return _one(other)
    return "invalid", None, None


def _months_from(today: date, months: int) -> tuple[int, int]:
    index = today.year * 12 + today.month - 1 + months
    return index // 12, index % 12 + 1


def _month_step(words: str) -> int:
    return 2 * words.count("下下") or words.count("下") or -2 * words.count("上上") or -words.count("上")


def _month_part(m: re.Match[str], today: date, past: bool) -> _Read:
    if m["pm"]:
        kind, first, last = _plain_month(_year(m["py"], today), _number(m["pm"]), today, past)
    else:
        year, month = _months_from(today, _month_step(m["prel"]))
        kind, first, last = _month(year, month)
    if first is None or last is None:
        return kind, first, last
    part = m["part"]
    if part in ("底", "末"):
        return "day", last, last
    if part in ("初", "上旬"):
        return "span", first, first.replace(day=10)
    return "span", first.replace(day=11 if part != "下旬" else 21), first.replace(day=20) if part != "下旬" else last


def _relative_month_day(m: re.Match[str], today: date, past: bool) -> _Read:
    year, month = _months_from(today, _month_step(m["mrel"]))
    return _one(_day(year, month, _number(m["mdd"])))


def _plain_month(year: int | None, month: int, today: date, past: bool) -> _Read:
    if year is None:
        year = today.year
        if past and month > today.month:
            year -= 1
        if not past and month < today.month:
            year += 1
    return _month(year, month)


def _month_alone(m: re.Match[str], today: date, past: bool) -> _Read:
    return _plain_month(_year(m["ny"], today), _number(m["nm"] or m["om"] or m["omm"]), today, past)


def _year_and_month(m: re.Match[str], today: date, past: bool) -> _Read:
    return _month(int(m["ymy"]), int(m["ymm"]))


def _relative_month(m: re.Match[str], today: date, past: bool) -> _Read:
    return _month(*_months_from(today, _month_step(m["relmonth"])))


def _weekday(m: re.Match[str], today: date, past: bool) -> _Read:
    words, relative = m["wd"], m["wrel"] or ""
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=_month_step(relative))
    if words == "末":
        return "weekend", monday + timedelta(days=5), monday + timedelta(days=6)
    index = "一二三四五六日".find("日" if words == "天" else words)
    day = monday + timedelta(days=index if index >= 0 else int(words) - 1)
    if not relative or relative.startswith("每"):
        if not past and day < today:
            day += timedelta(weeks=1)
        if past and day > today:
            day -= timedelta(weeks=1)
    return "day", day, day


def _whole_week(m: re.Match[str], today: date, past: bool) -> _Read:
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=_month_step(m["week"]))
    return "week", monday, monday + timedelta(days=6)


def _relative_day(m: re.Match[str], today: date, past: bool) -> _Read:
    day = today + timedelta(days=_RELATIVE_DAYS[m["rday"]])
    return "day", day, day


def _ago(m: re.Match[str], today: date, past: bool) -> _Read:
    words, unit, backwards = m["an"], m["au"], "前" in m["adir"]
    if words in ("几", "好几"):
        return "vague", None, None
    count = 0.5 if words == "半" else float(_number(words))
    if "半" in m.group() and words != "半":
        count += 0.5
    if not 0 < count <= 1000:
        return "vague", None, None
    sign = -1 if backwards else 1
    if unit in ("月", "年"):
        months = round(count * (12 if unit == "年" else 1))
        year, month = _months_from(today, sign * months)
        if not 1900 <= year <= 2200:
            return "invalid", None, None
        return _month(year, month)
    day = today + timedelta(days=sign * round(count * (1 if unit == "天" else 7)))
    return "day", day, day


def _day_of_month(m: re.Match[str], today: date, past: bool) -> _Read:
    number = _number(m["d"])
    if not 1 <= number <= 31:
        return "invalid", None, None
    for step in range(3):
        year, month = _months_from(today, -step if past else step)
        day = _day(year, month, number)
        if day is not None and (day <= today if past else day >= today):
            return "day", day, day
    return "invalid", None, None


def _year_end(m: re.Match[str], today: date, past: bool) -> _Read:
    year = _year(m["yy"], today) or today.year
    return {"底": _month(year, 12), "末": _month(year, 12), "初": _month(year, 1)}.get(
        m["yearend"][-1], ("vague", None, None)
    )


def _year_alone(m: re.Match[str], today: date, past: bool) -> _Read:
    year = _year(m["yo"], today) or 0
    if not 1900 <= year <= 2200:
        return "invalid", None, None
    return "year", date(year, 1, 1), date(year, 12, 31)


def _weekend(m: re.Match[str], today: date, past: bool) -> _Read:
    weeks = _month_step(m["werel"] or "")
    saturday = today - timedelta(days=today.weekday()) + timedelta(days=5, weeks=weeks)
    return "weekend", saturday, saturday + timedelta(days=1)


def _vague(m: re.Match[str], today: date, past: bool) -> _Read:
    return "vague", None, None


_READERS: dict[str, Callable[[re.Match[str], date, bool], _Read]] = {
    "full": _full, "md": _month_day, "mpart": _month_part, "mday": _relative_month_day, "month": _month_alone,
    "relmonth": _relative_month, "wday": _weekday, "week": _whole_week, "rday": _relative_day, "ago": _ago, "day": _day_of_month,
    "yearend": _year_end, "year": _year_alone, "weekend": _weekend, "vague": _vague, "slash": _slash, "ym": _year_and_month,
}  # fmt: skip


def _joined(hits: list[DateHit], text: str) -> list[DateHit]:
    """明天周三 and 12月3号（周四） are one day said twice."""
    kept: list[DateHit] = []
    for hit in hits:
        before = kept[-1] if kept else None
        if before and before.kind == hit.kind == "day" and before.first == hit.first:
            kept[-1] = DateHit("day", before.first, before.last, before.start, hit.end)
            continue
        kept.append(hit)
    return kept
