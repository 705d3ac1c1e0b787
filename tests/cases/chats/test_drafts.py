"""Drafts: one text a place, encrypted, gone when sent or after a month."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import text

from cases import privacy
from cases.chats.drafts import drafts_of, save_drafts
from cases.database import Database
from tests.cases.chats.conftest import Inbox
from tests.cases.story import Story

SECRET = "您的身份证号610302198805120017我记下了"


async def kept(database: Database, staff_id: int) -> dict[str, str]:
    async with database.reading() as session:
        return await drafts_of(session, staff_id)


async def test_another_program_finds_the_draft_and_nobody_else(story: Story, other_program: Database) -> None:
    zhang, wang = await story.colleague(login="zhang"), await story.colleague(login="wang")
    for words in ("您", "您先", "您先别签字"):
        async with story.database.transaction() as session:
            await save_drafts(session, {(zhang.id or 0, "reply:abc"): words}, now=story.clock())
    assert await kept(other_program, zhang.id or 0) == {"reply:abc": "您先别签字"}
    assert await kept(other_program, wang.id or 0) == {}
    async with story.database.transaction() as session:
        await save_drafts(session, {(zhang.id or 0, "reply:abc"): " \n"}, now=story.clock())
    assert await kept(other_program, zhang.id or 0) == {}


async def test_what_is_written_down_cannot_be_read_in_the_file(story: Story) -> None:
    zhang = await story.colleague()
    async with story.database.transaction() as session:
        await save_drafts(session, {(zhang.id or 0, "note:abc"): SECRET}, now=story.clock())
    async with story.database.reading() as session:
        [stored] = (await session.execute(text("SELECT text FROM drafts"))).scalars()
    assert "610302198805120017" not in stored
    assert "记下" not in stored


async def test_a_month_later_it_is_gone(story: Story) -> None:
    zhang = await story.colleague()
    async with story.database.transaction() as session:
        await save_drafts(session, {(zhang.id or 0, "reply:old"): "旧的"}, now=story.clock())
    story.clock.advance(timedelta(days=31))
    async with story.database.transaction() as session:
        await save_drafts(session, {(zhang.id or 0, "reply:new"): "新的"}, now=story.clock())
    assert await kept(story.database, zhang.id or 0) == {"reply:new": "新的"}


async def test_who_takes_their_data_away_takes_what_was_half_written_to_them(inbox: Inbox, story: Story) -> None:
    zhang = await story.colleague(("duty", None))
    chat, other = await inbox.waits("1"), await inbox.waits("2")
    drafts = {(zhang.id or 0, f"{kind}:{chat.id}"): SECRET for kind in ("reply", "note", "close", "transfer")}
    async with story.database.transaction() as session:
        await save_drafts(session, {**drafts, (zhang.id or 0, f"reply:{other.id}"): "您好"}, now=story.clock())
        await privacy.erase(session, chat.person_id, now=story.clock())
    assert await kept(story.database, zhang.id or 0) == {f"reply:{other.id}": "您好"}


async def test_odd_places_and_long_texts_do_no_harm(story: Story) -> None:
    zhang = await story.colleague()
    drafts = {(zhang.id or 0, "x" * 5_000): "a", (zhang.id or 0, "reply:'; DROP TABLE drafts"): "长" * 100_000}
    async with story.database.transaction() as session:
        await save_drafts(session, drafts, now=story.clock())
    assert [len(words) for words in (await kept(story.database, zhang.id or 0)).values()] == [100_000]


async def test_who_writes_an_answer_is_not_silent(inbox: Inbox, story: Story) -> None:
    zhang, wang = await story.colleague(("duty", None), login="zhang"), await story.colleague(login="wang")
    chat = await inbox.waits("1")
    await inbox.takes(zhang, chat)
    story.clock.advance(timedelta(minutes=10))
    async with story.database.transaction() as session:
        await save_drafts(session, {(wang.id or 0, f"reply:{chat.id}"): "我也写"}, now=story.clock())
    assert (await inbox.row(chat)).owner_active_at == story.clock() - timedelta(minutes=10)
    async with story.database.transaction() as session:
        await save_drafts(session, {(zhang.id or 0, f"reply:{chat.id}"): "您好"}, now=story.clock())
    assert (await inbox.row(chat)).owner_active_at == story.clock()
