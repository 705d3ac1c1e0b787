"""Days of paid annual leave in a year, and what is owed for those not taken."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from knowledge.calculators.answers import Answers
from knowledge.calculators.base import Calculation, Sheet
from knowledge.calculators.money import to_fen, yuan
from knowledge.calculators.spans import add_months, chinese_date

RULES, METHOD = "职工带薪年休假条例", "企业职工带薪年休假实施办法"


def compute(sheet: Sheet, values: Mapping[str, Any], today: dt.date) -> Calculation:
    answers, numbers = Answers(sheet, values, today), sheet.numbers
    years = answers.number("years")
    yearly = next((days for floor, days in numbers["days_by_years"].items() if years >= floor), 0)
    excluded = answers.choice("excluded") if yearly else "years"
    if excluded != "none":
        return _none(sheet, excluded, yearly)
    steps = [sheet.say("step_days", years=years, days=yearly)]
    situation, counted = _counted_days(answers)
    share = yearly
    if counted is not None:
        exact = Decimal(counted) * yearly / numbers["year_days"]
        share = int(exact)
        steps.append(
            sheet.say(
                "step_share_joined" if situation == "joined" else "step_share_left",
                count=counted, year_days=numbers["year_days"], days=yearly, share=share,
                exact=f"{exact:.3f}".rstrip("0").rstrip("."),
            )
        )  # fmt: skip
    taken = answers.number("taken")
    unused = max(share - taken, 0)
    steps.append(sheet.say("step_unused", share=share, taken=taken, unused=unused))
    found: dict[str, int | str] = {"days": share, "unused": unused}
    wage = answers.some_money("wage")
    headline = "headline_left_days" if unused else "headline_nothing_left"
    amount = 0
    if wage is not None:
        full, amount = _owed(numbers, wage, unused)
        found |= {"full": full, "amount": amount}
        if unused:
            headline = "headline_money"
            steps += _money_steps(sheet, wage, unused, full, amount)
    if not share:
        headline = "headline_days"
    return Calculation(
        headline=sheet.say(headline, days=share, unused=unused, amount=yuan(amount)),
        steps=tuple(steps),
        citations=_citations(sheet, situation, money=wage is not None),
        doubts=(sheet.say("doubt_both", count=counted),) if situation == "both" else (),
        notes=_notes(sheet, situation, unused, money=bool(wage), too_many=taken > share),
        values=found,
    )


def _none(sheet: Sheet, why: str, yearly: int) -> Calculation:
    """No leave that year, and the reason."""
    articles = {"years": f"{RULES}第三条", "first_year": f"{METHOD}第三条"}
    excluded = why not in articles
    return Calculation(
        headline=sheet.say("headline_none"),
        steps=(sheet.say(f"why_{why}", months=sheet.numbers["sick_months"].get(yearly)),),
        citations=sheet.cite(
            articles.get(why, f"{RULES}第四条"), *([f"{METHOD}第八条"] if excluded and why != "vacation" else [])
        ),
        doubts=(sheet.say("doubt_already_taken"),) if excluded and why != "vacation" else (),
        notes=(sheet.say("note_more"),),
        values={"days": 0},
    )


def _counted_days(answers: Answers) -> tuple[str, int | None]:
    """The situation and the days of the year at the unit; None for a whole year."""
    situation = answers.choice("situation")
    if situation == "whole":
        return situation, None
    if situation == "joined":
        start = answers.date("joined_on")
        return situation, (dt.date(start.year, 12, 31) - start).days + 1
    end = answers.date("left_on", latest=add_months(answers.today, 12))
    if situation == "left":
        return situation, (end - dt.date(end.year, 1, 1)).days + 1
    start = answers.date("joined_on")
    if end < start:
        raise answers.fail("left_on", "end_before_start", start=chinese_date(start), end=chinese_date(end))
    if end.year != start.year:
        raise answers.fail("situation", "wrong_year")
    return situation, (end - start).days + 1


def _owed(numbers: Mapping[str, Any], wage: int, unused: int) -> tuple[int, int]:
    """The whole 300 % and what is still to be paid of it, in fen."""
    part = Decimal(wage) * unused * 100 / numbers["pay_days_hundredths"]
    extra = numbers["percent"] - numbers["already_paid_percent"]
    return to_fen(part * numbers["percent"] / 100), to_fen(part * extra / 100)


def _money_steps(sheet: Sheet, wage: int, unused: int, full: int, amount: int) -> list[str]:
    numbers = sheet.numbers
    days = Decimal(numbers["pay_days_hundredths"]) / 100
    shared = {"wage": yuan(wage), "pay_days": f"{days:f}", "unused": unused}
    return [
        sheet.say("step_daily", **shared, daily=yuan(Decimal(wage) / days)),
        sheet.say("step_full", **shared, percent=numbers["percent"], full=yuan(full)),
        sheet.say(
            "step_extra", **shared, amount=yuan(amount),
            extra_percent=numbers["percent"] - numbers["already_paid_percent"],
        ),
    ]  # fmt: skip


def _notes(sheet: Sheet, situation: str, unused: int, *, money: bool, too_many: bool) -> tuple[str, ...]:
    keys = ["note_weekends"]
    if situation in ("whole", "joined") and unused:
        keys.append("note_still_time")
    if situation in ("left", "both") and too_many:
        keys.append("note_no_deduction")
    if money and unused:
        keys += ["note_waiver", "note_wage", "note_limit"]
    return tuple(sheet.say(key) for key in [*keys, "note_more"])


def _citations(sheet: Sheet, situation: str, *, money: bool) -> tuple[Any, ...]:
    wanted = [f"{RULES}第二条", f"{RULES}第三条", f"{METHOD}第四条"]
    if situation == "joined":
        wanted.append(f"{METHOD}第五条")
    if situation in ("left", "both"):
        wanted.append(f"{METHOD}第十二条")
    if money:
        wanted += [f"{RULES}第五条", f"{METHOD}第十条", f"{METHOD}第十一条", "劳动争议调解仲裁法第二十七条"]
    return sheet.cite(*wanted, f"{METHOD}第十三条")
