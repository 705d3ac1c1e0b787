"""Two colleagues edited one card: the later one sees both texts and chooses; nothing typed is lost."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from nicegui import ui

from console import saying
from console.diff import draw_diff
from console.opened_card import Opened
from console.texts import knowledge as texts


def draw_conflict(
    theirs: Opened,
    mine: str,
    now: datetime,
    *,
    keep_mine: Callable[[], Awaitable[None]] | None,
    take_theirs: Callable[[], None] | None,
) -> None:
    """The newest saved version beside the text that came too late. Without the two steps it is only told."""
    version = theirs.history[0]
    with ui.element("div").classes("notice is-conflict").props("role=alert"):
        name = theirs.names.get(version.editor_id or 0, texts.SYSTEM)
        at = saying.moment(version.saved_at, now)
        ui.label(texts.CONFLICT.format(name=name, at=at, number=version.number)).classes("notice-title")
        ui.label(texts.CONFLICT_DIFF).classes("hint")
        draw_diff(version.document, mine, nothing=texts.SAME)
        with ui.element("div").classes("editor-actions"):
            if keep_mine is not None:
                ui.button(texts.CONFLICT_MINE, on_click=keep_mine).props("unelevated no-caps")
            if take_theirs is not None:
                ui.button(texts.CONFLICT_THEIRS, on_click=take_theirs).props("outline no-caps")
