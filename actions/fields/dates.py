"""Days in words, relative to today: 下周三, 12月3号, 三号上午, 后天, 外后天, 月底, 半年前, 去年9月.

Value of a date field: ISO date. A month or year alone (今年9月) is taken where it tells of the past, as its first day,
because people rarely remember the day; for something still to come we ask.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

from actions.fields.correction_marks import last_is_meant, negated
from actions.fields.date_words import DateHit, find_dates, weekday_name
from actions.fields.message import plain
from actions.fields.values import Context, FieldLike, Miss, Value

Direction = Literal["past", "future", "either"]
_PAST = re.compile(
    r"出生|生日|入职|发生|受伤|出事|确诊|离职|辞退|入院|事故|毕业|拖欠|欠薪|开始的|啥时候的事|什么时候的事|以来|进厂|上班时间|开工时间|"
    r"happened|born|birth|since|started|injur|hired|left|diagnos|entered|graduat"
)


def direction(spec: FieldLike) -> Direction:
    """Whether the field asks for a day gone by or a day to come."""
    words = f"{spec.key} {spec.label} {getattr(spec, 'ask', '')}"
    return "past" if _PAST.search(words) else "future"


def show(day: date) -> str:
    """2026年12月3日（周四）."""
    return f"{day.year}年{day.month}月{day.day}日（{weekday_name(day)}）"


def parse_date(spec: FieldLike, text: str, ctx: Context) -> Value | Miss:
    """One day, or a question that leads to one."""
    message = plain(text)
    towards: Direction = "either" if ctx.past else direction(spec)
    every = find_dates(message, ctx.today, past=towards != "future")
    hits = [hit for hit in every if not negated(message, hit.start)]
    if towards == "either":  # 去年春节 names a year, and a time of it that moves
        hits = [hit for hit in hits if hit.kind != "vague"] or hits
    if not hits:
        return Miss("date.none_past" if towards == "either" else "date.none")
    chosen = hits[-1] if last_is_meant(message, hits[-1].start) else hits[0]
    if len({(hit.first, hit.last, hit.kind) for hit in hits}) > 1 and chosen is hits[0]:
        days = {hit.first for hit in hits if hit.kind == "day"}
        if len(days) != 1:
            return Miss("date.several")
        chosen = next(hit for hit in hits if hit.kind == "day")
    return _value(chosen, towards, ctx.today)


def _value(hit: DateHit, towards: Direction, today: date) -> Value | Miss:
    if hit.kind == "vague":
        return Miss("date.vague_past" if towards == "either" else "date.vague")
    if hit.kind == "invalid" or hit.first is None:
        return Miss("date.invalid")
    if hit.kind == "weekend" and hit.first != hit.last and towards == "future":
        return Miss("date.weekend")
    if hit.kind in ("month", "year", "weekend", "week"):
        return _roughly(hit, towards, today)
    if towards == "past" and hit.first > today:
        return Miss("date.not_yet", {"day": show(hit.first)})
    if towards == "future" and hit.first < today:
        return Miss("date.past", {"day": show(hit.first)})
    return Value(hit.first.isoformat(), show(hit.first))


def _roughly(hit: DateHit, towards: Direction, today: date) -> Value | Miss:
    if hit.first is None:
        return Miss("date.vague")
    if towards == "either" and hit.kind == "year":
        return Miss("date.which_month", {"year": str(hit.first.year)})
    if towards == "future":
        return Miss("date.vague")
    if towards == "past" and hit.first > today:
        return Miss("date.not_yet", {"day": show(hit.first)})
    first = hit.first
    shown = {"year": f"{first.year}年", "month": f"{first.year}年{first.month}月"}.get(hit.kind, f"{show(first)}前后")
    return Value(first.isoformat(), f"{shown}（大概）" if hit.kind in ("year", "month") else shown)
