"""The ids and Chinese names of taxonomy.yml, frozen: what may be named by cards, programs and code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from knowledge.errors import KnowledgeError
from knowledge.reading import Reader, read_yaml_mapping

AUDIENCES = ("worker", "enterprise")


@dataclass(frozen=True, slots=True)
class ProgramName:
    """One line of the program list; `audience` is worker or enterprise."""

    id: str
    title: str
    platform: str
    audience: str


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """Every mapping is id → Chinese name, in the order people should see it."""

    platforms: Mapping[str, str]
    counties: Mapping[str, str]
    hotlines: Mapping[str, str]
    flows: Mapping[str, str]
    lawyer_kinds: Mapping[str, str]
    groups: Mapping[str, str]
    programs: Mapping[str, ProgramName]


def taxonomy_path() -> Path:
    return Path(__file__).with_name("taxonomy.yml")


def load_taxonomy(path: Path | None = None) -> Taxonomy:
    """Raises KnowledgeError when a part is missing or malformed."""
    reader = read_yaml_mapping(path or taxonomy_path())
    platforms = _names(reader, "platforms")
    return Taxonomy(
        platforms=platforms,
        counties=_names(reader, "counties"),
        hotlines=_names(reader, "hotlines"),
        flows=_names(reader, "flows"),
        lawyer_kinds=_names(reader, "lawyer_kinds"),
        groups=_names(reader, "groups"),
        programs=_programs(reader, platforms),
    )


def _names(reader: Reader, part: str) -> Mapping[str, str]:
    entry = reader.mapping(part)
    if entry is None:
        raise reader.fail(part, "不能空着")
    return MappingProxyType({str(key): str(name) for key, name in entry.values.items()})


def _programs(reader: Reader, platforms: Mapping[str, str]) -> Mapping[str, ProgramName]:
    entry = reader.mapping("programs")
    if entry is None:
        raise reader.fail("programs", "不能空着")
    found: dict[str, ProgramName] = {}
    for key, value in entry.values.items():
        if not isinstance(value, list) or len(value) != 3:
            raise KnowledgeError(reader.source, "应写成 [名称, 平台, 对象]", field=f"programs.{key}")
        title, platform, audience = (str(item) for item in value)
        if platform not in platforms or audience not in AUDIENCES:
            raise KnowledgeError(reader.source, "平台或对象不认识", field=f"programs.{key}")
        found[str(key)] = ProgramName(str(key), title, platform, audience)
    return MappingProxyType(found)
