"""Sending to a Telegram chat: plain text, one button a row, long texts in several parts."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.delivery import Blocked, TryLater, Undeliverable
from bot.telegram.methods import SendText
from cases.buttons import token_for

log = logging.getLogger(__name__)

LONGEST = 4096  # UTF-16 units, as Telegram counts
MOST_BUTTONS = 100
REQUEST_SECONDS = 10  # below bot.delivery.SEND_SECONDS, so that a slow network is told apart from our own hurry
NETWORK_SECONDS = 5.0
SERVER_SECONDS = 15.0
TOKEN_SECONDS = 300.0  # the token is refused: an operator has to do something first
PART_GAP_SECONDS = 1.0  # one message a second to a chat
REMEMBERED = 1000


@dataclass(slots=True)
class Progress:
    """How far the tries of one message came: letters that arrived, and whether more may have."""

    sent: int = 0
    unsure: bool = False
    bare: bool = False  # its buttons were refused


class TelegramSender:
    """`again_mark` goes before a text that may have reached the person already."""

    def __init__(self, bot: Bot, *, again_mark: str, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._bot = bot
        self._again_mark = again_mark
        self._sleep = sleep
        # Only a help: after a restart a message starts over, with `again` set.
        self._tries: dict[int, Progress] = {}

    async def send(
        self, address: str, text: str, buttons: Sequence[dict[str, str]], message_id: int, again: bool
    ) -> str | None:
        """Returns the id of the last part. Raises Blocked, TryLater, Undeliverable (see `bot.delivery.Sender`)."""
        if not text.strip():
            raise Undeliverable("an empty text")
        progress = self._tries.setdefault(message_id, Progress())
        if len(self._tries) > REMEMBERED:
            del self._tries[next(iter(self._tries))]
        mark = self._again_mark if again or progress.unsure else ""
        parts = split(text[progress.sent :], LONGEST - len(self._again_mark))
        delivered = None
        try:
            for index, part in enumerate(parts):
                if part.strip():
                    if index:
                        await self._sleep(PART_GAP_SECONDS)
                    shown = buttons if index == len(parts) - 1 else ()
                    delivered = await self._part(address, mark + part, shown, message_id, progress)
                progress.sent, progress.unsure, mark = progress.sent + len(part), False, ""
        except asyncio.CancelledError:
            progress.unsure = True
            raise
        except (Blocked, Undeliverable):
            self._tries.pop(message_id, None)
            raise
        self._tries.pop(message_id, None)
        return delivered

    async def _part(
        self, address: str, text: str, buttons: Sequence[dict[str, str]], message_id: int, progress: Progress
    ) -> str | None:
        shown = keyboard(buttons, message_id) if buttons and not progress.bare else None
        try:
            return await self._send(SendText(chat_id=address, text=text, reply_markup=shown), progress)
        except TelegramBadRequest as error:
            if shown is None:
                raise Undeliverable(error.message) from None
        # Better the words without their buttons (every button has a number to type) than nothing.
        log.warning("message %s goes without its buttons", message_id)
        progress.bare = True
        try:
            return await self._send(SendText(chat_id=address, text=text), progress)
        except TelegramBadRequest as error:
            raise Undeliverable(error.message) from None

    async def _send(self, method: SendText, progress: Progress) -> str | None:
        try:
            answer: dict[str, Any] | None = await self._bot(method, request_timeout=REQUEST_SECONDS)
        except TelegramBadRequest:
            raise
        except TelegramForbiddenError:
            raise Blocked from None
        except TelegramMigrateToChat as error:
            raise Undeliverable(error.message) from None
        except TelegramRetryAfter as error:
            raise TryLater(error.retry_after) from None
        except TelegramNetworkError:
            progress.unsure = True  # it may have arrived although its answer did not
            raise TryLater(NETWORK_SECONDS) from None
        except (TelegramUnauthorizedError, TelegramNotFound) as error:
            log.error("the server does not know this bot: check TELEGRAM_BOT_TOKEN (%s)", type(error).__name__)
            raise TryLater(TOKEN_SECONDS) from None
        except AiogramError as error:
            log.warning("sending failed: %s", type(error).__name__)
            raise TryLater(SERVER_SECONDS) from None
        found = (answer or {}).get("message_id")
        return None if found is None else str(found)


def keyboard(buttons: Sequence[dict[str, str]], message_id: int) -> InlineKeyboardMarkup:
    """One button a row; what each does stays with us, the messenger only gets a short token."""
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [InlineKeyboardButton(text=button["title"], callback_data=token_for(message_id, index))]
            for index, button in enumerate(buttons[:MOST_BUTTONS])
        ]
    )


def split(text: str, longest: int = LONGEST) -> list[str]:
    """Parts of at most `longest` UTF-16 units, cut between paragraphs, lines, sentences or, at worst, letters.

    Put together again they are the text without the blanks at its end, so that the last part has words.
    """
    parts: list[str] = []
    rest = text.rstrip()
    while _units(rest) > longest:
        end = _fitting(rest, longest)
        for mark in ("\n\n", "\n", "。", "；", "，", " "):
            found = rest.rfind(mark, end // 2, end)
            if found >= 0:
                end = found + len(mark)
                break
        parts.append(rest[:end])
        rest = rest[end:]
    parts.append(rest)
    return parts


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def _fitting(text: str, longest: int) -> int:
    """How many letters from the front fit."""
    units = 0
    for index, letter in enumerate(text):
        units += 2 if ord(letter) > 0xFFFF else 1
        if units > longest:
            return index
    return len(text)
