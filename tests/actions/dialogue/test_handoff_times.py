"""转人工: the worker hears how many wait before them and a time that can be kept; it is the time the desk is measured by."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from cases import conversations, desk
from cases.actors import Actor
from cases.models.clocks import Clock as CaseClock
from cases.worktime import LOCAL
from tests.actions.dialogue.chat import Chat
from tests.conftest import Clock

NewChat = Callable[[], Awaitable[Chat]]


async def first_reply(chat: Chat) -> CaseClock:
    case = await chat.case("handoff")
    async with chat.database.reading() as session:
        return (
            await session.execute(
                select(CaseClock).where(CaseClock.case_id == case.id, CaseClock.kind == "first_reply")
            )
        ).scalar_one()


async def wait_ahead(new_chat: NewChat, count: int) -> list[Chat]:
    chats = [await new_chat() for _ in range(count)]
    for one in chats:
        await one.say("人工")
    return chats


async def test_what_is_told_is_what_is_measured(chat: Chat, clock: Clock) -> None:
    clock.advance(timedelta(seconds=20))
    await chat.say("人工")
    assert "下一位就是您" in chat.heard and "10:31 前回复您" in chat.heard
    due = datetime(2026, 11, 23, 10, 31, tzinfo=LOCAL)
    assert (
        (await first_reply(chat)).due_at
        == due
        == (await chat.row()).reply_due_at
        == (await chat.case("handoff")).due_at
    )


async def test_place_and_time_grow_with_the_queue_and_the_place_shrinks_with_it(
    chat: Chat, new_chat: NewChat, clock: Clock
) -> None:
    before = await wait_ahead(new_chat, 4)
    clock.advance(60)
    await chat.say("转人工")
    assert "您前面还有 4 位" in chat.heard
    assert "10:51 前回复您" in chat.heard, "five talks of ten minutes, from 10:01"
    await before[0].press("不等了")
    clock.advance(60)
    await chat.say("人工")
    assert "已经在排队" in chat.heard and "您前面还有 3 位" in chat.heard
    assert "10:51 前回复您" in chat.heard, "the promise stays, for better or worse"


async def test_danger_is_answered_first(chat: Chat, new_chat: NewChat, clock: Clock) -> None:
    await chat.say("人工")
    clock.advance(60)
    other = await new_chat()
    await other.say("我不想活了，站在楼顶上")
    assert (await other.row()).waiting_reason == "crisis"
    assert (await first_reply(other)).due_at == clock() + timedelta(minutes=10)
    await chat.say("人工")
    assert "您前面还有 1 位" in chat.heard


async def test_danger_at_night_while_waiting_makes_ten_minutes_of_it(chat: Chat, clock: Clock) -> None:
    clock.advance(timedelta(hours=13))
    await chat.say("人工")
    assert (await first_reply(chat)).due_at == datetime(2026, 11, 24, 9, 0, tzinfo=LOCAL)
    clock.advance(60)
    await chat.say("我不想活了，站在楼顶上")
    assert (await first_reply(chat)).due_at == clock() + timedelta(minutes=10) == (await chat.row()).reply_due_at
    assert (await chat.case("handoff")).tier == "major"


@pytest.mark.parametrize(
    ("local", "heard"),
    [
        ("2026-11-23 12:40", ["午休", "今天（11月23日）14:00 上班后", "最晚 14:30"]),
        ("2026-11-23 17:31", ["不是上班时间", "明天（11月24日）08:30 上班后", "最晚 09:00", "12351"]),
        ("2026-11-24 06:00", ["不是上班时间", "今天（11月24日）08:30 上班后", "最晚 09:00"]),
        ("2026-11-27 22:00", ["不是上班时间", "11月30日（周一）08:30 上班后", "最晚 09:00"]),
        ("2026-11-23 17:15", ["明天（11月24日）08:45 前回复您"]),
    ],
)
async def test_the_time_told_is_one_when_somebody_is_there(
    chat: Chat, clock: Clock, local: str, heard: list[str]
) -> None:
    clock.now = datetime.fromisoformat(local).replace(tzinfo=LOCAL)
    await chat.say("人工")
    assert [words for words in heard if words not in chat.heard] == [], chat.heard


async def test_a_time_that_was_missed_is_owned_up_to(chat: Chat, clock: Clock) -> None:
    await chat.say("人工")
    clock.advance(timedelta(minutes=45))
    await chat.say("人工")
    assert "让您久等了" in chat.heard and "10:30" not in chat.heard and "12351" in chat.heard


async def test_the_clock_stops_at_the_first_word_of_a_colleague(chat: Chat, clock: Clock) -> None:
    await chat.say("人工")
    duty = Actor("staff", 1, "示例值班员", frozenset({("duty", None)}))
    clock.advance(timedelta(minutes=5))
    async with chat.database.transaction() as session:
        await desk.take_over(session, chat.id, actor=duty, now=clock())
        await desk.reply_as_staff(session, chat.id, actor=duty, text="您好，请讲。", now=clock())
        assert (await conversations.get(session, chat.id)).reply_due_at is None
    stopped = await first_reply(chat)
    assert stopped.stopped_at == clock() and not stopped.breached


async def test_who_asks_how_long_still_hears_their_place_and_no_card_about_courts(chat: Chat, clock: Clock) -> None:
    await chat.say("人工")
    clock.advance(60)
    for asked in ("还要等多久啊", "人来了没", "前面还有几个人"):
        turn = await chat.say(asked)
        assert "您已经在排队了" in chat.heard and "下一位就是您" in chat.heard, asked
        assert turn.trace["card_id"] is None
    await chat.say("算了我不等了")
    assert chat.trace["crisis"] is False and "那先不等了" in chat.heard
    assert (await chat.row()).owner == "bot"
