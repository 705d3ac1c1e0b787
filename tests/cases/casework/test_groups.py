"""Many workers, one employer: their cases are followed, moved and told together, and stay one by one."""

from __future__ import annotations

import pytest

from cases.actors import Actor
from cases.casework import groups
from cases.casework.groups import Outcome
from cases.errors import InvalidChange, NotAllowed, NotFound
from cases.models import Case
from tests.cases.casework.scene import decides, events, heard, kinds
from tests.cases.story import Chat, Story

EMPLOYER = {"employer": {"label": "单位", "value": "宝鸡示例建筑有限公司", "display": "宝鸡示例建筑有限公司"}}


async def workers(story: Story, count: int, county: str | None = "610302") -> list[tuple[Chat, Case]]:
    made = []
    for n in range(count):
        chat = await story.chat(f"w{county}{n}")
        made.append((chat, await story.case(chat, county=county, fields=EMPLOYER)))
    return made


async def group_of(story: Story, actor: Actor, *cases: Case) -> str:
    async with story.database.transaction() as session:
        group = await groups.create(
            session, title="示例工地欠薪", numbers=[c.number for c in cases], actor=actor, now=story.clock()
        )
        return group.number


async def step(story: Story, number: str, actor: Actor, status: str) -> list[Outcome]:
    async with story.database.transaction() as session:
        return await groups.step_all(
            session, number, actor=actor, status=status, note="统一受理",
            message=lambda case: f"您的事项 {case.number} 有进展", now=story.clock(),
        )  # fmt: skip


async def test_what_one_cannot_do_holds_none_of_the_others_up(story: Story) -> None:
    duty = await story.colleague(("duty", None))
    made = await workers(story, 4)
    number = await group_of(story, duty, *(case for _, case in made))
    await decides(story, made[1][1], duty, "accepted")
    await decides(story, made[2][1], duty, "cancelled", note="职工不办了")

    outcomes = await step(story, number, duty, "accepted")

    problems = [o.problem for o in outcomes]
    assert problems[0] is None and problems[3] is None and problems[1] is not None
    assert problems[2] is None  # opened again, with the note as its reason
    assert [await heard(story, chat) for chat, _ in made] == [
        [f"您的事项 {made[0][1].number} 有进展"], [], [f"您的事项 {made[2][1].number} 有进展"],
        [f"您的事项 {made[3][1].number} 有进展"],
    ]  # fmt: skip
    assert {(await story.read(case)).status for _, case in made} == {"accepted"}
    assert (await kinds(story, made[1][1])).count("status") == 1  # nothing half done is left


async def test_one_message_to_all_and_once_in_each_chat(story: Story) -> None:
    duty = await story.colleague(("duty", None))
    made = await workers(story, 2)
    chat = made[0][0]
    twice = await story.case(chat, county="610302")
    number = await group_of(story, duty, twice, *(case for _, case in made))
    await decides(story, made[1][1], duty, "done")
    async with story.database.transaction() as session:
        outcomes = await groups.tell_all(
            session, number, actor=duty, message=lambda case: "周三下午三点在工会开协调会", now=story.clock()
        )
    assert sorted(o.problem is None for o in outcomes) == [False, True, True]
    assert await heard(story, chat) == ["周三下午三点在工会开协调会"]
    assert await heard(story, made[1][0]) == []
    for case in (twice, made[0][1]):
        [told] = [e for e in await events(story, case) if e.kind == "group_told"]
        assert told.note == "周三下午三点在工会开协调会"


async def test_cases_of_one_employer_are_proposed(story: Story) -> None:
    duty = await story.colleague(("duty", None))
    made = await workers(story, 3)
    key = (await story.read(made[0][1])).employer_key
    assert key
    await decides(story, made[2][1], duty, "cancelled")
    county = await story.colleague(("county_desk", "610304"), login="desk")
    async with story.database.reading() as session:
        found = await groups.of_employer(session, key, actor=duty, now=story.clock())
        assert [c.number for c in found] == [made[0][1].number, made[1][1].number]
        assert await groups.of_employer(session, key, actor=county, now=story.clock()) == []
    number = await group_of(story, duty, *found)
    async with story.database.reading() as session:
        view = await groups.read(session, number, actor=duty)
        assert (view.group.employer_key, view.group.county) == (key, "610302")
        assert await groups.of_employer(session, key, actor=duty, now=story.clock()) == []


