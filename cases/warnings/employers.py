"""One spelling for an employer, so that three people who write it in three ways are counted together.

Only spellings that are surely one firm become one key; names that merely sound or look alike are suggested to a
colleague (`Sounding`), never joined by themselves.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

import yaml

LONGEST = 60  # a name; what is longer is an account, and nobody's key
MUCH_ALIKE = 0.8  # from here on two names are worth a colleague's look


@dataclass(frozen=True, slots=True)
class Platforms:
    """Names of platforms and couriers: `keys` maps every spelling to its id, `names` an id to what people see."""

    keys: Mapping[str, str]
    names: Mapping[str, str]

    @classmethod
    def of(cls, raw: Mapping[str, Sequence[str]]) -> Platforms:
        """From the lexicon's shape: id → what people call it, the usual name first (knowledge/lexicon/platforms.yml)."""
        keys = {_squeezed(str(name)): ident for ident, names in raw.items() for name in names}
        return cls(keys, {ident: str(names[0]) for ident, names in raw.items() if names})

    def find(self, squeezed: str) -> str | None:
        """The id of the platform this name means, with a station or a job behind it or not."""
        if squeezed in self.keys:
            return self.keys[squeezed]
        words = _words()
        for end in range(len(squeezed) - 1, 1, -1):  # the longest name counts: 顺丰同城 before 顺丰
            known = self.keys.get(squeezed[:end])
            if known is not None and words.all_of(squeezed[end:], words.tails):
                return known
        return None

    def mentioned(self, account: str) -> str | None:
        """The platform a free account speaks of: the longest Chinese name in it. For accounts that are about one."""
        said = _squeezed(account[:2000])
        found = [name for name in self.keys if name in said and not name.isascii()]
        return self.keys[max(found, key=len)] if found else None


NO_PLATFORMS = Platforms({}, {})


@dataclass(frozen=True, slots=True)
class _Words:
    province: re.Pattern[str]
    city: re.Pattern[str]
    county: re.Pattern[str]
    bracketed: re.Pattern[str]
    endings: tuple[str, ...]
    generic: frozenset[str]
    tails: frozenset[str]
    nobody: frozenset[str]

    def all_of(self, text: str, words: frozenset[str]) -> bool:
        """Is the text nothing but these words, one after the other?"""
        reached = {0}
        for end in range(1, len(text) + 1):
            if any(start in reached and text[start:end] in words for start in range(max(0, end - 8), end)):
                reached.add(end)
        return len(text) in reached


@cache  # the file is part of the release
def _words() -> _Words:
    raw = yaml.safe_load(Path(__file__).with_name("names.yml").read_text("utf-8"))
    county = sorted(raw["counties"], key=len, reverse=True)
    places = "|".join(map(re.escape, [*raw["province"], *raw["city"], *county]))
    tails = frozenset(raw["platform_tails"]) | {name[:-1] for name in county if len(name) == 3} | frozenset(county)
    return _Words(
        province=_start(raw["province"]),
        city=_start(raw["city"]),
        county=_start(county),
        bracketed=re.compile(rf"[(\[【〔](?:{places})+[)\]】〕]"),
        endings=tuple(sorted(raw["endings"], key=len, reverse=True)),
        generic=frozenset(raw["generic"]),
        tails=tails,
        nobody=frozenset(_squeezed(word) for word in raw["nobody"]),
    )


def _start(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words)))


def _squeezed(name: str) -> str:
    """Half-width, lower case, letters and digits only."""
    return "".join(char for char in unicodedata.normalize("NFKC", name).lower() if char.isalnum())


def employer_key(name: str, platforms: Platforms = NO_PLATFORMS) -> str | None:
    """The one spelling of an employer, at most 60 characters; None for a name that names nobody (没有固定单位, 工地).

    A platform's key is its id (`meituan`). Legal endings and the city are left out; 厂, 工地, 饭店, 项目部 and the number
    of a branch stay, because they tell places apart.
    """
    words = _words()
    whole = words.bracketed.sub("", unicodedata.normalize("NFKC", name[: 4 * LONGEST]))
    core = _squeezed(whole)
    if len(core) < 2 or len(core) > LONGEST or core in words.nobody or core.isdigit():
        return None
    core = _without_endings(core)
    if core in words.nobody or len(core) < 2:
        return None
    place, rest = _place(core)
    if not rest:  # 宝鸡公司 names a place
        return None
    kept = rest if len(rest) >= 2 and not words.all_of(rest, words.generic) else place + rest
    return platforms.find(kept) or platforms.find(core) or (None if kept in words.nobody else kept)


