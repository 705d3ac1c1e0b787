"""The answer to a calculator's question, in the words workers have for it.

Beside what a field's parser reads: dates lie in the past, 干了三年半 for the day it began, 还没走 for the last day, 每天两小时
共22天 for hours, 没加过 for none; pay of a year or a day is asked back, because dividing would hide how a number came about.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from actions.fields import Context, Miss, Value, parse
from actions.fields.date_words import find_dates
from actions.fields.message import bare, plain
from actions.fields.money import find_money
from actions.fields.numerals import read_whole
from actions.reading.calculation import Words
from actions.reading.calculation_values import OTHER_PERIOD, PER_AFTER, day_value, inside, option
from actions.reading.worked_time import about, both_ends, daily_hours, until_today
from knowledge.forms import FieldSpec, FormSpec

_N = "[0-9零一二两俩三仨四五六七八九十百]{1,4}"
_STILL = re.compile(r"还没(?:走|离开|离职)|没走(?:呢|哩)?$|还在(?:干|上班|职|那|这|单位|厂)|今儿?个?就走|现在还|还干着")
_MAY_COME = re.compile(r"预产期|预计|打算|准备")
_AHEAD = re.compile(r"打算|准备|预计|计划|要走|还没|快要|马上|到时候")
_COMPACT = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(0[1-9]|1[0-2])([0-3][0-9])?(?![0-9])")
_YEAR_ALONE = re.compile(r"(?:是|在|从)?(?P<year>(?:19|20)[0-9]{2})(?:的|来的|吧)?")
_MONTH_ALONE = re.compile(
    r"(?:大概|好像|应该|是|就|在)*(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])(?:月份?)?(?P<rest>.{0,4})"
)
_NONE = re.compile(
    r"(?:我|也|都|还|就|从来?|一直|平时|平常|周末|节假日|假期|一(?:天|次|个|小时|分|回)?|压根|根本|啥|半)*(?:没有?|莫有?|么有?|不|零)(?:加过?|上过?|休过?|歇过?|干过?|加班)?(?:班|假|钱|过)?"
    r"(?:了|咧|呢|的|啊|哩|呀|嘛|都没有?|天|小时|个)*"
)
_NEVER = re.compile(r"^(?:我|都|也|就|还|从来?|一直|压根|根本|后来|再)*(?:没|莫|么|不)(?!.*[0-9]).{0,10}$")
_YEARS = re.compile(rf"(?P<years>{_N})\s?年(?P<rest>多|半|零.*)?")
_UNDER_A_YEAR = re.compile(r"不到一?1?年|不满一?1?年|半年|没满一?年|几个月|刚(?:来|参加|上班|工作)")


def answer(
    words: Words,
    form: FormSpec,
    spec: FieldSpec,
    answers: Mapping[str, Any],
    text: str,
    ctx: Context,
    heard: str = "",
) -> dict[str, Value] | Miss:
    """What the text answers to the question asked: usually one value; a time worked may give both its ends.
    `heard`: what an earlier try left, such as “2022年”."""
    message = plain(text)
    match spec.type:
        case "choice" | "yes_no" | "number" if spec.key in words.values:
            named = option(words, spec, message)
            return {spec.key: named} if named is not None else _read(spec, message, ctx)
        case "date":
            return _date(words, form, spec, answers, message, ctx, heard)
        case "money":
            other = _of_other_period(message)
            return other if other is not None else _kept(spec, parse(spec, text, ctx))
    return _read(spec, message, ctx)


def _read(spec: FieldSpec, message: str, ctx: Context) -> dict[str, Value] | Miss:
    if spec.type == "number":
        return _number(spec, message, ctx)
    return _kept(spec, parse(spec, message, ctx))


def skips(spec: FieldSpec, text: str) -> bool:
    """没去要过, 还没休: a “no” to a question that may be left out."""
    return spec.optional and spec.type != "yes_no" and _NEVER.search(bare(plain(text))) is not None


def _of_other_period(message: str) -> Miss | None:
    """年薪八万, 一天二百: a month is asked. To divide for them would hide how the number came about."""
    hits = find_money(message)
    if len(hits) != 1:
        return None
    found = OTHER_PERIOD.search(message[: hits[0].start]) or PER_AFTER.match(message[hits[0].start + 1 :])
    found = found or PER_AFTER.match(message[hits[0].end :])
    period = next((name for name, words in found.groupdict().items() if words), None) if found else None
    return Miss(f"calculator.money.{period}") if period else None


def _number(spec: FieldSpec, message: str, ctx: Context) -> dict[str, Value] | Miss:
    if spec.min == 0 and _NONE.fullmatch(bare(message)):
        return {spec.key: Value(0, "0")}
    hours = daily_hours(message) if "小时" in spec.label else None
    if isinstance(hours, Value) and not inside(spec, hours.value):
        return Miss("number.too_large", {"most": str(spec.max)})
    if hours is not None:
        return _kept(spec, hours)
    if "工龄" in spec.label:
        years = _YEARS.search(message)
        number = read_whole(years["years"]) if years else 0 if _UNDER_A_YEAR.search(message) else None
        if number is not None and inside(spec, number):
            return {spec.key: Value(number, str(number))}
    return _kept(spec, parse(spec, message, ctx))


def _date(
    words: Words,
    form: FormSpec,
    spec: FieldSpec,
    answers: Mapping[str, Any],
    message: str,
    ctx: Context,
    heard: str,
) -> dict[str, Value] | Miss:
    past = replace(ctx, past=True)
    message = _COMPACT.sub(lambda m: f"{m[1]}年{m[2]}月" + (f"{m[3]}日" if m[3] else ""), message)
    only_year, only_month = _YEAR_ALONE.fullmatch(bare(message)), _MONTH_ALONE.fullmatch(bare(message))
    if only_year:
        message = f"{only_year['year']}年"
    elif heard and only_month:
        message = f"{heard}{only_month['month']}月{only_month['rest']}"
    read = parse(spec, message, past)
    if isinstance(read, Value):
        return {spec.key: _to_come(spec, message, ctx) or read}
    if words.span and spec.key == words.span[1] and _STILL.search(message):
        return {spec.key: until_today(ctx.today)}
    if words.span and spec.key == words.span[0]:
        others = {key: value for key, value in answers.items() if key != spec.key}
        ends = both_ends(form, words.span, others, message, ctx.today, asked=True)
        if ends or (about(message) and not read.detail):
            return ends or Miss("calculator.span_about")
    return read


def _to_come(spec: FieldSpec, message: str, ctx: Context) -> Value | None:
    """A day without a year where the question allows for one to come: the nearer one is meant, in ten days or ten years ago."""
    if not (_MAY_COME.search(spec.ask) or _AHEAD.search(message)):
        return None
    gone, ahead = (
        [hit for hit in find_dates(message, ctx.today, past=past) if hit.kind in ("day", "month") and hit.first]
        for past in (True, False)
    )
    if len(gone) != 1 or len(ahead) != 1 or gone[0].first is None or ahead[0].first is None:
        return None
    nearer = ahead[0].first - ctx.today < ctx.today - gone[0].first
    return day_value(ahead[0]) if nearer or _AHEAD.search(message) else None


def _kept(spec: FieldSpec, read: Value | Miss) -> dict[str, Value] | Miss:
    return {spec.key: read} if isinstance(read, Value) else read
