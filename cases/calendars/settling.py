"""One booking whose time falls away: moved or cancelled, and the worker told, with the three nearest times as buttons."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from cases import appointments, casefile
from cases.actors import Actor
from cases.calendars.notices import Wording, move_buttons, remind, said_booking, said_time, tell
from cases.models import Appointment, Case, Slot


async def settle(
    session: AsyncSession,
    case: Case,
    appointment: Appointment,
    slot: Slot,
    target: int | None,
    *,
    actor: Actor,
    now: datetime,
    words: Wording,
) -> str:
    """Move or cancel one booking and tell the worker, with the three nearest times as buttons."""
    was, way = said_time(slot.starts_at, slot.ends_at), appointment.way
    wanted = slot.starts_at
    if target is not None:
        moved = await appointments.move_booking(session, case=case, slot_id=target, actor=actor, now=now, way=None)
        new = await appointments.get_slot(session, target)
        await remind(session, case, moved, new, words=words, now=now)
        text = said_booking(words.moved, case, new, moved.way, words=words, was=was)
        wanted = new.starts_at
    else:
        await appointments.cancel_booking(session, case=case, actor=actor, now=now)
        await unscheduled(session, case, now=now)
        text = words.cancelled.format(number=case.number, was=was)
    others = await appointments.alternatives_for(
        session, case, wanted=wanted, way=way, now=now, besides=frozenset({target} if target else ())
    )
    if target is not None:
        text += words.change if others else ""
    else:
        text += words.choose if others else words.none_left
    buttons = [*move_buttons(case.number, others), {"title": words.human, "payload": "human"}]
    return await tell(session, case, text, buttons=buttons, actor=actor, now=now)


async def unscheduled(session: AsyncSession, case: Case, *, now: datetime) -> None:
    """A case without its time is no longer scheduled, and nobody is measured by a time that is not."""
    if case.status == "scheduled":
        await casefile.change_status(session, case, actor=Actor.system(), status="accepted", now=now)
