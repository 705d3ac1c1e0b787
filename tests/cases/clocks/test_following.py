"""Clocks follow what happens to a case: opened, answered, waiting for papers, booked, closed, opened again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from cases import appointments, clocks, conversations, desk
from cases.actors import Actor
from cases.casework import deciding
from cases.models import Case
from tests.cases.clocks.conftest import at, clocks_of, does, stopped
from tests.cases.story import Chat, Story

GoTo = Callable[[str], datetime]


async def test_a_new_case_is_to_be_answered_and_to_be_solved(story: Story, chat: Chat) -> None:
    case = await story.case(chat)  # Monday 10:00, a lawyer's matter: one working day, ten working days
    running = await clocks_of(story, case)
    assert set(running) == {"first_reply", "solve"}
    assert running["first_reply"].due_at == at("2026-11-24 17:00"), "the legal desk closes at five"
    assert running["solve"].due_at == at("2026-12-07 17:00") == (await story.read(case)).due_at


async def test_the_promise_of_a_program_is_its_case_clock(story: Story, chat: Chat) -> None:
    await story.program()
    promised = at("2026-11-24 17:30")  # one working day, shorter than the two an answer may take
    case = await story.case(chat, "enrollment", program_id="skills", due_at=promised)
    running = await clocks_of(story, case)
    assert running["solve"].due_at == promised == (await story.read(case)).due_at
    assert running["first_reply"].due_at == promised, "no clock runs beyond what the worker was told"


async def test_a_case_takes_the_hours_of_its_county_where_it_has_some(story: Story, chat: Chat, go_to: GoTo) -> None:
    go_to("2026-11-23 17:20")
    there = await story.case(await story.chat("10002"), "handoff", county="610330")
    here = await story.case(chat, "handoff", county="610302")
    assert (await clocks_of(story, there))["first_reply"].due_at == at("2026-11-23 17:50"), "凤县 is open until six"
    assert (await clocks_of(story, here))["first_reply"].due_at == at("2026-11-24 08:50")


async def test_a_handover_ends_when_the_talk_does_so_the_next_word_is_what_is_due(story: Story, chat: Chat) -> None:
    case = await story.case(chat, "handoff")
    assert set(await clocks_of(story, case)) == {"first_reply"}
    assert (await story.read(case)).due_at == at("2026-11-23 10:30")


async def test_an_answer_ends_the_first_clock_and_starts_the_news_again_and_again(
    story: Story, chat: Chat, go_to: GoTo
) -> None:
    case = await story.case(chat)
    go_to("2026-11-23 15:00")
    await does(story, case, clocks.note_reply)
    [first] = await stopped(story, case, "first_reply")
    assert first.stopped_at == at("2026-11-23 15:00") and not first.breached
    assert (await clocks_of(story, case))["update"].due_at == at("2026-11-26 17:00"), "three working days"
    go_to("2026-11-25 09:30")
    await does(story, case, clocks.note_reply)
    assert (await clocks_of(story, case))["update"].due_at == at("2026-11-30 17:00")
    assert [clock.breached for clock in await stopped(story, case, "update")] == [False]


async def test_an_answer_that_came_too_late_stays_marked(story: Story, chat: Chat, go_to: GoTo) -> None:
    case = await story.case(chat)
    go_to("2026-11-25 09:30")
    await does(story, case, clocks.note_reply)
    assert [clock.breached for clock in await stopped(story, case, "first_reply")] == [True]


async def test_a_word_from_the_desk_in_the_chat_is_the_answer(story: Story, chat: Chat) -> None:
    duty = await story.colleague(("duty", None))
    async with story.database.transaction() as session:
        due = clocks.promise(story.clock(), county=None, tier="ordinary", ahead=0)
        await conversations.ask_for_person(session, chat.id, reason="asked", reply_due_at=due, now=story.clock())
    handed = await story.case(chat, "handoff", due_at=due)
    other = await story.case(chat)  # somebody else's matter of the same worker
    own = await story.case(chat)
    async with story.database.transaction() as session:
        (await session.get_one(Case, own.id)).assigned_to = duty.id
        await desk.take_over(session, chat.id, actor=duty, now=story.clock(), notice="同事来了")
    assert "first_reply" in await clocks_of(story, handed), "taking a chat is not yet a word"
    async with story.database.transaction() as session:
        await desk.reply_as_staff(session, chat.id, actor=duty, text="您好，请讲。", now=story.clock())
    assert set(await clocks_of(story, handed)) == {"update"}
    assert set(await clocks_of(story, own)) == {"solve", "update"}
    assert set(await clocks_of(story, other)) == {"solve", "first_reply"}
    async with story.database.reading() as session:
        assert (await conversations.get(session, chat.id)).reply_due_at is None


async def test_waiting_for_papers_over_the_spring_festival_costs_nobody_a_minute(
    story: Story, chat: Chat, go_to: GoTo
) -> None:
    await story.program()
    go_to("2026-02-12 10:00")  # a Thursday
    promised = at("2026-02-24 17:30")  # Fri 13, the worked Saturday 14, then Tuesday 24
    case = await story.case(chat, "enrollment", program_id="skills", due_at=promised)
    go_to("2026-02-13 15:30")  # 5.5 h and 5 h gone of 26.5 h
    await story.move(case, "needs_papers")
    solve = (await clocks_of(story, case))["solve"]
    assert solve.due_at is None and solve.pause_reason == "papers" and (await story.read(case)).due_at is None
    assert solve.left_seconds == 16 * 3600  # Friday 2 h, Saturday 7 h, Tuesday 7 h
    go_to("2026-02-26 16:30")  # thirteen days and a festival later
    await story.move(case, "accepted")
    # 16 h: Thursday 1 h, Friday 7 h, the worked Saturday 28th 7 h, Monday 1 h
    solve = (await clocks_of(story, case))["solve"]
    assert solve.due_at == at("2026-03-02 09:30") == (await story.read(case)).due_at


async def test_papers_that_came_are_our_turn_before_anybody_looked(story: Story, chat: Chat, go_to: GoTo) -> None:
    case = await story.case(chat)
    await story.move(case, "needs_papers")
    await does(story, case, clocks.note_reply)
    assert (await clocks_of(story, case))["update"].pause_reason == "papers", "we wait, so no news is due"
    go_to("2026-11-30 10:00")
    await does(story, case, clocks.answered)
    running = await clocks_of(story, case)
    assert running["solve"].due_at == at("2026-12-14 17:00"), "five working days later than before"
    assert running["update"].paused_at is None
    await does(story, case, clocks.asked)
    assert (await clocks_of(story, case))["solve"].pause_reason == "papers", "the paper was not the right one"


async def test_the_first_answer_is_never_held(story: Story, chat: Chat) -> None:
    case = await story.case(chat)
    await story.move(case, "needs_papers")
    assert (await clocks_of(story, case))["first_reply"].due_at == at("2026-11-24 17:00")


async def test_closing_stops_all_and_opening_again_gives_the_same_time_once_more(
    story: Story, chat: Chat, go_to: GoTo
) -> None:
    case = await story.case(chat, due_at=at("2026-11-25 17:00"))
    go_to("2026-11-26 10:00")
    await story.move(case, "done")
    assert await clocks_of(story, case) == {}
    [solve] = await stopped(story, case, "solve")
    assert solve.breached and solve.stopped_at == at("2026-11-26 10:00")
    go_to("2026-11-30 09:00")
    await story.move(case, "accepted")
    running = await clocks_of(story, case)
    assert set(running) == {"solve", "update"}, "the first answer was given long ago"
    # 17 h of the first time: Monday from 10:00 2 + 3 h, Tuesday and Wednesday 6 h each
    assert running["solve"].due_at == at("2026-12-02 16:00") == (await story.read(case)).due_at


async def test_an_appointment_is_the_answer_and_the_result_is_due_after_it(
    story: Story, chat: Chat, go_to: GoTo
) -> None:
    lawyer = await story.consultant()
    wednesday, thursday = at("2026-11-25 10:00"), at("2026-11-26 15:00")
    slot, other = await story.slot(lawyer, wednesday), await story.slot(lawyer, thursday)
    case = await story.case(chat, status="scheduled", due_at=wednesday)
    await story.book(case, slot)
    running = await clocks_of(story, case)
    assert set(running) == {"solve"} and running["solve"].due_at == at("2026-11-27 17:00")
    go_to("2026-11-24 16:00")
    async with story.database.reading() as session:
        assert (await clocks.time_left(session, [case.id], story.clock()))[case.id].share_used == 0.0
    async with story.database.transaction() as session:
        row = await session.get_one(Case, case.id)
        await appointments.move_booking(session, case=row, slot_id=other, actor=chat.worker, now=story.clock())
    assert (await story.read(case)).due_at == at("2026-11-30 17:00"), "two working days after the new time"
    await story.move(case, "accepted")  # the talk fell through
    assert (await clocks_of(story, case))["solve"].due_at == at("2026-12-08 17:00"), "ten working days from here"


async def test_raising_the_tier_shortens_what_runs_and_keeps_what_was_used(
    story: Story, chat: Chat, go_to: GoTo
) -> None:
    lawyer = await story.colleague(("lawyer", None), login="lvshi")
    case = await story.case(chat)
    go_to("2026-11-23 15:00")
    async with story.database.transaction() as session:
        await deciding.change_tier(
            session,
            case.number,
            actor=lawyer,
            seen_revision=None,
            tier="urgent",
            reason="快过时效了",
            now=story.clock(),
        )
    running = await clocks_of(story, case)
    assert running["first_reply"].due_at <= story.clock(), "two working hours were over at noon"
    assert running["solve"].due_at == at("2026-11-30 17:00") == (await story.read(case)).due_at, "five days, not ten"


async def test_danger_in_a_waiting_chat_is_ten_minutes_by_the_clock_on_the_wall(
    story: Story, chat: Chat, go_to: GoTo
) -> None:
    night = go_to("2026-11-28 23:30")
    case = await story.case(chat, "handoff")
    async with story.database.transaction() as session:
        await conversations.ask_for_person(session, chat.id, reason="crisis", reply_due_at=None, now=night)
    await does(story, case, clocks.change_tier, actor=Actor.bot(), tier="major")
    assert (await clocks_of(story, case))["first_reply"].due_at == night + timedelta(minutes=10)
    async with story.database.reading() as session:
        assert (await conversations.get(session, chat.id)).reply_due_at == night + timedelta(minutes=10)


async def test_danger_after_the_first_answer_wants_another_one(story: Story, chat: Chat) -> None:
    case = await story.case(chat, "handoff")
    await does(story, case, clocks.note_reply)
    story.clock.advance(600)
    await does(story, case, clocks.change_tier, actor=Actor.bot(), tier="major")
    assert (await clocks_of(story, case))["first_reply"].due_at == story.clock() + timedelta(minutes=10)


@pytest.mark.parametrize("kind", ["legal_consultation", "psych_consultation", "handoff", "feedback", "privacy"])
async def test_every_kind_of_case_is_to_be_answered(story: Story, chat: Chat, kind: str) -> None:
    assert "first_reply" in await clocks_of(story, await story.case(chat, kind))
