"""Words typed by their sound put right: 公商 → 工伤, 加斑 → 加班. Only words of the cards are ever put in.

Phones and voice input offer characters that sound alike. A run of characters that is no known word, but sounds like one
the cards use, becomes that word. The table of sounds (lexicon/sounds.txt) is made by scripts/sounds.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

import rjieba

from knowledge.sounds import load_sounds

# A word must stand in the cards this often to be put in for something else; a short one more often, for chance is greater.
OFTEN, OFTEN_SHORT = 3, 5
# A pair of characters seen this often in the cards is no slip.
USUAL = 2
LENGTHS = (4, 3, 2)


@dataclass(frozen=True)
class Speller:
    """Build with `Speller.build`. `sounds`: character → syllable. `words`: the sound of a word → the word."""

    sounds: Mapping[str, str]
    known: frozenset[str]
    usual: frozenset[str]
    words: Mapping[tuple[str, ...], str]

    @classmethod
    def build(cls, texts: Iterable[str], sounds: Mapping[str, str] | None = None) -> Speller:
        """`texts`: the normalised questions and answers of the cards."""
        sounds = load_sounds() if sounds is None else sounds
        pairs: Counter[str] = Counter()
        words: Counter[str] = Counter()
        for text in texts:
            pairs.update(a + b for a, b in pairwise(text))
            words.update(word for word in rjieba.cut(text) if 2 <= len(word) <= LENGTHS[0])
        spoken = {word: n for word, n in words.items() if all(char in sounds for char in word)}
        by_sound: dict[tuple[str, ...], str] = {}
        for word, n in sorted(spoken.items(), key=lambda item: (item[1], item[0])):
            if n >= (OFTEN_SHORT if len(word) == 2 else OFTEN):
                by_sound[tuple(sounds[char] for char in word)] = word  # the most frequent of equal sound comes last
        return cls(sounds, frozenset(spoken), frozenset(p for p, n in pairs.items() if n >= USUAL), by_sound)

    def __call__(self, text: str) -> str:
        """`text` (normalised) of the same length, slips put right."""
        chars = list(text)
        fixed = _in_a_word(text)
        at = 0
        while at < len(chars) - 1:
            at += self._put_right(chars, fixed, at)
        return "".join(chars)

    def _put_right(self, chars: list[str], fixed: list[bool], at: int) -> int:
        """Look at what begins here, longest first; returns how far to go on."""
        for length in LENGTHS:
            run = chars[at : at + length]
            if len(run) < length:
                continue
            said = "".join(run)
            if said in self.known:
                return length
            if all(fixed[at : at + length]) or all(a + b in self.usual for a, b in pairwise(run)):
                continue
            if length == 2 and (_joined(fixed, at - 1) or _joined(fixed, at + 1)):
                continue
            meant = self.words.get(tuple(self.sounds.get(char, char) for char in run))
            if meant is not None:
                chars[at : at + length] = meant
                return length
        return 1


def _in_a_word(text: str) -> list[bool]:
    """For each character: is it part of a dictionary word of two or more? New words are not guessed at."""
    marks: list[bool] = []
    for word in rjieba.cut(text, False):
        marks += [len(word) > 1] * len(word)
    return marks


def _joined(fixed: list[bool], at: int) -> bool:
    """Do the characters at `at` and after it both belong to words? Then a slip does not begin or end between them."""
    return 0 <= at < len(fixed) - 1 and fixed[at] and fixed[at + 1]
