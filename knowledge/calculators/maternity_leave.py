"""Days of leave around a birth: the mother's, after a miscarriage, the father's, and for small children."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from knowledge.calculators.answers import Answers
from knowledge.calculators.base import Calculation, Sheet
from knowledge.calculators.spans import add_months, chinese_date

NATIONAL = "女职工劳动保护特别规定第七条"
POLICY, PROVINCE = "陕西省人口与计划生育条例第二十五条", "陕西省人口与计划生育条例第四十五条"


def compute(sheet: Sheet, values: Mapping[str, Any], today: dt.date) -> Calculation:
    answers = Answers(sheet, values, today)
    kinds = {"birth": _birth, "miscarriage": _miscarriage, "father": _father, "parental": _parental}
    return kinds[answers.choice("what")](answers)


def _birth(answers: Answers) -> Calculation:
    sheet, numbers = answers.sheet, answers.sheet.numbers
    due = answers.date("due_on", latest=answers.today + dt.timedelta(days=numbers["due_date_days_ahead"]))
    order, babies = answers.number("child_order"), answers.number("babies")
    before = numbers["before_birth"]
    parts = [numbers["national"]]
    steps = [sheet.say("step_national", days=numbers["national"], before=before)]

    def add(key: str, applies: bool, days: int, **texts: object) -> None:
        if applies:
            parts.append(days)
            steps.append(sheet.say(f"step_{key}", days=days, **texts))

    more = babies - 1
    add("shaanxi", order <= numbers["policy_children"], numbers["shaanxi"])
    add("third_child", order == numbers["policy_children"], numbers["third_child"])
    add("checkup", answers.yes("checkup"), numbers["checkup"])
    add("difficult", answers.yes("difficult"), numbers["difficult"])
    add("babies", more > 0, numbers["each_more_baby"] * more, more=more, each=numbers["each_more_baby"])
    days = sum(parts)
    start, end = _dates(due - dt.timedelta(days=before), days)
    if len(parts) > 1:
        steps.append(sheet.say("step_sum", sum=" + ".join(str(part) for part in parts), days=days))
    steps.append(sheet.say("step_start", due=chinese_date(due), before=before, start=chinese_date(start)))
    doubts = []
    if order > numbers["policy_children"]:
        doubts.append(
            sheet.say("doubt_policy", days=numbers["shaanxi"], without=days, with_it=days + numbers["shaanxi"])
        )
    elif order < numbers["policy_children"] <= order + more:
        doubts.append(sheet.say("doubt_twins", without=days, with_it=days + numbers["third_child"]))
    notes = ("note_start", "note_real_birth", "note_rest_days", "note_pay", "note_papers")
    return Calculation(
        headline=sheet.say(
            "headline_birth", days=days, before=before, start=chinese_date(start), end=chinese_date(end)
        ),
        steps=tuple(steps),
        citations=sheet.cite(NATIONAL, POLICY, PROVINCE),
        doubts=tuple(doubts),
        notes=tuple(sheet.say(key) for key in notes),
        values={"days": days, "start": start.isoformat(), "end": end.isoformat()},
    )


def _miscarriage(answers: Answers) -> Calculation:
    sheet = answers.sheet
    stage = answers.choice("pregnancy")
    days = sheet.numbers["miscarriage"][stage]
    start, end = _dates(answers.date("from"), days)
    return Calculation(
        headline=sheet.say("headline_miscarriage", days=days, start=chinese_date(start), end=chinese_date(end)),
        steps=(sheet.say(f"step_miscarriage_{stage}", days=days),),
        citations=sheet.cite(NATIONAL),
        notes=(sheet.say("note_rest"), sheet.say("note_papers")),
        values={"days": days, "start": start.isoformat(), "end": end.isoformat()},
    )


def _father(answers: Answers) -> Calculation:
    sheet, numbers = answers.sheet, answers.sheet.numbers
    order, apart = answers.number("child_order"), answers.yes("apart")
    key = "father_apart" if apart else "father"
    days, steps = numbers[key], [sheet.say(f"step_{key}", days=numbers[key])]
    if order == numbers["policy_children"]:
        days += numbers["father_third_child"]
        steps.append(sheet.say("step_father_third_child", days=numbers["father_third_child"]))
    doubts: tuple[str, ...] = ()
    if order > numbers["policy_children"]:
        doubts, steps, days = (sheet.say("doubt_policy_father", with_it=days),), [], 0
    found: dict[str, int | str] = {"days": days}
    headline, texts = "headline_father", {}
    if days and answers.given("father_from"):
        latest = answers.today + dt.timedelta(days=numbers["due_date_days_ahead"])
        start, end = _dates(answers.date("father_from", latest=latest), days)
        found |= {"start": start.isoformat(), "end": end.isoformat()}
        headline, texts = "headline_father_dates", {"start": chinese_date(start), "end": chinese_date(end)}
    return Calculation(
        headline=sheet.say(headline, days=days, **texts),
        steps=tuple(steps),
        citations=sheet.cite(POLICY, PROVINCE),
        doubts=doubts,
        notes=(sheet.say("note_pay"), sheet.say("note_rest_days"), sheet.say("note_papers")),
        values=found,
    )


def _parental(answers: Answers) -> Calculation:
    sheet, numbers = answers.sheet, answers.sheet.numbers
    end = add_months(answers.date("born_on"), numbers["parental_months"])
    over = end < answers.today
    days = 0 if over else numbers["parental_days"]
    return Calculation(
        headline=sheet.say("headline_parental_over" if over else "headline_parental", days=days, end=chinese_date(end)),
        steps=(sheet.say("step_parental", days=numbers["parental_days"]),),
        citations=sheet.cite(PROVINCE),
        doubts=() if over else (sheet.say("doubt_year"),),
        notes=(sheet.say("note_pay"), sheet.say("note_papers")),
        values={"days": days, "end": end.isoformat()},
    )


def _dates(start: dt.date, days: int) -> tuple[dt.date, dt.date]:
    """The first and the last of so many days."""
    return start, start + dt.timedelta(days=days - 1)
