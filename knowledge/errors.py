"""The one error this room raises about its data: it says where the mistake is, in words staff can act on."""

from __future__ import annotations


class KnowledgeError(ValueError):
    """Bad knowledge data. `source` is a file name (or what the caller called the data), `line` counts from 1."""

    def __init__(self, source: str, problem: str, *, line: int | None = None, field: str | None = None) -> None:
        self.source = source
        self.problem = problem
        self.line = line
        self.field = field
        place = source if line is None else f"{source}:{line}"
        super().__init__(f"{place}: {problem}" if field is None else f"{place}: {field}：{problem}")
