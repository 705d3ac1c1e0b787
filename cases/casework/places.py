"""Places of a program: one more is taken with a case, and free again when it comes to nothing."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from cases.errors import ProgramFull
from cases.models import Program
from cases.programs import places_for


async def take_place(session: AsyncSession, program_id: str) -> None:
    """One more has a place in the program. Raises ProgramFull."""
    done = await session.execute(
        update(Program)
        .where(Program.id == program_id, (Program.places.is_(None)) | (Program.taken < Program.places))
        .values(taken=Program.taken + 1)
        .execution_options(synchronize_session=False)
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise ProgramFull(program_id)


async def free_place(session: AsyncSession, program_id: str) -> None:
    """One place is free again, unless staff have lowered the places below those taken: then there is only one too many less."""
    row = await session.get(Program, program_id, with_for_update=True, populate_existing=True)
    if row is None or row.taken == 0:
        return
    row.taken -= 1
    row.places = places_for(row, row.document.get("places"))
    await session.flush()
