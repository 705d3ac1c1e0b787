"""Programs of the federation: what they are, who may apply, what is asked. One file each in programs/."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge.errors import KnowledgeError
from knowledge.forms import FieldSpec, FormSpec, read_fields, read_rules
from knowledge.reading import Reader, read_yaml_mapping, yaml_files
from knowledge.taxonomy import AUDIENCES, Taxonomy
from knowledge.windows import ALWAYS, Window, WindowState, read_window

_FIELDS = (
    "id", "revision", "title", "platform", "audience", "example_data", "summary", "who", "how", "where",
    "duration", "appeal", "papers", "names", "window", "places", "counties", "source", "fields", "rules",
    "next_steps", "promise_days",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Program:
    """`counties` empty: all. `places` None: no limit. `promise_days`: working days until the first answer."""

    id: str
    revision: int
    title: str
    platform: str
    audience: str
    example_data: bool
    summary: str
    who: str
    how: str
    where: str
    duration: str
    appeal: str
    papers: tuple[str, ...]
    names: tuple[str, ...]
    window: Window
    places: int | None
    counties: tuple[str, ...]
    source: str
    form: FormSpec
    next_steps: str
    promise_days: int

    def window_state(self, today: dt.date) -> WindowState:
        return self.window.state(today)

    def serves(self, county: str) -> bool:
        return not self.counties or county in self.counties

    def whole_form(self, common: tuple[FieldSpec, ...]) -> FormSpec:
        """The program's own questions, then those every program needs unless it has its own."""
        own = {spec.key for spec in self.form.fields}
        asked = tuple(spec for spec in common if spec.key not in own)
        return FormSpec(self.id, self.title, (*self.form.fields, *asked), self.form.rules)


def program_from_dict(values: Mapping[str, Any], source: str = "program", taxonomy: Taxonomy | None = None) -> Program:
    """Check and read one program (a loaded file, or the JSON of the database). Raises KnowledgeError.

    With `taxonomy`, the platform and the county codes are checked too.
    """
    return _read_program(Reader(values, source), taxonomy)


def load_program(path: Path, taxonomy: Taxonomy | None = None) -> Program:
    program = _read_program(read_yaml_mapping(path), taxonomy)
    if program.id != path.stem:
        raise KnowledgeError(path.name, f"id 是 {program.id}，应与文件名相同", field="id")
    return program


def load_common_form(path: Path | None = None) -> FormSpec:
    """What every program asks besides its own questions (`enrollment.yml`). Raises KnowledgeError."""
    reader = read_yaml_mapping(path or Path(__file__).with_name("enrollment.yml"))
    return FormSpec(reader.identifier(), reader.string("title"), read_fields(reader))


def load_programs(folder: Path, taxonomy: Taxonomy | None = None) -> list[Program]:
    """All programs of a folder, by id. The first bad file raises KnowledgeError."""
    return [load_program(path, taxonomy) for path in yaml_files(folder)]


def _read_program(reader: Reader, taxonomy: Taxonomy | None) -> Program:
    reader.only(*_FIELDS)
    fields = read_fields(reader)
    program_id, title = reader.identifier(), reader.string("title")
    audience, platform = reader.string("audience"), reader.identifier("platform")
    if audience not in AUDIENCES:
        raise reader.fail("audience", f"{audience!r} 应是 worker 或 enterprise")
    if taxonomy is not None and platform not in taxonomy.platforms:
        raise reader.fail("platform", f"没有 {platform} 这个平台")
    window = reader.mapping("window")
    return Program(
        id=program_id,
        revision=_positive(reader, "revision"),
        title=title,
        platform=platform,
        audience=audience,
        example_data=reader.boolean("example_data", default=True),
        summary=reader.string("summary"),
        who=reader.string("who"),
        how=reader.string("how"),
        where=reader.string("where"),
        duration=reader.string("duration"),
        appeal=reader.string("appeal"),
        papers=reader.strings("papers"),
        names=reader.strings("names"),
        window=read_window(window) if window is not None else ALWAYS,
        places=_positive(reader, "places") if reader.values.get("places") is not None else None,
        counties=_counties(reader, taxonomy),
        source=reader.string("source"),
        form=FormSpec(program_id, title, fields, read_rules(reader, fields)),
        next_steps=reader.string("next_steps"),
        promise_days=_positive(reader, "promise_days"),
    )


def _positive(reader: Reader, name: str) -> int:
    value = reader.integer(name)
    if value is None or value < 1:
        raise reader.fail(name, "应是大于 0 的整数")
    return value


def _counties(reader: Reader, taxonomy: Taxonomy | None) -> tuple[str, ...]:
    if reader.values.get("counties", "all") == "all":
        return ()
    codes = reader.strings("counties")
    for code in codes:
        if taxonomy is not None and code not in taxonomy.counties:
            raise reader.fail("counties", f"没有 {code} 这个县区代码")
    return codes


def program_values(path: Path) -> dict[str, Any]:
    """The file as plain JSON values (dates as text), for the live copy in the database. Checked first."""
    load_program(path)
    values = plain_values(read_yaml_mapping(path).values)
    if not isinstance(values, dict):
        raise KnowledgeError(path.name, "文件应由“键: 值”组成")
    return values


def plain_values(value: Any) -> Any:
    """Loaded YAML as JSON can hold it: dates as text, keys as strings."""
    if isinstance(value, Mapping):
        return {str(key): plain_values(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain_values(item) for item in value]
    return value.isoformat() if isinstance(value, dt.date) else value
