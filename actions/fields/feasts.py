# ruff: noqa: E501 (tables stay whole)
"""Days with a name: 元旦, 今年劳动节, 国庆那天, 去年中秋, 大年初三, 年三十."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from actions.fields.lunar import new_years_eve, qingming, solar

_FIXED = {
    "元旦": (1, 1), "情人节": (2, 14), "妇女节": (3, 8), "三八节": (3, 8), "植树节": (3, 12), "愚人节": (4, 1), "劳动节": (5, 1), "五一": (5, 1),
    "青年节": (5, 4), "五四": (5, 4), "护士节": (5, 12), "儿童节": (6, 1), "六一": (6, 1), "建党节": (7, 1), "七一": (7, 1), "建军节": (8, 1), "八一": (8, 1),
    "教师节": (9, 10), "国庆": (10, 1), "十一": (10, 1), "光棍节": (11, 11), "双十一": (11, 11), "双十二": (12, 12), "平安夜": (12, 24), "圣诞": (12, 25),
}  # fmt: skip
_MOVING: dict[str, Callable[[int], date | None]] = {
    "春节": lambda year: solar(year, 1, 1), "除夕": new_years_eve, "年三十": new_years_eve, "元宵": lambda year: solar(year, 1, 15),
    "清明": qingming, "端午": lambda year: solar(year, 5, 5), "七夕": lambda year: solar(year, 7, 7), "中元": lambda year: solar(year, 7, 15),
    "中秋": lambda year: solar(year, 8, 15), "重阳": lambda year: solar(year, 9, 9), "腊八": lambda year: solar(year - 1, 12, 8),
}  # fmt: skip
# 五一, 十一 and the like are numbers as well: only a word beside them makes them days.
_NUMBERS = frozenset(["五一", "五四", "六一", "七一", "八一", "十一"])
FEAST = (
    r"元旦|情人节|三八(?:妇女)?节|(?:国际)?妇女节|植树节|愚人节|(?:国际|五一)?劳动节|(?:五四)?青年节|护士节|(?:六一|国际)?儿童节|(?:七一)?建党节|(?:八一)?建军节|"
    r"教师节|国庆|光棍节|双十一|双十二|平安夜|圣诞|春节|除夕|(?:大年|年)三十|元宵|清明|端午|七夕|中元|中秋|重阳|腊八|"
    r"(?<![0-9一二三四五六七八九十])(?:五一|五四|六一|七一|八一|十一)(?![0-9一二三四五六七八九十百千万月号日点年个块元天次人岁层楼路])"
)
# 国庆前后 and 春节放假 are stretches nobody knows the ends of.
ROUGH = r"节?(?:那)?(?:前后|期间|左右|跟前|之前|以前|之后|以后|过后|前头|后头|假期?|放假|长假|这段|那段|那阵|那几天|那会儿|黄金周|[前后](?!天))"
AROUND = r"节?(?:那|这)?(?:一)?(?:天|当天|当日|晚上)?"


def is_number_too(name: str) -> bool:
    """True for 五一 and 十一, which stand for a day only beside a year or 那天."""
    return name in _NUMBERS


def feast(name: str, year: int) -> date | None:
    """The day of this name in `year`, or None when the tables do not reach it."""
    for key, (month, day) in _FIXED.items():
        if key in name and not (key in _NUMBERS and len(name) > len(key)):
            return date(year, month, day)
    return next((of(year) for key, of in _MOVING.items() if key in name), None)
