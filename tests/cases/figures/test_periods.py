"""Periods and what small counts give away."""

from __future__ import annotations

from datetime import date

import pytest

from cases.errors import InvalidChange
from cases.figures import periods
from cases.figures.metrics import KEYS, NAMES, TEN_PROJECTS, reply_step
from cases.figures.periods import Period
from cases.figures.protecting import is_sensitive, protect_column
from knowledge.taxonomy import load_taxonomy

TODAY = date(2026, 11, 25)  # a Wednesday


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("week", date(2026, 11, 23), date(2026, 11, 29)),
        ("month", date(2026, 11, 1), date(2026, 11, 30)),
        ("last_month", date(2026, 10, 1), date(2026, 10, 31)),
        ("quarter", date(2026, 10, 1), date(2026, 12, 31)),
    ],
)
def test_named_periods(name: str, first: date, last: date) -> None:
    assert periods.named(name, TODAY) == Period(first, last)


def test_the_edges_of_the_year() -> None:
    assert periods.named("last_month", date(2027, 1, 31)) == Period(date(2026, 12, 1), date(2026, 12, 31))
    assert periods.named("quarter", date(2026, 12, 31)) == Period(date(2026, 10, 1), date(2026, 12, 31))
    assert periods.quarter_of(date(2027, 2, 28)) == Period(date(2027, 1, 1), date(2027, 3, 31))
    assert periods.month_of(date(2028, 2, 29)).last == date(2028, 2, 29)
    assert periods.named("century", TODAY) is None


def test_what_a_period_is_compared_with() -> None:
    assert periods.month_of(date(2026, 3, 5)).before() == Period(date(2026, 2, 1), date(2026, 2, 28))
    assert periods.week_of(TODAY).before() == Period(date(2026, 11, 16), date(2026, 11, 22))
    assert Period(TODAY, TODAY).before() == Period(date(2026, 11, 24), date(2026, 11, 24))


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2026-11-31", "2026-12-01"), ("", ""), ("2026-11-02", "2026-11-01"), ("0001-01-01", "0001-01-02"),
        ("2024-01-01", "2026-12-31"), ("9999-12-31", "9999-12-31"), ("<script>", "2026-11-01"),
    ],
)  # fmt: skip
def test_a_bad_period_is_refused(first: str, last: str) -> None:
    with pytest.raises(InvalidChange):
        periods.custom(first, last)


@pytest.mark.parametrize("text", ["2026-13", "november", "", "2026-11-01", "2026-1 "])
def test_a_bad_month_is_refused(text: str) -> None:
    with pytest.raises(InvalidChange):
        periods.month_named(text)


@pytest.mark.parametrize(
    ("first", "last", "whole"),
    [
        ("2026-11-01", "2026-11-30", ("2026-11-01", "2026-11-30")),
        ("2026-11-02", "2026-11-30", None),
        ("2026-11-02", "2026-12-31", ("2026-12-01", "2026-12-31")),
        ("2026-10-31", "2027-01-30", ("2026-11-01", "2026-12-31")),
        ("2026-11-30", "2026-12-01", None),
        ("2024-02-01", "2024-03-01", ("2024-02-01", "2024-02-29")),
    ],
)
def test_the_whole_months_of_a_period(first: str, last: str, whole: tuple[str, str] | None) -> None:
    found = periods.custom(first, last).whole_months()
    assert found == (periods.custom(*whole) if whole else None)


def test_a_month_by_name() -> None:
    assert periods.month_named("2026-11") == Period(date(2026, 11, 1), date(2026, 11, 30))


def test_small_counts_are_hidden_and_cannot_be_worked_out() -> None:
    assert protect_column([12, 3, 0, 8]) == [12, None, None, 8]
    assert protect_column([12, 3, 8]) == [12, None, None]  # 3 alone would follow from the sum: 8 goes with it
    assert protect_column([4]) == [None]
    assert protect_column([5, 9]) == [5, 9]
    assert protect_column([]) == []
    assert is_sensitive("psych_consultation") and is_sensitive("psych_consultation::phone") and is_sensitive("crisis")
    assert not is_sensitive("enrollment:winter_warmth:name")


def test_every_metric_has_a_name_and_the_ten_projects_exist() -> None:
    taxonomy = load_taxonomy()
    assert set(KEYS) <= set(NAMES)
    assert len(TEN_PROJECTS) == 10
    assert all(project in taxonomy.programs or project in taxonomy.flows for project in TEN_PROJECTS)


@pytest.mark.parametrize(
    ("minutes", "step"),
    [(-3, "00000"), (0, "00000"), (59, "00059"), (64, "00060"), (239, "00235"), (250, "00240"), (1441, "01440"),
     (1501, "01500"), (11_000, "10080"), (10**9, "99360")],
)  # fmt: skip
def test_steps_of_a_first_reply(minutes: int, step: str) -> None:
    assert reply_step(minutes) == step
