"""A chat somebody worries about goes to a person as soon as its worker writes again."""

from __future__ import annotations

from datetime import timedelta

from cases import desk
from cases.chats.labels import put_label
from cases.chats.standing_order import escalate_labelled
from tests.cases.chats.conftest import Inbox
from tests.cases.story import Story


async def round_(story: Story) -> list[str]:
    async with story.database.transaction() as session:
        return await escalate_labelled(session, story.clock())


async def test_who_is_watched_over_gets_a_person_without_asking(inbox: Inbox, story: Story) -> None:
    zhang = await story.colleague(("duty", None))
    chat, other = await story.chat("1"), await story.chat("2")
    await inbox.writes(chat, "算了，没事")
    async with story.database.transaction() as session:
        for one, key in ((chat, "care"), (other, "wages")):
            await put_label(session, one.id, key, actor=zhang, now=inbox.now)
    assert await round_(story) == []  # what was written before the label is known already

    story.clock.advance(timedelta(hours=1))
    for one in (chat, other):
        await inbox.writes(one, "还在想这事")
    assert await round_(story) == [chat.id]
    assert await round_(story) == []
    row, case = await inbox.row(chat), await inbox.handoff(chat)
    assert (row.owner, row.waiting_reason, row.reply_due_at) == ("queue", "rule", inbox.now + timedelta(minutes=30))
    assert case is not None and case.due_at == row.reply_due_at
    assert [card.waiting_reason for card in (await inbox.sees(zhang)).waiting] == ["rule"]

    await inbox.takes(zhang, chat)
    async with story.database.transaction() as session:
        await desk.close_chat(session, chat.id, actor=zhang, note="我们都在。", now=inbox.now)
    assert await round_(story) == []  # a colleague had the last word
    story.clock.advance(60)
    await inbox.writes(chat, "睡不着")
    assert await round_(story) == [chat.id]
