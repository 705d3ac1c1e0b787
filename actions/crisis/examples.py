"""What people in danger write, and what only sounds like it: the sentences the second look learns from.

A file of examples/ is a mapping of lists. Keys: `none`; `explicit` and `hint` (the kind is the file's name); or kind and
level in one, such as `suicide_hint`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import yaml

Kind = Literal["suicide", "self_harm", "violence_threat", "extreme_protest", "domestic_violence", "medical_emergency"]
Level = Literal["explicit", "hint"]
NONE = "none"
FOLDER = Path(__file__).with_name("examples")


@dataclass(frozen=True, slots=True)
class Example:
    """`kind` and `level` are None for a sentence that is no danger. `file`: where it stands, without the ending."""

    text: str
    kind: Kind | None = None
    level: Level | None = None
    file: str = ""


def load_examples(folder: Path = FOLDER) -> list[Example]:
    """Every sentence once, in the order of the files. Raises OSError, yaml.YAMLError or ValueError (the message names the
    file) when one is missing or malformed."""
    found: dict[str, Example] = {}
    for path in sorted(folder.glob("*.yml")):
        content: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
        if not isinstance(content, dict):
            raise ValueError(f"{path.name}：应当是“类别: 句子”的列表")
        for key, texts in content.items():
            kind, level = _label(str(key), path)
            for text in texts or ():
                found.setdefault(str(text).strip(), Example(str(text).strip(), kind, level, path.stem))
    return list(found.values())


def _label(key: str, path: Path) -> tuple[Kind | None, Level | None]:
    if key == NONE:
        return None, None
    named, _, said = key.rpartition("_")
    kind = next((kind for kind in get_args(Kind) if kind == (named or path.stem)), None)
    level = next((level for level in get_args(Level) if level == said), None)
    if kind is None or level is None:
        raise ValueError(f"{path.name}：不认识的类别“{key}”")
    return kind, level
