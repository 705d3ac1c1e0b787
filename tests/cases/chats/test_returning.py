"""A silent owner loses the chat, an active one does not, and nights and lunch breaks do not count."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from cases import casefile
from cases.chats.drafts import save_drafts
from cases.chats.returning import return_silent
from tests.cases.chats.conftest import Inbox
from tests.cases.story import Story


async def round_(story: Story) -> list[str]:
    async with story.database.transaction() as session:
        return await return_silent(session, story.clock())


async def test_after_a_quarter_of_an_hour_the_chat_goes_back(inbox: Inbox, story: Story) -> None:
    zhang = await story.colleague(("duty", None), login="zhang")
    wang = await story.colleague(("duty", None), login="wang")
    chat = await inbox.waits("1")
    waiting_since = (await inbox.row(chat)).waiting_since
    await inbox.takes(zhang, chat)
    await inbox.answers(zhang, chat)
    await inbox.writes(chat, "那我该咋办")
    story.clock.advance(timedelta(minutes=14, seconds=59))
    assert await round_(story) == []
    story.clock.advance(1)
    assert await round_(story) == [chat.id]
    assert await round_(story) == []

    row = await inbox.row(chat)
    assert (row.owner, row.owner_staff_id, row.waiting_since) == ("queue", None, waiting_since)
    assert row.reply_due_at == story.clock() + timedelta(minutes=30)
    assert [card.id for card in (await inbox.sees(wang)).waiting] == [chat.id]
    [note] = [m for m in await inbox.transcript(chat, for_staff=True) if m.status == "note"]
    assert (note.author, note.text) == ("system", "示例zhang 接手后 15 分钟没有回复，对话已自动退回队列。")
    assert await inbox.heard(chat) == ["来了。", "在的。"]  # the worker is not bothered with it
    case = await inbox.handoff(chat)
    assert case is not None and case.assigned_to is None and case.closed_at is None
    async with story.database.reading() as session:
        assert "chat_returned" in [e.kind for e in await casefile.events(session, case.id)]
    await inbox.takes(wang, chat)
    assert (await inbox.row(chat)).owner_staff_id == wang.id


async def test_who_was_answered_is_not_taken_away(inbox: Inbox, story: Story) -> None:
    zhang = await story.colleague(("duty", None))
    chat = await inbox.waits("1")
    await inbox.takes(zhang, chat)
    await inbox.answers(zhang, chat)
    story.clock.advance(timedelta(hours=3))
    assert await round_(story) == []


async def test_a_note_or_a_draft_is_no_silence(inbox: Inbox, story: Story) -> None:
    zhang = await story.colleague(("duty", None))
    chat = await inbox.waits("1")
    await inbox.takes(zhang, chat)
    for _ in range(3):
        story.clock.advance(timedelta(minutes=10))
        async with story.database.transaction() as session:
            await save_drafts(session, {(zhang.id or 0, f"reply:{chat.id}"): "正在写"}, now=story.clock())
        assert await round_(story) == []
    story.clock.advance(timedelta(minutes=15))
    assert await round_(story) == [chat.id]


async def test_lunch_and_nights_do_not_count(inbox: Inbox, story: Story) -> None:
    zhang = await story.colleague(("duty", None))
    story.clock.now = datetime(2026, 11, 23, 9, 55, tzinfo=UTC)  # 17:55 in Baoji, five minutes before the close
    chat = await inbox.waits("1")
    await inbox.takes(zhang, chat)
    story.clock.advance(timedelta(hours=8))  # in the middle of the night
    assert await round_(story) == []
    story.clock.now = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
    assert await round_(story) == [chat.id]


async def test_a_counselling_talk_goes_back_behind_its_wall(inbox: Inbox, story: Story) -> None:
    liu = await story.colleague(("counsellor", None), login="liu")
    duty = await story.colleague(("duty", None), login="duty")
    chat = await inbox.waits("1", "psych")
    await inbox.takes(liu, chat)
    story.clock.advance(timedelta(minutes=16))
    assert await round_(story) == [chat.id]
    assert (await inbox.sees(duty, desk_only=False)).waiting == ()
    assert [card.id for card in (await inbox.sees(liu)).waiting] == [chat.id]
    [note] = [m for m in await inbox.transcript(chat, for_staff=True) if m.status == "note"]
    assert note.walled
