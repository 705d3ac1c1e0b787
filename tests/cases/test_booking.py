"""A lawyer's hour is given once, however many ask for it at one instant."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from cases import appointments, casefile, messages
from cases.actors import Actor
from cases.appointments import free_slots, make_slots
from cases.database import Database
from cases.errors import InvalidChange, NotFound, SlotTaken
from cases.models import Appointment, Case, Consultant, Message, Slot
from cases.worktime import LOCAL, WorkCalendar
from tests.cases.story import Chat, Story

DAY = timedelta(days=1)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


async def booked_time(story: Story, case: Case) -> int | None:
    async with story.database.reading() as session:
        found = await appointments.booking_of(session, case.id)
        return found[0].slot_id if found else None


async def test_fifty_want_one_hour_and_one_gets_it(story: Story, other_program: Database, chat: Chat) -> None:
    slot = await story.slot(await story.consultant(), story.clock() + DAY)
    cases = [await story.case(chat, run=f"run{n}") for n in range(50)]

    async def ask(n: int) -> str:
        database = (story.database, other_program)[n % 2]
        async with database.transaction() as session:
            try:
                await appointments.book_slot(
                    session, case=cases[n], slot_id=slot, way="phone", actor=chat.worker, now=story.clock()
                )
            except SlotTaken as error:
                assert error.message == "这个时间刚刚被别人约走了，请换一个时间。"
                # The transaction goes on: what the turn writes besides is kept.
                row = await casefile.locked(session, cases[n].number, actor=chat.worker)
                casefile.record(session, row, actor=chat.worker, kind="too_late", data={}, now=story.clock())
                return "late"
            return "booked"

    answers = await asyncio.gather(*map(ask, range(50)))

    assert sorted(answers) == ["booked"] + ["late"] * 49
    winner = cases[answers.index("booked")]
    async with story.database.reading() as session:
        rows = (await session.execute(select(Appointment))).scalars().all()
        assert [(row.case_id, row.status) for row in rows] == [(winner.id, "booked")]
        for case in cases:
            kinds = [event.kind for event in await casefile.events(session, case.id)]
            assert kinds == ["opened", "booked" if case is winner else "too_late"]


async def test_a_cancelled_hour_can_be_booked_by_the_next(story: Story, chat: Chat) -> None:
    slot = await story.slot(await story.consultant(), story.clock() + DAY)
    first, second = await story.case(chat), await story.case(chat)
    await story.book(first, slot)
    with pytest.raises(SlotTaken):
        await story.book(second, slot)
    async with story.database.transaction() as session:
        await appointments.cancel_booking(session, case=first, actor=chat.worker, now=story.clock())
    await story.book(second, slot)
    assert await booked_time(story, first) is None
    assert await booked_time(story, second) == slot


async def test_cancelling_without_a_booking_does_nothing(story: Story, chat: Chat) -> None:
    case = await story.case(chat)
    async with story.database.transaction() as session:
        await appointments.cancel_booking(session, case=case, actor=chat.worker, now=story.clock())
    async with story.database.reading() as session:
        assert [e.kind for e in await casefile.events(session, case.id)] == ["opened"]


@pytest.mark.parametrize("starts_in", [timedelta(0), -DAY])
async def test_nobody_books_the_past(story: Story, chat: Chat, starts_in: timedelta) -> None:
    slot = await story.slot(await story.consultant(), story.clock() + starts_in)
    with pytest.raises(SlotTaken):
        await story.book(await story.case(chat), slot)


async def test_a_way_the_lawyer_does_not_offer_and_a_time_that_is_none(story: Story, chat: Chat) -> None:
    slot = await story.slot(await story.consultant(ways=["phone"]), story.clock() + DAY)
    case = await story.case(chat)
    with pytest.raises(InvalidChange):
        await story.book(case, slot, way="video")
    with pytest.raises(NotFound):
        await story.book(case, slot + 1)
    assert await booked_time(story, case) is None


async def test_moving_to_another_hour_frees_the_old_one(story: Story, chat: Chat) -> None:
    lawyer = await story.consultant()
    monday, tuesday = [await story.slot(lawyer, story.clock() + n * DAY) for n in (1, 2)]
    case = await story.case(chat)
    await story.book(case, monday, way="in_person")
    async with story.database.transaction() as session:
        moved = await appointments.move_booking(
            session, case=case, slot_id=tuesday, actor=chat.worker, now=story.clock()
        )
        assert moved.way == "in_person"
    assert await booked_time(story, case) == tuesday
    async with story.database.reading() as session:
        assert await appointments.is_free(session, monday)
        assert [e.kind for e in await casefile.events(session, case.id)][1:] == [
            "booked",
            "booking_cancelled",
            "booked",
        ]


async def test_moving_to_a_taken_hour_keeps_the_old_one_and_its_reminder(story: Story, chat: Chat) -> None:
    lawyer = await story.consultant()
    monday, tuesday = [await story.slot(lawyer, story.clock() + n * DAY) for n in (1, 2)]
    mine, theirs = await story.case(chat), await story.case(await story.chat("10002"))
    booking = await story.book(mine, monday)
    await story.book(theirs, tuesday)
    [reminder] = await story.say(
        chat, "明天10点有律师电话。", appointment_id=booking.id, due_at=story.clock() + timedelta(hours=12)
    )
    async with story.database.transaction() as session:
        case = await casefile.locked(session, mine.number, actor=chat.worker)
        with pytest.raises(SlotTaken):
            await appointments.move_booking(session, case=case, slot_id=tuesday, actor=chat.worker, now=story.clock())
        # The turn goes on in the same transaction and can still read its case.
        assert case.number == mine.number
        await session.flush()
    assert await booked_time(story, mine) == monday
    assert await booked_time(story, theirs) == tuesday
    async with story.database.reading() as session:
        assert (await messages.get(session, reminder)).status == "due"  # type: ignore[union-attr]
        assert [e.kind for e in await casefile.events(session, mine.id)] == ["opened", "booked"]


async def test_moving_what_was_never_booked(story: Story, chat: Chat) -> None:
    slot = await story.slot(await story.consultant(), story.clock() + DAY)
    case = await story.case(chat)
    async with story.database.transaction() as session:
        with pytest.raises(InvalidChange):
            await appointments.move_booking(session, case=case, slot_id=slot, actor=chat.worker, now=story.clock())


async def test_reminders_fall_away_with_the_appointment(story: Story, chat: Chat) -> None:
    slot = await story.slot(await story.consultant(), story.clock() + 3 * DAY)
    case = await story.case(chat)
    booking = await story.book(case, slot)
    due = story.clock() + DAY
    [confirmation] = await story.say(chat, "约好了。", appointment_id=booking.id)
    reminders = await story.say(chat, "明天见。", "一小时后见。", appointment_id=booking.id, due_at=due)
    [other] = await story.say(chat, "开始报名了。", due_at=due)
    async with story.database.transaction() as session:
        row = await casefile.locked(session, case.number, actor=chat.worker)
        await appointments.cancel_booking(session, case=row, actor=chat.worker, now=story.clock())
    async with story.database.reading() as session:
        statuses = dict((await session.execute(select(Message.id, Message.status))).all())
    assert {statuses[r] for r in reminders} == {"cancelled"}
    assert statuses[other] == statuses[confirmation] == "due"


WEEK = {"mon": ["09:00-11:30"], "tue": ["14:30-16:10"], "thu": ["09:00-09:20"]}


async def times(story: Story) -> list[str]:
    async with story.database.reading() as session:
        rows = (await session.execute(select(Slot.starts_at).order_by(Slot.starts_at))).scalars()
        return [f"{at.astimezone(LOCAL):%m-%d %H:%M}" for at in rows]


async def make(story: Story, calendar: WorkCalendar, first: date, days: int) -> int:
    async with story.database.transaction() as session:
        return await make_slots(session, calendar=calendar, first=first, days=days)


async def test_a_weekly_pattern_becomes_times(story: Story, calendar: WorkCalendar) -> None:
    await story.consultant(weekly=WEEK)
    assert await make(story, calendar, date(2026, 11, 23), 7) == 8
    # What is left of a span and too short for a talk is not offered.
    assert await times(story) == [
        *(f"11-23 {t}" for t in ("09:00", "09:30", "10:00", "10:30", "11:00")),
        *(f"11-24 {t}" for t in ("14:30", "15:00", "15:30")),
    ]


async def test_times_made_twice_are_made_once(story: Story, calendar: WorkCalendar) -> None:
    await story.consultant(weekly=WEEK)
    made = await asyncio.gather(*(make(story, calendar, date(2026, 11, 23), 7) for _ in range(4)))
    assert sorted(made) == [0, 0, 0, 8]
    assert await make(story, calendar, date(2026, 11, 23), 8) == 5  # only the new Monday


async def test_holidays_have_no_times_and_a_makeup_day_those_of_a_monday(story: Story, calendar: WorkCalendar) -> None:
    await story.consultant(weekly=WEEK, minutes=75)
    await make(story, calendar, date(2026, 9, 28), 14)
    assert await times(story) == [
        "09-28 09:00", "09-28 10:15",  # Monday
        "09-29 14:30",  # Tuesday
        # 1 to 7 October: 国庆节; Thursday the 8th is too short for 75 minutes
        "10-10 09:00", "10-10 10:15",  # Saturday, 调休
    ]  # fmt: skip


async def test_who_has_left_gets_no_new_times_and_is_not_offered(story: Story, calendar: WorkCalendar) -> None:
    await story.consultant(weekly=WEEK)
    await make(story, calendar, date(2026, 11, 24), 7)
    async with story.database.transaction() as session:
        (await session.get_one(Consultant, "lawyer")).active = False
    assert await make(story, calendar, date(2026, 12, 1), 7) == 0
    assert await offered(story) == []


async def offered(story: Story, service: str = "legal_consultation", **wish: Any) -> list[str]:
    async with story.database.reading() as session:
        found = await free_slots(session, service=service, now=story.clock(), **wish)
        return [slot.consultant_id for slot in found]


async def test_an_offer_fits_the_way_the_county_and_the_kind_of_lawyer(story: Story) -> None:
    for name, kind, county, ways in (
        ("city", "government", "610300", ["in_person", "phone"]),
        ("weibin", "public_interest", "610302", ["in_person"]),
        ("chencang", "social", "610304", ["phone", "video"]),
        ("listener", "counsellor", "610300", ["phone"]),
    ):
        await story.slot(await story.consultant(name, kind=kind, county=county, ways=ways), story.clock() + DAY)

    assert await offered(story) == ["city", "weibin", "chencang"]
    assert await offered(story, "psych_consultation") == ["listener"]
    assert await offered(story, "psych_consultation", way="in_person") == []
    assert await offered(story, way="phone") == ["city", "chencang"]
    assert await offered(story, way="video") == ["chencang"]
    assert await offered(story, county="610302") == ["weibin", "city"]  # the own county's first
    assert await offered(story, county="610304", way="in_person") == ["city"]
    assert await offered(story, county="610300") == ["city", "weibin", "chencang"]
    assert await offered(story, lawyer_kind="social") == ["chencang"]
    assert await offered(story, lawyer_kind="social", county="610302") == []
    assert await offered(story, lawyer_kind="any") == ["city", "weibin", "chencang"]


async def test_times_within_the_hour_booked_ones_and_other_days_are_not_offered(story: Story, chat: Chat) -> None:
    lawyer = await story.consultant()
    now = story.clock()
    soon, edge, later, tomorrow = [await story.slot(lawyer, now + timedelta(minutes=m)) for m in (59, 60, 120, 24 * 60)]

    async def ids(**wish: Any) -> list[int]:
        async with story.database.reading() as session:
            return [s.id for s in await free_slots(session, service="legal_consultation", now=now, **wish)]

    assert await ids() == [edge, later, tomorrow] and soon not in await ids()
    assert await ids(starts=now - DAY, ends=now + timedelta(minutes=120)) == [edge]
    assert await ids(starts=now + timedelta(minutes=61)) == [later, tomorrow]
    assert await ids(limit=1) == [edge]
    await story.book(await story.case(chat), later)
    assert await ids() == [edge, tomorrow]


async def test_a_cancelled_time_is_offered_again(story: Story, chat: Chat) -> None:
    slot = await story.slot(await story.consultant(), story.clock() + DAY)
    case = await story.case(chat)
    for _ in range(3):
        await story.book(case, slot)
        assert await offered(story) == []
        async with story.database.transaction() as session:
            await appointments.cancel_booking(session, case=case, actor=Actor.system(), now=story.clock())
        assert await offered(story) == ["lawyer"]
    async with story.database.reading() as session:
        assert (await session.execute(select(func.count()).select_from(Appointment))).scalar_one() == 3
