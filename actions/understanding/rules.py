"""Keyword rules: what the assistant understands when Rasa is down. Coarse, quick, always there."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from actions.fields.places import Places
from actions.understanding.meaning import Understanding
from knowledge import LEXICON

_FILE = Path(__file__).with_name("rules.yml")
_PLATFORMS = LEXICON / "platforms.yml"
_LONGEST = 500
_EXACT, _MATCH, _LOOSE, _NOTHING = 0.95, 0.8, 0.6, 0.3
_PUNCTUATION = re.compile(r"[\s,，.。!！~～、…;；:：\"'“”]+")


@dataclass(frozen=True, slots=True)
class _IntentRule:
    name: str
    exact: frozenset[str]
    pattern: re.Pattern[str] | None
    loose: re.Pattern[str] | None


class RuleUnderstander:
    """`rules.yml` in order: the first intent that fits is the answer; later ones fill the ranking."""

    def __init__(
        self,
        data: Mapping[str, Any],
        program_names: Mapping[str, Sequence[str]],
        places: Places,
        platforms: Mapping[str, Sequence[str]],
    ) -> None:
        """`program_names`: program id → what people call it (of the live programs); rules.yml adds some of its own.
        `platforms`: platform id → what people call it.
        """
        self._places = places
        self._platform_names = {
            unicodedata.normalize("NFKC", str(word)).lower(): platform
            for platform, words in platforms.items()
            for word in words
        }
        self._platform = _names_pattern(self._platform_names)
        self._intents = tuple(_intent(name, row) for name, row in data["intents"].items())
        names = {word.lower(): program for program, words in data["programs"].items() for word in map(str, words)}
        names.update({word.lower(): program for program, words in program_names.items() for word in words})
        self._names = names
        self._program = re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))) or r"(?!)")
        self._joins = re.compile("|".join(data["joins"]))
        self._asks = re.compile("|".join(data["asks"]))
        self._entities = {
            name: tuple((value, re.compile("|".join(map(re.escape, words)))) for value, words in values.items())
            for name, values in data["entities"].items()
        }
        self._case_number = re.compile(data["case_number"])

    @classmethod
    def load(cls, program_names: Mapping[str, Sequence[str]] | None = None, path: Path = _FILE) -> RuleUnderstander:
        """Reads the file and the lexicon. Raises OSError, yaml.YAMLError, KeyError or re.error when one is missing or broken."""
        rules, platforms = (yaml.safe_load(file.read_text(encoding="utf-8")) for file in (path, _PLATFORMS))
        return cls(rules, program_names or {}, Places.load(), platforms)

    async def understand(self, text: str) -> Understanding:
        """Never raises."""
        return self.read(text)

    def read(self, text: str) -> Understanding:
        """The same without waiting."""
        cut = text if len(text) <= _LONGEST else f"{text[:250]} {text[-249:]}"
        message = unicodedata.normalize("NFKC", cut).lower().strip()
        entities = self._find_entities(message)
        ranked = self._rank(message, "program" in entities)
        intent, confidence = ranked[0]
        return Understanding(
            intent=intent,
            confidence=confidence,
            ranking=tuple(ranked),
            entities=entities,
            program_confidence=_MATCH if "program" in entities else 0.0,
            degraded=True,
        )

    def wants_to_join(self, text: str) -> bool:
        """Of a sentence that names a program: is it to be joined, or asked about?"""
        message = unicodedata.normalize("NFKC", text).lower()
        return bool(self._joins.search(message)) and not self._asks.search(message)

    @property
    def health(self) -> dict[str, str | int | bool]:
        """Always up."""
        return {"name": "rules", "up": True}

    def _find_entities(self, message: str) -> dict[str, str]:
        entities: dict[str, str] = {}
        program = self._program.search(message)
        if program is not None:
            # The longest name says most: 职工书屋 in a sentence that also says 讲座.
            best = max(self._program.findall(message), key=len)
            entities["program"] = self._names[best]
        for name, values in self._entities.items():
            found = next((value for value, pattern in values if pattern.search(message)), None)
            if found is not None:
                entities[name] = found
        platform = self._platform.search(message)
        if platform is not None:
            entities["employer_platform"] = self._platform_names[platform.group()]
        counties = {hit.codes for hit in self._places.find(message)}
        if len(counties) == 1 and len(codes := counties.pop()) == 1:
            entities["county"] = codes[0]
        number = self._case_number.search(message)
        if number is not None:
            digits = re.sub(r"\D", "", number.group())
            entities["case_number"] = f"{digits[:2]}-{digits[2:6]}-{digits[6:]}"
        return entities

    def _rank(self, message: str, has_program: bool) -> list[tuple[str, float]]:
        bare = _PUNCTUATION.sub("", message)
        sure: list[tuple[str, float]] = []
        loose: list[tuple[str, float]] = []
        for rule in self._intents:
            if bare in rule.exact:
                sure.append((rule.name, _EXACT))
            elif rule.pattern is not None and rule.pattern.search(message):
                sure.append((rule.name, _MATCH))
            elif rule.loose is not None and rule.loose.search(message):
                loose.append((rule.name, _LOOSE))
        exact = [row for row in sure if row[1] == _EXACT]
        if has_program:
            joins = self.wants_to_join(message)
            sure = [
                ("join_program" if joins else "ask_program", _MATCH),
                ("ask_program" if joins else "join_program", _LOOSE),
                *sure,
            ]
        seen: dict[str, float] = {}
        for name, confidence in [*exact, *sure, *loose]:
            seen.setdefault(name, confidence)
        return list(seen.items()) or [("out_of_scope", _NOTHING)]


def _intent(name: str, row: Mapping[str, Sequence[str]]) -> _IntentRule:
    return _IntentRule(
        name=name,
        exact=frozenset(map(str, row.get("exact", ()))),
        pattern=re.compile("|".join(row["any"])) if row.get("any") else None,
        loose=re.compile("|".join(row["loose"])) if row.get("loose") else None,
    )


def _names_pattern(names: Iterable[str]) -> re.Pattern[str]:
    """The longest name first. Latin letters and digits must stand alone: no `sf` in `asfd`."""
    bounded = (
        (r"(?<![a-z0-9])" if name[0].isascii() else "")
        + re.escape(name)
        + (r"(?![a-z0-9])" if name[-1].isascii() else "")
        for name in sorted(names, key=len, reverse=True)
    )
    return re.compile("|".join(bounded) or r"(?!)")
