"""A change of a card waits until a second person has looked it over."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from cases import card_proposals, cards, feedback
from cases.actors import Actor
from cases.errors import CasesError, Conflict, InvalidChange, NotAllowed, NotFound
from cases.models import CardProposal, CardVersion
from tests.cases.story import Chat, Story

DAY = date(2026, 11, 22)


async def propose(story: Story, actor: Actor, document: str = "新的话", *, seen: int = 0, **more: Any) -> CardProposal:
    async with story.database.transaction() as session:
        return await card_proposals.propose(
            session, card_id="overtime_pay", document=document, based_on=None, seen=seen, actor=actor, note=" 为啥改 ",
            now=story.clock(), **more,
        )  # fmt: skip


async def approve(story: Story, actor: Actor, proposal: CardProposal) -> CardVersion:
    async with story.database.transaction() as session:
        return await card_proposals.approve(session, proposal.id, decided_on=DAY, actor=actor, now=story.clock())


async def reject(story: Story, actor: Actor, proposal: CardProposal, reason: str = "写反了") -> CardProposal:
    async with story.database.transaction() as session:
        return await card_proposals.reject(session, proposal.id, reason=reason, actor=actor, now=story.clock())


async def withdraw(story: Story, actor: Actor, proposal: CardProposal) -> CardProposal:
    async with story.database.transaction() as session:
        return await card_proposals.withdraw(session, proposal.id, actor=actor, now=story.clock())


async def at_once(story: Story, actor: Actor, reason: str) -> CardVersion:
    async with story.database.transaction() as session:
        return await card_proposals.publish_at_once(
            session, card_id="overtime_pay", document="急改", decided_on=DAY, based_on=None, seen=0, reason=reason,
            actor=actor, now=story.clock(),
        )  # fmt: skip


async def versions(story: Story) -> list[tuple[int, str, int | None, str | None]]:
    async with story.database.reading() as session:
        return [(v.number, v.document, v.editor_id, v.note) for v in await cards.history(session, "overtime_pay")]


@pytest.fixture
async def editor(story: Story) -> Actor:
    return await story.colleague(("knowledge_editor", None), login="bianji")


@pytest.fixture
async def reviewer(story: Story) -> Actor:
    return await story.colleague(("knowledge_editor", None), login="fuhe")


async def test_a_proposal_is_nothing_to_the_assistant_until_a_second_person_approves(
    story: Story, editor: Actor, reviewer: Actor
) -> None:
    proposal = await propose(story, editor)
    assert await versions(story) == []
    async with story.database.reading() as session:
        assert await cards.changes(session) == 0
        assert [p.id for p in await card_proposals.waiting(session, actor=reviewer)] == [proposal.id]

    story.clock.advance(60)
    await approve(story, reviewer, proposal)
    assert await versions(story) == [(1, "新的话", editor.id, "为啥改")]
    async with story.database.reading() as session:
        assert await card_proposals.waiting(session, actor=reviewer) == []
        assert await card_proposals.reviewers(session, "overtime_pay") == {1: reviewer.id}
        [done] = await card_proposals.decided(session, actor=editor)
    assert (done.status, done.reviewer_id, done.reviewed_at) == ("approved", reviewer.id, story.clock())


async def test_nobody_reviews_their_own_change(story: Story, editor: Actor) -> None:
    proposal = await propose(story, editor)
    for verb in (approve, reject):
        with pytest.raises(NotAllowed) as refused:
            await verb(story, editor, proposal)
        assert refused.value.message == "自己提的修改，要请另一位同事复核。"
    assert await versions(story) == []


async def test_the_database_itself_wants_two_people(story: Story, editor: Actor) -> None:
    proposal = await propose(story, editor)
    with pytest.raises(IntegrityError):
        async with story.database.transaction() as session:
            await session.execute(
                text(
                    f"UPDATE card_proposals SET reviewer_id = {editor.id}, status = 'approved' WHERE id = {proposal.id}"
                )
            )


async def test_turned_down_with_a_reason(story: Story, editor: Actor, reviewer: Actor) -> None:
    proposal = await propose(story, editor)
    with pytest.raises(InvalidChange):
        await reject(story, reviewer, proposal, "  ")
    done = await reject(story, reviewer, proposal)
    assert (done.status, done.review_note, await versions(story)) == ("rejected", "写反了", [])
    for verb in (approve, reject):
        with pytest.raises(Conflict):  # it is over
            await verb(story, reviewer, proposal)
    await propose(story, editor, "改对了")  # and may be tried again


async def test_only_its_author_takes_it_back(story: Story, editor: Actor, reviewer: Actor) -> None:
    proposal = await propose(story, editor)
    with pytest.raises(NotAllowed):
        await withdraw(story, reviewer, proposal)
    assert (await withdraw(story, editor, proposal)).status == "withdrawn"
    with pytest.raises(Conflict):
        await approve(story, reviewer, proposal)
    assert await versions(story) == []


async def test_one_change_of_a_card_waits_at_a_time(story: Story, editor: Actor, reviewer: Actor) -> None:
    first = await propose(story, editor, "第一稿")
    with pytest.raises(Conflict) as refused:
        await propose(story, reviewer, "另一位的")
    assert refused.value.message == card_proposals.WAITS
    second = await propose(story, editor, "第二稿")  # one's own is replaced
    async with story.database.reading() as session:
        assert [p.document for p in await card_proposals.waiting(session, actor=editor)] == ["第二稿"]
        assert (await card_proposals.get(session, first.id, actor=editor)).status == "withdrawn"
    await approve(story, reviewer, second)
    assert [v[1] for v in await versions(story)] == ["第二稿"]


async def test_of_many_who_propose_at_one_instant_one_wins(story: Story) -> None:
    people = [await story.colleague(("knowledge_editor", None), login=f"bian{n}") for n in range(6)]
    results = await asyncio.gather(*(propose(story, actor) for actor in people), return_exceptions=True)
    assert sorted(type(r).__name__ for r in results) == ["CardProposal", *["Conflict"] * 5]


async def test_two_reviewers_at_one_instant_make_one_version(story: Story, editor: Actor, reviewer: Actor) -> None:
    other = await story.colleague(("admin", None), login="guanli")
    proposal = await propose(story, editor)
    results = await asyncio.gather(
        approve(story, reviewer, proposal), approve(story, other, proposal), return_exceptions=True
    )
    assert sorted(type(r).__name__ for r in results) == ["CardVersion", "Conflict"]
    assert len(await versions(story)) == 1


async def test_a_change_of_an_old_text_is_not_approved(story: Story, editor: Actor, reviewer: Actor) -> None:
    proposal = await propose(story, editor)
    async with story.database.transaction() as session:
        await cards.save(
            session, card_id="overtime_pay", document="只加了问法", decided_on=DAY, based_on=None, seen=0, actor=reviewer,
            now=story.clock(),
        )  # fmt: skip
    with pytest.raises(Conflict) as refused:
        await approve(story, reviewer, proposal)
    assert refused.value.message == card_proposals.STALE
    with pytest.raises(Conflict):
        await propose(story, editor, seen=0)
    assert [v[1] for v in await versions(story)] == ["只加了问法"]


async def test_an_administrator_publishes_at_once_and_it_is_marked(story: Story, editor: Actor) -> None:
    admin = await story.colleague(("admin", None), login="guanli")
    with pytest.raises(InvalidChange):
        await at_once(story, admin, " ")
    for other in (editor, await story.colleague(("admin", "610302"), login="weibin")):
        with pytest.raises(NotAllowed):
            await at_once(story, other, "急")
    await at_once(story, admin, "倍数错了")
    assert await versions(story) == [(1, "急改", admin.id, "【紧急发布】倍数错了")]


@pytest.mark.parametrize("role", ["duty", "lawyer", "counsellor", "program_officer"])
async def test_others_neither_propose_nor_review_nor_read(story: Story, editor: Actor, role: str) -> None:
    proposal = await propose(story, editor)
    other = await story.colleague((role, None), login="other")
    with pytest.raises(NotAllowed):
        await propose(story, other)
    for verb in (approve, reject, withdraw):
        with pytest.raises(NotAllowed):
            await verb(story, other, proposal)  # type: ignore[operator]
    async with story.database.reading() as session:
        for read in (card_proposals.waiting, card_proposals.decided):
            with pytest.raises(NotAllowed):
                await read(session, actor=other)
        with pytest.raises(NotAllowed):
            await card_proposals.get(session, proposal.id, actor=other)


async def test_bad_input_is_refused(story: Story, editor: Actor, reviewer: Actor) -> None:
    for document in ("  ", "长" * (cards.LONGEST + 1)):
        with pytest.raises(InvalidChange):
            await propose(story, editor, document)
    missing = CardProposal(id=999_999)
    with pytest.raises(NotFound):
        await approve(story, reviewer, missing)


async def test_questions_open_again_when_the_card_does_not_come_to_be(
    story: Story, chat: Chat, editor: Actor, reviewer: Actor
) -> None:
    async def ask(words: str) -> int:
        async with story.database.transaction() as session:
            await feedback.keep_question(
                session, conversation_id=chat.id, text=words, reason="no_card", now=story.clock()
            )
        return (await open_ones())[words]

    async def open_ones() -> dict[str, int]:
        async with story.database.reading() as session:
            return {q.text: q.id for q in await feedback.unanswered(session, actor=editor)}

    cold, hot = await ask("宿舍没暖气"), await ask("宿舍太热")
    first = await propose(story, editor, questions=[cold])
    assert list(await open_ones()) == ["宿舍太热"]
    await reject(story, reviewer, first)
    assert set(await open_ones()) == {"宿舍没暖气", "宿舍太热"}

    story.clock.advance(60)
    await propose(story, editor, questions=[cold, hot])
    story.clock.advance(60)
    again = await propose(story, editor, "第二稿")
    assert await open_ones() == {}
    await withdraw(story, editor, again)  # also those the replaced one closed
    assert set(await open_ones()) == {"宿舍没暖气", "宿舍太热"}

    last = await propose(story, editor, questions=[cold])
    await approve(story, reviewer, last)
    assert list(await open_ones()) == ["宿舍太热"]


async def test_a_wrong_click_on_a_question_is_taken_back(story: Story, chat: Chat, editor: Actor) -> None:
    async with story.database.transaction() as session:
        for words, walled in (("给我喊个喘气的来", False), ("我睡不着", True)):
            await feedback.keep_question(
                session, conversation_id=chat.id, text=words, reason="no_card", now=story.clock(), walled=walled
            )
    both = await story.colleague(("knowledge_editor", None), ("counsellor", None), login="both")
    async with story.database.transaction() as session:
        ids = [q.id for q in await feedback.unanswered(session, actor=both)]
        await feedback.close_questions(session, ids, actor=both, outcome="dismissed", now=story.clock())
        assert await feedback.reopen_questions(session, ids, actor=editor) == 1  # not what was said in counselling
        [question] = await feedback.unanswered(session, actor=both)
    assert (question.text, question.outcome, question.label) == ("给我喊个喘气的来", None, None)
    with pytest.raises(CasesError):
        async with story.database.transaction() as session:
            await feedback.reopen_questions(session, ids, actor=await story.colleague(("duty", None), login="duty"))
