"""Questions nobody could answer: who reads them, who deals with them, and what is hidden in them."""

from __future__ import annotations

import pytest

from cases import feedback
from cases.actors import Actor
from cases.errors import NotAllowed
from cases.masking import HIDDEN, masked
from tests.cases.story import Chat, Story


async def ask(story: Story, chat: Chat, text: str, *, walled: bool = False) -> None:
    async with story.database.transaction() as session:
        await feedback.keep_question(
            session, conversation_id=chat.id, text=text, reason="no_card", now=story.clock(), walled=walled
        )


async def open_ones(story: Story, actor: Actor) -> dict[str, int]:
    async with story.database.reading() as session:
        return {q.text: q.id for q in await feedback.unanswered(session, actor=actor)}


async def close(story: Story, actor: Actor, *ids: int, outcome: str = "dismissed", card: str | None = None) -> int:
    async with story.database.transaction() as session:
        return await feedback.close_questions(
            session, ids, actor=actor, outcome=outcome, card_id=card, now=story.clock()
        )


async def test_a_question_is_open_until_somebody_deals_with_it(story: Story, chat: Chat) -> None:
    editor = await story.colleague(("knowledge_editor", None))
    await ask(story, chat, "厂里不让充电")
    await ask(story, chat, "宿舍没暖气")
    found = await open_ones(story, editor)
    assert list(found) == ["宿舍没暖气", "厂里不让充电"]

    assert await close(story, editor, found["宿舍没暖气"], outcome="added", card="dormitory") == 1
    assert await close(story, editor, found["宿舍没暖气"]) == 0  # a colleague who is late changes nothing
    assert list(await open_ones(story, editor)) == ["厂里不让充电"]
    async with story.database.reading() as session:
        [done] = await feedback.dealt_with(session, actor=editor)
    assert (done.text, done.outcome, done.outcome_card) == ("宿舍没暖气", "added", "dormitory")
    assert (done.closed_by, done.closed_at) == (editor.id, story.clock())


async def test_what_was_asked_in_counselling_is_for_counsellors(story: Story, chat: Chat) -> None:
    editor = await story.colleague(("knowledge_editor", None))
    both = await story.colleague(("knowledge_editor", None), ("counsellor", None), login="both")
    await ask(story, chat, "我整夜睡不着该找谁", walled=True)
    await ask(story, chat, "加班费咋算")
    assert list(await open_ones(story, editor)) == ["加班费咋算"]
    secret = (await open_ones(story, both))["我整夜睡不着该找谁"]
    assert await close(story, editor, secret) == 0
    assert await close(story, both, secret) == 1
    async with story.database.reading() as session:
        assert await feedback.dealt_with(session, actor=editor) == []


async def test_a_meaning_is_kept_and_never_of_what_was_said_in_counselling(story: Story, chat: Chat) -> None:
    both = await story.colleague(("knowledge_editor", None), ("counsellor", None), login="both")
    await ask(story, chat, "我整夜睡不着该找谁", walled=True)
    await ask(story, chat, "给我喊个喘气的来")
    found = await open_ones(story, both)
    async with story.database.transaction() as session:
        done = await feedback.close_questions(
            session, list(found.values()), actor=both, outcome="dismissed", label="handoff", now=story.clock()
        )
    assert done == 1
    assert list(await open_ones(story, both)) == ["我整夜睡不着该找谁"]
    async with story.database.reading() as session:
        assert [(q.text, q.label) for q in await feedback.labelled(session, actor=both)] == [
            ("给我喊个喘气的来", "handoff")
        ]
        with pytest.raises(NotAllowed):
            await feedback.labelled(session, actor=await story.colleague(("duty", None), login="duty"))


async def test_others_neither_read_nor_close_them(story: Story, chat: Chat) -> None:
    await ask(story, chat, "加班费咋算")
    for role in ("duty", "counsellor", "lawyer"):
        actor = await story.colleague((role, None), login=role)
        with pytest.raises(NotAllowed):
            await open_ones(story, actor)
        with pytest.raises(NotAllowed):
            await close(story, actor, 1)


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("打我电话13891712345行不", f"打我电话{HIDDEN}行不"),
        ("139 1712 3456这个号", f"{HIDDEN}这个号"),
        ("一三八九一七一二三四五", HIDDEN),
        ("幺三八九幺七幺二三四五给我回电", f"{HIDDEN}给我回电"),
        ("身份证610302198805120017咋查", f"身份证{HIDDEN}咋查"),
        ("证号61030219880512001x", f"证号{HIDDEN}"),
        ("卡号6222 0213 0312 3456 789", f"卡号{HIDDEN}"),
        ("座机0917-3261234", f"座机{HIDDEN}"),
        ("写信到 li.lei@example.com", f"写信到 {HIDDEN}"),
        ("加我微信号：lilei_1985", f"加我微信号：{HIDDEN}"),
        ("一个月4500块干了12个月", "一个月4500块干了12个月"),
        ("打12333和12351都没人接", "打12333和12351都没人接"),
        ("2023年3月到2026年11月没交社保", "2023年3月到2026年11月没交社保"),
        ("劳动合同法第八十二条", "劳动合同法第八十二条"),
        ("欠我12345.67元", "欠我12345.67元"),
    ],
)
def test_numbers_that_lead_to_a_person_are_hidden(said: str, read: str) -> None:
    assert masked(said) == read
