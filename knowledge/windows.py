"""When a program takes applications: always, every year between two days, or once between two dates."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from knowledge.reading import Reader


@dataclass(frozen=True, slots=True)
class WindowState:
    """Open now or not; the next (or current) first and last day, both days open. None: not known or no end."""

    open: bool
    opens_on: dt.date | None
    closes_on: dt.date | None


@dataclass(frozen=True, slots=True)
class Window:
    """`kind` is always, yearly (month and day, may run over the new year) or dates."""

    kind: str
    opens_day: tuple[int, int] | None = None
    closes_day: tuple[int, int] | None = None
    opens: dt.date | None = None
    closes: dt.date | None = None

    def state(self, today: dt.date) -> WindowState:
        if self.opens_day is not None and self.closes_day is not None:
            return _yearly_state(self.opens_day, self.closes_day, today)
        if self.opens is not None and self.closes is not None:
            if today > self.closes:
                return WindowState(False, None, None)
            return WindowState(self.opens <= today, self.opens, self.closes)
        return WindowState(True, None, None)


ALWAYS = Window("always")


def _yearly_state(opens: tuple[int, int], closes: tuple[int, int], today: dt.date) -> WindowState:
    # Last year's window may still be open when it runs over the new year, so look from there on.
    for year in (today.year - 1, today.year, today.year + 1):
        first = _day(year, opens)
        last = _day(year if closes >= opens else year + 1, closes)
        if today <= last:
            return WindowState(first <= today, first, last)
    raise AssertionError("a yearly window always comes again")


def _day(year: int, month_day: tuple[int, int]) -> dt.date:
    month, day = month_day
    if (month, day) == (2, 29):
        # “To the end of February” in a year without that day.
        return dt.date(year, 3, 1) - dt.timedelta(days=1)
    return dt.date(year, month, day)


def read_window(reader: Reader) -> Window:
    """Read `{kind: …}`. Raises KnowledgeError."""
    reader.only("kind", "opens", "closes")
    kind = reader.string("kind")
    if kind == "always":
        return ALWAYS
    if kind == "yearly":
        return Window("yearly", opens_day=_month_day(reader, "opens"), closes_day=_month_day(reader, "closes"))
    if kind == "dates":
        opens, closes = reader.required_date("opens"), reader.required_date("closes")
        if closes < opens:
            raise reader.fail("closes", "结束日期早于开始日期")
        return Window("dates", opens=opens, closes=closes)
    raise reader.fail("kind", f"{kind!r} 应是 always、yearly 或 dates")


def _month_day(reader: Reader, field: str) -> tuple[int, int]:
    value = reader.string(field)
    match = re.fullmatch(r"(\d{2})-(\d{2})", value)
    try:
        if match is None:
            raise ValueError(value)
        # 2024 is a leap year, so 02-29 is accepted.
        day = dt.date(2024, int(match[1]), int(match[2]))
    except ValueError as error:
        raise reader.fail(field, f'{value!r} 应写成“月-日”（例："07-01"）') from error
    return day.month, day.day
