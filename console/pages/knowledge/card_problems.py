"""What a check of a card found, beside the editor."""

from __future__ import annotations

from nicegui import ui

from console.texts import knowledge as texts
from knowledge.drafting import Look


def draw_problems(place: ui.element, look: Look) -> None:
    """Errors first; a line when there is nothing."""
    place.clear()
    with place:
        for title, lines, kind in (
            (texts.ERRORS, look.errors, "problem-error"),
            (texts.WARNINGS, look.warnings, "problem-warning"),
        ):
            if lines:
                ui.label(title.format(count=len(lines))).classes("panel-title").props("role=heading aria-level=2")
            for line in lines:
                ui.label(line).classes(f"problem {kind}")
        if not look.errors and not look.warnings:
            ui.label(texts.FINE).classes("panel-empty")
