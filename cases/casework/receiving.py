"""Files a worker sends in the chat find the paper they were asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases import casefile
from cases.access import require, sees_case
from cases.actors import Actor
from cases.casework.papers import list_papers
from cases.errors import NotFound
from cases.models import Attachment, Case, CasePaper


@dataclass(frozen=True, slots=True)
class Received:
    """`filled`: names of the papers that are there now. `unsure`: (id, name) of the papers the one file could be, so that
    the worker is asked which; then nothing was filled. `missing`: names still asked for again."""

    filled: tuple[str, ...] = ()
    unsure: tuple[tuple[int, str], ...] = ()
    missing: tuple[str, ...] = ()


async def waiting_case(session: AsyncSession, conversation_id: str) -> Case | None:
    """The case of a chat that new files belong to: the newest open one a paper was asked again for, or the newest open."""
    return await _asked_again(session, conversation_id) or await casefile.latest_open(session, conversation_id)


async def receive_beside_staff(
    session: AsyncSession, conversation_id: str, file_ids: Sequence[str], *, now: datetime
) -> None:
    """Files that come while a colleague has the chat: into the case that waits for papers, without a word. Where no paper
    was asked again for they stay in the chat, for the colleague to put where they belong."""
    case = await _asked_again(session, conversation_id) if file_ids else None
    if case is not None:
        await receive_files(session, case, file_ids, now=now)


async def _asked_again(session: AsyncSession, conversation_id: str) -> Case | None:
    found = await session.execute(
        select(Case)
        .join(CasePaper, CasePaper.case_id == Case.id)
        .where(Case.conversation_id == conversation_id, Case.closed_at.is_(None), CasePaper.status == "redo")
        .order_by(Case.id.desc())
        .limit(1)
    )
    return found.scalar_one_or_none()


async def receive_files(session: AsyncSession, case: Case, file_ids: Sequence[str], *, now: datetime) -> Received:
    """Put files of the case's chat into it and, where it is clear, to the papers they are.

    One paper asked for again: the file is that one. Several: one file leaves the question (`unsure`), several files fill the
    papers in the order they were asked. With nothing asked again, the program's list counts the same way, except that
    several files for several papers stay without one, for staff to sort.
    """
    fresh = list((await session.execute(_loose(case, file_ids))).scalars())
    await casefile.add_attachments(session, case, file_ids, now=now)
    if not fresh:
        return Received()
    papers = await list_papers(session, case.id)
    again = [p for p in papers if p.status == "redo"]
    wanted = again or [p for p in papers if p.status == "asked"]
    if len(wanted) == 1 or (again and len(fresh) > 1):
        for paper, file_id in zip(wanted, fresh, strict=False):
            _fill(paper, file_id, now)
        return await _result(session, case, wanted[: len(fresh)], now=now)
    if wanted and len(fresh) == 1:
        return Received(unsure=tuple((p.id, p.name) for p in wanted), missing=tuple(p.name for p in again))
    return Received(missing=tuple(p.name for p in again))


async def name_file(
    session: AsyncSession, paper_id: int, file_id: str, *, actor: Actor, now: datetime
) -> tuple[Case, Received]:
    """The worker said which paper a file is. Raises NotFound for a paper or file of others; one that is filled already by
    this very file changes nothing, one that staff have found in order stays so (the file stays in the case)."""
    paper = await session.get(CasePaper, paper_id)
    case = await session.get(Case, paper.case_id) if paper is not None else None
    if paper is None or case is None or not sees_case(actor, case):
        raise NotFound(f"paper {paper_id}")
    case = await casefile.locked(session, case.number, actor=actor)
    require(actor.kind == "worker")
    file = await session.get(Attachment, file_id)
    if file is None or file.case_id != case.id or file.conversation_id != case.conversation_id:
        raise NotFound(f"attachment {file_id}")
    used = {p.attachment_id for p in await list_papers(session, case.id)}
    if file_id in used or paper.status in ("ok", "received"):
        return case, Received()
    _fill(paper, file_id, now)
    return case, await _result(session, case, [paper], now=now)


def _loose(case: Case, file_ids: Sequence[str]) -> Select[str]:
    return (
        select(Attachment.id)
        .where(
            Attachment.id.in_(file_ids),
            Attachment.conversation_id == case.conversation_id,
            Attachment.case_id.is_(None),
        )
        .order_by(Attachment.created_at, Attachment.id)
    )


def _fill(paper: CasePaper, file_id: str, now: datetime) -> None:
    paper.attachment_id, paper.status, paper.reason, paper.changed_at = file_id, "received", None, now


async def _result(session: AsyncSession, case: Case, filled: Sequence[CasePaper], *, now: datetime) -> Received:
    worker = Actor.worker(case.person_id)
    casefile.touch(case, now)
    for paper in filled:
        casefile.record(session, case, actor=worker, kind="paper_received", data={"paper": paper.id}, now=now)
    await session.flush()
    missing = [p for p in await list_papers(session, case.id) if p.status == "redo"]
    if not missing and case.status == "needs_papers":
        await casefile.change_status(session, case, actor=worker, status="accepted", now=now)
    return Received(filled=tuple(p.name for p in filled), missing=tuple(p.name for p in missing))
