"""Sums of money in a sentence: 2万三, 4500元, 一个月四千五, 三个月工资."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
_NUMBER = r"[0-9零〇一二两俩三四五六七八九十百千万][0-9零〇一二两俩三四五六七八九十百千万.,，]*"
_MONEY = re.compile(
    rf"(?P<sign>[¥￥]\s?)?(?P<number>{_NUMBER})\s?(?P<about>多|来|几)?\s?(?P<unit>万元|元|块钱|块|圆|人民币)?"
)
# Things that are counted: 两千人, 三万公里, 四千五百单. What is counted is no money, however large.
_COUNTED = re.compile(
    r"\s?(?:多|来|余|几)?\s?(?:个|人|名|位|次|年|月|日|号|天|小时|钟|点|分|公里|里|米|斤|吨|单|件|份|家|套|平|步|字|条|张|户|岁|级|度|%|％|倍|楼|层|路)"
)
_WAGES = re.compile(
    r"(?:[0-9]{1,2}|[一二两三四五六七八九十]{1,3}|半|好几|几)个?(?:多)?(?:月|年|天)(?:多)?(?:的)?(?:工资|薪水|工钱|薪酬|血汗钱)"
)
MOST = Decimal(10) ** 10  # yuan; more is a slip or a number of another kind


@dataclass(frozen=True, slots=True)
class Amount:
    """`words` as they were written; `yuan` what they come to, None where they name no sum (三个月工资)."""

    words: str
    yuan: Decimal | None

    def __str__(self) -> str:
        if self.yuan is None:
            return self.words
        shown = f"{self.yuan:,.2f}".removesuffix(".00") + "元"
        plain = self.words.replace(",", "").replace("，", "").replace(" ", "")
        return self.words if plain in (shown.replace(",", ""), f"{self.yuan}元") else f"{self.words}（{shown}）"


def amounts(text: str) -> list[Amount]:
    """The sums of one sentence in order, each once. Counts, dates and telephone numbers are none."""
    found: list[tuple[int, Amount]] = [(m.start(), Amount(m[0], None)) for m in _WAGES.finditer(text)]
    for match in _MONEY.finditer(text):
        number = match["number"].rstrip(".,，")
        cut = len(match["number"]) != len(number)  # a comma of the sentence, so a unit behind it is not its own
        unit = None if cut else match["unit"]
        about = "" if cut else match["about"] or ""
        before, after = (
            text[: match.start()][-1:],
            text[match.end() if not cut else match.start("number") + len(number) :],
        )
        if before.isdigit() or (before.isascii() and before.isalpha()):
            continue
        worded = len(number) > 1 and number[-1:] != "十" and any(c in number for c in "千万")
        if not (unit or match["sign"]) and (not worded or _COUNTED.match(after) or about):
            continue
        value = _value(number + ("万" if unit == "万元" else ""))
        if value is None or not 0 < value < MOST:
            continue
        words = f"{match['sign'] or ''}{number}{about}{unit or ''}"
        found.append((match.start(), Amount(words, None if about else value)))
    return list(dict.fromkeys(amount for _, amount in sorted(found, key=lambda pair: pair[0])))


def _value(number: str) -> Decimal | None:
    """两万三 23000, 3万5 35000, 三千五 3500, 一千零五 1005, 1.2万 12000, 12,500 12500. None when it makes no sense."""
    total = section = Decimal(0)
    last = 1  # the unit that stood before, for the short end of 两万三
    held: Decimal | None = None
    exact = False  # a 零 before the end: 一千零五
    for token in re.findall(r"[0-9][0-9,，]*(?:\.[0-9]+)?|.", number):
        if token[0].isascii() and token[0].isdigit():
            if held is not None:
                return None
            try:
                held = Decimal(re.sub("[,，]", "", token))
            except InvalidOperation:
                return None
        elif token in _DIGITS:
            if held is not None and held != 0:
                return None  # 二三: digits one by one are a number of another kind
            held, exact = Decimal(_DIGITS[token]), exact or token in "零〇"
        elif token == "万":
            total, section, held, last, exact = (section + (held or 0)) * 10_000, Decimal(0), None, 10_000, False
            if total == 0:
                return None
        elif token in _UNITS:
            if held is None and token != "十":
                return None
            section += (Decimal(1) if held is None else held) * _UNITS[token]
            held, last, exact = None, _UNITS[token], False
        else:
            return None
    if held is not None:
        short = last >= 100 and not exact and held < 10
        section += held * (last // 10) if short else held
    return total + section
