"""A program as a page opens it: what workers are asked now, the newest draft, every version, and the release's file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cases import program_desk, programs, staff
from cases.actors import Actor
from cases.database import Session
from cases.errors import NotFound
from cases.models import ProgramVersion
from console.library import Library
from console.program_document import same
from knowledge.errors import KnowledgeError
from knowledge.programs import Program, program_from_dict


@dataclass(frozen=True, slots=True)
class Opened:
    """`live` None: not published yet. `file`: of the release. `others`: the programs in use beside it."""

    id: str
    live: Mapping[str, Any] | None
    taken: int
    file: Mapping[str, Any] | None
    others: list[Program]
    history: list[ProgramVersion] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)

    @property
    def number(self) -> int:
        """Of the newest version, 0 when it was never touched here."""
        return self.history[0].number if self.history else 0

    @property
    def draft(self) -> ProgramVersion | None:
        """The newest version where it is a draft that differs from what workers are asked."""
        newest = self.history[0] if self.history else None
        if newest is None or newest.state != "draft" or same(newest.document, self.live):
            return None
        return newest

    @property
    def document(self) -> dict[str, Any]:
        """What the editor begins with."""
        if self.draft is not None:
            return dict(self.draft.document)
        return dict(self.live or self.history[0].document)

    @property
    def file_revision(self) -> int:
        return int(self.file["revision"]) if self.file is not None else 0

    @property
    def newer_file(self) -> Mapping[str, Any] | None:
        """A file of a later release that nobody has decided about."""
        published = next((version for version in self.history if version.state == "published"), None)
        if published is None or self.file is None or self.file_revision <= published.based_on:
            return None
        return None if same(self.file, self.live) else self.file


async def open_program(library: Library, session: Session, program_id: str, actor: Actor) -> Opened | None:
    """None when there is no such program. Raises NotAllowed."""
    history = await program_desk.history(session, program_id, actor=actor)
    try:
        row = await programs.get(session, program_id)
    except NotFound:
        row = None
    if row is None and not history:
        return None
    files = await library.program_files()
    return Opened(
        id=program_id,
        live=row.document if row else None,
        taken=row.taken if row else 0,
        file=files.get(program_id),
        others=await programs_in_use(session, but=program_id),
        history=history,
        names=await staff.names(session),
    )


async def programs_in_use(session: Session, but: str = "") -> list[Program]:
    """The live programs that can be read."""
    found = []
    for row in await programs.everything(session):
        if row.id != but:
            try:
                found.append(program_from_dict(row.document, row.id))
            except KnowledgeError:
                continue  # its own page says what is wrong
    return found
