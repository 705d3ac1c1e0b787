"""Labelled questions to measure a search with, and the measure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.errors import KnowledgeError
from knowledge.reading import Reader, read_yaml
from knowledge.search import SearchResult

Searcher = Callable[[str], Sequence[SearchResult]]
"""A message to one result per question in it."""

STYLES = ("plain", "dialect", "typo", "voice", "venting", "no_keyword", "two_topics")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A message and the cards that answer it. `wants`: one set per question in it; any card of a set is right. Empty: no
    card should answer."""

    text: str
    wants: tuple[frozenset[str], ...]
    style: str

    @property
    def cards(self) -> frozenset[str]:
        return frozenset().union(*self.wants)


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares of 0 to 1. `wrong`: told a card that is not the one as if sure, over all rows. With two questions in a
    message, `first` asks for both answers and `three` for both among the hits."""

    rows: int
    first: float
    three: float
    sure: float
    wrong: float
    none: float


def load_questions(path: Path) -> list[Labelled]:
    """From a file or all files of a folder: {text, style, card}. `card`: an id, `a|b` (either is right), a list (one per
    question of the message) or ~ (none). Raises KnowledgeError."""
    files = sorted(path.glob("*.yml")) if path.is_dir() else [path]
    return [row for file in files for row in _read(file)]


def _read(path: Path) -> list[Labelled]:
    values = read_yaml(path.read_text(encoding="utf-8"), path.name)
    rows = []
    for item in Reader({"rows": values}, path.name).mappings("rows"):
        item.only("text", "card", "style")
        if item.string("style") not in STYLES:
            raise item.fail("style", f"应是 {'、'.join(STYLES)} 之一")
        card = item.values.get("card")
        wants = card if isinstance(card, list) else [] if card is None else [card]
        rows.append(
            Labelled(
                item.string("text"), tuple(frozenset(str(want).split("|")) for want in wants), item.string("style")
            )
        )
    if not rows:
        raise KnowledgeError(path.name, "一条问题也没有")
    return rows


def measure(search: Searcher, rows: Sequence[Labelled]) -> Figures:
    """`none` is the share of rows told that nothing fits, right for rows without a card."""
    first = three = sure = wrong = none = 0
    for row in rows:
        results = search(row.text)
        tops = {result.hits[0].card_id for result in results if result.hits}
        hits = {hit.card_id for result in results for hit in result.hits[:3]}
        told = {result.hits[0].card_id for result in results if result.verdict == "sure"}
        first += bool(row.wants) and all(want & tops for want in row.wants)
        three += bool(row.wants) and all(want & hits for want in row.wants)
        sure += bool(told)
        wrong += bool(told - row.cards)
        none += all(result.verdict == "none" for result in results)
    n = len(rows) or 1
    return Figures(len(rows), first / n, three / n, sure / n, wrong / n, none / n)
