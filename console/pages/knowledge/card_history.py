"""The saved versions of a card: who, when, why, what changed, and taking one up again."""

from __future__ import annotations

from collections.abc import Callable

from nicegui import ui

from cases.models import CardVersion
from console import saying
from console.diff import draw_diff
from console.opened_card import Opened
from console.texts import knowledge as texts
from console.visit import Visit


class CardHistory:
    """`restore` None: for those who only read."""

    def __init__(self, visit: Visit, opened: Opened, restore: Callable[[CardVersion], None] | None) -> None:
        self._visit = visit
        self._restore = restore
        with ui.element("section").classes("panel"):
            ui.label(texts.HISTORY).classes("panel-title").props("role=heading aria-level=2")
            self._list = ui.element("div").classes("timeline")
        self.show(opened)

    def show(self, opened: Opened) -> None:
        file = opened.shelf.files.get(opened.card_id or "")
        self._list.clear()
        with self._list:
            if not opened.history:
                ui.label(texts.HISTORY_NONE).classes("panel-empty")
            for n, version in enumerate(opened.history):
                before = opened.history[n + 1].document if n + 1 < len(opened.history) else None
                if before is None:
                    before = file.document if file else ""
                self._draw(version, before, opened)

    def _draw(self, version: CardVersion, before: str, opened: Opened) -> None:
        with ui.element("div").classes("event"):
            what = texts.VERSION_STATES[version.state]
            ui.label(texts.VERSION.format(number=version.number, what=what)).classes("event-what")
            name = opened.names.get(version.editor_id or 0, texts.SYSTEM)
            at = saying.moment(version.saved_at, self._visit.now)
            said = texts.VERSION_BY.format(name=name, at=at)
            if (reviewer := opened.reviewers.get(version.number)) is not None:
                said += texts.VERSION_REVIEWED.format(name=opened.names.get(reviewer, texts.SYSTEM))
            ui.label(said).classes("event-who")
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
                    draw_diff(before, version.document, nothing=texts.SAME)

        compare.on_click(toggle)
