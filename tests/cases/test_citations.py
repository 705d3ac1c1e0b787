"""An article changes: which answers rested on it, and in whose chats?"""

from __future__ import annotations

import secrets
from datetime import timedelta

from cases import citations, turns
from cases.actors import Actor
from cases.messages import Outgoing
from tests.cases.story import Chat, Story

ARTICLE = "《劳动合同法》第八十二条"


async def answer(story: Story, chat: Chat, *cited: str) -> None:
    """The bot answers a message of the worker from a card."""
    async with story.database.transaction() as session:
        taken = await turns.take_in(
            session, conversation_id=chat.id, channel=chat.channel, external_id=secrets.token_hex(4), text="问",
            holder="w", now=story.clock(),
        )  # fmt: skip
        card = {"id": "card", "citations": list(cited)} if cited else None
        await turns.say(
            session, conversation_id=chat.id, channel=chat.channel, outgoing=[Outgoing("答", card=card)],
            now=story.clock(), reply_to=taken.message_id,
        )  # fmt: skip


async def resting(story: Story, actor: Actor, *cited: str, days: int = 365) -> tuple[int, list[str]]:
    async with story.database.reading() as session:
        found = await citations.answers_resting_on(
            session, cited, actor=actor, since=story.clock() - timedelta(days=days)
        )
    return found.count, [chat_id for chat_id, _ in found.latest]


async def test_answers_are_found_by_the_article_they_named(story: Story) -> None:
    duty = await story.colleague(("duty", None))
    first, second, third = [await story.chat(f"c{n}") for n in range(3)]
    await answer(story, first, ARTICLE, "《劳动合同法》第十条")
    story.clock.advance(60)
    await answer(story, second, f"{ARTICLE}第一款", f"{ARTICLE}第二款")
    await answer(story, third, "《劳动合同法》第八十三条", "《劳动法》第八十二条")
    await answer(story, third)
    assert await resting(story, duty, ARTICLE) == (2, [second.id, first.id])
    assert await resting(story, duty, "《劳动法》第八十二条", "《劳动法》") == (1, [third.id])
    assert await resting(story, duty, "《劳动法》第一条") == (0, [])


async def test_old_answers_are_left_out(story: Story, chat: Chat) -> None:
    duty = await story.colleague(("duty", None))
    await answer(story, chat, ARTICLE)
    story.clock.advance(timedelta(days=400))
    assert await resting(story, duty, ARTICLE) == (0, [])
    assert await resting(story, duty, ARTICLE, days=500) == (1, [chat.id])


async def test_the_count_is_for_all_but_chats_only_for_who_may_open_them(story: Story, chat: Chat) -> None:
    await answer(story, chat, ARTICLE)
    assert await resting(story, await story.colleague(("knowledge_editor", None)), ARTICLE) == (1, [])
