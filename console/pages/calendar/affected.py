"""Before a calendar changes: who has booked the times that fall away, and what becomes of each of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from nicegui import ui

from cases.actors import Actor
from cases.calendars import changes
from cases.calendars.changes import Affected, Proposal
from cases.calendars.notices import said_time
from cases.database import Session
from cases.errors import CasesError
from cases.worktime import load_book
from console import texts as common
from console.pages.calendar.words import wording
from console.texts import calendar as texts
from console.visit import SignedOut, Visit

LEGAL = "legal"  # the desk whose holidays hold; they are everybody's


async def change(visit: Visit, consultant_id: str, proposal: Proposal) -> bool:
    """Carry a change out, after showing who is affected, if anybody is. False when it failed or the colleague turned back:
    what they typed stays on the page."""
    calendar = load_book().for_desk(LEGAL)
    try:
        async with visit.reading() as (session, actor):
            hit = await changes.preview(session, consultant_id, proposal, actor=actor, now=visit.now, calendar=calendar)
    except SignedOut:
        visit.ask_to_log_in()
        return False
    except CasesError as error:
        ui.notify(error.message, type="warning", position="top")
        return False
    choices: Mapping[int, int] | None = {}
    if hit:
        choices = await _ask(hit)
        if choices is None:
            return False
    chats: list[str] = []

    async def work(session: Session, actor: Actor, now: datetime) -> None:
        chats.extend(
            await changes.apply(
                session,
                consultant_id,
                proposal,
                actor=actor,
                now=now,
                calendar=calendar,
                words=wording(),
                seen=frozenset(a.appointment_id for a in hit),
                choices=choices,
            )
        )

    done = await visit.attempt(work, wake=("outbox", "queue"))
    if done:
        await visit.wake(*(f"conversation:{chat}" for chat in chats))
    return done


async def _ask(hit: Sequence[Affected]) -> Mapping[int, int] | None:
    """Appointment → the time it moves to; who is not in it chooses for themselves. None: the colleague turned back."""
    fields: dict[int, ui.select] = {}
    with ui.dialog().props("persistent") as dialog, ui.card().classes("dialog affected"):
        ui.label(texts.AFFECTED_TITLE.format(count=len(hit))).classes("dialog-title")
        ui.label(texts.AFFECTED_BODY)
        with ui.element("div").classes("affected-list"):
            for a in hit:
                with ui.element("div").classes("affected-row"):
                    who = f"{a.number} {a.name or common.NO_NAME}" if a.number else texts.HIDDEN
                    ui.label(f"{said_time(a.starts_at, a.ends_at)} · {texts.WAYS[a.way]}").classes("event-what")
                    ui.label(who).classes("hint")
                    choices = {0: texts.AFFECTED_CHOOSE}
                    for slot in a.alternatives:
                        when = said_time(slot.starts_at, slot.ends_at)
                        choices[slot.id] = texts.AFFECTED_MOVE.format(when=when, consultant=slot.consultant_name)
                    fields[a.appointment_id] = ui.select(choices, value=0).props(
                        f'outlined dense options-dense aria-label="{who}"'
                    )
        with ui.element("div").classes("preview"):
            first = hit[0]
            ui.label(texts.AFFECTED_PREVIEW).classes("preview-title")
            was = said_time(first.starts_at, first.ends_at)
            words = texts.CANCELLED.format(number=first.number or "…", was=was)
            ui.label(words + (texts.CHOOSE if first.alternatives else texts.NONE_LEFT)).classes("preview-text")
        with ui.element("div").classes("dialog-actions"):
            ui.button(texts.CANCEL, on_click=lambda: dialog.submit(False)).props("flat no-caps")
            ui.button(texts.AFFECTED_SAVE.format(count=len(hit)), on_click=lambda: dialog.submit(True)).props(
                "unelevated no-caps"
            )
    answer = await dialog
    chosen = {key: int(field.value) for key, field in fields.items() if field.value}
    dialog.delete()
    return chosen if answer else None
