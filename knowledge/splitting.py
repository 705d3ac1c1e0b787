"""Where a message with two questions may be cut in two."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# A sentence ends, or a word says that another matter begins.
_MARKED = re.compile(r"[。？！?!\n]+|(?=还有|另外|再问一?下|再问个|顺便|对了|再就是|再一个|还想问)")
# A breath: more often than not the matter goes on.
_BREATH = re.compile(r"[，,、;； ]+|(?=要是|那我|现在又|以及)")
_SHORTEST = 4
_READ = 400  # characters; a longer story is one matter with much to say
MOST_CUTS = 4


@dataclass(frozen=True, slots=True)
class Cut:
    """`marked`: the writer set the parts apart; else only a comma or a blank stands between them."""

    left: str
    right: str
    marked: bool


def cuts(text: str) -> Iterator[Cut]:
    """Marked places first, of each kind those nearest to the middle."""
    if len(text) > _READ:
        return
    for pattern, marked in ((_MARKED, True), (_BREATH, False)):
        found = sorted(pattern.finditer(text), key=lambda match: abs(match.start() - len(text) // 2))
        parts = ((text[: match.start()].strip(), text[match.end() :].strip()) for match in found)
        whole = [pair for pair in parts if min(map(len, pair)) >= _SHORTEST]
        for left, right in whole[:MOST_CUTS]:
            yield Cut(left, right, marked)
