"""Days and months in a sentence: 去年三月, 3月5号, 昨天. Only what is certain is worked out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

_N = r"(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})"
_DAY = re.compile(
    rf"(?P<year>(?:19|20)[0-9]{{2}}\s?年|前年|去年|今年|明年)?\s?(?P<month>{_N}\s?月(?:份)?)\s?(?P<day>{_N}\s?[日号]|底|初)?"
    rf"|(?P<bare>(?:19|20)[0-9]{{2}}\s?年)"
    rf"|(?P<near>大前天|前天|昨天|今天|今早|昨晚|明天|后天)"
    rf"|(?P<last>上上个?月|上个?月|这个月|本月|下个?月)\s?(?P<of>{_N}\s?[日号]|底|初)?"
    r"|(?P<loose>上上?个?(?:周|星期|礼拜)[一二三四五六日天]?|下个?(?:周|星期|礼拜)[一二三四五六日天]?|前年|去年|(?:半|[一二两三四五六七八九十0-9]{1,2})个?(?:多)?[年月天](?:多)?前)"
)
_NEAR = {"大前天": -3, "前天": -2, "昨天": -1, "昨晚": -1, "今天": 0, "今早": 0, "明天": 1, "后天": 2}
_YEARS = {"前年": -2, "去年": -1, "今年": 0, "明年": 1}
_MONTHS = {"上上": -2, "上": -1, "这": 0, "本": 0, "下": 1}


@dataclass(frozen=True, slots=True)
class Day:
    """`words` as they were written; `meant` what they come to, where that is certain: 2026年10月15日, or 2026年10月."""

    words: str
    meant: str | None

    def __str__(self) -> str:
        return f"{self.words}（{self.meant}）" if self.meant and self.meant != self.words else self.words


def days(text: str, said_on: date) -> list[Day]:
    """The days and months of one sentence in order, each once, seen from the local day it was written."""
    found = []
    for match in _DAY.finditer(text):
        before, after = text[: match.start()][-1:], text[match.end() :]
        if before.isdigit() or before == "个" or after[:1] in ("薪", "工", "租"):
            continue  # 4月薪, not a day
        words = match[0].strip()
        if match["month"] and not match["day"] and not match["year"] and "月份" not in words and _duration(after):
            continue
        found.append(Day(words, _meant(match, said_on)))
    return list(dict.fromkeys(found))


def _duration(after: str) -> bool:
    """三月多了 is how long, not when."""
    return after[:1] in ("多", "来")


def _meant(match: re.Match[str], said_on: date) -> str | None:
    if match["near"]:
        return _full(said_on + timedelta(days=_NEAR[match["near"]]))
    if match["last"]:
        step = next(n for words, n in _MONTHS.items() if match["last"].startswith(words))
        year, month = divmod(said_on.year * 12 + said_on.month - 1 + step, 12)
        return _said(year, month + 1, match["of"])
    if match["month"]:
        said = match["year"]
        if said is None:
            return None  # which year a bare 3月5号 means only the worker knows
        year = said_on.year + _YEARS[said] if said in _YEARS else int(said[:4])
        number = _number(match["month"])
        return _said(year, number, match["day"]) if number is not None else None
    return None


def _said(year: int, month: int, day: str | None) -> str | None:
    if not 1 <= month <= 12:
        return None
    number = _number(day) if day else None
    if number is None:
        return f"{year}年{month}月{day if day in ('底', '初') else ''}"
    try:
        return _full(date(year, month, number))
    except ValueError:
        return None


def _full(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _number(words: str) -> int | None:
    plain = re.sub(r"[月份日号\s]", "", words)
    if plain.isascii() and plain.isdigit():
        return int(plain)
    digits = "零一二三四五六七八九"
    tens, ten, ones = plain.partition("十")
    if not ten:
        return digits.find(plain) if len(plain) == 1 and plain in digits else None
    if (tens and tens not in digits) or (ones and ones not in digits):
        return None
    return (digits.index(tens) if tens else 1) * 10 + (digits.index(ones) if ones else 0)
