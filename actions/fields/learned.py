"""Answers in people's own words, learned from examples: 天寒地冻还在街上扫马路 is “天冷还在户外干活”, 头一回 is no to 入过会吗.

Written words of an option come first (`choice.py`, `yes_no.py`); this is the second look for what they do not know, and the
judge where they know two. One small ranker a question (the same as the search's), learned from `said/*.yml`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from actions.fields.message import is_question, plain
from actions.fields.values import FieldLike, Miss, Value
from knowledge import ranker as ranker_module
from knowledge.kept import load_arrays, save_arrays
from knowledge.meaning import Encoder, vectors
from knowledge.ranker import Ranker

FOLDER = Path(__file__).with_name("said")
YES_NO = ("yes", "no")
SKIP = ("skip", ("skip",))
"""Is an optional question left out? One for all of them."""
NONE = "-"
"""What is said to a question and answers nothing of it."""
# From these probabilities on a guess is taken where no written word is known (`python -m actions.fields said` shows what others
# would do): of an answer; where the words name two options; of a question that may be an answer (打电话可以吗); of consent and
# confirm, where a wrong yes would keep or send what should not be; and for “yes, send it” where the words look like a no.
SURE = 0.65
SURE_YES_NO = 0.75  # a wrong no can end an application
SURE_AMONG = 0.5
SURE_ASKED = 0.7
SURE_STEP = 0.8
SURE_AGAINST = 0.9
LONGEST = 60  # characters; in a longer message the answer is one part of many
# How much louder the sentence vector speaks than in the search: with forty examples an option it knows more than the words do.
# Of answers kept from learning 66 % find their option with 10, 50 % with 1, 45 % by the words alone; runs of two and three
# characters beside the single ones find no more and take twenty times the memory.
VECTOR_WEIGHT = 10.0
TIMES = 2  # how often each example is seen in a round: a question has only some two hundred
_FAMILY = "answers"
# Of sentences beside the matter one in so many is learned from: with three times as many, answers are taken for them.
EVERY = 120

Question = tuple[str, tuple[str, ...]]
"""A field's key and what may be answered, sorted: two forms that ask the same share their examples."""
Examples = Mapping[Question, Mapping[str, Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Guess:
    """An option's key (yes or no for a question of that kind) and how likely it is, 0 to 1."""

    key: str
    probability: float


def question_of(spec: FieldLike) -> Question:
    """The question that a field asks."""
    return spec.key, tuple(sorted(YES_NO if spec.type == "yes_no" else spec.options or ()))


def load_said(folder: Path = FOLDER) -> Examples:
    """The examples by question. Raises OSError, yaml.YAMLError, or ValueError when one sentence answers two options."""
    found: dict[Question, dict[str, list[str]]] = {}
    for path in sorted(folder.glob("*.yml")):
        for key, by_option in yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader).items():
            question = (key, tuple(sorted(option for option in by_option if option != NONE)))
            known = found.setdefault(question, {})
            for option, sentences in by_option.items():
                known.setdefault(option, []).extend(str(sentence) for sentence in sentences)
    for (key, _), by_option in found.items():
        taken: dict[str, str] = {}
        for option, sentences in by_option.items():
            by_option[option] = list(dict.fromkeys(_read(sentence) for sentence in sentences))
            for sentence in by_option[option]:
                if taken.setdefault(sentence, option) != option:
                    raise ValueError(f"{key}: {sentence} answers both {taken[sentence]} and {option}")
    return found


class LearnedAnswers:
    """What a message answers to a question, for all questions with examples."""

    def __init__(self, rankers: Mapping[Question, Ranker], encoder: Encoder | None) -> None:
        self._rankers = rankers
        self._encoder = encoder

    @classmethod
    def learn(cls, examples: Examples, beside: Sequence[str], encoder: Encoder | None) -> LearnedAnswers:
        """`beside`: sentences that answer no question of a form."""
        beside = [_read(sentence) for sentence in beside]
        rankers = {}
        for question, by_option in examples.items():
            options = (*question[1], NONE)
            rows = [(text, at) for at, option in enumerate(options) for text in by_option.get(option, ())]
            told = {text for text, _ in rows}
            rows += [(text, len(question[1])) for text in beside if text not in told]
            texts = [text for text, _ in rows] * TIMES
            meanings = np.tile(_vectors([text for text, _ in rows], encoder), (TIMES, 1))
            rankers[question] = Ranker.train(
                [list(text) for text in texts], meanings, [at for _, at in rows] * TIMES, len(options)
            )
        return cls(rankers, encoder)

    @classmethod
    def open(
        cls, beside: Sequence[str], encoder: Encoder | None, cache: Path | None, folder: Path = FOLDER
    ) -> LearnedAnswers:
        """From `cache` when the same was learned before, else learned now and kept there. Raises what `load_said` does."""
        beside = beside[::EVERY]
        code = Path(ranker_module.__file__).read_text(encoding="utf-8")
        parts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.yml"))]
        told = json.dumps([*parts, *beside, code, TIMES, VECTOR_WEIGHT, encoder is None], ensure_ascii=False)
        name = hashlib.sha256(told.encode()).hexdigest()[:32]
        known = load_arrays(cache, _FAMILY, name, _rankers) if cache is not None else None
        if known is not None:
            return cls(known, encoder)
        learned = cls.learn(load_said(folder), beside, encoder)
        if cache is not None:
            save_arrays(cache, _FAMILY, name, learned._arrays())
        return learned

    def guess(self, spec: FieldLike, text: str) -> Guess | None:
        """The likeliest answer to the question of `spec`; None for a question without examples, a long message, or when
        the likeliest is that nothing of it was answered."""
        return self.guess_of(*question_of(spec), text)

    def guess_of(self, key: str, options: Iterable[str], text: str) -> Guess | None:
        """The same for a question that is no field: consent, confirm."""
        question, said = (key, tuple(sorted(options))), _read(text)
        if question not in self._rankers or not said or len(said) > LONGEST:
            return None
        best, probability = self.likeliest(question, text)
        return Guess(best, probability) if best != NONE else None

    def likeliest(self, question: Question, text: str) -> tuple[str, float]:
        """The option, or NONE, and its probability. Raises KeyError for a question without examples."""
        said = _read(text)
        shares = self._rankers[question].probabilities(list(said), _vectors([said], self._encoder)[0])
        best = int(shares.argmax())
        return (*question[1], NONE)[best], float(shares[best])

    def weigh(self, spec: FieldLike, text: str, read: Value | Miss) -> Value | Miss:
        """What `text` answers to the question of `spec`, where its written words say `read`."""
        if spec.type not in ("choice", "yes_no") or isinstance(read, Value):
            return read
        guess = self.guess(spec, text)
        among = read.reason == "choice.several"
        named = read.detail.get("options") if among else None
        if named and guess is not None and f"“{(spec.options or {}).get(guess.key)}”" not in named:
            return read  # 可以不见面吗？打电话就好 names two, and a third is none of them
        sure = SURE_AMONG if among else SURE_ASKED if is_question(text) else SURE
        sure = max(sure, SURE_YES_NO) if spec.type == "yes_no" else sure
        return _value(spec, guess.key) if guess is not None and guess.probability >= sure else read

    def _arrays(self) -> dict[str, NDArray[Any]]:
        arrays: dict[str, NDArray[Any]] = {}
        for (key, options), ranker in self._rankers.items():
            prefix = "/".join((key, *options))
            arrays |= {f"{prefix}:{name}": array for name, array in ranker.arrays().items()}
        return arrays


def _rankers(arrays: Mapping[str, NDArray[Any]]) -> dict[Question, Ranker]:
    """The other way round. Raises KeyError when one is missing."""
    parts: dict[str, dict[str, NDArray[Any]]] = {}
    for name in arrays:
        prefix, _, part = name.rpartition(":")
        parts.setdefault(prefix, {})[part] = arrays[name]
    found = {}
    for prefix, ranker in parts.items():
        key, *options = prefix.split("/")
        found[(key, tuple(options))] = Ranker.from_arrays(ranker)
    return found


def _value(spec: FieldLike, key: str) -> Value:
    if spec.type == "yes_no":
        return Value(key == "yes", "是" if key == "yes" else "否", guessed=True)
    return Value(key, (spec.options or {})[key], guessed=True)


def _read(text: str) -> str:
    return plain(text).lower()


def _vectors(texts: Sequence[str], encoder: Encoder | None) -> NDArray[np.float32]:
    return vectors(texts, encoder) * np.float32(VECTOR_WEIGHT)
