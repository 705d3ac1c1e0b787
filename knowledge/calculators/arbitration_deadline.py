"""The last day to apply for arbitration: one year, started anew by a demand in time; none for wages while employed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from knowledge.calculators.answers import Answers
from knowledge.calculators.base import Calculation, Reminder, Sheet
from knowledge.calculators.spans import add_months, chinese_date

START_FIELD = {"wages": "left_on", "leaving": "dismissed_on", "other": "known_on"}
CIVIL_CODE = ("民法典第二百零一条", "民法典第二百零二条", "民法典第二百零三条")
ARTICLE = "劳动争议调解仲裁法第二十七条"


def compute(sheet: Sheet, values: Mapping[str, Any], today: dt.date) -> Calculation:
    answers = Answers(sheet, values, today)
    claim = answers.choice("claim")
    if claim == "wages" and not answers.yes("left"):
        return _no_limit(answers)
    limit = sheet.numbers["limit_months"]
    key = START_FIELD[claim]
    start = answers.date(key)
    demand = answers.date("last_demand") if answers.given("last_demand") else None
    if demand and demand < start:
        raise answers.fail("last_demand", "demand_before_start", demand=chinese_date(demand), start=chinese_date(start))
    deadline = add_months(start, limit)
    spec = sheet.form.field(key)
    steps = [
        sheet.say(
            "step_start", start=chinese_date(start), label=spec.label if spec else "", deadline=chinese_date(deadline)
        )
    ]
    doubts = []
    if demand:
        restarted = add_months(demand, limit)
        if claim == "wages":
            text = "doubt_wages_over" if deadline < today else "doubt_wages_demand"
            doubts.append(sheet.say(text, deadline=chinese_date(deadline), restarted=chinese_date(restarted)))
        elif demand > deadline:
            doubts.append(
                sheet.say(
                    "doubt_late_demand", demand=chinese_date(demand), deadline=chinese_date(deadline),
                    restarted=chinese_date(restarted),
                )
            )  # fmt: skip
        else:
            deadline = restarted
            steps.append(sheet.say("step_restart", demand=chinese_date(demand), deadline=chinese_date(deadline)))
    return _result(answers, deadline, [*steps, sheet.say("step_count")], doubts, vague=start.day == 1)


def _no_limit(answers: Answers) -> Calculation:
    sheet = answers.sheet
    if answers.values.get("left") is None:
        raise answers.fail("left", "missing")
    return Calculation(
        headline=sheet.say("headline_none"),
        steps=(sheet.say("step_left"),),
        citations=sheet.cite(ARTICLE, "劳动保障监察条例第二十条", "关于工资总额组成的规定第四条"),
        notes=tuple(sheet.say(key) for key in ("note_overtime_is_wage", "note_evidence", "note_inspection")),
        values={"deadline": "none"},
    )


def _result(answers: Answers, deadline: dt.date, steps: list[str], doubts: list[str], *, vague: bool) -> Calculation:
    """`vague`: the first of a month may stand for a month of which the day is not known."""
    sheet, left = answers.sheet, (deadline - answers.today).days
    headline = "headline_over" if left < 0 else "headline_open" if left else "headline_today"
    open_notes = ("note_soon", "note_interrupt", "note_evidence")
    over_notes = ("note_interrupt", "note_pause", "note_defence", "note_inspection", "note_lawyer")
    vague_notes = ["note_first_day"] if vague else []
    extra = ("劳动争议司法解释（二）第二十条", "劳动保障监察条例第二十条") if left < 0 else ()
    return Calculation(
        headline=sheet.say(headline, deadline=chinese_date(deadline), days=abs(left)),
        steps=tuple(steps),
        citations=sheet.cite(ARTICLE, *CIVIL_CODE, *extra),
        doubts=tuple(doubts),
        notes=tuple(sheet.say(key) for key in [*(over_notes if left < 0 else open_notes), *vague_notes]),
        values={"deadline": deadline.isoformat(), "days_left": left},
        reminder=None if left < 0 else Reminder(deadline, sheet.say("reminder", deadline=chinese_date(deadline))),
    )
