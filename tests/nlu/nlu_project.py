"""Where the NLU project is and how its files are read."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

PROJECT = Path(__file__).resolve().parents[2]
NLU = PROJECT / "nlu"
LEXICON = PROJECT / "knowledge" / "lexicon"
# The NLU project is no package of ours: its scripts run in their own environment. Its parts without Rasa
# (components/text.py, components/lookups.py, heldout.py) are imported from its folder.
if str(NLU) not in sys.path:
    sys.path.insert(0, str(NLU))


@dataclass(frozen=True, slots=True)
class Example:
    """A training sentence; `label` is an intent or `ask_program/<id>`, `join_program/<id>`."""

    text: str
    label: str
    file: str

    @property
    def intent(self) -> str:
        return self.label.partition("/")[0]


def load_yaml(path: Path) -> Any:
    return yaml.load(path.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def examples_of(path: Path) -> Iterator[Example]:
    for block in load_yaml(path)["nlu"]:
        for line in block["examples"].splitlines():
            if line.strip():
                yield Example(line.strip().removeprefix("- "), block["intent"], path.name)
