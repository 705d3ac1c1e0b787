"""The second wage owed while no written contract was signed: from the second month to the end of the first year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from knowledge.calculators.answers import Answers
from knowledge.calculators.base import Calculation, Reminder, Sheet
from knowledge.calculators.money import to_fen, yuan
from knowledge.calculators.spans import ONE_DAY, add_months, chinese_date, weekdays


@dataclass(frozen=True, slots=True)
class _Month:
    """A month, or the part of one, without a contract. `workdays` is None for a whole one; `pay` in fen."""

    first: dt.date
    last: dt.date
    workdays: int | None
    pay: int


def compute(sheet: Sheet, values: Mapping[str, Any], today: dt.date) -> Calculation:
    answers, numbers = Answers(sheet, values, today), sheet.numbers
    began = answers.date("start")
    start = max(began, numbers["law_from"])
    last, until = _last_day(answers, start, began)
    wage = answers.money("wage")
    months = _months(numbers, start, last, wage)
    if not months:
        notes = [sheet.say("note_exceptions"), sheet.say("note_evidence")]
        if until == "until_today":
            notes.insert(0, sheet.say("note_act"))
        return Calculation(
            headline=sheet.say("headline_none"),
            steps=(),
            citations=sheet.cite("劳动合同法第十条", "劳动合同法第八十二条", "劳动合同法实施条例第六条"),
            notes=tuple(notes),
            values={"amount": 0},
        )
    steps = _steps(sheet, months, wage, until)
    if start != began:
        steps.insert(0, sheet.say("step_law_from"))
    deadline = add_months(last, numbers["limit_months"])
    late = today > deadline
    amount = sum(month.pay for month in months)
    by_month = sum(month.pay for month in months if add_months(month.last, numbers["limit_months"]) >= today)
    found: dict[str, int | str] = {
        "months": sum(month.workdays is None for month in months),
        "workdays": sum(month.workdays or 0 for month in months),
        "amount": amount,
    }
    limit_doubt = sheet.say(
        "doubt_limit_late" if late else "doubt_limit",
        last=chinese_date(last), deadline=chinese_date(deadline), whole=yuan(amount), by_month=yuan(by_month),
    )  # fmt: skip
    # While it still goes on less than a year has passed, and no month can be too old either way.
    running = until == "until_today"
    if not running:
        found |= {"deadline": deadline.isoformat(), "by_month": by_month}
    reminder = Reminder(deadline, sheet.say("reminder", deadline=chinese_date(deadline)))
    return Calculation(
        headline=sheet.say(
            "headline_late" if late else "headline", amount=yuan(amount), deadline=chinese_date(deadline)
        ),
        steps=tuple(steps),
        citations=sheet.citations,
        doubts=() if running else (limit_doubt,),
        notes=tuple(_notes(sheet, months, until, late)),
        values=found,
        reminder=None if late or running else reminder,
    )


def _last_day(answers: Answers, start: dt.date, began: dt.date) -> tuple[dt.date, str]:
    """The last day that counts, and the text that says why it ends there."""
    now = answers.choice("now")
    end, until = answers.today, "until_today"
    if now != "working":
        key = "left_on" if now == "left" else "signed_on"
        end, until = answers.date(key), f"until_{now}"
        if end < began:
            raise answers.fail(key, "end_before_start", start=chinese_date(began), end=chinese_date(end))
        if now == "signed":
            end -= ONE_DAY
    year_end = add_months(start, answers.sheet.numbers["year_months"]) - ONE_DAY
    return (end, until) if end < year_end else (year_end, "until_year")


def _months(numbers: Mapping[str, Any], start: dt.date, last: dt.date, wage: int) -> list[_Month]:
    """Months run from the day of the month on which work began."""
    found: list[_Month] = []
    for n in range(numbers["free_months"], numbers["year_months"]):
        first, following = add_months(start, n), add_months(start, n + 1)
        if first > last:
            break
        if following - ONE_DAY <= last:
            found.append(_Month(first, following - ONE_DAY, None, wage))
            continue
        days = weekdays(first, last)
        pay = to_fen(Decimal(wage) * days * 100 / numbers["pay_days_hundredths"])
        found.append(_Month(first, last, days, min(pay, wage)))
    return found


def _steps(sheet: Sheet, months: list[_Month], wage: int, until: str) -> list[str]:
    steps = [
        sheet.say(
            "step_span",
            until=sheet.say(until),
            first=chinese_date(months[0].first),
            last=chinese_date(months[-1].last),
        )
    ]
    whole = sum(month.workdays is None for month in months)
    if whole:
        steps.append(sheet.say("step_months", wage=yuan(wage), months=whole, amount=yuan(wage * whole)))
    part = months[-1]
    if part.workdays is not None:
        days = f"{Decimal(sheet.numbers['pay_days_hundredths']) / 100:f}"
        steps.append(
            sheet.say(
                "step_days", first=chinese_date(part.first), last=chinese_date(part.last), wage=yuan(wage),
                days=days, count=part.workdays, amount=yuan(part.pay),
            )
        )  # fmt: skip
        if whole:
            steps.append(sheet.say("step_total", total=yuan(sum(month.pay for month in months))))
    return steps


def _notes(sheet: Sheet, months: list[_Month], until: str, late: bool) -> list[str]:
    found = [sheet.say("note_one_share")]
    if months[-1].workdays is not None:
        found.append(sheet.say("note_days"))
    if until == "until_year":
        found.append(sheet.say("note_open_ended"))
    if until == "until_today":
        found.append(sheet.say("note_act"))
    if late:
        found.append(sheet.say("note_interrupt"))
    return [*found, sheet.say("note_exceptions"), sheet.say("note_evidence")]
