"""The versions of a program: every saved draft and every published text is a row that never changes."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from cases import audit
from cases.actors import Actor
from cases.errors import Conflict, InvalidChange, NotFound
from cases.models import Program, ProgramVersion
from cases.rights import require_right

LONGEST = 60_000  # characters of a document as JSON; the longest of the house has a tenth
LONGEST_NOTE = 500
_ID = re.compile(r"[a-z][a-z0-9_]{1,59}")  # as `knowledge` reads it


async def save_draft(
    session: AsyncSession,
    program_id: str,
    *,
    document: Mapping[str, Any],
    file_revision: int,
    seen: int,
    actor: Actor,
    now: datetime,
    note: str | None = None,
    new: bool = False,
) -> ProgramVersion:
    """Keep a draft; workers see nothing of it. `seen`: the newest version the editor knew (0: none). `file_revision`: of
    the release's file of this id at the time (0: there is none). `new`: the id must not be taken yet.

    Raises NotAllowed; InvalidChange for an empty, huge or misnamed document; Conflict when a colleague saved in between.
    """
    require_right(actor, "programs.edit")
    if new and (seen or await session.get(Program, program_id) is not None):
        raise Conflict(f"program {program_id} exists", message="这个编号已经有项目用了，请换一个。")
    row = await keep(
        session, program_id, state="draft", document=document, file_revision=file_revision, seen=seen, actor=actor,
        note=note, now=now,
    )  # fmt: skip
    audit.record(
        session, actor=actor, action="program.drafted", subject=f"program:{program_id}",
        data={"version": row.number}, now=now,
    )  # fmt: skip
    return row


async def keep(
    session: AsyncSession,
    program_id: str,
    *,
    state: str,
    document: Mapping[str, Any],
    file_revision: int,
    seen: int,
    actor: Actor,
    now: datetime,
    note: str | None,
) -> ProgramVersion:
    """One more row, without asking for rights. Raises InvalidChange, Conflict."""
    if not _ID.fullmatch(program_id) or document.get("id") != program_id:
        raise InvalidChange(f"document {document.get('id')!r} as program {program_id!r}", message="项目编号对不上。")
    if len(json.dumps(dict(document), ensure_ascii=False)) > LONGEST:
        raise InvalidChange(f"program {program_id} is too long", message="内容太长了（最多 6 万字）。")
    if await newest_number(session, program_id) != seen:
        raise Conflict(f"program {program_id} after version {seen}")
    row = ProgramVersion(
        program_id=program_id,
        number=seen + 1,
        state=state,
        document=dict(document),
        based_on=file_revision,
        editor_id=actor.id,
        note=(note or "").strip()[:LONGEST_NOTE] or None,
        saved_at=now,
    )
    try:
        async with session.begin_nested():
            session.add(row)
    except IntegrityError as error:  # the other was a moment quicker
        raise Conflict(f"program {program_id} after version {seen}") from error
    return row


async def newest_number(session: AsyncSession, program_id: str) -> int:
    found = await session.execute(
        select(func.max(ProgramVersion.number)).where(ProgramVersion.program_id == program_id)
    )
    return found.scalar_one() or 0


async def newest(session: AsyncSession, *, state: str | None = None) -> dict[str, ProgramVersion]:
    """The newest version of every program that was ever edited here, by id; with `state`, the newest of that state."""
    last = select(ProgramVersion.program_id, func.max(ProgramVersion.number).label("number"))
    if state is not None:
        last = last.where(ProgramVersion.state == state)
    top = last.group_by(ProgramVersion.program_id).subquery()
    rows = await session.execute(
        select(ProgramVersion).join(
            top, (top.c.program_id == ProgramVersion.program_id) & (top.c.number == ProgramVersion.number)
        )
    )
    return {row.program_id: row for row in rows.scalars()}


async def history(session: AsyncSession, program_id: str, *, actor: Actor, limit: int = 200) -> list[ProgramVersion]:
    """All versions, newest first. Raises NotAllowed."""
    require_right(actor, "programs.see", "")
    rows = await session.execute(
        select(ProgramVersion)
        .where(ProgramVersion.program_id == program_id)
        .order_by(ProgramVersion.number.desc())
        .limit(limit)
    )
    return list(rows.scalars())


async def version(session: AsyncSession, program_id: str, number: int, *, actor: Actor) -> ProgramVersion:
    """Raises NotAllowed, NotFound."""
    require_right(actor, "programs.see", "")
    found = await session.execute(
        select(ProgramVersion).where(ProgramVersion.program_id == program_id, ProgramVersion.number == number)
    )
    row = found.scalar_one_or_none()
    if row is None:
        raise NotFound(f"version {number} of program {program_id}")
    return row
