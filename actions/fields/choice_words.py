"""What people say for an option of a choice, when they do not use its own words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

_FILE = Path(__file__).with_name("choice_words.yml")


class ChoiceWords:
    """Everyday words for options (choice_words.yml)."""

    def __init__(self, groups: list[tuple[tuple[str, ...], tuple[str, ...]]]) -> None:
        self._groups = groups

    @classmethod
    def load(cls, path: Path = _FILE) -> ChoiceWords:
        """Reads the file. Raises OSError, yaml.YAMLError, KeyError when it is missing or broken."""
        data: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
        return cls([(tuple(map(str, row["in"])), tuple(map(str, row["say"]))) for row in data])

    def of(self, option: str) -> list[str]:
        """What people say for an option with this text."""
        return [word for marks, words in self._groups if any(mark in option for mark in marks) for word in words]
