"""Which sentences are the same with a word swapped: a row that near to a held-out one would make measuring worthless."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

from components.text import normalize

NEAR = 0.8  # Jaccard of character bigrams


def key(text: str) -> str:
    """Equal for sentences that differ only in punctuation, blanks and width."""
    return re.sub(r"[^\w]", "", normalize(text).text)


def _bigrams(text: str) -> frozenset[str]:
    plain = key(text)
    return frozenset(plain[i : i + 2] for i in range(len(plain) - 1)) or frozenset({plain})


class Nearness:
    """Looks up which of `sentences` another one is near to."""

    def __init__(self, sentences: Iterable[str]) -> None:
        self._sentences = [text for text in sentences if key(text)]
        self._grams = [_bigrams(text) for text in self._sentences]
        self._holders: dict[str, list[int]] = defaultdict(list)
        for number, found in enumerate(self._grams):
            for gram in found:
                self._holders[gram].append(number)

    def to(self, text: str) -> str | None:
        """The sentence this one is nearest to, or None. One without words is near to none."""
        if not key(text):
            return None
        wanted = _bigrams(text)
        shared = Counter(number for gram in wanted for number in self._holders.get(gram, ()))
        likeness = {n: common / len(wanted | self._grams[n]) for n, common in shared.items()}
        near = [n for n, share in likeness.items() if share > NEAR]
        return self._sentences[max(near, key=likeness.__getitem__)] if near else None
