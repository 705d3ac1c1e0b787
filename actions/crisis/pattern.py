"""The small language of rules.yml, compiled to regular expressions that cost linear time.

想|要 <4> 跳楼|上吊      one of the first words, at most four characters, one of the second
{want} <3> {method}      named lists of words
我?                      may be missing
^ and $                  beginning and end of the message
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_GAP = re.compile(r"<(\d{1,2})>")
_NAME = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True, eq=False)  # compared by identity: kept in sets at every message
class Pattern:
    """`needs`: for each part that must be there, its words; a text that lacks one part cannot match."""

    source: str
    regex: re.Pattern[str]
    needs: tuple[frozenset[str], ...]

    @property
    def rarest(self) -> frozenset[str]:
        """The part with the fewest words: a message without any of them need not be looked at for this pattern."""
        return min(self.needs, key=len)

    def found(self, text: str, present: frozenset[str]) -> bool:
        """True when `text` matches; `present` holds the rule words that occur in it at all."""
        return not any(words.isdisjoint(present) for words in self.needs) and bool(self.regex.search(text))


def compile_pattern(source: str, sets: Mapping[str, Sequence[str]]) -> Pattern:
    """Raises ValueError for an unknown list or an empty word."""
    parts: list[str] = []
    needs: list[frozenset[str]] = []
    for token in source.split():
        gap = _GAP.fullmatch(token)
        if gap:
            parts.append(f".{{0,{gap.group(1)}}}?")
        elif token in ("^", "$"):
            parts.append(token)
        else:
            optional = token.endswith("?")
            words = _words(token.removesuffix("?"), sets, source)
            group = "(?:" + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + ")"
            parts.append(group + ("?" if optional else ""))
            if not optional:
                needs.append(frozenset(words))
    if not needs:
        raise ValueError(f"规则“{source}”里没有必须出现的词")
    return Pattern(source, re.compile("".join(parts)), tuple(needs))


def _words(token: str, sets: Mapping[str, Sequence[str]], source: str) -> tuple[str, ...]:
    words: list[str] = []
    for piece in token.split("|"):
        name = _NAME.fullmatch(piece)
        if name and name.group(1) not in sets:
            raise ValueError(f"规则“{source}”用了没有的词表 {name.group(1)}")
        words.extend(sets[name.group(1)] if name else [piece])
    if not all(words):
        raise ValueError(f"规则“{source}”里有空词")
    return tuple(words)
