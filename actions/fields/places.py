"""Which county a local place name belongs to. The names are data: knowledge/lexicon/places.yml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from knowledge import LEXICON

_FILE = LEXICON / "places.yml"


@dataclass(frozen=True, slots=True)
class PlaceHit:
    """A place name in a text. Several codes: the name belongs to more than one county, nobody can tell which."""

    name: str
    codes: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Places:
    """Local names of the counties of Baoji; the longest name wins (陈仓镇 before 陈仓)."""

    names: Mapping[str, tuple[str, ...]]
    outside: frozenset[str]
    pattern: re.Pattern[str]

    @classmethod
    def load(cls, path: Path = _FILE) -> Places:
        """Reads the file. Raises OSError, yaml.YAMLError, KeyError when it is missing or broken."""
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        names: dict[str, tuple[str, ...]] = {}
        for code, local in data["counties"].items():
            names.update({name: (str(code),) for name in local})
        names.update({name: tuple(str(code) for code in codes) for name, codes in data["unclear"].items()})
        names.update(dict.fromkeys(data["none_of_them"], ()))
        outside = frozenset(data["outside"])
        ordered = sorted([*names, *outside], key=len, reverse=True)
        return cls(names=names, outside=outside, pattern=re.compile("|".join(map(re.escape, ordered))))

    def find(self, text: str) -> list[PlaceHit]:
        """Every place name of Baoji in `text`, left to right."""
        return [
            PlaceHit(m.group(), self.names[m.group()], m.start(), m.end())
            for m in self.pattern.finditer(text)
            if self.names.get(m.group())
        ]

    def find_outside(self, text: str) -> str | None:
        """The first name of a place outside Baoji, or None."""
        return next((m.group() for m in self.pattern.finditer(text) if m.group() in self.outside), None)
