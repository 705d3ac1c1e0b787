"""Cases that belong together: links, and cases that are probably the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases import casefile, conversations
from cases.access import sees_case
from cases.actors import Actor
from cases.errors import InvalidChange, NotFound
from cases.models import Case, CaseLink, Person
from cases.rights import require_right

LINK_KINDS = ("related", "duplicate", "follow_up")
LIKELY_DAYS = 30
MOST_LIKELY = 5


@dataclass(frozen=True, slots=True)
class Linked:
    """The other end of a link. `other` is None when it is not this colleague's to see: then only that there is one shows."""

    link_id: int
    kind: str
    other: Case | None


async def link(
    session: AsyncSession, number: str, other_number: str, *, kind: str, actor: Actor, now: datetime
) -> CaseLink:
    """Say that two cases belong together; a link that is there takes the new kind. Both get the event.

    Raises InvalidChange (to itself, unknown kind), NotAllowed, NotFound for a case that is not the actor's to see.
    """
    if kind not in LINK_KINDS or number == other_number:
        raise InvalidChange(f"{number} {kind} {other_number}", message="请填另一个案件的编号，并选择两者的关系。")
    pair = await locked_pair(session, number, other_number, actor=actor)
    for case in pair:
        require_right(actor, "cases.decide", case.county)
    first, second = sorted(pair, key=lambda case: case.id)
    row = (
        await session.execute(select(CaseLink).where(CaseLink.case_id == first.id, CaseLink.other_id == second.id))
    ).scalar_one_or_none()
    if row is not None and row.kind == kind:
        return row
    if row is None:
        row = CaseLink(case_id=first.id, other_id=second.id, kind=kind, by=actor.id, at=now)
        session.add(row)
    else:
        row.kind, row.by, row.at = kind, actor.id, now
    for case, there in ((first, second), (second, first)):
        casefile.touch(case, now)
        casefile.record(session, case, actor=actor, kind="linked", data={"case": there.id, "link": kind}, now=now)
    await session.flush()
    return row


async def unlink(session: AsyncSession, number: str, link_id: int, *, actor: Actor, now: datetime) -> None:
    """Take a link of this case away. Raises NotAllowed, NotFound."""
    case = await casefile.locked(session, number, actor=actor)
    require_right(actor, "cases.decide", case.county)
    row = await session.get(CaseLink, link_id)
    if row is None or case.id not in (row.case_id, row.other_id):
        raise NotFound(f"link {link_id} of {number}")
    other = await session.get(Case, row.other_id if row.case_id == case.id else row.case_id)
    for one in (case, other):
        if one is not None:
            casefile.touch(one, now)
            casefile.record(session, one, actor=actor, kind="unlinked", data={"link": row.kind}, now=now)
    await session.delete(row)
    await session.flush()


async def links_of(session: AsyncSession, case_id: int, *, actor: Actor) -> list[Linked]:
    """Links of a case, oldest first."""
    rows = (
        await session.execute(
            select(CaseLink).where(or_(CaseLink.case_id == case_id, CaseLink.other_id == case_id)).order_by(CaseLink.id)
        )
    ).scalars()
    found = []
    for row in list(rows):
        other = await session.get(Case, row.other_id if row.case_id == case_id else row.case_id)
        found.append(Linked(row.id, row.kind, other if other is not None and sees_case(actor, other) else None))
    return found


async def likely_duplicates(session: AsyncSession, case: Case, *, actor: Actor) -> list[Case]:
    """Open cases that are probably this one again: the same person or phone, the same kind and program, within 30 days."""
    person = await session.get(Person, case.person_id)
    same = [Case.person_id == case.person_id]
    if person is not None and person.phone_index:
        same.append(Case.person_id.in_(select(Person.id).where(Person.phone_index == person.phone_index)))
    span = timedelta(days=LIKELY_DAYS)
    rows = await session.execute(
        select(Case)
        .where(
            or_(*same),
            Case.id != case.id,
            Case.kind == case.kind,
            Case.program_id == case.program_id if case.program_id else Case.program_id.is_(None),
            Case.closed_at.is_(None),
            Case.merged_into.is_(None),
            Case.created_at.between(case.created_at - span, case.created_at + span),
        )
        .order_by(Case.id.desc())
        .limit(MOST_LIKELY)
    )
    return [found for found in rows.scalars() if sees_case(actor, found)]


async def locked_pair(session: AsyncSession, number: str, other: str, *, actor: Actor) -> Sequence[Case]:
    """Both cases locked, after their chats and in one order for everybody, so that two never wait for each other; returned
    as asked."""
    chats = {(await casefile.by_number(session, n, actor=actor)).conversation_id for n in (number, other)}
    for chat in sorted(chats):
        await conversations.locked(session, chat)
    found = {n: await casefile.locked(session, n, actor=actor) for n in sorted((number, other))}
    return found[number], found[other]
