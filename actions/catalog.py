"""The shelves the dialogue takes cards and programs from: cheap to read at every turn, fresh when staff change something."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from pathlib import Path

from actions.live_cards import LiveCards
from cases import programs as live_programs
from cases.database import Database
from knowledge.cards import Card
from knowledge.errors import KnowledgeError
from knowledge.facts import Fact
from knowledge.forms import FormSpec, read_fields
from knowledge.live import LiveSearch
from knowledge.programs import Program, load_common_form, program_from_dict
from knowledge.reading import read_yaml_mapping
from knowledge.search import NOTHING, Hit, SearchIndex, SearchResult

log = logging.getLogger(__name__)

REMEMBERED = 512  # searches
FRESH_SECONDS = 1.0  # staff's change to a program or a card is seen after this long at most


class CardShelf:
    """Cards by id, the amounts they name, and the search over them. With `live`, what staff change is taken over."""

    def __init__(
        self, cards: Sequence[Card], facts: Mapping[str, Fact], search: LiveSearch, live: LiveCards | None = None
    ) -> None:
        self.by_id: Mapping[str, Card] = {card.id: card for card in cards}
        self.facts = facts
        self._search = search
        self._live = live
        self._index: SearchIndex | None = None
        self._known: OrderedDict[str, tuple[SearchResult, ...]] = OrderedDict()

    async def refresh(self) -> None:
        """Take over what staff saved since the last time. New words of a card are there at once; new ways of asking and
        new cards are found when the index is built (seconds), until then the old one searches."""
        cards = await self._live.read() if self._live is not None else None
        if cards is not None:
            self.by_id = {card.id: card for card in cards}
            self._known.clear()
            await self._search.refresh(cards)

    async def follow(self) -> None:
        """Refresh until cancelled. One index is built at a time, since the next look waits for it."""
        while self._live is not None:
            await self.refresh()
            await asyncio.sleep(FRESH_SECONDS)

    def search(self, text: str) -> tuple[SearchResult, ...]:
        """One result per question in the text, two at most. What many people ask is remembered until the cards change."""
        if self._index is not self._search.index:
            self._index = self._search.index
            self._known.clear()
        found = self._known.get(text)
        if found is None:
            found = self._known[text] = tuple(map(self._still_there, self._index.search_many(text)))
            if len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return found

    def _still_there(self, result: SearchResult) -> SearchResult:
        """Without cards that were withdrawn since the index was built; the next best one is no sure answer then."""
        hits = tuple(hit for hit in result.hits if hit.card_id in self.by_id)
        if hits == result.hits:
            return result
        return SearchResult(hits, "unsure") if hits else NOTHING

    def among(self, text: str, card_ids: Sequence[str], *, context: str) -> tuple[Hit, ...]:
        """The likeliest of these cards for a question that leans on `context`."""
        return self._search.index.among(text, card_ids, context=context)


class ProgramShelf:
    """The live programs, read again when the newest change moves."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._programs: dict[str, Program] = {}
        self.changes: tuple[int, int] | None = None
        """Tells two moments of the shelf apart."""
        self._looked_at = float("-inf")

    async def refresh(self) -> None:
        """Take over what staff changed. Asks the database once a second at most."""
        if time.monotonic() - self._looked_at < FRESH_SECONDS:
            return
        async with self._database.reading() as session:
            changes = await live_programs.changes(session)
            if changes != self.changes:
                rows = await live_programs.everything(session)
                self._programs = {row.id: found for row in rows if (found := self._read(row)) is not None}
                self.changes = changes
        self._looked_at = time.monotonic()

    def _read(self, row: live_programs.Program) -> Program | None:
        """A document this release cannot read must not silence the assistant: the one before it goes on, if there is one."""
        known = self._programs.get(row.id)
        if known is not None and known.revision == row.revision:
            return known
        try:
            return program_from_dict(row.document, row.id)
        except KnowledgeError as error:
            log.error("the live program %s cannot be read and is passed over: %s", row.id, error)
            return known

    def get(self, program_id: str | None) -> Program | None:
        return self._programs.get(program_id) if program_id else None

    def everything(self) -> list[Program]:
        return list(self._programs.values())

    def of_platform(self, platform: str) -> list[Program]:
        return [p for p in self._programs.values() if p.platform == platform]


def load_forms(folder: Path | None = None) -> dict[str, FormSpec]:
    """The built-in forms (`flows/*.yml`) by flow id. Raises KnowledgeError on a malformed file."""
    forms = {}
    for path in sorted((folder or Path(__file__).with_name("flows")).glob("*.yml")):
        reader = read_yaml_mapping(path)
        form_id = reader.identifier()
        forms[form_id] = FormSpec(form_id, reader.string("title"), read_fields(reader))
    common = load_common_form()  # of enrolments: the console's preview asks them, too
    return forms | {common.id: common}
