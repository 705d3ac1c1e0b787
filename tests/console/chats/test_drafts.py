"""Drafts of the console: at hand at once, in the database a moment later, and back after a restart."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy.exc import OperationalError

from cases.database import Database
from console import drafts as module
from console.drafts import Drafts
from tests.conftest import Clock
from tests.console.world import World


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAUSE_SECONDS", 0.05)
    monkeypatch.setattr(module, "RETRY_SECONDS", 0.05)


def begun(database: Database, clock: Clock) -> Drafts:
    """As a console starts."""
    drafts = Drafts()
    drafts.store_in(database, clock)
    return drafts


async def recalled(drafts: Drafts, database: Database, staff_id: int, place: str) -> str:
    async with database.reading() as session:
        await drafts.recall(session, staff_id)
    return drafts.get(staff_id, place)


async def test_after_a_restart_the_text_is_there(world: World, sqlite_database: Database, clock: Clock) -> None:
    zhang = (await world.colleague("zhang", "张敏", ("duty", None))).id or 0
    before = begun(sqlite_database, clock)
    for n in range(1, 6):
        before.keep(zhang, "reply:abc", "您先别签字"[:n])
    assert before.get(zhang, "reply:abc") == "您先别签字"  # at once, without the database
    await asyncio.sleep(0.2)  # then the process is killed

    after = begun(sqlite_database, clock)
    assert await recalled(after, sqlite_database, zhang, "reply:abc") == "您先别签字"
    after.keep(zhang, "reply:abc", "")  # sent
    await after.flush()
    assert await recalled(begun(sqlite_database, clock), sqlite_database, zhang, "reply:abc") == ""


async def test_ending_the_program_saves_what_was_typed_last(
    world: World, sqlite_database: Database, clock: Clock
) -> None:
    zhang = (await world.colleague("zhang", "张敏", ("duty", None))).id or 0
    before = begun(sqlite_database, clock)
    before.keep(zhang, "case:26-4831-0726", "缺一份")
    await before.flush()
    assert await recalled(begun(sqlite_database, clock), sqlite_database, zhang, "case:26-4831-0726") == "缺一份"


async def test_what_is_being_typed_is_not_overwritten_by_an_older_text(
    world: World, sqlite_database: Database, clock: Clock
) -> None:
    zhang = (await world.colleague("zhang", "张敏", ("duty", None))).id or 0
    here = begun(sqlite_database, clock)
    here.keep(zhang, "reply:abc", "旧")
    await here.flush()
    here.keep(zhang, "reply:abc", "旧的后面接着写")
    assert await recalled(here, sqlite_database, zhang, "reply:abc") == "旧的后面接着写"
    await here.flush()

    elsewhere = begun(sqlite_database, clock)  # another process, where it is sent
    elsewhere.keep(zhang, "reply:abc", "")
    elsewhere.keep(zhang, "reply:abc", "x")
    elsewhere.keep(zhang, "reply:abc", "")
    await elsewhere.flush()
    assert await recalled(here, sqlite_database, zhang, "reply:abc") == ""


async def test_a_database_that_is_away_for_a_moment_loses_nothing(
    world: World, sqlite_database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    zhang = (await world.colleague("zhang", "张敏", ("duty", None))).id or 0
    tries = 0
    really = module.save_drafts

    async def save(*args: object, **more: object) -> None:
        nonlocal tries
        tries += 1
        if tries < 3:
            raise OperationalError("away", None, Exception())
        await really(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "save_drafts", save)
    here = begun(sqlite_database, clock)
    here.keep(zhang, "reply:abc", "还在")
    await asyncio.sleep(0.6)
    assert tries == 3
    assert await recalled(begun(sqlite_database, clock), sqlite_database, zhang, "reply:abc") == "还在"
