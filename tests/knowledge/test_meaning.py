"""The sentence encoder: what was said a moment ago is not worked out again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from knowledge import meaning
from knowledge.meaning import DIMENSIONS, Encoder, SentenceEncoder


class Counting:
    """Stands where the package's model does; `asked` is what it had to work out."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked += texts
        return np.full((len(texts), DIMENSIONS), float(len(texts[0])), np.float32)


@pytest.fixture
def model() -> Counting:
    return Counting()


@pytest.fixture
def counted(encoder: Encoder, model: Counting) -> SentenceEncoder:
    assert isinstance(encoder, SentenceEncoder)
    found = SentenceEncoder()
    found._model = model  # the outermost edge
    return found


def test_danger_and_search_ask_for_one_sentence_and_it_is_worked_out_once(
    counted: SentenceEncoder, model: Counting
) -> None:
    first, second = counted.encode(["老板不给钱"]), counted.encode(["老板不给钱"])
    assert model.asked == ["老板不给钱"]
    assert np.array_equal(first, second)
    assert not first.flags.writeable  # or one who changes it would change it for all


def test_only_the_latest_are_kept(counted: SentenceEncoder, model: Counting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meaning, "REMEMBERED", 2)
    counted._remembered.clear()
    for text in ("你好", "查进度", "你好", "确认", "你好", "查进度"):
        counted.encode([text])
    assert model.asked == ["你好", "查进度", "确认", "查进度"]


def test_many_at_once_are_not_remembered(counted: SentenceEncoder, model: Counting) -> None:
    counted.encode(["产假几天", "年假几天"])
    counted.encode(["产假几天"])
    assert model.asked == ["产假几天", "年假几天", "产假几天"]
