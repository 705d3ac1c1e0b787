"""Short questions that lean on the card just shown: which side of it they ask about, and where that is answered."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from knowledge.cards import Card
from knowledge.errors import KnowledgeError
from knowledge.reading import Reader, read_yaml_mapping

LONGEST = 22  # characters; a longer question says itself what it is about
MOST_LINES = 3
SELF = "self"


@dataclass(frozen=True, slots=True)
class Aspect:
    """`asks` matches the whole question; `lines` finds the lines of a card that speak of it (None: none do)."""

    asks: re.Pattern[str]
    lines: re.Pattern[str] | None


@dataclass(frozen=True)
class FollowUps:
    """Build with `load_followups`. `groups` and `cards`: id → aspect → the card that goes on, or `self`."""

    aspects: Mapping[str, Aspect]
    groups: Mapping[str, Mapping[str, str]]
    cards: Mapping[str, Mapping[str, str]]

    def aspect_of(self, question: str) -> str | None:
        """time, place, papers …; None when the question stands on its own. `question` without marks at its ends."""
        if not question or len(question) > LONGEST:
            return None
        return next((name for name, aspect in self.aspects.items() if aspect.asks.fullmatch(question)), None)

    def target(self, card: Card, aspect: str) -> str | None:
        """The id of the card that answers this side of `card` (itself included); None: nothing is known."""
        found = self.cards.get(card.id, {}).get(aspect) or self.groups.get(card.group, {}).get(aspect)
        return card.id if found == SELF else found

    def lines(self, card: Card, aspect: str) -> tuple[str, ...]:
        """What the card itself says about it, a few lines at most."""
        if aspect == "papers":
            return card.papers
        if aspect == "how":
            return card.steps
        if aspect == "law":
            return card.basis
        pattern = self.aspects[aspect].lines
        if pattern is None:
            return ()
        said = [part + "。" for part in card.answer.replace("\n", "").split("。") if part.strip()]
        return tuple(line for line in (*said, *card.steps, *card.notes) if pattern.search(line))[:MOST_LINES]


def load_followups(path: Path | None = None) -> FollowUps:
    """Raises KnowledgeError."""
    reader = read_yaml_mapping(path or Path(__file__).with_name("followups.yml"))
    reader.only("lead", "tail", "aspects", "groups", "cards")
    lead, tail = reader.string("lead"), reader.string("tail")
    parts = reader.mapping("aspects")
    if parts is None:
        raise reader.fail("aspects", "不能空着")
    aspects = {}
    for name in parts.values:
        entry = parts.mapping(str(name))
        if entry is None:
            raise parts.fail(str(name), "不能空着")
        entry.only("asks", "lines")
        lines = entry.string("lines", default="")
        asks = "|".join(f"(?:{one})" for one in entry.strings("asks"))
        try:
            aspects[str(name)] = Aspect(re.compile(f"{lead}(?:{asks}){tail}"), re.compile(lines) if lines else None)
        except re.error as error:
            raise KnowledgeError(reader.source, f"写法不对：{error}", field=f"aspects.{name}") from error
    return FollowUps(aspects, _table(reader, "groups", aspects), _table(reader, "cards", aspects))


def _table(reader: Reader, part: str, aspects: Mapping[str, Aspect]) -> dict[str, dict[str, str]]:
    table = reader.mapping(part)
    found: dict[str, dict[str, str]] = {}
    for name in table.values if table else ():
        entry = table.mapping(str(name)) if table else None
        if entry is None:
            raise reader.fail(f"{part}.{name}", "不能空着")
        entry.only(*aspects)
        found[str(name)] = {aspect: entry.identifier(aspect) for aspect in entry.values}
    return found
