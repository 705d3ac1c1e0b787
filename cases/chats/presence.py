"""Who is at the console: seen by the pages they have open, and what they say of themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from cases.access import require
from cases.actors import Actor
from cases.errors import InvalidChange
from cases.models import Presence, Staff

STATES = ("here", "busy", "away")
BEAT = timedelta(seconds=30)  # a colleague is written down no oftener than this while nothing changes
GONE_AFTER = timedelta(seconds=90)  # three beats missed: the pages are closed


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody seen within the last `GONE_AFTER`. `conversation_id`: the chat open before them."""

    id: int
    name: str
    state: str
    conversation_id: str | None


async def due(session: AsyncSession, *, actor: Actor, now: datetime) -> bool:
    """Is it time to write this colleague down again? A read, so that most beats cost no write."""
    seen = await session.execute(select(Presence.seen_at).where(Presence.staff_id == actor.id))
    at = seen.scalar_one_or_none()
    return at is None or at <= now - BEAT


async def beat(
    session: AsyncSession, *, actor: Actor, conversation_id: str | None, now: datetime, opened: bool = False
) -> bool:
    """A page of this colleague is open, with this chat in it. `opened`: just now, so it is written at once.

    Otherwise nothing is written within `BEAT` of the last time, whatever page asks: two open pages do not take turns.
    A new colleague begins as `here`. Returns whether it was written.
    """
    require(actor.kind == "staff" and actor.id is not None, f"{actor.kind} at the desk")
    row = update(Presence).where(Presence.staff_id == actor.id)
    if not opened:
        row = row.where(Presence.seen_at <= now - BEAT)
    done = await session.execute(
        row.values(seen_at=now, conversation_id=conversation_id).execution_options(synchronize_session=False)
    )
    if done.rowcount:  # type: ignore[attr-defined]
        return True
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    made = await session.execute(
        insert(Presence)
        .values(staff_id=actor.id, state="here", seen_at=now, conversation_id=conversation_id)
        .on_conflict_do_nothing(index_elements=["staff_id"])
    )
    return bool(made.rowcount)  # type: ignore[attr-defined]


async def set_state(session: AsyncSession, state: str, *, actor: Actor, now: datetime) -> None:
    """在岗, 忙 or 离开, as the colleague says. Raises InvalidChange for anything else."""
    if state not in STATES:
        raise InvalidChange(f"presence {state[:20]}", message="没有这个状态。")
    require(actor.kind == "staff" and actor.id is not None, f"{actor.kind} at the desk")
    values = {"state": state, "seen_at": now}
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    await session.execute(
        insert(Presence)
        .values(staff_id=actor.id, conversation_id=None, **values)
        .on_conflict_do_update(index_elements=["staff_id"], set_=values)
    )


async def present(session: AsyncSession, *, now: datetime) -> list[Colleague]:
    """Who has a page open, by state (here, busy, away), then name."""
    rows = await session.execute(
        select(Staff.id, Staff.name, Presence.state, Presence.conversation_id)
        .join(Presence, Presence.staff_id == Staff.id)
        .where(Presence.seen_at > now - GONE_AFTER, Staff.active)
    )
    return sorted((Colleague(*row) for row in rows), key=lambda c: (STATES.index(c.state), c.name))


def watching(colleagues: Sequence[Colleague], conversation_id: str, *, but: int) -> list[str]:
    """Names of those who have this chat open, without `but`."""
    return [c.name for c in colleagues if c.conversation_id == conversation_id and c.id != but]
