"""The rounds of the waiting list: `refill` offers times that became free, `lapse_offers` ends offers nobody answered.

Both take only rows nobody else has and never wait for one while they hold another, so that a worker's turn and a round
cannot block each other; several bots may run them at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cases import appointments, messages
from cases.access import WALLED_KINDS
from cases.calendars.free import FreeSlot
from cases.calendars.notices import said_time
from cases.calendars.rules import load_rules
from cases.calendars.slots import free_slots
from cases.clocks.quiet import not_at_night
from cases.messages import Outgoing
from cases.models import Conversation, Slot, WaitingEntry
from cases.worktime import LOCAL, WorkCalendar

TRIED_AT_MOST = 5  # times that fit, when the first are in somebody else's hands this very moment


@dataclass(frozen=True, slots=True)
class OfferWords:
    """Sentences of the rounds with named places: {when}, {consultant}, {way}, {until}; labels of buttons."""

    offer: str
    lapsed: str
    accept: str
    decline: str
    leave: str
    again: str
    ways: Mapping[str, str]


async def refill(session: AsyncSession, now: datetime, *, calendar: WorkCalendar, words: OfferWords) -> list[str]:
    """Offer free times to those who wait, longest waiting first; each time is held for one of them.

    Nothing at night: an offer runs in working hours, and nobody is woken for it. Returns the conversations to wake.
    """
    if not_at_night(now) != now:
        return []
    woken: list[str] = []
    rules = load_rules()
    entries = (
        await session.execute(
            select(WaitingEntry)
            .where(WaitingEntry.status == "waiting")
            .order_by(WaitingEntry.created_at, WaitingEntry.id)
            .limit(rules.batch)
            .with_for_update(skip_locked=True)
        )
    ).scalars()
    free: dict[tuple[str | None, ...], list[FreeSlot]] = {}
    for entry in entries.all():
        wanted = (entry.service, entry.way, entry.county, entry.lawyer_kind)
        if wanted not in free:
            free[wanted] = await free_slots(
                session,
                service=entry.service,
                now=now,
                way=entry.way,
                county=entry.county,
                lawyer_kind=entry.lawyer_kind,
            )
        fitting = [slot for slot in free[wanted] if _fits(entry, slot, now, calendar)][:TRIED_AT_MOST]
        if not fitting:
            continue
        chat = await _chat(session, entry)
        if chat is None:
            continue  # a turn of theirs is going on this very moment; the next round comes
        for slot in fitting:
            if await _hold(session, entry, slot, now, calendar):
                await _say(session, chat, entry, slot, words, now)
                woken.append(chat.id)
                break
    return woken


async def _chat(session: AsyncSession, entry: WaitingEntry) -> Conversation | None:
    """The entry's chat, locked; None when somebody else has it right now."""
    found = await session.execute(
        select(Conversation)
        .where(Conversation.id == entry.conversation_id)
        .with_for_update(skip_locked=True, key_share=True)
    )
    return found.scalar_one_or_none()


def _fits(entry: WaitingEntry, slot: FreeSlot, now: datetime, calendar: WorkCalendar) -> bool:
    return (
        slot.id not in (entry.answers.get("declined") or ())
        and wish_fits(entry.answers.get("wish"), slot.starts_at, now)
        and _ends(slot, now, calendar) is not None
    )


def wish_fits(wish: Mapping[str, Any] | None, starts: datetime, now: datetime) -> bool:
    """Is a time within the days and hours somebody wished for? Days that have passed no longer narrow it; nor does 都行."""
    if not wish or wish.get("anytime"):
        return True
    here, today = starts.astimezone(LOCAL), now.astimezone(LOCAL).date()
    first = date.fromisoformat(wish["date_from"]) if wish.get("date_from") else None
    last = date.fromisoformat(wish["date_to"]) if wish.get("date_to") else None
    weekday = wish.get("weekday")
    if last is not None and last < today:
        first = last = weekday = None
    if (first and here.date() < first) or (last and here.date() > last):
        return False
    if weekday is not None and here.weekday() != weekday:
        return False
    at, after, before = here.time(), wish.get("time_from"), wish.get("time_to")
    return not ((after and at < time.fromisoformat(after)) or (before and at >= time.fromisoformat(before)))


def _ends(slot: FreeSlot, now: datetime, calendar: WorkCalendar) -> datetime | None:
    """Until when an offer of this time stands: two working hours, but no longer than one can still get ready.

    None when that leaves too little to answer.
    """
    rules = load_rules()
    ends = min(calendar.add(now, rules.hold), slot.starts_at - rules.notice)
    return ends if ends - now >= rules.answer_at_least else None


async def _hold(
    session: AsyncSession, entry: WaitingEntry, slot: FreeSlot, now: datetime, calendar: WorkCalendar
) -> bool:
    """Hold the time for this entry, unless somebody has its row right now or it has just gone."""
    row = await session.execute(
        select(Slot.id).where(Slot.id == slot.id).with_for_update(skip_locked=True, key_share=True)
    )
    if row.scalar_one_or_none() is None or not await appointments.is_free(session, slot.id):
        return False
    entry.status, entry.offered_slot, entry.updated_at = "offered", slot.id, now
    entry.offer_ends_at = _ends(slot, now, calendar)
    await session.flush()
    return True


async def _say(
    session: AsyncSession, chat: Conversation, entry: WaitingEntry, slot: FreeSlot, words: OfferWords, now: datetime
) -> None:
    assert entry.offer_ends_at is not None
    until = entry.offer_ends_at.astimezone(LOCAL)
    text = words.offer.format(
        when=said_time(slot.starts_at, slot.ends_at),
        consultant=slot.consultant_name,
        way=words.ways.get(entry.way or "", ""),
        until=f"{until.month}月{until.day}日 {until:%H:%M}",
    )
    held = f"{entry.id}:{slot.id}"
    buttons = [
        {"title": words.accept, "payload": f"wait:yes:{held}"},
        {"title": words.decline, "payload": f"wait:no:{held}"},
        {"title": words.leave, "payload": f"wait:leave:{entry.id}"},
    ]
    await _write(session, chat, text, buttons, entry, now)


async def _write(
    session: AsyncSession,
    chat: Conversation,
    text: str,
    buttons: list[dict[str, str]],
    entry: WaitingEntry,
    now: datetime,
) -> None:
    await messages.say(
        session,
        conversation_id=chat.id,
        channel=chat.channel,
        outgoing=[Outgoing(text, buttons=buttons, walled=entry.service in WALLED_KINDS)],
        now=now,
    )


async def lapse_offers(session: AsyncSession, now: datetime, *, words: OfferWords) -> list[str]:
    """Offers nobody answered in time go to the next; who was silent is told and may queue again. Returns chats to wake."""
    if not_at_night(now) != now:
        return []
    entries = (
        await session.execute(
            select(WaitingEntry)
            .where(WaitingEntry.status == "offered", WaitingEntry.offer_ends_at <= now)
            .order_by(WaitingEntry.offer_ends_at, WaitingEntry.id)
            .limit(load_rules().batch)
            .with_for_update(skip_locked=True)
        )
    ).scalars()
    woken = []
    for entry in entries.all():
        chat = await _chat(session, entry)
        if chat is None:
            continue
        entry.status, entry.updated_at = "lapsed", now
        entry.offered_slot = entry.offer_ends_at = None
        await session.flush()
        await _write(
            session, chat, words.lapsed, [{"title": words.again, "payload": f"wait:again:{entry.id}"}], entry, now
        )
        woken.append(chat.id)
    return woken
