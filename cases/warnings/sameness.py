"""Two names that may be one firm: suggested by likeness, joined and taken apart by a colleague."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cases.access import CITY, WALLED_KINDS
from cases.actors import Actor
from cases.errors import InvalidChange
from cases.models import Case, EarlyWarning
from cases.warnings.employers import MUCH_ALIKE, NO_PLATFORMS, Platforms, Sounding, employer_key
from cases.warnings.handling import locked, logged, noted
from cases.warnings.watch import OPEN, grow

LOOK_BACK = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Alike:
    """Another employer of the same county that may be the same firm; `likeness` 0 to 1."""

    key: str
    name: str
    people: int
    likeness: float


def _in_county(county: str) -> ColumnElement[bool]:
    return Case.county.is_(None) | (Case.county == CITY) if county == CITY else Case.county == county


async def alike(
    session: AsyncSession, warnings: Sequence[EarlyWarning], *, now: datetime, sounds: Mapping[str, str] | None = None
) -> dict[int, list[Alike]]:
    """Warning id → at most three names of its county that look or sound like its employer's, the nearest first.

    For the ids of warnings the caller may see. Counts people of the last half year.
    """
    county = func.coalesce(Case.county, CITY)
    rows = await session.execute(
        select(county, Case.employer_key, func.max(Case.employer), func.count(Case.person_id.distinct()))
        .where(
            county.in_({w.county for w in warnings}),
            Case.employer_key.is_not(None),
            Case.kind.not_in(WALLED_KINDS),
            Case.created_at > now - LOOK_BACK,
        )
        .group_by(county, Case.employer_key)
    )
    others: dict[str, list[tuple[Sounding, str, int]]] = {}
    for place, key, name, count in rows:
        others.setdefault(place, []).append((Sounding.of(str(key), sounds), str(name or key), int(count)))
    found: dict[int, list[Alike]] = {}
    for warning in warnings:
        own = Sounding.of(warning.employer_key, sounds)
        near = [
            Alike(other.key, name, count, share)
            for other, name, count in others.get(warning.county, ())
            if other.key != own.key and (share := own.likeness(other)) >= MUCH_ALIKE
        ]
        found[warning.id] = sorted(near, key=lambda a: (-a.likeness, -a.people))[:3]
    return found


async def join(session: AsyncSession, warning_id: int, other: str, *, actor: Actor, now: datetime) -> EarlyWarning:
    """The employer with key `other` is this warning's employer, in this county, from now on and for the cases so far.

    Its warnings become this employer's; an open one of the same topic goes into this one. Raises NotFound, NotAllowed,
    InvalidChange.
    """
    warning = await locked(session, warning_id, actor=actor)
    kept, county = warning.employer_key, warning.county
    moved = await session.execute(
        update(Case)
        .where(Case.employer_key == other, _in_county(county), Case.kind.not_in(WALLED_KINDS))
        .values(employer_key=kept)
        .execution_options(synchronize_session=False)
    )
    if other == kept or not moved.rowcount:  # type: ignore[attr-defined]
        raise InvalidChange(f"no cases of {other!r}", message="没有找到这个名称的案件，可能同事刚合并过。")
    theirs = await session.execute(
        select(EarlyWarning)
        .where(EarlyWarning.employer_key == other, EarlyWarning.county == county)
        .order_by(EarlyWarning.id)
        .with_for_update()
    )
    for their in theirs.scalars().all():
        mine = (
            await session.execute(
                select(EarlyWarning).where(
                    EarlyWarning.employer_key == kept,
                    EarlyWarning.topic == their.topic,
                    EarlyWarning.county == county,
                    EarlyWarning.status.in_(OPEN),
                )
            )
        ).scalar_one_or_none()
        if their.status in OPEN and mine is not None:
            mine.first_case_at = min(mine.first_case_at, their.first_case_at)
            mine.note = noted(mine, "joined", actor, now, their.employer)
            their.note = noted(their, "joined", actor, now, mine.employer)
            their.status, their.closed_at = "dismissed", now
            await session.flush()
            await grow(session, mine, their.case_ids, now=now)
        their.employer_key = kept
        await session.flush()
    warning.note = noted(warning, "joined", actor, now, other)
    logged(session, warning, "joined", actor, now)
    await session.flush()
    return warning


async def spellings(
    session: AsyncSession, warning: EarlyWarning, *, platforms: Platforms = NO_PLATFORMS
) -> dict[str, list[str]]:
    """Names joined to this warning's employer by hand: their own key → how they were written."""
    rows = await session.execute(
        select(Case.employer)
        .where(Case.employer_key == warning.employer_key, Case.employer.is_not(None), _in_county(warning.county))
        .distinct()
        .order_by(Case.employer)
    )
    found: dict[str, list[str]] = {}
    for name in rows.scalars():
        own = employer_key(str(name), platforms)
        if own is not None and own != warning.employer_key:
            found.setdefault(own, []).append(str(name))
    return found


async def part(
    session: AsyncSession,
    warning_id: int,
    own: str,
    *,
    actor: Actor,
    now: datetime,
    platforms: Platforms = NO_PLATFORMS,
) -> None:
    """Take a joined name out again: its cases get their own key back. The warning keeps what it counted.

    Raises NotFound, NotAllowed, InvalidChange.
    """
    warning = await locked(session, warning_id, actor=actor)
    names = (await spellings(session, warning, platforms=platforms)).get(own)
    if not names:
        raise InvalidChange(f"{own!r} is not joined", message="这个名称没有合并在这里，可能同事刚分开过。")
    await session.execute(
        update(Case)
        .where(Case.employer_key == warning.employer_key, Case.employer.in_(names), _in_county(warning.county))
        .values(employer_key=own)
        .execution_options(synchronize_session=False)
    )
    warning.note = noted(warning, "parted", actor, now, own)
    logged(session, warning, "parted", actor, now)
    await session.flush()
