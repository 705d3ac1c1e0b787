"""Pay for overtime: 150, 200 and 300 percent of the wage an hour or a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from knowledge.calculators.answers import Answers
from knowledge.calculators.base import Calculation, Sheet
from knowledge.calculators.money import to_fen, yuan

KINDS = ("weekday", "rest", "holiday")


def compute(sheet: Sheet, values: Mapping[str, Any], today: dt.date) -> Calculation:
    answers, numbers = Answers(sheet, values, today), sheet.numbers
    system = answers.choice("system")
    if system == numbers["flexible"]:
        return Calculation(
            headline=sheet.say("headline_flexible"),
            steps=(),
            citations=sheet.cite("劳动法第三十九条", "工资支付暂行规定第十三条"),
            notes=(sheet.say("note_approval"),),
            values={"amount": 0},
        )
    wage = answers.money("wage")
    counts = {
        "weekday": answers.number("weekday_hours"),
        "rest": answers.number("rest_days", default=0),
        "holiday": answers.number("holiday_days"),
    }
    if not any(counts.values()):
        raise answers.fail("weekday_hours", "nothing_to_count")
    paid = answers.some_money("paid") or 0
    sums = {kind: _pay(numbers, kind, wage, counts[kind], numbers["pay_days_hundredths"]) for kind in KINDS}
    total, left = sum(sums.values()), max(sum(sums.values()) - paid, 0)
    shaanxi = sum(_pay(numbers, kind, wage, counts[kind], numbers["shaanxi_days_hundredths"]) for kind in KINDS)
    headline = "headline" if not paid else "headline_left" if left else "headline_enough"
    return Calculation(
        headline=sheet.say(headline, total=yuan(total), paid=yuan(paid), left=yuan(left)),
        steps=_steps(sheet, wage, counts, sums, paid),
        citations=_citations(sheet, system),
        doubts=_doubts(sheet, system, wage, counts["holiday"], total, shaanxi),
        notes=_notes(sheet, system, counts),
        values={**sums, "total": total, "paid": paid, "amount": left, "shaanxi": shaanxi},
    )


def _pay(numbers: Mapping[str, Any], kind: str, wage: int, count: int, days_hundredths: int) -> int:
    """In fen. Ordinary days are counted in hours, the others in days."""
    units = Decimal(days_hundredths) / 100 * (numbers["hours_a_day"] if kind == "weekday" else 1)
    return to_fen(Decimal(wage) * count * numbers["percent"][kind] / 100 / units)


def _steps(sheet: Sheet, wage: int, counts: Mapping[str, int], sums: Mapping[str, int], paid: int) -> tuple[str, ...]:
    numbers = sheet.numbers
    days, hours = f"{Decimal(numbers['pay_days_hundredths']) / 100:f}", numbers["hours_a_day"]
    hourly = Decimal(wage) / Decimal(days) / hours
    steps = [sheet.say("step_hour", wage=yuan(wage), days=days, hours=hours, hourly=yuan(hourly))]
    for kind in KINDS:
        if counts[kind]:
            steps.append(
                sheet.say(
                    f"step_{kind}", wage=yuan(wage), days=days, hours=hours, count=counts[kind],
                    percent=numbers["percent"][kind], amount=yuan(sums[kind]),
                )
            )  # fmt: skip
    total = sum(sums.values())
    if sum(count > 0 for count in counts.values()) > 1:
        steps.append(sheet.say("step_total", total=yuan(total)))
    if paid and total > paid:
        steps.append(sheet.say("step_left", total=yuan(total), paid=yuan(paid), left=yuan(total - paid)))
    return tuple(steps)


def _doubts(sheet: Sheet, system: str, wage: int, holidays: int, total: int, shaanxi: int) -> tuple[str, ...]:
    numbers = sheet.numbers
    found = [sheet.say("doubt_piece")] if system == numbers["piece"] else []
    if holidays:
        extra = _pay(numbers, "holiday", wage, holidays, numbers["pay_days_hundredths"])
        one = numbers["percent"]["holiday"]
        found.append(
            sheet.say("doubt_holiday", extra=yuan(extra), rest=yuan(to_fen(Decimal(extra) * (one - 100) / one)))
        )
    return (
        *found,
        sheet.say("doubt_days", total=yuan(total), shaanxi=yuan(shaanxi)),
        sheet.say("doubt_base"),
    )


def _notes(sheet: Sheet, system: str, counts: Mapping[str, int]) -> tuple[str, ...]:
    found = []
    if system == sheet.numbers["comprehensive"]:
        found += [sheet.say("note_comprehensive"), sheet.say("note_approval")]
    elif counts["rest"]:
        found.append(sheet.say("note_rest"))
    if counts["weekday"] > sheet.numbers["month_limit_hours"]:
        found.append(sheet.say("note_limit"))
    return (*found, sheet.say("note_evidence"))


def _citations(sheet: Sheet, system: str) -> tuple[Any, ...]:
    skipped = {
        "第十五条": system != sheet.numbers["piece"],
        "第十六条": system != sheet.numbers["comprehensive"],
        "第三十九条": system != sheet.numbers["comprehensive"],
    }
    return tuple(citation for citation in sheet.citations if not skipped.get(citation.article, False))
