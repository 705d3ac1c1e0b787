"""A learned ranker: multinomial logistic regression over character n-grams and the sentence vector, in numpy.

Trained when the index is built, from the cards' own questions; seconds for a few thousand questions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

EPOCHS = 14
BATCH = 64
STEP = 0.35
DECAY = 2e-5
# How loud each half speaks. Chosen by `python -m knowledge evaluate`; the figures are in docs/decisions/0003-search.md.
VECTOR_SCALE = 1.0
GRAM_SCALE = 3.0
# An n-gram seen once says nothing about the next person.
RARE = 2
# Part of the n-grams is hidden in every batch, so that the model does not lean on single words.
DROPOUT = 0.3


@dataclass(frozen=True, slots=True)
class Ranker:
    """`grams`: the n-grams in their order, one a row of `weights` (rows × classes); `idf` per row; `vector_weights`
    (dimensions × classes). An array is looked into by halves; a dictionary of 200,000 would take 25 MB more."""

    grams: NDArray[np.str_]
    idf: Floats
    weights: NDArray[np.float16]
    vector_weights: Floats
    mean_vector: Floats
    bias: Floats

    @classmethod
    def train(cls, texts: Sequence[Sequence[str]], vectors: Floats, labels: Sequence[int], classes: int) -> Ranker:
        """`texts` are n-gram lists, `vectors` (n × dimensions, zero columns without an encoder), `labels` 0-based."""
        seen = Counter(gram for grams in texts for gram in set(grams))
        kept = sorted(gram for gram, times in seen.items() if times >= RARE)
        counts = np.array([seen[gram] for gram in kept], np.float32)
        idf = np.log((1 + len(texts)) / (1 + counts)).astype(np.float32) + 1
        mean = vectors.mean(axis=0) if len(vectors) else np.zeros(vectors.shape[1], np.float32)
        model = cls(
            np.array(kept, dtype=np.str_),
            idf,
            np.zeros((0, classes), np.float16),
            np.zeros((vectors.shape[1], classes), np.float32),
            mean.astype(np.float32),
            np.zeros(classes, np.float32),
        )
        rows = [model._features(grams) for grams in texts]
        return model._fit(rows, (vectors - mean) * VECTOR_SCALE, np.asarray(labels), classes)

    def pruned(self, most: int) -> Ranker:
        """With the `most` n-grams that weigh most, in their order."""
        weight = np.abs(self.weights.astype(np.float32)).max(axis=1, initial=0.0) * self.idf
        kept = np.sort(np.argsort(-weight, kind="stable")[:most])
        return replace(self, grams=self.grams[kept], idf=self.idf[kept], weights=self.weights[kept])

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What it takes to be kept: plain arrays, nothing that runs code when it is read."""
        return {
            "grams": self.grams, "idf": self.idf, "weights": self.weights,
            "vector_weights": self.vector_weights, "mean_vector": self.mean_vector, "bias": self.bias,
        }  # fmt: skip

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Ranker:
        """The other way round. Raises KeyError when one is missing."""
        return cls(*(arrays[name] for name in ("grams", "idf", "weights", "vector_weights", "mean_vector", "bias")))

    def _features(self, grams: Sequence[str]) -> tuple[NDArray[np.int64], Floats]:
        """Row numbers and tf-idf weights of length GRAM_SCALE."""
        longest = (
            self.grams.dtype.itemsize // 4
        )  # bytes of a character in an array of strings; a longer n-gram is unknown
        said = np.array([gram for gram in grams if len(gram) <= longest], dtype=self.grams.dtype)
        names, counts = np.unique(said, return_counts=True)
        rows = np.searchsorted(self.grams, names)
        known = rows < len(self.grams)
        known[known] = self.grams[rows[known]] == names[known]
        rows = rows[known]
        values = np.sqrt(counts[known].astype(np.float32)) * self.idf[rows]
        norm = float(np.sqrt((values**2).sum())) or 1.0
        return rows, (values * (GRAM_SCALE / norm)).astype(np.float32)

    def _fit(
        self, rows: list[tuple[NDArray[np.int64], Floats]], vectors: Floats, labels: NDArray[np.int64], classes: int
    ) -> Ranker:
        random = np.random.default_rng(12351)  # the same cards give the same model
        weights = np.zeros((len(self.grams), classes), np.float32)
        squares = np.full(len(self.grams), 1e-3, np.float32)
        dense = np.zeros((vectors.shape[1], classes), np.float32)
        dense_squares = np.full((vectors.shape[1], classes), 1e-3, np.float32)
        bias = np.zeros(classes, np.float32)
        for epoch in range(EPOCHS):
            step = STEP * (1 - epoch / EPOCHS)
            order = random.permutation(len(rows))
            for start in range(0, len(order), BATCH):
                batch = order[start : start + BATCH]
                used, matrix = _dense_batch([rows[n] for n in batch])
                matrix *= (random.random(matrix.shape, np.float32) >= DROPOUT) / np.float32(1 - DROPOUT)
                part = vectors[batch]
                error: Floats = softmax(matrix @ weights[used] + part @ dense + bias)
                error[np.arange(len(batch)), labels[batch]] -= 1
                error /= len(batch)
                slope = matrix.T @ error
                squares[used] += (slope**2).sum(axis=1)
                weights[used] -= step * (slope / np.sqrt(squares[used])[:, None] + DECAY * weights[used])
                slope = part.T @ error
                dense_squares += slope**2
                dense -= step * 0.5 * slope / np.sqrt(dense_squares)
                bias -= step * error.sum(axis=0)
        return Ranker(self.grams, self.idf, weights.astype(np.float16), dense, self.mean_vector, bias)

    def probabilities(self, grams: Sequence[str], vector: Floats) -> Floats:
        """One probability per class."""
        rows, values = self._features(grams)
        logits = values @ self.weights[rows].astype(np.float32) + self.bias
        if vector.size:
            logits = logits + ((vector - self.mean_vector) * VECTOR_SCALE) @ self.vector_weights
        result: Floats = softmax(logits[None, :])[0]
        return result


def _dense_batch(rows: Sequence[tuple[NDArray[np.int64], Floats]]) -> tuple[NDArray[np.int64], Floats]:
    """The n-grams a batch uses, and the batch as a dense matrix over just those."""
    used, positions = np.unique(np.concatenate([numbers for numbers, _ in rows]), return_inverse=True)
    matrix = np.zeros((len(rows), len(used)), np.float32)
    line = np.repeat(np.arange(len(rows)), [len(numbers) for numbers, _ in rows])
    matrix[line, positions] = np.concatenate([values for _, values in rows])
    return used, matrix


def softmax(logits: Floats) -> Floats:
    """Row by row."""
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    return (raised / raised.sum(axis=1, keepdims=True)).astype(np.float32)
