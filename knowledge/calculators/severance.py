"""What is owed when work ends: 经济补偿 N, one month more without notice, twice for an unlawful end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from knowledge.calculators.answers import Answers
from knowledge.calculators.base import Calculation, Sheet
from knowledge.calculators.money import to_fen, yuan
from knowledge.calculators.spans import add_months, chinese_date, chinese_span, month_end, worked
from knowledge.facts import Fact

BASE_ARTICLES = (
    "劳动合同法第四十七条",
    "劳动合同法第五十条",
    "劳动合同法实施条例第十条",
    "劳动合同法实施条例第二十七条",
)


@dataclass(frozen=True, slots=True)
class _Service:
    """The time at a unit and what a month of it counts for, in fen."""

    start: dt.date
    end: dt.date
    wage: int
    cap: int | None
    numbers: Mapping[str, Any]

    @property
    def capped(self) -> bool:
        return self.cap is not None and self.wage > self.cap

    @property
    def base(self) -> int:
        return self.cap if self.capped and self.cap is not None else self.wage

    def months(self) -> Decimal:
        """Months of pay owed, in halves."""
        months, days = worked(self.start, self.end)
        years, rest = divmod(months, 12)
        part = Decimal(0)
        if rest or days:
            part = Decimal(1) if rest >= self.numbers["months_for_whole_year"] else Decimal("0.5")
        owed = years + part
        return min(owed, Decimal(self.numbers["cap_years"])) if self.capped else owed

    def amount(self) -> int:
        return to_fen(self.base * self.months())

    def between(self, start: dt.date, end: dt.date) -> _Service:
        return _Service(start, end, self.wage, self.cap, self.numbers)


def compute(sheet: Sheet, values: Mapping[str, Any], today: dt.date) -> Calculation:
    answers = Answers(sheet, values, today)
    reason = answers.choice("reason")
    ground = sheet.numbers["grounds"][reason]
    times = ground.get("if_unproven", ground["times"])
    if not times:
        return _nothing(sheet, reason, ground["articles"])
    service = _service(answers)
    earlier = None
    # 赔偿金 counts from the first day (实施条例 25), 经济补偿 from the day the law came into force (97).
    if times == 1 and service.start < sheet.numbers["law_from"]:
        earlier, service = service, service.between(sheet.numbers["law_from"], service.end)
    steps = _steps(sheet, service, earlier)
    amount = service.amount()
    extra = _notice_pay(answers, service.wage)
    if extra:
        steps.append(sheet.say("step_notice", before=yuan(amount), extra=yuan(extra), amount=yuan(amount + extra)))
    elif times > 1:
        steps.append(sheet.say("step_double", single=yuan(amount), times=times, amount=yuan(amount * times)))
    total = (amount + extra) * times
    found: dict[str, int | str] = {
        "months": f"{service.months().normalize():f}", "base": service.base, "amount": total,
    }  # fmt: skip
    if not ground["times"]:
        found |= {"amount": 0, "if_unproven": total}
    if earlier:
        found["with_earlier_years"] = earlier.amount() + extra
    headline = "headline_notice" if extra else f"headline_{times}" if ground["times"] else "headline_fault"
    articles = [*ground["articles"], *BASE_ARTICLES, *(["劳动合同法第九十七条"] if earlier else [])]
    return Calculation(
        headline=sheet.say(headline, amount=yuan(total), months=found["months"]),
        steps=tuple(steps),
        citations=sheet.cite(*articles),
        doubts=tuple(_doubts(answers, service, earlier, times, extra)),
        notes=tuple(_notes(answers, reason, times)),
        values=found,
    )


def _nothing(sheet: Sheet, reason: str, articles: list[str]) -> Calculation:
    notes = (sheet.texts[f"note_{reason}"],) if f"note_{reason}" in sheet.texts else ()
    return Calculation(
        headline=sheet.say(f"headline_{reason}"),
        steps=(),
        citations=sheet.cite(*articles),
        notes=notes,
        values={"amount": 0},
    )


def _service(answers: Answers) -> _Service:
    numbers = answers.sheet.numbers
    start = answers.date("start")
    end = answers.date("end", latest=add_months(answers.today, 12))
    if end < start:
        raise answers.fail("end", "end_before_start", start=chinese_date(start), end=chinese_date(end))
    if end < numbers["law_from"]:
        raise answers.fail("end", "before_law")
    wage = answers.money("wage")
    local = answers.some_money("local_wage")
    return _Service(start, end, wage, local * numbers["cap_times"] if local else None, numbers)


def _notice_pay(answers: Answers, wage: int) -> int:
    """A month's pay when notice was due and not given; 0 else."""
    if answers.values.get("reason") != "notified" or answers.yes("notice"):
        return 0
    return answers.some_money("last_month_wage") or wage


