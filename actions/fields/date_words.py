"""Finds days, weeks and months in a Chinese sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from actions.fields.date_pattern import PATTERN
from actions.fields.date_readers import (
    READERS,
    WEEKDAYS,
    Kind,
    Read,
    day_of,
    month_step,
    months_from,
    number_of,
    one,
    weekday_index,
    whole_month,
    whole_year,
    year_of,
)  # fmt: skip
from actions.fields.feasts import feast, is_number_too

# What may stand between 去年 or 上个月 and the rest of the day they belong to.
_LINK = re.compile(r"(?:的|大概|好像|应该|差不多|大约|就是|记得|可能|估计|那个|就|是|在|我|吧|嘛|呀|,|，|\s){0,4}")

_BESIDE = re.compile(r"[\s(（,，是就也]{0,3}")


@dataclass(frozen=True, slots=True)
class DateHit:
    """A stretch of days, both ends included. vague and invalid have none."""

    kind: Kind
    first: date | None
    last: date | None
    start: int
    end: int


def weekday_name(day: date) -> str:
    """周一 … 周日."""
    return f"周{WEEKDAYS[day.weekday()]}"


def find_dates(text: str, today: date, past: bool = False, feasts: bool = False) -> list[DateHit]:
    """All days and stretches of `text` (already plain), left to right. `past`: a day without a year has gone by.

    `feasts`: 国庆 and 春节 are the day of that name; else they are vague, as they are where people count days off.
    """
    found: list[DateHit] = []
    before: re.Match[str] | None = None
    for m in PATTERN.finditer(text):
        name = next(key for key in READERS if m.group(key))
        read = _said_twice(found, m, text) or _together(before, m, text, today) or READERS[name](m, today, past)
        if name == "feast" and not (feasts and read):
            read = None if is_number_too(m["ename"]) else ("vague", None, None)
            if m["ey"]:  # 去年春节 still names a year
                year = whole_year(year_of(m["ey"], today) or 0)
                found.append(DateHit(*year, m.start(), m.start("ename")))
        if read is None:
            continue
        found.append(DateHit(*read, m.start(), m.end()))
        before = m
    return _joined(found)


def _said_twice(found: list[DateHit], m: re.Match[str], text: str) -> Read | None:
    """12月3号（周四）, 10月1日国庆节: the name of a day beside the day itself, whatever day that name alone would mean."""
    day = found[-1].first if found and found[-1].kind == "day" else None
    if day is None or not _BESIDE.fullmatch(text, found[-1].end, m.start()):
        return None
    weekday = m["wday"] and not m["wrel"] and m["wd"] != "末" and weekday_index(m["wd"]) == day.weekday()
    named = m["feast"] and not m["ey"] and not m["erough"] and feast(m["ename"], day.year) == day
    return one(day) if weekday or named else None


def _together(before: re.Match[str] | None, m: re.Match[str], text: str, today: date) -> Read | None:
    """去年大概3月5号, 上个月，5号: a year or a month that was said just before holds for the day that follows."""
    if before is None or not _LINK.fullmatch(text, before.end(), m.start()):
        return None
    if before["year"]:
        year = year_of(before["yo"], today) or 0
        if m["md"] and not m["my"]:
            return one(day_of(year, number_of(m["mm"]), number_of(m["dd"])))
        if m["month"] and not m["ny"]:
            return whole_month(year, number_of(m["om"] or m["omm"]))
    if before["relmonth"] and m["day"]:
        return one(day_of(*months_from(today, month_step(before["relmonth"])), number_of(m["d"])))
    if before["week"] and m["wday"] and not m["wrel"] and m["wd"] != "末":
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=month_step(before["week"]))
        return one(monday + timedelta(days=weekday_index(m["wd"])))
    return None


def _joined(hits: list[DateHit]) -> list[DateHit]:
    """明天周三 and 12月3号（周四） are one day said twice."""
    kept: list[DateHit] = []
    for hit in hits:
        before = kept[-1] if kept else None
        if before and before.kind == hit.kind == "day" and before.first == hit.first:
            kept[-1] = DateHit("day", before.first, before.last, before.start, hit.end)
            continue
        kept.append(hit)
    return kept
