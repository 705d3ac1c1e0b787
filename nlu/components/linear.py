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
from sklearn.linear_model import LogisticRegression


def feature_row(message: Message) -> csr_matrix:
    """All sentence features of a message, shape (1, features)."""
    sparse = message.get_sparse_features(TEXT)[1]
    dense = message.get_dense_features(TEXT)[1]
    blocks = [csr_matrix(features.features) for features in (sparse, dense) if features is not None]
    return hstack(blocks, format="csr", dtype=np.float32)


@dataclass(frozen=True, slots=True)
class LinearHead:
    """`weights`: (features, classes); `bias`: (classes,)."""

    classes: tuple[str, ...]
    weights: np.ndarray
    bias: np.ndarray

    @classmethod
    def fit(cls, messages: list[Message], labels: list[str], settings: dict[str, Any]) -> LinearHead:
        """Train on messages that carry features. Settings: `C`, `class_weight`, `max_iter`,
        `temperature` (scores are divided by it: below 1 the confidences grow, the order stays). Needs two labels."""
        model = LogisticRegression(
            C=float(settings["C"]), class_weight=settings["class_weight"], max_iter=int(settings["max_iter"]),
            tol=1e-3, solver="lbfgs", multi_class="multinomial", random_state=0,
        )  # fmt: skip
        model.fit(vstack([feature_row(message) for message in messages], format="csr"), labels)
        weights, bias = model.coef_ / settings["temperature"], model.intercept_ / settings["temperature"]
        if len(weights) == 1:  # scikit-learn keeps one row for two classes
            weights, bias = np.vstack([-weights, weights]), np.concatenate([-bias, bias])
        return cls(
            tuple(str(name) for name in model.classes_),
            np.ascontiguousarray(weights.T, dtype=np.float32), bias.astype(np.float32),
        )  # fmt: skip

    def probabilities(self, message: Message) -> np.ndarray:
        """Shape (classes,), sums to 1."""
        scores = np.asarray(feature_row(message) @ self.weights)[0] + self.bias
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
