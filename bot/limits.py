"""How fast a messenger lets us send: so many overall, and one a second to each chat."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable


class Bucket:
    """`rate` sends a second on average, `burst` at once; everybody waits their turn in the order they came."""

    def __init__(
        self,
        *,
        rate: float,
        burst: int = 1,
        time: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._gap = 1 / rate
        self._burst = burst
        self._time = time
        self._sleep = sleep
        self._full_at = 0.0  # when the bucket will be full again

    async def take(self) -> None:
        now = self._time()
        self._full_at = max(self._full_at, now) + self._gap
        wait = self._full_at - self._burst * self._gap - now
        if wait > 0:
            await self._sleep(wait)


class SendLimits:
    """30 a second overall and 1 a second to a chat, as Telegram asks."""

    def __init__(
        self,
        *,
        overall: float = 30,
        per_chat: float = 1,
        time: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._overall = Bucket(rate=overall, burst=max(1, int(overall)), time=time, sleep=sleep)
        self._gap = 1 / per_chat
        self._time = time
        self._sleep = sleep
        self._next: dict[str, float] = {}

    async def wait(self, address: str) -> None:
        """Returns when a send to this chat is allowed."""
        now = self._time()
        if len(self._next) > 1000:
            self._next = {chat: at for chat, at in self._next.items() if at > now}
        at = max(self._next.get(address, 0.0), now)
        self._next[address] = at + self._gap
        if at > now:
            await self._sleep(at - now)
        await self._overall.take()
