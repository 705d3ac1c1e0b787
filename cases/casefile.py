"""The case file: opening a case, moving it on, reading it. Every change leaves an event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cases import audit, clocks
from cases.access import require, sees_case
from cases.actors import Actor
from cases.casework import places
from cases.casework.states import check_way, machine_of
from cases.errors import InvalidChange, NotFound
from cases.models import CLOSED_STATUSES, Attachment, Case, CaseEvent, Conversation
from cases.numbers import new_number
from cases.rights import require_right
from cases.warnings.fields import read_fields

# Events that also go into the chained log (cases/audit): looks, and what moves whole cases about.
AUDITED = frozenset({"viewed", "view_refused", "revealed", "file_viewed", "merged", "merge_undone"})


async def open_case(
    session: AsyncSession,
    *,
    actor: Actor,
    kind: str,
    person_id: int,
    conversation_id: str,
    fields: Mapping[str, Any],
    now: datetime,
    program_id: str | None = None,
    county: str | None = None,
    run: str | None = None,
    due_at: datetime | None = None,
    status: str = "submitted",
    tier: str = "ordinary",
) -> tuple[Case, bool]:
    """Open a case; with a `run` that opened one already, return that one and False.

    `fields`: key → {"label", "value", "display"}. Raises ProgramFull when the last place has gone.
    """
    if run is not None:
        found = (await session.execute(select(Case).where(Case.run == run))).scalar_one_or_none()
        if found is not None:
            return found, False
    if program_id is not None:
        await places.take_place(session, program_id)
    employer, employer_key, topic = read_fields(kind, program_id, fields)
    case = Case(
        number=await _free_number(session, now),
        kind=kind,
        program_id=program_id,
        person_id=person_id,
        conversation_id=conversation_id,
        county=county,
        status=status,
        fields=dict(fields),
        run=run,
        due_at=due_at,
        tier=tier,
        employer=employer,
        employer_key=employer_key,
        topic=topic,
        created_at=now,
        updated_at=now,
    )
    session.add(case)
    await session.flush()
    record(session, case, actor=actor, kind="opened", data={"status": status}, now=now)
    await clocks.case_opened(session, case, now)
    return case, True


async def change_status(
    session: AsyncSession,
    case: Case,
    *,
    actor: Actor,
    status: str,
    now: datetime,
    note: str | None = None,
    quiet: bool = False,
) -> None:
    """Move a case on, as its machine (cases/casework/states.yml) allows. `quiet`: the note is not for the worker's eyes.

    Raises InvalidChange for a step the machine does not have or a reason that is missing, NotAllowed for a foreign case or
    a step this person may not take.
    """
    require(sees_case(actor, case), f"{actor.kind} {actor.id} on case {case.number}")
    check_way(case, status)
    step = machine_of(case).steps[status]
    if actor.kind == "staff":
        require_right(actor, step.right, case.county)
        if (step.needs_note or case.closed_at is not None) and not (note or "").strip():
            raise InvalidChange(f"{status} without a reason", message=f"改为“{step.name}”要写明原因或说明。")
    elif actor.kind == "worker":
        require(step.worker_may and case.closed_at is None, f"worker {actor.id} into {status}")
    await _move(session, case, actor=actor, status=status, note=note, now=now, quiet=quiet)


async def _move(
    session: AsyncSession,
    case: Case,
    *,
    actor: Actor,
    status: str,
    note: str | None,
    now: datetime,
    quiet: bool = False,
) -> None:
    check_way(case, status)
    before = case.status
    if case.program_id is not None:
        placeless = ("cancelled", "refused")
        if status in placeless and before not in placeless:
            await places.free_place(session, case.program_id)
        elif before in placeless and status not in placeless:
            await places.take_place(session, case.program_id)  # before the case changes: it may raise ProgramFull
    case.status = status
    case.closed_at = now if status in CLOSED_STATUSES else None
    touch(case, now)
    data: dict[str, Any] = {"from": before, "to": status}
    if quiet and note:
        data["quiet"] = True
    record(session, case, actor=actor, kind="status", data=data, note=note, now=now)
    await session.flush()
    await clocks.case_moved(session, case, before, now)


def touch(case: Case, now: datetime) -> None:
    """The case changed: who had the older page open is to find out."""
    case.revision = (case.revision or 0) + 1
    case.updated_at = now


def record(
    session: AsyncSession,
    case: Case,
    *,
    actor: Actor,
    kind: str,
    data: Mapping[str, Any],
    now: datetime,
    note: str | None = None,
) -> None:
    """Append an event to a case. `data` holds ids and states only; words about people go into `note`."""
    session.add(
        CaseEvent(
            case_id=case.id,
            at=now,
            actor_kind=actor.kind,
            actor_id=actor.id,
            kind=kind,
            data=dict(data),
            note=note,
        )
    )
    if kind in AUDITED:
        audit.record(session, actor=actor, action=f"case.{kind}", subject=f"case:{case.number}", data=data, now=now)


async def by_number(session: AsyncSession, number: str, *, actor: Actor) -> Case:
    """The case with this number; NotFound also when it is not the actor's to see."""
    case = (await session.execute(select(Case).where(Case.number == number))).scalar_one_or_none()
    if case is None or not sees_case(actor, case):
        raise NotFound(f"case {number}")
    return case


