"""Who is here: seen by their open pages, at the cost of a write in half a minute."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cases.actors import Actor
from cases.chats import presence
from cases.chats.presence import Colleague
from cases.errors import InvalidChange, NotAllowed
from tests.cases.chats.conftest import Inbox
from tests.cases.story import Story


async def beat(story: Story, actor: Actor, chat: str | None, *, opened: bool = False) -> bool:
    async with story.database.transaction() as session:
        return await presence.beat(session, actor=actor, conversation_id=chat, now=story.clock(), opened=opened)


async def present(story: Story) -> list[Colleague]:
    async with story.database.reading() as session:
        return await presence.present(session, now=story.clock())


async def test_an_open_page_writes_at_most_twice_a_minute(inbox: Inbox, story: Story) -> None:
    zhang = await story.colleague(("duty", None))
    chat = await inbox.waits("1")
    written = 0
    for _ in range(60):  # two pages that look every five seconds, for two and a half minutes
        for page in (chat.id, None):
            written += await beat(story, zhang, page)
        story.clock.advance(2.5)
    assert written == 5


async def test_opening_a_chat_shows_at_once_and_leaving_too(inbox: Inbox, story: Story) -> None:
    zhang = await story.colleague(("duty", None), login="zhang")
    wang = await story.colleague(("duty", None), login="wang")
    chat = await inbox.waits("1")
    await beat(story, zhang, None)
    await beat(story, wang, None)
    await beat(story, wang, chat.id, opened=True)
    assert presence.watching(await present(story), chat.id, but=zhang.id or 0) == ["示例wang"]
    assert presence.watching(await present(story), chat.id, but=wang.id or 0) == []
    await beat(story, wang, None, opened=True)
    assert presence.watching(await present(story), chat.id, but=zhang.id or 0) == []


async def test_who_closed_the_page_is_gone_after_a_while(inbox: Inbox, story: Story) -> None:
    zhang = await story.colleague(("duty", None))
    await beat(story, zhang, None)
    story.clock.advance(timedelta(seconds=80))
    assert [c.name for c in await present(story)] == ["示例zhiban"]
    story.clock.advance(timedelta(seconds=20))
    assert await present(story) == []


async def test_busy_and_away_stay_as_they_were_said(story: Story) -> None:
    zhang = await story.colleague(("duty", None), login="zhang")
    wang = await story.colleague(("duty", None), login="wang")
    async with story.database.transaction() as session:
        await presence.set_state(session, "busy", actor=zhang, now=story.clock())
    await beat(story, wang, None)
    story.clock.advance(40)
    await beat(story, zhang, None)
    assert [(c.name, c.state) for c in await present(story)] == [("示例wang", "here"), ("示例zhang", "busy")]


async def test_other_states_and_other_people_are_refused(inbox: Inbox, story: Story) -> None:
    zhang = await story.colleague(("duty", None))
    chat = await inbox.waits("1")
    async with story.database.transaction() as session:
        with pytest.raises(InvalidChange):
            await presence.set_state(session, "<b>asleep</b>", actor=zhang, now=story.clock())
        with pytest.raises(NotAllowed):
            await presence.beat(session, actor=chat.worker, conversation_id=chat.id, now=story.clock())
