"""The two methods we call in a form of our own, because their answers are read with less trust than aiogram has in them."""

from __future__ import annotations

from typing import Any

from aiogram.methods import TelegramMethod
from aiogram.types import InlineKeyboardMarkup, LinkPreviewOptions


class GetRawUpdates(TelegramMethod[list[dict[str, Any]]]):
    """Updates as they come: each is read by itself, so that one nobody can read does not hold up the others."""

    __returning__ = list[dict[str, Any]]
    __api_method__ = "getUpdates"

    offset: int | None = None
    timeout: int | None = None
    allowed_updates: list[str] | None = None


class SendText(TelegramMethod[dict[str, Any]]):
    """A plain text without any markup. What was sent counts as sent even when the answer looks odd."""

    __returning__ = dict[str, Any]
    __api_method__ = "sendMessage"

    chat_id: str
    text: str
    reply_markup: InlineKeyboardMarkup | None = None
    # A preview would let Telegram open the one-time links we send.
    link_preview_options: LinkPreviewOptions = LinkPreviewOptions(is_disabled=True)
