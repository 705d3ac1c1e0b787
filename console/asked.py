"""Unanswered questions as staff work on them: masked, grouped by likeness, each group with the cards nearest to it."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cases.masking import HIDDEN, masked
from cases.models import UnansweredQuestion
from console.library import Library, Shelf
from knowledge.lint import plain_question


@dataclass(frozen=True, slots=True)
class Sentence:
    """A way of asking, the questions that asked so, and whether nothing personal was hidden in it (`usable`)."""

    text: str
    ids: tuple[int, ...]
    usable: bool

    @property
    def times(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Matter:
    """One group. `nearest`: ids of cards, best first; `shown`: of cards that were given and did not help."""

    ids: tuple[int, ...]
    sentences: tuple[Sentence, ...]
    reasons: Counter[str]
    shown: tuple[str, ...]
    nearest: tuple[str, ...]
    last: datetime


async def matters(
    questions: Sequence[UnansweredQuestion], library: Library, shelf: Shelf, *, newest_first: bool
) -> list[Matter]:
    """The groups, the most asked first or the newest first."""
    questions = sorted((q for q in questions if plain_question(q.text)), key=lambda q: q.id)
    texts = [masked(q.text) for q in questions]
    from knowledge.likeness import group_alike  # and with it numpy: 20 MB that few pages need

    groups = await asyncio.to_thread(group_alike, [text.replace(HIDDEN, " ") for text in texts])
    nearest = await library.nearest([texts[group.members[0]] for group in groups], shelf)
    found = [
        _matter([questions[n] for n in group.members], [texts[n] for n in group.members], near)
        for group, near in zip(groups, nearest, strict=True)
    ]
    if newest_first:
        found.sort(key=lambda matter: matter.last, reverse=True)
    return found


def _matter(questions: Sequence[UnansweredQuestion], texts: Sequence[str], nearest: Sequence[str]) -> Matter:
    first: dict[str, str] = {}
    asked: dict[str, list[int]] = defaultdict(list)
    for question, text in zip(questions, texts, strict=True):
        first.setdefault(plain_question(text), text)
        asked[plain_question(text)].append(question.id)
    sentences = [Sentence(" ".join(first[k].split()), tuple(ids), HIDDEN not in first[k]) for k, ids in asked.items()]
    shown = tuple(dict.fromkeys(q.card_id for q in questions if q.card_id))
    return Matter(
        ids=tuple(q.id for q in questions),
        sentences=tuple(sorted(sentences, key=lambda s: -s.times)),
        reasons=Counter(q.reason for q in questions),
        shown=shown,
        nearest=tuple(dict.fromkeys((*shown, *nearest))),
        last=max(q.created_at for q in questions),
    )
