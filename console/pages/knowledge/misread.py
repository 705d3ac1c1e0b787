"""Marking a worker's message as misread, from the chat: one dialog, two clicks."""

from __future__ import annotations

from datetime import datetime

from nicegui import ui

from cases import misread
from cases.actors import Actor
from cases.database import Session
from cases.rights import may
from console.corrections import meanings
from console.texts import knowledge as texts
from console.visit import Visit


def may_mark(visit: Visit, county: str | None) -> bool:
    """Whether to offer it on the lines of a chat of this county. The verb asks again, and never takes walled talk."""
    return may(visit.actor, "misread.mark", county)


async def ask_meaning(visit: Visit, message_id: int) -> bool:
    """Ask what the message means and keep it. True when it was kept; what goes wrong is shown to the colleague."""
    # On the page itself: the line it was asked from may be drawn anew meanwhile.
    with ui.context.client.layout, ui.dialog() as dialog, ui.card().classes("dialog"):
        ui.label(texts.MISREAD_TITLE).classes("dialog-title")
        ui.label(texts.MISREAD_BODY).classes("hint")
        meaning = ui.select(meanings(visit.console.taxonomy), label=texts.MISREAD_LABEL, with_input=True)
        meaning.classes("dialog-text").props("outlined dense options-dense stack-label autofocus")

        def done() -> None:
            if meaning.value:
                dialog.submit(str(meaning.value))
            else:
                ui.notify(texts.MISREAD_NEEDED, type="warning", position="top")

        with ui.element("div").classes("dialog-actions"):
            ui.button(texts.CANCEL, on_click=lambda: dialog.submit("")).props("flat no-caps")
            ui.button(texts.CONFIRM, on_click=done).props("unelevated no-caps")
    label = str(await dialog or "")
    dialog.delete()
    if not label:
        return False

    async def work(session: Session, actor: Actor, now: datetime) -> None:
        await misread.mark_misread(session, message_id, label, actor=actor, now=now)

    if not await visit.attempt(work):
        return False
    ui.notify(texts.MISREAD_DONE, type="positive", position="top")
    return True
