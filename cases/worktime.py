"""Working calendars (design D10): what workers are promised and what staff are measured by.

Hours per weekday and desk, public holidays and 调休 workdays come from `calendar.yml`. The duty desk's hours hold wherever
a desk has none of its own; holidays and 调休 are everybody's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

LOCAL = ZoneInfo("Asia/Shanghai")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HORIZON_DAYS = 60  # longer than any run of holidays; a calendar without hours would otherwise search for ever
DUTY = "duty"
ALWAYS = "always"  # the clock on the wall: danger keeps no office hours


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Spans of (start, end) local times per weekday 0–6, holidays by date, and weekend days that are worked.

    An end of 00:00 is the midnight that closes the day (written 24:00).
    """

    hours: Mapping[int, tuple[tuple[time, time], ...]]
    holidays: Mapping[date, str]
    workdays: Mapping[date, str]

    @classmethod
    def load(cls, path: Path | None = None) -> WorkCalendar:
        """From a YAML file; the one beside this module unless another is named. Raises ValueError on a malformed span."""
        return CalendarBook.load(path).for_desk(DUTY)

    def is_holiday(self, day: date) -> bool:
        return day in self.holidays

    def is_makeup_workday(self, day: date) -> bool:
        return day in self.workdays

    def spans(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """The working spans of one local day, as aware UTC."""
        if day in self.holidays:
            return ()
        weekday = 0 if day in self.workdays else day.weekday()
        return tuple((_moment(day, a), _moment(day, b, closes=True)) for a, b in self.hours.get(weekday, ()))

    def is_open(self, at: datetime) -> bool:
        return any(a <= at < b for a, b in self.spans(at.astimezone(LOCAL).date()))

    def add(self, start: datetime, working: timedelta) -> datetime:
        """The moment at which `working` time has passed on this calendar, counted from `start`."""
        left = working
        day = start.astimezone(LOCAL).date()
        for _ in range(HORIZON_DAYS * 12):
            for a, b in self.spans(day):
                a = max(a, start)
                if b <= a:
                    continue
                if b - a >= left:
                    return a + left
                left -= b - a
            day += timedelta(days=1)
        raise ValueError("the calendar has no working hours")

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Working time from `start` to `end`; negative when `end` is the earlier one."""
        if end < start:
            return -self.between(end, start)
        total, day, last = timedelta(0), start.astimezone(LOCAL).date(), end.astimezone(LOCAL).date()
        while day <= last:
            for a, b in self.spans(day):
                total += max(timedelta(0), min(b, end) - max(a, start))
            day += timedelta(days=1)
        return total

    def remaining(self, now: datetime, due: datetime) -> timedelta:
        """Working time left until `due`; below zero, how long it has been late in working time."""
        return self.between(now, due)

    def next_open(self, at: datetime) -> datetime:
        """`at` itself within hours, otherwise the next opening."""
        return self.add(at, timedelta(0)) if not self.is_open(at) else at

    def add_days(self, start: datetime, days: int) -> datetime:
        """The close of the n-th working day after the day of `start`."""
        day, left = start.astimezone(LOCAL).date(), days
        for _ in range(HORIZON_DAYS * 12):
            day += timedelta(days=1)
            spans = self.spans(day)
            if spans:
                left -= 1
                if left <= 0:
                    return spans[-1][1]
        raise ValueError("the calendar has no working hours")


@dataclass(frozen=True, slots=True)
class CalendarBook:
    """The calendars of all desks: `duty` (the default), `legal`, `counselling`, `programs`, and county codes."""

    calendars: Mapping[str, WorkCalendar]

    @classmethod
    def load(cls, path: Path | None = None) -> CalendarBook:
        """From a YAML file; the one beside this module unless another is named.

        Raises ValueError for an unknown weekday and for spans that end before they start or overlap.
        """
        raw: dict[str, Any] = yaml.safe_load((path or Path(__file__).with_name("calendar.yml")).read_text("utf-8"))
        holidays, workdays = dict(raw.get("holidays") or {}), dict(raw.get("workdays") or {})
        desks = {DUTY: raw["hours"], **(raw.get("desks") or {})}
        calendars = {str(desk): WorkCalendar(_week(hours), holidays, workdays) for desk, hours in desks.items()}
        round_the_clock = WorkCalendar(dict.fromkeys(range(7), ((time(0), time(0)),)), {}, {})
        return cls({**calendars, ALWAYS: round_the_clock})

    def has(self, desk: str) -> bool:
        """Has this desk hours of its own?"""
        return desk in self.calendars

    def for_desk(self, desk: str) -> WorkCalendar:
        """The desk's calendar; the duty desk's for one without hours of its own."""
        return self.calendars.get(desk, self.calendars[DUTY])


@cache  # the file is part of the release
def load_book() -> CalendarBook:
    """The calendars of the release."""
    return CalendarBook.load()


def _week(hours: Mapping[str, Any]) -> dict[int, tuple[tuple[time, time], ...]]:
    if unknown := set(hours) - set(DAYS):
        raise ValueError(f"no such weekday: {sorted(unknown)}")
    week = {number: tuple(_span(part) for part in hours.get(name) or ()) for number, name in enumerate(DAYS)}
    for spans in week.values():
        for (_, end), (start, _) in pairwise(spans):
            if end == time(0) or start < end:
                raise ValueError(f"working spans overlap: {end:%H:%M} and {start:%H:%M}")
    return week


def _span(text: str) -> tuple[time, time]:
    first, _, last = (part.strip() for part in text.partition("-"))
    start, end = time.fromisoformat(first), time(0) if last == "24:00" else time.fromisoformat(last)
    if end <= start and last != "24:00":
        raise ValueError(f"a working span must end after it starts: {text}")
    return start, end


def _moment(day: date, at: time, *, closes: bool = False) -> datetime:
    if closes and at == time(0):
        day += timedelta(days=1)
    return datetime.combine(day, at, LOCAL).astimezone(UTC)
