"""The papers of a case, checked one by one: asked for, received, in order, or to be sent again.

A paper is `asked` (it stands on the program's list), `received`, `ok`, or `redo` (with the reason the worker reads). What is
not needed after all is `ok` with the reason WAIVED, since the table has no fifth word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from cases import casefile, clocks
from cases.access import reads_walled
from cases.actors import Actor
from cases.casework.deciding import held
from cases.casework.states import machine_of
from cases.casework.telling import tell
from cases.errors import InvalidChange, NotFound
from cases.models import Attachment, Case, CasePaper, Message
from cases.rights import require_right

WAIVED = "waived"
LONGEST_NAME = 80
MOST = 40  # papers of one case
NO_PAPER = ("不用", "无需", "不需要")  # a program may say in its list that it asks for none


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A file of a case or of its chat, without its content. `paper_id`: the paper it stands for."""

    id: str
    name: str
    media_type: str
    size: int
    in_case: bool
    paper_id: int | None


def waived(paper: CasePaper) -> bool:
    """Not needed after all."""
    return paper.status == "ok" and paper.reason == WAIVED


async def list_papers(session: AsyncSession, case_id: int) -> list[CasePaper]:
    """In the order they were asked for."""
    rows = await session.execute(select(CasePaper).where(CasePaper.case_id == case_id).order_by(CasePaper.id))
    return list(rows.scalars())


async def files_of(session: AsyncSession, case: Case, *, actor: Actor) -> list[CaseFile]:
    """The files in the case, then those of its chat that are in no case yet, as far as this colleague may see them."""
    a = Attachment
    rows = await session.execute(
        select(a.id, a.name, a.media_type, a.size, a.case_id, CasePaper.id, Message.walled)
        .outerjoin(CasePaper, (CasePaper.attachment_id == a.id) & (CasePaper.case_id == case.id))
        .outerjoin(Message, Message.id == a.message_id)
        .where((a.case_id == case.id) | ((a.conversation_id == case.conversation_id) & a.case_id.is_(None)))
        .order_by(a.case_id.is_(None), a.created_at)
    )
    return [
        CaseFile(file_id, name, kind, size, case_id is not None, paper_id)
        for file_id, name, kind, size, case_id, paper_id, walled in rows
        if case_id is not None or not walled or reads_walled(actor)
    ]


async def list_for_program(session: AsyncSession, case: Case, names: Sequence[str], *, now: datetime) -> int:
    """Put the papers a program asks for on a case that has none yet. Returns how many; a second call adds nothing."""
    wanted = [short for name in names if (short := _short(name)) and not short.startswith(NO_PAPER)]
    if not wanted or await list_papers(session, case.id):
        return 0
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    rows = [
        {"case_id": case.id, "name": name, "status": "asked", "changed_at": now}
        for name in dict.fromkeys(wanted[:MOST])
    ]
    await session.execute(insert(CasePaper).values(rows).on_conflict_do_nothing(index_elements=["case_id", "name"]))
    return len(rows)


async def mark_ok(
    session: AsyncSession,
    number: str,
    paper_id: int,
    *,
    actor: Actor,
    seen_revision: int | None,
    now: datetime,
    needed: bool = True,
) -> CasePaper:
    """A paper is in order (a photo, or the original shown in person), or with `needed` false not needed after all.

    Raises Conflict, NotAllowed, NotFound."""
    case = await held(session, number, actor=actor, seen_revision=seen_revision)
    paper = await _paper(session, case, paper_id, actor)
    paper.status, paper.reason = "ok", None if needed else WAIVED
    _changed(session, case, paper, actor=actor, kind="paper_ok" if needed else "paper_waived", now=now)
    await session.flush()
    return paper


async def ask_again(
    session: AsyncSession,
    number: str,
    paper_id: int,
    *,
    actor: Actor,
    seen_revision: int | None,
    reason: str,
    message: str,
    now: datetime,
) -> CasePaper:
    """The worker is to send this one paper (again): one `message` names it and why, and the case waits for papers.

    Raises Conflict, InvalidChange (no reason), NotAllowed, NotFound.
    """
    case = await held(session, number, actor=actor, seen_revision=seen_revision)
    paper = await _paper(session, case, paper_id, actor)
    await _ask(session, case, paper, actor=actor, reason=reason, message=message, now=now)
    return paper


