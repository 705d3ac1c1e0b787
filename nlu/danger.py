"""What people in danger write, as sentences of the intent `crisis`.

They stand in actions/crisis/examples, where the second look for danger learns from them; the language model learns from the
same, so that its word on a message that the second look only suspects is worth asking (docs/decisions/0008-danger.md).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

INTENT = "crisis"
CALM = "none"  # of a file of examples: sentences that only sound like danger
# Every third one: all of them would weigh more than the wishes beside them, and see no more.
EVERY = 3
_MARKUP = re.compile(r"[\[\]{}]")  # Rasa would read an entity


def danger_sentences(files: list[Path], parser: Callable[[str], Any]) -> list[str]:
    """Every EVERY-th sentence of danger in the files of examples, in their order. `parser` reads YAML text."""
    found: dict[str, None] = {}
    for file in files:
        content: Mapping[str, list[Any]] = parser(file.read_text("utf-8"))
        for key, texts in content.items():
            if key != CALM:
                found.update(dict.fromkeys(" ".join(_MARKUP.sub("", str(text)).split()) for text in texts or ()))
    return list(found)[::EVERY]


def as_training_data(sentences: list[str]) -> str:
    """Rasa's YAML of these sentences as examples of INTENT."""
    return "\n".join(_lines(sentences)) + "\n"


def _lines(sentences: list[str]) -> Iterator[str]:
    yield 'version: "3.1"'
    yield "nlu:"
    yield f"- intent: {INTENT}"
    yield "  examples: |"
    yield from (f"    - {text}" for text in sentences)
