"""What a check of a program found, in one place; the same stands under each box."""

from __future__ import annotations

import re

from nicegui import ui

from console.texts import programs as texts
from knowledge.program_drafting import ProgramLook

_PART = re.compile(r"(fields|rules)\[(\d+)\](?:\.(\w+))?")


def draw_problems(place: ui.element, look: ProgramLook) -> None:
    """Errors first; a line when there is nothing."""
    place.clear()
    with place:
        for title, problems, kind in (
            (texts.ERRORS, look.errors, "problem-error"),
            (texts.WARNINGS, look.warnings, "problem-warning"),
        ):
            if problems:
                ui.label(title.format(count=len(problems))).classes("panel-title").props("role=heading aria-level=2")
            for problem in problems:
                where = name_of(problem.field)
                ui.label(f"{where}：{problem.text}" if where else problem.text).classes(f"problem {kind}")
        if not look.errors and not look.warnings:
            ui.label(texts.FINE).classes("panel-empty")


def name_of(path: str) -> str:
    """`fields[2].ask` as people read it: 问题 2 · 怎么问."""
    part = _PART.match(path)
    if part is not None:
        words = texts.WHERE_FIELD if part[1] == "fields" else texts.WHERE_RULE
        where = words.format(number=part[2])
        detail = texts.FIELD_LABELS.get(part[3] or "")
        return f"{where} · {detail}" if detail else where
    head = path.partition(".")[0]
    return {"window": texts.WINDOW, "fields": texts.PART_FIELDS}.get(head, texts.LABELS.get(head, head))
