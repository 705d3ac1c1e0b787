"""Sentences kept out of training: `data/heldout*.yml`, each {text, intent, program?, style}."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Row:
    """`program` is None where the sentence names none."""

    text: str
    intent: str
    program: str | None
    style: str


def read_rows(folder: Path, parse: Callable[[str], Any]) -> list[Row]:
    """All rows, with `parse` turning YAML text into lists of mappings."""
    rows = []
    for file in sorted(folder.glob("heldout*.yml")):
        for entry in parse(file.read_text("utf-8")):
            intent, _, program = str(entry["intent"]).partition("/")
            rows.append(Row(str(entry["text"]), intent, entry.get("program") or program or None,
                            str(entry.get("style", "plain"))))  # fmt: skip
    return rows
