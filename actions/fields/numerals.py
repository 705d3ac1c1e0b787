"""Chinese and Arabic numerals: 两万三, 一千零五, 廿三, 俩, 1万2, 3.5万, 4,500."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

DIGITS = {
    "零": 0, "〇": 0, "○": 0, "一": 1, "壹": 1, "幺": 1, "二": 2, "贰": 2, "两": 2, "俩": 2, "三": 3, "叁": 3, "仨": 3,
    "四": 4, "肆": 4, "五": 5, "伍": 5, "六": 6, "陆": 6, "七": 7, "柒": 7, "八": 8, "捌": 8, "九": 9, "玖": 9,
}  # fmt: skip
_TENS = {"廿": 20, "卅": 30}
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "k": 1000, "K": 1000}
_BIG = {"万": 10**4, "萬": 10**4, "w": 10**4, "W": 10**4, "亿": 10**8}

CHARACTERS = "".join(DIGITS) + "".join(_TENS) + "十拾百佰千仟万萬亿半"
"""The characters a Chinese numeral is made of."""

_RUN = re.compile(rf"(?:[0-9]{{1,3}}(?:,[0-9]{{3}})+(?![0-9])(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?[kKwW]?|[{CHARACTERS}])+")
_PART = re.compile(r"[0-9,]+(?:\.[0-9]+)?|.")
# Words with a numeral in them that count nothing. Never behind another numeral: 两万一样子, 二十一下.
_NO_NUMBER = re.compile(
    rf"(?<![0-9{CHARACTERS}])(?:一共|一总|一直|一般|一起|一定|一样|一下|一些|一旦|一律|一概|一时|一向|一边|一来|一半|一部分|一次性|一会儿?|一辈子|一家子?(?=[0-9一二两三四五六七八九十]+口)|一家子|"
    r"一点(?=都|也|儿|点|不|没)|一分(?=钱?[都也]?[没不])|一个(?=人?[都也]没)|万一|统一|唯一|千万(?=别|不)|百分之?|三番五次|乱七八糟|七上八下|四川|三轮车?|五金|三线|九成宫|五一|六一|三八节|两口子|"
    r"(?:周|星期|礼拜)[一二三四五六日天])"
)
_ROUGHLY = frozenset(["百八十", "千八百", "万八千"])
_UNIT_FIRST = frozenset("十拾百佰千仟万萬亿")
_SEVERAL_BEFORE = re.compile(r"几$|上$")
_SEVERAL_AFTER = re.compile(r"大几|几(?!天|号|月|年|时|点)")
_TO_DIGIT = str.maketrans({char: str(value) for char, value in DIGITS.items()})
_LONGEST = 24


@dataclass(frozen=True, slots=True)
class Numeral:
    """A numeral found in a text. `value` is None when it names no single number (三四千, 两三个)."""

    value: Decimal | None
    start: int
    end: int
    text: str


def find_numerals(text: str) -> list[Numeral]:
    """All numerals of `text`, left to right. 一共 and 万一 hold none; 几百, 上千 and 两千大几 name no single number."""
    masked = _NO_NUMBER.sub(lambda m: " " * len(m.group()), text)
    found: list[Numeral] = []
    for m in _RUN.finditer(masked):
        value = Decimal(10_000) if m.group() == "万" and text.startswith("把", m.end()) else read_number(m.group())
        if (m.group()[0] in _UNIT_FIRST and _SEVERAL_BEFORE.search(text[: m.start()][-2:])) or _SEVERAL_AFTER.match(
            text, m.end()
        ):
            value = None
        if m.group() in _ROUGHLY:
            value = None
        found.append(Numeral(value, m.start(), m.end(), m.group()))
    return found


def as_digits(text: str) -> str:
    """`text` with each Chinese digit as its Arabic one; same length, so positions stay (一三九 → 139)."""
    return text.translate(_TO_DIGIT)


def read_whole(text: str) -> int | None:
    """A whole number, or None."""
    value = read_number(text)
    return int(value) if value is not None and value == value.to_integral_value() else None


def read_number(text: str) -> Decimal | None:
    """The number a numeral names, or None when it names none or several (三四千)."""
    if not text or len(text) > _LONGEST:
        return None
    parts: list[str] = _PART.findall(text)
    if all(part in DIGITS for part in parts):
        return _spelled(text)
    return _composed(parts)


def _spelled(text: str) -> Decimal | None:
    """二零二五 → 2025. Two digits without a zero (两三, 三五) are people's way to say 'about', so they name no number."""
    if len(text) == 2 and not set(text) & set("零〇○幺"):
        return None
    return Decimal(as_digits(text))


def _composed(parts: list[str]) -> Decimal | None:
    total = section = Decimal(0)
    number: Decimal | None = None
    last_unit, after_zero, worded = 1, False, False
    for part in parts:
        if part in ("零", "〇", "○"):
            if number is not None:
                return None
            after_zero = True
        elif part in DIGITS or part[0].isdigit():
            if number is not None:
                return None
            number = Decimal(DIGITS[part]) if part in DIGITS else _arabic(part)
            if number is None:
                return None
        elif part in _TENS:
            if number is not None:
                return None
            section += _TENS[part]
            last_unit, worded = 10, True
        elif part in _UNITS:
            unit = _UNITS[part]
            section += (Decimal(1) if number is None else number) * unit
            number, last_unit, after_zero, worded = None, unit, False, True
        elif part in _BIG:
            section += number or 0
            if section == 0:
                return None
            big = _BIG[part]
            total = (total + section) * big if big == 10**8 else total + section * big
            section, number, last_unit, after_zero, worded = Decimal(0), None, big, False, True
        elif part == "半":
            half = Decimal(last_unit) / 2 if worded and number is None else Decimal("0.5")
            number = (number or 0) + half
            last_unit = 1
        else:
            return None
    if number is not None:
        # 两万三 means 23,000 and 一百二 means 120, but 一千零五 means 1,005 and 2万3500 means 23,500.
        short = worded and last_unit >= 100 and not after_zero and 0 < number < 10
        section += number * last_unit / 10 if short else number
    return total + section


def _arabic(part: str) -> Decimal | None:
    text = part.replace(",", "")
    return Decimal(text) if text and text != "." else None
