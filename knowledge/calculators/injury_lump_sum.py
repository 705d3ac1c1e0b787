"""What a work injury brings: the lump sum and the monthly allowance by grade, or what the family receives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from knowledge.calculators.answers import Answers
from knowledge.calculators.base import Calculation, Sheet
from knowledge.calculators.money import to_fen, yuan

LAW = "工伤保险条例"


def compute(sheet: Sheet, values: Mapping[str, Any], today: dt.date) -> Calculation:
    answers = Answers(sheet, values, today)
    if answers.choice("what") == "death":
        return _death(answers)
    numbers, grade = sheet.numbers, answers.number("grade")
    base, steps = _base(answers)
    months = numbers["months"][grade]
    amount = base * months
    steps.append(sheet.say("step_lump", base=yuan(base), months=months, amount=yuan(amount)))
    found: dict[str, int | str] = {"months": months, "base": base, "amount": amount}
    headline, allowance = "headline", 0
    if grade in numbers["allowance"]:
        headline = "headline_allowance" if grade <= numbers["fund_allowance_grades"] else "headline_maybe_allowance"
        percent = numbers["allowance"][grade]
        allowance = _share(base, percent)
        found["allowance"] = allowance
        steps.append(sheet.say("step_allowance", base=yuan(base), percent=percent, allowance=yuan(allowance)))
    return Calculation(
        headline=sheet.say(headline, amount=yuan(amount), grade=grade, months=months, allowance=yuan(allowance)),
        steps=tuple(steps),
        citations=sheet.cite(f"{LAW}{numbers['articles'][grade]}", f"{LAW}第六十二条", f"{LAW}第六十四条"),
        doubts=_doubts(answers),
        notes=tuple(sheet.say(key) for key in _notes(answers, grade)),
        values=found,
    )


def _death(answers: Answers) -> Calculation:
    sheet, numbers = answers.sheet, answers.sheet.numbers
    base, steps = _base(answers)
    local, income = answers.some_money("local_wage"), answers.some_money("national_income")
    found: dict[str, int | str] = {}
    amount = 0
    if income:
        amount = income * numbers["death_times"]
        found["amount"] = amount
        steps.append(sheet.say("step_death", income=yuan(income), times=numbers["death_times"], amount=yuan(amount)))
    if local:
        found["funeral"] = funeral = local * numbers["funeral_months"]
        steps.append(
            sheet.say("step_funeral", local=yuan(local), months=numbers["funeral_months"], amount=yuan(funeral))
        )
    for who in ("spouse", "relative", "alone"):
        percent = numbers[f"{who}_percent"]
        found[who] = share = _share(base, percent)
        steps.append(sheet.say(f"step_{who}", base=yuan(base), percent=percent, amount=yuan(share)))
    notes = ["note_relatives", *_who_pays(answers), "note_sorry"]
    return Calculation(
        headline=sheet.say(
            "headline_death" if income else "headline_death_unknown",
            amount=yuan(amount),
            times=numbers["death_times"],
        ),
        steps=tuple(steps),
        citations=sheet.cite(f"{LAW}第三十九条", f"{LAW}第六十二条", f"{LAW}第六十四条"),
        doubts=_doubts(answers),
        notes=tuple(sheet.say(key) for key in (notes if local else ["note_funeral", *notes])),
        values=found,
    )


def _base(answers: Answers) -> tuple[int, list[str]]:
    """本人工资 between 60 % and 300 % of the local average, in fen, and the step that says so."""
    sheet, numbers = answers.sheet, answers.sheet.numbers
    wage, local = answers.money("wage"), answers.some_money("local_wage")
    if local:
        for text, percent in (("step_cap", numbers["cap_percent"]), ("step_floor", numbers["floor_percent"])):
            limit = _share(local, percent)
            if wage > limit if text == "step_cap" else wage < limit:
                step = sheet.say(text, wage=yuan(wage), local=yuan(local), percent=percent, base=yuan(limit))
                return limit, [step]
    return wage, [sheet.say("step_wage", wage=yuan(wage))]


def _share(base: int, percent: int) -> int:
    return to_fen(Decimal(base) * percent / 100)


def _doubts(answers: Answers) -> tuple[str, ...]:
    return () if answers.some_money("local_wage") else (answers.sheet.say("doubt_local_unknown"),)


def _who_pays(answers: Answers) -> list[str]:
    if not answers.given("insured"):
        return ["note_insured_unknown"]
    return [] if answers.yes("insured") else ["note_uninsured"]


def _notes(answers: Answers, grade: int) -> list[str]:
    found = []
    if grade <= answers.sheet.numbers["fund_allowance_grades"]:
        found += ["note_keep", "note_allowance_floor"]
    elif grade in answers.sheet.numbers["allowance"]:
        found += ["note_work", "note_allowance_floor", "note_province", "note_when_5"]
    else:
        found += ["note_province", "note_when_7"]
    return [*found, *(_who_pays(answers) or ["note_fund"]), "note_wage"]
