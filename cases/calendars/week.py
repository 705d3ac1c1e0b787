"""A consultant's week as data: spans of local time by weekday, and the times they are cut into."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import zip_longest
from typing import Any

from cases.errors import InvalidChange
from cases.worktime import DAYS, LOCAL, WorkCalendar

NAMES = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
SHORTEST, LONGEST = 10, 240  # minutes of one talk
LONGEST_BUFFER = 120  # minutes
LARGEST_GROUP = 50  # people
SPANS_A_DAY = 6
_SPAN = re.compile(r"\s*([01]?\d|2[0-3])[:：]([0-5]\d)\s*(?:-|–|—|~|～|到|至)\s*([01]?\d|2[0-3])[:：]([0-5]\d)\s*")


@dataclass(frozen=True, slots=True)
class Exceptional:
    """Days on which the week does not hold (`CalendarException` without its row); `spans` as in a week."""

    kind: str
    first_day: date
    last_day: date
    spans: tuple[str, ...] = ()

    def covers(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day


@dataclass(frozen=True, slots=True)
class Week:
    """What makes a consultant's times: spans by weekday (`mon` …), minutes of a talk, minutes kept free after it."""

    weekly: Mapping[str, Sequence[str]]
    minutes: int
    buffer: int = 0


def read_span(text: str, where: str = "") -> tuple[time, time]:
    """“09:00-11:30” as two local times. Raises InvalidChange with words that say what is wrong, and `where`."""
    found = _SPAN.fullmatch(text[:40])
    if found is None:
        raise InvalidChange(text[:40], message=f"{where}“{text[:20]}”没看懂，请写成 09:00-11:30 这样。")
    first, last = time(int(found[1]), int(found[2])), time(int(found[3]), int(found[4]))
    if last <= first:
        raise InvalidChange(text, message=f"{where}{text.strip()} 的结束时间要晚于开始时间。")
    return first, last


def clean_spans(spans: Iterable[str], *, minutes: int, where: str = "") -> list[str]:
    """The spans of one day, in order and in one form. Raises InvalidChange for overlapping or too short ones."""
    read = sorted(read_span(text, where) for text in spans if str(text).strip())
    if len(read) > SPANS_A_DAY:
        raise InvalidChange(where, message=f"{where}一天最多写 {SPANS_A_DAY} 段时间。")
    for (first, last), following in zip_longest(read, read[1:]):
        said = f"{first:%H:%M}-{last:%H:%M}"
        if (last.hour - first.hour) * 60 + last.minute - first.minute < minutes:
            raise InvalidChange(said, message=f"{where}{said} 不够谈一次（一次 {minutes} 分钟）。")
        if following is not None and following[0] < last:
            raise InvalidChange(
                said, message=f"{where}{said} 和 {following[0]:%H:%M}-{following[1]:%H:%M} 重叠了，请错开。"
            )
    return [f"{first:%H:%M}-{last:%H:%M}" for first, last in read]


def clean_week(weekly: Mapping[str, Sequence[str]], *, minutes: int) -> dict[str, list[str]]:
    """A week fit to be kept: only weekdays that have spans. Raises InvalidChange."""
    kept = {}
    for key, name in zip(DAYS, NAMES, strict=True):
        spans = clean_spans(weekly.get(key) or (), minutes=minutes, where=f"{name} ")
        if spans:
            kept[key] = spans
    return kept


def check_lengths(*, minutes: int, buffer: int, capacity: int) -> None:
    """Raises InvalidChange for a length or a group nobody can mean."""
    if not SHORTEST <= minutes <= LONGEST:
        raise InvalidChange(str(minutes), message=f"一次谈话请填 {SHORTEST} 到 {LONGEST} 分钟。")
    if not 0 <= buffer <= LONGEST_BUFFER:
        raise InvalidChange(str(buffer), message=f"间隔请填 0 到 {LONGEST_BUFFER} 分钟。")
    if not 1 <= capacity <= LARGEST_GROUP:
        raise InvalidChange(str(capacity), message=f"一个时段请填 1 到 {LARGEST_GROUP} 人。")


def spans_of(week: Week, day: date, calendar: WorkCalendar, exceptions: Iterable[Exceptional]) -> list[str]:
    """The spans that hold on a day.

    Leave leaves nothing, whatever else is written. `instead` replaces the week, `extra` adds to it; both also hold on a
    public holiday, since somebody wrote them for that very day. A holiday alone has none; a 调休 workday follows a Monday.
    """
    here = [e for e in exceptions if e.covers(day)]
    if any(e.kind == "leave" for e in here):
        return []
    instead = [span for e in here if e.kind == "instead" for span in e.spans]
    extra = [span for e in here if e.kind == "extra" for span in e.spans]
    if any(e.kind == "instead" for e in here):
        return [*instead, *extra]
    if calendar.is_holiday(day):
        return extra
    name = "mon" if calendar.is_makeup_workday(day) else DAYS[day.weekday()]
    return [*week.weekly.get(name, ()), *extra]


def cut(day: date, spans: Iterable[str], week: Week) -> list[tuple[datetime, datetime]]:
    """A day's times (aware UTC, in order): talks of `minutes` with the buffer between them. None overlaps another."""
    out: list[tuple[datetime, datetime]] = []
    length, step = timedelta(minutes=week.minutes), timedelta(minutes=week.minutes + week.buffer)
    for first, last in sorted(read_span(span) for span in spans):
        at, end = (datetime.combine(day, t, LOCAL).astimezone(UTC) for t in (first, last))
        if out:  # an extra span that runs into another begins after it
            at = max(at, out[-1][1] + timedelta(minutes=week.buffer)) if at < out[-1][1] else at
        while at + length <= end:
            out.append((at, at + length))
            at += step
    return out


def times(
    week: Week, *, first: date, days: int, calendar: WorkCalendar, exceptions: Iterable[Exceptional]
) -> list[tuple[datetime, datetime]]:
    """All times of `days` days from `first`."""
    held = list(exceptions)
    out = []
    for day in (first + timedelta(days=n) for n in range(days)):
        out += cut(day, spans_of(week, day, calendar, held), week)
    return out


def week_of(row: Any) -> Week:
    """The week of a `Consultant`."""
    return Week(row.weekly, row.minutes, row.buffer_minutes or 0)
