"""A danger that was seen."""

from __future__ import annotations

from dataclasses import dataclass

from actions.crisis.examples import Kind, Level


@dataclass(frozen=True, slots=True)
class Crisis:
    """explicit: said outright; hint: between the lines. `rule`: what saw it."""

    kind: Kind
    level: Level
    rule: str
