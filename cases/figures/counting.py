"""The count as one call, for a round every minute and for catching up."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from cases.database import Database
from cases.figures import matters, talks
from cases.models import CountedTo, DayCount, FormRunCount

LIMIT = 500
"""Rows of each table a transaction counts: little enough that on SQLite a chat does not notice."""
LIMIT_CATCHING_UP = 5_000


async def count_new(session: AsyncSession, *, now: datetime, limit: int = LIMIT) -> int:
    """Count what has come since the last time, at most `limit` rows of each table, inside the caller's transaction.

    Returns how many rows were counted; 0 means that everything settled (older than a minute) is in the figures. Two
    callers at once are safe: the second waits for the first and goes on from there.
    """
    return sum(
        (
            await talks.count_messages(session, now=now, limit=limit),
            await matters.count_cases(session, now=now, limit=limit),
            await matters.count_closings(session, now=now, limit=limit),
            await matters.count_questions(session, now=now, limit=limit),
            await matters.count_ratings(session, now=now, limit=limit),
            await matters.count_clocks(session, now=now),
        )
    )


async def count_all(database: Database, *, now: datetime, limit: int = LIMIT) -> int:
    """Count until nothing is left, a transaction at a time. Returns how many rows."""
    counted = 0
    while True:
        async with database.transaction() as session:
            found = await count_new(session, now=now, limit=limit)
        if found == 0:
            return counted
        counted += found


async def forget(session: AsyncSession) -> None:
    """Throw all counts away, so that they are counted anew from the tables they came from."""
    for table in (DayCount, FormRunCount, CountedTo):
        await session.execute(delete(table))
