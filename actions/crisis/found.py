"""A danger that was seen."""

from __future__ import annotations

from dataclasses import dataclass

from actions.crisis.examples import Kind, Level

SUSPECTED = "second look"


@dataclass(frozen=True, slots=True)
class Crisis:
    """explicit: said outright; hint: between the lines. `rule`: what saw it. `weight`: how likely any danger is, 0 to 1."""

    kind: Kind
    level: Level
    rule: str
    weight: float = 1.0

    @property
    def suspected(self) -> bool:
        """Seen by the trained look alone, by no written rule."""
        return self.rule.startswith(SUSPECTED)
