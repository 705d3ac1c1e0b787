"""Keep what the search learned from the cards on disk, under a key of everything it was learned from."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from knowledge import ranker as ranker_module
from knowledge.ranker import Ranker

if TYPE_CHECKING:
    from knowledge.meaning import Encoder
    from knowledge.search import Model

log = logging.getLogger(__name__)


def content_key(cards: Sequence[tuple[str, Sequence[str]]], others: Sequence[str], encoder: Encoder | None) -> str:
    """A hash of the questions, the training code and whether vectors were there."""
    code = Path(ranker_module.__file__).read_text(encoding="utf-8")
    parts = json.dumps([list(cards), list(others), code, encoder is not None], ensure_ascii=False)
    return hashlib.sha256(parts.encode()).hexdigest()[:32]


def save_model(folder: Path, key: str, model: Model) -> None:
    """Written aside and moved into place, so that a reader never sees half a file. A full disk is only logged."""
    arrays: dict[str, NDArray[Any]] = {"centres": model.centres, "mean": model.mean}
    if model.ranker is not None:
        arrays |= model.ranker.arrays()
    target, aside = folder / f"search-{key}.npz", folder / f"search-{key}.{os.getpid()}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with aside.open("wb") as file:
            np.savez(file, **arrays)  # type: ignore[arg-type]
        aside.replace(target)
        for old in folder.glob("search-*.npz"):
            if old != target:
                old.unlink(missing_ok=True)
    except OSError as error:
        aside.unlink(missing_ok=True)
        log.warning("search cache not written: %s", error)


def load_model(folder: Path, key: str) -> Model | None:
    """None when there is nothing usable; a damaged file is as good as none."""
    from knowledge.search import Model  # the two modules need each other's types only

    path = folder / f"search-{key}.npz"
    try:
        with np.load(path, allow_pickle=False) as file:
            ranker = Ranker.from_arrays(file) if "grams" in file else None
            return Model(ranker, file["centres"], file["mean"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        log.warning("search cache %s not readable, learning again: %s", path.name, error)
        return None
