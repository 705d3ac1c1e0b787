"""Two cases that are one matter: what would move, moving it, and taking it back.

The merged case closes as cancelled and points to the kept one. Its papers, files, links and, where the kept case has none,
its appointment move over; what happened to it stays with it and is shown with the kept case. For seven days it can be undone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases import appointments, casefile, clocks
from cases.access import sees_case
from cases.actors import Actor
from cases.casework import moving, places
from cases.casework.linking import locked_pair
from cases.casework.telling import tell
from cases.errors import Conflict, InvalidChange, NotFound, ProgramFull
from cases.models import Attachment, Case, CaseLink, CaseMerge, CasePaper, Person
from cases.rights import require_right

UNDO_DAYS = 7


@dataclass(frozen=True, slots=True)
class Preview:
    """What a merge would do. `problem`: why it cannot be done, in words for staff; None when it can.

    `booking`: none | moves | cancelled (the kept case has a time of its own). `needs_reason`: the cases are of two people
    as far as we know (one anonymous, or both of one name and phone), so somebody has to say why they are one.
    """

    kept: Case
    merged: Case
    papers: tuple[str, ...]
    files: int
    links: int
    booking: str
    needs_reason: bool
    problem: str | None


async def preview(session: AsyncSession, kept_number: str, merged_number: str, *, actor: Actor) -> Preview:
    """Look before merging. Raises NotFound for a case that is not the actor's to see."""
    kept = await casefile.by_number(session, kept_number, actor=actor)
    merged = await casefile.by_number(session, merged_number, actor=actor)
    return await _looked(session, kept, merged)


async def merge(
    session: AsyncSession,
    kept_number: str,
    merged_number: str,
    *,
    actor: Actor,
    seen: tuple[int, int],
    reason: str,
    message: str,
    now: datetime,
) -> CaseMerge:
    """Merge a case into another; `message` tells its worker once. `seen`: the revisions (kept, merged) of the preview.

    Raises Conflict when either changed since, InvalidChange with the preview's problem, NotAllowed, NotFound.
    """
    kept, merged = await locked_pair(session, kept_number, merged_number, actor=actor)
    for case in (kept, merged):
        require_right(actor, "cases.merge", case.county)
    if (kept.revision, merged.revision) != seen:
        raise Conflict(f"{kept.number} or {merged.number} changed")
    looked = await _looked(session, kept, merged)
    if looked.problem is not None:
        raise InvalidChange("merge refused", message=looked.problem)
    if looked.needs_reason and not reason.strip():
        raise InvalidChange("no reason", message="两个案件不在同一个人名下，请写明为什么是同一件事。")
    before = {
        "status": merged.status,
        "assigned_to": merged.assigned_to,
        "kept_status": kept.status,
        "papers": await moving.move_papers(session, kept, merged),
        "files": await moving.move_files(session, kept, merged),
        "links": await moving.move_links(session, kept, merged),
        "booking": await moving.move_booking(session, kept, merged, actor=actor, now=now),
    }
    note = reason.strip() or None
    await casefile.change_status(
        session, merged, actor=Actor.system(), status="cancelled", note=note, now=now, quiet=True
    )
    merged.merged_into = kept.id
    row = CaseMerge(kept_id=kept.id, merged_id=merged.id, before=before, by=actor.id, at=now)
    session.add(row)
    await session.flush()
    casefile.touch(kept, now)
    data = {"kept": kept.id, "merged": merged.id, "merge": row.id}
    for case in (kept, merged):
        casefile.record(session, case, actor=actor, kind="merged", data=data, note=note, now=now)
    await session.flush()
    if message.strip():
        await tell(session, merged, message, actor=actor, now=now)
    return row


async def undo(session: AsyncSession, merged_number: str, *, actor: Actor, message: str, now: datetime) -> Case:
    """Take a merge back within seven days: the merged case stands where it stood, with what it brought.

    Raises InvalidChange that says what prevents it, NotAllowed, NotFound.
    """
    merged = await casefile.by_number(session, merged_number, actor=actor)
    kept = await kept_of(session, merged)
    if kept is None or not sees_case(actor, kept):
        raise NotFound(f"{merged_number} is merged into nothing", message="这个案件没有合并过。")
    kept, merged = await locked_pair(session, kept.number, merged.number, actor=actor)
    for case in (kept, merged):
        require_right(actor, "cases.merge", case.county)
    row = (
        await session.execute(
            select(CaseMerge)
            .where(CaseMerge.merged_id == merged.id, CaseMerge.kept_id == kept.id, CaseMerge.undone_at.is_(None))
            .order_by(CaseMerge.id.desc())
            .limit(1)
        )
    ).scalar_one_or_none()
    if row is None:
        raise NotFound(f"no merge of {merged_number}", message="这个案件没有合并过。")
    problem = await _hindrance(session, row, kept, now)
    if problem is not None:
        raise InvalidChange("undo refused", message=problem)
    if merged.program_id is not None:
        try:
            await places.take_place(session, merged.program_id)
        except ProgramFull as error:
            raise InvalidChange("the place is gone", message="名额已经报满，合并撤不回来了。") from error
    await moving.move_back(session, row.before, kept, merged, now)
    merged.merged_into, merged.status, merged.closed_at = None, str(row.before["status"]), None
    merged.assigned_to = row.before["assigned_to"]
    await clocks.case_moved(session, merged, "cancelled", now)
    row.undone_at, row.undone_by = now, actor.id
    for case in (kept, merged):
        casefile.touch(case, now)
        data = {"kept": kept.id, "merged": merged.id, "merge": row.id}
        casefile.record(session, case, actor=actor, kind="merge_undone", data=data, now=now)
    await session.flush()
    if message.strip():
        await tell(session, merged, message, actor=actor, now=now)
    return merged


