"""What people say for an option of a choice, when they do not use its own words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.sounds import load_sounds

_PARTS = re.compile(r"[、，,（）()/\s]+")
_REMEMBERED = 1_000  # options; all forms together have some 400, and the times offered come and go
_HEARD_FROM = 2  # characters; one alone sounds like too many
_FILE = Path(__file__).with_name("choice_words.yml")


@dataclass(frozen=True, slots=True)
class _Group:
    marks: tuple[str, ...]  # in the option's text; "=…" is the whole of it
    never: tuple[str, ...]
    words: tuple[str, ...]
    early: tuple[str, ...]  # also where nobody asked

    def fits(self, option: str) -> bool:
        named = any(mark == f"={option}" or (mark[0] != "=" and mark in option) for mark in self.marks)
        return named and not any(word in option for word in self.never)


class ChoiceWords:
    """Everyday words for options (choice_words.yml)."""

    def __init__(self, groups: list[_Group], sounds: Mapping[str, str] | None = None) -> None:
        self._groups = groups
        self._sounds = sounds or {}
        self._fitting = lru_cache(_REMEMBERED)(self._look_up)

    @classmethod
    def load(cls, path: Path = _FILE) -> ChoiceWords:
        """Reads the file. Raises OSError, yaml.YAMLError, KeyError when it is missing or broken."""
        data: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
        return cls(
            [
                _Group(_words(row["in"]), _words(row.get("not", [])), _words(row["say"]), _words(row.get("early", [])))
                for row in data
            ],
            load_sounds(),
        )

    def of(self, option: str) -> list[str]:
        """What people say for an option with this text."""
        return [word for group in self._fitting(option) for word in group.words]

    def _look_up(self, option: str) -> tuple[_Group, ...]:
        return tuple(group for group in self._groups if group.fits(option))

    def sounds_like(self, option: str, message: str) -> bool:
        """打电花 for 打电话: does a run of the message sound like words for this option? For short messages."""
        said = self._syllables(message)
        words = [word for word in (*_PARTS.split(option), *self.of(option)) if len(word) >= _HEARD_FROM]
        if any(word in message for word in words):
            return False  # it was looked at as it stands, and did not count: 除了焊工都行
        return any(self._syllables(word) in said for word in words)

    def same_sound(self, name: str, message: str) -> bool:
        """为滨区 for 渭滨区: the whole message sounds like the name, in other characters."""
        return len(message) == len(name) and self._syllables(message) == self._syllables(name)

    def _syllables(self, words: str) -> str:
        return "".join(f" {self._sounds.get(char, char)} " for char in words)

    def early(self, option: str) -> list[str]:
        """What names this option even where nobody asked for it: 当面说, in the sentence that asks for a lawyer."""
        return [word for group in self._fitting(option) for word in group.early]


def _words(items: list[Any]) -> tuple[str, ...]:
    return tuple(unicodedata.normalize("NFKC", str(item)).lower() for item in items)
