"""How long 医疗期 lasts: by years worked in all and at this unit, counted within a longer window."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from knowledge.calculators.answers import Answers
from knowledge.calculators.base import Calculation, Sheet
from knowledge.calculators.money import to_fen, yuan
from knowledge.calculators.spans import ONE_DAY, add_months, chinese_date

RULES = "企业职工患病或非因工负伤医疗期规定"


def compute(sheet: Sheet, values: Mapping[str, Any], today: dt.date) -> Calculation:
    answers, numbers = Answers(sheet, values, today), sheet.numbers
    total, unit = answers.number("total_years"), answers.number("unit_years")
    if unit > total:
        raise answers.fail("unit_years", "unit_over_total", unit=unit, total=total)
    band = _band(numbers, total, unit)
    months, window = band["months"], band["window"]
    found: dict[str, int | str] = {"months": months, "window": window}
    texts: dict[str, Any] = {"months": months, "window": window, "total": total, "unit": unit}
    keys, headline = ["step_years", "step_window"], "headline"
    if answers.given("sick_from"):
        start = answers.date("sick_from")
        end, window_end = add_months(start, months) - ONE_DAY, add_months(start, window) - ONE_DAY
        found |= {"end": end.isoformat(), "window_end": window_end.isoformat()}
        texts |= {"start": chinese_date(start), "end": chinese_date(end), "window_end": chinese_date(window_end)}
        keys += ["step_end", "step_window_end"]
        headline = "headline_until"
    wage = answers.some_money("wage")
    notes = ["note_no_dismissal", "note_after", "note_certificate", "note_injury", "note_serious"]
    if wage:
        percent = numbers["sick_pay_percent"]
        found["pay"] = pay = to_fen(Decimal(wage) * percent / 100)
        texts |= {"wage": yuan(wage), "percent": percent, "pay": yuan(pay)}
        keys.append("step_pay")
        notes.insert(0, "note_pay_floor")
    texts_of_notes = {"percent": numbers["sick_pay_floor_percent"]}
    wanted = [f"{RULES}{article}" for article in ("第二条", "第三条", "第四条")]
    wanted += [f"劳动合同法{article}" for article in ("第四十条", "第四十二条", "第四十五条", "第四十六条")]
    return Calculation(
        headline=sheet.say(headline, **texts),
        steps=tuple(sheet.say(key, **texts) for key in keys),
        citations=sheet.cite(*wanted, *(["陕西省企业工资支付条例第二十条"] if wage else [])),
        doubts=_doubts(sheet, total, unit, months),
        notes=tuple(sheet.say(key, **texts_of_notes) for key in notes),
        values=found,
    )


def _band(numbers: Mapping[str, Any], total: int, unit: int) -> Mapping[str, int]:
    """The first that fits: the table runs from the longest down to 0 years."""
    fitting: Mapping[str, int] = next(
        band for band in numbers["bands"] if total >= band["total"] and unit >= band["unit"]
    )
    return fitting


def _doubts(sheet: Sheet, total: int, unit: int, months: int) -> tuple[str, ...]:
    """以上 and 以下 both hold on the very day a limit is reached."""
    limits = {band["total"] for band in sheet.numbers["bands"]} | {band["unit"] for band in sheet.numbers["bands"]}
    found = []
    for years, other in ((total, (total - 1, min(unit, total - 1))), (unit, (total, unit - 1))):
        if years in limits and years > 0:
            lower = _band(sheet.numbers, *other)["months"]
            if lower != months:
                found.append(sheet.say("doubt_exact", years=years, months=months, lower=lower))
    return tuple(dict.fromkeys(found))
