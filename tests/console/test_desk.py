"""What staff do, told to the verbs themselves, on both kinds of database."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from cases import appointments, attachments, casefile, conversations, desk, inbox
from cases.access import sees_case
from cases.actors import Actor
from cases.casework.deciding import decide as decide_case
from cases.casework.listing import list_cases
from cases.chats.lists import chat_lists
from cases.database import Database
from cases.errors import AlreadyOwned, Conflict, InvalidChange, NotAllowed, NotFound
from tests.conftest import Clock
from tests.console.world import Chat, World


@pytest.fixture
def world(database: Database, clock: Clock) -> World:
    return World(database, clock())


async def take(world: World, chat: Chat, actor: Actor) -> None:
    async with world.database.transaction() as session:
        await desk.take_over(session, chat.id, actor=actor, now=world.now, notice="工作人员来了。")


async def reply(world: World, chat: Chat, actor: Actor, text: str) -> None:
    async with world.database.transaction() as session:
        await desk.reply_as_staff(session, chat.id, actor=actor, text=text, now=world.now)


async def test_of_twenty_colleagues_who_grab_one_chat_one_wins(world: World) -> None:
    chat = await world.chat("李雷", said=[("worker", "找人工")])
    case = await world.asks_for_person(chat)
    colleagues = [await world.colleague(f"duty{n}", f"值班员{n}", ("duty", None)) for n in range(20)]

    results = await asyncio.gather(*(take(world, chat, c) for c in colleagues), return_exceptions=True)

    assert [r for r in results if r is None] == [None]
    assert all(isinstance(r, AlreadyOwned) for r in results if r is not None)
    assert await world.heard(chat) == ["工作人员来了。"]
    assert await world.case_status(case) == "accepted"


async def test_only_who_has_the_chat_replies(world: World) -> None:
    chat = await world.chat(said=[("worker", "在吗")])
    await world.asks_for_person(chat)
    zhang = await world.colleague("zhang", "张敏", ("duty", None))
    wang = await world.colleague("wang", "王建国", ("duty", None))

    with pytest.raises(InvalidChange, match="owner is queue"):
        await reply(world, chat, zhang, "在的")
    await take(world, chat, zhang)
    with pytest.raises(AlreadyOwned):
        await reply(world, chat, wang, "我来")
    with pytest.raises(InvalidChange):
        await reply(world, chat, zhang, "  \n ")
    await reply(world, chat, zhang, "在的，您说。")

    assert await world.heard(chat) == ["工作人员来了。", "在的，您说。"]


async def test_a_note_is_for_colleagues_only(world: World) -> None:
    chat = await world.chat(said=[("worker", "在吗")])
    await world.asks_for_person(chat)
    zhang = await world.colleague("zhang", "张敏", ("duty", None))
    async with world.database.transaction() as session:
        await desk.add_note(session, chat.id, actor=zhang, text="先查考勤", now=world.now)

    assert await world.heard(chat) == []
    async with world.database.reading() as session:
        seen = await inbox.read_chat(session, chat.id, actor=zhang, now=world.now)
    assert [(line.status, line.text, line.author_name) for line in seen.lines[-1:]] == [("note", "先查考勤", "张敏")]


async def test_closing_tells_the_worker_and_ends_the_hand_over(world: World) -> None:
    chat = await world.chat(said=[("worker", "找人")])
    case = await world.asks_for_person(chat)
    zhang = await world.colleague("zhang", "张敏", ("duty", None))
    await take(world, chat, zhang)
    async with world.database.transaction() as session:
        await desk.close_chat(
            session, chat.id, actor=zhang, note="已帮您约好律师。", now=world.now, notice="服务结束。"
        )

    assert (await world.heard(chat))[1:] == ["已帮您约好律师。", "服务结束。"]
    assert await world.owner(chat) == "bot"
    assert await world.case_status(case) == "done"


async def test_a_lawyer_may_end_a_chat_although_hand_over_cases_are_not_theirs(world: World) -> None:
    chat = await world.chat(said=[("worker", "找律师")])
    case = await world.asks_for_person(chat)
    lawyer = await world.colleague("lvshi", "律师", ("lawyer", None))
    await take(world, chat, lawyer)
    async with world.database.transaction() as session:
        await desk.hand_back(session, chat.id, actor=lawyer, now=world.now)

    assert await world.case_status(case) == "done"


async def test_what_was_said_to_a_counsellor_stays_behind_the_wall(world: World) -> None:
    chat = await world.chat(said=[("worker", "你好")], ago=timedelta(hours=1))
    await world.asks_for_person(chat, "psych", ago=timedelta(minutes=5))
    liu = await world.colleague("liu", "刘静", ("counsellor", None))
    zhang = await world.colleague("zhang", "张敏", ("duty", None))
    admin = await world.colleague("admin", "管理员", ("admin", None))

    with pytest.raises(NotAllowed):
        await take(world, chat, zhang)
    await take(world, chat, liu)
    await world.says(chat, "我整夜睡不着")
    await reply(world, chat, liu, "愿意跟我说说吗？")
    async with world.database.reading() as session:
        with pytest.raises(NotFound):
            await inbox.read_chat(session, chat.id, actor=admin, now=world.now)
    async with world.database.transaction() as session:
        await desk.hand_back(session, chat.id, actor=liu, now=world.now)

    async with world.database.reading() as session:
        for_admin = await inbox.read_chat(session, chat.id, actor=admin, now=world.now)
        for_counsellor = await inbox.read_chat(session, chat.id, actor=liu, now=world.now)
    assert [line.text for line in for_admin.lines if not line.hidden] == ["你好"]
    assert "我整夜睡不着" in [line.text for line in for_counsellor.lines]


async def test_two_colleagues_decide_one_case_and_the_second_is_told(world: World) -> None:
    chat = await world.chat()
    number = await world.applies(chat)
    zhang = await world.colleague("zhang", "张敏", ("duty", None))

    async def decide(status: str, message: str) -> None:
        async with world.database.transaction() as session:
            await decide_case(
                session,
                number,
                actor=zhang,
                seen_revision=0,
                status=status,
                note=None,
                message=message,
                now=world.now,
            )

    await decide("accepted", "受理了")
    with pytest.raises(Conflict):
        await decide("refused", "没通过")
    assert await world.heard(chat) == ["受理了"]
    assert await world.case_status(number) == "accepted"


async def test_a_refused_case_frees_its_time(world: World) -> None:
    chat = await world.chat()
    number = await world.applies(chat)
    await world.books(number)
    zhang = await world.colleague("zhang", "张敏", ("duty", None))
    async with world.database.transaction() as session:
        case = await casefile.by_number(session, number, actor=zhang)
        assert await appointments.booking_of(session, case.id) is not None
        await decide_case(
            session,
            number,
            actor=zhang,
            seen_revision=1,
            status="refused",
            note="不属于受理范围",
            message="没通过",
            now=world.now,
        )
        assert await appointments.booking_of(session, case.id) is None


async def test_the_list_shows_exactly_what_may_be_opened(world: World) -> None:
    chat = await world.chat()
    numbers = {}
    for kind in ("legal_consultation", "psych_consultation", "feedback", "privacy"):
        for county in ("610302", "610303", None):
            numbers[await world.applies(chat, kind, county=county)] = (kind, county)
    people = [
        await world.colleague("duty", "值班员", ("duty", None)),
        await world.colleague("desk", "渭滨", ("county_desk", "610302")),
        await world.colleague("both", "两职", ("county_desk", "610302"), ("counsellor", "610303")),
        await world.colleague("city", "市级律师", ("lawyer", "610300")),
        await world.colleague("officer", "专员", ("program_officer", None)),
    ]
    async with world.database.reading() as session:
        for actor in people:
            listed = {case.number for case in await list_cases(session, actor=actor)}
            allowed = set()
            for number in numbers:
                case = await casefile.by_number(session, number, actor=Actor.system())
                if sees_case(actor, case):
                    allowed.add(number)
            assert listed == allowed, actor.name


async def test_a_file_is_seen_by_those_who_see_its_message_or_case(world: World) -> None:
    chat = await world.chat(county="610303")
    await world.asks_for_person(chat)
    open_file = await world.sends_file(chat)
    secret_file = await world.sends_file(chat, walled=True)
    case_file = await world.sends_file(chat)
    await world.applies(chat, "psych_consultation", county="610303", files=[case_file])
    zhang = await world.colleague("zhang", "张敏", ("duty", None))
    liu = await world.colleague("liu", "刘静", ("counsellor", None))
    weibin = await world.colleague("weibin", "渭滨", ("county_desk", "610302"))

    async def opens(actor: Actor, file_id: str) -> bool:
        async with world.database.reading() as session:
            try:
                await attachments.for_staff(session, file_id, actor=actor)
            except NotFound:
                return False
            return True

    assert [await opens(zhang, f) for f in (open_file, secret_file, case_file)] == [True, False, False]
    assert [await opens(liu, f) for f in (open_file, secret_file, case_file)] == [True, True, True]
    assert [await opens(weibin, f) for f in (open_file, secret_file, case_file)] == [False, False, False]
    assert not await opens(zhang, "0" * 32)


async def test_danger_stands_first_then_who_waits_longest(world: World) -> None:
    zhang = await world.colleague("zhang", "张敏", ("duty", None))
    for name, reason, minutes in (("甲", "asked", 30), ("乙", "complaint", 50), ("丙", "crisis", 1)):
        await world.asks_for_person(await world.chat(name), reason, ago=timedelta(minutes=minutes))
    mine = await world.chat("丁")
    await world.asks_for_person(mine)
    await take(world, mine, zhang)
    async with world.database.reading() as session:
        lists = await chat_lists(session, actor=zhang, now=world.now)
        owner = await conversations.owner_of(session, mine.id)
    assert [card.name for card in lists.waiting] == ["丙", "乙", "甲"]
    assert [card.name for card in lists.mine] == ["丁"]
    assert owner == "staff"
