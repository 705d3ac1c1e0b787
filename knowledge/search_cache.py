"""Keep what the search learned from the cards on disk, under a key of everything it was learned from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from knowledge import ranker as ranker_module
from knowledge.kept import load_arrays, save_arrays
from knowledge.ranker import Ranker

if TYPE_CHECKING:
    from knowledge.meaning import Encoder
    from knowledge.search import Model

_FAMILY = "search"


def content_key(cards: Sequence[tuple[str, Sequence[str]]], others: Sequence[str], encoder: Encoder | None) -> str:
    """A hash of the questions, the training code and whether vectors were there."""
    code = Path(ranker_module.__file__).read_text(encoding="utf-8")
    parts = json.dumps([list(cards), list(others), code, encoder is not None], ensure_ascii=False)
    return hashlib.sha256(parts.encode()).hexdigest()[:32]


def save_model(folder: Path, key: str, model: Model) -> None:
    """A full disk is only logged."""
    arrays: dict[str, NDArray[Any]] = {"centres": model.centres, "mean": model.mean}
    if model.ranker is not None:
        arrays |= model.ranker.arrays()
    save_arrays(folder, _FAMILY, key, arrays)


def load_model(folder: Path, key: str) -> Model | None:
    """None when there is nothing usable; a damaged file is as good as none."""
    return load_arrays(folder, _FAMILY, key, _read)


def _read(arrays: Mapping[str, NDArray[Any]]) -> Model:
    from knowledge.search import Model  # the two modules need each other's types only

    ranker = Ranker.from_arrays(arrays) if "grams" in arrays else None
    return Model(ranker, arrays["centres"], arrays["mean"])
