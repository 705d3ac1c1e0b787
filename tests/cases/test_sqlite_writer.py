"""SQLite's one writer runs on the event loop: what may take long must not hold up the chats beside it."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from cases import database as databases
from cases import sqlite_driver
from cases.database import Database

TICK_S = 0.005
# A loop that is held up for this long would be noticed by everybody in a chat.
HELD_UP_S = 0.3


class Loop:
    """What a bystander on the loop sees: `longest`, the longest it was kept waiting, in seconds."""

    longest = 0.0


@asynccontextmanager
async def somebody_beside() -> AsyncIterator[Loop]:
    seen = Loop()

    async def live() -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(TICK_S)
            seen.longest = max(seen.longest, time.perf_counter() - began - TICK_S)

    beside = asyncio.create_task(live())
    await asyncio.sleep(0)
    try:
        yield seen
    finally:
        beside.cancel()


@contextmanager
def another_process_writes(path: Path, seconds: float) -> Iterator[None]:
    """Holds the file's write lock for so long, from a thread of its own."""
    has_it = threading.Event()

    def hold() -> None:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        has_it.set()
        time.sleep(seconds)
        other.execute("COMMIT")
        other.close()

    thread = threading.Thread(target=hold)
    thread.start()
    has_it.wait()
    yield
    thread.join()


async def write(database: Database, name: str) -> None:
    async with database.transaction() as session:
        await session.execute(text("INSERT INTO settings_kept (name, value) VALUES (:name, 'x')"), {"name": name})


async def names(database: Database) -> list[str]:
    async with database.reading() as session:
        return list((await session.execute(text("SELECT name FROM settings_kept ORDER BY name"))).scalars())


@pytest.fixture
async def file(sqlite_database: Database, tmp_path: Path) -> Path:
    async with sqlite_database.transaction() as session:
        await session.execute(text("CREATE TABLE settings_kept (name TEXT PRIMARY KEY, value TEXT)"))
    return tmp_path / "test.sqlite3"


async def test_while_the_console_writes_the_bot_waits_and_its_chats_go_on(
    sqlite_database: Database, file: Path
) -> None:
    async with somebody_beside() as loop:
        with another_process_writes(file, 1.0):
            await write(sqlite_database, "after the console")
    assert await names(sqlite_database) == ["after the console"]
    assert loop.longest < HELD_UP_S


async def test_a_lock_that_is_never_given_back_ends_in_an_error_and_the_next_write_goes_through(
    file: Path, sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases, "BUSY_TIMEOUT_MS", 200)
    impatient = Database(sqlite_database.url.render_as_string(), sqlite_database.keyring)
    with another_process_writes(file, 0.8), pytest.raises(OperationalError, match="locked"):
        await write(impatient, "too early")
    await write(impatient, "later")
    assert await names(impatient) == ["later"]
    await impatient.close()


async def test_on_a_slow_disk_commits_leave_the_loop(
    sqlite_database: Database, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = 0.6
    on: list[int] = []
    quick = sqlite_driver._LoopConnection._commit_timed

    def commit(self: sqlite_driver._LoopConnection, driver: sqlite3.Connection) -> None:
        on.append(threading.get_ident())
        quick(self, driver)
        self.commit_s = slow if len(on) < 4 else 0.0
        if len(on) > 1:
            time.sleep(slow)

    monkeypatch.setattr(sqlite_driver._LoopConnection, "_commit_timed", commit)
    await write(sqlite_database, "the first, that finds out")
    async with somebody_beside() as loop:
        await write(sqlite_database, "the second")
    assert loop.longest < HELD_UP_S
    await write(sqlite_database, "the third, and the disk has recovered")
    await write(sqlite_database, "the fourth")
    await write(sqlite_database, "the fifth")
    here = threading.get_ident()
    assert [thread == here for thread in on] == [True, False, False, False, True]


async def test_a_turn_that_is_cut_off_leaves_nothing_and_the_writer_works_on(
    sqlite_database: Database, file: Path
) -> None:
    begun = asyncio.Event()

    async def turn() -> None:
        async with sqlite_database.transaction() as session:
            await session.execute(text("INSERT INTO settings_kept (name, value) VALUES ('half', 'x')"))
            begun.set()
            await asyncio.sleep(60)

    cut = asyncio.create_task(turn())
    await begun.wait()
    cut.cancel()
    with pytest.raises(asyncio.CancelledError):
        await cut
    with another_process_writes(file, 0.3):
        waiting = asyncio.create_task(write(sqlite_database, "waits for the lock"))
        await asyncio.sleep(0.1)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    await write(sqlite_database, "whole")
    assert await names(sqlite_database) == ["whole"]


async def test_the_bot_reads_while_the_console_writes(file: Path, sqlite_database: Database) -> None:
    await write(sqlite_database, "before")
    bot = Database(sqlite_database.url.render_as_string(), sqlite_database.keyring, reads_on_loop=True)
    began = time.perf_counter()
    with another_process_writes(file, 0.6):
        assert await names(bot) == ["before"]
        assert time.perf_counter() - began < 0.5  # before the other one was done
    await write(bot, "by the bot")
    assert await names(bot) == ["before", "by the bot"]
    await bot.close()


async def test_a_statement_that_fails_is_told_as_ever(sqlite_database: Database, file: Path) -> None:
    await write(sqlite_database, "one")
    with pytest.raises(databases.DBAPIError, match="UNIQUE"):
        await write(sqlite_database, "one")
    await write(sqlite_database, "two")
    assert await names(sqlite_database) == ["one", "two"]
