"""The waiting list, as the worker moves in it: joining, saying yes or no to an offered time, leaving, queueing again.

The offers themselves are made by the rounds of `offers.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from cases import appointments, casefile
from cases.actors import Actor
from cases.calendars.free import FreeSlot
from cases.calendars.notices import said_time
from cases.errors import Conflict, InvalidChange, NotFound
from cases.models import Appointment, Case, WaitingEntry

OPEN = ("waiting", "offered")
SLOT_FIELD = "slot"


class OfferGone(Conflict):
    """The time that was held is no longer: too late, or taken off the calendar."""

    message = "这个空位已经让给别人了，对不住。"


async def join(
    session: AsyncSession,
    *,
    service: str,
    conversation_id: str,
    person_id: int,
    fields: Mapping[str, Any],
    run: str,
    wish: Mapping[str, Any] | None,
    now: datetime,
    papers: Sequence[str] = (),
) -> WaitingEntry:
    """Wait for a time. `fields`: the filled-in form as a case keeps it, without the time; `wish`: days and hours as the
    form read them (dates and times in ISO form), None for any time.

    Who waits for this service already keeps their place, with the newer answers.
    """
    answers: dict[str, Any] = {"fields": dict(fields), "run": run, "wish": dict(wish) if wish else None}
    answers |= {"declined": [], "papers": list(papers)}
    values = {key: (fields.get(key) or {}).get("value") for key in ("county", "way", "lawyer_kind")}
    found = await _open_entry(session, conversation_id, service)
    if found is None:
        kind = values["lawyer_kind"] if values["lawyer_kind"] != "any" else None
        found = WaitingEntry(
            service=service, conversation_id=conversation_id, person_id=person_id, county=values["county"],
            way=values["way"], lawyer_kind=kind, answers=answers, status="waiting", created_at=now, updated_at=now,
        )  # fmt: skip
        try:
            async with session.begin_nested():
                session.add(found)
                await session.flush()
            return found
        except IntegrityError:
            found = await _open_entry(session, conversation_id, service)
            if found is None:
                raise
    found.answers, found.updated_at = {**found.answers, **answers}, now
    found.county, found.way = values["county"], values["way"]
    found.lawyer_kind = values["lawyer_kind"] if values["lawyer_kind"] != "any" else None
    found.status, found.offered_slot, found.offer_ends_at = "waiting", None, None  # another wish, another offer
    await session.flush()
    return found


async def entries_of(session: AsyncSession, person_id: int) -> list[WaitingEntry]:
    """What a person waits for, oldest first."""
    rows = await session.execute(
        select(WaitingEntry)
        .where(WaitingEntry.person_id == person_id, WaitingEntry.status.in_(OPEN))
        .order_by(WaitingEntry.created_at, WaitingEntry.id)
    )
    return list(rows.scalars())


async def own_entry(session: AsyncSession, entry_id: int, *, actor: Actor) -> WaitingEntry:
    """The worker's own entry. Raises NotFound."""
    return await _own(session, entry_id, actor)


async def _open_entry(session: AsyncSession, conversation_id: str, service: str) -> WaitingEntry | None:
    found = await session.execute(
        select(WaitingEntry)
        .where(
            WaitingEntry.conversation_id == conversation_id,
            WaitingEntry.service == service,
            WaitingEntry.status.in_(OPEN),
        )
        .with_for_update()
    )
    return found.scalar_one_or_none()


async def ahead(session: AsyncSession, entry: WaitingEntry) -> int:
    """How many have waited longer for the same service (an honest number, not a promise: wishes differ)."""
    rows = await session.execute(
        select(WaitingEntry.id).where(
            WaitingEntry.service == entry.service,
            WaitingEntry.status.in_(OPEN),
            or_(
                WaitingEntry.created_at < entry.created_at,
                (WaitingEntry.created_at == entry.created_at) & (WaitingEntry.id < entry.id),
            ),
        )
    )
    return len(rows.all())


