"""What we say reaches the worker in order, once, and not before its time."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from cases import messages, outbox, reminders
from cases.database import Database
from cases.outbox import CLAIM_SECONDS, MAX_ATTEMPTS, Claimed
from tests.cases.story import Chat, Story


async def claim(story: Story, limit: int = 30) -> list[Claimed]:
    async with story.database.transaction() as session:
        return await outbox.claim_due(session, channel="telegram", now=story.clock(), limit=limit)


async def sent(story: Story, message: Claimed) -> None:
    async with story.database.transaction() as session:
        await outbox.mark_sent(session, message.id, delivered_as="m1", now=story.clock())


async def status(story: Story, message_id: int) -> str:
    async with story.database.reading() as session:
        row = await messages.get(session, message_id)
        assert row is not None
        return row.status


async def next_due(story: Story) -> object:
    async with story.database.reading() as session:
        return await outbox.next_due(session, channel="telegram")


async def test_one_message_of_a_chat_at_a_time_in_order(story: Story, chat: Chat) -> None:
    await story.say(chat, "一", "二", "三")
    for expected in ("一", "二", "三"):
        [message] = await claim(story)
        assert (message.text, message.address, message.again) == (expected, "10001", False)
        assert await claim(story) == []  # the next waits until this one has arrived
        await sent(story, message)
    assert await claim(story) == []


async def test_chats_do_not_wait_for_each_other(story: Story) -> None:
    chats = [await story.chat(str(n)) for n in range(5)]
    for chat in chats:
        await story.say(chat, "一", "二")
    first = await claim(story)
    assert {m.conversation_id for m in first} == {c.id for c in chats}
    assert {m.text for m in first} == {"一"}
    await sent(story, first[2])
    [second] = await claim(story)
    assert (second.conversation_id, second.text) == (first[2].conversation_id, "二")


async def test_ten_senders_send_each_message_once(story: Story, other_program: Database) -> None:
    chats = [await story.chat(str(n)) for n in range(20)]
    for chat in chats:
        await story.say(chat, "一", "二")

    async def take(n: int) -> list[Claimed]:
        async with (story.database, other_program)[n % 2].transaction() as session:
            return await outbox.claim_due(session, channel="telegram", now=story.clock(), limit=30)

    claimed = [m for some in await asyncio.gather(*map(take, range(10))) for m in some]
    assert len({m.id for m in claimed}) == len(claimed)
    assert len({m.conversation_id for m in claimed}) == len(claimed)
    assert {m.text for m in claimed} <= {"一"}


async def test_two_senders_with_a_long_queue_keep_a_chat_in_order(
    story: Story, other_program: Database, chat: Chat
) -> None:
    """A sender locks a few rows ahead; behind them the second must not find the same chat's next message."""
    if story.database.is_sqlite:
        pytest.skip("one writer at a time by nature")
    await story.say(chat, *(f"第{n}句" for n in range(9)))
    async with story.database.transaction() as one:
        [first] = await outbox.claim_due(one, channel="telegram", now=story.clock(), limit=1)
        async with other_program.transaction() as two:
            assert await outbox.claim_due(two, channel="telegram", now=story.clock(), limit=1) == []
    assert first.text == "第0句"


async def test_a_busy_chat_does_not_hold_up_the_others(story: Story, chat: Chat) -> None:
    """A broadcast or a long talk fills the front of the queue; a quiet chat behind it is served all the same."""
    await story.say(chat, *(f"第{n}句" for n in range(30)))
    quiet = await story.chat("quiet")
    await story.say(quiet, "您的预约确认了。")
    seen = {m.conversation_id for _ in range(3) for m in await claim(story, limit=2)}
    assert seen == {chat.id, quiet.id}


async def test_a_sender_that_died_is_followed_by_one_that_knows_it(story: Story, chat: Chat) -> None:
    [message_id] = await story.say(chat, "约好了")
    [first] = await claim(story)
    assert first.again is False
    story.clock.advance(CLAIM_SECONDS - 1)
    assert await claim(story) == []
    story.clock.advance(1)
    [second] = await claim(story)
    assert (second.id, second.again) == (message_id, True)
    await sent(story, second)
    story.clock.advance(3600)
    assert await claim(story) == []
    assert await status(story, message_id) == "sent"


