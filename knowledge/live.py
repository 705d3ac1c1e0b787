"""The index in use by a running program: replaced as a whole when staff change a card."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from knowledge.cards import Card
from knowledge.meaning import Encoder, load_encoder
from knowledge.search import SearchIndex


class LiveSearch:
    """Holds the current index. Readers take `.index` and keep it for their turn."""

    def __init__(self, index: SearchIndex, encoder: Encoder | None, cache: Path | None) -> None:
        self._index = index
        self._encoder = encoder
        self._cache = cache
        self._building = asyncio.Lock()

    @classmethod
    async def open(cls, cards: Sequence[Card], cache: Path | None = None, *, words_only: bool = False) -> LiveSearch:
        """Load the encoder (seconds on a cold disk) and build the first index, off the event loop."""
        encoder = None if words_only else await asyncio.to_thread(load_encoder)
        index = await asyncio.to_thread(SearchIndex.build, cards, encoder=encoder, cache=cache)
        return cls(index, encoder, cache)

    @property
    def index(self) -> SearchIndex:
        return self._index

    async def refresh(self, cards: Sequence[Card]) -> None:
        """Build anew and swap. Searches go on with the old index; when building fails the old one stays."""
        async with self._building:
            self._index = await asyncio.to_thread(SearchIndex.build, cards, encoder=self._encoder, cache=self._cache)
