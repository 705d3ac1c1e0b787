"""Staff mark a message the assistant took for something else; what was said in counselling never leaves its wall."""

from __future__ import annotations

import pytest

from cases import feedback, messages, misread
from cases.actors import Actor
from cases.errors import InvalidChange, NotAllowed, NotFound
from cases.models import Conversation, Message, UnansweredQuestion
from tests.cases.story import Chat, Story


async def mark(story: Story, actor: Actor, message_id: int, label: str = "handoff") -> UnansweredQuestion:
    async with story.database.transaction() as session:
        return await misread.mark_misread(session, message_id, label, actor=actor, now=story.clock())


async def taught(story: Story) -> list[tuple[str, str | None, str]]:
    async with story.database.reading() as session:
        found = await feedback.labelled(session, actor=Actor.system())
        return [(q.text, q.label, q.reason) for q in found]


async def county(story: Story, chat: Chat, code: str) -> None:
    async with story.database.transaction() as session:
        row = await session.get(Conversation, chat.id)
        assert row is not None
        row.county = code


async def test_the_meaning_is_kept_with_who_and_when_and_needs_nobody_else(story: Story, chat: Chat) -> None:
    duty = await story.colleague(("duty", None))
    message = await story.hear(chat, "给我喊个喘气的来", "m1")
    story.clock.advance(60)
    row = await mark(story, duty, message)
    assert (row.closed_by, row.closed_at, row.outcome, row.conversation_id) == (
        duty.id, story.clock(), "dismissed", chat.id,
    )  # fmt: skip
    await mark(story, duty, message, "join_program/skills_competition")  # thought better of: the later one counts
    assert await taught(story) == [
        ("给我喊个喘气的来", "handoff", "misread"),
        ("给我喊个喘气的来", "join_program/skills_competition", "misread"),
    ]
    editor = await story.colleague(("knowledge_editor", None), login="zhishi")
    async with story.database.reading() as session:
        assert await feedback.unanswered(session, actor=editor) == []  # it is no open question


async def test_nothing_from_a_counselling_talk_is_taken_not_even_by_a_counsellor(story: Story, chat: Chat) -> None:
    message = await story.hear(chat, "我整夜睡不着", "m1")
    async with story.database.transaction() as session:
        await messages.finish(session, message, trace=None, walled=True)
    for n, roles in enumerate([(("admin", None),), (("counsellor", None), ("duty", None))]):
        actor = await story.colleague(*roles, login=f"s{n}")
        with pytest.raises(InvalidChange) as refused:
            await mark(story, actor, message)
        assert refused.value.message == "心理咨询里说的话不拿去训练。"
    assert await taught(story) == []


async def test_a_chat_that_waits_for_a_counsellor_is_out_of_reach(story: Story, chat: Chat) -> None:
    message = await story.hear(chat, "想找人说说", "m1")
    async with story.database.transaction() as session:
        row = await session.get(Conversation, chat.id)
        assert row is not None
        row.waiting_reason = "psych"
    with pytest.raises(NotFound):
        await mark(story, await story.colleague(("duty", None)), message)


async def test_only_words_of_workers_count(story: Story, chat: Chat) -> None:
    duty = await story.colleague(("duty", None))
    [ours] = await story.say(chat, "您好，我是小娘")
    empty = await story.hear(chat, "", "m1")
    for message in (ours, empty):
        with pytest.raises(InvalidChange):
            await mark(story, duty, message)
    message = await story.hear(chat, "叫个人", "m2")
    for label in ("", "Handoff", "handoff\n- intent: deny", "a/b/c", "x" * 200):
        with pytest.raises(InvalidChange):
            await mark(story, duty, message, label)
    with pytest.raises(NotFound):
        await mark(story, duty, 999_999)
    assert await taught(story) == []


async def test_a_county_desk_marks_in_its_own_county_alone(story: Story, chat: Chat) -> None:
    message = await story.hear(chat, "叫个人", "m1")
    await county(story, chat, "610303")
    weibin = await story.colleague(("county_desk", "610302"), login="weibin")
    with pytest.raises(NotFound):
        await mark(story, weibin, message)
    await county(story, chat, "610302")
    await mark(story, weibin, message)
    assert len(await taught(story)) == 1


async def test_a_counsellor_may_not_mark(story: Story, chat: Chat) -> None:
    message = await story.hear(chat, "叫个人", "m1")
    with pytest.raises(NotAllowed):
        await mark(story, await story.colleague(("counsellor", None)), message)
    async with story.database.reading() as session:
        assert await session.get(Message, message) is not None
