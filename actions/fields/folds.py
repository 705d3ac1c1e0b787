"""How well learned answers generalise: each fifth of the examples is read by rankers that never saw it.

    python -m actions.fields said

By kind of question and by threshold: the share of answers read right, read wrongly (shown back to the worker at once), and of
sentences that answer nothing but are taken for an answer; the rest is asked again. First the written words alone, then both.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from actions.fields.learned import EVERY, NONE, YES_NO, Examples, LearnedAnswers, Question, load_said, question_of
from actions.fields.parsing import parse
from actions.fields.values import Context, FieldLike, Value
from knowledge.meaning import Encoder

FOLDS = 5
SURES = (0.5, 0.6, 0.65, 0.7, 0.8, 0.9)


@dataclass(frozen=True, slots=True)
class Read:
    """One example: what it answers, what the written words read (None: nothing), what was guessed and how surely."""

    wanted: str
    written: str | None
    guess: str
    probability: float

    def taken(self, sure: float) -> str | None:
        if self.written is not None:
            return self.written
        return self.guess if self.guess != NONE and self.probability >= sure else None


def main(specs: Sequence[FieldLike], ctx: Context, beside: Sequence[str], encoder: Encoder | None) -> int:
    """Prints the tables. `specs`: the questions of all forms; steps that are no field have no written words here."""
    by_question = {question_of(spec): spec for spec in specs}
    kinds: dict[str, list[Read]] = {}
    for question, read in _read_all(load_said(), beside[::EVERY], encoder, by_question, ctx):
        spec = by_question.get(question)
        kinds.setdefault(spec.type if spec is not None else "step", []).append(read)
    for kind, rows in kinds.items():
        print(f"{kind}：{len(rows)} 句")
        _line("只用写下的词", rows, lambda read: read.written)
        for sure in SURES:
            _line(f"加学来的 {sure}", rows, partial(Read.taken, sure=sure))
    return 0


def _read_all(
    examples: Examples, beside: Sequence[str], encoder: Encoder | None, specs: dict[Question, FieldLike], ctx: Context
) -> list[tuple[Question, Read]]:
    random = np.random.default_rng(12351)
    found = []
    for question, by_option in examples.items():
        rows = [(option, text) for option, texts in by_option.items() for text in texts]
        fold_of = random.integers(FOLDS, size=len(rows))
        for fold in range(FOLDS):
            kept: dict[str, list[str]] = {option: [] for option in by_option}
            for (option, text), of in zip(rows, fold_of, strict=True):
                if of != fold:
                    kept[option].append(text)
            learned = LearnedAnswers.learn({question: kept}, beside, encoder)
            for (option, text), of in zip(rows, fold_of, strict=True):
                if of == fold:
                    key, probability = learned.likeliest(question, text)
                    found.append((question, Read(option, _written(specs.get(question), text, ctx), key, probability)))
    return found


def _written(spec: FieldLike | None, text: str, ctx: Context) -> str | None:
    read = parse(spec, text, ctx) if spec is not None else None
    if not isinstance(read, Value):
        return None
    return str(read.value) if not isinstance(read.value, bool) else YES_NO[not read.value]


def _line(name: str, rows: Sequence[Read], decide: Callable[[Read], str | None]) -> None:
    answers = [row for row in rows if row.wanted != NONE]
    nothing = [row for row in rows if row.wanted == NONE]
    right = sum(decide(row) == row.wanted for row in answers) / len(answers)
    wrong = sum(decide(row) not in (None, row.wanted) for row in answers) / len(answers)
    taken = sum(decide(row) is not None for row in nothing) / len(nothing)
    print(f"  {name}：读对 {right:.1%}，读错 {wrong:.1%}；不是回答却当了回答 {taken:.1%}")
