"""Rest stations for people who work outdoors (户外劳动者服务站)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from knowledge.errors import KnowledgeError
from knowledge.reading import Reader, read_yaml
from knowledge.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class Station:
    """`county` is a code, `hours` plain words (“8:00—20:00”), `example` marks data staff have not confirmed."""

    id: str
    name: str
    county: str
    address: str
    hours: str
    services: tuple[str, ...]
    example: bool


def load_stations(path: Path, taxonomy: Taxonomy | None = None) -> list[Station]:
    """A list of stations, or a mapping with the list under `stations`. Raises KnowledgeError."""
    value = read_yaml(path.read_text(encoding="utf-8"), path.name)
    if isinstance(value, list):
        value = {"stations": value}
    if not isinstance(value, dict):
        raise KnowledgeError(path.name, "文件应是服务站的列表", line=1)
    found: list[Station] = []
    for item in Reader(value, path.name).mappings("stations"):
        station = _read_station(item, taxonomy)
        if any(station.id == other.id for other in found):
            raise item.fail("id", f"{station.id} 出现了两次")
        found.append(station)
    return found


def _read_station(item: Reader, taxonomy: Taxonomy | None) -> Station:
    item.only("id", "name", "county", "address", "hours", "services", "example")
    county = item.string("county")
    if taxonomy is not None and county not in taxonomy.counties:
        raise item.fail("county", f"没有 {county} 这个县区代码")
    return Station(
        id=item.identifier(),
        name=item.string("name"),
        county=county,
        address=item.string("address"),
        hours=item.string("hours"),
        services=item.strings("services"),
        example=item.boolean("example", default=True),
    )
