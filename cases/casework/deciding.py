"""What a colleague decides about a case: its next step, how pressing it is, and who works on it.

Every verb takes the `seen_revision` of the page it was decided on; a case that changed meanwhile raises Conflict and
nothing is done, so the second colleague can look first. After the commit the caller wakes `conversation:<id>`, `outbox`
and `queue`.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cases import appointments, casefile, clocks, conversations
from cases.access import sees_case
from cases.actors import Actor
from cases.casework.states import machine_of
from cases.casework.telling import tell
from cases.errors import Conflict, InvalidChange
from cases.models import Case, CaseEvent, Staff, StaffRole
from cases.rights import may, require_right

LOOKS = frozenset({"viewed", "file_viewed", "view_refused", "revealed"})


async def held(session: AsyncSession, number: str, *, actor: Actor, seen_revision: int | None) -> Case:
    """The case locked for a change, its chat before it: the order everybody keeps, so that nobody waits for each other.

    Raises NotFound, Conflict; a `seen_revision` of None takes the case as it is.
    """
    chat = (await casefile.by_number(session, number, actor=actor)).conversation_id
    await conversations.locked(session, chat)
    case = await casefile.locked(session, number, actor=actor)
    if seen_revision is not None and case.revision != seen_revision:
        raise Conflict(f"case {number} has revision {case.revision}, seen {seen_revision}")
    return case


async def decide(
    session: AsyncSession,
    number: str,
    *,
    actor: Actor,
    seen_revision: int | None,
    status: str,
    note: str | None,
    message: str | None,
    now: datetime,
) -> Case:
    """Move a case on and, with `message`, tell the worker, both or neither. A refused or cancelled case frees its time.

    Raises Conflict, NotFound, NotAllowed; InvalidChange for a step its machine does not have, a missing reason, or a step
    the worker must be told of without a message.
    """
    case = await held(session, number, actor=actor, seen_revision=seen_revision)
    step = machine_of(case).steps.get(status)
    if step is not None and step.always_told and not (message or "").strip():
        raise InvalidChange(
            f"{status} without telling", message=f"“{step.name}”一定要告诉职工原因，以及不同意可以怎么办。"
        )
    note = (note or "").strip() or None
    await casefile.change_status(session, case, actor=actor, status=status, note=note, now=now, quiet=not message)
    if status in ("refused", "cancelled"):
        await appointments.cancel_booking(session, case=case, actor=actor, now=now)
    if message:
        await tell(session, case, message, actor=actor, now=now)
    return case


async def change_tier(
    session: AsyncSession,
    number: str,
    *,
    actor: Actor,
    seen_revision: int | None,
    tier: str,
    reason: str,
    now: datetime,
) -> Case:
    """Make a case ordinary, urgent or major, with a reason; its clocks follow.

    Raises Conflict, InvalidChange, NotAllowed, NotFound.
    """
    case = await held(session, number, actor=actor, seen_revision=seen_revision)
    if tier == case.tier:
        raise InvalidChange(f"{case.tier} -> {tier}", message="请选择另一个紧急程度。")
    await clocks.change_tier(session, case, actor=actor, tier=tier, note=reason, now=now)
    await session.flush()
    return case


async def assign(
    session: AsyncSession, number: str, *, actor: Actor, seen_revision: int | None, staff_id: int | None, now: datetime
) -> Case:
    """Give a case to a colleague who may work on it (oneself, too), or to nobody.

    Raises Conflict, InvalidChange (that colleague does not see it), NotAllowed, NotFound.
    """
    case = await held(session, number, actor=actor, seen_revision=seen_revision)
    require_right(actor, "cases.decide", case.county)
    if case.assigned_to == staff_id:
        return case
    if staff_id is not None and staff_id not in {found for found, _ in await may_work_on(session, case)}:
        raise InvalidChange(f"staff {staff_id} does not see {number}", message="这位同事看不到这个案件，不能交给他办。")
    before, case.assigned_to = case.assigned_to, staff_id
    casefile.touch(case, now)
    casefile.record(session, case, actor=actor, kind="assigned", data={"from": before, "to": staff_id}, now=now)
    await session.flush()
    return case


async def may_work_on(session: AsyncSession, case: Case) -> list[tuple[int, str]]:
    """(id, name) of the active colleagues who see this case and may decide it, by name."""
    rows = await session.execute(
        select(Staff.id, Staff.name, StaffRole.role, StaffRole.county)
        .join(StaffRole, StaffRole.staff_id == Staff.id)
        .where(Staff.active)
    )
    roles: dict[tuple[int, str], set[tuple[str, str | None]]] = {}
    for staff_id, name, role, county in rows:
        roles.setdefault((staff_id, name), set()).add((role, county))
    actors = [Actor("staff", staff_id, name, frozenset(held)) for (staff_id, name), held in roles.items()]
    fit = [a for a in actors if sees_case(a, case) and may(a, "cases.decide", case.county)]
    return sorted(((a.id or 0, a.name) for a in fit), key=lambda pair: (pair[1], pair[0]))


async def changes_since(session: AsyncSession, case_id: int, *, event_id: int) -> list[CaseEvent]:
    """What happened to a case after the event a page showed last; looks are no changes."""
    rows = await session.execute(
        select(CaseEvent).where(CaseEvent.case_id == case_id, CaseEvent.id > event_id).order_by(CaseEvent.id)
    )
    return [event for event in rows.scalars() if event.kind not in LOOKS]
