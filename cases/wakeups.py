"""Wake-ups: telling whoever waits that something was committed, so that nobody has to ask the database all the time.

A wake-up is only a hint: it may come too often, and who misses one looks again by itself a little later. So a lost Redis
makes things slower, never wrong. Channels: `conversation:<id>`, `outbox`, `queue`.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

import redis.asyncio as redis
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from cases.database import Database

log = logging.getLogger(__name__)

SQLITE_POLL_SECONDS = 0.15
FALLBACK_POLL_SECONDS = 1.0


class Subscription:
    """Ears on some channels. What is published while nobody waits is remembered for the next `wait`."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def wake(self) -> None:
        self._event.set()

    async def wait(self, timeout: float | None = None) -> bool:
        """True as soon as one of the channels was published, False after `timeout` seconds."""
        try:
            async with asyncio.timeout(timeout):
                await self._event.wait()
        except TimeoutError:
            return False
        self._event.clear()
        return True


class Wakeups(Protocol):
    async def publish(self, channel: str) -> None:
        """Wake everybody who listens to this channel, in every process. Call it after the commit. Never raises."""

    def subscribed(self, *channels: str) -> AbstractContextManager[Subscription]:
        """`with wakeups.subscribed(…) as ears:` look at the database first, then `await ears.wait(…)`, and again."""

    async def wait(self, channel: str, timeout: float | None = None) -> bool:
        """Wait for one publication that comes from now on."""

    async def run(self) -> None:
        """Hear what other processes publish; runs until cancelled."""


class _Hub:
    """The listeners of this process."""

    def __init__(self) -> None:
        self._listeners: dict[str, set[Subscription]] = {}

    @contextmanager
    def subscribed(self, *channels: str) -> Iterator[Subscription]:
        ears = Subscription()
        for channel in channels:
            self._listeners.setdefault(channel, set()).add(ears)
        try:
            yield ears
        finally:
            for channel in channels:
                listeners = self._listeners[channel]
                listeners.discard(ears)
                if not listeners:
                    del self._listeners[channel]

    async def wait(self, channel: str, timeout: float | None = None) -> bool:
        with self.subscribed(channel) as ears:
            return await ears.wait(timeout)

    def wake(self, channel: str) -> None:
        for ears in self._listeners.get(channel, ()):
            ears.wake()

    def wake_all(self) -> None:
        for listeners in self._listeners.values():
            for ears in listeners:
                ears.wake()


class LocalWakeups(_Hub):
    """Within one process at once; across processes by noticing their commits (SQLite) or by looking every second."""

    def __init__(self, database: Database) -> None:
        super().__init__()
        self._database = database

    async def publish(self, channel: str) -> None:
        self.wake(channel)

    async def run(self) -> None:
        seen: int | None = None
        while True:
            if not self._database.is_sqlite:
                await asyncio.sleep(FALLBACK_POLL_SECONDS)
                self.wake_all()
                continue
            await asyncio.sleep(SQLITE_POLL_SECONDS)
            try:
                version = await self._database.data_version()
            except SQLAlchemyError as error:  # a full disk or a locked file: look again rather than fall silent
                log.warning("cannot see other programs' commits: %s", type(error).__name__)
                await asyncio.sleep(FALLBACK_POLL_SECONDS)
                version = None
            if version is None or version != seen:
                seen = version
                self.wake_all()


class RedisWakeups(_Hub):
    """By Redis pub/sub. While Redis is away everybody is woken each second instead."""

    def __init__(self, url: str, *, prefix: str = "niangjiaren:") -> None:
        super().__init__()
        self._prefix = prefix
        self._me = secrets.token_hex(8)
        self._client = redis.from_url(url, socket_connect_timeout=2, socket_timeout=2)
        # A listener waits as long as it takes, so its connection has no read time-out.
        self._listening = redis.from_url(url, socket_connect_timeout=2, health_check_interval=15)
        self.connected = False

    async def publish(self, channel: str) -> None:
        self.wake(channel)
        if self.connected:
            try:
                await self._client.publish(self._prefix + channel, self._me)
            except (RedisError, OSError) as error:
                log.warning("Redis is away, others are woken later: %s", type(error).__name__)
                self.connected = False

    async def run(self) -> None:
        fallback = asyncio.create_task(self._look_while_away(), name="wakeups-fallback")
        try:
            while True:
                try:
                    await self._listen()
                except (RedisError, OSError) as error:
                    if self.connected:
                        log.warning("Redis went away: %s", type(error).__name__)
                    self.connected = False
                await asyncio.sleep(FALLBACK_POLL_SECONDS)
        finally:
            self.connected = False
            fallback.cancel()
            await self._client.aclose()
            await self._listening.aclose()

    async def _listen(self) -> None:
        async with self._listening.pubsub() as ears:
            await ears.psubscribe(f"{self._prefix}*")
            while True:
                # The time-out sends the health check's ping; a dead connection shows itself within seconds.
                message = await ears.get_message(timeout=5)
                if not self.connected:
                    self.connected = True
                    self.wake_all()  # whatever was published while we were deaf
                if message is None or message["type"] != "pmessage" or message["data"] == self._me.encode():
                    continue
                self.wake(message["channel"].decode().removeprefix(self._prefix))

    async def _look_while_away(self) -> None:
        while True:
            await asyncio.sleep(FALLBACK_POLL_SECONDS)
            if not self.connected:
                self.wake_all()
