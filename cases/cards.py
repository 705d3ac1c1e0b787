"""Policy cards as staff changed them: every saved version is a row, and the newest of a card counts.

Which of a live card and a file of the same id holds is decided where both are known (`knowledge.standing`).
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from cases.access import edits_knowledge, require
from cases.actors import Actor
from cases.errors import Conflict, InvalidChange, NotFound
from cases.models import CardVersion

LONGEST = 40_000  # characters of a document; the longest card of the house has a tenth
LONGEST_NOTE = 500


async def save(
    session: AsyncSession,
    *,
    card_id: str,
    document: str,
    decided_on: date,
    based_on: str | None,
    seen: int,
    actor: Actor,
    now: datetime,
    state: str = "live",
    note: str | None = None,
) -> CardVersion:
    """Keep one more version, at once: pages come here by `cases.card_proposals`, or to add ways of asking alone.

    `seen` is the number of the newest version the editor knew (0: none). `state`: live | withdrawn | file (see the model).
    Raises NotAllowed; Conflict when a colleague saved in between.
    """
    require(edits_knowledge(actor), f"{actor.kind} {actor.id} on card {card_id}")
    return await keep(
        session, card_id=card_id, document=document, decided_on=decided_on, based_on=based_on, seen=seen,
        editor_id=actor.id, now=now, state=state, note=note,
    )  # fmt: skip


async def keep(
    session: AsyncSession,
    *,
    card_id: str,
    document: str,
    decided_on: date,
    based_on: str | None,
    seen: int,
    editor_id: int | None,
    now: datetime,
    state: str,
    note: str | None,
) -> CardVersion:
    """The row itself, for verbs that have asked for rights. Raises InvalidChange, Conflict."""
    if not document.strip() or len(document) > LONGEST:
        raise InvalidChange(f"card of {len(document)} characters", message="卡片是空的，或者太长了（最多 4 万字）。")
    if await newest_number(session, card_id) != seen:
        raise Conflict(f"card {card_id} after version {seen}")
    row = CardVersion(
        card_id=card_id,
        number=seen + 1,
        state=state,
        document=document,
        based_on=based_on,
        decided_on=decided_on,
        editor_id=editor_id,
        note=(note or "").strip()[:LONGEST_NOTE] or None,
        saved_at=now,
    )
    try:
        async with session.begin_nested():
            session.add(row)
    except IntegrityError as error:  # the other was a moment quicker
        raise Conflict(f"card {card_id} after version {seen}") from error
    return row


async def newest_number(session: AsyncSession, card_id: str) -> int:
    """Of the newest version of a card, 0 when it was never changed here."""
    found = await session.execute(select(func.max(CardVersion.number)).where(CardVersion.card_id == card_id))
    return found.scalar_one() or 0


async def newest(session: AsyncSession) -> dict[str, CardVersion]:
    """The newest version of every card that was ever changed here, by card id."""
    last = select(CardVersion.card_id, func.max(CardVersion.number).label("number")).group_by(CardVersion.card_id)
    top = last.subquery()
    rows = await session.execute(
        select(CardVersion)
        .join(top, (top.c.card_id == CardVersion.card_id) & (top.c.number == CardVersion.number))
        .order_by(CardVersion.card_id)
    )
    return {row.card_id: row for row in rows.scalars()}


async def changes(session: AsyncSession) -> int:
    """How many versions were ever saved: readers keep what they read until this moves.

    Not the highest id: of two that commit at one time the lower one may become visible last.
    """
    return int((await session.execute(select(func.count()).select_from(CardVersion))).scalar_one())


async def history(session: AsyncSession, card_id: str, *, limit: int = 200) -> list[CardVersion]:
    """All versions of a card, newest first."""
    rows = await session.execute(
        select(CardVersion).where(CardVersion.card_id == card_id).order_by(CardVersion.number.desc()).limit(limit)
    )
    return list(rows.scalars())


async def version(session: AsyncSession, card_id: str, number: int) -> CardVersion:
    found = await session.execute(
        select(CardVersion).where(CardVersion.card_id == card_id, CardVersion.number == number)
    )
    row = found.scalar_one_or_none()
    if row is None:
        raise NotFound(f"version {number} of card {card_id}")
    return row
