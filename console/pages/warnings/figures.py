"""The promise 早发现、早报告、早介入 in four numbers, and how they are worked out."""

from __future__ import annotations

from datetime import timedelta

from nicegui import ui

from cases.warnings.promise import Promise
from console import saying
from console.texts import warnings as texts


def draw_promise(kept: Promise) -> None:
    def span(length: timedelta | None) -> str:
        return texts.NOT_YET if length is None else saying.span(length)

    solved = texts.NOT_YET if kept.solved is None else f"{kept.solved:.0%}"
    solved_hint = texts.SOLVED_HINT.format(closed=kept.closed, raised=kept.raised)
    ui.label(texts.PROMISE).classes("panel-title").props("role=heading aria-level=2")
    with ui.element("dl").classes("promise-figures"):
        for name, value, hint in (
            (texts.FOUND, span(kept.found_after), texts.FOUND_HINT),
            (texts.REPORTED, span(kept.seen_after), texts.REPORTED_HINT),
            (texts.ACTED, span(kept.acted_after), texts.ACTED_HINT),
            (texts.SOLVED, solved, solved_hint),
        ):
            with ui.element("div").classes("promise-figure"):
                with ui.element("dt"):
                    ui.label(name)
                with ui.element("dd"):
                    ui.label(value).classes("promise-value")
                    ui.label(hint).classes("hint")
    with ui.expansion(texts.HOW).classes("fold"):
        for line in texts.HOW_LINES:
            said = line.format(dismissed=kept.dismissed, seen=kept.seen, acted=kept.acted)
            ui.label(said).classes("hint")
