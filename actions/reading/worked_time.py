"""干了三年半, 工作了一年零两个月: a time worked, and the days it lies between. 每天两小时，一共22天: hours worked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from actions.fields import Miss, Value
from actions.fields.dates import show
from actions.fields.numerals import read_number, read_whole
from knowledge.calculators.spans import add_months, chinese_span
from knowledge.forms import FormSpec

_N = "[0-9零一二两三四五六七八九十]{1,3}"
_FIRST = f"(?<![0-9零〇一二三四五六七八九]){_N}"  # no part of 2022年
_SPAN = re.compile(
    rf"(?P<years>{_FIRST})\s?年(?P<about>多)?(?:零|又|外加|和|加)?(?:(?P<half>半)|(?P<months>{_N})\s?个?(?P<part>半)?月)?|"
    rf"(?P<only>{_FIRST})\s?个(?P<part2>半)?(?P<about2>多)?月(?P<about3>多)?|(?P<halfyear>半年)(?P<about4>多)?"
)
_NO_WHOLE_MONTHS = ("about", "about2", "about3", "about4", "part", "part2")
_WORKED = re.compile(r"(?:干|做|上班|上|待|呆|工作|打工)(?:了|咧|过|满|够|有|已经|整整|快)*\s?$")
_HOURS = r"(?P<hours>[0-9零一二两俩三仨四五六七八九十百]{1,4}(?:\.[0-9])?|半)\s?个?(?P<half>半)?(?:小时|钟头)"
_DAILY = re.compile(
    rf"(?:每天|一天|天天|每日|每晚|一晚上?)[^,，。;；]{{0,8}}?{_HOURS}(?P<rest>.*)|"
    rf"{_HOURS.replace('<', '<b')}(?:一天|每天|/天)(?P<brest>.*)"
)
_DAYS = re.compile(rf"(?P<days>{_N})\s?天")
MORE_HOURS = re.compile(r"(?:多|加|延)[^,，。;；]{0,6}(?:小时|钟头)")
MOST_YEARS = 60
HOURS_A_DAY = 24


def about(message: str) -> bool:
    """三年多, 八个月多: half a year more or less is half a month's pay, so it is asked back."""
    found = _SPAN.search(message)
    return found is not None and any(found[name] for name in _NO_WHOLE_MONTHS)


def months_worked(message: str, *, asked: bool = False) -> int | None:
    """The whole months of the only time worked that is told. `asked`: the question is about it, so no verb is needed."""
    spans = [found for found in _SPAN.finditer(message) if asked or _WORKED.search(message[: found.start()])]
    if len(spans) != 1 or any(spans[0][name] for name in _NO_WHOLE_MONTHS):
        return None
    found = spans[0]
    if found["halfyear"]:
        return 6
    if found["only"]:
        return read_whole(found["only"])
    years = read_whole(found["years"])
    rest = 6 if found["half"] else read_whole(found["months"]) if found["months"] else 0
    if years is None or rest is None or years > MOST_YEARS or rest >= 12:
        return None
    return years * 12 + rest


def both_ends(
    form: FormSpec, span: tuple[str, str], answers: Mapping[str, Any], message: str, today: date, *, asked: bool = False
) -> dict[str, Value]:
    """The first day, counted back from the last; both, up to today, when no day is known and the sum does not care when
    the time lay. Nothing while it is open whether there is a last day at all."""
    first, last = span
    from_spec, to_spec = form.field(first), form.field(last)
    months = months_worked(message, asked=asked) if first not in answers else None
    if months is None or from_spec is None or to_spec is None:
        return {}
    if answers.get(last) is not None:
        return {first: _counted_back(date.fromisoformat(str(answers[last])), months)}
    started = {first: _counted_back(today, months)}
    if from_spec.when == to_spec.when:  # the two are asked together
        return started | {last: until_today(today)}
    goes_on = to_spec.when is not None and to_spec.when.field in answers and not to_spec.asked(answers)
    return started if goes_on else {}


def until_today(today: date) -> Value:
    return Value(today.isoformat(), f"{show(today)}（先按今天算）")


def _counted_back(end: date, months: int) -> Value:
    start = add_months(end + timedelta(days=1), -months)
    return Value(start.isoformat(), f"{show(start)}（按干了{chinese_span(months)}倒推）")


def daily_hours(message: str) -> Value | Miss | None:
    """The product is shown, so that it can be put right. A miss when the days are not told; None when it is no such thing."""
    found = _DAILY.search(message)
    if found is None:
        return None
    said, half = found["hours"] or found["bhours"], found["half"] or found["bhalf"]
    days = _DAYS.search(found["rest"] or found["brest"] or "")
    hours = read_number(said)
    count = read_whole(days["days"]) if days else None
    if hours is not None and hours > HOURS_A_DAY:
        return Miss("calculator.hours_a_day")
    if hours is None or count is None:
        return Miss("calculator.hours_times_days")
    hours += Decimal("0.5") if half else 0
    total = int((hours * count).to_integral_value(ROUND_HALF_UP))
    return Value(total, f"{total}（{hours}小时×{count}天）")
