"""BM25 over short texts, in numpy: an inverted index with the weights worked out once."""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# The usual constants; short questions gain nothing from other values.
K1, B = 1.2, 0.6


@dataclass(frozen=True, slots=True)
class WordIndex:
    """Posting lists laid end to end: token n owns documents[starts[n]:starts[n + 1]] and their weights."""

    tokens: Mapping[str, int]
    starts: NDArray[np.int64]
    documents: NDArray[np.int32]
    weights: NDArray[np.float32]
    count: int

    @classmethod
    def build(cls, texts: Sequence[Sequence[str]]) -> WordIndex:
        """`texts` are token lists, one per document."""
        mean = sum(map(len, texts)) / max(len(texts), 1) or 1.0
        # Packed arrays: lists of pairs would take hundreds of megabytes for thousands of cards.
        postings: dict[str, tuple[array[int], array[float]]] = {}
        for number, tokens in enumerate(texts):
            length = K1 * (1 - B + B * len(tokens) / mean)
            for token, times in Counter(tokens).items():
                numbers, parts = postings.setdefault(token, (array("i"), array("f")))
                numbers.append(number)
                parts.append(times * (K1 + 1) / (times + length))
        starts, documents, weights = [0], array("i"), array("f")
        for numbers, parts in postings.values():
            idf = math.log(1 + (len(texts) - len(numbers) + 0.5) / (len(numbers) + 0.5))
            documents += numbers
            weights.extend(idf * part for part in parts)
            starts.append(len(documents))
        return cls(
            {token: number for number, token in enumerate(postings)},
            np.asarray(starts, np.int64),
            np.asarray(documents, np.int32),
            np.asarray(weights, np.float32),
            len(texts),
        )

    def scores(self, tokens: Sequence[str]) -> NDArray[np.float32]:
        """The BM25 score of every document."""
        found = np.zeros(self.count, np.float32)
        for token in set(tokens):
            number = self.tokens.get(token)
            if number is not None:
                at = slice(self.starts[number], self.starts[number + 1])
                found[self.documents[at]] += self.weights[at]
        return found
