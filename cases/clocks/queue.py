"""The queue of a desk: who is before whom, and from when on an answer can be promised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases import conversations
from cases.chats.queues import Waiting, desk_of, staffed_counties
from cases.clocks.limits import calendar_for, load_limits
from cases.models import Conversation
from cases.worktime import WorkCalendar

KIND = "handoff"
ORDER = ("id", "county", "waiting_reason", "waiting_since", "reply_due_at", "desk_role", "desk_county")


@dataclass(frozen=True, slots=True)
class Place:
    """`ahead`: how many of the same desk are answered before this chat. `promised`: by when it was told an answer comes."""

    ahead: int
    promised: datetime | None


async def place_of(session: AsyncSession, conversation_id: str, *, county: str | None = None) -> Place:
    """Where a chat stands, or would stand if it joined now (from `county`). Danger goes before everybody, then who has
    waited longest. Raises NotFound."""
    me = await conversations.get(session, conversation_id)
    waits = me.owner == "queue"
    staffed = await staffed_counties(session)
    mine = _waiting(me) if waits else Waiting(None, county or me.county)
    desk = desk_of(mine, staffed)
    rows = await session.execute(
        # Not the whole rows: a chat's state is large and encrypted.
        select(*(getattr(Conversation, name) for name in ORDER)).where(
            Conversation.owner == "queue", Conversation.id != conversation_id
        )
    )
    ahead = 0
    for row in rows:
        other = _waiting(row)
        here = desk_of(other, staffed) == desk or (other.reason == "crisis" and other.county == mine.county)
        ahead += here and (not waits or _order(row) < _order(me))
    return Place(ahead, me.reply_due_at if waits else None)


def promise(now: datetime, *, county: str | None, tier: str, ahead: int) -> datetime:
    """By when somebody new in the queue is answered: within the limit of the tier, and not before those ahead have been.

    A whole minute, since a time is told without its seconds and has to hold as it is told.
    """
    limits = load_limits()
    limit = limits.of(KIND, tier, "first_reply")
    if limit is None:
        raise LookupError(f"no limit for the first answer to a {KIND}")
    desk = limits.desk(KIND, county)
    _, calendar = calendar_for(desk, limit)
    due = limit.due(calendar, now)
    if not limit.wall:
        due = max(due, calendar.add(now, limits.one_talk(desk) * (ahead + 1)))
    whole = due.replace(second=0, microsecond=0)
    return due if whole == due else whole + timedelta(minutes=1)


def calendar_of_desk(county: str | None) -> WorkCalendar:
    """When the desk that answers chats of this county is at work."""
    return calendar_for(load_limits().desk(KIND, county))[1]


def _waiting(row: Conversation | Row[Any]) -> Waiting:
    return Waiting(row.waiting_reason, row.county, row.reply_due_at, row.desk_role, row.desk_county)


def _order(row: Conversation | Row[Any]) -> tuple[Any, ...]:
    return row.waiting_reason != "crisis", row.waiting_since, row.id
