"""Handing a chat on: it waits at the other desk, the promise goes on, and nobody loses sight of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from cases import casefile, desk
from cases.actors import Actor
from cases.chats.transfer import Desk, receivers, transfer
from cases.errors import AlreadyOwned, InvalidChange, NotAllowed, NotFound
from tests.cases.chats.conftest import Inbox
from tests.cases.story import Chat, Story

WEIBIN, JINTAI = "610302", "610303"


async def hands_on(inbox: Inbox, actor: Actor, chat: Chat, to: Desk | int, reason: str = "是渭滨的事") -> None:
    async with inbox.story.database.transaction() as session:
        await transfer(
            session,
            chat.id,
            actor=actor,
            to=to,
            reason=reason,
            note="转给渭滨区工会",
            notice="已经转给渭滨区的同事。",
            now=inbox.now,
        )


async def test_a_duty_officer_hands_a_chat_to_its_county(inbox: Inbox, story: Story) -> None:
    duty = await story.colleague(("duty", None), login="duty")
    weibin = await story.colleague(("county_desk", WEIBIN), login="weibin")
    chat = await inbox.waits("1")  # nobody had asked yet where the worker is
    await inbox.takes(duty, chat)
    due = (await inbox.row(chat)).reply_due_at
    story.clock.advance(timedelta(minutes=5))
    await hands_on(inbox, duty, chat, Desk("county_desk", WEIBIN))

    row = await inbox.row(chat)
    assert (row.owner, row.owner_staff_id, row.county, row.reply_due_at) == ("queue", None, WEIBIN, due)
    assert [card.id for card in (await inbox.sees(weibin)).waiting] == [chat.id]
    assert (await inbox.sees(duty)).waiting == ()
    assert await inbox.heard(chat) == ["来了。", "已经转给渭滨区的同事。"]
    [note] = [m for m in await inbox.transcript(chat, for_staff=True) if m.status == "note"]
    assert (note.text, note.staff_id) == ("转给渭滨区工会\n是渭滨的事", duty.id)
    case = await inbox.handoff(chat)
    assert case is not None
    assert (case.assigned_to, case.county, case.closed_at) == (None, WEIBIN, None)
    async with story.database.reading() as session:
        [event] = [e for e in await casefile.events(session, case.id) if e.kind == "chat_transferred"]
    assert event.data == {"role": "county_desk", "county": WEIBIN}

    await inbox.takes(weibin, chat)
    await inbox.answers(weibin, chat, "我是渭滨区工会的。")
    assert (await inbox.heard(chat))[-1] == "我是渭滨区工会的。"


async def test_a_named_colleague_has_it_at_once(inbox: Inbox, story: Story) -> None:
    duty = await story.colleague(("duty", None), login="duty")
    lawyer = await story.colleague(("lawyer", None), login="lvshi")
    chat = await inbox.waits("1")
    await inbox.takes(duty, chat)
    await hands_on(inbox, duty, chat, lawyer.id or 0, "要律师看")
    assert [card.id for card in (await inbox.sees(lawyer)).mine] == [chat.id]
    case = await inbox.handoff(chat)
    assert case is not None and case.assigned_to == lawyer.id
    with pytest.raises(AlreadyOwned) as caught:
        await inbox.answers(duty, chat)
    assert caught.value.message == "示例lvshi 已经接手了这个对话。"


async def test_nobody_gets_what_they_may_not_see(inbox: Inbox, story: Story) -> None:
    duty = await story.colleague(("duty", None), login="duty")
    liu = await story.colleague(("counsellor", None), login="liu")
    jintai = await story.colleague(("county_desk", JINTAI), login="jintai")
    editor = await story.colleague(("knowledge_editor", None), login="zhishi")
    chat = await inbox.waits("1", county=WEIBIN)
    await inbox.takes(duty, chat)
    for to in (Desk("county_desk", JINTAI), Desk("knowledge_editor"), jintai.id, editor.id):
        with pytest.raises(NotAllowed):
            await hands_on(inbox, duty, chat, to or 0)
    talk = await inbox.waits("2", "psych")
    await inbox.takes(liu, talk)
    for to in (Desk("duty"), duty.id):
        with pytest.raises(NotAllowed):
            await hands_on(inbox, liu, talk, to or 0)
    with pytest.raises(NotFound):
        await hands_on(inbox, jintai, chat, Desk("duty"))
    assert [(await inbox.row(c)).owner_staff_id for c in (chat, talk)] == [duty.id, liu.id]


async def test_what_is_handed_to_counsellors_goes_behind_their_wall(inbox: Inbox, story: Story) -> None:
    duty = await story.colleague(("duty", None), login="duty")
    liu = await story.colleague(("counsellor", None), login="liu")
    chat = await inbox.waits("1")
    await inbox.takes(duty, chat)
    await hands_on(inbox, duty, chat, Desk("counsellor"), "睡不好觉，想找人聊聊")
    assert (await inbox.sees(duty, desk_only=False)).waiting == ()
    assert [card.id for card in (await inbox.sees(liu)).waiting] == [chat.id]
    [note] = [m for m in await inbox.transcript(chat, for_staff=True) if m.status == "note"]
    assert note.walled


async def test_danger_stays_in_sight_of_the_duty_desk(inbox: Inbox, story: Story) -> None:
    duty = await story.colleague(("duty", None), login="duty")
    await story.colleague(("counsellor", None), login="liu")
    chat = await inbox.waits("1", "crisis")
    await inbox.takes(duty, chat)
    await hands_on(inbox, duty, chat, Desk("counsellor"), "请咨询师一起")
    assert [card.id for card in (await inbox.sees(duty)).waiting] == [chat.id]


@pytest.mark.parametrize("reason", ["", "  ", "长" * 501])
async def test_without_a_reason_nothing_moves(inbox: Inbox, story: Story, reason: str) -> None:
    duty = await story.colleague(("duty", None))
    chat = await inbox.waits("1")
    await inbox.takes(duty, chat)
    with pytest.raises(InvalidChange):
        await hands_on(inbox, duty, chat, Desk("lawyer"), reason)
    assert (await inbox.row(chat)).owner == "staff"
    assert await inbox.heard(chat) == ["来了。"]


async def test_odd_receivers_are_refused(inbox: Inbox, story: Story) -> None:
    duty = await story.colleague(("duty", None))
    chat = await inbox.waits("1")
    await inbox.takes(duty, chat)
    odd: tuple[Any, ...] = (Desk("county_desk"), Desk("king"), 999_999, duty.id)
    for to in odd:
        with pytest.raises(InvalidChange):
            await hands_on(inbox, duty, chat, to)


async def test_only_who_has_it_or_the_duty_desk_hands_it_on(inbox: Inbox, story: Story) -> None:
    lawyer = await story.colleague(("lawyer", None), login="lvshi")
    officer = await story.colleague(("program_officer", None), login="xiangmu")
    duty = await story.colleague(("duty", None), login="duty")
    chat = await inbox.waits("1")
    await inbox.takes(lawyer, chat)
    with pytest.raises(AlreadyOwned):
        await hands_on(inbox, officer, chat, Desk("duty"))
    await hands_on(inbox, duty, chat, officer.id or 0)
    assert (await inbox.row(chat)).owner_staff_id == officer.id
    bots = await story.chat("2")
    with pytest.raises(InvalidChange):
        await hands_on(inbox, duty, bots, Desk("lawyer"))


async def test_the_choice_offers_only_desks_with_people_who_may_see(inbox: Inbox, story: Story) -> None:
    duty = await story.colleague(("duty", None), login="duty")
    for login, role, county in (
        ("weibin", "county_desk", WEIBIN), ("jintai", "county_desk", JINTAI), ("lvshi", "lawyer", JINTAI),
        ("liu", "counsellor", None), ("zhishi", "knowledge_editor", None),
    ):  # fmt: skip
        await story.colleague((role, county), login=login)
    chat = await inbox.waits("1", county=WEIBIN)
    async with story.database.reading() as session:
        desks, people = await receivers(session, chat.id, actor=duty)
        assert desks == [Desk("duty"), Desk("counsellor"), Desk("county_desk", WEIBIN)]
        assert [p.name for p in people] == ["示例liu", "示例weibin"]
        anywhere = await inbox.waits("2")
    async with story.database.reading() as session:
        desks, people = await receivers(session, anywhere.id, actor=duty)
    assert Desk("county_desk", JINTAI) in desks
    await inbox.takes(duty, chat)
    for desk_ in (Desk("duty"), Desk("counsellor"), Desk("county_desk", WEIBIN)):  # what is offered works
        await hands_on(inbox, duty, await _fresh(inbox, duty, str(desk_)), desk_)


async def _fresh(inbox: Inbox, actor: Actor, address: str) -> Chat:
    chat = await inbox.waits(address, county=WEIBIN)
    await inbox.takes(actor, chat)
    return chat


async def test_handing_back_to_the_bot_forgets_the_desk(inbox: Inbox, story: Story) -> None:
    duty = await story.colleague(("duty", None), login="duty")
    chat = await inbox.waits("1")
    await hands_on(inbox, duty, chat, Desk("duty"))  # also while it waits
    await inbox.takes(duty, chat)
    async with story.database.transaction() as session:
        await desk.hand_back(session, chat.id, actor=duty, now=inbox.now)
    row = await inbox.row(chat)
    assert (row.owner, row.desk_role, row.desk_county, row.owner_active_at) == ("bot", None, None, None)
