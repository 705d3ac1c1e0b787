"""Read typed values out of loaded YAML or JSON, naming the field when one is wrong."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from knowledge.errors import KnowledgeError

ID = re.compile(r"[a-z][a-z0-9_]{1,59}")


@dataclass(frozen=True, slots=True)
class Reader:
    """One mapping of values with a name for error messages. `text` (the YAML) lets an error point at a line."""

    values: Mapping[str, Any]
    source: str
    prefix: str = ""
    text: str = ""

    def fail(self, field: str, problem: str) -> KnowledgeError:
        line = None
        if self.text and not self.prefix:
            found = re.search(rf"^{re.escape(field)}\s*:", self.text, re.MULTILINE)
            line = self.text.count("\n", 0, found.start()) + 1 if found else None
        return KnowledgeError(self.source, problem, line=line, field=f"{self.prefix}{field}")

    def only(self, *known: str) -> None:
        """Refuse a field nobody reads: it is nearly always a misspelt one."""
        for key in self.values:
            if key not in known:
                raise self.fail(str(key), "没有这个字段，是不是写错了？")

    def string(self, field: str, default: str | None = None) -> str:
        value = self.values.get(field)
        if value is None or (isinstance(value, str) and not value.strip()):
            if default is None:
                raise self.fail(field, "不能空着")
            return default
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise self.fail(field, "应是一段文字")
        return str(value).strip()

    def identifier(self, field: str = "id") -> str:
        value = self.string(field)
        if not ID.fullmatch(value):
            raise self.fail(field, f"{value!r} 不是合格的编号（小写英文、数字、下划线）")
        return value

    def integer(self, field: str) -> int | None:
        value = self.values.get(field)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.fail(field, "应是整数")
        return value

    def boolean(self, field: str, default: bool = False) -> bool:
        value = self.values.get(field, default)
        if not isinstance(value, bool):
            raise self.fail(field, "应是 true 或 false")
        return value

    def date(self, field: str) -> dt.date | None:
        value = self.values.get(field)
        if value is None or value == "":
            return None
        if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
            return value
        try:
            return dt.date.fromisoformat(str(value))
        except ValueError as error:
            raise self.fail(field, f"{value!r} 不是日期（例：2026-11-22）") from error

    def required_date(self, field: str) -> dt.date:
        value = self.date(field)
        if value is None:
            raise self.fail(field, "不能空着（例：2026-11-22）")
        return value

    def strings(self, field: str) -> tuple[str, ...]:
        value = self.values.get(field)
        if value is None:
            return ()
        if not isinstance(value, list):
            raise self.fail(field, "应是一个列表")
        for item in value:
            if isinstance(item, bool) or not isinstance(item, str | int):
                raise self.fail(field, f"列表里的 {item!r} 应是文字（含冒号时请加引号）")
        return tuple(str(item).strip() for item in value)

    def mappings(self, field: str) -> tuple[Reader, ...]:
        value = self.values.get(field)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
            raise self.fail(field, "应是一个列表，每项写成 {键: 值}")
        return tuple(Reader(item, self.source, f"{self.prefix}{field}[{n}].") for n, item in enumerate(value, 1))

    def mapping(self, field: str) -> Reader | None:
        value = self.values.get(field)
        if value is None:
            return None
        if not isinstance(value, Mapping):
            raise self.fail(field, "应写成 {键: 值}")
        return Reader(value, self.source, f"{self.prefix}{field}.")


def read_yaml(text: str, source: str, *, first_line: int = 1) -> Any:
    """Load YAML; a syntax error becomes a KnowledgeError with the line in the file."""
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = first_line + mark.line if mark is not None else None
        problem = getattr(error, "problem", None) or str(error)
        raise KnowledgeError(source, f"格式不对：{problem}", line=line) from error
    except (ValueError, RecursionError) as error:  # such as the date 2026-02-30, or ten thousand brackets
        raise KnowledgeError(source, f"格式不对：{error}") from error


def read_yaml_mapping(path: Path) -> Reader:
    text = path.read_text(encoding="utf-8")
    value = read_yaml(text, path.name)
    if not isinstance(value, dict):
        raise KnowledgeError(path.name, "文件应由“键: 值”组成", line=1)
    return Reader(value, path.name, text=text)


def yaml_files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise KnowledgeError(str(folder), "没有这个文件夹")
    return sorted(folder.glob("*.yml"))
