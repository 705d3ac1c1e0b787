"""The answer of an understander."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol


class UnderstanderDown(Exception):
    """The understander cannot answer now: time-out, refused, an error, or an answer that makes no sense."""


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a sentence means.

    `ranking`: intents with confidence 0 to 1, best first. `entities`: name → value (program, county, …), the surest of each.
    `program_confidence`: how sure the program is, 0 without one. `degraded`: found by keyword rules because Rasa is down.
    """

    intent: str
    confidence: float
    ranking: tuple[tuple[str, float], ...] = ()
    entities: dict[str, str] = field(default_factory=dict)
    program_confidence: float = 0.0
    degraded: bool = False


class Understander(Protocol):
    """Something that says what a sentence means."""

    async def understand(self, text: str) -> Understanding:
        """Raises UnderstanderDown when it cannot answer."""
        ...

    @property
    def health(self) -> dict[str, str | int | bool]:
        """For the health page: `up`, and what is wrong when it is not."""
        ...
