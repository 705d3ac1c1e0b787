"""Long polling. An update's number is given back to Telegram only after the update was stored."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    TelegramConflictError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods import DeleteWebhook

from bot.tasks import where
from bot.telegram.inbox import NotStored
from bot.telegram.methods import GetRawUpdates
from bot.telegram.optional import call_if_there
from bot.telegram.updates import WANTED, chat_of

log = logging.getLogger(__name__)

LONG_POLL_SECONDS = 30
ANSWER_SECONDS = 15  # on top of it, for the network
HANDLING_SECONDS = 0.5  # how long fresh updates are waited for before newer ones are asked for
IDLE_SECONDS = 0.2  # for servers that answer "nothing new" at once
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
STRIKES = 5

Feed = Callable[[dict[str, Any]], Awaitable[None]]


class Poller:
    """Fetches updates and feeds them, each chat's in order, different chats' side by side.

    `feed` raises NotStored for what must be tried again. While an update is not done, it stays unacknowledged at the
    server, and newer ones are handled meanwhile: a large photo or a stubborn update holds up its own chat only.
    """

    def __init__(
        self,
        bot: Bot,
        feed: Feed,
        *,
        patience: float = HANDLING_SECONDS,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._bot = bot
        self._feed = feed
        self._patience = patience
        self._sleep = sleep
        self._next: int | None = None  # above everything seen
        self._handling: dict[int, asyncio.Task[None]] = {}
        self._done: set[int] = set()  # but above one that is not
        self._last_of_chat: dict[object, asyncio.Task[None]] = {}
        self._stored = 0
        self._pause = FIRST_PAUSE_SECONDS

    async def run(self) -> None:
        """Until cancelled. What is not stored by then comes again at the next start."""
        await self._only_polling()
        try:
            while True:
                await self.round()
        finally:
            for task in self._handling.values():
                task.cancel()
            if self._handling:
                await asyncio.wait(self._handling.values())

    async def round(self) -> None:
        """Ask once, and give what came a moment to be stored."""
        known = set(self._handling)
        for raw in await self._fetch():
            self._start(raw)
        if fresh := [task for number, task in self._handling.items() if number not in known]:
            await asyncio.wait(fresh, timeout=self._patience)
        elif self._handling:
            await asyncio.wait(self._handling.values(), timeout=self._patience, return_when=asyncio.FIRST_COMPLETED)

    async def _only_polling(self) -> None:
        await call_if_there(self._bot, DeleteWebhook(drop_pending_updates=False))

    async def _fetch(self) -> list[dict[str, Any]]:
        offset = min(self._handling, default=self._next)
        self._done = {number for number in self._done if offset is not None and number >= offset}
        seconds = 0 if self._handling else LONG_POLL_SECONDS
        began = time.monotonic()
        try:
            found = await self._bot(
                GetRawUpdates(offset=offset, timeout=seconds, allowed_updates=list(WANTED)),
                request_timeout=seconds + ANSWER_SECONDS,
            )
        except AiogramError as error:
            await self._wait_after(error)
            return []
        self._pause = FIRST_PAUSE_SECONDS
        if not found:
            # Everything before is acknowledged now. After a quiet week numbers start anywhere, so none is insisted on.
            if not self._handling:
                self._next = None
            if time.monotonic() - began < IDLE_SECONDS:
                await self._sleep(IDLE_SECONDS)
        return found or []

    async def _wait_after(self, error: AiogramError) -> None:
        pause = self._pause
        self._pause = min(self._pause * 2, LONGEST_PAUSE_SECONDS)
        match error:
            case TelegramRetryAfter():
                pause = error.retry_after
            case TelegramConflictError():
                # A webhook is set, or another process polls with the same token.
                log.error("somebody else takes this bot's updates; is a second bot running?")
                await self._only_polling()
                pause = LONGEST_PAUSE_SECONDS
            case TelegramUnauthorizedError() | TelegramNotFound():
                log.error("the server does not know this bot: check TELEGRAM_BOT_TOKEN and TELEGRAM_API_URL")
                pause = LONGEST_PAUSE_SECONDS
            case _:
                log.warning("no updates: %s", type(error).__name__)
        await self._sleep(pause)

    def _start(self, raw: dict[str, Any]) -> None:
        number = raw.get("update_id")
        if not isinstance(number, int):
            log.error("an update without a number was left out")
            return
        self._next = max(number + 1, self._next or 0)
        if number in self._handling or number in self._done:
            return
        chat = chat_of(raw)
        task = asyncio.create_task(self._handle(number, raw, self._last_of_chat.get(chat)), name=f"update-{number}")
        self._handling[number] = self._last_of_chat[chat] = task

        def over(done: asyncio.Task[None]) -> None:
            del self._handling[number]
            self._done.add(number)
            if self._last_of_chat.get(chat) is done:
                del self._last_of_chat[chat]

        task.add_done_callback(over)

    async def _handle(self, number: int, raw: dict[str, Any], before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await asyncio.wait({before})
        strikes, pause = 0, FIRST_PAUSE_SECONDS
        while strikes < STRIKES:
            stored = self._stored
            try:
                await self._feed(raw)
            except NotStored as error:
                log.error("update %s is not stored yet: %s", number, error)
            except Exception as error:  # noqa: BLE001 - one odd update must not stop the others
                log.error("update %s was left out: %s", number, where(error))
                return
            else:
                self._stored += 1
                return
            await self._sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
            # It is its own fault only if others could be stored meanwhile; an absent database is waited for.
            strikes += self._stored > stored
        log.error("update %s is given up: others are stored, it is not", number)
