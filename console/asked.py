"""Unanswered questions as staff work on them: masked, grouped by likeness, each group with the cards nearest to it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cases.masking import HIDDEN, masked
from cases.models import UnansweredQuestion
from console.library import Library, Shelf
from knowledge.likeness import group_alike
from knowledge.lint import plain_question


@dataclass(frozen=True, slots=True)
class Sentence:
    """A way of asking and how often it came. `usable`: nothing personal was hidden in it."""

    text: str
    times: int
    usable: bool


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
    times = Counter(map(plain_question, texts))
    first = {plain_question(text): text for text in reversed(texts)}
    sentences = [Sentence(" ".join(first[key].split()), n, HIDDEN not in first[key]) for key, n in times.items()]
    shown = tuple(dict.fromkeys(q.card_id for q in questions if q.card_id))
    return Matter(
        ids=tuple(q.id for q in questions),
        sentences=tuple(sorted(sentences, key=lambda s: -s.times)),
        reasons=Counter(q.reason for q in questions),
        shown=shown,
        nearest=tuple(dict.fromkeys((*shown, *nearest))),
        last=max(q.created_at for q in questions),
    )
