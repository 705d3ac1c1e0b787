"""Periods people ask figures for: whole local days, the last one included."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from cases.errors import InvalidChange
from cases.worktime import LOCAL

MOST_DAYS = 93  # three months are looked at by days
LONGEST = timedelta(days=800)
FIRST_DAY = date(2020, 1, 1)  # nothing was counted before; keeps arithmetic away from the ends of the calendar
LAST_DAY = date(2100, 1, 1)


@dataclass(frozen=True, slots=True)
class Period:
    """From the first to the last local day, both included."""

    first: date
    last: date

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]

    @property
    def by_months(self) -> bool:
        """Is it so long that steps of a month show more than steps of a day?"""
        return (self.last - self.first).days >= MOST_DAYS

    @property
    def steps(self) -> list[date]:
        """The days; of a long period the first days of its months."""
        return sorted({day.replace(day=1) for day in self.days}) if self.by_months else self.days

    def whole_months(self) -> Period | None:
        """The part that is made of whole months, or None."""
        first = self.first if self.first.day == 1 else month_of(self.first).last + timedelta(days=1)
        last = self.last if self.last == month_of(self.last).last else self.last.replace(day=1) - timedelta(days=1)
        return Period(first, last) if first < last else None

    @property
    def starts_at(self) -> datetime:
        """The first moment, aware UTC."""
        return _midnight(self.first)

    @property
    def ends_at(self) -> datetime:
        """The first moment after, aware UTC."""
        return _midnight(self.last + timedelta(days=1))

    def before(self) -> Period:
        """What it is compared with: the month before a whole month, else as many days before as the period has."""
        if self == month_of(self.first):
            return month_of(self.first - timedelta(days=1))
        length = self.last - self.first + timedelta(days=1)
        return Period(self.first - length, self.last - length)


def local_day(at: datetime) -> date:
    return at.astimezone(LOCAL).date()


def week_of(day: date) -> Period:
    monday = day - timedelta(days=day.weekday())
    return Period(monday, monday + timedelta(days=6))


def month_of(day: date) -> Period:
    first = day.replace(day=1)
    return Period(first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))


def quarter_of(day: date) -> Period:
    first = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    return Period(first, month_of(first + timedelta(days=63)).last)


def named(name: str, today: date) -> Period | None:
    """this: week | month | last_month | quarter; None for another name."""
    match name:
        case "week":
            return week_of(today)
        case "month":
            return month_of(today)
        case "last_month":
            return month_of(today.replace(day=1) - timedelta(days=1))
        case "quarter":
            return quarter_of(today)
        case _:
            return None


def custom(first: str, last: str) -> Period:
    """From two ISO dates. Raises InvalidChange when one is no date, they are the wrong way round, or too far apart."""
    try:
        period = Period(date.fromisoformat(first), date.fromisoformat(last))
    except ValueError as error:
        raise InvalidChange("not a date", message="日期应写成 2026-11-01 的样子。") from error
    if period.first > period.last:
        raise InvalidChange("period ends before it begins", message="开始日期不能晚于结束日期。")
    if period.first < FIRST_DAY or period.last > LAST_DAY or period.last - period.first > LONGEST:
        raise InvalidChange("period out of range", message="时间段太长或不在可查范围内，最多可查两年。")
    return period


def month_named(text: str) -> Period:
    """From 2026-11. Raises InvalidChange."""
    return month_of(custom(f"{text}-01", f"{text}-01").first)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=LOCAL).astimezone(UTC)
