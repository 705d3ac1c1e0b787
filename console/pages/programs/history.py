"""The versions of a program: who, when, why, what changed, and taking one up again."""

from __future__ import annotations

from collections.abc import Callable

from nicegui import ui

from cases.models import ProgramVersion
from console import saying
from console.diff import draw_diff
from console.pages.programs.opened import Opened
from console.program_document import same
from console.shell import chip
from console.texts import programs as texts
from console.visit import Visit
from knowledge.program_drafting import as_yaml


class ProgramHistory:
    """`restore` None: for those who only read."""

    def __init__(self, visit: Visit, opened: Opened, restore: Callable[[ProgramVersion], None] | None) -> None:
        self._visit = visit
        self._restore = restore
        with ui.element("section").classes("panel"):
            ui.label(texts.HISTORY).classes("panel-title").props("role=heading aria-level=2")
            self._list = ui.element("div").classes("timeline")
        self.show(opened)

    def show(self, opened: Opened) -> None:
        self._list.clear()
        live = next((v.number for v in opened.history if v.state == "published"), 0)
        with self._list:
            if not opened.history:
                ui.label(texts.HISTORY_NONE).classes("panel-empty")
            for n, version in enumerate(opened.history):
                before = opened.history[n + 1].document if n + 1 < len(opened.history) else opened.file
                self._draw(version, as_yaml(before) if before else "", opened, version.number == live)

    def _draw(self, version: ProgramVersion, before: str, opened: Opened, live: bool) -> None:
        with ui.element("div").classes("event"):
            with ui.element("div").classes("matter-head"):
                what = texts.VERSION_STATES[version.state]
                ui.label(texts.VERSION.format(number=version.number, what=what)).classes("event-what")
                if live and same(version.document, opened.live):
                    chip(texts.VERSION_LIVE, "card-live")
            who = opened.names.get(version.editor_id or 0, texts.SYSTEM)
            ui.label(f"{who} · {saying.moment(version.saved_at, self._visit.now)}").classes("event-who")
            if version.note:
                ui.label(version.note).classes("event-note")
            with ui.element("div").classes("event-actions"):
                compare = ui.button(texts.COMPARE).props("flat dense no-caps")
                if self._restore is not None:
                    restore = self._restore
                    ui.button(texts.RESTORE, on_click=lambda: restore(version)).props("flat dense no-caps")
            place = ui.element("div")

        def toggle() -> None:
            shown = compare.text == texts.HIDE
            place.clear()
            compare.set_text(texts.COMPARE if shown else texts.HIDE)
            if not shown:
                with place:
                    draw_diff(before, as_yaml(version.document), nothing=texts.SAME)

        compare.on_click(toggle)
