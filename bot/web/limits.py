"""Limits against floods: so many of one thing in so many seconds, in this process or, with Redis, over all of them."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable
from ipaddress import ip_address
from typing import Protocol

import redis.asyncio as redis
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

KEYS_KEPT = 20_000


class RateLimiter(Protocol):
    async def too_soon(self, key: str, *, limit: int, seconds: float) -> float:
        """0 when this one may pass (and is counted), otherwise the seconds to wait."""


class LocalLimiter:
    """A sliding window per key. `time` is monotonic seconds."""

    def __init__(self, time: Callable[[], float] = time.monotonic) -> None:
        self._time = time
        self._passed: dict[str, deque[float]] = {}

    async def too_soon(self, key: str, *, limit: int, seconds: float) -> float:
        now = self._time()
        passed = self._passed.pop(key, None) or deque()
        self._passed[key] = passed  # the latest used stand last, so the oldest fall out first
        while len(self._passed) > KEYS_KEPT:
            self._passed.pop(next(iter(self._passed)))
        while passed and passed[0] <= now - seconds:
            passed.popleft()
        if len(passed) >= limit:
            return passed[0] + seconds - now
        passed.append(now)
        return 0.0


class RedisLimiter:
    """A counter per window in Redis; while Redis is away each process counts for itself."""

    def __init__(self, url: str, *, prefix: str = "niangjiaren:limit:", time: Callable[[], float] = time.time) -> None:
        self._client = redis.from_url(url, socket_connect_timeout=1, socket_timeout=1)
        self._prefix = prefix
        self._time = time
        self._local = LocalLimiter()
        self._away_until = 0.0

    async def too_soon(self, key: str, *, limit: int, seconds: float) -> float:
        now = self._time()
        if now >= self._away_until:
            window = int(now // seconds)
            name = f"{self._prefix}{key}:{window}"
            try:
                async with self._client.pipeline(transaction=False) as pipe:
                    pipe.incr(name)
                    pipe.expire(name, int(seconds) + 1)
                    count = int((await pipe.execute())[0])
                return 0.0 if count <= limit else (window + 1) * seconds - now
            except (RedisError, OSError) as error:
                log.warning("Redis is away, limits are counted here: %s", type(error).__name__)
                self._away_until = now + 5
        return await self._local.too_soon(key, limit=limit, seconds=seconds)

    async def close(self) -> None:
        await self._client.aclose()


def is_loopback(address: str | None) -> bool:
    """Is this the machine itself (monitoring, measuring)?"""
    try:
        return address is not None and ip_address(address).is_loopback
    except ValueError:
        return False
