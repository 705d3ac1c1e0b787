"""The bot gives chats of silent colleagues back by itself, and the open inboxes hear of it."""

from __future__ import annotations

from datetime import timedelta

from bot.rounds import Rounds, rounds
from cases import conversations, desk
from cases.chats.labels import put_label
from cases.database import Database
from cases.wakeups import LocalWakeups
from tests.cases.story import Story
from tests.conftest import Clock


async def test_a_silent_owner_and_a_watched_chat_are_found_by_the_rounds(
    sqlite_database: Database, clock: Clock
) -> None:
    story = Story(sqlite_database, clock)
    zhang = await story.colleague(("duty", None))
    silent, watched = await story.chat("1"), await story.chat("2")
    await story.hear(silent, "找人", "1")
    async with sqlite_database.transaction() as session:
        await desk.take_over(session, silent.id, actor=zhang, now=clock())
        await put_label(session, watched.id, "care", actor=zhang, now=clock())
    clock.advance(timedelta(minutes=16))
    await story.hear(watched, "还是难受", "2")
    wakeups = LocalWakeups(sqlite_database)
    with wakeups.subscribed("queue") as ears, wakeups.subscribed(f"conversation:{silent.id}") as owner:
        await Rounds(sqlite_database, wakeups, clock, rounds()).once()
        assert await ears.wait(1)
        assert await owner.wait(1)  # the colleague who lost it sees it at once
    async with sqlite_database.reading() as session:
        assert [await conversations.owner_of(session, chat.id) for chat in (silent, watched)] == ["queue", "queue"]
