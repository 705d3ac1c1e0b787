"""Two texts line by line, for people."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from nicegui import ui

CONTEXT = 1  # unchanged lines around a change


def changed_lines(old: str, new: str) -> Iterator[tuple[str, str]]:
    """(kind, line): del, add, same, or gap where unchanged lines are left out. Nothing when the texts are equal."""
    for n, line in enumerate(difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=CONTEXT)):
        if n < 2:  # the two header lines
            continue
        if line.startswith("@@"):
            yield "gap", ""
        else:
            yield {"-": "del", "+": "add"}.get(line[0], "same"), line[1:]


def draw_diff(old: str, new: str, *, nothing: str) -> None:
    """The changes as a block; `nothing` is said when there are none."""
    lines = list(changed_lines(old, new))
    with ui.element("div").classes("diff").props('tabindex=0 role="group"'):
        if not lines:
            ui.label(nothing).classes("diff-same")
        for kind, line in lines:
            mark = {"del": "− ", "add": "+ ", "gap": "⋯", "same": "  "}[kind]
            ui.label(mark + line).classes(f"diff-{kind}")
