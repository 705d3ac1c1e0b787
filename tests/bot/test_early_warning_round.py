"""The bot looks for signs of trouble by itself, and the desk's pages hear of it."""

from __future__ import annotations

from bot.rounds import Rounds, rounds
from cases.actors import Actor
from cases.database import Database
from cases.wakeups import LocalWakeups
from cases.warnings import handling
from tests.cases.story import Story
from tests.conftest import Clock


async def test_three_riders_of_one_platform_are_found_by_the_round(sqlite_database: Database, clock: Clock) -> None:
    story = Story(sqlite_database, clock)
    await story.program("violation_report")
    for n, name in enumerate(("美团外卖", "美团骑手", "meituan")):
        fields = {"employer": {"label": "单位", "value": name, "display": name}}
        chat = await story.chat(f"rider{n}")
        await story.case(chat, "enrollment", program_id="violation_report", county="610303", fields=fields)
    wakeups = LocalWakeups(sqlite_database)
    with wakeups.subscribed("queue") as ears:
        await Rounds(sqlite_database, wakeups, clock, rounds()).once()
        assert await ears.wait(1)
    async with sqlite_database.reading() as session:
        [view] = await handling.list_warnings(session, actor=Actor.system(), now=clock())
    assert (view.warning.employer, view.warning.people) == ("美团", 3)
