"""Asking before a step that workers will notice."""

from __future__ import annotations

from nicegui import ui

from console.texts import knowledge as texts


async def ask(title: str, body: str) -> bool:
    """A yes or no question."""
    with ui.dialog() as dialog, ui.card().classes("dialog"):
        ui.label(title).classes("dialog-title")
        ui.label(body)
        with ui.element("div").classes("dialog-actions"):
            ui.button(texts.CANCEL, on_click=lambda: dialog.submit(False)).props("flat no-caps")
            ui.button(texts.CONFIRM, on_click=lambda: dialog.submit(True)).props("unelevated no-caps")
    answer = await dialog
    dialog.delete()
    return bool(answer)


async def ask_why(title: str, body: str, label: str, needed: str) -> str:
    """The reason for a step; empty when the colleague turned back."""
    with ui.dialog() as dialog, ui.card().classes("dialog"):
        ui.label(title).classes("dialog-title")
        ui.label(body)
        reason = ui.textarea(label).props("outlined autogrow stack-label maxlength=200").classes("dialog-text")

        def done() -> None:
            if (reason.value or "").strip():
                dialog.submit(reason.value.strip())
            else:
                ui.notify(needed, type="warning", position="top")

        with ui.element("div").classes("dialog-actions"):
            ui.button(texts.CANCEL, on_click=lambda: dialog.submit("")).props("flat no-caps")
            ui.button(texts.CONFIRM, on_click=done).props("unelevated no-caps")
    answer = await dialog
    dialog.delete()
    return str(answer or "")
