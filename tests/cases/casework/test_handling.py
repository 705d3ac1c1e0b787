"""Who works on a case and how pressing it is; what the second of two colleagues is told."""

from __future__ import annotations

import asyncio

import pytest

from cases import casefile
from cases.casework import deciding, merging
from cases.errors import Conflict, InvalidChange, NotAllowed, NotFound
from cases.models import Case
from tests.cases.casework.scene import decides, events, heard, kinds
from tests.cases.story import Chat, Story


async def test_a_case_is_given_to_who_may_work_on_it(story: Story, chat: Chat) -> None:
    case = await story.case(chat, county="610302")
    duty = await story.colleague(("duty", None))
    lawyer = await story.colleague(("lawyer", "610302"), login="lvshi")
    others = [
        await story.colleague(("lawyer", "610304"), login="far"),
        await story.colleague(("counsellor", None), login="zixun"),
        await story.colleague(login="nobody"),
    ]
    async with story.database.transaction() as session:
        assert {i for i, _ in await deciding.may_work_on(session, case)} == {duty.id, lawyer.id}
        for colleague in others:
            with pytest.raises(InvalidChange):
                await deciding.assign(
                    session, case.number, actor=duty, seen_revision=0, staff_id=colleague.id, now=story.clock()
                )
        given = await deciding.assign(
            session, case.number, actor=duty, seen_revision=0, staff_id=lawyer.id, now=story.clock()
        )
        assert (given.assigned_to, given.revision) == (lawyer.id, 1)
        with pytest.raises(Conflict):
            await deciding.assign(session, case.number, actor=lawyer, seen_revision=0, staff_id=None, now=story.clock())
        with pytest.raises(NotFound):
            await deciding.assign(
                session, case.number, actor=others[0], seen_revision=None, staff_id=None, now=story.clock()
            )
    [event] = [e for e in await events(story, case) if e.kind == "assigned"]
    assert event.data == {"from": None, "to": lawyer.id}


async def test_how_pressing_a_case_is_changes_with_a_reason(story: Story, chat: Chat) -> None:
    case = await story.case(chat)
    duty = await story.colleague(("duty", None))
    for tier, reason in (("urgent", " "), ("ordinary", "x"), ("flying", "x")):
        async with story.database.transaction() as session:
            with pytest.raises(InvalidChange):
                await deciding.change_tier(
                    session, case.number, actor=duty, seen_revision=0, tier=tier, reason=reason, now=story.clock()
                )
    before = (await story.read(case)).due_at
    async with story.database.transaction() as session:
        await deciding.change_tier(
            session, case.number, actor=duty, seen_revision=0, tier="major", reason="三十人欠薪", now=story.clock()
        )
    after = await story.read(case)
    assert (after.tier, after.revision) == ("major", 1)
    assert before is not None and after.due_at is not None and after.due_at < before  # the clocks follow
    assert (await kinds(story, case))[-1] == "tier"


async def test_the_second_colleague_is_told_what_changed_meanwhile(story: Story, chat: Chat) -> None:
    duty = await story.colleague(("duty", None))
    other = await story.colleague(("duty", None), login="other")
    case = await story.case(chat)
    seen = (await events(story, case))[-1].id
    await decides(story, case, other, "accepted", note="先受理")
    async with story.database.transaction() as session:
        assert await casefile.record_refusal(session, case.number, actor=duty, now=story.clock(), what="link")
    async with story.database.reading() as session:
        [change] = await deciding.changes_since(session, case.id, event_id=seen)
    assert (change.kind, change.actor_id, change.note) == ("status", other.id, "先受理")


async def test_who_may_not_decide_assigns_nothing(story: Story, chat: Chat) -> None:
    case = await story.case(chat)
    async with story.database.transaction() as session:
        with pytest.raises(NotAllowed):
            await deciding.assign(
                session, case.number, actor=chat.worker, seen_revision=None, staff_id=None, now=story.clock()
            )


async def test_of_ten_who_decide_on_the_same_page_one_does(story: Story, chat: Chat) -> None:
    """The others find out; nobody waits for anybody for ever, whatever else happens in the chat."""
    duty = await story.colleague(("duty", None))
    case, other = await story.case(chat), await story.case(chat)
    done = await asyncio.gather(
        *(decides(story, case, duty, "accepted", seen_revision=0, message=f"受理了 {n}") for n in range(10)),
        *(story.say(chat, f"闲话 {n}") for n in range(5)),
        *(decides(story, other, duty, "accepted", message=f"另一件 {n}") for n in range(3)),
        return_exceptions=True,
    )
    assert [isinstance(one, Conflict) for one in done[:10]].count(False) == 1
    assert len([told for told in await heard(story, chat) if told.startswith("受理了")]) == 1
    assert not [one for one in done if isinstance(one, Exception) and not isinstance(one, Conflict | InvalidChange)]


async def test_two_who_merge_both_ways_do_not_wait_for_each_other(story: Story, chat: Chat) -> None:
    duty = await story.colleague(("duty", None))
    first, second = await story.case(chat), await story.case(chat)

    async def merge(kept: Case, merged: Case) -> None:
        async with story.database.transaction() as session:
            await merging.merge(
                session,
                kept.number,
                merged.number,
                actor=duty,
                seen=(0, 0),
                reason="",
                message="并了",
                now=story.clock(),
            )

    done = await asyncio.gather(merge(first, second), merge(second, first), return_exceptions=True)
    assert sorted(type(one).__name__ for one in done) == ["Conflict", "NoneType"]
    assert await heard(story, chat) == ["并了"]
