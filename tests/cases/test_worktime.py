"""When we promise an answer, and when that is: by hand, with lunch, weekends, 春节, 国庆 and 调休."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.worktime import LOCAL, WorkCalendar

CALENDAR = WorkCalendar.load()
H = timedelta(hours=1)
M = timedelta(minutes=1)


def at(text: str) -> datetime:
    """`2026-11-23 10:00` in Baoji."""
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


# Worked with a pencil: half past eight to twelve, two to half past five; 3.5 + 3.5 hours a day.
DUE = [
    ("plain morning", "2026-11-23 10:00", H, "2026-11-23 11:00"),
    ("to the minute of lunch", "2026-11-23 11:00", H, "2026-11-23 12:00"),
    ("across lunch", "2026-11-23 11:30", H, "2026-11-23 14:30"),
    ("a minute past lunch", "2026-11-23 11:00", H + M, "2026-11-23 14:01"),
    ("asked at lunch", "2026-11-23 12:40", H, "2026-11-23 15:00"),
    ("asked as lunch begins", "2026-11-23 12:00", M, "2026-11-23 14:01"),
    ("before work", "2026-11-23 06:15", H, "2026-11-23 09:30"),
    ("at midnight", "2026-11-23 00:00", 2 * H, "2026-11-23 10:30"),
    ("to closing time", "2026-11-23 16:30", H, "2026-11-23 17:30"),
    ("overnight", "2026-11-23 17:00", H, "2026-11-24 09:00"),
    ("as work ends", "2026-11-23 17:30", H, "2026-11-24 09:30"),
    ("a rider at ten at night", "2026-11-24 22:00", 2 * H, "2026-11-25 10:30"),
    ("a whole day", "2026-11-23 08:30", 7 * H, "2026-11-23 17:30"),
    ("a day and a minute", "2026-11-23 08:30", 7 * H + M, "2026-11-24 08:31"),
    ("Friday evening", "2026-11-27 17:15", H, "2026-11-30 09:15"),
    ("Saturday", "2026-11-28 10:00", H, "2026-11-30 09:30"),
    ("Sunday night", "2026-11-29 23:59", 30 * M, "2026-11-30 09:00"),
    ("a week of work", "2026-11-23 10:00", 35 * H, "2026-11-30 10:00"),
    ("元旦: Wednesday to Sunday the 4th, worked", "2025-12-31 17:00", H, "2026-01-04 09:00"),
    ("春节 eve: Saturday the 14th is worked", "2026-02-13 17:00", H, "2026-02-14 09:00"),
    ("春节: nine days off", "2026-02-14 17:00", H, "2026-02-24 09:00"),
    ("within 春节", "2026-02-17 12:00", 8 * H, "2026-02-25 09:30"),
    ("Saturday after 春节 is worked", "2026-02-27 16:30", 2 * H, "2026-02-28 09:30"),
    ("and the Sunday after is not", "2026-02-28 17:00", H, "2026-03-02 09:00"),
    ("清明: Saturday to Monday", "2026-04-03 17:20", 20 * M, "2026-04-07 08:40"),
    ("劳动节: five days", "2026-04-30 15:30", 3 * H, "2026-05-06 09:30"),
    ("劳动节调休 Saturday", "2026-05-08 17:00", H, "2026-05-09 09:00"),
    ("端午: Friday to Sunday", "2026-06-18 17:00", H, "2026-06-22 09:00"),
    ("国庆调休 Sunday in September", "2026-09-19 09:00", H, "2026-09-20 09:30"),
    ("中秋: Friday to Sunday", "2026-09-24 17:00", H, "2026-09-28 09:00"),
    ("国庆: seven days", "2026-09-30 17:00", H, "2026-10-08 09:00"),
    ("Saturday after 国庆 is worked", "2026-10-09 17:00", H, "2026-10-10 09:00"),
    ("and its Sunday is not", "2026-10-10 17:00", H, "2026-10-12 09:00"),
    ("2027 by the law's thirteen days", "2026-12-31 17:00", H, "2027-01-04 09:00"),
]


@pytest.mark.parametrize(("start", "working", "due"), [row[1:] for row in DUE], ids=[row[0] for row in DUE])
def test_due_times_worked_by_hand(start: str, working: timedelta, due: str) -> None:
    assert CALENDAR.add(at(start), working) == at(due)


TIMES = st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2027, 6, 1), timezones=st.just(UTC)).map(
    lambda t: t.replace(microsecond=0)
)
SPANS = st.integers(0, 60 * 7 * 20).map(lambda minutes: timedelta(minutes=minutes))


def inside(moment: datetime) -> bool:
    """Within hours, or at the very minute they end."""
    day = moment.astimezone(LOCAL).date()
    return any(a <= moment <= b for a, b in CALENDAR.spans(day))


def worked(start: datetime, end: datetime) -> timedelta:
    """Working time between two moments, counted span by span."""
    total, day = timedelta(0), start.astimezone(LOCAL).date()
    while day <= end.astimezone(LOCAL).date():
        for a, b in CALENDAR.spans(day):
            total += max(timedelta(0), min(b, end) - max(a, start))
        day += timedelta(days=1)
    return total


@given(TIMES, SPANS)
def test_a_promise_never_lands_outside_hours_and_holds_just_so_much_work(start: datetime, span: timedelta) -> None:
    due = CALENDAR.add(start, span)
    assert due >= start
    assert inside(due)
    assert worked(start, due) == span


@given(TIMES, SPANS, SPANS)
def test_more_work_is_never_due_earlier(start: datetime, one: timedelta, other: timedelta) -> None:
    assert (CALENDAR.add(start, one) <= CALENDAR.add(start, other)) or one > other


@given(TIMES)
def test_the_next_opening_is_open_and_nothing_before_it_is(moment: datetime) -> None:
    opening = CALENDAR.next_open(moment)
    assert CALENDAR.is_open(opening)
    assert worked(moment, opening) == timedelta(0)
    assert (opening == moment) is CALENDAR.is_open(moment)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-23 08:29", False),
        ("2026-11-23 08:30", True),
        ("2026-11-23 11:59", True),
        ("2026-11-23 12:00", False),
        ("2026-11-23 13:59", False),
        ("2026-11-23 14:00", True),
        ("2026-11-23 17:30", False),
        ("2026-11-28 10:00", False),
        ("2026-10-01 10:00", False),
        ("2026-10-10 10:00", True),
        ("2026-02-14 10:00", True),
        ("2026-02-16 10:00", False),
    ],
)
def test_open_or_not(moment: str, is_open: bool) -> None:
    assert CALENDAR.is_open(at(moment)) is is_open


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2026-11-23 10:00", 1, "2026-11-24 17:30"),
        ("2026-11-23 23:00", 3, "2026-11-26 17:30"),
        ("2026-11-27 10:00", 1, "2026-11-30 17:30"),
        ("2026-11-28 10:00", 5, "2026-12-04 17:30"),
        ("2026-09-30 10:00", 2, "2026-10-09 17:30"),
        ("2026-10-08 10:00", 2, "2026-10-10 17:30"),
        ("2026-02-13 10:00", 3, "2026-02-25 17:30"),
    ],
)
def test_working_days_end_at_closing_time(start: str, days: int, due: str) -> None:
    assert CALENDAR.add_days(at(start), days) == at(due)


def test_the_day_is_the_one_in_baoji_not_in_greenwich() -> None:
    """Half past eight on Saturday in Baoji is still half past midnight there; Sunday evening in UTC is Monday here."""
    assert CALENDAR.next_open(datetime(2026, 11, 29, 20, 0, tzinfo=UTC)) == at("2026-11-30 08:30")
    assert CALENDAR.next_open(datetime(2026, 11, 27, 16, 30, tzinfo=UTC)) == at("2026-11-30 08:30")


def test_a_holiday_is_no_workday_and_a_workday_is_a_weekend() -> None:
    assert not set(CALENDAR.holidays) & set(CALENDAR.workdays)
    assert all(day.weekday() >= 5 for day in CALENDAR.workdays)
    assert CALENDAR.is_holiday(date(2026, 2, 17)) and CALENDAR.is_makeup_workday(date(2026, 2, 28))


def calendar_file(folder: Path, hours: str) -> Path:
    path = folder / "calendar.yml"
    path.write_text(f"hours: {hours}\n", encoding="utf-8")
    return path


def test_a_span_that_ends_before_it_starts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="17:30-14:00"):
        WorkCalendar.load(calendar_file(tmp_path, '{mon: ["17:30-14:00"]}'))


def test_a_calendar_without_hours_says_so_instead_of_searching_for_ever(tmp_path: Path) -> None:
    nobody_works = WorkCalendar.load(calendar_file(tmp_path, "{}"))
    for ask in (
        lambda: nobody_works.add(at("2026-11-23 10:00"), H),
        lambda: nobody_works.next_open(at("2026-11-23 10:00")),
        lambda: nobody_works.add_days(at("2026-11-23 10:00"), 1),
    ):
        with pytest.raises(ValueError, match="no working hours"):
            ask()
