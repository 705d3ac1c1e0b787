"""Staff change a policy card: every version is kept, nobody overwrites what they have not seen."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from cases import cards
from cases.actors import Actor
from cases.errors import Conflict, InvalidChange, NotAllowed, NotFound
from cases.models import CardVersion
from tests.cases.story import Story

DAY = date(2026, 11, 22)


async def save(story: Story, actor: Actor, document: str, *, seen: int, card_id: str = "overtime_pay") -> CardVersion:
    async with story.database.transaction() as session:
        return await cards.save(
            session, card_id=card_id, document=document, decided_on=DAY, based_on=None, seen=seen, actor=actor,
            note=" 补一句 ", now=story.clock(),
        )  # fmt: skip


async def test_every_version_is_kept_with_who_and_why(story: Story) -> None:
    editor = await story.colleague(("knowledge_editor", None))
    await save(story, editor, "第一版", seen=0)
    await save(story, editor, "第二版", seen=1)
    await save(story, editor, "另一张", seen=0, card_id="severance")
    async with story.database.reading() as session:
        told = [(v.number, v.document, v.editor_id, v.note) for v in await cards.history(session, "overtime_pay")]
        newest = {card_id: v.document for card_id, v in (await cards.newest(session)).items()}
        assert (await cards.version(session, "overtime_pay", 1)).document == "第一版"
        assert await cards.changes(session) == 3
        with pytest.raises(NotFound):
            await cards.version(session, "overtime_pay", 3)
    assert told == [(2, "第二版", editor.id, "补一句"), (1, "第一版", editor.id, "补一句")]
    assert newest == {"overtime_pay": "第二版", "severance": "另一张"}


async def test_who_has_not_seen_the_newest_version_is_refused(story: Story) -> None:
    editor = await story.colleague(("admin", None))
    await save(story, editor, "同事的", seen=0)
    with pytest.raises(Conflict):
        await save(story, editor, "我的", seen=0)
    async with story.database.reading() as session:
        assert [v.document for v in await cards.history(session, "overtime_pay")] == ["同事的"]


async def test_of_many_who_save_at_one_instant_one_wins(story: Story) -> None:
    editor = await story.colleague(("knowledge_editor", None))
    results = await asyncio.gather(
        *(save(story, editor, f"第 {n} 位", seen=0) for n in range(8)), return_exceptions=True
    )
    assert sorted(type(r).__name__ for r in results) == ["CardVersion", *["Conflict"] * 7]


@pytest.mark.parametrize("role", [("duty", None), ("lawyer", None), ("counsellor", None), ("admin", "610302")])
async def test_others_may_not_change_cards(story: Story, role: tuple[str, str | None]) -> None:
    with pytest.raises(NotAllowed):
        await save(story, await story.colleague(role), "改一改", seen=0)


async def test_an_empty_or_endless_document_is_refused(story: Story) -> None:
    editor = await story.colleague(("knowledge_editor", None))
    for document in (" \n", "长" * (cards.LONGEST + 1)):
        with pytest.raises(InvalidChange):
            await save(story, editor, document, seen=0)


@pytest.mark.parametrize("statement", ["UPDATE card_versions SET document = 'x'", "DELETE FROM card_versions"])
async def test_the_database_itself_keeps_the_versions(story: Story, statement: str) -> None:
    await save(story, await story.colleague(("knowledge_editor", None)), "原文", seen=0)
    with pytest.raises(DBAPIError, match="append-only"):
        async with story.database.transaction() as session:
            await session.execute(text(statement))
    async with story.database.reading() as session:
        assert [v.document for v in await cards.history(session, "overtime_pay")] == ["原文"]
