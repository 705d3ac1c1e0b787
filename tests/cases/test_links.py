"""From a messenger to the web chat: one link, one use, one day."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from cases import conversations, links, messages
from cases.conversations import TOKEN_LIFETIME, TokenExpired
from cases.database import Database
from cases.errors import NotFound
from cases.links import LIFETIME, LinkOver
from cases.messages import Outgoing
from tests.cases.story import Chat, Story


async def make(story: Story, chat: Chat) -> str:
    opening = Outgoing("接着刚才的，请发身份证号。", buttons=[{"title": "返回", "payload": "back:r1"}])
    async with story.database.transaction() as session:
        return await links.make(
            session, conversation_id=chat.id, state={"run": "r1"}, opening=opening, now=story.clock()
        )


async def follow(story: Story, token: str) -> tuple[str, str]:
    async with story.database.transaction() as session:
        return await links.follow(session, token, now=story.clock())


async def test_a_link_opens_a_web_chat_of_the_same_person_where_the_talk_stood(story: Story, chat: Chat) -> None:
    chat_id, bearer = await follow(story, await make(story, chat))
    async with story.database.reading() as session:
        await conversations.authenticate(session, chat_id, bearer, now=story.clock())
        opened = await conversations.get(session, chat_id)
        assert (opened.channel, opened.person_id, opened.state) == ("web", chat.person_id, {"run": "r1"})
        [first] = await messages.transcript(session, chat_id, now=story.clock())
        assert first.text == "接着刚才的，请发身份证号。"
        assert first.content == {"buttons": [{"title": "1. 返回", "payload": "back:r1"}], "card": None}


async def test_a_link_works_once_even_when_pressed_ten_times_at_once(
    story: Story, other_program: Database, chat: Chat
) -> None:
    token = await make(story, chat)

    async def press(n: int) -> bool:
        try:
            async with (story.database, other_program)[n % 2].transaction() as session:
                await links.follow(session, token, now=story.clock())
        except LinkOver as error:
            assert "再要一个" in error.message
            return False
        return True

    assert sum(await asyncio.gather(*map(press, range(10)))) == 1


async def test_a_link_is_over_after_a_day(story: Story, chat: Chat) -> None:
    early, late = await make(story, chat), await make(story, chat)
    story.clock.advance(LIFETIME - timedelta(seconds=1))
    await follow(story, early)
    story.clock.advance(1)
    with pytest.raises(LinkOver):
        await follow(story, late)


async def test_a_made_up_link_opens_nothing(story: Story, chat: Chat) -> None:
    await make(story, chat)
    for token in ("", "x", chat.id):
        with pytest.raises(LinkOver):
            await follow(story, token)


async def test_a_browsers_token_opens_its_own_chat_for_ninety_days(story: Story) -> None:
    async with story.database.transaction() as session:
        mine, token = await conversations.open_web_conversation(session, now=story.clock())
        other, _ = await conversations.open_web_conversation(session, now=story.clock())
    messenger = await story.chat()
    async with story.database.reading() as session:
        await conversations.authenticate(session, mine, token, now=story.clock())
        for chat_id, guess in ((other, token), (mine, token + "x"), (mine, ""), (messenger.id, ""), ("no", token)):
            with pytest.raises(NotFound):
                await conversations.authenticate(session, chat_id, guess, now=story.clock())
        assert (await conversations.get(session, mine)).token_hash != token
        with pytest.raises(TokenExpired):
            await conversations.authenticate(session, mine, token, now=story.clock() + TOKEN_LIFETIME)