def employer_name(name: str, platforms: Platforms = NO_PLATFORMS) -> str:
    """The name as people should see it: half-width, single spaces, at most 60 characters; a platform by its usual name."""
    key = employer_key(name, platforms)
    if key is not None and key in platforms.names:
        return platforms.names[key]
    said = unicodedata.normalize("NFKC", name[: 4 * LONGEST])
    shown = "".join(" " if unicodedata.category(char)[0] in "CZ" else char for char in said)
    return " ".join(shown.split()).strip(" \"'“”‘’《》,.;:。、")[:LONGEST]


def _without_endings(core: str) -> str:
    """Legal endings off, from the outside in; 宝鸡分公司 takes its place with it."""
    words = _words()
    while True:
        ending = next((e for e in words.endings if core.endswith(e) and len(core) - len(e) >= 2), None)
        if ending is None:
            return core
        core = core.removesuffix(ending)
        if ending == "分公司":
            core = _without_last_place(core)


def _without_last_place(core: str) -> str:
    for pattern in (_words().city, _words().county, _words().province):
        for found in pattern.finditer(core):
            if found.end() == len(core) and found.start() >= 2:
                return core[: found.start()]
    return core


def _place(core: str) -> tuple[str, str]:
    """(the place in one spelling, the rest): 陕西省宝鸡市金台区… → 金台…, 宝鸡市… → 宝鸡…."""
    words, rest, place = _words(), core, ""
    if found := words.province.match(rest):
        place, rest = "陕西", rest[found.end() :]
    if found := words.city.match(rest):
        place, rest = "宝鸡", rest[found.end() :]
    if found := words.county.match(rest):
        place, rest = found.group(), rest[found.end() :]
    return place, rest


# 在恒达建筑公司干了三个月: a name that ends like a firm's, at the start of a clause or behind a word that leads to it.
_LEAD = "在给被叫是跟"
_IN_ACCOUNT = re.compile(
    rf"(?:^|[{_LEAD},，。;；:：!！\s])(?=(?P<name>(?:(?![{_LEAD}])[\u4e00-\u9fffA-Za-z0-9()（）]){{2,24}}?"
    r"(?:有限责任公司|有限公司|公司|集团|制造厂|加工厂|食品厂|机械厂|纺织厂|钢管厂|酒店|项目部)))"
)
_NO_NAME = re.compile(r"[我你他她俺咱这那某啥没不说就让把的了个们]|什么|一家|老板|原来|以前|现在")


def employer_in(account: str) -> str | None:
    """The employer named in a free account, when it is said plainly; None rather than a guess."""
    for found in _IN_ACCOUNT.finditer(account[:2000]):
        name = found["name"]
        key = employer_key(name)
        # 建筑公司 alone is a trade, not a firm.
        if key and not _NO_NAME.search(name) and not _words().all_of(key, _words().generic):
            return name
    return None


@dataclass(frozen=True, slots=True)
class Sounding:
    """A key as it is written and as it is heard, for comparing it with many others."""

    key: str
    heard: tuple[str, ...]
    parts: frozenset[str]

    @classmethod
    def of(cls, key: str, sounds: Mapping[str, str] | None = None) -> Sounding:
        """`sounds`: character → syllable (knowledge/lexicon/sounds.txt)."""
        heard = tuple(sounds.get(char, char) for char in key) if sounds else tuple(key)
        return cls(key, heard, frozenset(heard))

    def likeness(self, other: Sounding) -> float:
        """0 to 1: by their characters, by how they sound, or by one being inside the other; 0 for most pairs."""
        if self.key == other.key:
            return 1.0
        # Two names with fewer syllables in common cannot come near MUCH_ALIKE: most pairs end here.
        if 2 * len(self.parts & other.parts) < 0.5 * max(len(self.parts), len(other.parts)):
            return 0.0
        shorter, longer = sorted((self.key, other.key), key=len)
        inside = 0.85 if len(shorter) >= 2 and shorter in longer and len(shorter) * 2 >= len(longer) else 0.0
        return max(inside, _ratio(self.key, other.key), 0.97 * _ratio(self.heard, other.heard))


def _ratio(one: Sequence[str], other: Sequence[str]) -> float:
    a, b = (one, other) if list(one) < list(other) else (other, one)  # difflib's answer depends on the order
    return SequenceMatcher(None, a, b, autojunk=False).ratio()
