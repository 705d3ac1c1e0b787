"""Reminders of the web chat come up at their time: nobody sends them, an open page is woken."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from cases import outbox, reminders
from cases.database import Database
from cases.wakeups import Wakeups

LOOK_AGAIN_SECONDS = 30.0


class WebReminders:
    def __init__(self, database: Database, wakeups: Wakeups, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._wakeups = wakeups
        self._clock = clock

    async def run(self) -> None:
        """Until cancelled."""
        # A reminder is written long before its time, so looking twice a minute finds every one in time to wait for it.
        with self._wakeups.subscribed("outbox") as ears:
            while True:
                await self.round()
                async with self._database.reading() as session:
                    due = await outbox.next_due(session, channel="web")
                left = LOOK_AGAIN_SECONDS if due is None else (due - self._clock()).total_seconds()
                await ears.wait(min(max(left, 0.1), LOOK_AGAIN_SECONDS))

    async def round(self) -> int:
        """Show what is due now; returns in how many chats."""
        async with self._database.transaction() as session:
            chats = await reminders.bring_due(session, now=self._clock())
        for chat in chats:
            await self._wakeups.publish(f"conversation:{chat}")
        return len(chats)
