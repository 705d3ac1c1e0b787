"""What a worker reads when a value was not understood."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import yaml

from actions.fields.values import Miss

_FILE = Path(__file__).parent.parent / "texts" / "fields.yml"


class MissTexts:
    """The sentences of actions/texts/fields.yml by reason."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = dict(texts)

    @classmethod
    def load(cls, path: Path = _FILE) -> MissTexts:
        """Reads the file. Raises OSError or yaml.YAMLError when it is missing or broken."""
        return cls(yaml.safe_load(path.read_text(encoding="utf-8")))

    def of(self, miss: Miss) -> str:
        """The sentence for this miss. Raises KeyError for an unknown reason."""
        text = self._texts[miss.reason]
        for name, value in miss.detail.items():
            text = text.replace("{" + name + "}", value)
        return text
