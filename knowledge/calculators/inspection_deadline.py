"""The last day to complain to the labour inspection, to have an injury recognised, to sue after an award."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from knowledge.calculators.answers import Answers
from knowledge.calculators.base import Calculation, Reminder, Sheet
from knowledge.calculators.spans import add_months, chinese_date

CIVIL_CODE = ("民法典第二百零一条", "民法典第二百零二条", "民法典第二百零三条")
INSPECTION = ("劳动保障监察条例第十一条", "劳动保障监察条例第二十条")


def compute(sheet: Sheet, values: Mapping[str, Any], today: dt.date) -> Calculation:
    answers = Answers(sheet, values, today)
    kinds = {"complaint": _complaint, "injury": _injury, "award": _award}
    return kinds[answers.choice("what")](answers)


def _complaint(answers: Answers) -> Calculation:
    sheet = answers.sheet
    if not answers.given("ongoing"):
        raise answers.fail("ongoing", "missing")
    if answers.yes("ongoing"):
        return Calculation(
            headline=sheet.say("headline_ongoing"),
            steps=(sheet.say("step_ongoing"),),
            citations=sheet.cite(*INSPECTION),
            notes=(sheet.say("note_complaint_open"),),
            values={"deadline": "none"},
        )
    start = answers.date("ended_on")
    deadline = add_months(start, sheet.numbers["inspection_months"])
    steps = [sheet.say("step_complaint", start=chinese_date(start), deadline=chinese_date(deadline))]
    over = deadline < answers.today
    notes = ["note_complaint_over", "note_lawyer"] if over else ["note_complaint_open", "note_weekend"]
    cited = [*INSPECTION, *CIVIL_CODE, *(["劳动争议调解仲裁法第二十七条"] if over else [])]
    return _result(answers, deadline, [*steps, sheet.say("step_count")], notes, cited)


def _injury(answers: Answers) -> Calculation:
    sheet, days = answers.sheet, answers.sheet.numbers["unit_days"]
    start = answers.date("injured_on")
    unit_deadline = start + dt.timedelta(days=days)
    deadline = add_months(start, sheet.numbers["worker_months"])
    steps = [
        sheet.say("step_unit", start=chinese_date(start), days=days, unit_deadline=chinese_date(unit_deadline)),
        sheet.say("step_injury", start=chinese_date(start), deadline=chinese_date(deadline)),
        sheet.say("step_count"),
    ]
    over = deadline < answers.today
    notes = ["note_injury_over", "note_lawyer"] if over else ["note_union", "note_unit_extended", "note_weekend"]
    if unit_deadline < answers.today:
        notes.insert(0, "note_unit_late")
    cited = ["工伤保险条例第十七条", *CIVIL_CODE, *(["关于审理工伤保险行政案件若干问题的规定第七条"] if over else [])]
    return _result(answers, deadline, steps, notes, cited, unit_deadline=unit_deadline.isoformat())


def _award(answers: Answers) -> Calculation:
    sheet, days = answers.sheet, answers.sheet.numbers["suit_days"]
    start = answers.date("received_on")
    deadline = start + dt.timedelta(days=days)
    steps = [
        sheet.say("step_award", start=chinese_date(start), days=days, deadline=chinese_date(deadline)),
        sheet.say("step_count_days"),
    ]
    over = deadline < answers.today
    notes = ["note_award_over", "note_lawyer"] if over else ["note_award_final", "note_weekend", "note_lawyer"]
    cited = [f"劳动争议调解仲裁法{article}" for article in ("第四十七条", "第四十八条", "第五十条")]
    if over:
        cited.append("劳动争议调解仲裁法第五十一条")
    return _result(answers, deadline, steps, notes, [*cited, CIVIL_CODE[0], CIVIL_CODE[2]])


def _result(
    answers: Answers, deadline: dt.date, steps: list[str], notes: list[str], cited: list[str], **more: str
) -> Calculation:
    sheet, left = answers.sheet, (deadline - answers.today).days
    headline = "headline_over" if left < 0 else "headline_open" if left else "headline_today"
    reminder = f"reminder_{answers.choice('what')}"
    return Calculation(
        headline=sheet.say(headline, deadline=chinese_date(deadline), days=abs(left)),
        steps=tuple(steps),
        citations=sheet.cite(*cited),
        notes=tuple(sheet.say(key) for key in notes),
        values={"deadline": deadline.isoformat(), "days_left": left, **more},
        reminder=None if left < 0 else Reminder(deadline, sheet.say(reminder, deadline=chinese_date(deadline))),
    )
