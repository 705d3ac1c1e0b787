"""Asking for a look behind the wall, deciding on it, and the list of such looks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, String, cast, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from cases import audit
from cases.access import reads_walled
from cases.actors import Actor
from cases.errors import Conflict, InvalidChange, NotFound
from cases.models import AuditEntry, Case, Conversation, Message, Staff, WallOpening
from cases.rights import may, require_right

OPEN_FOR = timedelta(minutes=60)
ANSWER_WITHIN = timedelta(hours=24)  # nobody answers for what was urgent yesterday
SHORTEST_REASON = 10
LONGEST_REASON = 500
READ = "wall.read"


class AskedAlready(Conflict):
    message = "您已经申请过了，请等咨询师答复。"


@dataclass(frozen=True, slots=True)
class Opening:
    """One look that was asked for. `state`: asked | lapsed (nobody answered) | open | refused | over. `times`: how often read."""

    id: int
    conversation_id: str
    county: str | None
    asked_by: int
    asker: str
    asked_at: datetime
    reason: str
    state: str
    decider: str | None
    decided_at: datetime | None
    expires_at: datetime | None
    times: int


async def ask(session: AsyncSession, conversation_id: str, *, actor: Actor, reason: str, now: datetime) -> int:
    """Ask for a look into this one talk; also by the number of its case. Returns the id of the request.

    Raises NotFound for a talk of another county, one that does not exist, and one without counselling (they look the same);
    InvalidChange without a proper reason or where nothing is hidden from this colleague; AskedAlready.
    """
    row, case_id = await _talk(session, conversation_id.strip())
    if row is None or not may(actor, "wall.ask", row.county):
        raise NotFound(
            f"counselling talk {conversation_id[:40]}", message="没有找到这个咨询对话，或者不在您负责的范围内。"
        )
    if reads_walled(actor):
        raise InvalidChange("a counsellor asks", message="您是咨询师，可以直接查看，不用申请。")
    reason = reason.strip()
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise InvalidChange(
            f"reason of {len(reason)}", message=f"请写清楚为什么要看，{SHORTEST_REASON} 到 {LONGEST_REASON} 个字。"
        )
    held = await session.execute(
        select(WallOpening.id).where(
            WallOpening.conversation_id == row.id,
            WallOpening.asked_by == actor.id,
            or_(
                (WallOpening.status == "asked") & (WallOpening.asked_at > now - ANSWER_WITHIN),
                (WallOpening.status == "open") & (WallOpening.expires_at > now),
            ),
        )
    )
    if held.first() is not None:
        raise AskedAlready(row.id)
    opening = WallOpening(
        conversation_id=row.id, case_id=case_id, asked_by=actor.id, asked_at=now, reason=reason, status="asked"
    )
    session.add(opening)
    await session.flush()
    _log(session, actor, "wall.asked", opening, now)
    return opening.id


async def open_wall(session: AsyncSession, opening_id: int, *, actor: Actor, now: datetime) -> None:
    """A counsellor lets the colleague who asked read this talk for an hour. Raises NotFound, NotAllowed, InvalidChange."""
    row = await _asked(session, opening_id, actor, now)
    row.status, row.decided_by, row.decided_at, row.expires_at = "open", actor.id, now, now + OPEN_FOR
    _log(session, actor, "wall.opened", row, now)
    await session.flush()


async def refuse(session: AsyncSession, opening_id: int, *, actor: Actor, now: datetime) -> None:
    """A counsellor says no. Raises NotFound, NotAllowed, InvalidChange."""
    row = await _asked(session, opening_id, actor, now)
    row.status, row.decided_by, row.decided_at = "refused", actor.id, now
    _log(session, actor, "wall.refused", row, now)
    await session.flush()


async def end(session: AsyncSession, opening_id: int, *, actor: Actor, now: datetime) -> None:
    """Close it before its hour is over: a counsellor, or who asked and has seen enough. Raises NotFound, InvalidChange."""
    row, county = await _locked(session, opening_id)
    if row.asked_by != actor.id and not may(actor, "wall.decide", county):
        raise NotFound(f"opening {opening_id}")
    if row.status != "open" or row.expires_at is None or row.expires_at <= now:
        raise InvalidChange(f"opening {opening_id} is {row.status}", message="这次查看已经结束了。")
    row.status, row.expires_at = "over", now
    _log(session, actor, "wall.ended", row, now)
    await session.flush()


async def open_for(session: AsyncSession, *, actor: Actor, conversation_id: str, now: datetime) -> WallOpening | None:
    """The opening that lets this colleague, and nobody else, read this talk at this moment. The companion of
    access.reads_walled, which is for who needs none."""
    if actor.kind != "staff":
        return None
    found = await session.execute(
        select(WallOpening)
        .join(Conversation, Conversation.id == WallOpening.conversation_id)
        .where(
            WallOpening.conversation_id == conversation_id,
            WallOpening.asked_by == actor.id,
            WallOpening.status == "open",
            WallOpening.expires_at > now,
        )
        .order_by(WallOpening.id.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )
    row = found.scalar_one_or_none()
    if row is None:
        return None
    talk = await session.get(Conversation, conversation_id)  # the right may have been taken away meanwhile
    return row if talk is not None and may(actor, "wall.ask", talk.county) else None


async def waiting(session: AsyncSession, *, actor: Actor, now: datetime) -> list[Opening]:
    """Requests this counsellor may decide on, oldest first; empty for who may not decide."""
    if not may(actor, "wall.decide", ""):
        return []
    query = _list().where(WallOpening.status == "asked", WallOpening.asked_at > now - ANSWER_WITHIN)
    found = await _openings(session, query.order_by(WallOpening.id), now)
    return [o for o in found if may(actor, "wall.decide", o.county) and o.asked_by != actor.id]


async def mine(session: AsyncSession, *, actor: Actor, now: datetime, limit: int = 20) -> list[Opening]:
    """What this colleague asked for, newest first."""
    query = _list().where(WallOpening.asked_by == actor.id).order_by(WallOpening.id.desc()).limit(limit)
    return await _openings(session, query, now)


async def openings(
    session: AsyncSession, *, actor: Actor, since: datetime, until: datetime, now: datetime
) -> list[Opening]:
    """All looks asked for in `since` ≤ time < `until`, newest first: the monthly list. Raises NotAllowed."""
    require_right(actor, "wall.list", "")
    query = _list().where(WallOpening.asked_at >= since, WallOpening.asked_at < until).order_by(WallOpening.id.desc())
    return [o for o in await _openings(session, query, now) if may(actor, "wall.list", o.county)]


async def _talk(session: AsyncSession, name: str) -> tuple[Conversation | None, int | None]:
    """The conversation with this id or this case number, when anything in it is behind the wall; and the case."""
    case = (await session.execute(select(Case).where(Case.number == name[:32]))).scalar_one_or_none()
    row = await session.get(Conversation, case.conversation_id if case else name[:32])
    if row is None:
        return None, None
    walled = select(Message.id).where(Message.conversation_id == row.id, Message.walled).limit(1)
    if row.waiting_reason != "psych" and (await session.execute(walled)).first() is None:
        return None, None
    return row, case.id if case else None


async def _locked(session: AsyncSession, opening_id: int) -> tuple[WallOpening, str | None]:
    row = (
        await session.execute(
            select(WallOpening)
            .where(WallOpening.id == opening_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    ).scalar_one_or_none()
    talk = await session.get(Conversation, row.conversation_id) if row else None
    if row is None or talk is None:
        raise NotFound(f"opening {opening_id}")
    return row, talk.county


async def _asked(session: AsyncSession, opening_id: int, actor: Actor, now: datetime) -> WallOpening:
    row, county = await _locked(session, opening_id)
    require_right(actor, "wall.decide", county)
    if row.asked_by == actor.id:
        raise InvalidChange("the same person", message="自己的申请要由另一位同事决定。")
    if row.status != "asked" or row.asked_at <= now - ANSWER_WITHIN:
        raise InvalidChange(f"opening {opening_id} is {row.status}", message="这个申请已经有答复，或者已经过期了。")
    return row


def _list() -> Select[tuple[WallOpening, str | None, str, str | None, int]]:
    asker, decider = aliased(Staff), aliased(Staff)
    times: Any = (
        select(func.count())
        .select_from(AuditEntry)
        .where(AuditEntry.action == READ, AuditEntry.subject == literal("wall:") + cast(WallOpening.id, String))
        .scalar_subquery()
    )
    return (
        select(WallOpening, Conversation.county, asker.name, decider.name, times)
        .join(Conversation, Conversation.id == WallOpening.conversation_id)
        .join(asker, asker.id == WallOpening.asked_by)
        .outerjoin(decider, decider.id == WallOpening.decided_by)
    )


async def _openings(session: AsyncSession, query: Any, now: datetime) -> list[Opening]:
    return [
        Opening(
            id=row.id,
            conversation_id=row.conversation_id,
            county=county,
            asked_by=row.asked_by,
            asker=asker,
            asked_at=row.asked_at,
            reason=row.reason,
            state=_state(row, now),
            decider=decider,
            decided_at=row.decided_at,
            expires_at=row.expires_at,
            times=int(times),
        )
        for row, county, asker, decider, times in (await session.execute(query)).all()
    ]


def _state(row: WallOpening, now: datetime) -> str:
    if row.status == "asked" and row.asked_at <= now - ANSWER_WITHIN:
        return "lapsed"
    if row.status == "open" and (row.expires_at is None or row.expires_at <= now):
        return "over"
    return row.status


def _log(session: AsyncSession, actor: Actor, action: str, row: WallOpening, now: datetime) -> None:
    data = {"chat": row.conversation_id, "asked_by": row.asked_by}
    audit.record(session, actor=actor, action=action, subject=f"wall:{row.id}", data=data, now=now)
