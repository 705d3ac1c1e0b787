"""How much of the most pressing promise is left, for every line of a list in one query."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.clocks import clockwork
from cases.models.clocks import Clock


class TimeLeft(NamedTuple):
    """`share_used`: 0.0 at the start, 1.0 when due, more when late. `due_at` is None while `paused`."""

    kind: str
    due_at: datetime | None
    share_used: float
    paused: bool


async def time_left(session: AsyncSession, case_ids: Collection[int], now: datetime) -> dict[int, TimeLeft]:
    """Case id → its clock that is due first; a case whose clocks all stand still has the fullest of them. Cases without a
    running clock (closed ones) are left out."""
    if not case_ids:
        return {}
    rows = await session.execute(select(Clock).where(Clock.case_id.in_(case_ids), Clock.stopped_at.is_(None)))
    found: dict[int, tuple[tuple[bool, float], TimeLeft]] = {}
    for clock in rows.scalars():
        used, paused = clockwork.share_used(clock, now), clock.due_at is None
        rank = (paused, -used if clock.due_at is None else clock.due_at.timestamp())
        if clock.case_id not in found or rank < found[clock.case_id][0]:
            found[clock.case_id] = rank, TimeLeft(clock.kind, clock.due_at, used, paused)
    return {case_id: left for case_id, (_, left) in found.items()}
