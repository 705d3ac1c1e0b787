"""Group cases: many workers, one employer. The cases stay one by one; they are followed, moved and told together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases import casefile
from cases.access import WALLED_KINDS, sees_case
from cases.actors import Actor
from cases.casework.deciding import decide
from cases.casework.telling import tell
from cases.errors import CasesError, InvalidChange, NotFound
from cases.models import Case, CaseGroup
from cases.numbers import new_number
from cases.rights import may, require_right

MOST_MEMBERS = 500
LONGEST_TITLE = 120
EMPLOYER_DAYS = 180  # how far back cases of one employer are proposed for a group


@dataclass(frozen=True, slots=True)
class GroupView:
    """`members`: the cases this colleague may see; `hidden`: how many more there are."""

    group: CaseGroup
    members: tuple[Case, ...]
    hidden: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a step did to one member: `problem` None when it was done, or why not, in words for staff."""

    number: str
    conversation_id: str
    problem: str | None


async def create(
    session: AsyncSession,
    *,
    title: str,
    numbers: Sequence[str],
    actor: Actor,
    now: datetime,
    note: str = "",
) -> CaseGroup:
    """Make a group of these cases. Its county is theirs when they share one, and its employer, too.

    Raises InvalidChange (no title, fewer than two cases, a case in another group, counselling), NotAllowed, NotFound.
    """
    title = " ".join(title.split())[:LONGEST_TITLE]
    if not title:
        raise InvalidChange("no title", message="请给群体案件起个名称，例如“某某工地欠薪”。")
    wanted = sorted(set(numbers))
    if not 2 <= len(wanted) <= MOST_MEMBERS:
        raise InvalidChange(f"{len(wanted)} cases", message=f"群体案件要有 2 到 {MOST_MEMBERS} 个案件。")
    cases = [await _joinable(session, number, actor) for number in wanted]
    counties, employers = {c.county for c in cases}, {c.employer_key for c in cases}
    group = CaseGroup(
        number=await _free_number(session, now),
        title=title,
        employer_key=employers.pop() if len(employers) == 1 else None,
        county=counties.pop() if len(counties) == 1 else None,
        note=note.strip() or None,
        created_by=actor.id,
        created_at=now,
    )
    session.add(group)
    await session.flush()
    for case in cases:
        _join(session, case, group, actor, now)
    await session.flush()
    return group


async def of_employer(session: AsyncSession, employer_key: str, *, actor: Actor, now: datetime) -> list[Case]:
    """Open cases of one employer that are in no group yet, oldest first: what a group could be made of."""
    rows = await session.execute(
        select(Case)
        .where(
            Case.employer_key == employer_key,
            Case.created_at >= now - timedelta(days=EMPLOYER_DAYS),
            Case.closed_at.is_(None),
            Case.group_id.is_(None),
            Case.kind.not_in(WALLED_KINDS),
        )
        .order_by(Case.id)
        .limit(MOST_MEMBERS)
    )
    return [case for case in rows.scalars() if sees_case(actor, case)]


async def look(session: AsyncSession, number: str, *, actor: Actor, now: datetime) -> GroupView:
    """A group for a colleague who may see one of its cases; the look is an event of each case seen.

    Raises NotFound, also for a group none of whose cases are the actor's to see.
    """
    view = await read(session, number, actor=actor)
    for case in view.members:
        casefile.record(session, case, actor=actor, kind="viewed", data={"group": view.group.id}, now=now)
    await session.flush()
    return view


async def read(session: AsyncSession, number: str, *, actor: Actor) -> GroupView:
    """Like `look`, without the events: for reading again what is on the screen."""
    group = await _group(session, number)
    rows = await session.execute(select(Case).where(Case.group_id == group.id).order_by(Case.id))
    cases = list(rows.scalars())
    seen = tuple(case for case in cases if sees_case(actor, case))
    own = group.created_by == actor.id or may(actor, "cases.group", group.county)
    if not seen and (cases or not own):
        raise NotFound(f"group {number}")
    return GroupView(group, seen, len(cases) - len(seen))


async def add(session: AsyncSession, number: str, case_number: str, *, actor: Actor, now: datetime) -> None:
    """Take one more case into a group. Raises InvalidChange, NotAllowed, NotFound."""
    group = await _open_group(session, number, actor)
    case = await _joinable(session, case_number, actor)
    count = await session.execute(select(func.count()).select_from(Case).where(Case.group_id == group.id))
    if count.scalar_one() >= MOST_MEMBERS:
        raise InvalidChange("group is full", message=f"群体案件最多 {MOST_MEMBERS} 个案件。")
    _join(session, case, group, actor, now)
    await session.flush()


async def remove(session: AsyncSession, number: str, case_number: str, *, actor: Actor, now: datetime) -> None:
    """Take a case out of a group; it goes on by itself. Raises InvalidChange, NotAllowed, NotFound."""
    group = await _open_group(session, number, actor)
    case = await casefile.locked(session, case_number, actor=actor)
    if case.group_id != group.id:
        raise NotFound(f"case {case_number} in group {number}")
    case.group_id = None
    casefile.touch(case, now)
    casefile.record(session, case, actor=actor, kind="group_left", data={"group": group.id}, now=now)
    await session.flush()


