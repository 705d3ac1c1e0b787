"""Which calculator a sentence wants. The words are data (calculation.yml); the rule is this:

1. Somebody asks us to do a sum (帮我算算, 算一下) and says of what: that calculator.
2. Somebody asks for an amount (多少, 几个月, 来得及吗), says of what, and brings figures of their own of two kinds (pay, time,
   a count): that calculator. For a deadline one day is figure enough.
3. What it is about is told by the names of the sheets, by the topics of the file, or by the card the search found.
4. Somebody asks for a sum and says nothing else: the list of calculators.

A question about the rule alone (加班费怎么算, 辞退赔多少) is none of these: it gets its card, and the card offers the sum.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from actions.fields.date_words import find_dates
from actions.fields.message import bare, plain
from actions.fields.money import find_money
from actions.reading.phrases import LAWYER
from knowledge.calculators import Calculator, Sheet
from knowledge.search import SearchResult

_FILE = Path(__file__).with_suffix(".yml")
_LONGEST = 300  # characters; a longer message is a story, and stories are for people and lawyers
_SUM = "(?:算|祘|筭)"
_WE = "(?:我|额|俺|咱)(?:们)?"
_ASKS_US = re.compile(
    rf"(?:帮|替)(?:{_WE}|忙|姐|哥)?[^,，。;；?？!！]{{0,16}}?{_SUM}(?!的|出来的|错|童|旷|违)|"
    rf"(?:^|[,，。 ]|你|能不能|能|可以|麻烦|请|快|赶紧|再)(?:给|跟|和){_WE}(?:也|再|先|好好|仔细)?{_SUM}"
    r"(?!我|一个|一家|的|成|作|进|到)|"
    rf"{_SUM}(?:一下|一算|一哈|一把|{_SUM}|下子|个(?:账|帐|数|总))(?!子)|"
    rf"(?:想|要|来)(?:再|先)?{_SUM}(?:下|我|个|加|经|年|仲|双|二|赔|补|病|医|工伤赔)|计算器"
)
_NOT_US = re.compile(
    rf"(?:不用|不想|别|甭|嫑|不要|不必|没法|不会|懒得)(?:再)?(?:帮我|给我)?{_SUM}|{_SUM}(?:了|咧)吧?$|(?:老板|单位|公司|财务|会计|人事|他们?)(?:.{{0,3}})(?:给|帮|替)(?:我|额|俺)"
)
_RULE = re.compile(rf"(?:怎么|咋个?|怎样|如何|咋样|按(?:啥|什么)){_SUM}")
_AMOUNT = re.compile(
    r"多少|多钱|几(?:个|倍|天|块|千|万|百)|怎么(?:算|赔|补|给)|咋(?:个)?(?:算|祘|赔|补|给)|来得?及|过期|时效|到哪天|最晚|晚不晚|多久|多长|有没有|该(?:给|拿|补|赔)|能(?:拿|赔|补|要)|啥数"
)
_FILLER = re.compile(
    r"你们?|您|能不能|可不可以|能|可以|会|请|麻烦|劳驾|给|帮|替|我|额|俺|咱|们|想|要|来|看看?|先|再|一下子?|一哈|一|下|算|祘|筭|笔|个|账|帐|钱|数|该拿|该得|多少|东西|吗|么|不|吧|呀|啊|呢|嘛|计算器|打开|用|有|好|忙|那|就|这|道|些|啥|,|，|\s"
)
_OWN_PAY = re.compile(
    r"(?:工资|月薪|底薪|薪水|到手|应发|(?<!十)一个?月|每个?月|平均)(?:是|有|发|挣|拿|开|才|就|大概|也|给|我|差不多|:)*\s?$"
)
_N = r"[0-9零一二两三四五六七八九十百半几]+"
_OWN_TIME = re.compile(
    rf"(?:干|做|上|待|呆|工作|上班|打工|来|签)(?:了|咧|过|满|够|有|快|已经)*\s?{_N}\s?(?:年|个?月|天)|(?:工龄|工作)[^,，。]{{0,4}}{_N}\s?年|{_N}\s?年(?:零|又|半)|(?:干|做|在)[^,，。]{{0,6}}{_N}\s?年(?:多|了|咧)"
)
_COUNT = r"(?!一\s?[个小天钟]|1\s?[个小天钟])[0-9零一二两三四五六七八九十百]+"  # 加班一小时 asks for a rate, it tells no count
_OWN_COUNT = re.compile(
    rf"{_COUNT}\s?个?(?:小时|钟头)|[一二三四五六七八九十0-9]{{1,2}}\s?级|(?:加|上|歇|休)[^,，。]{{0,6}}?{_COUNT}\s?天"
)
LEAST_PAY = 500_00  # fen; a smaller sum is a fine or a fee, no pay


@dataclass(frozen=True, slots=True)
class Words:
    """What people say for one calculator (see calculation.yml). Patterns are compiled."""

    decisive: tuple[re.Pattern[str], ...] = ()
    topics: tuple[re.Pattern[str], ...] = ()
    cards: tuple[str, ...] = ()
    values: Mapping[str, Mapping[str, re.Pattern[str]]] = field(default_factory=dict)
    dates: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    money: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    counts: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    span: tuple[str, str] | None = None
    one_day: bool = False


class CalculatorShelf:
    """All calculators by id, in the order a menu shows them, with the words people use for them."""

    def __init__(self, calculators: Mapping[str, Calculator], words: Mapping[str, Words]) -> None:
        self.by_id = calculators
        self._words = words
        named = [(name.lower(), key) for key, found in calculators.items() for name in found.sheet.names]
        self._names = sorted(named, key=lambda pair: -len(pair[0]))
        self._reading_order = [*words, *(key for key in calculators if key not in words)]

    @classmethod
    def load(cls, calculators: Mapping[str, Calculator], path: Path = _FILE) -> CalculatorShelf:
        """Raises OSError, yaml.YAMLError, re.error or ValueError (words for a calculator or field that is not there)."""
        raw: dict[str, dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
        for key, row in raw.items():
            _check(key, row, calculators)
        return cls(calculators, {key: _words(row) for key, row in raw.items()})

    def words(self, key: str) -> Words:
        return self._words.get(key, Words())

    def offers(self, card_id: str) -> list[Sheet]:
        """The sheets whose sum belongs to a card."""
        return [found.sheet for found in self.by_id.values() if card_id in found.sheet.cards]

    # ------------------------------------------------------------------ what a sentence wants
    def wanted(self, text: str, today: date, found: Sequence[SearchResult] = ()) -> str | None:
        """The id of the calculator that the sentence wants, by the rule above. `found`: what the search made of it."""
        message = plain(text).lower()
        if len(message) > _LONGEST or not message:
            return None
        asked = asks_for_sum(message)
        if not asked and (not _AMOUNT.search(message) or LAWYER.search(message)):
            return None
        key = self._topic(message) or self._by_card(found, sure=not asked)
        if key is None:
            return None
        return key if asked or enough_figures(message, today, one_day=self.words(key).one_day) else None

    def wants_list(self, text: str) -> bool:
        """帮我算算, 计算器: a sum is wished for, but not of what."""
        message = plain(text).lower()
        return len(message) <= 20 and asks_for_sum(message) and not _FILLER.sub("", bare(message))

    def _topic(self, message: str) -> str | None:
        for key in self._reading_order:
            if any(pattern.search(message) for pattern in self.words(key).decisive):
                return key
        for name, key in self._names:
            if name in message:
                return key
        for key in self._reading_order:
            if any(pattern.search(message) for pattern in self.words(key).topics):
                return key
        return None

    def _by_card(self, found: Sequence[SearchResult], *, sure: bool) -> str | None:
        for result in found:
            if not result.hits or (sure and result.verdict != "sure"):
                continue
            best = result.hits[0].card_id
            key = next((key for key in self._reading_order if best in self.words(key).cards), None)
            if key is not None:
                return key
        return None


def asks_for_sum(message: str) -> bool:
    """Is this a wish that we do a sum? “怎么算” asks for the rule, whoever is asked to look it up."""
    if _NOT_US.search(message) or _RULE.search(message):
        return False
    return _ASKS_US.search(message) is not None


def enough_figures(message: str, today: date, *, one_day: bool) -> bool:
    """Does the worker bring enough of their own numbers to begin a sum unasked?"""
    dated = any(hit.kind in ("day", "month") for hit in find_dates(message, today, past=True))
    if one_day:
        return dated
    pay = any(
        hit.fen is not None and hit.fen >= LEAST_PAY and (hit.sure or _OWN_PAY.search(message[: hit.start]))
        for hit in find_money(message)
    )
    time = dated or _OWN_TIME.search(message) is not None
    return pay + time + (_OWN_COUNT.search(message) is not None) >= 2


def _words(row: Mapping[str, Any]) -> Words:
    span = row.get("span")
    return Words(
        decisive=tuple(map(re.compile, row.get("decisive", ()))),
        topics=tuple(map(re.compile, row.get("topics", ()))),
        cards=tuple(row.get("cards", ())),
        values={
            key: {option: re.compile(pattern) for option, pattern in options.items()}
            for key, options in row.get("values", {}).items()
        },
        dates={key: re.compile(pattern) for key, pattern in row.get("dates", {}).items()},
        money={key: re.compile(pattern) for key, pattern in row.get("money", {}).items()},
        counts={key: re.compile(pattern) for key, pattern in row.get("counts", {}).items()},
        span=(span["from"], span["to"]) if span else None,
        one_day=bool(row.get("one_day")),
    )


def _check(key: str, row: Mapping[str, Any], calculators: Mapping[str, Calculator]) -> None:
    if key not in calculators:
        raise ValueError(f"no calculator {key}")
    form = calculators[key].sheet.form
    named = [name for part in ("values", "dates", "money", "counts") for name in row.get(part, {})]
    for name in [*named, *row.get("span", {}).values()]:
        if form.field(name) is None:
            raise ValueError(f"calculator {key} asks no {name}")
    for name, options in row.get("values", {}).items():
        spec = form.field(name)
        for option in options:
            fits = spec is not None and (
                option in spec.options
                or (spec.type == "yes_no" and option in ("true", "false"))
                or (spec.type == "number" and option.isdecimal())
            )
            if not fits:
                raise ValueError(f"{key}.{name} has no {option}")
