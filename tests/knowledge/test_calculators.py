"""Calculators: every sum agrees with the one done by hand, at the edges too, and doubts are shown."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.calculators import Calculation, Calculator, load_calculators
from knowledge.calculators.base import Example
from knowledge.calculators.money import yuan
from knowledge.calculators.spans import add_months, weekdays, worked
from knowledge.facts import Fact

TODAY = dt.date(2026, 11, 22)
CALCULATORS = load_calculators()
EXAMPLES = [
    pytest.param(calculator, example, id=f"{calculator.id}-{example.name}")
    for calculator in CALCULATORS.values()
    for example in calculator.sheet.examples
]


def compute(key: str, **answers: Any) -> Calculation:
    return CALCULATORS[key].compute(answers, TODAY)


def read(result: Calculation) -> str:
    return "\n".join([result.headline, *result.steps, *result.doubts, *result.notes])


# The sums


@pytest.mark.parametrize(("calculator", "example"), EXAMPLES)
def test_an_example_comes_out_as_by_hand(calculator: Calculator, example: Example) -> None:
    result = calculator.compute(example.answers, example.today)
    assert {key: result.values.get(key) for key in example.values} == example.values
    amount = result.values.get("amount")
    if isinstance(amount, int) and amount:
        assert yuan(amount) in result.headline
        assert yuan(amount) in "\n".join(result.steps)
    for key in ("deadline", "start", "end"):
        shown = str(result.values.get(key, "none"))
        if shown != "none":
            day = dt.date.fromisoformat(shown)
            assert f"{day.year}年{day.month}月{day.day}日" in read(result)


def test_each_calculator_has_examples_and_one_of_them_is_an_edge() -> None:
    assert len(CALCULATORS) == 9
    for calculator in CALCULATORS.values():
        assert 3 <= len(calculator.sheet.examples) <= 8, calculator.id
        assert all(example.worked for example in calculator.sheet.examples)


def test_half_a_year_decides_between_half_a_month_and_a_month() -> None:
    def months(end: str) -> object:
        return compute("severance", reason="expired", start="2023-08-31", end=end, wage=400000).values["months"]

    assert [months(end) for end in ("2023-08-31", "2024-02-27", "2024-02-28", "2024-08-30", "2024-08-31")] == [
        "0.5", "0.5", "1", "1", "1.5",
    ]  # fmt: skip


def test_a_high_wage_is_capped_and_so_are_the_years_but_only_above_three_times_the_average() -> None:
    answers: dict[str, Any] = {"reason": "no_reason", "start": "2008-01-01", "end": "2025-12-31", "local_wage": 700000}
    at_the_limit = compute("severance", wage=2100000, **answers)
    above = compute("severance", wage=2100100, **answers)
    assert at_the_limit.values["amount"] == 21000_00 * 18 * 2
    assert above.values["amount"] == 21000_00 * 12 * 2


def test_an_unknown_average_wage_is_not_guessed() -> None:
    result = compute("severance", reason="layoff", start="2020-01-01", end="2024-12-31", wage=3000000)
    assert result.values["amount"] == 150000_00
    assert any("三倍" in doubt for doubt in result.doubts)
    poor = compute("severance", reason="layoff", start="2020-01-01", end="2024-12-31", wage=400000)
    assert not any("三倍" in doubt for doubt in poor.doubts)


def test_who_knows_only_the_months_reads_what_a_few_days_change() -> None:
    result = compute("severance", reason="expired", start="2020-03-01", end="2023-09-01", wage=450000)
    assert any("15,750元" in doubt and "18,000元" in doubt for doubt in result.doubts)
    assert not compute("severance", reason="expired", start="2020-03-01", end="2023-11-01", wage=450000).doubts


def test_before_2008_counts_for_the_penalty_but_is_a_doubt_for_the_compensation() -> None:
    answers: dict[str, Any] = {"start": "2005-01-01", "end": "2012-12-31", "wage": 300000}
    penalty = compute("severance", reason="no_reason", **answers)
    assert penalty.values["amount"] == 3000_00 * 8 * 2
    assert any("经济补偿15,000元" in doubt for doubt in penalty.doubts)
    result = compute("severance", reason="closed", **answers)
    assert result.values["amount"] == 15000_00
    assert any("24,000元" in doubt for doubt in result.doubts)


def test_pay_below_the_minimum_wage_is_pointed_out_with_the_sum_it_would_make() -> None:
    fact = CALCULATORS["severance"].sheet.numbers["min_wage"]
    assert isinstance(fact, Fact)
    floor = int(fact.value)
    result = compute("severance", reason="expired", start="2020-01-01", end="2021-12-31", wage=1500_00)
    assert any(yuan(floor * 2 * 100) in doubt for doubt in result.doubts)


def test_accused_of_a_fault_both_outcomes_are_shown() -> None:
    result = compute("severance", reason="fault", start="2020-03-01", end="2022-02-28", wage=400000)
    assert result.values["amount"] == 0 and result.values["if_unproven"] == 16000_00
    assert "16,000元" in result.headline


def test_notice_given_in_time_saves_the_extra_month() -> None:
    answers: dict[str, Any] = {"reason": "notified", "start": "2022-01-01", "end": "2023-12-31", "wage": 500000}
    assert compute("severance", notice=True, **answers).values["amount"] == 10000_00
    assert compute("severance", notice=False, **answers).values["amount"] == 15000_00


def test_the_second_wage_never_exceeds_eleven_months() -> None:
    for day in range(1, 32):
        result = compute("double_pay", start=f"2023-01-{day:02}", now="left", left_on="2026-01-01", wage=400000)
        assert result.values["amount"] == 44000_00, day


def test_signing_on_time_costs_nothing_and_a_day_later_a_day() -> None:
    on_time = compute("double_pay", start="2026-03-02", now="signed", signed_on="2026-04-02", wage=435000)
    late = compute("double_pay", start="2026-03-02", now="signed", signed_on="2026-04-03", wage=435000)
    assert (on_time.values["amount"], late.values["amount"]) == (0, 200_00)


def test_the_limit_for_the_second_wage_is_shown_both_ways_with_a_reminder() -> None:
    result = compute("double_pay", start="2025-03-01", now="working", wage=400000)
    assert "44,000元" in result.doubts[0] and "16,000元" in result.doubts[0]
    assert result.reminder is not None and result.reminder.deadline == dt.date(2027, 2, 28)


def test_wages_are_claimed_without_limit_only_while_employed() -> None:
    assert compute("arbitration_deadline", claim="wages", left=False).reminder is None
    left = compute("arbitration_deadline", claim="wages", left=True, left_on="2026-01-10")
    assert left.values["deadline"] == "2027-01-10" and left.reminder is not None


def test_an_overdue_claim_is_not_the_end() -> None:
    result = compute("arbitration_deadline", claim="leaving", dismissed_on="2024-03-01")
    assert result.reminder is None
    assert "先别放弃" in result.headline
    assert all(word in read(result) for word in ("劳动监察", "重新算", "新证据"))


def test_a_demand_after_the_year_does_not_bring_it_back_but_is_mentioned() -> None:
    on_the_day = compute("arbitration_deadline", claim="leaving", dismissed_on="2025-01-10", last_demand="2026-01-10")
    a_day_late = compute("arbitration_deadline", claim="leaving", dismissed_on="2025-01-10", last_demand="2026-01-11")
    assert on_the_day.values["deadline"] == "2027-01-10"
    assert a_day_late.values["deadline"] == "2026-01-10"
    assert any("2027年1月11日" in doubt for doubt in a_day_late.doubts)


def test_exactly_on_a_limit_of_the_medical_period_both_readings_are_shown() -> None:
    exact = compute("medical_period", total_years=10, unit_years=5)
    assert exact.values["months"] == 9
    assert any("6个月" in doubt for doubt in exact.doubts)
    assert not compute("medical_period", total_years=11, unit_years=7).doubts


def test_what_the_province_sets_is_not_made_up() -> None:
    for grade in range(5, 11):
        result = compute("injury_lump_sum", what="disabled", grade=grade, wage=500000)
        assert "12333" in read(result) and "就业补助金" in read(result)
    assert "amount" not in compute("injury_lump_sum", what="death", wage=500000).values


def test_twins_that_make_three_children_are_a_doubt() -> None:
    result = compute(
        "maternity_leave", what="birth", due_on="2027-03-01", child_order=2, babies=2, difficult=False, checkup=False
    )
    assert result.values["days"] == 98 + 60 + 15
    assert any("188" in doubt for doubt in result.doubts)


def test_nothing_paid_so_far_is_the_same_as_skipping_the_question() -> None:
    answers: dict[str, Any] = {
        "system": "normal",
        "wage": 435000,
        "weekday_hours": 8,
        "rest_days": 0,
        "holiday_days": 0,
    }
    assert compute("overtime", paid=0, **answers) == compute("overtime", paid=None, **answers)


# The calendar


def test_months_are_counted_to_the_corresponding_day() -> None:
    assert add_months(dt.date(2024, 1, 31), 1) == dt.date(2024, 2, 29)
    assert add_months(dt.date(2024, 2, 29), 12) == dt.date(2025, 2, 28)
    assert worked(dt.date(2024, 1, 1), dt.date(2024, 12, 31)) == (12, 0)
    assert worked(dt.date(2024, 2, 29), dt.date(2024, 2, 29)) == (0, 1)


@given(st.dates(dt.date(1990, 1, 1), dt.date(2030, 1, 1)), st.integers(0, 5000))
def test_weekdays_are_those_a_calendar_shows(start: dt.date, days: int) -> None:
    end = start + dt.timedelta(days=days % 400)
    shown = [start + dt.timedelta(days=n) for n in range((end - start).days + 1)]
    assert weekdays(start, end) == sum(day.weekday() < 5 for day in shown)


@given(st.dates(dt.date(1990, 1, 1), dt.date(2030, 1, 1)), st.integers(0, 12000))
def test_a_span_is_its_months_and_the_days_left_over(start: dt.date, days: int) -> None:
    end = start + dt.timedelta(days=days)
    months, rest = worked(start, end)
    assert add_months(start, months) + dt.timedelta(days=rest) == end + dt.timedelta(days=1)
    assert 0 <= rest <= 31


@given(st.integers(1, 5000000), st.integers(1, 5000000), st.integers(0, 6900))
def test_more_pay_never_gives_less(wage: int, more: int, days: int) -> None:
    end = dt.date(2001, 1, 1) + dt.timedelta(days=days + 2557)

    def amount(value: int) -> int:
        found = compute("severance", reason="no_reason", start="2001-01-01", end=end.isoformat(), wage=value)
        return int(found.values["amount"])

    assert amount(wage) <= amount(wage + more)
