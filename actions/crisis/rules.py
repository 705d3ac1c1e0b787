"""Sees danger in a message, with written rules only: no model, no network, a millisecond."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from actions.crisis.examples import Kind, Level
from actions.crisis.found import Crisis
from actions.crisis.normalise import Normaliser
from actions.crisis.pattern import Pattern, compile_pattern

FILE = Path(__file__).with_name("rules.yml")
_MASK = "□"


@dataclass(frozen=True, slots=True)
class _Rule:
    kind: Kind
    level: Level
    patterns: tuple[Pattern, ...]
    unless: tuple[str, ...]


class CrisisRules:
    """The rules of rules.yml. Everyday look-alikes are taken out of the text first; then the first rule that fits speaks."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        """Raises KeyError or ValueError when the rules are broken."""
        sets: dict[str, Sequence[str]] = {name: [str(word) for word in words] for name, words in data["words"].items()}
        self._normaliser = Normaliser(data["traditional"], data["disguises"], tuple(data["long_message_anchors"]))
        self._contexts = {
            name: tuple(compile_pattern(source, sets) for source in sources)
            for name, sources in data["contexts"].items()
        }
        everyday = [compile_pattern(source, sets).regex.pattern for source in data["everyday"]]
        self._everyday = re.compile("|".join(everyday))
        self._rules = tuple(
            _Rule(
                row["kind"], row["level"], tuple(compile_pattern(source, sets) for source in row["patterns"]),
                tuple(row.get("unless", ())),
            )
            for row in data["rules"]
        )  # fmt: skip
        missing = {name for rule in self._rules for name in rule.unless} - set(self._contexts)
        if missing:
            raise ValueError(f"规则用了没有的语境：{missing}")
        every = [p for rule in self._rules for p in rule.patterns] + [p for ps in self._contexts.values() for p in ps]
        self._words = frozenset(word for pattern in every for words in pattern.needs for word in words)
        self._longest = max(map(len, self._words))
        self._by_word: dict[str, list[Pattern]] = {}
        for pattern in every:
            for word in pattern.rarest:
                self._by_word.setdefault(word, []).append(pattern)

    @classmethod
    def load(cls, path: Path = FILE) -> CrisisRules:
        """Reads the file. Raises OSError, yaml.YAMLError, KeyError or ValueError when it is missing or broken."""
        return cls(yaml.safe_load(path.read_text(encoding="utf-8")))

    def look(self, text: str) -> Crisis | None:
        """The danger in `text`, the most pressing rule first, or None."""
        return self.look_at(self.plain(text))

    def plain(self, text: str) -> str:
        """The text as the rules see it: one width, no spaces or marks, disguises undone."""
        return self._normaliser.plain(text)

    def look_at(self, plain: str) -> Crisis | None:
        """`look` for a text that `plain` made."""
        if not plain:
            return None
        seen = self._everyday.sub(_MASK, plain)
        present = self._words_in(seen)
        likely = {pattern for word in present for pattern in self._by_word.get(word, ())}
        if not likely:
            return None
        contexts: dict[str, bool] = {}
        for rule in self._rules:
            match = next((p for p in rule.patterns if p in likely and p.found(seen, present)), None)
            if match is not None and not any(self._in_context(name, seen, present, contexts) for name in rule.unless):
                return Crisis(rule.kind, rule.level, match.source)
        return None

    def _words_in(self, text: str) -> frozenset[str]:
        """The rule words that occur in a text. A short one is cut into all its pieces, a long one searched for each word."""
        if len(text) * self._longest > len(self._words):
            return frozenset(word for word in self._words if word in text)
        pieces = {text[a : a + n] for a in range(len(text)) for n in range(1, self._longest + 1)}
        return self._words & pieces

    def _in_context(self, name: str, text: str, present: frozenset[str], known: dict[str, bool]) -> bool:
        if name not in known:
            known[name] = any(pattern.found(text, present) for pattern in self._contexts[name])
        return known[name]
