"""Numbers with a unit as people and statutes write them: 30日, 三十天, 一年半, 百分之三百, 三倍, 三分之一, 2万元."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

_WIDE = str.maketrans("０１２３４５６７８９％．，", "0123456789%.,")
_DIGITS = {char: n for n, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2, "双": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}

# Unit as written: (kind, how many of the kind). Figures agree when kind and amount do: 一年 is 12个月, 两倍 is 200%.
_UNITS: dict[str, tuple[str, Fraction]] = {
    **dict.fromkeys(("个工作日", "工作日", "个工日"), ("workday", Fraction(1))),
    **dict.fromkeys(("日历天", "个自然日", "自然日", "整天", "天", "日"), ("day", Fraction(1))),
    **dict.fromkeys(("个星期", "星期", "个礼拜", "礼拜", "周"), ("day", Fraction(7))),
    **dict.fromkeys(("个月", "月"), ("month", Fraction(1))),
    **dict.fromkeys(("个年度", "年度", "年"), ("month", Fraction(12))),
    **dict.fromkeys(("个小时", "小时", "个钟头", "钟头"), ("hour", Fraction(1))),
    **dict.fromkeys(("分钟",), ("hour", Fraction(1, 60))),
    **dict.fromkeys(("周岁", "岁"), ("age", Fraction(1))),
    **dict.fromkeys(("%",), ("percent", Fraction(1))),
    **dict.fromkeys(("倍",), ("percent", Fraction(100))),
    **dict.fromkeys(("成",), ("percent", Fraction(10))),
    **dict.fromkeys(("元", "块钱", "块"), ("yuan", Fraction(1))),
    **dict.fromkeys(("个人", "人", "名", "位"), ("person", Fraction(1))),
    **dict.fromkeys(("次", "回"), ("time", Fraction(1))),
    **dict.fromkeys(("级",), ("grade", Fraction(1))),
    **dict.fromkeys(("公斤", "千克", "kg"), ("kilogram", Fraction(1))),
    **dict.fromkeys(("摄氏度", "℃", "度"), ("degree", Fraction(1))),
    **dict.fromkeys(("米",), ("metre", Fraction(1))),
    **dict.fromkeys(("公里", "千米"), ("metre", Fraction(1000))),
    **dict.fromkeys(("份", "件"), ("piece", Fraction(1))),
}
# Of these, one or two are talk (一个人去, 两份材料) and not a rule.
_SMALL_TALK = {"person": 2, "time": 1, "piece": 2}

_NUMBER = (
    r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|[零〇一二三四五六七八九十百千两俩]+(?:点[零〇一二三四五六七八九]+)?"
)
_UNIT = "|".join(re.escape(unit) for unit in sorted(_UNITS, key=len, reverse=True))
# What follows a unit and makes it another word.
_NOT_AFTER = (
    "(?!(?<=人)[工民社士次]|(?<=成)[立年员为功本]|(?<=位)[置于]|(?<=级)别|(?<=名)[字称]"
    "|(?<=[件回])事|(?<=周)[一二三四五六日末]|(?<=次)[性日月数品])"
)
_TO = r"\s*(?:到|至|—{1,2}|–|-|－|~|～|或者?|、)\s*"
_FRACTION = re.compile(rf"(?P<parts>百|千|万|[零一二三四五六七八九十百]+)分之(?P<share>{_NUMBER})")
_FIGURE = re.compile(
    rf"(?<![第\d.零〇一二三四五六七八九十百千])(?!(?<=(?<!以)[上下同这那哪某任])一)(?P<before>(?:(?:{_NUMBER})[万亿]?{_TO})*)"
    rf"(?P<number>{_NUMBER})(?P<big>[万亿]?)(?P<half_before>个半(?![天日]))?(?:余|多)?\s?(?P<unit>{_UNIT}){_NOT_AFTER}(?P<half>半)?"
)
_LISTED = re.compile(rf"(?P<number>{_NUMBER})(?P<big>[万亿]?)")
_BIG = {"": 1, "万": 10_000, "亿": 10**8}
_HALF = re.compile(r"半(?:个)?(?P<unit>年|月|小时|钟头|天|日|数)|一半|过半|二分之一")
_DOUBLE = re.compile(r"双倍|加倍|翻倍|翻番")
_EACH = re.compile(r"[每按](?:一|个)*(?P<unit>日|天|周|星期|月|年|小时)|(?P<before>小时|日|月|年)(?:工资|平均)")
# Days of the calendar and ordinals are no amounts.
_DATE = re.compile(r"\d{4}年(?:\d{1,2}月)?(?:\d{1,2}日)?|\d{1,2}月\d{1,2}[日号]")
_ORDINAL = re.compile(r"第(?:\d+|[零〇一二三四五六七八九十百千]+)(?:至第?(?:\d+|[零〇一二三四五六七八九十百千]+))?")


@dataclass(frozen=True, slots=True)
class Figure:
    """`kind` (day, month, percent …) and `amount` in that kind; `words` as written, at `start` in the text."""

    kind: str
    amount: Fraction
    words: str
    start: int

    @property
    def value(self) -> tuple[str, Fraction]:
        return self.kind, self.amount


def read_amount(words: str) -> Fraction | None:
    """1,000 · 21.75 · 三十 · 二十点九二 · 两; None for what is no number (三五, 十百)."""
    text = words.translate(_WIDE).replace(",", "")
    if re.fullmatch(r"\d+(?:\.\d+)?", text, re.ASCII):
        return Fraction(text)
    whole, _, decimals = text.partition("点")
    total, digit = 0, None
    for char in whole:
        if char in _TENS:
            total += (1 if digit is None else digit) * _TENS[char]
            digit = None
        elif char in _DIGITS and not digit:
            digit = _DIGITS[char]
        else:
            return None
    if not whole or any(char not in _DIGITS for char in decimals) or ("点" in text and not decimals):
        return None
    after = sum((Fraction(_DIGITS[char], 10**n) for n, char in enumerate(decimals, 1)), Fraction(0))
    return total + (digit or 0) + after


def figures(text: str) -> list[Figure]:
    """Every number with a unit, in order; both ends of a range. Never raises."""
    text = text.translate(_WIDE)
    # Same length, so that `start` stays right.
    bare = _DATE.sub(_blank, text)
    bare = _ORDINAL.sub(_blank, bare)
    found: list[Figure] = []
    for reader in (_fractions, _halves, _doubles):
        taken = list(reader(bare))
        for figure in taken:
            bare = bare[: figure.start] + "＿" * len(figure.words) + bare[figure.start + len(figure.words) :]
        found += taken
    found += _numbers(bare)
    return sorted(found, key=lambda figure: figure.start)


def each(text: str) -> set[tuple[str, Fraction]]:
    """What “every day”, “every month” allow to say: 每日工作八小时 lets a card say 一天八小时."""
    return {_UNITS[match["unit"] or match["before"]] for match in _EACH.finditer(text)}


def _blank(match: re.Match[str]) -> str:
    return "＿" * len(match[0])


def _fractions(text: str) -> Iterator[Figure]:
    for match in _FRACTION.finditer(text):
        parts = Fraction(10000) if match["parts"] == "万" else read_amount(match["parts"])
        share = read_amount(match["share"])
        if parts and share is not None:
            yield Figure("percent", share * 100 / parts, match[0], match.start())


def _halves(text: str) -> Iterator[Figure]:
    for match in _HALF.finditer(text):
        # 两个半小时 is read with its number, 两个半天 is two halves.
        joined = "年月时倍天大多" if match["unit"] in ("天", "日") else "年月个时倍天大多"
        if match["unit"] and match.start() and text[match.start() - 1] in joined:
            continue
        kind, size = _UNITS.get(match["unit"] or "", ("percent", Fraction(100)))
        yield Figure(kind, size / 2, match[0], match.start())


def _doubles(text: str) -> Iterator[Figure]:
    for match in _DOUBLE.finditer(text):
        yield Figure("percent", Fraction(200), match[0], match.start())


def _numbers(text: str) -> Iterator[Figure]:
    for match in _FIGURE.finditer(text):
        kind, size = _UNITS[match["unit"]]
        half = Fraction(1, 2) if match["half_before"] or match["half"] else Fraction(0)
        listed = [(match["number"], match["big"], half)]
        for earlier in reversed(list(_LISTED.finditer(match["before"]))):
            # 一级25、三级23: a list is written in one kind of numerals.
            if earlier["number"][0].isascii() != match["number"][0].isascii():
                break
            listed.insert(0, (earlier["number"], earlier["big"] or match["big"], Fraction(0)))
        for number, big, more in listed:
            amount = read_amount(number)
            if amount is not None and amount > _SMALL_TALK.get(kind, 0):
                yield Figure(kind, (amount * _BIG[big] + more) * size, match[0], match.start())
