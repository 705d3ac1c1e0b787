"""Looking for what rises: several people, one employer, one kind of trouble, one county, more of them than shortly before."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from cases import casefile
from cases.access import CITY, WALLED_KINDS
from cases.actors import Actor
from cases.models import Case, EarlyWarning, Person
from cases.warnings.employers import NO_PLATFORMS, Platforms
from cases.warnings.rules import load_rules
from cases.warnings.spelling import spell

OPEN = ("new", "seen", "acted")
Key = tuple[str, str, str]  # employer, topic, county


@dataclass(frozen=True, slots=True)
class Told:
    """One case as the watch sees it. `who` is the same for one person on two channels who left one phone."""

    id: int
    employer: str
    county: str
    who: str
    at: datetime


async def look(session: AsyncSession, *, now: datetime, platforms: Platforms = NO_PLATFORMS) -> tuple[str, ...]:
    """Raise new warnings and let open ones grow; once for each (employer, topic, county). Called every few minutes.

    People are counted, not cases; an anonymous report is one person for each chat. What is enough stands in rules.yml.
    Returns the channels to wake after the commit: ("queue",) when something changed.
    """
    await spell(session, now=now, platforms=platforms)
    rules, told = load_rules(), await _told(session, now)
    begins = now - rules.window
    recent = {key: [t for t in rows if t.at > begins] for key, rows in told.items()}
    known = await _known(session, {key[0] for key, rows in recent.items() if rows})
    changed = False
    for key, rows in recent.items():
        if not rows:
            continue
        past = known.get(key, ())
        running = next((w for w in past if w.status in OPEN), None)
        if running is not None:
            changed |= await grow(session, running, [t.id for t in rows], now=now)
            continue
        over = max(past, key=lambda w: w.id, default=None)
        if over is not None and over.status == "closed" and over.closed_at is not None:
            rows = [t for t in rows if t.at > over.closed_at]  # what was settled is no new sign
        before = people(t for t in told[key] if t.at <= begins)
        count = people(rows)
        if count >= _needed(over, now) and count > rules.rise(key[1], now) * before:
            changed |= await _raise(session, key, rows, count, before, now)
    return ("queue",) if changed else ()


def people(rows: Iterable[Told]) -> int:
    return len({t.who for t in rows})


def _needed(over: EarlyWarning | None, now: datetime) -> int:
    """How many people it takes: more than were dismissed a while ago."""
    rules = load_rules()
    if over is None or over.status != "dismissed" or over.closed_at is None or now - over.closed_at > rules.memory:
        return rules.people
    return max(rules.people, over.people + rules.more_after_dismissal)


def _of_trouble() -> Any:
    c = Case
    return (
        select(c.id, c.employer_key, c.topic, c.employer, c.county, c.person_id, Person.phone_index, c.created_at)
        .join(Person, Person.id == c.person_id)
        .where(
            c.employer_key.is_not(None),
            c.topic.in_(load_rules().topics),
            c.kind.not_in(WALLED_KINDS),
            c.merged_into.is_(None),
            c.status != "cancelled",
        )
    )


async def _told(session: AsyncSession, now: datetime) -> dict[Key, list[Told]]:
    """The cases of the last two windows, oldest first, by employer, topic and county (the city's where none was named)."""
    since = now - 2 * load_rules().window
    found: dict[Key, list[Told]] = {}
    for row in await session.execute(_of_trouble().where(Case.created_at > since, Case.created_at <= now)):
        ident, key, topic, employer, county, person_id, phone, at = row
        rows = found.setdefault((key, topic, county or CITY), [])
        rows.append(Told(ident, employer or key, county or CITY, phone or f"person {person_id}", at))
    for rows in found.values():
        rows.sort(key=lambda t: t.id)
    return found


async def _known(session: AsyncSession, employers: Collection[str]) -> dict[Key, list[EarlyWarning]]:
    found: dict[Key, list[EarlyWarning]] = {}
    if employers:
        rows = await session.execute(
            select(EarlyWarning)
            .where(EarlyWarning.employer_key.in_(sorted(employers)))
            .order_by(EarlyWarning.id)
            .with_for_update()
        )
        for row in rows.scalars():
            found.setdefault((row.employer_key, row.topic, row.county), []).append(row)
    return found


async def _raise(session: AsyncSession, key: Key, rows: Sequence[Told], count: int, before: int, now: datetime) -> bool:
    warning = EarlyWarning(
        employer_key=key[0],
        employer=rows[-1].employer,
        topic=key[1],
        county=key[2],
        people=count,
        before=before,
        case_ids=[t.id for t in rows],
        first_case_at=min(t.at for t in rows),
        raised_at=now,
        grown_at=now,
        status="new",
    )
    try:
        async with session.begin_nested():
            session.add(warning)
            await session.flush()
    except IntegrityError:  # another program's look was quicker
        return False
    await _mark(session, warning, warning.case_ids, now)
    return True


async def grow(session: AsyncSession, warning: EarlyWarning, case_ids: Collection[int], *, now: datetime) -> bool:
    """Add these cases to a running warning, and the people in them. False when they were all in it."""
    new = sorted(set(case_ids) - set(warning.case_ids))
    if not new:
        return False
    together = sorted({*warning.case_ids, *new})
    found = await session.execute(
        select(Case.person_id, Person.phone_index)
        .join(Person, Person.id == Case.person_id)
        .where(Case.id.in_(together))
    )
    count = len({phone or f"person {person_id}" for person_id, phone in found})
    warning.case_ids = together
    if count > warning.people:
        warning.people, warning.grown_at = count, now
    await session.flush()
    await _mark(session, warning, new, now)
    return True


async def _mark(session: AsyncSession, warning: EarlyWarning, case_ids: Sequence[int], now: datetime) -> None:
    """Each case's own file says that it is part of a warning."""
    for case in (await session.execute(select(Case).where(Case.id.in_(case_ids)).order_by(Case.id))).scalars():
        casefile.record(session, case, actor=Actor.system(), kind="warned", data={"warning": warning.id}, now=now)
    await session.flush()
