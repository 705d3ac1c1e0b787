"""Delivery: takes what is due from the outbox, sends it within the messenger's limits, and marks it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.limits import SendLimits
from bot.tasks import where
from cases import outbox, people
from cases.database import Database
from cases.outbox import Claimed
from cases.wakeups import Subscription, Wakeups

log = logging.getLogger(__name__)

AT_ONCE = 20
LOOK_AGAIN_SECONDS = 5.0
SEND_SECONDS = 15  # with the wait for the limits this stays below cases.outbox.CLAIM_SECONDS
UNKNOWN_ERROR_SECONDS = 30.0


class Blocked(Exception):
    """The person does not want to hear from us."""


class Undeliverable(Exception):
    """This message can never be sent (the chat is gone, the content is refused)."""


class TryLater(Exception):
    """A limit was hit or the network failed."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"try again in {seconds} s")
        self.seconds = seconds


class Sender(Protocol):
    """The door to one messenger. Raises Blocked, TryLater, Undeliverable."""

    async def send(
        self, address: str, text: str, buttons: Sequence[dict[str, str]], message_id: int, again: bool
    ) -> str | None:
        """Send and return the messenger's own id of it. `again`: an earlier try may have reached the person."""


class Delivery:
    """The outbox loop of one channel."""

    def __init__(
        self,
        database: Database,
        channel: str,
        sender: Sender,
        wakeups: Wakeups,
        clock: Callable[[], datetime],
        limits: SendLimits | None = None,
    ) -> None:
        self._database = database
        self._channel = channel
        self._sender = sender
        self._wakeups = wakeups
        self._clock = clock
        self._limits = limits or SendLimits()
        self._sending: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Until cancelled; what is being sent then is let finish."""
        try:
            with self._wakeups.subscribed("outbox") as ears:
                while True:
                    if not await self._start(ears):
                        await ears.wait(await self._pause())
        finally:
            if self._sending:
                await asyncio.wait(self._sending, timeout=SEND_SECONDS)

    async def round(self) -> int:
        """Send what is due now, one message a chat, and wait for it. Returns how many were tried."""
        claimed = await self._claim(AT_ONCE)
        await asyncio.gather(*(self._deliver(one) for one in claimed))
        return len(claimed)

    async def _start(self, ears: Subscription) -> int:
        claimed = await self._claim(AT_ONCE - len(self._sending))
        for one in claimed:
            task = asyncio.create_task(self._deliver(one), name=f"deliver-{one.id}")
            self._sending.add(task)

            def over(done: asyncio.Task[None]) -> None:
                self._sending.discard(done)
                ears.wake()  # the chat's next message may go now

            task.add_done_callback(over)
        return len(claimed)

    async def _claim(self, limit: int) -> list[Claimed]:
        if limit <= 0:
            return []
        async with self._database.transaction() as session:
            return await outbox.claim_due(session, channel=self._channel, now=self._clock(), limit=limit)

    async def _pause(self) -> float:
        """Until the next message is due, but never long: another process may have died while it was sending."""
        async with self._database.reading() as session:
            due = await outbox.next_due(session, channel=self._channel)
        if due is None or len(self._sending) >= AT_ONCE:
            return LOOK_AGAIN_SECONDS
        return min(max((due - self._clock()).total_seconds(), 0.2), LOOK_AGAIN_SECONDS)

    async def _deliver(self, one: Claimed) -> None:
        try:
            await self._limits.wait(one.address)
            try:
                async with asyncio.timeout(SEND_SECONDS):
                    sent_as = await self._sender.send(one.address, one.text, one.buttons, one.id, one.again)
            except Blocked:
                await self._blocked(one)
            except Undeliverable as error:
                log.warning("message %s cannot be delivered: %s", one.id, where(error))
                async with self._database.transaction() as session:
                    await outbox.give_up(session, one.id)
            except TryLater as error:
                await self._put_off(one, error.seconds)
            else:
                async with self._database.transaction() as session:
                    await outbox.mark_sent(session, one.id, delivered_as=sent_as, now=self._clock())
        except Exception as error:  # noqa: BLE001 - one message must not stop the others; its claim runs out
            log.error("message %s: %s", one.id, where(error))
            await self._put_off(one, UNKNOWN_ERROR_SECONDS)

    async def _put_off(self, one: Claimed, seconds: float) -> None:
        async with self._database.transaction() as session:
            await outbox.put_off(session, one.id, until=self._clock() + timedelta(seconds=seconds))

    async def _blocked(self, one: Claimed) -> None:
        async with self._database.transaction() as session:
            await outbox.give_up(session, one.id)
            await people.set_blocked(session, channel=self._channel, address=one.address, blocked_at=self._clock())