async def step_all(
    session: AsyncSession,
    number: str,
    *,
    actor: Actor,
    status: str,
    note: str | None,
    message: Callable[[Case], str | None],
    now: datetime,
) -> list[Outcome]:
    """Move every member on that may take this step; what one cannot do holds none of the others up.

    `message`: what the worker of a case is told. Raises NotAllowed, NotFound for the group itself.
    """
    await _open_group(session, number, actor)
    outcomes = []
    for case in (await read(session, number, actor=actor)).members:
        problem = None
        try:
            async with session.begin_nested():
                await decide(
                    session,
                    case.number,
                    actor=actor,
                    seen_revision=None,
                    status=status,
                    note=note,
                    message=message(case),
                    now=now,
                )
        except CasesError as error:
            problem = error.message
        outcomes.append(Outcome(case.number, case.conversation_id, problem))
    return outcomes


async def tell_all(
    session: AsyncSession, number: str, *, actor: Actor, message: Callable[[Case], str], now: datetime
) -> list[Outcome]:
    """Say something to the worker of every member with an open case: once in each chat, and an event of each case."""
    await _open_group(session, number, actor)
    told: set[str] = set()
    outcomes = []
    for case in (await read(session, number, actor=actor)).members:
        if case.closed_at is not None:
            outcomes.append(Outcome(case.number, case.conversation_id, "案件已经了结，没有再通知。"))
            continue
        text = message(case)
        if case.conversation_id not in told:
            await tell(session, case, text, actor=actor, now=now)
            told.add(case.conversation_id)
        case = await casefile.locked(session, case.number, actor=actor)
        casefile.touch(case, now)
        casefile.record(session, case, actor=actor, kind="group_told", data={}, note=text, now=now)
        outcomes.append(Outcome(case.number, case.conversation_id, None))
    await session.flush()
    return outcomes


async def close(session: AsyncSession, number: str, *, actor: Actor, now: datetime) -> None:
    """Nothing is done together any more; the cases stay as they are. Raises InvalidChange while one is open."""
    group = await _open_group(session, number, actor)
    still = await session.execute(
        select(func.count()).select_from(Case).where(Case.group_id == group.id, Case.closed_at.is_(None))
    )
    if count := still.scalar_one():
        raise InvalidChange(f"{count} open", message=f"还有 {count} 个案件没有了结，群体案件先不能结束。")
    group.closed_at = now
    await session.flush()


async def numbers_of(session: AsyncSession, ids: Sequence[int]) -> dict[int, str]:
    """Numbers of groups by id."""
    rows = await session.execute(select(CaseGroup.id, CaseGroup.number).where(CaseGroup.id.in_(ids)))
    return {row.id: row.number for row in rows}


async def refuse(session: AsyncSession, number: str, *, actor: Actor, now: datetime) -> bool:
    """Somebody asked for a group none of whose cases are theirs: an event of each. False when there is no such group."""
    try:
        group = await _group(session, number)
    except NotFound:
        return False
    for case in (await session.execute(select(Case).where(Case.group_id == group.id))).scalars():
        casefile.record(session, case, actor=actor, kind="view_refused", data={"group": group.id}, now=now)
    await session.flush()
    return True


def _join(session: AsyncSession, case: Case, group: CaseGroup, actor: Actor, now: datetime) -> None:
    case.group_id = group.id
    casefile.touch(case, now)
    casefile.record(session, case, actor=actor, kind="group_joined", data={"group": group.id}, now=now)


async def _joinable(session: AsyncSession, number: str, actor: Actor) -> Case:
    case = await casefile.locked(session, number, actor=actor)
    require_right(actor, "cases.group", case.county)
    if case.kind in WALLED_KINDS:
        raise InvalidChange(f"{number} is counselling", message="心理咨询不能放进群体案件。")
    if case.group_id is not None:
        raise InvalidChange(f"{number} is in a group", message=f"案件 {number} 已经在一个群体案件里。")
    if case.merged_into is not None:
        raise InvalidChange(f"{number} is merged", message=f"案件 {number} 已经并入另一个案件。")
    return case


async def _group(session: AsyncSession, number: str) -> CaseGroup:
    row = (await session.execute(select(CaseGroup).where(CaseGroup.number == number))).scalar_one_or_none()
    if row is None:
        raise NotFound(f"group {number}")
    return row


async def _open_group(session: AsyncSession, number: str, actor: Actor) -> CaseGroup:
    view = await read(session, number, actor=actor)
    require_right(actor, "cases.group", view.group.county)
    if view.group.closed_at is not None:
        raise InvalidChange(f"group {number} is closed", message="这个群体案件已经结束。")
    return view.group


async def _free_number(session: AsyncSession, now: datetime) -> str:
    """A number as cases have, marked as a group's."""
    while True:
        number = f"G{new_number(now)}"
        if (await session.execute(select(CaseGroup.id).where(CaseGroup.number == number))).first() is None:
            return number
