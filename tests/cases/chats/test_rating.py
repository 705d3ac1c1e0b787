"""How it was: asked once when a colleague closes the chat, noted once."""

from __future__ import annotations

import asyncio

import pytest

from cases import conversations, desk, messages
from cases.actors import Actor
from cases.chats.rating import Rated, Rating, rate_service, ratings_of, say_why
from cases.errors import NotFound
from tests.cases.chats.conftest import Inbox
from tests.cases.story import Chat, Story

ASK = Rating("这次帮得咋样？", ("很不满意", "不太满意", "一般", "满意", "很满意"))


async def close(inbox: Inbox, actor: Actor, chat: Chat) -> None:
    async with inbox.story.database.transaction() as session:
        await desk.close_chat(
            session, chat.id, actor=actor, note="办好了。", now=inbox.now, notice="结束了。", rating=ASK
        )


async def rate(inbox: Inbox, chat: Chat, number: str, rating: int, actor: Actor | None = None) -> Rated:
    async with inbox.story.database.transaction() as session:
        return await rate_service(
            session, number, actor=actor or chat.worker, conversation_id=chat.id, rating=rating, now=inbox.now
        )


async def served(inbox: Inbox, address: str = "1", reason: str = "asked") -> tuple[Chat, str, Actor]:
    zhang = await inbox.story.colleague(("duty", None), login=f"duty{address}")
    chat = await inbox.waits(address, reason)
    case = await inbox.handoff(chat)
    assert case is not None
    await inbox.takes(zhang, chat)
    await close(inbox, zhang, chat)
    return chat, case.number, zhang


async def test_five_buttons_follow_the_last_word(inbox: Inbox) -> None:
    chat, number, _ = await served(inbox)
    assert await inbox.heard(chat) == ["来了。", "办好了。", "结束了。", "这次帮得咋样？"]
    last = (await inbox.transcript(chat))[-1]
    buttons = (last.content or {})["buttons"]
    assert buttons[0] == {"title": "1. 很不满意", "payload": f"rate:1:{number}"}
    assert [b["payload"] for b in buttons] == [f"rate:{n}:{number}" for n in range(1, 6)]
    row = await inbox.row(chat)
    assert row.owner == "bot"
    async with inbox.story.database.reading() as session:  # so that typing 5 does the same
        menu = await messages.pushed_menu(session, chat.id, now=inbox.story.clock())
    assert menu == [b["payload"] for b in buttons]


async def test_the_first_tap_counts_and_only_that(inbox: Inbox, story: Story) -> None:
    chat, number, _ = await served(inbox)
    results = await asyncio.gather(*(rate(inbox, chat, number, 1 + n % 5) for n in range(20)))
    assert sum(result.new for result in results) == 1
    assert len({result.rating for result in results}) == 1
    async with story.database.reading() as session:
        assert await ratings_of(session, chat.id) == (float(results[0].rating), 1)


async def test_the_average_is_of_the_services_of_this_chat(inbox: Inbox, story: Story) -> None:
    chat, first, zhang = await served(inbox)
    other, foreign, _ = await served(inbox, "2")
    await rate(inbox, chat, first, 5)
    await rate(inbox, other, foreign, 1)
    second = await story.case(chat, "handoff")
    async with story.database.transaction() as session:
        await conversations.ask_for_person(session, chat.id, reason="asked", reply_due_at=None, now=inbox.now)
    await inbox.takes(zhang, chat)
    await close(inbox, zhang, chat)
    await rate(inbox, chat, second.number, 4)
    async with story.database.reading() as session:
        assert await ratings_of(session, chat.id) == (4.5, 2)
        assert await ratings_of(session, "0" * 32) is None


async def test_only_ones_own_service_and_only_one_to_five(inbox: Inbox, story: Story) -> None:
    chat, number, zhang = await served(inbox)
    stranger = await story.chat("99")
    legal = await story.case(chat)
    for actor, which, stars in (
        (stranger.worker, number, 5), (chat.worker, "26-0000-0007", 5), (chat.worker, legal.number, 5),
        (chat.worker, number, 0), (chat.worker, number, 6), (zhang, number, 5),
    ):  # fmt: skip
        with pytest.raises(NotFound):
            await rate(inbox, chat, which, stars, actor)


async def test_why_is_kept_with_a_low_rating(inbox: Inbox, story: Story) -> None:
    chat, number, _ = await served(inbox)
    await rate(inbox, chat, number, 1)
    async with story.database.transaction() as session:
        await say_why(session, number, "等太久", actor=chat.worker)
    from sqlalchemy import select

    from cases.models import Feedback

    async with story.database.reading() as session:
        assert (await session.execute(select(Feedback.rating, Feedback.text))).one() == (1, "等太久")


async def test_after_danger_nobody_is_asked(inbox: Inbox) -> None:
    chat, _, _ = await served(inbox, reason="crisis")
    assert await inbox.heard(chat) == ["来了。", "办好了。", "结束了。"]
