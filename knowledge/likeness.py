"""Putting questions that mean the same together, so that staff read a matter once however often it was asked."""

from __future__ import annotations

import math
import re
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from knowledge.text import Normalizer, load_normalizer

# Two sentences are of one matter from this mean nearness on (tests/data/likeness.yml: docs/decisions/0007).
ALIKE = 0.40
DIMENSIONS = 2048
# Words that say that something is asked or who asks, not what.
_FILLING = re.compile(
    "怎么办|怎么|咋办|咋弄|咋|怎样|如何|什么|多少|哪里|哪儿|去哪|请问|想问|问下|可以|能不能|能成不|是不是|有没有|算不算|要不要|"
    "一下|我们|你们|他们|老板|领导|单位|公司|厂里|厂子|我|你|他|她|的|了|吗|呢|吧|啊|呀|么|嘛|咧|是|在|就|都|也|还|又|把|被|给|让|要|想|能|"
    "有|和|跟|不|没|去|个|啥|这|那|很|得"
)
_GAPS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Group:
    """Indexes into the questions, in their order. The first of `members` is the most typical one."""

    members: tuple[int, ...]


def group_alike(questions: Sequence[str], *, normalizer: Normalizer | None = None, alike: float = ALIKE) -> list[Group]:
    """Groups, the largest first. The same questions give the same groups, whatever their order."""
    normalize = normalizer or load_normalizer()
    bags = [_grams(normalize(question)) for question in questions]
    # The order of the work is that of the words, so that a newly asked question does not stir all others.
    order = sorted(range(len(questions)), key=lambda n: (questions[n], n))
    near = _nearness([bags[n] for n in order])
    labels = _greedy(near, alike)
    groups = []
    for label in range(int(labels.max(initial=-1)) + 1):
        places = np.flatnonzero(labels == label)
        typical = int(places[int(near[np.ix_(places, places)].sum(axis=1).argmax())])
        rest = sorted(order[p] for p in places if p != typical)
        groups.append(Group((order[typical], *rest)))
    return sorted(groups, key=lambda group: (-len(group.members), min(group.members)))


def _grams(text: str) -> Counter[str]:
    """Characters and pairs of neighbours of what a sentence says; pairs break when it is said another way, so they count
    less."""
    bag: Counter[str] = Counter()
    for run in _GAPS.split(_FILLING.sub(" ", text)):
        for char in run:
            bag[char] = 2
        for a, b in pairwise(run):
            bag[a + b] = 1
    return bag


def _nearness(bags: Sequence[Mapping[str, int]]) -> NDArray[np.float32]:
    """Cosines of all with all. Grams fold into DIMENSIONS columns, so that two thousand questions take a second."""
    seen = Counter(gram for bag in bags for gram in bag)
    vectors = np.zeros((len(bags), DIMENSIONS), np.float32)
    for row, bag in enumerate(bags):
        for gram, weight in bag.items():
            mixed = zlib.crc32(gram.encode())
            sign = 1.0 if mixed & 1 else -1.0
            vectors[row, (mixed >> 1) % DIMENSIONS] += sign * weight * math.log(1 + len(bags) / seen[gram])
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors /= np.maximum(lengths, 1e-6)
    near: NDArray[np.float32] = vectors @ vectors.T
    return near


def _greedy(near: NDArray[np.float32], alike: float) -> NDArray[np.int64]:
    """Each joins the group it is nearest to on average, or opens one; then everyone may move once."""
    count = len(near)
    labels = np.full(count, -1, np.int64)
    groups = 0
    for turn in range(2):
        for n in range(count):
            labels[n] = -1
            members = np.flatnonzero(labels >= 0)
            sizes = np.bincount(labels[members], minlength=max(groups, 1))
            sums = np.bincount(labels[members], weights=near[n, members], minlength=max(groups, 1))
            means = np.where(sizes > 0, sums / np.maximum(sizes, 1), -1.0)
            best = int(means.argmax()) if groups else -1
            if groups and means[best] >= alike:
                labels[n] = best
            elif turn and (sizes == 0).any():
                labels[n] = int(np.flatnonzero(sizes == 0)[0])
            else:
                labels[n] = groups
                groups += 1
    _, packed = np.unique(labels, return_inverse=True)
    return packed.astype(np.int64)
