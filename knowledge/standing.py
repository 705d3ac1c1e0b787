"""Which text of a card holds: the file of the release or what staff made of it (docs/decisions/0007).

One rule: the live version wins until a file with a later review day arrives; then the file wins.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from knowledge.cards import Card, card_files, load_card, parse_card
from knowledge.errors import KnowledgeError

log = logging.getLogger(__name__)

# file: only the file, or the same text. live: edited by staff. superseded: a later file took its place again.
# withdrawn: nobody is shown it. broken: the edit cannot be read, the file (if any) holds.
State = Literal["file", "live", "superseded", "withdrawn", "broken"]


class Version(Protocol):
    """The newest saved version of a card, as `cases.cards` keeps it. `state`: live | withdrawn | file."""

    @property
    def card_id(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def document(self) -> str: ...
    @property
    def decided_on(self) -> dt.date: ...


@dataclass(frozen=True, slots=True)
class CardFile:
    """A card of the release with its text as it stands on the disk."""

    card: Card
    document: str

    @property
    def hash(self) -> str:
        return hashlib.sha256(self.document.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds for one card id. `card` None: nothing is shown to workers. `document`: the text that holds, for a
    withdrawn card its last one."""

    card_id: str
    state: State
    card: Card | None
    document: str


def load_card_files(folder: Path) -> dict[str, CardFile]:
    """The cards of a folder by id. Raises KnowledgeError for the first bad one."""
    found = {}
    for path in card_files(folder):
        card = load_card(path)
        found[card.id] = CardFile(card, path.read_bytes().decode())
    return found


def standing(card_id: str, file: CardFile | None, version: Version | None) -> Standing:
    """Apply the rule to one card. Never raises: an edit that cannot be read leaves the file in place."""
    by_file = Standing(card_id, "file", file.card if file else None, file.document if file else "")
    if version is None or version.state == "file":
        return by_file
    if file is not None and file.card.reviewed_on > version.decided_on:
        return Standing(card_id, "superseded", file.card, file.document)
    if version.state == "withdrawn":
        return Standing(card_id, "withdrawn", None, version.document)
    if file is not None and file.document == version.document:
        return by_file
    try:
        card = parse_card(version.document, f"{card_id}.md")
        if card.id != card_id:
            raise KnowledgeError(f"{card_id}.md", f"编号是 {card.id}", field="id")
    except KnowledgeError as error:
        log.error("the edited card %s cannot be read and is passed over: %s", card_id, error)
        return Standing(card_id, "broken", by_file.card, by_file.document)
    return Standing(card_id, "live", card, version.document)


def all_standings(files: Mapping[str, CardFile], versions: Iterable[Version]) -> dict[str, Standing]:
    """For every card that has a file or was edited, by id, in the order of ids."""
    newest = {version.card_id: version for version in versions}
    ids = sorted({*files, *newest})
    return {card_id: standing(card_id, files.get(card_id), newest.get(card_id)) for card_id in ids}


def cards_in_use(standings: Mapping[str, Standing]) -> list[Card]:
    return [found.card for found in standings.values() if found.card is not None]
