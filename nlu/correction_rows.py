"""Rows of a corrections file: read, checked against everything that is known, written as training data. No Rasa needed.

The shape is that of Rasa's NLU data, which `python -m console.export --corrections FILE` writes:

    nlu:
    - intent: join_program/autumn_scholarship
      examples: |
        - 娃考上大学学费愁人
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nearness import Nearness, key

PROGRAM_INTENTS = ("ask_program", "join_program")
HIDDEN = "〔已隐去〕"  # where the console hid a number that leads to a person (cases/masking.py)
# Rasa would read an entity or a command out of these.
_MARKUP = re.compile(r"\[[^\]]*\]\s*[({]|^/")


class Unreadable(Exception):
    """The file is no NLU data; the message says where."""


@dataclass(frozen=True)
class Example:
    """`label` is an intent or `ask_program/<id>`, `join_program/<id>`."""

    text: str
    label: str

    @property
    def intent(self) -> str:
        return self.label.partition("/")[0]

    @property
    def program(self) -> str | None:
        return self.label.partition("/")[2] or None


@dataclass(frozen=True)
class Rejected:
    row: Example
    reason: str


@dataclass(frozen=True)
class Known:
    """What rows are checked against. `training`: file name → its examples; `heldout`: sentences kept out of training."""

    intents: frozenset[str]
    programs: frozenset[str]
    training: Mapping[str, Sequence[Example]]
    heldout: Sequence[str]


def read_examples(content: Any) -> list[Example]:
    """The rows of parsed NLU data, blanks made single. Raises Unreadable."""
    blocks = content.get("nlu") if isinstance(content, Mapping) else None
    if not isinstance(blocks, list):
        raise Unreadable("there is no list under `nlu:`")
    found = []
    for number, block in enumerate(blocks, start=1):
        if not isinstance(block, Mapping) or not isinstance(block.get("examples"), str) or not block.get("intent"):
            raise Unreadable(f"block {number} under `nlu:` needs `intent:` and `examples: |`")
        for line in block["examples"].splitlines():
            if line.strip():
                found.append(Example(" ".join(line.strip().removeprefix("-").split()), str(block["intent"]).strip()))
    return found


def known_names(domain: Mapping[str, Any]) -> tuple[frozenset[str], frozenset[str]]:
    """Intents and program ids of domain.yml."""
    answers = (str(name).partition("/") for name in domain["responses"])
    return frozenset(map(str, domain["intents"])), frozenset(program for _, _, program in answers if program)


def check(rows: Iterable[Example], known: Known) -> tuple[list[Example], list[Rejected]]:
    """The rows that may be learned, and the others with the reason."""
    rows = list(rows)
    labels: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        labels[key(row.text)].add(row.label)
    taught = {key(e.text): (e.label, name) for name, examples in known.training.items() for e in examples}
    heldout = Nearness(known.heldout)
    good: list[Example] = []
    rejected: list[Rejected] = []
    seen: set[str] = set()
    for row in rows:
        plain = key(row.text)
        reason = _wrong_label(row, known) or _wrong_text(row)
        if reason is None and len(labels[plain]) > 1:
            reason = f"under two intents in this file: {', '.join(sorted(labels[plain]))}"
        if reason is None and plain in taught:
            label, file = taught[plain]
            reason = f"known already ({file})" if label == row.label else f"stands under {label} in {file}"
        if reason is None and (near := heldout.to(row.text)) is not None:
            reason = f"near the held-out sentence “{near}”"
        if reason is None and plain in seen:
            reason = "twice in this file"
        if reason is None:
            seen.add(plain)
            good.append(row)
        else:
            rejected.append(Rejected(row, reason))
    return good, rejected


def _wrong_label(row: Example, known: Known) -> str | None:
    if row.intent not in known.intents:
        return f"no such intent: {row.intent}"
    if row.intent in PROGRAM_INTENTS:
        if row.program is None:
            return f"which program? {row.intent}/<id>"
        return None if row.program in known.programs else f"no such program: {row.program}"
    return f"{row.intent} takes no program" if row.program else None


def _wrong_text(row: Example) -> str | None:
    if not key(row.text):
        return "nothing to read"
    if HIDDEN in row.text:
        return "something personal was hidden in it"
    return "holds markup of Rasa" if _MARKUP.search(row.text) else None


def as_yaml(rows: Iterable[Example]) -> str:
    """Training data, by label; within a label in the order given."""
    by_label: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        by_label[row.label].append(row.text)
    lines = ["# What staff corrected: written by nlu/corrections.py, may be edited like any other file here.",
             'version: "3.1"', "nlu:"]  # fmt: skip
    for label in sorted(by_label):
        lines += [f"- intent: {label}", "  examples: |", *(f"    - {text}" for text in by_label[label])]
    return "\n".join(lines) + "\n"
