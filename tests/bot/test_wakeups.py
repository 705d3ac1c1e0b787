"""Who waits is woken: within a process, across processes, and, slower, without Redis."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest

from cases import conversations
from cases.crypto import KeyRing
from cases.database import Database
from cases.wakeups import LocalWakeups, RedisWakeups, Wakeups


@asynccontextmanager
async def running(*all_of_them: Wakeups) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(w.run()) for w in all_of_them]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task


async def test_who_listens_is_woken_at_once_and_nobody_else(sqlite_database: Database) -> None:
    wakeups = LocalWakeups(sqlite_database)
    with wakeups.subscribed("conversation:a") as mine, wakeups.subscribed("conversation:b") as other:
        await wakeups.publish("conversation:a")  # before anybody waits: remembered
        assert await mine.wait(1)
        assert not await other.wait(0.05)
    assert not await wakeups.wait("conversation:a", 0.05)


async def test_another_program_on_the_same_file_wakes_us_by_its_commit(
    sqlite_database: Database, keyring: KeyRing, clock: Any
) -> None:
    console = Database(str(sqlite_database.url), keyring)
    wakeups = LocalWakeups(sqlite_database)
    async with running(wakeups):
        await asyncio.sleep(0.4)
        with wakeups.subscribed("queue") as ears:
            async with sqlite_database.transaction() as session:
                await conversations.open_web_conversation(session, now=clock())
            assert not await ears.wait(0.4)  # our own commits are announced by name
            async with console.transaction() as session:
                await conversations.open_web_conversation(session, now=clock())
            assert await ears.wait(1)
    await console.close()


async def test_redis_wakes_other_processes(redis_url: str) -> None:
    prefix = f"test:{secrets.token_hex(4)}:"
    here, there = RedisWakeups(redis_url, prefix=prefix), RedisWakeups(redis_url, prefix=prefix)
    async with running(here, there):
        async with asyncio.timeout(3):
            while not (here.connected and there.connected):  # noqa: ASYNC110 - as health pages do
                await asyncio.sleep(0.02)
        with there.subscribed("outbox") as ears, there.subscribed("queue") as others:
            await here.publish("outbox")
            assert await ears.wait(1)
            assert not await others.wait(0.1)


async def test_without_redis_everybody_looks_again_each_second(unused_tcp_port: int) -> None:
    wakeups = RedisWakeups(f"redis://127.0.0.1:{unused_tcp_port}/0")
    async with running(wakeups):
        with wakeups.subscribed("outbox") as ears:
            await wakeups.publish("outbox")
            assert await ears.wait(0.5)  # in this process at once, as ever
            assert await ears.wait(2.5)  # and what others did is found by looking


async def test_a_waiting_program_can_be_stopped(sqlite_database: Database) -> None:
    wakeups = LocalWakeups(sqlite_database)
    waiting = asyncio.create_task(wakeups.wait("queue"))
    await asyncio.sleep(0.01)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
