"""Nothing is sent at night, except to who is awake and talking."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from cases import clocks, conversations, desk
from cases.casework.telling import tell
from cases.models import Case, Message
from cases.worktime import LOCAL
from tests.cases.clocks.conftest import at
from tests.cases.story import Chat, Story

GoTo = Callable[[str], datetime]


@pytest.mark.parametrize(
    ("moment", "sent"),
    [
        ("2026-11-23 21:29", "2026-11-23 21:29"),
        ("2026-11-23 21:30", "2026-11-24 08:00"),
        ("2026-11-23 23:59", "2026-11-24 08:00"),
        ("2026-11-24 00:00", "2026-11-24 08:00"),
        ("2026-11-24 07:59", "2026-11-24 08:00"),
        ("2026-11-24 08:00", "2026-11-24 08:00"),
        ("2026-12-31 22:00", "2027-01-01 08:00"),
        ("2026-02-16 22:00", "2026-02-17 08:00"),  # a holiday morning is a morning
    ],
)
def test_the_night_is_left_in_peace(moment: str, sent: str) -> None:
    assert clocks.not_at_night(at(moment)) == at(sent)


@given(st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2028, 1, 1), timezones=st.just(UTC)))
def test_no_moment_is_put_off_further_than_the_next_morning(moment: datetime) -> None:
    sent = clocks.not_at_night(moment)
    assert moment <= sent <= moment + timedelta(hours=10.5)
    assert clocks.not_at_night(sent) == sent and 8 <= sent.astimezone(LOCAL).hour <= 21


async def told(story: Story) -> list[tuple[str, datetime]]:
    async with story.database.reading() as session:
        rows = await session.execute(select(Message).where(Message.author == "staff").order_by(Message.id))
        return [(m.status, m.due_at) for m in rows.scalars()]


async def test_news_of_a_case_at_ten_at_night_waits_for_the_morning(story: Story, chat: Chat, go_to: GoTo) -> None:
    duty, case = await story.colleague(("duty", None)), await story.case(chat)
    go_to("2026-11-23 22:00")
    async with story.database.transaction() as session:
        row = await session.get_one(Case, case.id)
        await tell(session, row, "已经受理。", actor=duty, now=story.clock())
    assert await told(story) == [("due", at("2026-11-24 08:00"))]


async def test_who_wrote_a_minute_ago_is_awake(story: Story, chat: Chat, go_to: GoTo) -> None:
    duty, case = await story.colleague(("duty", None)), await story.case(chat)
    go_to("2026-11-23 22:00")
    await story.hear(chat, "有消息没有", "m1")
    story.clock.advance(60)
    async with story.database.transaction() as session:
        await tell(session, await session.get_one(Case, case.id), "已经受理。", actor=duty, now=story.clock())
    assert [at_ for _, at_ in await told(story)] == [story.clock()]


async def test_a_colleague_in_the_chat_is_heard_at_once(story: Story, chat: Chat, go_to: GoTo) -> None:
    duty = await story.colleague(("duty", None))
    go_to("2026-11-23 23:00")
    async with story.database.transaction() as session:
        await conversations.take_over(session, chat.id, actor=duty, now=story.clock())
        await desk.reply_as_staff(session, chat.id, actor=duty, text="我在。", now=story.clock())
    assert [at_ for _, at_ in await told(story)] == [story.clock()]


async def test_news_in_the_middle_of_a_talk_does_not_wait_though_the_worker_has_gone_silent(
    story: Story, chat: Chat, go_to: GoTo
) -> None:
    duty, case = await story.colleague(("duty", None)), await story.case(chat)
    go_to("2026-11-23 21:00")
    await story.hear(chat, "在吗", "m1")
    async with story.database.transaction() as session:
        await conversations.take_over(session, chat.id, actor=duty, now=story.clock())
    go_to("2026-11-23 21:40")
    async with story.database.transaction() as session:
        await tell(session, await session.get_one(Case, case.id), "已经受理。", actor=duty, now=story.clock())
    assert [at_ for _, at_ in await told(story)] == [story.clock()]