async def locked(session: AsyncSession, number: str, *, actor: Actor) -> Case:
    """Like by_number, read afresh and locked for the rest of the transaction."""
    case = (
        await session.execute(
            select(Case).where(Case.number == number).with_for_update().execution_options(populate_existing=True)
        )
    ).scalar_one_or_none()
    if case is None or not sees_case(actor, case):
        raise NotFound(f"case {number}")
    return case


async def by_number_and_phone(session: AsyncSession, number: str, phone: str) -> Case | None:
    """The case with this number, if this very phone was left with it; None otherwise. For people on another device."""
    case = (await session.execute(select(Case).where(Case.number == number))).scalar_one_or_none()
    kept = case.fields.get("phone", {}).get("value") if case is not None else None
    return case if kept is not None and kept == phone else None


async def by_run(session: AsyncSession, run: str, *, actor: Actor) -> Case | None:
    """The case a filled-in form opened, if it is the actor's to see."""
    case = (await session.execute(select(Case).where(Case.run == run))).scalar_one_or_none()
    return case if case is not None and sees_case(actor, case) else None


async def latest_open(session: AsyncSession, conversation_id: str) -> Case | None:
    """The newest case of a chat that papers can still go into; hand-overs and opinions take none."""
    found = await session.execute(
        select(Case)
        .where(
            Case.conversation_id == conversation_id,
            Case.closed_at.is_(None),
            Case.kind.in_(("enrollment", "legal_consultation", "psych_consultation")),
        )
        .order_by(Case.id.desc())
        .limit(1)
    )
    return found.scalar_one_or_none()


async def look(session: AsyncSession, number: str, *, actor: Actor, now: datetime) -> Case:
    """Like by_number for staff, and the look itself becomes an event of the case (design D8)."""
    case = await by_number(session, number, actor=actor)
    record(session, case, actor=actor, kind="viewed", data={}, now=now)
    await session.flush()
    return case


async def record_refusal(
    session: AsyncSession, number: str, *, actor: Actor, now: datetime, what: str | None = None
) -> bool:
    """Somebody asked for a case that is not theirs: an event of that case. False when there is no such case at all.

    `what` was tried with it, where it was more than a look: link, group, file.
    """
    case = (await session.execute(select(Case).where(Case.number == number))).scalar_one_or_none()
    if case is not None:
        record(session, case, actor=actor, kind="view_refused", data={"what": what} if what else {}, now=now)
        await session.flush()
    return case is not None


async def cases_of(session: AsyncSession, person_id: int, *, limit: int = 20) -> list[Case]:
    """A person's cases, open ones first, newest first."""
    rows = list(
        (
            await session.execute(select(Case).where(Case.person_id == person_id).order_by(Case.id.desc()).limit(limit))
        ).scalars()
    )
    return sorted(rows, key=lambda case: case.closed_at is not None)


async def events(session: AsyncSession, case_id: int) -> list[CaseEvent]:
    rows = await session.execute(select(CaseEvent).where(CaseEvent.case_id == case_id).order_by(CaseEvent.id))
    return list(rows.scalars())


async def open_handoff(session: AsyncSession, conversation_id: str) -> Case | None:
    """The hand-over case of a chat that has not ended yet."""
    found = await session.execute(
        select(Case).where(Case.conversation_id == conversation_id, Case.kind == "handoff", Case.closed_at.is_(None))
    )
    return found.scalar_one_or_none()


async def accept_handoff(session: AsyncSession, case: Case, *, actor: Actor, now: datetime) -> None:
    """A colleague took the chat. Who may see the chat may do this, whatever their role says about hand-over cases."""
    if case.status == "submitted":
        await _move(session, case, actor=actor, status="accepted", note=None, now=now)


async def end_handoff(session: AsyncSession, case: Case, *, actor: Actor, note: str | None, now: datetime) -> None:
    """The talk is over. Who had the chat may do this, whatever their role says about hand-over cases."""
    await _move(session, case, actor=actor, status="done", note=note, now=now)


async def add_attachments(session: AsyncSession, case: Case, attachment_ids: Sequence[str], *, now: datetime) -> int:
    """Put files of the case's own chat into the case; files that are filed already or foreign are left alone."""
    done = await session.execute(
        update(Attachment)
        .where(
            Attachment.id.in_(attachment_ids),
            Attachment.conversation_id == case.conversation_id,
            Attachment.case_id.is_(None),
        )
        .values(case_id=case.id)
        .execution_options(synchronize_session=False)
    )
    count = int(done.rowcount)  # type: ignore[attr-defined]
    if count:
        touch(case, now)
        record(session, case, actor=Actor.worker(case.person_id), kind="papers", data={"count": count}, now=now)
        await clocks.answered(session, case, now)
    return count


async def conversation_of(session: AsyncSession, case: Case) -> Conversation:
    row = await session.get(Conversation, case.conversation_id)
    if row is None:
        raise NotFound(f"conversation {case.conversation_id}")
    return row


async def _free_number(session: AsyncSession, now: datetime) -> str:
    while True:
        number = new_number(now)
        if (await session.execute(select(Case.id).where(Case.number == number))).first() is None:
            return number