def _steps(sheet: Sheet, service: _Service, earlier: _Service | None) -> list[str]:
    months = f"{service.months().normalize():f}"
    whole = earlier or service
    steps = [_span(sheet, "step_span", whole)]
    if earlier:
        steps.append(_span(sheet, "step_from_law", service))
    uncapped = _Service(service.start, service.end, service.wage, None, sheet.numbers).months()
    steps.append(sheet.say("step_months", months=f"{uncapped.normalize():f}"))
    if service.capped and service.cap:
        steps.append(
            sheet.say(
                "step_cap", local=yuan(service.cap // sheet.numbers["cap_times"]), times=sheet.numbers["cap_times"],
                cap=yuan(service.cap), wage=yuan(service.wage), years=sheet.numbers["cap_years"], months=months,
            )
        )  # fmt: skip
    steps.append(sheet.say("step_amount", wage=yuan(service.base), months=months, amount=yuan(service.amount())))
    return steps


def _span(sheet: Sheet, text: str, service: _Service) -> str:
    span = chinese_span(*worked(service.start, service.end))
    return sheet.say(text, start=chinese_date(service.start), end=chinese_date(service.end), span=span)


def _doubts(answers: Answers, service: _Service, earlier: _Service | None, times: int, extra: int) -> list[str]:
    sheet, amount = answers.sheet, service.amount()
    found: list[str] = []
    if answers.values["reason"] == "fault":
        found.append(sheet.say("doubt_fault", amount=yuan(amount * times)))
    elif times > 1:
        lawful = service.between(max(service.start, sheet.numbers["law_from"]), service.end)
        found.append(sheet.say("doubt_lawful", amount=yuan(lawful.amount())))
    if earlier:
        found.append(sheet.say("doubt_before_2008", amount=yuan(amount + extra), more=yuan(earlier.amount() + extra)))
    if service.end.day == 1:
        # Who knows only the months gave the first of each: the true days may lie anywhere in them.
        vague = service.start.day == 1 and earlier is None
        low = service.between(min(month_end(service.start), service.end), service.end) if vague else service
        high = service.between(service.start, month_end(service.end))
        if low.months() != high.months():
            found.append(
                sheet.say(
                    "doubt_month_only",
                    low=f"{low.months().normalize():f}", low_amount=yuan(low.amount() * times + extra),
                    high=f"{high.months().normalize():f}", high_amount=yuan(high.amount() * times + extra),
                )
            )  # fmt: skip
    if _cap_unknown(answers):
        found.append(sheet.say("doubt_cap_unknown"))
    minimum: Fact = sheet.numbers["min_wage"]
    floor = int(minimum.value) * 100
    if service.wage < floor:
        found.append(
            sheet.say(
                "doubt_min_wage", wage=yuan(service.wage), minimum=yuan(floor),
                warning=minimum.warning(answers.today) or "", amount=yuan(to_fen(floor * service.months()) * times + extra),
            )
        )  # fmt: skip
    return found


def _cap_unknown(answers: Answers) -> bool:
    spec = answers.sheet.form.field("local_wage")
    return spec is not None and spec.asked(answers.values) and not answers.some_money("local_wage")


def _notes(answers: Answers, reason: str, times: int) -> list[str]:
    sheet = answers.sheet
    found = [sheet.say("note_should")]
    if times == 1:
        found.append(sheet.say("note_handover"))
    if reason == "no_reason":
        found.append(sheet.say("note_reinstate"))
    if reason == "forced":
        found.append(sheet.say("note_forced"))
    if reason == "notified" and not answers.yes("notice"):
        found.append(sheet.say("note_notice_wage"))
    return [*found, sheet.say("note_transfer")]
