"""A trained second look for danger that no written rule foresaw: farewells, veiled threats, hints, typos by sound.

Learned from examples/ and from ordinary messages, by character n-grams and the sentence vector (the same small ranker as
the search). Runs in the bot's own process: it needs neither Rasa nor a network, and about three milliseconds.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from actions.crisis.examples import Example, Kind, Level
from actions.crisis.found import SUSPECTED, Crisis
from knowledge import ranker as ranker_module
from knowledge.kept import load_arrays, save_arrays
from knowledge.meaning import Encoder, vectors
from knowledge.ranker import Ranker

# From this probability of any danger on it is answered as danger: chosen on the rows of eight writers and on ordinary messages
# (docs/decisions/0008-danger.md; `python -m actions.crisis choose` shows what other values would do).
ALARM = 0.2
# In the line for a person people grumble, go off and tell on; somebody comes to them anyhow (tests/data/crisis_waiting.yml).
ALARM_WAITING = 0.4
# In a few words there is little to see, and in a form people tell of trouble because they are asked to.
ALARM_GUARDED = 0.5
# Below this, and from this length on, it is certain enough that there is none to overrule a rule that saw one word.
NOTHING = 0.12
# The same for a rule that saw it said outright: 气得想把站长弄死 at the end of a long complaint looks like a complaint.
NOTHING_SAID = 0.05
SENTENCE = 8
# From six characters on, when there is as good as none: 遗嘱公证多少钱.
NOTHING_AT_ALL = 0.01
FEW_WORDS = 6
GRAMS = (1, 2, 3)
# Of 269,000: those that weigh most. With 120,000 a sixth more were false alarms, with all of them no less.
MOST_GRAMS = 200_000
SHORTEST = 3  # characters; 好, 1, 可以 say nothing, and rules see 救命 and 想死
LONGEST = 400  # of a longer text the beginning and the end are looked at, as people vent first and say it last
_LABELS: tuple[tuple[Kind, bool], ...] = tuple((kind, said) for kind in get_args(Kind) for said in (True, False))
_NONE = len(_LABELS)
_FAMILY = "danger"


@dataclass(frozen=True, slots=True)
class SecondLook:
    """Build with `learn` or `open`."""

    ranker: Ranker
    encoder: Encoder | None

    @classmethod
    def learn(cls, examples: Sequence[Example], ordinary: Sequence[str], encoder: Encoder | None) -> SecondLook:
        """`examples` and `ordinary` (no danger) are plain texts as the rules see them. Seconds for ten thousand, and half a
        minute for their vectors. Without an encoder it learns from the words alone."""
        texts = [example.text for example in examples] + list(ordinary)
        labels = [_label(example) for example in examples] + [_NONE] * len(ordinary)
        found = vectors(texts, encoder)
        ranker = Ranker.train([grams(text) for text in texts], found, labels, _NONE + 1)
        return cls(ranker.pruned(MOST_GRAMS), encoder)

    @classmethod
    def open(
        cls, key: str, data: Callable[[], tuple[Sequence[Example], Sequence[str]]], encoder: Encoder | None,
        cache: Path | None,
    ) -> SecondLook:  # fmt: skip
        """From `cache` when it was learned before under this key (a hash of all it is learned from), else from `data()` and
        kept there. The sentences are read only when they are needed: they would stay in memory as long as the bot runs."""
        return cls(kept(cache, _FAMILY, [key, MOST_GRAMS], lambda: cls.learn(*data(), encoder).ranker), encoder)

    def look(self, plain: str, *, alarm: float = ALARM) -> Crisis | None:
        """The danger in a text brought into one form by the rules' normaliser, or None. `alarm`: from which probability on, by
        where it is said (ALARM, ALARM_WAITING, ALARM_GUARDED)."""
        shares = self.shares(plain)
        if len(plain) < SENTENCE:
            alarm = max(alarm, ALARM_GUARDED)
        if shares is None or 1 - shares[_NONE] < alarm:
            return None
        by_kind = shares[:_NONE].reshape(-1, 2)
        row = int(by_kind.sum(axis=1).argmax())
        said, hinted = by_kind[row]
        level: Level = "explicit" if said > hinted else "hint"
        danger = float(1 - shares[_NONE])
        return Crisis(get_args(Kind)[row], level, f"{SUSPECTED} {danger:.2f}", danger)

    def shares(self, plain: str) -> NDArray[np.float32] | None:
        """A probability for every kind and level, the last one for no danger; None for a text too short to say anything."""
        if len(plain) < SHORTEST or plain.isdigit():
            return None
        text = plain if len(plain) <= LONGEST else plain[: LONGEST // 2] + plain[-LONGEST // 2 :]
        return self.ranker.probabilities(grams(text), vectors([text], self.encoder)[0])

    def sees_nothing(self, plain: str, *, below: float = NOTHING) -> bool:
        """Is this sentence next to certainly no danger? Of a few words more certainty is asked, and never of fewer."""
        if len(plain) < SENTENCE:
            below = NOTHING_AT_ALL
        return len(plain) >= FEW_WORDS and self.danger(plain) < below

    def danger(self, plain: str) -> float:
        """How likely any danger is, 0 to 1."""
        shares = self.shares(plain)
        return 0.0 if shares is None else float(1 - shares[_NONE])


def grams(text: str) -> list[str]:
    """Runs of one to three characters."""
    return [text[at : at + n] for n in GRAMS for at in range(len(text) - n + 1)]


def _label(example: Example) -> int:
    if example.kind is None:
        return _NONE
    return _LABELS.index((example.kind, example.level == "explicit"))


def kept(cache: Path | None, family: str, parts: Sequence[object], learn: Callable[[], Ranker]) -> Ranker:
    """From `cache` when it was learned before from the same `parts`, by the same ranker, of sentences cut the same way; else
    from `learn()`, and kept there."""
    code = Path(ranker_module.__file__).read_text(encoding="utf-8")
    name = hashlib.sha256(json.dumps([*parts, code, GRAMS], ensure_ascii=False).encode()).hexdigest()[:32]
    known = load_arrays(cache, family, name, Ranker.from_arrays) if cache is not None else None
    if known is not None:
        return known
    learned = learn()
    if cache is not None:
        save_arrays(cache, family, name, learned.arrays())
    return learned
