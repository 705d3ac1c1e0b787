"""After a colleague closed the chat: one tap says how it was, a low one is asked why, a second tap is told kindly."""

from __future__ import annotations

from sqlalchemy import select

from cases import casefile, desk, staff
from cases.chats.rating import Rating
from cases.models import Feedback
from tests.actions.dialogue.chat import Chat

ASK = Rating("这次帮您办得咋样？", ("很不满意", "不太满意", "一般", "满意", "很满意"))


async def served(chat: Chat) -> str:
    """A person was asked for, came, and closed the chat. Returns the number of the service."""
    await chat.say("转人工")
    async with chat.database.transaction() as session:
        zhang = await staff.actor(session, 2)
        case = await casefile.open_handoff(session, chat.id)
        assert case is not None
        await desk.take_over(session, chat.id, actor=zhang, now=chat.clock())
        await desk.close_chat(session, chat.id, actor=zhang, note="办好了。", now=chat.clock(), rating=ASK)
        return case.number


async def kept(chat: Chat) -> list[tuple[int | None, str | None]]:
    async with chat.database.reading() as session:
        return [(f.rating, f.text) for f in (await session.execute(select(Feedback))).scalars()]


async def test_typing_the_number_does_as_well_as_the_tap(chat: Chat) -> None:
    number = await served(chat)
    await chat.say("5")
    assert "谢谢您，记下了" in chat.heard
    assert chat.trace["case_number"] == number
    await chat.payload(f"rate:1:{number}")
    assert "早就记下了" in chat.heard
    assert await kept(chat) == [(5, None)]


async def test_who_was_not_helped_is_asked_why_in_one_sentence(chat: Chat) -> None:
    number = await served(chat)
    await chat.payload(f"rate:2:{number}")
    assert "没帮到位，对不住您" in chat.heard
    assert chat.field == "opinion"
    await chat.say("等了一下午才有人回")
    assert chat.field is None
    assert await kept(chat) == [(2, "等了一下午才有人回")]
    [case] = await chat.cases("feedback")
    assert case.fields["opinion"]["value"] == "等了一下午才有人回"


async def test_the_sentence_may_stay_out(chat: Chat) -> None:
    number = await served(chat)
    await chat.payload(f"rate:1:{number}")
    await chat.press("跳过")
    assert chat.field is None
    assert "先记这些" in chat.heard
    assert await kept(chat) == [(1, None)]
    assert await chat.cases("feedback") == []


async def test_crafted_ratings_change_nothing(chat: Chat) -> None:
    number = await served(chat)
    for payload in ("rate:", "rate:5", "rate:0:" + number, "rate:6:" + number, "rate:五:" + number, "rate:5:26-0000-0007",
                    f"rate:5:{number}:x", "rate:5:'; DROP TABLE feedback"):  # fmt: skip
        await chat.payload(payload)
        assert "不认识" in chat.heard, payload
    assert await kept(chat) == []
