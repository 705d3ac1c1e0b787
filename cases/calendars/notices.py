"""What workers are told about their time: the message, its buttons, its reminders. Its words come from the room that sends it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from cases import conversations, messages
from cases.actors import Actor
from cases.calendars.free import FreeSlot
from cases.clocks.quiet import not_at_night, when_to_tell
from cases.inbox import walled_kind
from cases.messages import Outgoing
from cases.models import Appointment, Case
from cases.worktime import LOCAL

WEEKDAYS = "一二三四五六日"
DAY_BEFORE, HOURS_BEFORE = timedelta(days=1), timedelta(hours=2)
SOONEST_REMINDER = timedelta(minutes=30)  # later than this before the time it helps nobody


@dataclass(frozen=True, slots=True)
class Wording:
    """Sentences with named places: {number}, {was}, {when}, {consultant}, {way}, {place}. `ways`: how a way is called.

    `choose` leads to the offered times of who has none, `change` of who has one, `none_left` says that there are none."""

    moved: str
    cancelled: str
    booked: str
    missed: str
    choose: str
    change: str
    none_left: str
    at_place: str
    reminder_day: str
    reminder_hours: str
    human: str
    ways: Mapping[str, str]


def said_time(starts: datetime, ends: datetime) -> str:
    """12月2日（周三）15:00–15:30. No 今天 or 明天: the message may be read a day later."""
    here = starts.astimezone(LOCAL)
    return f"{here.month}月{here.day}日（周{WEEKDAYS[here.weekday()]}）{here:%H:%M}–{ends.astimezone(LOCAL):%H:%M}"


def move_buttons(number: str, alternatives: Sequence[FreeSlot]) -> list[dict[str, str]]:
    """One button for each time; pressing it books or moves the case (payload `move:<number>:<slot>`)."""
    return [
        {"title": f"{said_time(s.starts_at, s.ends_at)} {s.consultant_name}", "payload": f"move:{number}:{s.id}"}
        for s in alternatives
    ]


def reminder_times(starts: datetime, now: datetime) -> list[tuple[str, datetime]]:
    """("day" | "hours", when): the day before and two hours before, never at night, and only what still lies ahead."""
    out = []
    for name, before in (("day", DAY_BEFORE), ("hours", HOURS_BEFORE)):
        at = not_at_night(starts - before)
        if at > now and at <= starts - SOONEST_REMINDER:
            out.append((name, at))
    return out


async def tell(
    session: AsyncSession,
    case: Case,
    text: str,
    *,
    buttons: Sequence[dict[str, str]] = (),
    actor: Actor,
    now: datetime,
) -> str:
    """Say it in the chat of the case, by day. Counselling stays behind its wall. Returns the conversation to wake."""
    row = await conversations.get(session, case.conversation_id)
    at = when_to_tell(row, now)
    outgoing = Outgoing(
        text,
        buttons=list(buttons),
        author="staff" if actor.kind == "staff" else "bot",
        walled=walled_kind(case),
        due_at=at if at > now else None,
    )
    await messages.say(
        session,
        conversation_id=row.id,
        channel=row.channel,
        outgoing=[outgoing],
        now=now,
        staff_id=actor.id if actor.kind == "staff" else None,
    )
    return row.id


async def remind(
    session: AsyncSession, case: Case, appointment: Appointment, slot: FreeSlot, *, words: Wording, now: datetime
) -> None:
    """Write the reminders of a time staff chose; they fall away with the appointment."""
    row = await conversations.get(session, case.conversation_id)
    here = slot.starts_at.astimezone(LOCAL)
    places = {"when": f"{here:%H:%M}", "way": words.ways[appointment.way]}
    sentences = {"day": words.reminder_day, "hours": words.reminder_hours}
    outgoing = [
        Outgoing(sentences[name].format(**places), due_at=at, appointment_id=appointment.id, walled=walled_kind(case))
        for name, at in reminder_times(slot.starts_at, now)
    ]
    if outgoing:
        await messages.say(session, conversation_id=row.id, channel=row.channel, outgoing=outgoing, now=now)


def said_booking(template: str, case: Case, slot: FreeSlot, way: str, *, words: Wording, was: str = "") -> str:
    """A sentence about a booked time, with the place when people meet there."""
    text = template.format(
        number=case.number,
        was=was,
        when=said_time(slot.starts_at, slot.ends_at),
        consultant=slot.consultant_name,
        way=words.ways[way],
        place=slot.place,
    )
    return text + (words.at_place.format(place=slot.place) if way == "in_person" and slot.place else "")