async def accept_offer(
    session: AsyncSession, entry_id: int, slot_id: int, *, actor: Actor, now: datetime
) -> tuple[Case, Appointment, FreeSlot]:
    """Yes: the case is opened from the kept form and the held time is booked.

    Pressed twice, the same case comes back. Raises OfferGone when the offer is over (the entry waits on in its place),
    NotFound for an entry that is not the actor's.
    """
    entry = await _own(session, entry_id, actor)
    if entry.status == "taken":
        return await _taken_before(session, entry, actor)
    over = entry.offer_ends_at is None or entry.offer_ends_at <= now
    if entry.status != "offered" or entry.offered_slot != slot_id or over:
        raise OfferGone(f"entry {entry_id} is {entry.status}")
    slot = await appointments.get_slot(session, slot_id)
    fields = dict(entry.answers["fields"])
    label = (fields.pop(SLOT_FIELD, None) or {}).get("label", "时间")
    shown = f"{said_time(slot.starts_at, slot.ends_at)} {slot.consultant_name}"
    fields[SLOT_FIELD] = {"label": label, "value": str(slot_id), "display": shown}
    case, new = await casefile.open_case(
        session,
        actor=actor,
        kind=entry.service,
        person_id=entry.person_id,
        conversation_id=entry.conversation_id,
        fields=fields,
        now=now,
        county=entry.county or slot.county,
        run=entry.answers["run"],
        due_at=slot.starts_at,
        status="scheduled",
    )
    if not new:
        raise InvalidChange(f"entry {entry_id}: its form opened {case.number} already", message="这件事已经办好了。")
    way = entry.way or slot.ways[0]
    made = await appointments.book_slot(
        session, case=case, slot_id=slot_id, way=way, actor=actor, now=now, held_by=entry.id
    )
    entry.status, entry.updated_at = "taken", now
    if entry.answers.get("papers"):
        await casefile.add_attachments(session, case, entry.answers["papers"], now=now)
    await session.flush()
    return case, made, slot


async def _taken_before(session: AsyncSession, entry: WaitingEntry, actor: Actor) -> tuple[Case, Appointment, FreeSlot]:
    case = await casefile.by_run(session, str(entry.answers["run"]), actor=actor)
    booking = await appointments.booking_of(session, case.id) if case is not None else None
    if case is None or booking is None:
        raise OfferGone(f"entry {entry.id} was taken")
    return case, *booking


async def decline_offer(session: AsyncSession, entry_id: int, slot_id: int, *, actor: Actor, now: datetime) -> bool:
    """No: this time goes to the next, the worker keeps their place and is not asked for it again. False when it was over."""
    entry = await _own(session, entry_id, actor)
    if entry.status != "offered" or entry.offered_slot != slot_id:
        return False
    declined = [*(entry.answers.get("declined") or ()), slot_id]
    entry.answers = {**entry.answers, "declined": declined}
    entry.status, entry.offered_slot, entry.offer_ends_at, entry.updated_at = "waiting", None, None, now
    await session.flush()
    return True


async def leave(session: AsyncSession, entry_id: int, *, actor: Actor, now: datetime) -> None:
    """Wait no longer. Nothing happens to an entry that has ended. Raises NotFound."""
    entry = await _own(session, entry_id, actor)
    if entry.status in OPEN:
        entry.status, entry.offered_slot, entry.offer_ends_at, entry.updated_at = "cancelled", None, None, now
        await session.flush()


async def wait_again(session: AsyncSession, entry_id: int, *, actor: Actor, now: datetime) -> WaitingEntry:
    """After a lapsed offer: at the end of the line, with the same form. Who waits already keeps their place."""
    entry = await _own(session, entry_id, actor)
    if entry.status == "taken":
        raise InvalidChange("taken", message="您已经约好了，不用再排。")
    other = await _open_entry(session, entry.conversation_id, entry.service)
    if other is not None:
        return other
    entry.status, entry.created_at, entry.updated_at = "waiting", now, now
    await session.flush()
    return entry


async def forget(session: AsyncSession, person_id: int, *, now: datetime) -> None:
    """Take out what a person wrote, and let nobody wait under their name (the right to be forgotten)."""
    rows = (await session.execute(select(WaitingEntry).where(WaitingEntry.person_id == person_id))).scalars()
    for entry in rows.all():
        entry.answers, entry.updated_at = {}, now
        if entry.status in OPEN:
            entry.status, entry.offered_slot, entry.offer_ends_at = "cancelled", None, None
    await session.flush()


async def _own(session: AsyncSession, entry_id: int, actor: Actor) -> WaitingEntry:
    row = (
        await session.execute(
            select(WaitingEntry)
            .where(WaitingEntry.id == entry_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    ).scalar_one_or_none()
    if row is None or actor.kind != "worker" or row.person_id != actor.id:
        raise NotFound(f"waiting entry {entry_id}")
    return row
