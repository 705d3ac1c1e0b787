"""The one owner of everything that runs beside the requests, so that nothing is forgotten when the program ends."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable, Coroutine
from types import TracebackType
from typing import Any, Self, TypeVar

log = logging.getLogger(__name__)
T = TypeVar("T")

RESTART_SECONDS = 1.0
GRACE_SECONDS = 10.0


def where(error: BaseException) -> str:
    """An error for the log: its type and the lines it passed. Its text stays out, since it may quote a worker."""
    steps = traceback.extract_tb(error.__traceback__)[-6:]
    return f"{type(error).__name__} at " + " < ".join(f"{s.name} ({s.filename}:{s.lineno})" for s in reversed(steps))


class OwnedTasks:
    """`async with OwnedTasks() as tasks`: loops run until the end; one-off work is let finish, for a while.

    An error ends neither the program nor the other tasks: it is logged, and a loop starts again.
    """

    def __init__(self, *, grace: float = GRACE_SECONDS) -> None:
        self._group = asyncio.TaskGroup()
        self._loops: list[asyncio.Task[None]] = []
        self._once: set[asyncio.Task[Any]] = set()
        self._grace = grace

    async def __aenter__(self) -> Self:
        await self._group.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for loop in self._loops:
            loop.cancel()
        if self._once:
            await asyncio.wait(self._once, timeout=self._grace)
        for task in self._once:
            task.cancel()
        await self._group.__aexit__(kind, error, trace)

    def loop(self, name: str, run: Callable[[], Awaitable[None]]) -> None:
        """Keep `run` going until the end."""

        async def again() -> None:
            while True:
                try:
                    await run()
                except Exception as error:  # noqa: BLE001 - a loop must outlive any of its rounds
                    log.error("%s stopped and starts again: %s", name, where(error))
                await asyncio.sleep(RESTART_SECONDS)

        self._loops.append(self._group.create_task(again(), name=name))

    def start(self, name: str, work: Coroutine[Any, Any, T]) -> asyncio.Task[T | None]:
        """Do this now; whoever waits for it may go away, the work does not. None when it failed (and was logged)."""

        async def guarded() -> T | None:
            try:
                return await work
            except Exception as error:  # noqa: BLE001 - it must not take the other tasks of the group with it
                log.error("%s failed: %s", name, where(error))
                return None

        task = self._group.create_task(guarded(), name=name)
        self._once.add(task)
        task.add_done_callback(self._once.discard)
        return task
