"""Is everything there that we lean on? Asked by the health page; the answers are kept for a moment."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

import httpx

from cases.database import Database
from cases.wakeups import RedisWakeups, Wakeups

CHECK_SECONDS = 2.0
KEPT_SECONDS = 2.0


class Health:
    """Call it for {"database", "nlu", "redis"}: True, False, or None for what is not in use."""

    def __init__(
        self,
        database: Database,
        http: httpx.AsyncClient,
        nlu_url: str,
        wakeups: Wakeups,
        time: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._http = http
        self._nlu_url = nlu_url
        self._wakeups = wakeups
        self._time = time
        self._kept: tuple[float, dict[str, bool | None]] | None = None

    async def __call__(self) -> dict[str, bool | None]:
        if self._kept is not None and self._time() - self._kept[0] < KEPT_SECONDS:
            return self._kept[1]
        database, nlu = await asyncio.gather(_answers(self._database.ping()), _answers(self._nlu()))
        redis = self._wakeups.connected if isinstance(self._wakeups, RedisWakeups) else None
        found: dict[str, bool | None] = {"database": database, "nlu": nlu, "redis": redis}
        self._kept = (self._time(), found)
        return found

    async def _nlu(self) -> None:
        (await self._http.get(f"{self._nlu_url}/")).raise_for_status()


async def _answers(check: Awaitable[Any]) -> bool:
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            await check
    except Exception:  # noqa: BLE001 - whatever it is, the thing is not well
        return False
    return True
