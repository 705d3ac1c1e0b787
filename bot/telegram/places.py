"""From a shared location to the county it most likely lies in. The location itself is never kept."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import yaml

KM_PER_DEGREE = 111.2
# The farthest corner of Baoji lies about this far from its county's seat; beyond it nobody is in Baoji.
FARTHEST_KM = 60.0


@dataclass(frozen=True, slots=True)
class Seat:
    """A county and where its government sits, in degrees."""

    code: str
    name: str
    north: float
    east: float

    def km_to(self, north: float, east: float) -> float:
        """Straight distance; plain geometry is exact enough over a hundred kilometres."""
        across = (east - self.east) * math.cos(math.radians((north + self.north) / 2))
        return KM_PER_DEGREE * math.hypot(north - self.north, across)


class CountySeats:
    def __init__(self, seats: tuple[Seat, ...]) -> None:
        self.seats = seats

    @classmethod
    def load(cls, path: Path | None = None) -> CountySeats:
        found = yaml.safe_load((path or Path(__file__).with_name("county_seats.yml")).read_text("utf-8"))
        return cls(tuple(Seat(code, **place) for code, place in found.items()))

    def nearest(self, north: float, east: float) -> str | None:
        """The name of the county whose seat is nearest, or None outside of Baoji."""
        seat = min(self.seats, key=lambda one: one.km_to(north, east))
        return seat.name if seat.km_to(north, east) <= FARTHEST_KM else None
