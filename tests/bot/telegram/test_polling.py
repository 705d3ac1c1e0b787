"""Polling: nothing is acknowledged before it is stored, and one stubborn update holds up nobody else's."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

from aiogram.exceptions import TelegramConflictError, TelegramServerError
from aiogram.methods import DeleteWebhook

from bot.telegram.inbox import NotStored
from bot.telegram.methods import GetRawUpdates
from bot.telegram.polling import STRIKES, Poller


class Server:
    """The server's side of getUpdates: an update stays until an offset above it is asked for."""

    def __init__(self, *chats: int) -> None:
        self.updates = [self.update(number, chat) for number, chat in enumerate(chats, 10)]
        self.offsets: list[int | None] = []
        self.webhooks_deleted = 0
        self.errors: list[type[Exception]] = []

    def update(self, number: int, chat: int) -> dict[str, Any]:
        return {"update_id": number, "message": {"chat": {"id": chat}}}

    async def __call__(self, method: Any, request_timeout: int) -> Any:
        await asyncio.sleep(0.001)
        if isinstance(method, DeleteWebhook):
            self.webhooks_deleted += 1
            return True
        assert isinstance(method, GetRawUpdates)
        if self.errors:
            raise self.errors.pop(0)(method=method, message="no")  # type: ignore[call-arg]
        self.offsets.append(method.offset)
        self.updates = [u for u in self.updates if u["update_id"] >= (method.offset or 0)]
        return list(self.updates)


class Store:
    """Takes updates; some chats' are refused so many times, or wait until they are let go."""

    def __init__(self) -> None:
        self.stored: list[int] = []
        self.tries: Counter[int] = Counter()
        self.refuse: dict[int, int] = {}
        self.wait: dict[int, asyncio.Event] = {}

    async def feed(self, raw: dict[str, Any]) -> None:
        number = raw["update_id"]
        self.tries[number] += 1
        if number in self.wait:
            await self.wait[number].wait()
        if self.refuse.get(number, 0) > 0:
            self.refuse[number] -= 1
            raise NotStored("OperationalError")
        self.stored.append(number)


async def quick_sleep(seconds: float) -> None:
    await asyncio.sleep(0.005)


def poller(server: Server, store: Store) -> Poller:
    return Poller(server, store.feed, sleep=quick_sleep)  # type: ignore[arg-type]


async def test_an_update_is_acknowledged_after_it_was_stored() -> None:
    server, store = Server(1, 2), Store()
    polling = poller(server, store)
    await polling.round()
    assert store.stored == [10, 11]
    assert server.offsets == [None]
    await polling.round()
    assert server.offsets == [None, 12]
    assert server.updates == []


async def test_a_refused_update_stays_with_the_server_while_others_go_on() -> None:
    server, store = Server(1, 2, 1), Store()
    store.wait[10] = asyncio.Event()
    polling = poller(server, store)
    await polling.round()
    assert store.stored == [11], "its own chat waits in order, the other does not"
    server.updates.append(server.update(13, 3))
    await polling.round()
    assert store.stored == [11, 13]
    assert server.offsets[-1] == 10 and len(server.updates) == 4
    store.wait[10].set()
    await polling.round()
    await polling.round()
    assert store.stored == [11, 13, 10, 12]
    assert server.updates == []


async def test_while_the_database_is_away_an_update_is_tried_until_it_is_stored() -> None:
    server, store = Server(1), Store()
    store.refuse[10] = 20
    polling = poller(server, store)
    for _ in range(3):
        await polling.round()
    assert store.stored == [10]
    assert store.tries[10] == 21


async def test_an_update_that_alone_cannot_be_stored_is_given_up() -> None:
    server, store = Server(1), Store()
    store.refuse[10] = 10**6
    polling = Poller(server, store.feed, patience=0.01, sleep=quick_sleep)  # type: ignore[arg-type]
    for number in range(11, 100):
        server.updates.append(server.update(number, number))
        await polling.round()
        if server.updates[0]["update_id"] > 10:
            break
    assert server.updates[0]["update_id"] > 10, "it is no longer asked for"
    assert store.tries[10] >= STRIKES
    assert store.stored[:3] == [11, 12, 13]


async def test_a_restart_gets_what_was_not_stored_again() -> None:
    server, store = Server(1), Store()
    store.wait[10] = asyncio.Event()
    first = asyncio.create_task(poller(server, store).run())
    await asyncio.sleep(0.1)
    assert store.tries[10] == 1
    first.cancel()
    await asyncio.wait({first})
    del store.wait[10]
    await poller(server, store).round()
    assert store.stored == [10]


async def test_after_a_quiet_time_no_number_is_insisted_on() -> None:
    """Telegram starts its numbers anywhere after a week without updates."""
    server, store = Server(1), Store()
    polling = poller(server, store)
    await polling.round()
    await polling.round()
    server.updates = [server.update(3, 1)]
    await polling.round()
    assert store.stored == [10, 3]


async def test_errors_of_the_server_are_waited_out() -> None:
    server, store = Server(1), Store()
    server.errors = [TelegramServerError, TelegramConflictError]
    polling = poller(server, store)
    for _ in range(3):
        await polling.round()
    assert store.stored == [10]
    assert server.webhooks_deleted == 1, "a webhook left behind is what a conflict means most often"
