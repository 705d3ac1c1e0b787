"""A softmax classifier over the features of a message, shared by the intent and the program classifier."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from scipy.sparse import csr_matrix, hstack, vstack

BATCH = 64
STEP = 0.35
DECAY = 2e-5
FEWEST_STEPS = 1_500  # little data is gone through more often, or it would hardly be learned


def feature_row(message: Message) -> csr_matrix:
    """All sentence features of a message, shape (1, features): sparse ones first, then dense ones."""
    sparse = message.get_sparse_features(TEXT)[1]
    dense = message.get_dense_features(TEXT)[1]
    blocks = [csr_matrix(features.features) for features in (sparse, dense) if features is not None]
    return hstack(blocks, format="csr", dtype=np.float32)


@dataclass(frozen=True, slots=True)
class LinearHead:
    """`weights`: (features, classes), in half precision: the same answers to three digits in half the memory; `bias`:
    (classes,)."""

    classes: tuple[str, ...]
    weights: np.ndarray
    bias: np.ndarray

    @classmethod
    def fit(cls, messages: list[Message], labels: list[str], settings: dict[str, Any]) -> LinearHead:
        """Train on messages that carry features. Settings: `epochs`; `sparse_scale` and `dense_scale`, how loud words and
        meaning speak; `dropout`, the share of words hidden at each step; `temperature` (scores are divided by it: below 1
        the confidences grow, the order stays). Needs two labels."""
        classes = sorted(set(labels))
        numbers = np.array([classes.index(label) for label in labels])
        every = vstack([feature_row(message) for message in messages], format="csr")
        dense_size = _dense_size(messages[0])
        sparse, dense = every[:, : every.shape[1] - dense_size], every[:, every.shape[1] - dense_size :].toarray()
        mean = dense.mean(axis=0)
        words, meaning, bias = _learn(
            sparse * settings["sparse_scale"], (dense - mean) * settings["dense_scale"], numbers, len(classes),
            int(settings["epochs"]), float(settings["dropout"]),
        )  # fmt: skip
        words, meaning = words * settings["sparse_scale"], meaning * settings["dense_scale"]
        bias = bias - mean @ meaning
        weights = np.concatenate([words, meaning]) / settings["temperature"]
        return cls(
            tuple(classes), np.ascontiguousarray(weights, dtype=np.float16),
            (bias / settings["temperature"]).astype(np.float32),
        )  # fmt: skip

    def probabilities(self, message: Message) -> np.ndarray:
        """Shape (classes,), sums to 1."""
        sparse = message.get_sparse_features(TEXT)[1]
        dense = message.get_dense_features(TEXT)[1]
        scores = self.bias
        # One row needs no matrix: its few words pick their lines of the weights.
        if sparse is not None:
            row = csr_matrix(sparse.features)  # several featurizers together come in another layout
            scores = scores + row.data @ self.weights[row.indices].astype(np.float32)
        if dense is not None:
            vector = np.asarray(dense.features)[0]
            scores = scores + vector @ self.weights[len(self.weights) - len(vector) :].astype(np.float32)
        scores = np.exp(scores - scores.max())
        return np.asarray(scores / scores.sum(), dtype=np.float64)

    def save(self, folder: Path) -> None:
        """Plain arrays and JSON, nothing that runs code when it is read."""
        (folder / "classes.json").write_text(json.dumps(self.classes), "utf-8")
        np.save(folder / "weights.npy", self.weights)
        np.save(folder / "bias.npy", self.bias)

    @classmethod
    def load(cls, folder: Path) -> LinearHead:
        classes = tuple(json.loads((folder / "classes.json").read_text("utf-8")))
        arrays = [np.load(folder / f"{name}.npy", allow_pickle=False) for name in ("weights", "bias")]
        return cls(classes, *arrays)


def _dense_size(message: Message) -> int:
    features = message.get_dense_features(TEXT)[1]
    return 0 if features is None else int(features.features.shape[-1])


def _learn(
    sparse: csr_matrix, dense: np.ndarray, labels: np.ndarray, classes: int, epochs: int, dropout: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Softmax regression by AdaGrad in small batches, with a part of the words hidden in each, so that none is leaned on
    alone. Returns (words, meaning, bias)."""
    random = np.random.default_rng(12351)  # the same data give the same model
    words = np.zeros((sparse.shape[1], classes), np.float32)
    word_squares = np.full(sparse.shape[1], 1e-3, np.float32)
    meaning = np.zeros((dense.shape[1], classes), np.float32)
    meaning_squares = np.full((dense.shape[1], classes), 1e-3, np.float32)
    bias = np.zeros(classes, np.float32)
    epochs = max(epochs, FEWEST_STEPS * BATCH // len(labels))
    for epoch in range(epochs):
        step = STEP * (1 - epoch / epochs)
        order = random.permutation(len(labels))
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            rows = sparse[batch]
            used, columns = np.unique(rows.indices, return_inverse=True)
            shown = rows.data * (random.random(len(rows.data)) >= dropout) / (1 - dropout)
            seen = csr_matrix((shown.astype(np.float32), columns, rows.indptr), shape=(len(batch), len(used)))
            part = dense[batch]
            error = _softmax(seen @ words[used] + part @ meaning + bias)
            error[np.arange(len(batch)), labels[batch]] -= 1
            error /= len(batch)
            slope = seen.T @ error
            word_squares[used] += (slope**2).sum(axis=1)
            words[used] -= step * (slope / np.sqrt(word_squares[used])[:, None] + DECAY * words[used])
            slope = part.T @ error
            meaning_squares += slope**2
            meaning -= step * 0.5 * slope / np.sqrt(meaning_squares)
            bias -= step * error.sum(axis=0)
    return words, meaning, bias


def _softmax(scores: np.ndarray) -> np.ndarray:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float32)
