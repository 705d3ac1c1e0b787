"""No time was free; when one is, who has waited longest is asked, and has two working hours to say yes."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from cases import appointments, casefile, privacy
from cases.calendars import offers, waiting
from cases.calendars.offers import wish_fits
from cases.calendars.waiting import OfferGone
from cases.database import Database
from cases.errors import NotFound, SlotTaken
from cases.models import Case, WaitingEntry
from tests.cases.calendars.conftest import OFFER, Calendars, leave, local
from tests.cases.story import Chat, Story

FORM = {
    "account": {"label": "大概情况", "value": "欠薪四个月", "display": "欠薪四个月"},
    "way": {"label": "方式", "value": "phone", "display": "打电话"},
    "lawyer_kind": {"label": "律师类别", "value": "any", "display": "都可以"},
}


class Line:
    """The waiting list of the story."""

    def __init__(self, calendars: Calendars) -> None:
        self.calendars, self.story = calendars, calendars.story

    async def waits(self, address: str, **more: Any) -> tuple[Chat, int]:
        chat = await self.story.chat(address, channel="web")
        return chat, await self.joins(chat, run=f"run-{address}", **more)

    async def joins(self, chat: Chat, *, run: str, wish: Any = None, fields: Any = None, psych: bool = False) -> int:
        self.story.clock.advance(1)
        async with self.story.database.transaction() as session:
            entry = await waiting.join(
                session,
                service="psych_consultation" if psych else "legal_consultation",
                conversation_id=chat.id,
                person_id=chat.person_id,
                fields=fields or FORM,
                run=run,
                wish=wish,
                now=self.story.clock(),
            )
            return entry.id

    async def round(self, database: Database | None = None) -> list[str]:
        async with (database or self.story.database).transaction() as session:
            gone = await offers.lapse_offers(session, self.story.clock(), words=OFFER)
            return gone + await offers.refill(
                session, self.story.clock(), calendar=self.calendars.calendar, words=OFFER
            )

    async def accepts(self, chat: Chat, entry: int, slot: int) -> Case:
        async with self.story.database.transaction() as session:
            return (await waiting.accept_offer(session, entry, slot, actor=chat.worker, now=self.story.clock()))[0]

    async def entry(self, entry_id: int) -> WaitingEntry:
        async with self.story.database.reading() as session:
            return await session.get_one(WaitingEntry, entry_id)

    async def free(self) -> list[int]:
        async with self.story.database.reading() as session:
            found = await appointments.free_slots(session, service="legal_consultation", now=self.story.clock())
        return [slot.id for slot in found]


@pytest.fixture
async def line(calendars: Calendars) -> Line:
    """One lawyer with one time, and that is booked."""
    await calendars.story.consultant(weekly={})
    return Line(calendars)


@pytest.fixture
async def full(line: Line) -> tuple[Line, Chat, Case, int]:
    slot = await line.story.slot("lawyer", local("2026-11-25 10:00"))
    chat, case = await line.calendars.booked("first", slot)
    return line, chat, case, slot


async def frees(line: Line, chat: Chat, case: Case) -> None:
    async with line.story.database.transaction() as session:
        row = await casefile.locked(session, case.number, actor=chat.worker)
        await appointments.cancel_booking(session, case=row, actor=chat.worker, now=line.story.clock())


async def test_a_freed_time_goes_to_who_has_waited_longest_and_yes_is_enough(full: Any) -> None:
    line, first, case, slot = full
    line.story.clock.now = local("2026-11-23 09:00")
    second, entry = await line.waits("second")
    third, _ = await line.waits("third")
    assert await line.round() == []
    await frees(line, first, case)
    assert await line.round() == [second.id]
    [(text, payloads)] = await line.calendars.heard(second)
    assert text == "空出来了 11月25日（周三）10:00–10:30 示例lawyer 电话，留到 11月23日 11:00"
    assert payloads == [f"wait:yes:{entry}:{slot}", f"wait:no:{entry}:{slot}", f"wait:leave:{entry}"]
    assert await line.free() == [], "a held time is offered to nobody else"
    assert await line.round() == [] and await line.calendars.heard(third) == []
    with pytest.raises(SlotTaken):
        await line.story.book(await line.story.case(third), slot)

    made = await line.accepts(second, entry, slot)

    assert (made.status, made.run, made.fields["account"]["value"]) == ("scheduled", "run-second", "欠薪四个月")
    assert made.fields["slot"]["value"] == str(slot)
    assert await line.calendars.time_of(made) == "11-25 10:00"
    assert (await line.accepts(second, entry, slot)).number == made.number, "pressed twice"
    assert (await line.entry(entry)).status == "taken"


async def test_silence_for_two_working_hours_gives_it_to_the_next(full: Any) -> None:
    line, first, case, slot = full
    second, entry = await line.waits("second")
    third, next_entry = await line.waits("third")
    await frees(line, first, case)
    line.story.clock.now = local("2026-11-23 17:00")  # half an hour before the desk closes
    await line.round()
    assert (await line.entry(entry)).offer_ends_at == local("2026-11-24 10:00")
    line.story.clock.now = local("2026-11-24 09:59")
    assert await line.round() == []
    line.story.clock.now = local("2026-11-24 10:00")
    assert await line.round() == [second.id, third.id]
    assert (await line.calendars.heard(second))[-1] == ("没等到回话", [f"wait:again:{entry}"])
    with pytest.raises(OfferGone):
        await line.accepts(second, entry, slot)
    async with line.story.database.transaction() as session:
        await waiting.wait_again(session, entry, actor=second.worker, now=line.story.clock())
    assert (await line.entry(entry)).status == "waiting"
    assert (await line.accepts(third, next_entry, slot)).person_id == third.person_id


async def test_no_keeps_the_place_and_is_not_asked_for_the_same_time_again(full: Any) -> None:
    line, first, case, slot = full
    second, entry = await line.waits("second")
    third, _ = await line.waits("third")
    await frees(line, first, case)
    await line.round()
    async with line.story.database.transaction() as session:
        assert await waiting.decline_offer(session, entry, slot, actor=second.worker, now=line.story.clock())
    assert await line.round() == [third.id]
    later = await line.story.slot("lawyer", local("2026-11-26 10:00"))
    assert await line.round() == [second.id]
    assert (await line.entry(entry)).offered_slot == later


async def test_nobody_is_woken_at_night(full: Any) -> None:
    line, first, case, _ = full
    second, _ = await line.waits("second")
    await frees(line, first, case)
    line.story.clock.now = local("2026-11-23 23:00")
    assert await line.round() == []
    line.story.clock.now = local("2026-11-24 08:30")
    assert await line.round() == [second.id]


async def test_a_time_too_soon_to_get_ready_is_not_held(line: Line) -> None:
    await line.waits("second")
    await line.story.slot("lawyer", line.story.clock() + timedelta(minutes=80))
    assert await line.round() == []
    await line.story.slot("lawyer", line.story.clock() + timedelta(minutes=120))
    assert len(await line.round()) == 1


async def test_only_what_fits_is_offered(line: Line) -> None:
    sunday = {"date_from": "2026-11-29", "date_to": "2026-11-29", "time_from": "12:00:00", "time_to": "18:00:00"}
    video = {**FORM, "way": {"value": "video"}}
    social = {**FORM, "lawyer_kind": {"value": "social"}}
    weibin = {**FORM, "county": {"value": "610302"}}
    wisher, _ = await line.waits("wisher", wish=sunday)
    await line.waits("video", fields=video)
    await line.waits("social", fields=social)
    await line.waits("troubled", psych=True, fields={"way": FORM["way"]})
    await line.story.consultant("jintai", county="610303", weekly={})
    await line.waits("weibin", fields=weibin)
    await line.story.slot("jintai", local("2026-11-26 10:00"))
    assert await line.round() == []
    await line.story.slot("lawyer", local("2026-11-29 15:00"))
    assert await line.round() == [wisher.id]


def test_a_wish_for_days_that_have_passed_no_longer_narrows() -> None:
    now = local("2026-11-30 10:00")
    wish = {"date_from": "2026-11-25", "date_to": "2026-11-25", "weekday": 2, "time_from": "14:00:00"}
    assert wish_fits(wish, local("2026-12-01 15:00"), now)
    assert not wish_fits(wish, local("2026-12-01 10:00"), now)
    assert not wish_fits(wish, local("2026-11-26 15:00"), local("2026-11-24 10:00"))
    assert wish_fits({"anytime": True, "time_from": "14:00:00"}, local("2026-12-01 10:00"), now)
    assert wish_fits(None, local("2026-12-01 10:00"), now)


async def test_who_asks_twice_waits_once_with_the_newer_answers(line: Line) -> None:
    chat, entry = await line.waits("second")
    assert await line.joins(chat, run="run-new", fields={**FORM, "way": {"value": "video"}}) == entry
    row = await line.entry(entry)
    assert (row.way, row.answers["run"]) == ("video", "run-new")


async def test_an_entry_is_only_its_own_persons(full: Any) -> None:
    line, first, case, slot = full
    second, entry = await line.waits("second")
    await frees(line, first, case)
    await line.round()
    with pytest.raises(NotFound):
        await line.accepts(first, entry, slot)
    with pytest.raises(OfferGone):
        await line.accepts(second, entry, slot + 1)
    async with line.story.database.transaction() as session:
        await waiting.leave(session, entry, actor=second.worker, now=line.story.clock())
    with pytest.raises(OfferGone):
        await line.accepts(second, entry, slot)
    assert slot in await line.free()


async def test_a_leave_takes_the_held_time_and_the_place_stays(full: Any, duty: Any) -> None:
    line, first, case, slot = full
    second, entry = await line.waits("second")
    await frees(line, first, case)
    await line.round()
    await line.calendars.apply(leave("2026-11-25"), duty)
    with pytest.raises(OfferGone):
        await line.accepts(second, entry, slot)
    assert (await line.entry(entry)).status == "waiting"


async def test_two_bots_run_the_round_and_each_time_is_offered_once(full: Any, other_program: Database) -> None:
    line, first, case, _ = full
    for n in range(4):
        await line.waits(f"w{n}")
    await frees(line, first, case)
    found = await asyncio.gather(line.round(), line.round(other_program))
    assert sum(map(len, found)) == 1


async def test_who_is_forgotten_waits_no_more(full: Any, story: Story) -> None:
    line, first, case, _ = full
    second, entry = await line.waits("second")
    async with story.database.transaction() as session:
        await privacy.erase(session, second.person_id, now=story.clock())
    row = await line.entry(entry)
    assert (row.status, row.answers) == ("cancelled", {})
    await frees(line, first, case)
    assert await line.round() == []