async def test_members_come_and_go_and_the_group_ends_when_all_are_done(story: Story) -> None:
    duty = await story.colleague(("duty", None))
    (_, first), (_, second), (_, third) = await workers(story, 3)
    number = await group_of(story, duty, first, second)
    async with story.database.transaction() as session:
        await groups.add(session, number, third.number, actor=duty, now=story.clock())
        await groups.remove(session, number, second.number, actor=duty, now=story.clock())
        with pytest.raises(NotFound):
            await groups.remove(session, number, second.number, actor=duty, now=story.clock())
        with pytest.raises(InvalidChange):
            await groups.add(session, number, third.number, actor=duty, now=story.clock())
        assert [c.number for c in (await groups.read(session, number, actor=duty)).members] == [
            first.number, third.number,
        ]  # fmt: skip
        with pytest.raises(InvalidChange) as told:
            await groups.close(session, number, actor=duty, now=story.clock())
        assert "2 个" in told.value.message
    await step(story, number, duty, "cancelled")
    async with story.database.transaction() as session:
        await groups.close(session, number, actor=duty, now=story.clock())
        with pytest.raises(InvalidChange):
            await groups.add(session, number, second.number, actor=duty, now=story.clock())
    assert (await kinds(story, second))[-2:] == ["group_joined", "group_left"]


async def test_a_group_wants_a_name_and_two_cases_that_fit(story: Story, chat: Chat) -> None:
    duty = await story.colleague(("duty", None))
    counsellor = await story.colleague(("counsellor", None), ("duty", None), login="liu")
    (_, first), (_, second) = await workers(story, 2)
    talk = await story.case(chat, "psych_consultation")
    for title, actor, cases in (
        (" ", duty, (first, second)), ("x", duty, (first,)), ("x", duty, (first, first)), ("x", counsellor, (first, talk)),
    ):  # fmt: skip
        async with story.database.transaction() as session:
            with pytest.raises((InvalidChange, NotAllowed)):
                await groups.create(
                    session, title=title, numbers=[c.number for c in cases], actor=actor, now=story.clock()
                )
    assert (await story.read(first)).group_id is None
    lawyer = await story.colleague(("lawyer", None), login="lvshi")
    with pytest.raises(NotAllowed):
        await group_of(story, lawyer, first, second)


async def test_a_county_sees_its_own_members_and_a_stranger_none(story: Story) -> None:
    duty = await story.colleague(("duty", None))
    desk = await story.colleague(("county_desk", "610302"), login="weibin")
    stranger = await story.colleague(("county_desk", "610304"), login="chencang")
    ours, theirs = await workers(story, 2), await workers(story, 2, "610303")
    number = await group_of(story, duty, *(case for _, case in [*ours, *theirs]))
    async with story.database.transaction() as session:
        view = await groups.look(session, number, actor=desk, now=story.clock())
        assert ([c.number for c in view.members], view.hidden) == ([case.number for _, case in ours], 2)
        with pytest.raises(NotAllowed):  # across counties the city acts
            await groups.close(session, number, actor=desk, now=story.clock())
        for foreign in (number, "G26-0000-0000", "'; DROP TABLE"):
            with pytest.raises(NotFound):
                await groups.look(session, foreign, actor=stranger, now=story.clock())
        with pytest.raises(NotFound):
            await groups.step_all(
                session, number, actor=stranger, status="done", note="x", message=lambda case: None, now=story.clock()
            )
    async with story.database.transaction() as session:
        assert await groups.refuse(session, number, actor=stranger, now=story.clock())
        assert not await groups.refuse(session, "G26-0000-0000", actor=stranger, now=story.clock())
    assert "view_refused" in await kinds(story, theirs[0][1])
    assert (await kinds(story, ours[0][1])).count("viewed") == 1
