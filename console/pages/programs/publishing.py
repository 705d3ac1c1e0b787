"""The second look before a program is published: what changes for workers, and what to watch."""

from __future__ import annotations

from typing import Any

from nicegui import ui

from console.diff import draw_diff
from console.pages.programs.opened import Opened
from console.texts import programs as texts
from knowledge.program_drafting import ProgramLook, as_yaml


async def confirm_publishing(opened: Opened, values: dict[str, Any], look: ProgramLook, note: str) -> str | None:
    """The note to publish with, or None when the colleague turned back."""
    with ui.dialog() as dialog, ui.card().classes("dialog publish-dialog"):
        ui.label(texts.PUBLISH_TITLE).classes("dialog-title")
        ui.label(texts.PUBLISH_BODY)
        if opened.live is None:
            ui.label(texts.PUBLISH_FIRST).classes("notice")
        else:
            ui.label(texts.PUBLISH_DIFF).classes("hint")
            shown = {**values, "revision": opened.live.get("revision", 1)}
            draw_diff(as_yaml(opened.live), as_yaml(shown), nothing=texts.SAME)
        places = values.get("places")
        if isinstance(places, int) and opened.taken >= places:
            ui.label(texts.PUBLISH_FULL.format(taken=opened.taken, places=places)).classes("problem problem-warning")
        for problem in look.warnings:
            ui.label(problem.text).classes("problem problem-warning")
        box = ui.input(texts.PUBLISH_NOTE, value=note).props("outlined dense stack-label maxlength=200")
        box.classes("step-note")
        with ui.element("div").classes("dialog-actions"):
            ui.button(texts.CANCEL, on_click=lambda: dialog.submit(None)).props("flat no-caps")
            ui.button(texts.PUBLISH_DO, on_click=lambda: dialog.submit(box.value or "")).props("unelevated no-caps")
    answer = await dialog
    dialog.delete()
    return None if answer is None else str(answer)
