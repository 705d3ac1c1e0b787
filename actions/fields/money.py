# ruff: noqa: E501 (word lists and tables of examples stay whole)
"""Sums of money: 两万三, 4500块, 三块五毛, 一个月四千多, 1.2万.

Value: whole fen. `min` and `max` of the field are fen too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from actions.fields.correction_marks import last_is_meant
from actions.fields.message import bare, plain
from actions.fields.numerals import find_numerals
from actions.fields.values import Context, FieldLike, Miss, Value, bound

_UNIT = re.compile(r" ?(多|几|来)?(万|千|百)?(多|来)? ?(元|块|圆|大洋|rmb|RMB|人民币|塊)(钱|大洋|整|多)?")
_JIAO = re.compile(r" ?(毛|角)")
_TAIL = re.compile(
    r"([0-9一二两三四五六七八九])(?:(?:毛|角)(?:([0-9一二三四五六七八九])分?)?)?(?![0-9一二三四五六七八九十百千万.])"
)
_NOT_MONEY_AFTER = re.compile(
    r" ?(个|年(?![底前初终])|月(?![底初薪])|日(?!结)|天(?!天)|号|人(?![家事])|次|岁|点|小时|钟头|份|家|名|位|周(?!末)|星期|礼拜|季度|%|度|口|回|趟|层|楼|单|期|笔|样|点钟|/(?!每|月|天|日|人|小时)|倍|分钟|级|起|直)"
)
_AGE_BEFORE = re.compile(r"(?:今年|年龄|岁数|周岁)(?:是|都|已经)?$")
_ABOUT_BEFORE = re.compile(r"(大概|大约|约|差不多|将近|接近|快|不到|至少|最少|起码|得有|上下|小)$")
_ABOUT_AFTER = re.compile(r"^ ?(多|来|左右|上下|出头|不到|往上|以上|样子)")
_RANGE = re.compile(r"^ ?(元|块|块钱)? ?(到|至|~|-|—|–) ?$")
_NOTHING = re.compile(
    r"^(一分(钱)?(都|也)?(没有?|不)(.{0,4})|没有|没有?(钱|收入|工资|得挣)|零|0|零收入|无|莫有|么有|么得|分文没有)(收入)?(了|咧)?$"
)
_MOST = 10**11  # fen: a billion yuan is a slip of the finger
_SIGN = re.compile(r"[-−负]\s?$")
_TO_NUMBER = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2} | {str(i): i for i in range(10)}


@dataclass(frozen=True, slots=True)
class MoneyHit:
    """`fen` is None when the words name no single sum. `sure`: a unit such as 块 or 元 stands with it."""

    fen: int | None
    about: bool
    sure: bool
    start: int
    end: int


def find_money(text: str) -> list[MoneyHit]:
    """All sums of `text` (already plain). Counts, dates and ages are left out."""
    hits: list[MoneyHit] = []
    used = 0
    for numeral in find_numerals(text):
        if numeral.start < used:
            continue
        unit = _UNIT.match(text, numeral.end)
        worded = any(char in "百千万亿佰仟萬wWkK十" for char in numeral.text)
        sign = text[max(0, numeral.start - 1) : numeral.start]
        if unit is None and _JIAO.match(text, numeral.end) and numeral.value is not None:
            used = numeral.end + 1
            hits.append(MoneyHit(int(numeral.value * 10), False, True, numeral.start, used))
            continue
        if unit is None and sign not in ("¥", "￥") and _NOT_MONEY_AFTER.match(text, numeral.end):
            continue
        if unit is None and _AGE_BEFORE.search(text[: numeral.start][-4:]):
            continue
        value, end = numeral.value, numeral.end
        about = bool(_ABOUT_BEFORE.search(text[max(0, numeral.start - 3) : numeral.start]))
        about = about or bool(_ABOUT_AFTER.match(text[numeral.end : numeral.end + 3]))
        if unit is not None:
            end = unit.end()
            about = about or any(unit.group(i) for i in (1, 3)) or bool(_ABOUT_AFTER.match(text[end : end + 3]))
            if unit.group(2) and value is not None:
                value *= {"万": 10000, "千": 1000, "百": 100}[unit.group(2)]
            tail = _TAIL.match(text, end) if value is not None and unit.group(5) is None else None
            if tail and value is not None:
                value += Decimal(_TO_NUMBER[tail.group(1)]) / 10
                value += Decimal(_TO_NUMBER.get(tail.group(2) or "0", 0)) / 100
                end = tail.end()
        fen = None if value is None else int((value * 100).to_integral_value())
        used = end
        hits.append(MoneyHit(fen, about, unit is not None or worded or sign in ("¥", "￥"), numeral.start, end))
    return hits


def show(fen: int, about: bool = False) -> str:
    """约4,000元, 23.50元."""
    yuan, rest = divmod(fen, 100)
    return f"{'约' if about else ''}{yuan:,}" + (f".{rest:02d}" if rest else "") + "元"


def parse_money(spec: FieldLike, text: str, ctx: Context) -> Value | Miss:
    """One sum, or why there is none."""
    message = plain(text)
    hits = find_money(message)
    if (not hits or (len(hits) == 1 and not hits[0].fen)) and _NOTHING.match(bare(message)):
        return _within(spec, MoneyHit(0, False, True, 0, 0))
    if not hits:
        return Miss("money.none")
    hits = [hit for hit in hits if hit.sure] or hits
    if any(hit.fen is None for hit in hits) or _is_range(message, hits):
        return Miss("money.range")
    if _SIGN.search(message[: hits[0].start]) and len(hits) == 1:
        return Miss("money.negative")
    if len({hit.fen for hit in hits}) > 1 and not last_is_meant(message, hits[-1].start):
        return Miss("money.several", {"sums": "、".join(show(hit.fen or 0) for hit in hits[:4])})
    return _within(spec, hits[-1])


def _is_range(text: str, hits: list[MoneyHit]) -> bool:
    return any(_RANGE.match(text[a.end : b.start]) for a, b in pairwise(hits))


def _within(spec: FieldLike, hit: MoneyHit) -> Value | Miss:
    fen = hit.fen or 0
    low, high = bound(spec.min), bound(spec.max)
    if low is not None and fen < low:
        return Miss("money.too_small", {"least": show(low)})
    if fen > (_MOST if high is None else high):
        return Miss("money.too_large", {"most": show(_MOST if high is None else high)})
    return Value(fen, show(fen, hit.about))
