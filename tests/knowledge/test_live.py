"""Building the index anew costs what is new, and lets searches in between."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from knowledge.cards import Card
from knowledge.live import AT_ONCE, LiveSearch
from knowledge.meaning import DIMENSIONS
from knowledge.search import SearchIndex


class Counting:
    """Made-up vectors; knows what it was asked."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.batches.append(list(texts))
        rows = [np.random.default_rng(zlib.crc32(text.encode())).normal(size=DIMENSIONS) for text in texts]
        return np.asarray([row / np.linalg.norm(row) for row in rows], np.float32)

    def asked(self) -> list[str]:
        found = [text for batch in self.batches for text in batch]
        self.batches.clear()
        return found


async def test_a_changed_card_costs_only_its_new_sentences(cards: list[Card]) -> None:
    some, encoder = cards[:6], Counting()
    live = LiveSearch(SearchIndex.build(some), encoder, None)
    await live.refresh(some)
    assert max(map(len, encoder.batches)) <= AT_ONCE
    first = encoder.asked()
    assert len(first) == len(set(first)) and len(first) >= sum(len(card.questions) for card in some)

    changed = replace(some[0], questions=(*some[0].questions, "一句从来没有人问过的新话"))
    await live.refresh([changed, *some[1:]])
    assert encoder.asked() == ["一句从来没有人问过的新话"]

    live.index.search("职工随口问的一句")
    live.index.search("职工随口问的一句")
    assert encoder.asked() == ["职工随口问的一句"] * 2  # what people ask is not kept

    await live.refresh(some)
    encoder.asked()
    await live.refresh([changed, *some[1:]])
    assert encoder.asked() == ["一句从来没有人问过的新话"]  # it had been forgotten with its card


async def test_the_index_is_the_same_as_one_built_at_once(cards: list[Card]) -> None:
    some = cards[:6]
    live = LiveSearch(SearchIndex.build(some), Counting(), None)
    await live.refresh(some)
    assert np.allclose(live.index.model.centres, SearchIndex.build(some, encoder=Counting()).model.centres, atol=1e-5)
