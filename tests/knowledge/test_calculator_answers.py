"""Calculators: no answer brings one down; what cannot be is asked again kindly, and the form asks no more than it needs."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.calculators import CalculationError, Calculator, load_calculators
from knowledge.calculators.base import Example
from knowledge.forms import FieldSpec

TODAY = dt.date(2026, 11, 22)
CALCULATORS = load_calculators()
EXAMPLES = [
    pytest.param(calculator, example, id=f"{calculator.id}-{example.name}")
    for calculator in CALCULATORS.values()
    for example in calculator.sheet.examples
]

BAD: list[tuple[str, dict[str, Any], str]] = [
    ("severance", {"reason": "fired", "wage": 1}, "reason"),
    ("severance", {"start": "2024-05-01"}, "end"),
    ("severance", {"start": "2027-01-01"}, "start"),
    ("severance", {"start": "1900-01-01"}, "start"),
    ("severance", {"start": "0000-01-01"}, "start"),
    ("severance", {"start": "2023-02-31"}, "start"),
    ("severance", {"start": None}, "start"),
    ("severance", {"end": "2029-01-01"}, "end"),
    ("severance", {"start": "2001-01-01", "end": "2006-01-01"}, "end"),
    ("severance", {"wage": 0}, "wage"),
    ("severance", {"wage": -450000}, "wage"),
    ("severance", {"wage": 10_000_000_01}, "wage"),
    ("severance", {"wage": 4500.5}, "wage"),
    ("severance", {"wage": True}, "wage"),
    ("severance", {"wage": 3000000, "local_wage": 100}, "local_wage"),
    ("overtime", {"wage": -1}, "wage"),
    ("overtime", {"weekday_hours": 24 * 365}, "weekday_hours"),
    ("overtime", {"weekday_hours": -3}, "weekday_hours"),
    ("overtime", {"rest_days": 300}, "rest_days"),
    ("overtime", {"holiday_days": 14}, "holiday_days"),
    ("overtime", {"weekday_hours": 0, "rest_days": 0, "holiday_days": 0}, "weekday_hours"),
    ("double_pay", {"left_on": "2025-01-01"}, "left_on"),
    ("double_pay", {"start": "2026-12-01"}, "start"),
    ("arbitration_deadline", {"dismissed_on": "2026-11-23"}, "dismissed_on"),
    ("arbitration_deadline", {"last_demand": "2020-01-01"}, "last_demand"),
    ("arbitration_deadline", {"claim": "wages"}, "left"),
    ("annual_leave", {"years": -1}, "years"),
    ("annual_leave", {"years": 200}, "years"),
    ("annual_leave", {"situation": "both", "joined_on": "2025-06-01", "left_on": "2026-03-01"}, "situation"),
    ("annual_leave", {"situation": "both", "joined_on": "2026-06-01", "left_on": "2026-03-01"}, "left_on"),
    ("annual_leave", {"taken": 400}, "taken"),
    ("injury_lump_sum", {"grade": 0}, "grade"),
    ("injury_lump_sum", {"grade": 11}, "grade"),
    ("injury_lump_sum", {"grade": "九级"}, "grade"),
    ("medical_period", {"total_years": 3, "unit_years": 5}, "unit_years"),
    ("medical_period", {"sick_from": "2027-01-01"}, "sick_from"),
    ("maternity_leave", {"babies": 9}, "babies"),
    ("maternity_leave", {"child_order": 0}, "child_order"),
    ("maternity_leave", {"due_on": "2029-01-01"}, "due_on"),
    ("inspection_deadline", {"injured_on": "2026-11-23"}, "injured_on"),
    ("inspection_deadline", {"what": "complaint"}, "ongoing"),
]


def good(calculator: Calculator) -> dict[str, Any]:
    return dict(calculator.sheet.examples[0].answers)


@pytest.mark.parametrize(("key", "changed", "field"), BAD, ids=[f"{key}-{changed}" for key, changed, _ in BAD])
def test_an_answer_that_cannot_be_is_asked_again_kindly(key: str, changed: dict[str, Any], field: str) -> None:
    answers = good(CALCULATORS[key])
    if key == "double_pay":
        answers |= {"now": "left", "left_on": "2026-01-01"}
    if key == "inspection_deadline":
        answers = {"what": "injury"}
    with pytest.raises(CalculationError) as caught:
        CALCULATORS[key].compute({**answers, **changed}, TODAY)
    error = caught.value
    assert error.field == field
    assert re.search(r"[\u4e00-\u9fff]{4}", error.problem) and "{" not in error.problem


def anything(spec: FieldSpec) -> st.SearchStrategy[Any]:
    """Mostly answers of the right type, some absurd, some no answer at all."""
    odd: st.SearchStrategy[Any] = st.one_of(
        st.none(),
        st.text(max_size=8),
        st.integers(),
        st.floats(allow_nan=True),
        st.booleans(),
        st.just([]),
        st.just({}),
    )
    near = st.dates(dt.date(1949, 1, 1), dt.date(2029, 1, 1)).map(dt.date.isoformat)
    fitting: dict[str, st.SearchStrategy[Any]] = {
        "choice": st.sampled_from(sorted(spec.options) or ["-"]),
        "yes_no": st.booleans(),
        "date": st.one_of(near, near, st.dates().map(dt.date.isoformat), st.just("2023-02-31"), st.dates()),
        "money": st.one_of(st.integers(1, 5000000), st.integers(-5, 10**13)),
        "number": st.one_of(st.integers(0, 30), st.integers(-5, 10**6)),
    }
    return st.one_of(*[fitting[spec.type]] * 6, odd)


@pytest.mark.parametrize("calculator", CALCULATORS.values(), ids=CALCULATORS.keys())
def test_no_answers_bring_a_calculator_down(calculator: Calculator) -> None:
    fields = calculator.sheet.form.fields
    drawn = st.fixed_dictionaries({}, optional={spec.key: anything(spec) for spec in fields})

    @given(drawn)
    def run(answers: Mapping[str, Any]) -> None:
        try:
            result = calculator.compute(MappingProxyType(dict(answers)), TODAY)
        except CalculationError as error:
            assert calculator.sheet.form.field(error.field) is not None
            assert error.problem
            return
        assert result.headline and result.citations
        assert not any("{" in line for line in (result.headline, *result.steps, *result.doubts, *result.notes))
        assert all(isinstance(value, int | str) for value in result.values.values())
        assert int(result.values.get("amount", 0)) >= 0
        assert result.reminder is None or result.reminder.deadline >= TODAY

    run()


@pytest.mark.parametrize(("calculator", "example"), EXAMPLES)
def test_the_form_asks_all_that_an_example_needs_and_no_more(calculator: Calculator, example: Example) -> None:
    answers: dict[str, Any] = {}
    while (spec := calculator.sheet.form.next_field(answers)) is not None:
        assert spec.optional or spec.key in example.answers, spec.key
        answers[spec.key] = example.answers.get(spec.key)
    assert set(example.answers) <= set(answers)
    assert len(answers) <= 7
