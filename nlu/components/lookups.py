"""Words that stand for a value: counties by their local names, platforms, kinds of lawyer, programs, case numbers.

Standard library only, so that the data checks use it without Rasa.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .text import normalize

# 26-4831-0726: two digits of the year, seven by chance, a check digit (Luhn); people leave out or misplace the dashes.
_CASE_NUMBER = re.compile(r"(?<!\d)(\d{2})[-_ .]?(\d{4})[-_ .]?(\d{4})(?!\d)")


# The value of words that stand for nothing and keep shorter ones from being found in them: 太白路 is no 太白.
NOTHING = ""


@dataclass(frozen=True, slots=True)
class Found:
    """One entity; `start` and `end` are a half-open span of the raw text."""

    entity: str
    value: str
    start: int
    end: int


class Lookups:
    """Finds every looked-up word of a text; of overlapping words of one entity the longest counts."""

    def __init__(self, table: Mapping[str, Mapping[str, Sequence[str]]]) -> None:
        self._values: dict[str, dict[str, str]] = {}
        self._patterns: dict[str, re.Pattern[str]] = {}
        for entity, values in table.items():
            words = {normalize(str(word)).text: str(value) for value, listed in values.items() for word in listed}
            words.pop("", None)
            if words:
                self._values[entity] = words
                self._patterns[entity] = _pattern(words)

    def find(self, raw: str) -> list[Found]:
        """Entities in the order of the text, each value of an entity once."""
        normalized = normalize(raw)
        found: dict[tuple[str, str], Found] = {}
        for entity, pattern in self._patterns.items():
            for match in pattern.finditer(normalized.text):
                value = self._values[entity][match.group()]
                if value == NOTHING:
                    continue
                found.setdefault((entity, value), Found(entity, value, *normalized.raw_span(*match.span())))
        for match in _CASE_NUMBER.finditer(normalized.text):
            number = "".join(match.groups())
            if _luhn(number):
                value = "-".join(match.groups())
                span = normalized.raw_span(*match.span())
                found.setdefault(("case_number", value), Found("case_number", value, *span))
        return sorted(found.values(), key=lambda entry: (entry.start, -entry.end, entry.entity))


def read_table(content: Any) -> dict[str, dict[str, list[str]]]:
    """Check the shape entity → value → list of words of a parsed lookups file; ValueError says where it is wrong."""
    if not isinstance(content, Mapping):
        raise ValueError("lookups: expected a mapping entity → value → words")
    table: dict[str, dict[str, list[str]]] = {}
    for entity, values in content.items():
        if not isinstance(values, Mapping):
            raise ValueError(f"lookups: {entity}: expected a mapping value → words")
        for value, words in values.items():
            if not isinstance(words, list) or not words:
                raise ValueError(f"lookups: {entity}.{value}: expected a list of words")
            table.setdefault(str(entity), {})[str(value)] = [str(word) for word in words]
    return table


def read_places(content: Any) -> dict[str, list[str]]:
    """County → its local names, of a parsed places.yml; ValueError says where it is wrong."""
    try:
        unsaid = content["only_as_answer"]
        nothing = [*unsaid, *content["unclear"], *content["none_of_them"], *content["outside"]]
        counties = read_table({"county": {**content["counties"], NOTHING: nothing}})["county"]
    except (KeyError, TypeError) as error:
        raise ValueError(f"places: {error}") from error
    return {code: [word for word in words if code == NOTHING or word not in unsaid] for code, words in counties.items()}


def _pattern(words: Mapping[str, str]) -> re.Pattern[str]:
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return re.compile("|".join(_bounded(word) for word in longest_first))


def _bounded(word: str) -> str:
    """Latin letters and digits must stand alone: `dd` is not in `add`. Chinese has no word borders."""
    before = r"(?<![a-z0-9])" if word[0].isascii() and word[0].isalnum() else ""
    after = r"(?![a-z0-9])" if word[-1].isascii() and word[-1].isalnum() else ""
    return f"{before}{re.escape(word)}{after}"


def _luhn(digits: str) -> bool:
    total = 0
    for position, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if position % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
