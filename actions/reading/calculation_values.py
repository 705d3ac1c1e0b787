"""What a sentence answers unasked of a calculator's questions (words: calculation.yml).

Only what stands out is taken: a date with a word beside it that says which one it is, pay that is said to be pay, a count with
its unit, the one option that is named, a time worked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from actions.fields import Context, Value
from actions.fields.date_words import DateHit, find_dates
from actions.fields.dates import show as show_day
from actions.fields.message import plain
from actions.fields.money import find_money
from actions.fields.money import show as show_money
from actions.fields.numerals import read_whole
from actions.reading.calculation import Words
from actions.reading.worked_time import MORE_HOURS, both_ends, daily_hours
from knowledge.forms import FieldSpec, FormSpec

_TO = re.compile(r"\s?(?:来的?)?(?:一直)?(?:干|做|上班)?(?:到|至|-|~|—|–)\s?")
# 一个月就给四千 is the pay, whatever words of giving stand beside it.
_A_MONTH = re.compile(r"(?:一个?月|每个?月|月月|月薪|底薪)[^,，。]{0,4}$")
_PAY_BEFORE = re.compile(
    r"(?:工资|月薪|底薪|薪水|到手|应发|(?<!十)一个?月|每个?月|月月|平均)(?:都|是|有|发|挣|拿|开|给|才|就|大概|也|我|差不多|只|能|均|:|,)*\s?$"
)
_PAY_AFTER = re.compile(r"^\s?(?:多|来|左右)?(?:块|元)?(?:钱)?(?:的|/)?\s?(?:一个?月|每月|月薪|月工资|的?工资|工钱|薪)")
OTHER_PERIOD = re.compile(
    r"(?P<year>(?:年薪|年收入|一年|每年|全年)[^,，。;；]{0,6}$)|(?P<day>(?:日薪|日结|(?<!二十)(?<!十)一天|每天|天天)[^,，。;；]{0,6}$)|"
    r"(?P<hour>(?:时薪|(?<!十)一个?小时|每个?小时|一个?钟头)[^,，。;；]{0,6}$)"
)
PER_AFTER = re.compile(
    r"^\s?(?:多)?(?:块|元)?(?:钱)?\s?(?:(?P<year>一年|每年|/年)|(?P<day>一天|每天|/天)|(?P<hour>一?个?小时|/小时|每小时|一?个?钟头))"
)
LEAST_PAY = 500_00  # fen; without a unit a smaller number is no pay


def told(
    words: Words, form: FormSpec, wanted: frozenset[str], answers: Mapping[str, Any], text: str, ctx: Context
) -> dict[str, Value]:
    """Key → value for what the sentence answers of the `wanted` questions beyond doubt. `answers`: all given so far."""
    message = plain(text)
    found = _options(words, form, message) | _counts(words, form, message) | _sums(words, form, message)
    found |= _days(words, form, message, ctx)
    if words.span is not None:
        other = {key: value for key, value in answers.items() if key not in wanted}
        found |= both_ends(form, words.span, {**_values(found), **other}, message, ctx.today)
    kept: dict[str, Value] = {}
    for spec in form.fields:  # in order, so that a question of another branch is not answered
        known = {**answers, **_values(kept)}
        branch_open = spec.when is not None and spec.when.field not in known
        if spec.key in found and spec.key in wanted and (branch_open or spec.asked(known)):
            kept[spec.key] = found[spec.key]
    return kept


# ------------------------------------------------------------------ options, counts, money
def _options(words: Words, form: FormSpec, message: str) -> dict[str, Value]:
    specs = [spec for spec in form.fields if spec.key in words.values]
    return {spec.key: value for spec in specs if (value := option(words, spec, message)) is not None}


def option(words: Words, spec: FieldSpec, message: str) -> Value | None:
    """The only option that the words name. Two of them are a question to ask."""
    named = [option for option, pattern in words.values.get(spec.key, {}).items() if pattern.search(message)]
    if len(named) != 1:
        return None
    if spec.type == "choice":
        return Value(named[0], spec.options[named[0]])
    if spec.type == "number":
        return Value(int(named[0]), named[0])
    return Value(named[0] == "true", "是" if named[0] == "true" else "否")


def _counts(words: Words, form: FormSpec, message: str) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for key, pattern in words.counts.items():
        spec, match = form.field(key), pattern.search(message)
        number = read_whole(match.group(1)) if match else None
        if spec is not None and number is not None and inside(spec, number):
            found[key] = Value(number, str(number))
        elif spec is not None and "小时" in spec.label and MORE_HOURS.search(message):
            hours = daily_hours(message)
            if isinstance(hours, Value) and inside(spec, hours.value):
                found[key] = hours
    return found


def named_count(words: Words, message: str) -> str | None:
    """The field whose count the sentence gives with its name (周末加了6天), if it is one."""
    named = [key for key, pattern in words.counts.items() if pattern.search(message)]
    return named[0] if len(named) == 1 else None


def inside(spec: FieldSpec, number: int) -> bool:
    return (spec.min is None or number >= spec.min) and (spec.max is None or number <= spec.max)


def _sums(words: Words, form: FormSpec, message: str) -> dict[str, Value]:
    """Pay said to be pay of a month, and sums with words of their own (只给了五百)."""
    found: dict[str, list[Value]] = {}
    for hit in find_money(message):
        before, after = message[: hit.start], message[hit.end :]
        if not hit.fen or OTHER_PERIOD.search(before) or PER_AFTER.match(after):
            continue
        value = Value(hit.fen, show_money(hit.fen, hit.about))
        own = next(
            (key for key, near in words.money.items() if re.search(rf"(?:{near.pattern})[^,，。]{{0,4}}$", before)),
            None,
        )
        if own is not None and not _A_MONTH.search(before):
            found.setdefault(own, []).append(value)
        elif (hit.sure or hit.fen >= LEAST_PAY) and (_PAY_BEFORE.search(before) or _PAY_AFTER.match(after)):
            found.setdefault("wage", []).append(value)
    return {key: values[0] for key, values in found.items() if len(values) == 1 and form.field(key) is not None}


# ------------------------------------------------------------------ days
def _days(words: Words, form: FormSpec, message: str, ctx: Context) -> dict[str, Value]:
    hits = [
        hit for hit in find_dates(message, ctx.today, past=True) if hit.first and hit.kind in ("day", "month", "span")
    ]
    if words.span and len(hits) == 2 and _TO.fullmatch(message[hits[0].end : hits[1].start]):
        return {key: day_value(hit) for key, hit in zip(words.span, hits, strict=True)}
    found: dict[str, list[DateHit]] = {}
    for hit in hits:
        key = _named(words.dates, re.split(r"[,，。;；]", message[hit.end : hit.end + 10])[0], form)
        key = key or _named(words.dates, re.split(r"[,，。;； ]", message[: hit.start][-8:])[-1], form)
        if key is not None:
            found.setdefault(key, []).append(hit)
    one = {key: of[0] for key, of in found.items() if len(of) == 1}
    return {key: day_value(hit) for key, hit in one.items()} | _same_words(words, one)


def _named(cues: Mapping[str, re.Pattern[str]], beside: str, form: FormSpec) -> str | None:
    """The field whose words stand beside a date, the nearest first."""
    near = [(match.start(), key) for key, cue in cues.items() if form.field(key) and (match := cue.search(beside))]
    return min(near)[1] if near else None


def _same_words(words: Words, one: Mapping[str, DateHit]) -> dict[str, Value]:
    """被辞退 says the same day for two branches of a form (left_on, dismissed_on); the branch taken keeps its own."""
    alike = {"left_on": "dismissed_on", "dismissed_on": "left_on"}
    return {
        alike[key]: day_value(hit)
        for key, hit in one.items()
        if key in alike and alike[key] in words.dates and alike[key] not in one
    }


def day_value(hit: DateHit) -> Value:
    assert hit.first is not None
    shown = f"{hit.first.year}年{hit.first.month}月（大概）" if hit.kind == "month" else show_day(hit.first)
    return Value(hit.first.isoformat(), shown)


def _values(found: Mapping[str, Value]) -> dict[str, Any]:
    return {key: value.value for key, value in found.items()}
