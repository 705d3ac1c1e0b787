"""Fetching photos and documents from Telegram, in memory, never more than we keep."""

from __future__ import annotations

import asyncio
import logging

from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramBadRequest
from aiohttp import ClientError

from cases.attachments import MAX_BYTES, TooLarge

log = logging.getLogger(__name__)

AT_ONCE = 3  # each may hold MAX_BYTES in memory
TRIES = 2
SECONDS = 20


class NotLoaded(Exception):
    """The file could not be fetched; the person may send it again."""


class Files:
    def __init__(self, bot: Bot, *, limit: int = MAX_BYTES) -> None:
        self._bot = bot
        self._limit = limit
        self._gate = asyncio.Semaphore(AT_ONCE)

    async def load(self, file_id: str, size: int | None) -> bytes:
        """The content. `size`: as announced, in bytes. Raises TooLarge, NotLoaded."""
        if size is not None and size > self._limit:
            raise TooLarge(f"{size} bytes")
        async with self._gate:
            for _ in range(TRIES):
                try:
                    async with asyncio.timeout(SECONDS):
                        return await self._load(file_id)
                except TelegramBadRequest as error:
                    if "too big" in error.message:
                        raise TooLarge("more than the server hands out") from None
                    log.warning("a file was refused: %s", type(error).__name__)
                    break
                except (AiogramError, ClientError, TimeoutError) as error:
                    log.warning("a file could not be fetched: %s", type(error).__name__)
        raise NotLoaded

    async def _load(self, file_id: str) -> bytes:
        file = await self._bot.get_file(file_id)
        if not file.file_path:
            raise TooLarge("more than the server hands out")
        url = self._bot.session.api.file_url(self._bot.token, file.file_path)
        content = bytearray()
        async for chunk in self._bot.session.stream_content(url, timeout=SECONDS):
            content += chunk
            if len(content) > self._limit:
                raise TooLarge("it grew while it was fetched")
        return bytes(content)
