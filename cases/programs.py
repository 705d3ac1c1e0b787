"""The live copies of the programs: loaded from files, changed by staff, read at every turn (design D4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.errors import NotFound
from cases.models import Program


async def load(session: AsyncSession, documents: Sequence[Mapping[str, Any]], *, now: datetime) -> int:
    """Take over program files that are new or carry a higher revision than the live copy. Returns how many."""
    live = {p.id: p for p in (await session.execute(select(Program).with_for_update())).scalars()}
    changed = 0
    for document in documents:
        row = live.get(document["id"])
        if row is None:
            session.add(
                Program(
                    id=document["id"],
                    revision=int(document["revision"]),
                    document=dict(document),
                    places=document.get("places"),
                    taken=0,
                    updated_at=now,
                )
            )
        elif row.revision < int(document["revision"]):
            places = document.get("places")
            row.revision, row.document = int(document["revision"]), dict(document)
            # Nobody loses a place they have: with more people than places the program is just full.
            row.places = None if places is None else max(places, row.taken)
            row.updated_at = now
        else:
            continue
        changed += 1
    await session.flush()
    return changed


async def get(session: AsyncSession, program_id: str) -> Program:
    row = await session.get(Program, program_id)
    if row is None:
        raise NotFound(f"program {program_id}")
    return row


async def everything(session: AsyncSession) -> list[Program]:
    return list((await session.execute(select(Program).order_by(Program.id))).scalars())


async def newest_change(session: AsyncSession) -> datetime | None:
    """When any live copy last changed: readers keep parsed programs until this moves."""
    found = await session.execute(select(Program.updated_at).order_by(Program.updated_at.desc()).limit(1))
    return found.scalar_one_or_none()
