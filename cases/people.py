"""People: meeting them, learning what they tell us, consent, and letting them take their data away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from cases.crypto import KeyRing
from cases.errors import NotFound
from cases.models import ChannelIdentity, Consent, Person


@dataclass(frozen=True, slots=True)
class Identity:
    id: int
    person_id: int
    channel: str
    address: str
    blocked: bool


async def meet(
    session: AsyncSession,
    *,
    channel: str,
    address: str,
    now: datetime,
    source: str | None = None,
    person_id: int | None = None,
) -> Identity:
    """The identity at this address, made (with a new person, unless one is given) on the first word.

    `source` is where the person found us, such as a poster's tag; the first one known stays.
    """
    known = select(ChannelIdentity).where(ChannelIdentity.channel == channel, ChannelIdentity.address == address)
    row = (await session.execute(known)).scalar_one_or_none()
    if row is None:
        try:
            async with session.begin_nested():
                row = await _welcome(session, channel, address, person_id=person_id, source=source, now=now)
        except IntegrityError:  # two first words at one instant: the other was quicker, so theirs is this person
            row = (await session.execute(known)).scalar_one()
    if source and not row.source:
        row.source = source
    return Identity(row.id, row.person_id, row.channel, row.address, row.blocked_at is not None)


async def _welcome(
    session: AsyncSession, channel: str, address: str, *, person_id: int | None, source: str | None, now: datetime
) -> ChannelIdentity:
    if person_id is None:
        person = Person(created_at=now)
        session.add(person)
        await session.flush()
        person_id = person.id
    row = ChannelIdentity(person_id=person_id, channel=channel, address=address, source=source, created_at=now)
    session.add(row)
    await session.flush()
    return row


async def set_blocked(session: AsyncSession, *, channel: str, address: str, blocked_at: datetime | None) -> None:
    """Remember that a person blocked us (a time) or came back (None). Unknown addresses are ignored."""
    await session.execute(
        update(ChannelIdentity)
        .where(ChannelIdentity.channel == channel, ChannelIdentity.address == address)
        .values(blocked_at=blocked_at)
    )


async def get_person(session: AsyncSession, person_id: int) -> Person:
    person = await session.get(Person, person_id)
    if person is None:
        raise NotFound(f"person {person_id}")
    return person


async def learn(
    session: AsyncSession,
    person_id: int,
    keyring: KeyRing,
    *,
    name: str | None = None,
    phone: str | None = None,
    id_number: str | None = None,
    county: str | None = None,
) -> None:
    """Keep what a person told us of themselves. Values given as None stay as they are."""
    person = await get_person(session, person_id)
    if name:
        person.name = name
    if phone:
        person.phone, person.phone_index = phone, keyring.blind_index(phone)
    if id_number:
        person.id_number, person.id_number_index = id_number, keyring.blind_index(id_number)
    if county:
        person.county = county


async def find_by_phone(session: AsyncSession, phone: str, keyring: KeyRing) -> list[Person]:
    """Everybody who gave this phone, newest first."""
    found = await session.execute(
        select(Person).where(Person.phone_index.in_(keyring.blind_indexes(phone))).order_by(Person.id.desc())
    )
    return list(found.scalars())


async def give_consent(session: AsyncSession, person_id: int, *, purpose: str, wording: str, now: datetime) -> None:
    """Record a consent; giving it twice changes nothing."""
    if not await has_consent(session, person_id, purpose=purpose):
        session.add(Consent(person_id=person_id, purpose=purpose, wording=wording, given_at=now))
        await session.flush()


async def has_consent(session: AsyncSession, person_id: int, *, purpose: str) -> bool:
    found = await session.execute(
        select(func.count())
        .select_from(Consent)
        .where(Consent.person_id == person_id, Consent.purpose == purpose, Consent.withdrawn_at.is_(None))
    )
    return found.scalar_one() > 0


async def withdraw_consents(session: AsyncSession, person_id: int, *, now: datetime) -> None:
    await session.execute(
        update(Consent).where(Consent.person_id == person_id, Consent.withdrawn_at.is_(None)).values(withdrawn_at=now)
    )
