"""A week as a colleague writes it, and the times it becomes."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from cases.calendars.week import Exceptional, Week, check_lengths, clean_spans, clean_week, cut, spans_of
from cases.errors import InvalidChange
from cases.worktime import WorkCalendar
from tests.cases.calendars.conftest import said

MONDAY, SATURDAY = date(2026, 11, 23), date(2026, 11, 28)
WEEK = Week({"mon": ["09:00-11:30"]}, 30)


@pytest.mark.parametrize(
    ("spans", "why"),
    [
        (["09:00-11:30", "11:00-12:00"], "09:00-11:30 和 11:00-12:00 重叠了"),
        (["11:30-09:00"], "结束时间要晚于开始时间"),
        (["09:00-09:00"], "结束时间要晚于开始时间"),
        (["09:00-09:20"], "不够谈一次（一次 30 分钟）"),
        (["上午九点"], "没看懂，请写成 09:00-11:30 这样"),
        (["25:00-26:00"], "没看懂"),
        (["<script>alert(1)</script>"], "没看懂"),
        (["9" * 100_000], "没看懂"),
        ([f"{n:02}:00-{n:02}:40" for n in range(7, 15)], "最多写 6 段"),
    ],
)
def test_what_cannot_be_meant_is_said_kindly(spans: list[str], why: str) -> None:
    with pytest.raises(InvalidChange) as caught:
        clean_week({"mon": spans}, minutes=30)
    assert why in caught.value.message and caught.value.message.startswith("周一 ")
    assert len(caught.value.message) < 80


def test_spans_are_kept_in_order_and_in_one_form() -> None:
    assert clean_spans(["14:30－17:00".replace("－", "—"), " 9:00 - 11:30 ", ""], minutes=30) == [
        "09:00-11:30",
        "14:30-17:00",
    ]
    assert clean_week({"mon": [], "sun": ["9:00到10:00"]}, minutes=30) == {"sun": ["09:00-10:00"]}


@pytest.mark.parametrize(
    "lengths",
    [
        {"minutes": 9, "buffer": 0, "capacity": 1},
        {"minutes": 241, "buffer": 0, "capacity": 1},
        {"minutes": 30, "buffer": -1, "capacity": 1},
        {"minutes": 30, "buffer": 121, "capacity": 1},
        {"minutes": 30, "buffer": 0, "capacity": 0},
        {"minutes": 30, "buffer": 0, "capacity": 51},
    ],
)
def test_lengths_nobody_can_mean(lengths: dict[str, int]) -> None:
    with pytest.raises(InvalidChange):
        check_lengths(**lengths)
    check_lengths(minutes=30, buffer=0, capacity=1)


def test_a_buffer_keeps_minutes_free_between_two_talks() -> None:
    week = Week({}, 30, buffer=10)
    assert [said(a) for a, _ in cut(MONDAY, ["09:00-11:30"], week)] == [
        f"11-23 {t}" for t in ("09:00", "09:40", "10:20", "11:00")
    ]


def test_an_extra_span_that_runs_into_another_doubles_no_time() -> None:
    found = cut(MONDAY, ["09:00-10:00", "09:30-11:00"], WEEK)
    assert [said(a) for a, _ in found] == [f"11-23 {t}" for t in ("09:00", "09:30", "10:00", "10:30")]
    assert all(end <= following for (_, end), (following, _) in pairwise(found))


@pytest.mark.parametrize(
    ("day", "exceptions", "spans"),
    [
        (MONDAY, [], ["09:00-11:30"]),
        (MONDAY, [("leave", ())], []),
        (MONDAY, [("extra", ("19:00-20:00",))], ["09:00-11:30", "19:00-20:00"]),
        (MONDAY, [("instead", ("15:00-16:00",))], ["15:00-16:00"]),
        (MONDAY, [("instead", ("15:00-16:00",)), ("leave", ())], []),
        (SATURDAY, [("extra", ("09:00-10:00",))], ["09:00-10:00"]),
        (date(2026, 10, 1), [], []),  # 国庆节, a Thursday
        (date(2026, 10, 5), [], []),  # 国庆节, a Monday
        (date(2026, 10, 5), [("extra", ("09:00-10:00",))], ["09:00-10:00"]),  # somebody works on it all the same
        (date(2026, 10, 10), [], ["09:00-11:30"]),  # a Saturday worked for it follows a Monday
        (date(2026, 10, 10), [("leave", ())], []),
    ],
)
def test_what_holds_on_a_day(
    calendar: WorkCalendar, day: date, exceptions: list[tuple[str, Any]], spans: list[str]
) -> None:
    written = [Exceptional(kind, day, day, tuple(spans)) for kind, spans in exceptions]
    elsewhere = Exceptional("leave", date(2026, 12, 1), date(2026, 12, 31))
    assert spans_of(WEEK, day, calendar, [*written, elsewhere]) == spans
