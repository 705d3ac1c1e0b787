"""What a new wording of a law changes, article by article, and which cards and calculators rest on it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, Protocol, TextIO

import yaml

from knowledge.cards import Card, Citation
from knowledge.errors import KnowledgeError
from knowledge.importing.writing import write_whole
from knowledge.reading import read_yaml
from knowledge.statutes import PASSAGES, Statute, plain_name

Kind = Literal["new", "gone", "changed", "renumbered"]
WHOLE = "全文"
REPORT = "changes.yml"
KIND_NAMES = {"new": "新增", "gone": "没有了", "changed": "改了", "renumbered": "条号变了"}

_BLANKS = re.compile(r"\s+")
LIKE = 0.5  # shared pairs of characters from which two wordings are one article, amended
NEAR = 40  # places; an amended article has not moved further than this besides the growth of the law


@dataclass(frozen=True, slots=True)
class ArticleChange:
    """`article`: its number in the old wording (of a new one, in the new). `now`: its number today, None when gone."""

    law: str
    article: str
    kind: Kind
    now: str | None = None
    names: tuple[str, ...] = field(default=(), compare=False)
    """Other names of the law, under which cards may cite it."""

    def __str__(self) -> str:
        moved = f"，现为{self.now}" if self.now and self.now != self.article else ""
        return f"《{self.law}》{self.article} {KIND_NAMES[self.kind]}{moved}"


class Resting(Protocol):
    """Something that rests on articles: a calculator's sheet."""

    @property
    def id(self) -> str: ...

    @property
    def citations(self) -> tuple[Citation, ...]: ...


@dataclass(frozen=True, slots=True)
class Affected:
    """A change with the ids of the cards and calculators that cite the article or the whole law."""

    change: ArticleChange
    cards: tuple[str, ...]
    calculators: tuple[str, ...]


def changed_articles(old: Statute, new: Statute) -> list[ArticleChange]:
    """Differences in wording; blanks and line breaks do not count. The same words under another number are renumbered."""
    names = (old.name, *old.aliases, new.short, new.name, *new.aliases)
    return [replace(change, names=names) for change in _differences(old, new)]


def _differences(old: Statute, new: Statute) -> list[ArticleChange]:
    law = old.short
    before = {number: _plain(article.text) for number, article in old.articles.items()}
    after = {number: _plain(article.text) for number, article in new.articles.items()}
    if any(number.endswith(PASSAGES) for number in (*before, *after)):
        return [] if list(before.values()) == list(after.values()) else [ArticleChange(law, WHOLE, "changed", WHOLE)]
    left = {number: text for number, text in before.items() if after.get(number) != text}
    free = {number: text for number, text in after.items() if before.get(number) != text}
    found = [ArticleChange(law, was, "renumbered", now) for was, now in _moved(left, free)]
    found += [ArticleChange(law, was, "changed", now) for was, now in _amended(left, free, old, new)]
    for number in list(left):
        if number in free:  # other words under the same number: what cites it must be read again
            found.append(ArticleChange(law, number, "changed", number))
            del left[number], free[number]
    found += [ArticleChange(law, number, "gone") for number in left]
    order = {number: n for n, number in enumerate(old.articles)}
    found.sort(key=lambda change: order[change.article])
    return [*found, *(ArticleChange(law, number, "new", number) for number in free)]


def _moved(left: dict[str, str], free: dict[str, str]) -> list[tuple[str, str]]:
    """Takes articles of equal words out of both sides."""
    places: dict[str, list[str]] = {}
    for number, text in free.items():
        places.setdefault(text, []).append(number)
    found = []
    for number, text in list(left.items()):
        if text and places.get(text):
            now = places[text].pop(0)
            found.append((number, now))
            del left[number], free[now]
    return found


def _amended(left: dict[str, str], free: dict[str, str], old: Statute, new: Statute) -> list[tuple[str, str]]:
    """Takes articles of like words out of both sides, the likest first."""
    was_at = {number: n for n, number in enumerate(old.articles)}
    now_at = {number: n for n, number in enumerate(new.articles)}
    reach = NEAR + abs(len(old.articles) - len(new.articles))
    pairs = {number: _pairs(text) for number, text in free.items()}
    likeness = []
    for was, text in left.items():
        mine = _pairs(text)
        for now, theirs in pairs.items():
            if abs(was_at[was] - now_at[now]) <= reach:
                likeness.append((_like(mine, theirs), was == now, was, now))
    found = []
    for value, _, was, now in sorted(likeness, key=lambda item: (-item[0], not item[1])):
        if value >= LIKE and was in left and now in free:
            found.append((was, now))
            del left[was], free[now]
    return found


def _plain(text: str) -> str:
    return _BLANKS.sub("", text)


def _pairs(text: str) -> frozenset[str]:
    return frozenset(a + b for a, b in pairwise(text))


def _like(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / ((len(one) + len(other)) or 1)


def resting_on(changes: Iterable[ArticleChange], cards: Sequence[Card], sheets: Sequence[Resting]) -> list[Affected]:
    """What must be looked at again, a line for each change."""
    return [Affected(change, _citing(change, cards), _citing(change, sheets)) for change in changes]


def _citing(change: ArticleChange, things: Sequence[Resting]) -> tuple[str, ...]:
    """A new article is cited by nobody yet, but a paper that leans on the whole law leans on it too."""
    articles = {WHOLE} if change.kind == "new" else {WHOLE, change.article}
    laws = {plain_name(name) for name in (change.law, *change.names)}
    return tuple(
        thing.id
        for thing in things
        if any(
            plain_name(c.law) in laws and (c.article in articles or change.article == WHOLE) for c in thing.citations
        )
    )


def read_report(path: Path) -> list[dict[str, Any]]:
    """The entries of changes.yml, oldest first; none without the file. Raises KnowledgeError."""
    if not path.is_file():
        return []
    entries = read_yaml(path.read_text(encoding="utf-8"), path.name) or []
    if not isinstance(entries, list) or not all(isinstance(entry, Mapping) for entry in entries):
        raise KnowledgeError(path.name, "应是一个列表，每项一处变化")
    return [dict(entry) for entry in entries]


def append_report(path: Path, affected: Sequence[Affected], today: dt.date) -> None:
    """Adds entries {date, law, article, now, kind, cards, calculators}. Raises KnowledgeError when the file is damaged."""
    entries = read_report(path)
    entries += [
        {
            "date": today, "law": one.change.law, "article": one.change.article, "now": one.change.now,
            "kind": one.change.kind, "cards": list(one.cards), "calculators": list(one.calculators),
        }
        for one in affected
    ]  # fmt: skip
    write_whole(path, yaml.safe_dump(entries, allow_unicode=True, sort_keys=False, width=1000))


def tell_affected(affected: Sequence[Affected], out: TextIO) -> None:
    """A line for each changed article, with what rests on it."""
    for one in affected:
        print(f"  △ {one.change}", file=out)
        if one.cards:
            print(f"      要复核的卡片：{'、'.join(one.cards)}", file=out)
        if one.calculators:
            print(f"      要复核的计算器：{'、'.join(one.calculators)}", file=out)
