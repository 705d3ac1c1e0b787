"""A bookable time with who gives it, as it is offered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class FreeSlot:
    id: int
    starts_at: datetime
    ends_at: datetime
    consultant_id: str
    consultant_name: str
    kind: str
    county: str
    ways: tuple[str, ...]
    place: str
