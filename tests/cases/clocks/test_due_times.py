"""The calendars of the desks against due times worked out by hand, and what holds for every span of time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cases.worktime import ALWAYS, CalendarBook, WorkCalendar, load_book
from tests.cases.clocks.conftest import at

BOOK = load_book()
TABLE = [
    (str(start), desk, allowed, str(due))
    for start, desk, allowed, due in yaml.safe_load(Path(__file__).with_name("due_times.yml").read_text("utf-8"))
]
TIMES = st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2027, 6, 1), timezones=st.just(UTC)).map(
    lambda t: t.replace(microsecond=0)
)
DESKS = st.sampled_from(["duty", "legal", "counselling", "programs", "610330", "610302", ALWAYS])
SECONDS = st.integers(0, 3600 * 7 * 15).map(lambda seconds: timedelta(seconds=seconds))


@pytest.mark.parametrize(("start", "desk", "allowed", "due"), TABLE, ids=[" ".join(row[:3]) for row in TABLE])
def test_due_times_worked_by_hand(start: str, desk: str, allowed: str, due: str) -> None:
    calendar, (number, unit) = BOOK.for_desk(desk), allowed.split()
    if unit == "days":
        assert calendar.add_days(at(start), int(number)) == at(due)
    else:
        assert calendar.add(at(start), timedelta(minutes=int(number))) == at(due)
        assert calendar.between(at(start), at(due)) == timedelta(minutes=int(number))


def test_the_table_is_long_enough() -> None:
    assert len(TABLE) >= 36 and len({row[0] for row in TABLE}) >= 36


@given(TIMES, DESKS, SECONDS)
def test_the_time_between_is_the_time_that_was_added(start: datetime, desk: str, span: timedelta) -> None:
    calendar = BOOK.for_desk(desk)
    due = calendar.add(start, span)
    assert calendar.between(start, due) == span
    assert calendar.between(due, start) == -span


@given(TIMES, TIMES, TIMES, DESKS)
def test_a_way_in_two_parts_is_as_long_as_the_whole(a: datetime, b: datetime, c: datetime, desk: str) -> None:
    calendar, (first, second, third) = BOOK.for_desk(desk), sorted((a, b, c))
    assert calendar.between(first, third) == calendar.between(first, second) + calendar.between(second, third)


@given(TIMES, st.integers(1, 15), DESKS)
def test_working_days_as_working_time_come_to_the_same_close(start: datetime, days: int, desk: str) -> None:
    calendar = BOOK.for_desk(desk)
    due = calendar.add_days(start, days)
    assert calendar.add(start, calendar.between(start, due)) == due


def test_what_remains_runs_below_zero_when_late() -> None:
    calendar = BOOK.for_desk("duty")
    due = at("2026-11-23 17:30")
    assert calendar.remaining(at("2026-11-23 12:30"), due) == timedelta(hours=3.5)
    assert calendar.remaining(at("2026-11-24 09:00"), due) == timedelta(minutes=-30), "the night does not count"


def test_a_desk_without_hours_of_its_own_has_those_of_the_duty_desk() -> None:
    assert BOOK.for_desk("610302") == BOOK.for_desk("duty") == WorkCalendar.load()
    assert BOOK.has("610330") and not BOOK.has("610302")


@pytest.mark.parametrize(
    ("hours", "wrong"),
    [
        ('{mon: ["17:30-14:00"]}', "must end after"),
        ('{mon: ["08:30-12:00", "11:00-15:00"]}', "overlap"),
        ('{mon: ["08:30-24:00", "09:00-10:00"]}', "overlap"),
        ('{monday: ["08:30-12:00"]}', "no such weekday"),
        ('{mon: ["8 to 12"]}', "isoformat"),
    ],
)
def test_hours_that_cannot_be_are_refused(tmp_path: Path, hours: str, wrong: str) -> None:
    file = tmp_path / "calendar.yml"
    file.write_text(f'hours: {{mon: ["08:30-12:00"]}}\ndesks: {{legal: {hours}}}\n', "utf-8")
    with pytest.raises(ValueError, match=wrong):
        CalendarBook.load(file)


def test_a_desk_may_stay_until_midnight(tmp_path: Path) -> None:
    file = tmp_path / "calendar.yml"
    file.write_text('hours: {mon: ["22:00-24:00"]}\n', "utf-8")
    calendar = WorkCalendar.load(file)
    assert calendar.is_open(at("2026-11-23 23:59")) and not calendar.is_open(at("2026-11-24 00:00"))
    assert calendar.add(at("2026-11-23 23:30"), timedelta(hours=1)) == at("2026-11-30 22:30")
