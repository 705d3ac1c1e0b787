"""Half used, nearly used, due: told once, to whoever has the case, and never about what is not theirs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

from cases import clocks
from cases.clocks import ClockWarning
from cases.database import Database
from cases.models import Case
from tests.cases.clocks.conftest import at, clocks_of, does, stopped, told
from tests.cases.story import Chat, Story

GoTo = Callable[[str], datetime]


async def look(story: Story) -> list[ClockWarning]:
    async with story.database.transaction() as session:
        return await clocks.due_warnings(session, story.clock())


async def give(story: Story, case: Case, staff_id: int) -> None:
    async with story.database.transaction() as session:
        (await session.get_one(Case, case.id)).assigned_to = staff_id


async def test_a_promise_is_told_at_half_at_four_fifths_and_when_due(story: Story, chat: Chat, go_to: GoTo) -> None:
    case = await story.case(chat, "handoff")  # thirty minutes from 10:00
    for moment, share in (
        ("10:14:59", None),
        ("10:15:00", 50),
        ("10:15:30", None),
        ("10:24:00", 80),
        ("10:24:30", None),
        ("10:30:00", 100),
        ("12:30:00", None),
    ):
        go_to(f"2026-11-23 {moment}")
        found = await look(story)
        assert [w.share for w in found] == ([share] if share else []), moment
        assert all((w.number, w.kind, w.staff_id) == (case.number, "first_reply", None) for w in found)
    assert await told(story, case, "clock_warning") == [
        {"kind": "first_reply", "share": 50},
        {"kind": "first_reply", "share": 80},
        {"kind": "first_reply", "share": 100},
    ]


async def test_who_looks_late_is_told_the_worst_only(story: Story, chat: Chat, go_to: GoTo) -> None:
    case = await story.case(chat, "handoff")
    go_to("2026-11-23 15:00")
    assert [w.share for w in await look(story)] == [100]
    assert (await clocks_of(story, case))["first_reply"].breached
    go_to("2026-11-23 15:30")
    await does(story, case, clocks.note_reply)
    assert [c.breached for c in await stopped(story, case, "first_reply")] == [True]


async def test_what_stands_still_or_has_ended_is_not_told(story: Story, chat: Chat, go_to: GoTo) -> None:
    waiting, closed = await story.case(chat), await story.case(chat)
    await does(story, waiting, clocks.note_reply)
    await story.move(waiting, "needs_papers")
    await does(story, waiting, clocks.note_reply)
    await story.move(closed, "cancelled")
    go_to("2027-03-01 10:00")
    assert await look(story) == []


async def test_more_time_takes_a_warning_back_and_tells_it_again(story: Story, chat: Chat, go_to: GoTo) -> None:
    lawyer = await story.colleague(("lawyer", None), login="lvshi")
    case = await story.case(chat)
    await does(story, case, clocks.note_reply)
    await does(story, case, clocks.change_tier, actor=lawyer, tier="major", note="急")
    go_to("2026-11-26 16:59")  # three working days are all but over
    assert [(w.kind, w.share) for w in await look(story)] == [("update", 100), ("solve", 80)]
    await does(story, case, clocks.change_tier, actor=lawyer, tier="ordinary", note="缓了")
    running = await clocks_of(story, case)
    assert running["solve"].warned == 0 and running["solve"].due_at == at("2026-12-07 17:00")
    go_to("2026-12-01 09:00")
    assert ("solve", 50) in [(w.kind, w.share) for w in await look(story)]


async def test_my_warnings_are_mine_and_those_nobody_has(story: Story, chat: Chat, go_to: GoTo) -> None:
    lawyer = await story.colleague(("lawyer", None), login="lvshi")
    other = await story.colleague(("lawyer", None), login="lvshi2")
    mine, nobodys, theirs = await story.case(chat), await story.case(chat), await story.case(chat)
    fresh_county = await story.case(chat, county="610326")
    await give(story, mine, lawyer.id or 0)
    await give(story, theirs, other.id or 0)
    go_to("2026-11-24 11:00")

    async def shown(actor: object) -> set[str]:
        async with story.database.reading() as session:
            found = await clocks.warnings_for(session, actor, story.clock())  # type: ignore[arg-type]
        assert all(w.kind == "first_reply" and w.share == 50 for w in found)
        return {w.number for w in found}

    assert await shown(lawyer) == {mine.number, nobodys.number, fresh_county.number}
    county = await story.colleague(("county_desk", "610326"), login="meixian")
    assert await shown(county) == {fresh_county.number}, "and nothing of another county"
    assert await shown(await story.colleague(("counsellor", None), login="zixun")) == set()


async def test_a_counselling_case_warns_counsellors_only(story: Story, chat: Chat, go_to: GoTo) -> None:
    case = await story.case(chat, "psych_consultation")
    go_to("2026-11-24 17:00")
    for roles, seen in ((("counsellor", None), {case.number}), (("admin", None), set()), (("duty", None), set())):
        actor = await story.colleague(roles, login=f"x{roles[0]}")
        async with story.database.reading() as session:
            assert {w.number for w in await clocks.warnings_for(session, actor, story.clock())} == seen


async def test_two_programs_that_look_at_once_tell_it_once(
    story: Story, chat: Chat, other_program: Database, go_to: GoTo
) -> None:
    case = await story.case(chat, "handoff")
    go_to("2026-11-23 10:20")
    there = Story(other_program, story.clock)
    found = await asyncio.gather(*(look(who) for who in (story, there) * 5))
    assert sum(map(len, found)) == 1
    assert len(await told(story, case, "clock_warning")) == 1


async def test_the_most_pressing_clock_of_each_line(story: Story, chat: Chat, go_to: GoTo) -> None:
    lawyer = await story.colleague(("lawyer", None), login="lvshi")
    fresh, held, closed = await story.case(chat), await story.case(chat), await story.case(chat)
    await does(story, held, clocks.note_reply)
    go_to("2026-11-24 10:00")
    for reason in ("worker",):
        await does(story, held, clocks.pause, actor=lawyer, reason=reason, note="等他回电话")
    await story.move(closed, "done")
    go_to("2026-11-24 12:00")  # 5 h of Monday's rest and 3 h of Tuesday: 8 of 11
    async with story.database.reading() as session:
        left = await clocks.time_left(session, [fresh.id, held.id, closed.id], story.clock())
        assert await clocks.time_left(session, [], story.clock()) == {}
    assert set(left) == {fresh.id, held.id}
    assert left[fresh.id][:2] == ("first_reply", at("2026-11-24 17:00")) and not left[fresh.id].paused
    assert round(left[fresh.id].share_used, 3) == round(8 / 11, 3)
    assert left[held.id].paused and left[held.id].due_at is None
    assert round(left[held.id].share_used, 3) == round(6 / 23, 3), (
        "one hour of Tuesday and five of Monday, then it stood"
    )
    go_to("2026-11-25 12:00")
    async with story.database.reading() as session:
        late = (await clocks.time_left(session, [fresh.id], story.clock()))[fresh.id]
    assert round(late.share_used, 3) == round(14 / 11, 3)
