"""Days in words, relative to today: 下周三, 12月3号, 三号上午, 后天, 外后天, 月底, 半年前, 去年9月, 正月初六.

Value of a date field: ISO date. What the field asks decides between two days of one name: an event lies behind, a wish ahead.
Where neither the field nor the sentence tells, a bare 3号 is the coming one, and 上个月5号 is what it says.
A month or year alone (今年9月) is taken where the field tells of the past, as its first day, because people rarely
remember the day; else we ask.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

from actions.fields.correction_marks import last_is_meant, negated, ruled_out
from actions.fields.date_words import DateHit, find_dates, weekday_name
from actions.fields.message import plain
from actions.fields.values import Context, FieldLike, Miss, Value

Direction = Literal["past", "future", "either", "open"]
_PAST = re.compile(
    r"出生|生日|入职|发生|受伤|出事|确诊|离职|辞退|入院|事故|毕业|拖欠|欠薪|开始的|啥时候的事|什么时候的事|哪天的事|以来|进厂|上班时间|开工时间|"
    r"happened|born|birth|since|started|injur|hired|left|diagnos|entered|graduat"
)
_FUTURE = re.compile(r"想约|约在|约哪|希望|预约|打算|计划|方便|想要的|哪天来|preferred|wish|planned")
# Words that tell of what has been …
_HARD_PAST = re.compile(
    r"被|受(?:的|了)?伤|出(?:的|了)?事|辞退|开除|解雇|离职|入职|进(?:的|了)厂|摔|砸伤|叫我|让我(?:走|滚|别|不|回)|喊我|通知(?:我|的|了|说)|不让(?:我)?(?:来|干|上)|发生|当时"
)
_SOFT_PAST = re.compile(
    r"(?:老板|单位|公司|经理|主管|厂里|领导|人事|队长|工头|包工头)[^,，。]{0,12}(?:说|叫|让|发|给|赶|撵|扣|骗)|没(?:发|给|来|去|上|结|到账)|已经|以来|开始的|就没|过了|完了|(?:来|去|走|进|签|发|伤|病|住|办|辞|停|干|上|说|收|领|离|入|出|生|打|扣|欠|做|挨|撞|送|查|递|交|开|认识|知道)"
    r"(?:的|了|过|咧)(?!话)"
)
# … and of what is to come, which a 了 does not undo (3号就能来了).
_AHEAD = re.compile(r"想|打算|准备|预约|约|再|会|能|可以|有空|有时间|方便|休息|歇|要(?!钱|账|工资)")


def direction(spec: FieldLike) -> Direction:
    """Whether the field asks for a day gone by or a day to come; open when its words do not say."""
    words = f"{spec.key} {spec.label} {getattr(spec, 'ask', '')}"
    if _PAST.search(words):
        return "past"
    return "future" if _FUTURE.search(words) else "open"


def tells_of_the_past(message: str) -> bool:
    """老板11月3号发微信叫我别来了."""
    return bool(_HARD_PAST.search(message) or (_SOFT_PAST.search(message) and not _AHEAD.search(message)))


def show(day: date) -> str:
    """2026年12月3日（周四）."""
    return f"{day.year}年{day.month}月{day.day}日（{weekday_name(day)}）"


def parse_date(spec: FieldLike, text: str, ctx: Context) -> Value | Miss:
    """One day, or a question that leads to one."""
    message = plain(text)
    towards: Direction = "either" if ctx.past else direction(spec)
    past = towards in ("past", "either") or (towards == "open" and tells_of_the_past(message))
    every = find_dates(message, ctx.today, past=past, feasts=True)
    meant = [hit for hit in every if not negated(message, hit.start)]
    hits = [hit for hit in meant if not ruled_out(message, hit.end)] or meant
    if towards != "future" or any(hit.kind == "day" for hit in hits):  # 去年春节 names a year, 以前是3号 a day
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
    if hit.kind == "span" and towards in ("future", "open"):
        return Miss("date.vague")
    if hit.kind == "weekend" and hit.first != hit.last and towards in ("future", "open"):
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
    if towards in ("future", "open"):
        return Miss("date.vague")
    if towards == "past" and hit.first > today:
        return Miss("date.not_yet", {"day": show(hit.first)})
    first = hit.first
    shown = {"year": f"{first.year}年", "month": f"{first.year}年{first.month}月"}.get(hit.kind, f"{show(first)}前后")
    return Value(first.isoformat(), f"{shown}（大概）" if hit.kind in ("year", "month") else shown)
