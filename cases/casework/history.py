"""What happened around a case: its events with those of cases merged into it, and what was said in its chat."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cases import conversations, messages
from cases.access import reads_walled, sees_case, sees_conversation
from cases.actors import Actor
from cases.clocks import clockwork
from cases.models import Case, CaseEvent, Clock

TALK = 60  # messages shown beside a case; the chat itself has them all


@dataclass(frozen=True, slots=True)
class Said:
    """One message of the chat. `author`: worker | bot | staff | system. `text` None: hidden behind the wall, or erased."""

    at: datetime
    author: str
    staff_id: int | None
    text: str | None
    hidden: bool


@dataclass(frozen=True, slots=True)
class Running:
    """One promise of a case. `due_at` None: it stands still, for `pause`. `used`: 0.0 at its start, 1.0 when due."""

    kind: str
    due_at: datetime | None
    pause: str | None
    used: float


async def running_clocks(session: AsyncSession, case_id: int, *, now: datetime) -> list[Running]:
    """The promises of a case that are not kept yet, the most pressing first; for looking only."""
    rows = await session.execute(select(Clock).where(Clock.case_id == case_id, Clock.stopped_at.is_(None)))
    found = [Running(c.kind, c.due_at, c.pause_reason, clockwork.share_used(c, now)) for c in rows.scalars()]
    return sorted(found, key=lambda one: (one.due_at is None, one.due_at or now, one.kind))


async def events_with_merged(session: AsyncSession, case: Case) -> list[tuple[CaseEvent, str | None]]:
    """Events oldest first, each with the number of the merged case it is of (None: of this one)."""
    merged = {row.id: row.number for row in await session.execute(
        select(Case.id, Case.number).where(Case.merged_into == case.id)
    )}  # fmt: skip
    rows = await session.execute(
        select(CaseEvent).where(CaseEvent.case_id.in_([case.id, *merged])).order_by(CaseEvent.at, CaseEvent.id)
    )
    return [(event, merged.get(event.case_id)) for event in rows.scalars()]


async def talk_of(session: AsyncSession, case: Case, *, actor: Actor, now: datetime) -> list[Said]:
    """What worker and staff said in the case's chat since it was opened, newest first; nothing of a chat that is not the
    actor's to see."""
    chat = await conversations.get(session, case.conversation_id)
    if not sees_conversation(actor, chat):
        return []
    said = await messages.transcript(session, chat.id, now=now, limit=TALK * 3, for_staff=True)
    found = []
    for message in reversed(said):
        if message.created_at < case.created_at or message.author not in ("worker", "staff"):
            continue
        if message.status == "note" or (not message.text and not message.payload):
            continue
        hidden = message.walled and not reads_walled(actor)
        text = None if hidden else message.text
        found.append(Said(message.created_at, message.author, message.staff_id, text, hidden))
    return found[:TALK]


async def numbers_of(session: AsyncSession, ids: set[int], *, actor: Actor) -> dict[int, str]:
    """Numbers of cases by id, of those this colleague may see: events hold ids."""
    rows = (await session.execute(select(Case).where(Case.id.in_(ids)))).scalars()
    return {case.id: case.number for case in rows if sees_case(actor, case)}
