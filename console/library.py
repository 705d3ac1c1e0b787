"""The knowledge as staff see it: the files of the release, the facts, the laws, and what was changed here."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import knowledge
from cases import cards
from cases.database import Session
from cases.models import CardVersion
from knowledge.cards import Card
from knowledge.changes import read_report
from knowledge.drafting import Look, look_over
from knowledge.facts import Fact, load_facts
from knowledge.forms import FieldSpec, FormSpec
from knowledge.programs import load_common_form, program_values
from knowledge.reading import yaml_files
from knowledge.standing import CardFile, Standing, all_standings, cards_in_use, load_card_files
from knowledge.statutes import Statutes, load_statutes
from knowledge.taxonomy import Taxonomy
from knowledge.text import Normalizer, character_grams, load_normalizer
from knowledge.truth import LawBook

if TYPE_CHECKING:
    from knowledge.words import WordIndex

NEAR_ENOUGH = 12.0  # BM25; 99 % of right cards score more, 87 % of off-topic sentences less


@dataclass(frozen=True, slots=True)
class Shelf:
    """Everything about the cards at one moment; `changes` tells moments apart."""

    changes: int
    files: Mapping[str, CardFile]
    versions: Mapping[str, CardVersion]
    standings: Mapping[str, Standing]

    @property
    def in_use(self) -> list[Card]:
        return cards_in_use(self.standings)

    def number(self, card_id: str) -> int:
        """The newest saved version of a card, 0 when it was never changed here."""
        version = self.versions.get(card_id)
        return version.number if version else 0


class Library:
    """Reads the files once, on the first page that needs them; a release brings new files and a restart."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or Path(knowledge.__file__).parent
        self._reading = asyncio.Lock()
        self._files: Mapping[str, CardFile] | None = None
        self._facts: Mapping[str, Fact] = {}
        self._statutes: Statutes | None = None
        self._book: LawBook | None = None
        self._shelf: Shelf | None = None
        self._near: tuple[int, WordIndex, Sequence[str], Normalizer] | None = None
        self._programs: Mapping[str, Mapping[str, Any]] | None = None
        self._common: FormSpec | None = None

    async def program_files(self) -> Mapping[str, Mapping[str, Any]]:
        """The program files of this release as documents, by id. Raises KnowledgeError."""
        async with self._reading:
            if self._programs is None:
                self._programs = await asyncio.to_thread(_program_files, self.folder / "programs")
        return self._programs

    async def common_fields(self) -> tuple[FieldSpec, ...]:
        """What every program asks besides its own questions. Raises KnowledgeError."""
        if self._common is None:
            self._common = await asyncio.to_thread(load_common_form)
        return self._common.fields

    async def shelf(self, session: Session) -> Shelf:
        """The cards as they stand now."""
        changes = await cards.changes(session)
        if self._shelf is None or self._shelf.changes != changes:
            versions = await cards.newest(session)
            files = await self._read_files()
            found = await asyncio.to_thread(all_standings, files, versions.values())
            self._shelf = Shelf(changes, files, versions, found)
        return self._shelf

    async def facts(self) -> Mapping[str, Fact]:
        await self._read_files()
        return self._facts

    async def look(self, document: str, card_id: str | None, shelf: Shelf, taxonomy: Taxonomy, today: dt.date) -> Look:
        """Check a document against everything else in the knowledge."""
        book = await self._law_book(today)
        file = shelf.files.get(card_id or "")
        return await asyncio.to_thread(
            look_over, document, card_id, others=shelf.in_use, facts=self._facts, taxonomy=taxonomy, today=today,
            file_reviewed_on=file.card.reviewed_on if file else None, book=book,
        )  # fmt: skip

    async def nearest(self, sentences: Sequence[str], shelf: Shelf, k: int = 3) -> list[list[str]]:
        """Ids of the cards that share most words with each sentence, best first."""
        return await asyncio.to_thread(self._nearest, sentences, shelf, k)

    async def law_changes(self) -> list[dict[str, Any]]:
        """What imports of laws reported, oldest first. Raises KnowledgeError on a damaged report."""
        return await asyncio.to_thread(read_report, self.folder / "laws" / "changes.yml")

    async def _read_files(self) -> Mapping[str, CardFile]:
        async with self._reading:
            if self._files is None:
                self._facts = await asyncio.to_thread(load_facts, self.folder / "facts.yml")
                self._files = await asyncio.to_thread(load_card_files, self.folder / "cards")
        return self._files

    async def _law_book(self, today: dt.date) -> LawBook:
        async with self._reading:
            if self._statutes is None:
                self._statutes = await asyncio.to_thread(load_statutes, self.folder / "laws")
            if self._book is None or self._book.today != today:
                self._book = LawBook(self._statutes, today)
        return self._book

    def _nearest(self, sentences: Sequence[str], shelf: Shelf, k: int) -> list[list[str]]:
        from knowledge.words import WordIndex  # and with it numpy: 20 MB that few pages need

        if self._near is None or self._near[0] != shelf.changes:
            normalize = load_normalizer()
            in_use = shelf.in_use
            texts = [" ".join(map(normalize, (c.title, *c.questions, c.answer))) for c in in_use]
            index = WordIndex.build([_pairs(text) for text in texts])
            self._near = shelf.changes, index, [card.id for card in in_use], normalize
        _, index, ids, normalize = self._near
        found = []
        for sentence in sentences:
            scores = index.scores(_pairs(normalize(sentence)))
            best = sorted(range(len(ids)), key=lambda n: (-float(scores[n]), ids[n]))[:k]
            found.append([ids[n] for n in best if scores[n] >= NEAR_ENOUGH])
        return found


def _program_files(folder: Path) -> dict[str, Mapping[str, Any]]:
    documents = map(program_values, yaml_files(folder))
    return {str(document["id"]): document for document in documents}


def _pairs(text: str) -> list[str]:
    """Pairs of neighbouring characters: a hint needs no dictionary of words, which would cost the console 30 MB."""
    return [gram for gram in character_grams(text, 2) if len(gram) == 2]
