"""Everything a worker reads outside cards and forms, by key. Staff reword it in the YAML files beside this module."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import yaml


class Texts:
    """Texts by key with {places}. A missing key or place raises KeyError: a test renders every key."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = dict(texts)

    @classmethod
    def load(cls, folder: Path | None = None) -> Texts:
        """All YAML files of a folder, flat key → text. Raises ValueError when two files define one key."""
        merged: dict[str, str] = {}
        for path in sorted((folder or Path(__file__).parent).glob("*.yml")):
            for key, text in (yaml.safe_load(path.read_text("utf-8")) or {}).items():
                if not isinstance(text, str):
                    continue  # structured files (danger replies) have readers of their own
                if key in merged:
                    raise ValueError(f"text {key!r} is defined twice, again in {path.name}")
                merged[key] = text
        return cls(merged)

    def __call__(self, key: str, **places: object) -> str:
        text = self._texts[key]
        return text.format(**places) if places or "{" in text else text

    def raw(self, key: str) -> str:
        """The text with its {places}, for who fills them later."""
        return self._texts[key]

    def __contains__(self, key: str) -> bool:
        return key in self._texts

    def keys(self) -> list[str]:
        return list(self._texts)
