"""The list of cases as rows for a table: what may leave the house, page by page, at most MOST of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cases import audit
from cases.access import WALLED_KINDS
from cases.actors import Actor
from cases.casework.listing import Place, Wanted, list_cases, place_after
from cases.masking import masked
from cases.models import Case, CaseGroup, Person
from cases.rights import may, require_right

MOST = 50_000
AT_ONCE = 500  # cases read in one step: the console answers others in between


@dataclass(frozen=True, slots=True)
class Row:
    """One case as it is exported. `name`, `phone`, `content` are None behind the counselling wall; numbers that lead to a
    person are hidden in all of them."""

    case: Case
    name: str | None
    phone: str | None
    content: str | None
    group: str | None


async def begin(session: AsyncSession, *, actor: Actor, wanted: Wanted, now: datetime) -> None:
    """May this colleague export at all? Written into the log of what staff did. Raises NotAllowed."""
    if not may(actor, "cases.export", ""):
        require_right(actor, "cases.export")
    filters = {name: value for name in Wanted.__slots__ if (value := getattr(wanted, name)) not in ("", None)}
    filters.pop("employer", None)  # words somebody typed; the log holds states only
    audit.record(session, actor=actor, action="cases.exported", subject="cases", data=filters, now=now)
    await session.flush()


async def rows(
    session: AsyncSession, *, actor: Actor, wanted: Wanted, order: str, now: datetime, most: int = MOST
) -> AsyncIterator[list[Row]]:
    """Pages of rows in the order of the list. Only cases this colleague sees and may export, by role and county."""
    after: Place | None = None
    left = most
    while left > 0:
        found = await list_cases(
            session, actor=actor, wanted=wanted, now=now, order=order, after=after, limit=min(AT_ONCE, left)
        )
        if not found:
            return
        yield await _rows(session, [case for case in found if may(actor, "cases.export", case.county)])
        left -= len(found)
        after = place_after(found[-1], order)
        session.expunge_all()  # or fifty thousand cases stay in the memory


async def _rows(session: AsyncSession, cases: Sequence[Case]) -> list[Row]:
    ids = {case.person_id for case in cases if case.kind not in WALLED_KINDS}
    people = {
        row.id: (row.name, row.phone)
        for row in await session.execute(select(Person.id, Person.name, Person.phone).where(Person.id.in_(ids)))
    }
    groups = {
        row.id: row.number
        for row in await session.execute(
            select(CaseGroup.id, CaseGroup.number).where(CaseGroup.id.in_({c.group_id for c in cases if c.group_id}))
        )
    }
    return [_row(case, people.get(case.person_id), groups.get(case.group_id or 0)) for case in cases]


def _row(case: Case, person: tuple[str | None, str | None] | None, group: str | None) -> Row:
    if case.kind in WALLED_KINDS:
        return Row(case, None, None, None, group)
    name, phone = person or (None, None)
    told = case.fields.get("name", {}).get("value") or name
    number = case.fields.get("phone", {}).get("value") or phone
    return Row(
        case,
        masked(str(told)) if told else "",
        half_hidden(str(number)) if number else "",
        masked(_content(case)),
        group,
    )


def half_hidden(number: str) -> str:
    """138****2345: enough to tell two people apart, too little to ring one up."""
    digits = number.strip()
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) >= 9 else "****"


def _content(case: Case) -> str:
    said = []
    for key, field in case.fields.items():
        if key in ("name", "phone", "id_number"):
            continue
        said.append(f"{field.get('label', key)}：{field.get('display') or ''}")
    return "；".join(said)
