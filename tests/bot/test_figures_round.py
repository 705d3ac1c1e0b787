"""The round of the figures: every minute, what has settled is counted once."""

from __future__ import annotations

from datetime import timedelta

from bot.rounds import Rounds, rounds
from cases import messages
from cases.actors import Actor
from cases.database import Database
from cases.figures import reading
from cases.figures.periods import Period, local_day
from cases.figures.view import look
from cases.wakeups import LocalWakeups
from tests.cases.story import Story
from tests.conftest import Clock


async def test_the_round_counts_what_has_settled(sqlite_database: Database, clock: Clock) -> None:
    story = Story(sqlite_database, clock)
    chat = await story.chat()
    for n in range(3):
        message_id = await story.hear(chat, "加班费咋算", f"m{n}")
        async with sqlite_database.transaction() as session:
            await messages.finish(session, message_id, trace={"trace": {"kind": "policy"}, "state": {}})
    (figures,) = (each for each in rounds() if each.name == "figures")
    runner = Rounds(sqlite_database, LocalWakeups(sqlite_database), clock, [figures])
    today = local_day(clock())
    view = look(Actor.system(), Period(today, today))

    async def counted() -> int:
        async with sqlite_database.reading() as session:
            return (await reading.totals(session, view, "messages"))["messages"]

    assert figures.every == timedelta(minutes=1)
    assert await runner.go(figures) and await counted() == 0
    clock.advance(timedelta(minutes=2))
    assert await runner.go(figures) and await counted() == 3
    assert await runner.go(figures) and await counted() == 3
