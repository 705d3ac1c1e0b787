"""One working calendar (design D10): what workers are promised and what staff are measured by.

Hours per weekday, public holidays and 调休 workdays come from `calendar.yml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

LOCAL = ZoneInfo("Asia/Shanghai")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HORIZON_DAYS = 60  # longer than any run of holidays; a calendar without hours would otherwise search for ever


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Spans of (start, end) local times per weekday 0–6, holidays by date, and weekend days that are worked."""

    hours: Mapping[int, tuple[tuple[time, time], ...]]
    holidays: Mapping[date, str]
    workdays: Mapping[date, str]

    @classmethod
    def load(cls, path: Path | None = None) -> WorkCalendar:
        """From a YAML file; the one beside this module unless another is named. Raises ValueError on a malformed span."""
        raw: dict[str, Any] = yaml.safe_load((path or Path(__file__).with_name("calendar.yml")).read_text("utf-8"))
        hours = {
            number: tuple(_span(part) for part in raw["hours"].get(name) or ()) for number, name in enumerate(DAYS)
        }
        return cls(hours, dict(raw.get("holidays") or {}), dict(raw.get("workdays") or {}))

    def is_holiday(self, day: date) -> bool:
        return day in self.holidays

    def is_makeup_workday(self, day: date) -> bool:
        return day in self.workdays

    def spans(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """The working spans of one local day, as aware UTC."""
        if day in self.holidays:
            return ()
        weekday = 0 if day in self.workdays else day.weekday()
        return tuple(
            (datetime.combine(day, a, LOCAL).astimezone(UTC), datetime.combine(day, b, LOCAL).astimezone(UTC))
            for a, b in self.hours.get(weekday, ())
        )

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


def _span(text: str) -> tuple[time, time]:
    first, _, last = text.partition("-")
    start, end = time.fromisoformat(first.strip()), time.fromisoformat(last.strip())
    if end <= start:
        raise ValueError(f"a working span must end after it starts: {text}")
    return start, end
