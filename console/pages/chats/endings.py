"""The two ways a talk ends: back to the assistant, or closed with a last word and a question how it was."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from nicegui import ui

from cases import desk
from cases.actors import Actor
from cases.chats.rating import Rating
from cases.database import Session
from console import texts
from console.texts import chats as chat_texts
from console.visit import Visit, Work

Do = Callable[[Work], Awaitable[bool]]
Changed = Callable[[], Awaitable[None]]


def ask_hand_back(chat_id: str, do: Do, changed: Changed) -> None:
    async def work(session: Session, actor: Actor, now: datetime) -> None:
        await desk.hand_back(session, chat_id, actor=actor, now=now, notice=texts.WORKER_HANDED_BACK)

    async def confirm() -> None:
        dialog.close()
        if await do(work):
            ui.notify(texts.HANDED_BACK, type="positive", position="top")
            await changed()

    with ui.dialog(value=True) as dialog, ui.card().classes("dialog"):
        ui.label(texts.HAND_BACK).classes("dialog-title")
        ui.label(texts.HAND_BACK_ASK)
        with ui.element("div").classes("dialog-actions"):
            ui.button(texts.CANCEL, on_click=dialog.close).props("flat no-caps")
            ui.button(texts.HAND_BACK, on_click=confirm).props("unelevated no-caps")


def ask_close(visit: Visit, chat_id: str, do: Do, changed: Changed) -> None:
    """The last word is kept as a draft until it is sent."""
    drafts, place = visit.console.drafts, f"close:{chat_id}"

    async def confirm() -> None:
        said = note.value or ""

        async def work(session: Session, actor: Actor, now: datetime) -> None:
            await desk.close_chat(
                session,
                chat_id,
                actor=actor,
                note=said,
                now=now,
                notice=texts.WORKER_CLOSED,
                rating=Rating(chat_texts.WORKER_RATE, chat_texts.RATE_TITLES),
            )

        if await do(work):
            drafts.keep(visit.staff_id, place, "")
            dialog.close()
            ui.notify(texts.CLOSED, type="positive", position="top")
            await changed()

    with ui.dialog(value=True) as dialog, ui.card().classes("dialog"):
        ui.label(texts.CLOSE_TITLE).classes("dialog-title")
        ui.label(texts.CLOSE_BODY)
        note = ui.textarea(
            texts.CLOSE_LABEL,
            value=drafts.get(visit.staff_id, place),
            on_change=lambda event: drafts.keep(visit.staff_id, place, event.value or ""),
        ).props("outlined autogrow autofocus maxlength=2000")
        note.classes("dialog-text")
        ui.label(chat_texts.CLOSE_RATES).classes("hint")
        with ui.element("div").classes("dialog-actions"):
            ui.button(texts.CANCEL, on_click=dialog.close).props("flat no-caps")
            ui.button(texts.CLOSE_CONFIRM, on_click=confirm).props("unelevated no-caps")
