"""The index in use by a running program: replaced as a whole when staff change a card."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.cards import Card
from knowledge.meaning import Encoder, load_encoder
from knowledge.search import SearchIndex

AT_ONCE = 8  # sentences; who searches meanwhile waits for one handful of them
YIELD_SECONDS = 0.001


class SentenceVectors:
    """The encoder for building: remembers the vectors of the last build, so that a changed card costs only its own new
    sentences (half a minute otherwise), and lets searches in between."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: dict[str, NDArray[np.float32]] = {}
        self._used: set[str] = set()

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        for at in range(0, len(new), AT_ONCE):
            handful = new[at : at + AT_ONCE]
            self._known.update(zip(handful, self._encoder.encode(handful), strict=True))
            time.sleep(YIELD_SECONDS)  # the encoder's lock is not fair: without a pause nobody else would get it
        self._used.update(texts)
        return np.stack([self._known[text] for text in texts])

    def forget_unused(self) -> None:
        """After a build: keep what it used, drop sentences that no card has any more."""
        if self._used:  # empty when all was read from the disk
            self._known = {text: self._known[text] for text in self._used}
        self._used = set()


class LiveSearch:
    """Holds the current index. Readers take `.index` and keep it for their turn."""

    def __init__(self, index: SearchIndex, encoder: Encoder | None, cache: Path | None) -> None:
        self._index = index
        self._encoder = encoder
        self._cache = cache
        self._building = asyncio.Lock()
        self._vectors = SentenceVectors(encoder) if encoder is not None else None

    @classmethod
    async def open(cls, cards: Sequence[Card], cache: Path | None = None, *, words_only: bool = False) -> LiveSearch:
        """Load the encoder (seconds on a cold disk) and build the first index, off the event loop."""
        encoder = None if words_only else await asyncio.to_thread(load_encoder)
        index = await asyncio.to_thread(SearchIndex.build, cards, encoder=encoder, cache=cache)
        return cls(index, encoder, cache)

    @property
    def encoder(self) -> Encoder | None:
        """Shared with others of this program: a second one would cost another 119 MB."""
        return self._encoder

    @property
    def index(self) -> SearchIndex:
        return self._index

    async def refresh(self, cards: Sequence[Card]) -> None:
        """Build anew and swap. Searches go on with the old index; when building fails the old one stays."""
        async with self._building:
            self._index = await asyncio.to_thread(self._build, cards)

    def _build(self, cards: Sequence[Card]) -> SearchIndex:
        index = SearchIndex.build(cards, encoder=self._vectors, cache=self._cache)
        if self._vectors is not None:
            self._vectors.forget_unused()
        return replace(index, encoder=self._encoder)  # what people ask is not remembered