async def test_after_eight_tries_it_has_failed_and_the_next_may_go(story: Story, chat: Chat) -> None:
    first_id, second_id = await story.say(chat, "一", "二")
    for attempt in range(1, MAX_ATTEMPTS + 1):
        [message] = await claim(story)
        assert (message.id, message.again) == (first_id, False)
        later = story.clock() + timedelta(seconds=30)
        async with story.database.transaction() as session:
            await outbox.put_off(session, first_id, until=later)
        assert await status(story, first_id) == ("failed" if attempt == MAX_ATTEMPTS else "due")
        if attempt < MAX_ATTEMPTS:
            assert await claim(story) == []  # neither it nor what waits behind it
            assert await next_due(story) == later
            story.clock.advance(30)
    [message] = await claim(story)
    assert message.id == second_id


async def test_what_was_put_off_is_not_overtaken(story: Story, chat: Chat) -> None:
    await story.say(chat, "一", "二")
    [first] = await claim(story)
    async with story.database.transaction() as session:
        await outbox.put_off(session, first.id, until=story.clock() + timedelta(seconds=10))
    await story.say(await story.chat("2"), "别的人")
    assert [m.text for m in await claim(story)] == ["别的人"]
    story.clock.advance(10)
    assert [m.text for m in await claim(story)] == ["一"]


async def test_what_is_said_meanwhile_does_not_overtake_either(story: Story, chat: Chat) -> None:
    await story.say(chat, "一")
    [first] = await claim(story)
    async with story.database.transaction() as session:
        await outbox.put_off(session, first.id, until=story.clock() + timedelta(seconds=10))
    story.clock.advance(1)
    await story.say(chat, "二")
    assert await claim(story) == []
    story.clock.advance(10)
    assert [m.text for m in await claim(story)] == ["一"]


async def test_who_blocked_us_is_not_tried_again(story: Story, chat: Chat) -> None:
    [message_id] = await story.say(chat, "您好")
    await claim(story)
    async with story.database.transaction() as session:
        await outbox.give_up(session, message_id)
    story.clock.advance(3600)
    assert await claim(story) == []
    assert await status(story, message_id) == "failed"


async def test_a_reminder_waits_for_its_hour(story: Story, chat: Chat) -> None:
    at = story.clock() + timedelta(hours=20)
    await story.say(chat, "明天10点见律师。", due_at=at)
    assert await claim(story) == []
    assert await next_due(story) == at
    story.clock.now = at - timedelta(seconds=1)
    assert await claim(story) == []
    story.clock.now = at
    assert [m.text for m in await claim(story)] == ["明天10点见律师。"]
    assert await next_due(story) is None


async def test_next_due_is_the_earliest_of_all_chats(story: Story, chat: Chat) -> None:
    assert await next_due(story) is None
    now = story.clock()
    for address, minutes in (("2", 30), ("3", 10), ("4", 20)):
        await story.say(await story.chat(address), "提醒", due_at=now + timedelta(minutes=minutes))
    assert await next_due(story) == now + timedelta(minutes=10)
    await story.say(await story.chat(channel="web"), "网页的提醒", due_at=now + timedelta(minutes=1))
    assert await next_due(story) == now + timedelta(minutes=10)  # another channel's business


async def test_a_chat_reads_what_was_said_and_not_what_is_meant_for_later(story: Story, chat: Chat) -> None:
    duty = await story.colleague(("duty", None))
    await story.hear(chat, "在吗", "1")
    await story.say(chat, "在的。")
    await story.say(chat, "明天见。", due_at=story.clock() + timedelta(days=1))
    async with story.database.transaction() as session:
        await messages.note(
            session, conversation_id=chat.id, channel="telegram", text="老客户", staff_id=duty.id or 0,
            now=story.clock(),
        )  # fmt: skip
    async with story.database.reading() as session:
        mine = await messages.transcript(session, chat.id, now=story.clock())
        theirs = await messages.transcript(session, chat.id, now=story.clock(), for_staff=True)
    assert [m.text for m in mine] == ["在吗", "在的。"]
    assert [m.text for m in theirs] == ["在吗", "在的。", "老客户"]


async def test_the_web_page_sees_a_reminder_after_all_it_has_read(story: Story) -> None:
    """A browser asks for what comes after the last id it knows, so a reminder gets its id when its time comes."""
    web = await story.chat(channel="web")
    [early] = await story.say(web, "明天见。", due_at=story.clock() + timedelta(days=1))
    [answer] = await story.say(web, "约好了。")
    assert early < answer
    story.clock.advance(timedelta(days=1))

    async def after(known: int) -> list[str | None]:
        async with story.database.reading() as session:
            return [m.text for m in await messages.transcript(session, web.id, now=story.clock(), after=known)]

    async def bring() -> list[str]:
        async with story.database.transaction() as session:
            return await reminders.bring_due(session, now=story.clock())

    assert await after(answer) == []
    assert sorted(await asyncio.gather(bring(), bring(), bring())) == [[], [], [web.id]]
    assert await after(answer) == ["明天见。"]
