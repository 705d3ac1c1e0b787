"""Publishing a program: the live copy and the kept version change together, and the next message uses them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cases import audit
from cases.actors import Actor
from cases.errors import InvalidChange
from cases.models import Program, ProgramVersion
from cases.program_desk.versions import keep
from cases.programs import places_for
from cases.rights import require_right


async def publish(
    session: AsyncSession,
    program_id: str,
    *,
    document: Mapping[str, Any],
    file_revision: int,
    seen: int,
    actor: Actor,
    now: datetime,
    note: str | None = None,
) -> ProgramVersion:
    """Make `document` (checked by `knowledge`) the live program. `seen` and `file_revision` as in `save_draft`.

    The revision rises above that of the live copy and of the file, so that readers notice and an old document cannot
    come back. Raises NotAllowed; Conflict when a colleague saved in between; InvalidChange.
    """
    require_right(actor, "programs.publish")
    # Whoever enrols or publishes at this instant waits: places and revision are decided on what is there.
    row = (
        await session.execute(select(Program).where(Program.id == program_id).with_for_update())
    ).scalar_one_or_none()
    revision = max(row.revision if row is not None else 0, file_revision) + 1
    published = {**document, "revision": revision}
    kept = await keep(
        session, program_id, state="published", document=published, file_revision=file_revision, seen=seen,
        actor=actor, note=note, now=now,
    )  # fmt: skip
    places = published.get("places")
    if places is not None and (isinstance(places, bool) or not isinstance(places, int) or places < 1):
        raise InvalidChange(f"places {places!r}", message="名额应是大于 0 的整数，或者不填。")
    if row is None:
        new = Program(id=program_id, revision=revision, document=published, places=places, taken=0, updated_at=now)
        session.add(new)
    else:
        row.revision, row.document, row.updated_at = revision, published, now
        row.places = places_for(row, places)
    await session.flush()
    audit.record(
        session, actor=actor, action="program.published", subject=f"program:{program_id}",
        data={"version": kept.number, "revision": revision}, now=now,
    )  # fmt: skip
    return kept
