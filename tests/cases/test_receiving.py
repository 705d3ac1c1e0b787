"""What somebody writes is stored once and answered by one worker at a time."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from cases import conversations, messages, turns
from cases.conversations import LEASE_SECONDS, Snapshot
from cases.database import Database
from cases.errors import LeaseLost, NotFound
from cases.messages import Inbound, Outgoing
from cases.models import ChannelIdentity, Conversation, Message, Person
from tests.cases.story import Chat, Story


async def count(database: Database, table: type[Message | Person | Conversation | ChannelIdentity]) -> int:
    async with database.reading() as session:
        return (await session.execute(select(func.count()).select_from(table))).scalar_one()


async def lease(story: Story, chat: Chat, holder: str = "anna") -> Snapshot | None:
    async with story.database.transaction() as session:
        return await conversations.lease(session, chat.id, holder=holder, now=story.clock())


async def leased(story: Story, chat: Chat, holder: str = "anna") -> Snapshot:
    snapshot = await lease(story, chat, holder)
    assert snapshot is not None
    return snapshot


@pytest.mark.parametrize("way", ["receive", "take_in"])
async def test_the_same_update_thirty_times_is_one_message(
    story: Story, other_program: Database, chat: Chat, way: str
) -> None:
    async def arrive(n: int) -> tuple[int, bool, bool]:
        async with (story.database, other_program)[n % 2].transaction() as session:
            if way == "receive":
                got = await messages.receive(
                    session, conversation_id=chat.id, channel="telegram", external_id="u7", text="老板不发工资",
                    now=story.clock(),
                )  # fmt: skip
                return got.message_id, got.new, got.new
            taken = await turns.take_in(
                session, conversation_id=chat.id, channel="telegram", external_id="u7", text="老板不发工资",
                holder=f"w{n}", now=story.clock(),
            )  # fmt: skip
            return taken.message_id, taken.new, taken.snapshot is not None

    got = await asyncio.gather(*map(arrive, range(30)))

    assert len({message_id for message_id, _, _ in got}) == 1
    assert sorted(new for _, new, _ in got) == [False] * 29 + [True]
    assert sum(has_lease for _, _, has_lease in got) == 1  # one worker, however many updates
    assert await count(story.database, Message) == 1
    async with story.database.reading() as session:
        [waiting] = await messages.pending(session, chat.id)
        assert waiting == Inbound(got[0][0], "老板不发工资", None)


async def test_the_first_words_of_a_new_person_thirty_at_once_are_one_person(
    story: Story, other_program: Database
) -> None:
    """A phone that comes back online sends all it has at one instant."""

    async def arrive(n: int) -> str:
        async with (story.database, other_program)[n % 2].transaction() as session:
            chat_id = await conversations.messenger_conversation(
                session, channel="telegram", address="777", now=story.clock()
            )
            await messages.receive(
                session, conversation_id=chat_id, channel="telegram", external_id=f"u{n}", text=f"第{n}句",
                now=story.clock(),
            )  # fmt: skip
            return chat_id

    chats = await asyncio.gather(*map(arrive, range(30)))
    assert len(set(chats)) == 1
    assert await count(story.database, Message) == 30
    for table in (Person, Conversation, ChannelIdentity):
        assert await count(story.database, table) == 1


async def test_the_same_id_in_another_channel_is_another_message(story: Story, chat: Chat) -> None:
    web = await story.chat(channel="web")
    assert await story.hear(chat, "你好", "7") != await story.hear(web, "你好", "7")


async def test_messages_wait_in_the_order_they_came(story: Story, chat: Chat) -> None:
    ids = [await story.hear(chat, text, text) for text in ("在吗", "我想问", "工资的事")]
    async with story.database.transaction() as session:
        assert [m.id for m in await messages.pending(session, chat.id)] == ids
        await messages.finish(session, ids[0], trace={"kind": "smalltalk"})
        assert [m.text for m in await messages.pending(session, chat.id)] == ["我想问", "工资的事"]
        for message_id in ids[1:]:
            await messages.finish(session, message_id, trace=None)
        assert await messages.pending(session, chat.id) == []


async def test_a_message_to_no_chat_is_an_error_not_a_loss(story: Story) -> None:
    async with story.database.transaction() as session:
        with pytest.raises(NotFound):
            await turns.take_in(
                session, conversation_id="0" * 32, channel="web", external_id="1", text="喂", holder="anna",
                now=story.clock(),
            )  # fmt: skip


async def test_of_thirty_workers_one_gets_the_chat(story: Story, other_program: Database, chat: Chat) -> None:
    async def grab(n: int) -> Snapshot | None:
        async with (story.database, other_program)[n % 2].transaction() as session:
            return await conversations.lease(session, chat.id, holder=f"w{n}", now=story.clock())

    got = [s for s in await asyncio.gather(*map(grab, range(30))) if s is not None]
    assert [s.fence for s in got] == [1]


async def test_a_lease_lasts_its_seconds_and_then_the_next_may(story: Story, chat: Chat) -> None:
    anna = await leased(story, chat)
    assert await lease(story, chat, "bert") is None
    story.clock.advance(LEASE_SECONDS - 1)
    assert await lease(story, chat, "bert") is None
    story.clock.advance(1)
    bert = await leased(story, chat, "bert")
    assert bert.fence == anna.fence + 1
    assert await lease(story, chat, "anna") is None


async def test_who_slept_through_the_lease_cannot_write(story: Story, chat: Chat) -> None:
    anna = await leased(story, chat)
    story.clock.advance(LEASE_SECONDS)
    bert = await leased(story, chat, "bert")

    for late in (
        lambda session: conversations.keep_state(session, anna, state={"by": "anna"}, now=story.clock()),
        lambda session: conversations.hold(session, anna),
        lambda session: turns.hold(session, anna),
    ):
        with pytest.raises(LeaseLost):
            async with story.database.transaction() as session:
                await late(session)
    message_id = await story.hear(chat, "在吗", "1")
    with pytest.raises(LeaseLost):
        async with story.database.transaction() as session:
            await turns.end(session, anna, message_id, trace={}, state={"by": "anna"}, now=story.clock())
    async with story.database.reading() as session:  # the whole late turn is undone: its message still waits
        assert [m.id for m in await messages.pending(session, chat.id)] == [message_id]

    async with story.database.transaction() as session:
        assert await conversations.hold(session, bert) == "bot"
        await conversations.keep_state(session, bert, state={"by": "bert"}, now=story.clock(), county="610302")
    # Anna wakes up and gives back what is no longer hers.
    async with story.database.transaction() as session:
        await conversations.release(session, chat.id, holder="anna", fence=anna.fence)
    assert await lease(story, chat, "carl") is None
    async with story.database.reading() as session:
        row = await conversations.get(session, chat.id)
        assert (row.state, row.county) == ({"by": "bert"}, "610302")


async def test_a_lease_given_back_is_free_at_once(story: Story, chat: Chat) -> None:
    anna = await leased(story, chat)
    async with story.database.transaction() as session:
        await conversations.release(session, chat.id, holder="anna", fence=anna.fence)
    assert (await leased(story, chat, "bert")).fence == anna.fence + 1


async def test_hold_tells_who_speaks_now(story: Story, chat: Chat) -> None:
    """A colleague took the chat between the lease and the turn: the bot must see it and stay silent."""
    snapshot = await leased(story, chat)
    assert snapshot.owner == "bot"
    duty = await story.colleague(("duty", None))
    async with story.database.transaction() as session:
        await conversations.take_over(session, chat.id, actor=duty, now=story.clock())
    async with story.database.transaction() as session:
        assert await conversations.hold(session, snapshot) == "staff"
        assert await turns.hold(session, snapshot) == "staff"


async def test_two_turns_never_run_inside_each_other(story: Story, other_program: Database, chat: Chat) -> None:
    """The held row makes the second wait until the first has committed; then its fence is old."""
    if story.database.is_sqlite:
        pytest.skip("one writer at a time by nature")
    anna = await leased(story, chat)
    held, may_end = asyncio.Event(), asyncio.Event()

    async def turn() -> None:
        async with story.database.transaction() as session:
            await conversations.hold(session, anna)
            held.set()
            await may_end.wait()
            await conversations.keep_state(session, anna, state={"n": 1}, now=story.clock())

    async def steal() -> Snapshot | None:
        await held.wait()
        async with other_program.transaction() as session:
            later = story.clock() + timedelta(seconds=LEASE_SECONDS)
            return await conversations.lease(session, chat.id, holder="bert", now=later)

    first, second = asyncio.create_task(turn()), asyncio.create_task(steal())
    await held.wait()
    await asyncio.sleep(0.1)
    assert not second.done()
    story.clock.advance(LEASE_SECONDS - 1)  # the turn ends in time and pushes its lease on
    may_end.set()
    await first
    assert await second is None


async def test_a_turn_through_the_quick_path(story: Story, chat: Chat) -> None:
    async def write(text: str, holder: str) -> turns.TakenIn:
        async with story.database.transaction() as session:
            return await turns.take_in(
                session, conversation_id=chat.id, channel="telegram", external_id=text, text=text, holder=holder,
                now=story.clock(),
            )  # fmt: skip

    first = await write("你好", "anna")
    snapshot = first.snapshot
    assert snapshot is not None and (snapshot.fence, snapshot.owner, snapshot.address) == (1, "bot", "10001")
    assert list(first.pending) == [Inbound(first.message_id, "你好", None)]
    second = await write("在吗", "bert")  # somebody writes on while the turn runs
    assert second.new and second.snapshot is None

    async def answer(message_id: int, text: str) -> bool:
        async with story.database.transaction() as session:
            await turns.hold(session, snapshot)
            await turns.say(
                session, conversation_id=chat.id, channel="telegram",
                outgoing=[Outgoing(text), Outgoing("还有啥能帮您？", buttons=[{"title": "1. 菜单", "payload": "menu"}])],
                now=story.clock(), reply_to=message_id,
            )  # fmt: skip
            return await turns.end(
                session, snapshot, message_id, trace={"kind": "smalltalk"}, state={"n": message_id}, now=story.clock()
            )

    assert await answer(first.message_id, "您好！") is True  # more is waiting, the lease stays
    assert await lease(story, chat, "bert") is None
    assert await answer(second.message_id, "在的。") is False
    assert (await leased(story, chat, "bert")).state == {"n": second.message_id}
    async with story.database.reading() as session:
        replies = await messages.replies_to(session, first.message_id)
        assert [r.text for r in replies] == ["您好！", "还有啥能帮您？"]
        assert replies[1].content == {"buttons": [{"title": "1. 菜单", "payload": "menu"}], "card": None}
        row = await messages.get(session, first.message_id)
        assert row is not None and (row.status, row.trace) == ("done", {"kind": "smalltalk"})


async def test_what_a_dead_worker_left_is_handed_to_the_next_one_in_order(story: Story, chat: Chat) -> None:
    left = await story.hear(chat, "在吗", "1")
    async with story.database.transaction() as session:
        taken = await turns.take_in(
            session, conversation_id=chat.id, channel="telegram", external_id="2", text="还在吗", holder="bert",
            now=story.clock(),
        )  # fmt: skip
    assert [(m.id, m.text) for m in taken.pending] == [(left, "在吗"), (taken.message_id, "还在吗")]


async def test_the_sweep_finds_chats_whose_worker_died(story: Story) -> None:
    old, done, fresh = [await story.chat(address) for address in ("1", "2", "3")]
    await story.hear(old, "在吗", "1")
    await story.hear(old, "还在吗", "2")
    finished = await story.hear(done, "谢谢", "3")
    async with story.database.transaction() as session:
        await messages.finish(session, finished, trace=None)
    story.clock.advance(60)
    await story.hear(fresh, "你好", "4")

    async def waiting(seconds: float, limit: int = 100) -> set[str]:
        async with story.database.reading() as session:
            before = story.clock() - timedelta(seconds=seconds)
            return set(await messages.conversations_with_pending(session, older_than=before, limit=limit))

    assert await waiting(30) == {old.id}
    assert await waiting(0) == {old.id, fresh.id}
    assert await waiting(61) == set()
    assert len(await waiting(0, limit=1)) == 1