async def ask_for(
    session: AsyncSession,
    number: str,
    name: str,
    *,
    actor: Actor,
    seen_revision: int | None,
    reason: str,
    message: str,
    now: datetime,
) -> CasePaper:
    """Ask for one more paper that is on no list. Raises like `ask_again`; InvalidChange for a name that stands there."""
    case = await held(session, number, actor=actor, seen_revision=seen_revision)
    require_right(actor, "cases.decide", case.county)
    name = _short(name)
    known = await list_papers(session, case.id)
    if not name or len(known) >= MOST or name in {p.name for p in known}:
        raise InvalidChange("no new paper", message="请写一个新的材料名称；已经在清单里的，点它的“请职工重发”。")
    paper = CasePaper(case_id=case.id, name=name, status="asked", changed_at=now)
    session.add(paper)
    await session.flush()
    await _ask(session, case, paper, actor=actor, reason=reason, message=message, now=now)
    return paper


async def place_file(
    session: AsyncSession,
    number: str,
    file_id: str,
    *,
    actor: Actor,
    seen_revision: int | None,
    paper_id: int | None,
    now: datetime,
) -> None:
    """This file is that paper (or, with None, none of them). What it stood for before is asked for again; a file of the
    chat comes into the case with it. Raises Conflict, NotAllowed, NotFound."""
    case = await held(session, number, actor=actor, seen_revision=seen_revision)
    require_right(actor, "cases.decide", case.county)
    seen = {f.id for f in await files_of(session, case, actor=actor)}
    file = await session.get(Attachment, file_id)
    if file is None or file_id not in seen:
        raise NotFound(f"attachment {file_id} in {number}")
    paper = await _paper(session, case, paper_id, actor) if paper_id is not None else None
    for other in await list_papers(session, case.id):
        if other.attachment_id == file_id and other is not paper:
            other.attachment_id, other.changed_at = None, now
            if other.status in ("received", "ok"):
                other.status, other.reason = "asked", None
    file.case_id = case.id
    if paper is not None:
        paper.attachment_id, paper.status, paper.reason, paper.changed_at = file_id, "received", None, now
    casefile.touch(case, now)
    data = {"file": file_id, "paper": paper.id if paper is not None else None}
    casefile.record(session, case, actor=actor, kind="paper_placed", data=data, now=now)
    await session.flush()


async def _ask(
    session: AsyncSession, case: Case, paper: CasePaper, *, actor: Actor, reason: str, message: str, now: datetime
) -> None:
    reason = reason.strip()
    if not reason or not message.strip():
        raise InvalidChange("no reason", message="请写明为什么要重发，职工才知道怎么改。")
    if case.closed_at is not None:
        raise InvalidChange(f"{case.number} is closed", message="案件已经了结，要先重新受理，才能请职工补材料。")
    paper.status, paper.reason = "redo", reason
    _changed(session, case, paper, actor=actor, kind="paper_redo", now=now, note=reason)
    if case.status != "needs_papers" and machine_of(case).allows(case.status, "needs_papers"):
        # It follows from the paper, whose event names the colleague and the reason.
        await casefile.change_status(session, case, actor=Actor.system(), status="needs_papers", now=now)
    elif case.status != "needs_papers":
        await clocks.asked(session, case, now)  # a case without that state waits for the worker, too
    await session.flush()
    await clocks.asked(session, case, now)
    await tell(session, case, message, actor=actor, now=now)


async def _paper(session: AsyncSession, case: Case, paper_id: int, actor: Actor) -> CasePaper:
    require_right(actor, "cases.decide", case.county)
    paper = await session.get(CasePaper, paper_id)
    if paper is None or paper.case_id != case.id:
        raise NotFound(f"paper {paper_id} of {case.number}")
    return paper


def _changed(
    session: AsyncSession,
    case: Case,
    paper: CasePaper,
    *,
    actor: Actor,
    kind: str,
    now: datetime,
    note: str | None = None,
) -> None:
    paper.checked_by, paper.changed_at = actor.id, now
    casefile.touch(case, now)
    casefile.record(session, case, actor=actor, kind=kind, data={"paper": paper.id}, note=note, now=now)


def _short(name: str) -> str:
    return " ".join(name.split())[:LONGEST_NAME]
