"""A message of a worker as the figures see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cases.figures import metrics
from cases.figures.periods import local_day
from cases.figures.tally import Place


@dataclass(frozen=True, slots=True)
class Said:
    """One inbound message as the figures see it: no words, only what was understood."""

    id: int
    conversation_id: str
    person_id: int
    at: datetime
    trace: Mapping[str, Any]
    state: Mapping[str, Any]
    place: Place

    @property
    def day(self) -> date:
        return local_day(self.at)

    @property
    def project(self) -> str | None:
        """The program this turn was about, or counselling: what the worker has now heard of."""
        program = self.trace.get("program")
        if program:
            return str(program)
        return metrics.PSYCH if self.trace.get("flow") == metrics.PSYCH else None
