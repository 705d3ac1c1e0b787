"""The programs as the desk lists them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from cases import programs
from cases.actors import Actor
from cases.program_desk.versions import newest
from cases.rights import require_right


@dataclass(frozen=True, slots=True)
class ProgramLine:
    """`live` None: so far only a draft. `draft`: the newest version where it is a draft. `edited_here`: once published
    here, a release's file no longer replaces it; `file_revision`: of the file staff last knew."""

    id: str
    live: Mapping[str, Any] | None
    places: int | None
    taken: int
    changed_at: datetime
    changed_by: int | None
    draft: Mapping[str, Any] | None
    draft_by: int | None
    edited_here: bool
    file_revision: int


async def list_programs(session: AsyncSession, *, actor: Actor) -> list[ProgramLine]:
    """Every program, live or only drafted, by id. Raises NotAllowed."""
    require_right(actor, "programs.see", "")
    rows = {row.id: row for row in await programs.everything(session)}
    last, published = await newest(session), await newest(session, state="published")
    lines = []
    for program_id in sorted({*rows, *last}):
        row, version, live = rows.get(program_id), last.get(program_id), published.get(program_id)
        draft = version if version is not None and version.state == "draft" else None
        if draft is not None and row is not None and draft.document == row.document:
            draft = None  # given up
        changed = version.saved_at if row is None and version else row.updated_at if row else None
        assert changed is not None
        lines.append(
            ProgramLine(
                id=program_id,
                live=row.document if row else None,
                places=row.places if row else None,
                taken=row.taken if row else 0,
                changed_at=changed,
                changed_by=live.editor_id if live else None,
                draft=draft.document if draft else None,
                draft_by=draft.editor_id if draft else None,
                edited_here=live is not None,
                file_revision=live.based_on if live else 0,
            )
        )
    return lines
