"""Handing a chat on: to whom, why, and the very sentence the worker will read."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from nicegui import ui

from cases.actors import Actor
from cases.chats import presence
from cases.chats.transfer import Desk, receivers, transfer
from cases.database import Session
from cases.errors import NotFound
from console import saying, texts
from console.pages.chats.tickets import desk_name
from console.texts import chats as chat_texts
from console.visit import SignedOut, Visit, Work

LONGEST_REASON = 500


async def ask_transfer(
    visit: Visit, chat_id: str, do: Callable[[Work], Awaitable[bool]], changed: Callable[[], Awaitable[None]]
) -> None:
    """The reason is kept as a draft until the chat was handed on."""
    try:
        async with visit.reading() as (session, actor):
            desks, people = await receivers(session, chat_id, actor=actor)
            here = {c.id: c.state for c in await presence.present(session, now=visit.now)}
    except SignedOut:
        visit.ask_to_log_in()
        return
    except NotFound as error:
        ui.notify(error.message, type="warning", position="top")
        return
    to: dict[str, Desk | int] = {f"desk:{d.role}:{d.county or ''}": d for d in desks}
    names = {f"desk:{d.role}:{d.county or ''}": desk_name(visit, d.role, d.county) for d in desks}
    for person in people:
        key, state = f"staff:{person.id}", here.get(person.id)
        to[key] = person.id
        names[key] = f"{person.name}（{chat_texts.PRESENCE[state]}）" if state else person.name
    plain = {f"staff:{person.id}": person.name for person in people} | {
        k: n for k, n in names.items() if k in to and isinstance(to[k], Desk)
    }
    drafts, place = visit.console.drafts, f"transfer:{chat_id}"

    def told(key: str) -> str:
        if isinstance(to[key], int):
            return chat_texts.WORKER_TRANSFERRED_COLLEAGUE.format(to=plain[key])
        return chat_texts.WORKER_TRANSFERRED.format(to=_for_worker(visit, to[key]))

    with ui.dialog(value=True) as dialog, ui.card().classes("dialog"):
        ui.label(chat_texts.TRANSFER_TITLE).classes("dialog-title")
        if not to:
            ui.label(chat_texts.TRANSFER_NOBODY)
        choice = ui.select(names, label=chat_texts.TRANSFER_TO)
        choice.props("outlined dense options-dense").classes("dialog-text")
        why = ui.textarea(
            chat_texts.TRANSFER_REASON,
            value=drafts.get(visit.staff_id, place),
            placeholder=chat_texts.TRANSFER_REASON_PLACEHOLDER,
            on_change=lambda event: drafts.keep(visit.staff_id, place, event.value or ""),
        ).props(f"outlined autogrow stack-label maxlength={LONGEST_REASON}")
        why.classes("dialog-text")
        with ui.element("div").classes("preview"):
            ui.label(chat_texts.TRANSFER_TOLD).classes("preview-title")
            preview = ui.label("").classes("preview-text")
        choice.on_value_change(lambda event: preview.set_text(told(event.value) if event.value else ""))

        async def confirm() -> None:
            key, reason = choice.value, why.value or ""
            if not key:
                ui.notify(chat_texts.TRANSFER_PICK, type="warning", position="top")
                return

            async def work(session: Session, actor: Actor, now: datetime) -> None:
                await transfer(
                    session,
                    chat_id,
                    actor=actor,
                    to=to[key],
                    reason=reason,
                    note=chat_texts.TRANSFER_NOTE.format(to=plain[key]),
                    notice=told(key),
                    now=now,
                )

            if await do(work):
                drafts.keep(visit.staff_id, place, "")
                dialog.close()
                ui.notify(chat_texts.TRANSFERRED, type="positive", position="top")
                await changed()

        ui.label(chat_texts.TRANSFER_CLOCK).classes("hint")
        with ui.element("div").classes("dialog-actions"):
            ui.button(texts.CANCEL, on_click=dialog.close).props("flat no-caps")
            ui.button(chat_texts.TRANSFER, on_click=confirm).props("unelevated no-caps")


def _for_worker(visit: Visit, desk: Desk | int) -> str:
    if isinstance(desk, int):
        return ""
    if desk.role == "county_desk" and desk.county:
        return chat_texts.COUNTY_UNION.format(county=saying.county(visit.console.taxonomy, desk.county))
    return chat_texts.DESK_FOR_WORKER[desk.role]
