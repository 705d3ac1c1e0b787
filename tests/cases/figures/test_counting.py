"""Counting once and only once: again, by two at a time, in small bites, around midnight, behind a slow turn."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

from cases import messages
from cases.database import Database
from cases.figures import metrics
from cases.figures.counting import LIMIT, count_all, forget
from cases.figures.periods import Period
from tests.cases.figures.conftest import Month, local

DAY = Period(date(2026, 11, 23), date(2026, 11, 23))


async def test_counting_twice_adds_nothing(month: Month) -> None:
    chat = await month.comes(county="610302")
    await month.says(chat, "program_info", program="skills")
    await month.fills(chat, "skills", "name")
    first = await month.counted()
    before = await month.totals(*metrics.NAMES)

    assert first == 2 and before["messages"] == 2 and before["chats"] == 1
    assert await month.counted() == 0
    assert await month.totals(*metrics.NAMES) == before


async def test_small_bites_make_the_same_figures(month: Month) -> None:
    for county in ("610302", "610323", "610302"):
        chat = await month.comes(county=county)
        for n in range(4):
            await month.says(chat, "program_info", program="skills", intent="ask_program", crisis=n == 2)
            month.story.clock.advance(30)
    await month.counted(limit=2)
    in_bites = await month.totals(*metrics.NAMES)

    async with month.story.database.transaction() as session:
        await forget(session)
    assert (await month.totals(metrics.MESSAGES))["messages"] == 0
    await month.counted()
    assert await month.totals(*metrics.NAMES) == in_bites
    assert in_bites["messages"] == 12 and in_bites["people"] == in_bites["aware"] == in_bites["crisis"] == 3


async def test_two_counters_at_once_count_everything_once(month: Month, other_program: Database) -> None:
    for _ in range(6):
        chat = await month.comes(county="610302")
        for _ in range(5):
            await month.says(chat, "policy", card_id="overtime", intent="ask_policy")
    now = month.story.clock.advance(timedelta(minutes=2))

    counted = await asyncio.gather(
        *(count_all(database, now=now, limit=4) for database in (month.story.database, other_program) * 2)
    )

    assert sum(counted) == 30
    assert await month.totals(metrics.MESSAGES, metrics.CHATS, metrics.CARD) == {
        "messages": 30, "chats": 6, "card": 30,
    }  # fmt: skip


async def test_a_count_that_is_interrupted_leaves_nothing_behind(month: Month) -> None:
    chat = await month.comes()
    await month.says(chat)
    month.story.clock.advance(timedelta(minutes=2))

    class PowerCut(Exception):
        pass

    try:
        async with month.story.database.transaction() as session:
            from cases.figures.counting import count_new

            assert await count_new(session, now=month.story.clock()) == 1
            raise PowerCut
    except PowerCut:
        pass
    assert (await month.totals(metrics.MESSAGES))["messages"] == 0
    assert await month.counted() == 1
    assert (await month.totals(metrics.MESSAGES))["messages"] == 1


async def test_the_day_ends_at_midnight_in_baoji(month: Month) -> None:
    month.at("2026-11-22 23:59")  # 15:59 UTC
    chat = await month.comes()
    await month.says(chat)
    month.at("2026-11-23 00:00")  # 16:00 UTC, still the 22nd there
    await month.says(chat)
    month.at("2026-11-23 23:59")
    await month.says(chat)
    month.at("2026-11-24 00:00")
    await month.says(chat)
    await month.counted()

    assert await month.totals(metrics.MESSAGES, metrics.CHATS, metrics.CHAT_DAYS, view=month.view(DAY)) == {
        "messages": 2, "chats": 0, "chat_days": 1,
    }  # fmt: skip
    assert (DAY.starts_at, DAY.ends_at) == (local("2026-11-23 00:00"), local("2026-11-24 00:00"))


async def test_what_is_young_or_not_answered_yet_waits(month: Month) -> None:
    chat, slow = await month.comes(), await month.comes()
    await month.says(chat)
    month.story.clock.advance(timedelta(minutes=2))
    pending = await month.says(slow, over=False)
    await month.says(chat)

    assert await month.count_once() == 1  # the last two are too young
    month.story.clock.advance(timedelta(minutes=2))
    assert await month.count_once() == 0  # the turn of the second may still end
    async with month.story.database.transaction() as session:
        trace = {"trace": {"kind": "station", "ended": None}, "state": {}}
        await messages.finish(session, pending, trace=trace)
    assert await month.count_once() == 2
    assert await month.by_key(metrics.KIND) == {"smalltalk": 2, "station": 1}


async def test_a_message_that_is_never_answered_does_not_stop_the_count(month: Month) -> None:
    chat = await month.comes()
    await month.says(chat, over=False)
    await month.says(chat)
    month.story.clock.advance(timedelta(minutes=61))
    assert await month.count_once() == 2
    assert (await month.totals(metrics.MESSAGES))["messages"] == 2


async def test_damaged_traces_are_counted_as_messages(month: Month) -> None:
    chat = await month.comes()
    for trace in (
        None,
        {},
        {"trace": None},
        {"trace": {}, "state": None},
        {"trace": {"kind": None, "flow": "x" * 300}},
    ):
        message_id = await month.says(chat, over=False)
        async with month.story.database.transaction() as session:
            await messages.finish(session, message_id, trace=trace)
    month.story.clock.advance(timedelta(minutes=2))
    assert await month.count_once() == 5
    assert (await month.totals(metrics.MESSAGES))["messages"] == 5


async def test_long_names_fit_the_table(month: Month) -> None:
    chat = await month.comes(source="s" * 64, county="610302")
    await month.says(chat, "policy", card_id="c" * 200, stands=("f" * 90, "p" * 90, "q" * 90))
    await month.counted()
    assert list(await month.by_key(metrics.CARD)) == ["c" * 120]
    async with month.story.database.reading() as session:
        from cases.figures import reading

        assert await reading.sources(session, month.view()) == ["s" * 60]


async def test_asking_about_a_program_makes_a_person_aware_once(month: Month) -> None:
    chat = await month.comes(source="leaflet")
    await month.says(chat, "program_info", program="skills")
    await month.counted()
    again = await month.comes(person=chat.person_id)
    await month.says(again, "program_info", program="skills")
    await month.says(again, "flow", flow="psych_consultation")
    await month.counted()
    other = await month.comes()
    await month.says(other, "flow", flow="psych_consultation")
    await month.says(other, "program_info", program="skills")
    await month.counted()
    assert await month.by_key(metrics.AWARE) == {"skills": 2, "psych_consultation": 2}
    assert (await month.totals(metrics.PEOPLE))["people"] == 2
    assert LIMIT <= 1000  # a bite must stay small: on SQLite chats wait for it


async def test_the_page_can_tell_when_the_figures_were_last_brought_up_to_date(month: Month) -> None:
    from cases.figures import reading

    async def told() -> object:
        async with month.story.database.reading() as session:
            return await reading.counted_at(session)

    assert await told() is None
    await month.counted()
    first = month.story.clock()
    assert await told() == first
    await month.counted(after=timedelta(minutes=1))  # nothing happened meanwhile
    assert await told() == first + timedelta(minutes=1)
