"""The calendar feed of a consultant: its secret address, and what stands in it (no names, no matter)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cases import audit
from cases.actors import Actor
from cases.calendars import consultants
from cases.conversations import hash_token
from cases.errors import NotAllowed, NotFound
from cases.models import Appointment, Case, Consultant, Slot

BACK, AHEAD = timedelta(days=60), timedelta(days=120)
LONGEST_TOKEN = 100


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One booked or cancelled time. `uid` never changes; a moved booking is the old entry cancelled and a new one."""

    uid: str
    number: str
    way: str
    starts_at: datetime
    ends_at: datetime
    cancelled: bool
    made_at: datetime


async def open_feed(session: AsyncSession, consultant_id: str, *, actor: Actor, now: datetime) -> str:
    """A new secret for the feed's address; an earlier one opens nothing any more. Only its hash is kept."""
    row = await _managed(session, consultant_id, actor)
    token = secrets.token_urlsafe(32)
    row.feed_hash = hash_token(token)
    audit.record(session, actor=actor, action="calendar.feed_opened", subject=f"consultant:{row.id}", now=now)
    await session.flush()
    return token


async def close_feed(session: AsyncSession, consultant_id: str, *, actor: Actor, now: datetime) -> None:
    """No address opens this calendar any more."""
    row = await _managed(session, consultant_id, actor)
    row.feed_hash = None
    audit.record(session, actor=actor, action="calendar.feed_closed", subject=f"consultant:{row.id}", now=now)
    await session.flush()


async def _managed(session: AsyncSession, consultant_id: str, actor: Actor) -> Consultant:
    row = await consultants.get(session, consultant_id, actor=actor)
    if not consultants.manages_leave(actor, row):
        raise NotAllowed(f"staff {actor.id}: feed of {consultant_id}")
    return row


async def read_feed(session: AsyncSession, token: str, *, now: datetime) -> tuple[str, list[FeedEntry]]:
    """(name of the consultant, entries by time). Raises NotFound for a token that opens nothing."""
    if not token or len(token) > LONGEST_TOKEN:
        raise NotFound("feed")
    found = await session.execute(
        select(Consultant).where(Consultant.feed_hash == hash_token(token), Consultant.active)
    )
    row = found.scalar_one_or_none()
    if row is None:
        raise NotFound("feed")
    rows = await session.execute(
        select(Appointment, Slot, Case.number)
        .join(Slot, Slot.id == Appointment.slot_id)
        .join(Case, Case.id == Appointment.case_id)
        .where(Slot.consultant_id == row.id, Slot.starts_at >= now - BACK, Slot.starts_at <= now + AHEAD)
        .order_by(Slot.starts_at, Appointment.id)
    )
    return row.name, [
        FeedEntry(
            f"appointment-{a.id}@niangjiaren",
            number,
            a.way,
            s.starts_at,
            s.ends_at,
            a.status == "cancelled",
            a.created_at,
        )
        for a, s, number in rows.all()
    ]
