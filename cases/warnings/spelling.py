"""Keeping employers' spellings together as cases come in.

What a colleague joined is kept in the cases themselves: a case whose `employer_key` is not the key of its own name was
joined by hand, and later cases of that name in that county follow it. So there is no second list that could disagree.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from cases.access import WALLED_KINDS
from cases.models import Case, CountedTo, EarlyWarning
from cases.warnings.employers import NO_PLATFORMS, Platforms, employer_key
from cases.warnings.fields import read_fields
from cases.warnings.rules import load_rules

NAME = "employer spellings"
OVERLAP = 50  # ids again each time: a transaction that took its id early may have committed late
AT_ONCE = 2000

Joined = Mapping[tuple[str | None, str], str]  # (county, key of the name as written) → key it was joined to


async def spell(session: AsyncSession, *, now: datetime, platforms: Platforms = NO_PLATFORMS) -> int:
    """Give cases that came since the last time the employer's one key: the platform's, or the one colleagues joined it to.

    Returns how many changed. Older cases: `fields.backfill`.
    """
    mark = await _reached(session, now)
    query = select(Case).where(Case.kind.not_in(WALLED_KINDS)).order_by(Case.id).limit(AT_ONCE)
    if mark.position:
        query = query.where(Case.id > mark.position - OVERLAP)
    else:
        query = query.where(Case.created_at > now - 2 * load_rules().window)
    cases = list((await session.execute(query)).scalars())
    if not cases:
        return 0
    joined = await joined_names(session, platforms)
    changed = 0
    for case in cases:
        about = read_fields(case.kind, case.program_id, case.fields, platforms)
        if about.key is None:
            continue
        key = joined.get((case.county, about.key), about.key)
        if (case.employer_key, case.employer) != (key, about.employer):
            case.employer_key, case.employer, case.topic = key, about.employer, case.topic or about.topic
            changed += 1
    mark.position, mark.at = max(mark.position, cases[-1].id), now
    await session.flush()
    return changed


async def _reached(session: AsyncSession, now: datetime) -> CountedTo:
    """How far the reading has come, locked: two programs do not read the same cases at once."""
    locked = select(CountedTo).where(CountedTo.name == NAME).with_for_update()
    mark = (await session.execute(locked)).scalar_one_or_none()
    if mark is not None:
        return mark
    mark = CountedTo(name=NAME, position=0, at=now)
    try:
        async with session.begin_nested():
            session.add(mark)
            await session.flush()
    except IntegrityError:  # another program began a moment ago
        return (await session.execute(locked)).scalar_one()
    return mark


async def joined_names(session: AsyncSession, platforms: Platforms = NO_PLATFORMS) -> Joined:
    """What colleagues joined by hand; where a name was joined twice, the newest case tells.

    A name is joined to an employer there was a warning about: only those are looked through.
    """
    rows = await session.execute(
        select(Case.county, Case.employer, Case.employer_key)
        .where(Case.employer_key.in_(select(EarlyWarning.employer_key)), Case.employer.is_not(None))
        .group_by(Case.county, Case.employer, Case.employer_key)
        .order_by(func.max(Case.id))
    )
    found: dict[tuple[str | None, str], str] = {}
    for county, employer, key in rows:
        name = str(employer)
        own = employer_key(name, platforms)
        # A case just opened has the key of its bare name: the platforms are not known there.
        if own is not None and key not in (own, employer_key(name)):
            found[(county, own)] = str(key)
    return found
