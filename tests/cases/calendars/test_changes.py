"""A lawyer is away, or works other hours: nobody who has booked finds out by standing before a closed door."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cases import appointments, casefile, messages
from cases.actors import Actor
from cases.calendars import behalf, changes
from cases.calendars.changes import Proposal
from cases.calendars.week import Exceptional
from cases.errors import Conflict, InvalidChange, NotAllowed, NotFound, SlotTaken
from cases.models import AuditEntry, Message
from cases.reminders import bring_due
from tests.cases.calendars.conftest import Calendars, leave, local, said
from tests.cases.story import Story


async def test_leave_closes_the_times_and_those_booked_are_offered_three_others(
    calendars: Calendars, duty: Actor
) -> None:
    lawyer = await calendars.lawyer()
    slot = await calendars.slot(lawyer, "2026-11-30 09:30")
    chat, case = await calendars.booked("a", slot)
    [hit] = await calendars.preview(leave("2026-11-30"), duty)
    assert (hit.number, said(hit.starts_at), hit.way) == (case.number, "11-30 09:30", "phone")
    assert [said(s.starts_at) for s in hit.alternatives] == ["12-01 14:30", "12-01 15:00", "12-01 15:30"]
    assert await calendars.time_of(case) == "11-30 09:30", "looking changes nothing"

    woken = await calendars.apply(leave("2026-11-30"), duty)

    assert woken == [chat.id]
    assert await calendars.time_of(case) is None
    assert not [t for t in await calendars.times() if t.startswith("11-30")]
    assert len(await calendars.times(closed=True)) == 5
    [(text, payloads)] = await calendars.heard(chat)
    assert text == f"取消 {case.number} 11月30日（周一）09:30–10:00；可选"
    later = [await calendars.slot(lawyer, f"2026-12-01 {t}") for t in ("14:30", "15:00", "15:30")]
    assert payloads == [*(f"move:{case.number}:{s}" for s in later), "human"]
    assert (await calendars.story.read(case)).status == "accepted"

    # The worker presses the second button.
    async with calendars.story.database.transaction() as session:
        row = await casefile.locked(session, case.number, actor=chat.worker)
        made = await behalf.rebook(session, row, later[1], actor=chat.worker, now=calendars.story.clock())
    assert made.way == "phone"
    assert await calendars.time_of(case) == "12-01 15:00"
    again = await calendars.story.read(case)
    assert again.status == "scheduled"
    assert again.due_at is not None and again.due_at > local("2026-12-01 15:00"), "nothing is due before they met"


async def test_a_colleague_moves_somebody_and_the_reminders_follow(calendars: Calendars, duty: Actor) -> None:
    lawyer = await calendars.lawyer()
    chat, case = await calendars.booked(
        "a", await calendars.slot(lawyer, "2026-11-30 09:30"), due_at=local("2026-11-30 09:30")
    )
    async with calendars.story.database.reading() as session:
        held = await appointments.booking_of(session, case.id)
    assert held is not None
    [old] = await calendars.story.say(
        chat, "提醒", appointment_id=held[0].id, due_at=local("2026-11-29 09:30"), author="bot"
    )
    target = await calendars.slot(lawyer, "2026-12-01 15:00")

    await calendars.apply(leave("2026-11-30"), duty, choices={held[0].id: target})

    assert await calendars.time_of(case) == "12-01 15:00"
    due = (await calendars.story.read(case)).due_at
    assert due is not None and due > local("2026-12-01 15:00")
    [(text, payloads)] = await calendars.heard(chat)
    assert text.startswith(f"挪了 {case.number} 11月30日（周一）09:30–10:00 → 12月1日（周二）15:00–15:30")
    assert f"move:{case.number}:{target}" not in payloads and len(payloads) == 4
    async with calendars.story.database.reading() as session:
        assert (await session.get_one(Message, old)).status == "cancelled"
        new = await appointments.booking_of(session, case.id)
        assert new is not None
        rows = await reminders(session, new[0].id)
    assert rows == [("明天 15:00 电话", "11-30 15:00"), ("今天 15:00 电话", "12-01 13:00")]


async def reminders(session: AsyncSession, appointment_id: int) -> list[tuple[str | None, str]]:
    found = await session.execute(
        select(Message)
        .where(Message.appointment_id == appointment_id, Message.status == "due")
        .order_by(Message.due_at)
    )
    return [(m.text, said(m.due_at)) for m in found.scalars()]


async def test_who_booked_after_the_look_is_not_run_over(calendars: Calendars, duty: Actor) -> None:
    lawyer = await calendars.lawyer()
    seen = [a.appointment_id for a in await calendars.preview(leave("2026-11-30"), duty)]
    chat, case = await calendars.booked("a", await calendars.slot(lawyer, "2026-11-30 10:00"))
    with pytest.raises(Conflict) as caught:
        await calendars.apply(leave("2026-11-30"), duty, seen=seen)
    assert "请再看一遍名单" in caught.value.message
    assert await calendars.time_of(case) == "11-30 10:00"
    assert await calendars.heard(chat) == []


async def test_a_chosen_time_that_has_gone_undoes_the_whole_change(calendars: Calendars, duty: Actor) -> None:
    lawyer = await calendars.lawyer()
    _, case = await calendars.booked("a", await calendars.slot(lawyer, "2026-11-30 10:00"))
    target = await calendars.slot(lawyer, "2026-12-01 15:00")
    [hit] = await calendars.preview(leave("2026-11-30"), duty)
    await calendars.booked("b", target)
    with pytest.raises(SlotTaken):
        await calendars.apply(leave("2026-11-30"), duty, choices={hit.appointment_id: target})
    assert await calendars.time_of(case) == "11-30 10:00"
    assert "11-30 09:00" in await calendars.times()


async def test_another_week_moves_nobody_whose_time_stays(calendars: Calendars, duty: Actor) -> None:
    lawyer = await calendars.lawyer()
    chats = {t: await calendars.booked(t, await calendars.slot(lawyer, f"2026-11-30 {t}")) for t in ("09:00", "09:30")}
    settings = await calendars.settings(minutes=60)
    change = Proposal(settings=settings, seen=await calendars.settings())
    [hit] = await calendars.preview(change, duty)
    assert said(hit.starts_at) == "11-30 09:30"
    await calendars.apply(change, duty)
    assert await calendars.time_of(chats["09:00"][1]) == "11-30 09:00"
    assert await calendars.heard(chats["09:00"][0]) == []
    assert [t for t in await calendars.times() if t.startswith("11-30")] == ["11-30 09:00", "11-30 10:00"]
    async with calendars.story.database.reading() as session:
        slot = await appointments.get_slot(session, await calendars.slot(lawyer, "2026-11-30 09:00"))
    assert slot.ends_at - slot.starts_at == timedelta(minutes=60)


async def test_a_leave_taken_back_gives_the_times_back(calendars: Calendars, duty: Actor) -> None:
    lawyer = await calendars.lawyer()
    before = await calendars.times()
    _, case = await calendars.booked("a", await calendars.slot(lawyer, "2026-11-30 10:00"))
    await calendars.apply(leave("2026-11-29", "2026-12-06"), duty)
    assert not {t for t in await calendars.times() if "11-29" <= t[:5] <= "12-06"}
    async with calendars.story.database.reading() as session:
        [row] = await changes.written(session, lawyer, actor=duty, now=calendars.story.clock())
    await calendars.apply(Proposal(drop=row.id), duty)
    today = {t for t in before if t <= "11-23 10:00"}  # what lay before this moment was left alone
    assert set(await calendars.times()) | today == set(before)
    assert await calendars.time_of(case) is None
    with pytest.raises(NotFound):
        await calendars.apply(Proposal(drop=row.id), duty, seen=[])


async def test_extra_and_changed_days(calendars: Calendars, duty: Actor) -> None:
    await calendars.lawyer()
    saturday, monday = date(2026, 11, 28), date(2026, 11, 30)
    await calendars.apply(Proposal(add=Exceptional("extra", saturday, saturday, ("9:00-10:00",))), duty)
    await calendars.apply(Proposal(add=Exceptional("instead", monday, monday, ("15:00-16:00",))), duty)
    found = await calendars.times()
    assert [t for t in found if t.startswith("11-28")] == ["11-28 09:00", "11-28 09:30"]
    assert [t for t in found if t.startswith("11-30")] == ["11-30 15:00", "11-30 15:30"]
    # The nightly round keeps to it.
    async with calendars.story.database.transaction() as session:
        made = await appointments.make_slots(session, calendar=calendars.calendar, first=saturday, days=7)
    assert made == 0


async def test_a_way_no_longer_offered_and_a_smaller_group(calendars: Calendars, duty: Actor) -> None:
    lawyer = await calendars.lawyer(capacity=2)
    slot = await calendars.slot(lawyer, "2026-11-30 10:00")
    _, first = await calendars.booked("a", slot)
    _, second = await calendars.booked("b", slot)
    smaller = Proposal(settings=await calendars.settings(capacity=1))
    assert [a.number for a in await calendars.preview(smaller, duty)] == [second.number]
    no_phone = Proposal(settings=await calendars.settings(ways=("in_person",)))
    assert {a.number for a in await calendars.preview(no_phone, duty)} == {first.number, second.number}


async def test_who_stops_working_has_no_times_and_those_booked_are_told(calendars: Calendars, duty: Actor) -> None:
    lawyer = await calendars.lawyer()
    other = await calendars.lawyer("other")
    chat, case = await calendars.booked("a", await calendars.slot(lawyer, "2026-11-30 10:00"))
    await calendars.apply(Proposal(settings=await calendars.settings(active=False)), duty)
    assert not [t for t in await calendars.times() if t > "11-23 10:00"]
    [(_, payloads)] = await calendars.heard(chat)
    theirs = await calendars.slot(other, "2026-11-30 10:00")
    assert f"move:{case.number}:{theirs}" in payloads


async def test_two_colleagues_change_one_lawyer_and_the_second_is_told(calendars: Calendars, duty: Actor) -> None:
    await calendars.lawyer()
    seen = await calendars.settings()
    await calendars.apply(Proposal(settings=replace(seen, place="新地点（示例）"), seen=seen), duty)
    with pytest.raises(Conflict):
        await calendars.apply(Proposal(settings=replace(seen, minutes=45), seen=seen), duty, seen=[])
    assert (await calendars.settings()).place == "新地点（示例）"


async def test_whose_calendar_it_is_decides(calendars: Calendars, duty: Actor, story: Story) -> None:
    lawyer = await story.colleague(("lawyer", None), login="lvshi")
    other = await story.colleague(("lawyer", None), login="lvshi2")
    weibin = await story.colleague(("county_desk", "610302"), login="weibin")
    officer = await story.colleague(("program_officer", None), login="xm")
    await calendars.lawyer(staff_id=lawyer.id)
    await calendars.lawyer("weibin", county="610302")
    await calendars.lawyer("jintai", county="610303")
    await calendars.apply(leave("2026-11-30"), lawyer)  # their own
    for actor, consultant, error in (
        (other, "lawyer", NotAllowed),
        (weibin, "lawyer", NotAllowed),  # seen, since the city's lawyers serve every county
        (weibin, "jintai", NotFound),
        (officer, "lawyer", NotFound),
    ):
        with pytest.raises(error):
            await calendars.apply(leave("2026-12-07"), actor, consultant, seen=[])
    await calendars.apply(leave("2026-12-07"), weibin, "weibin")
    with pytest.raises(NotAllowed):  # leave is theirs, the week is not
        await calendars.apply(Proposal(settings=await calendars.settings(minutes=20)), lawyer, seen=[])
    with pytest.raises(NotAllowed):  # not even by making it the county's own
        await calendars.apply(Proposal(settings=await calendars.settings("weibin", county="610303")), weibin, "weibin")


async def test_who_changed_a_calendar_stands_in_the_log(calendars: Calendars, duty: Actor) -> None:
    await calendars.lawyer()
    await calendars.apply(leave("2026-11-30"), duty)
    async with calendars.story.database.reading() as session:
        [entry] = (await session.execute(select(AuditEntry))).scalars()
    assert (entry.action, entry.subject, entry.actor_id) == ("calendar.changed", "consultant:lawyer", duty.id)
    assert entry.data == {"what": "leave", "affected": []}


async def test_what_a_leave_may_be(calendars: Calendars, duty: Actor) -> None:
    await calendars.lawyer()
    day = date(2026, 11, 30)
    for bad in (
        Exceptional("leave", day, day - timedelta(days=1)),
        Exceptional("leave", date(2026, 11, 1), date(2026, 11, 2)),
        Exceptional("leave", day, day + timedelta(days=400)),
        Exceptional("extra", day, day),
        Exceptional("instead", day, day, ("09:00-10:00", "09:30-11:00")),
        Exceptional("holiday", day, day),
    ):
        with pytest.raises(InvalidChange):
            await calendars.preview(Proposal(add=bad), duty)


async def test_counselling_is_moved_without_a_word_of_whose_it_is(calendars: Calendars, duty: Actor) -> None:
    await calendars.lawyer("listener", kind="counsellor")
    slot = await calendars.slot("listener", "2026-11-30 10:00")
    chat, case = await calendars.booked("a", slot, kind="psych_consultation")
    [hit] = await calendars.preview(leave("2026-11-30"), duty, "listener")
    assert (hit.number, hit.name) == (None, None) and len(hit.alternatives) == 3
    await calendars.apply(leave("2026-11-30"), duty, "listener")
    assert (await calendars.heard(chat))[0][0].startswith(f"取消 {case.number}")
    async with calendars.story.database.reading() as session:
        [row] = await messages.transcript(session, chat.id, now=calendars.story.clock())
    assert row.walled


async def test_news_of_a_moved_time_waits_for_the_morning(calendars: Calendars, duty: Actor) -> None:
    lawyer = await calendars.lawyer()
    chat, _ = await calendars.booked("a", await calendars.slot(lawyer, "2026-11-30 10:00"))
    calendars.story.clock.now = local("2026-11-24 23:30")
    await calendars.apply(leave("2026-11-30"), duty)
    assert await calendars.heard(chat) == []
    calendars.story.clock.now = local("2026-11-25 09:00")
    async with calendars.story.database.transaction() as session:
        await bring_due(session, now=calendars.story.clock())
    assert len(await calendars.heard(chat)) == 1
