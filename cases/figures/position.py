"""How far a count has come. The position is locked and moved in the transaction that writes the counts, so that a restart or a
second counter neither loses nor doubles anything."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from cases.models import CountedTo

SETTLED = timedelta(seconds=60)
"""Ids are given before a transaction commits: a row may appear behind one with a higher id. No transaction of ours lasts a
quarter of this, so whatever is older is there, and whatever is younger is left for the next count."""


async def locked(session: AsyncSession, name: str, *, now: datetime) -> int:
    """Where the count `name` stands (0 at first); nobody else moves it until the caller's transaction ends."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    await session.execute(insert(CountedTo).values(name=name, position=0, at=now).on_conflict_do_nothing())
    found = await session.execute(select(CountedTo.position).where(CountedTo.name == name).with_for_update())
    return int(found.scalar_one())


async def move(session: AsyncSession, name: str, position: int, *, now: datetime) -> None:
    await session.execute(
        update(CountedTo)
        .where(CountedTo.name == name)
        .values(position=position, at=now)
        .execution_options(synchronize_session=False)
    )
