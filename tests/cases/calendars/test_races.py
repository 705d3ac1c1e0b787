"""The last time, wanted by two hundred at one instant: as many get it as there are seats, the others get three others."""

from __future__ import annotations

import asyncio

import pytest

from cases import appointments
from cases.actors import Actor
from cases.calendars import offers, waiting
from cases.database import Database
from cases.errors import Conflict, SlotTaken
from tests.cases.calendars.conftest import OFFER, Calendars, leave, said


@pytest.mark.parametrize("capacity", [1, 3])
async def test_the_last_time_is_given_once_to_each_seat(
    calendars: Calendars, other_program: Database, capacity: int
) -> None:
    story = calendars.story
    many = 50 if story.database.is_sqlite else 200
    lawyer = await calendars.lawyer(capacity=capacity)
    slot = await calendars.slot(lawyer, "2026-11-30 09:30")
    chat = await story.chat()
    cases = [await story.case(chat, run=f"run{n}") for n in range(many)]

    async def ask(n: int) -> tuple[str, ...]:
        async with (story.database, other_program)[n % 2].transaction() as session:
            try:
                await appointments.book_slot(
                    session, case=cases[n], slot_id=slot, way="phone", actor=chat.worker, now=story.clock()
                )
            except SlotTaken as error:
                return tuple(said(s.starts_at) for s in error.alternatives)
        return ("booked",)

    answers = await asyncio.gather(*map(ask, range(many)))

    assert answers.count(("booked",)) == capacity
    late = [a for a in answers if a != ("booked",)]
    assert len(late) == many - capacity
    assert set(late) == {("11-30 09:00", "11-30 10:00", "11-30 10:30")}


async def test_a_booking_and_an_offer_want_the_last_seat(calendars: Calendars, other_program: Database) -> None:
    story = calendars.story
    lawyer = await calendars.lawyer(weekly={"mon": ["09:00-09:30"]})
    for day in ("11-30", "12-07", "12-14"):
        await calendars.booked(day, await calendars.slot(lawyer, f"2026-{day} 09:00"))
    held = await calendars.booked("leaver", await story.slot(lawyer, story.clock().replace(hour=8)))
    waiter = await story.chat("waiter")
    async with story.database.transaction() as session:
        await waiting.join(
            session, service="legal_consultation", conversation_id=waiter.id, person_id=waiter.person_id,
            fields={"way": {"value": "phone"}}, run="r1", wish=None, now=story.clock(),
        )  # fmt: skip
    other = await story.case(await story.chat("other"))
    async with story.database.transaction() as session:
        booking = await appointments.booking_of(session, held[1].id)
        assert booking is not None
        slot = booking[0].slot_id
        await appointments.cancel_booking(session, case=held[1], actor=held[0].worker, now=story.clock())

    async def offer() -> str:
        async with other_program.transaction() as session:
            found = await offers.refill(session, story.clock(), calendar=calendars.calendar, words=OFFER)
            await asyncio.sleep(0.05)
            return "offered" if found else "nothing"

    async def book() -> str:
        async with story.database.transaction() as session:
            try:
                await appointments.book_slot(
                    session, case=other, slot_id=slot, way="phone", actor=Actor.system(), now=story.clock()
                )
            except SlotTaken:
                return "late"
            await asyncio.sleep(0.05)
            return "booked"

    answers = await asyncio.gather(offer(), book())
    assert answers in (["offered", "late"], ["nothing", "booked"])


async def test_a_leave_and_a_booking_at_one_instant(calendars: Calendars, other_program: Database, duty: Actor) -> None:
    """Either the booking is in time, and the colleague is told to look again, or the worker finds the time closed."""
    story = calendars.story
    lawyer = await calendars.lawyer()
    slot = await calendars.slot(lawyer, "2026-11-30 09:30")
    case = await story.case(await story.chat())

    async def book() -> bool:
        async with other_program.transaction() as session:
            try:
                await appointments.book_slot(
                    session, case=case, slot_id=slot, way="phone", actor=Actor.system(), now=story.clock()
                )
            except SlotTaken:
                return False
            return True

    async def go_away() -> bool:
        try:
            await calendars.apply(leave("2026-11-30"), duty, seen=[])
        except Conflict:
            return False
        return True

    booked, gone = await asyncio.gather(book(), go_away())
    assert booked != gone
    assert (await calendars.time_of(case) == "11-30 09:30") is booked
    assert ("11-30 09:00" in await calendars.times()) is booked
