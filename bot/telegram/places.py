"""From a shared location to the county it most likely lies in. The location itself is never kept."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import yaml

KM_PER_DEGREE = 111.2
# Hardly a corner of Baoji lies farther than this from all the places we know; beyond it nobody is in Baoji.
FARTHEST_KM = 60.0


@dataclass(frozen=True, slots=True)
class County:
    """A county and some places in it, each (north, east) in degrees."""

    code: str
    name: str
    places: tuple[tuple[float, float], ...]

    def km_to(self, north: float, east: float) -> float:
        """Straight to the nearest place; plain geometry is exact enough over a hundred kilometres."""
        narrow = math.cos(math.radians(north))
        return min(KM_PER_DEGREE * math.hypot(north - n, (east - e) * narrow) for n, e in self.places)


class Counties:
    def __init__(self, counties: tuple[County, ...]) -> None:
        self.counties = counties

    @classmethod
    def load(cls, path: Path | None = None) -> Counties:
        found = yaml.safe_load((path or Path(__file__).with_name("county_places.yml")).read_text("utf-8"))
        return cls(
            tuple(
                County(code, entry["name"], tuple((north, east) for north, east in entry["places"]))
                for code, entry in found.items()
            )
        )

    def at(self, north: float, east: float) -> str | None:
        """The name of the county with the nearest place, or None outside of Baoji."""
        county = min(self.counties, key=lambda one: one.km_to(north, east))
        return county.name if county.km_to(north, east) <= FARTHEST_KM else None
