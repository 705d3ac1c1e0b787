"""The live copies of the programs: loaded from files, changed by staff (`cases.program_desk`), read at every turn (design D4)."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.errors import NotFound
from cases.models import Program, ProgramVersion

__all__ = ["Program", "changes", "everything", "get", "load", "newest_change"]

log = logging.getLogger(__name__)


async def load(session: AsyncSession, documents: Sequence[Mapping[str, Any]], *, now: datetime) -> int:
    """Take over program files that are new or carry a higher revision than the live copy. Returns how many.

    What staff published stays: they are shown the newer file and decide (docs/decisions/0010).
    """
    live = {p.id: p for p in (await session.execute(select(Program).with_for_update())).scalars()}
    kept = set(
        (
            await session.execute(
                select(ProgramVersion.program_id).where(ProgramVersion.state == "published").distinct()
            )
        ).scalars()
    )
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
        elif row.id in kept:
            log.info("program %s was edited here: file revision %s waits for staff", row.id, document["revision"])
            continue
        elif row.revision < int(document["revision"]):
            row.revision, row.document = int(document["revision"]), dict(document)
            row.places = places_for(row, document.get("places"))
            row.updated_at = now
        else:
            continue
        changed += 1
    await session.flush()
    return changed


def places_for(row: Program, wanted: int | None) -> int | None:
    """Nobody loses a place they have: with more people than places the program is just full."""
    return None if wanted is None else max(wanted, row.taken)


async def get(session: AsyncSession, program_id: str) -> Program:
    row = await session.get(Program, program_id)
    if row is None:
        raise NotFound(f"program {program_id}")
    return row


async def everything(session: AsyncSession) -> list[Program]:
    return list((await session.execute(select(Program).order_by(Program.id))).scalars())


async def changes(session: AsyncSession) -> tuple[int, int]:
    """How many programs there are, and their revisions added up: readers keep parsed programs until this moves.

    Every change raises one of the two; a time would not do, since the clocks of two machines differ.
    """
    found = await session.execute(
        select(func.count(), func.coalesce(func.sum(Program.revision), 0)).select_from(Program)
    )
    count, revisions = found.one()
    return int(count), int(revisions)


async def newest_change(session: AsyncSession) -> datetime | None:
    """When any live copy last changed."""
    found = await session.execute(select(Program.updated_at).order_by(Program.updated_at.desc()).limit(1))
    return found.scalar_one_or_none()