async def kept_of(session: AsyncSession, case: Case) -> Case | None:
    """The case this one was merged into."""
    return await session.get(Case, case.merged_into) if case.merged_into is not None else None


async def merged_into(session: AsyncSession, case_id: int) -> list[Case]:
    """The cases that were merged into this one, oldest first."""
    rows = await session.execute(select(Case).where(Case.merged_into == case_id).order_by(Case.id))
    return list(rows.scalars())


async def _looked(session: AsyncSession, kept: Case, merged: Case) -> Preview:
    papers = await session.execute(select(CasePaper.name).where(CasePaper.case_id == merged.id).order_by(CasePaper.id))
    files = (await session.execute(select(Attachment.id).where(Attachment.case_id == merged.id))).all()
    links = (
        await session.execute(
            select(CaseLink.id).where(or_(CaseLink.case_id == merged.id, CaseLink.other_id == merged.id))
        )
    ).all()
    booking = "none"
    if await appointments.booking_of(session, merged.id) is not None:
        booking = "moves" if await appointments.booking_of(session, kept.id) is None else "cancelled"
    same = kept.person_id == merged.person_id
    problem = None
    if kept.id == merged.id:
        problem = "这是同一个案件。"
    elif kept.kind != merged.kind or kept.program_id != merged.program_id:
        problem = "不是同一类事项，不能合并；可以建立关联。"
    elif kept.closed_at is not None or merged.closed_at is not None:
        problem = "有一个案件已经了结，不能合并；可以建立关联。"
    elif not (
        same
        or await _anonymous(session, kept)
        or await _anonymous(session, merged)
        or await _same_name_and_phone(session, kept, merged)
    ):
        problem = "不是同一个人的案件，不能合并；可以建立关联，或者建成群体案件。"
    return Preview(kept, merged, tuple(papers.scalars()), len(files), len(links), booking, not same, problem)


async def _anonymous(session: AsyncSession, case: Case) -> bool:
    person = await session.get(Person, case.person_id)
    return person is None or (person.name is None and person.phone_index is None and person.id_number_index is None)


async def _same_name_and_phone(session: AsyncSession, kept: Case, merged: Case) -> bool:
    """Somebody who applied once more from another device is another person to us until staff say otherwise."""
    one, other = await session.get(Person, kept.person_id), await session.get(Person, merged.person_id)
    if one is None or other is None or one.phone_index is None:
        return False
    return one.phone_index == other.phone_index and one.name is not None and one.name == other.name


async def _hindrance(session: AsyncSession, row: CaseMerge, kept: Case, now: datetime) -> str | None:
    """What of the kept case changed so that the merge cannot be taken back."""
    if now - row.at > timedelta(days=UNDO_DAYS):
        return f"合并已经超过 {UNDO_DAYS} 天，撤不回来了。"
    if kept.closed_at is not None or kept.merged_into is not None:
        return "保留的案件已经了结，要先重新受理，才能撤销合并。"
    if not row.before or await _erased(session, kept):
        return "职工已经要求删除个人信息，撤不回来了。"
    moved = row.before["files"]
    used = await session.execute(
        select(CasePaper.name).where(
            CasePaper.case_id == kept.id,
            CasePaper.attachment_id.in_(moved),
            CasePaper.id.not_in(row.before["papers"]),
        )
    )
    if names := list(used.scalars()):
        return f"并过来的文件已经用作“{names[0]}”，请先把它移开，再撤销合并。"
    booking = row.before["booking"]
    if booking is not None and booking["moved"]:
        live = await appointments.booking_of(session, kept.id)
        if live is None or live[0].id != booking["id"]:
            return "并过来的预约已经改动过，撤不回来了。"
    return None


async def _erased(session: AsyncSession, case: Case) -> bool:
    person = await session.get(Person, case.person_id)
    return person is not None and person.erased_at is not None
