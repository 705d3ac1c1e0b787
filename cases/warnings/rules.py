"""What counts as a rising trouble, read from `rules.yml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from cases.worktime import LOCAL


@dataclass(frozen=True, slots=True)
class Urgent:
    """Topics that need less of a rise; with `days_before`, only that long before a Spring Festival."""

    topics: frozenset[str]
    times: float
    days_before: int | None


@dataclass(frozen=True, slots=True)
class Matter:
    """Which field of a form tells the topic, and its values' topics."""

    field: str
    topics: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class WarningRules:
    window: timedelta
    people: int
    times: float
    memory: timedelta
    more_after_dismissal: int
    urgent: tuple[Urgent, ...]
    spring_festivals: tuple[date, ...]
    topics: tuple[str, ...]
    matters: Mapping[str, Matter]

    def is_urgent(self, topic: str, at: datetime) -> bool:
        return self._urgent(topic, at) is not None

    def rise(self, topic: str, at: datetime) -> float:
        """How many times the number of people before must be passed."""
        urgent = self._urgent(topic, at)
        return urgent.times if urgent else self.times

    def _urgent(self, topic: str, at: datetime) -> Urgent | None:
        today = at.astimezone(LOCAL).date()
        for rule in self.urgent:
            near = rule.days_before is None or any(
                0 <= (festival - today).days <= rule.days_before for festival in self.spring_festivals
            )
            if topic in rule.topics and near:
                return rule
        return None


@cache  # the file is part of the release
def load_rules(path: Path = Path(__file__).with_name("rules.yml")) -> WarningRules:  # noqa: B008 - a constant
    """Raises ValueError for fewer than three people, or a topic that is not in the list."""
    raw: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    topics = tuple(raw["topics"])
    matters = {ident: Matter(m["field"], m["is"]) for ident, m in raw["matters"].items()}
    named = {t for m in matters.values() for t in m.topics.values()} | {t for u in raw["urgent"] for t in u["topics"]}
    if unknown := named - set(topics):
        raise ValueError(f"{path.name}: topics {sorted(unknown)} are not in the list")
    if raw["people"] < 3:
        raise ValueError(f"{path.name}: a warning speaks of at least three people")
    return WarningRules(
        window=timedelta(days=raw["window_days"]),
        people=raw["people"],
        times=raw["times"],
        memory=timedelta(days=raw["memory_days"]),
        more_after_dismissal=raw["more_after_dismissal"],
        urgent=tuple(
            Urgent(frozenset(u["topics"]), u["times"], u.get("days_before_spring_festival")) for u in raw["urgent"]
        ),
        spring_festivals=tuple(raw["spring_festivals"]),
        topics=topics,
        matters=matters,
    )
