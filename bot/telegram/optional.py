"""Calls we can do without: a server that lacks the method, or is away, does not trouble us."""

from __future__ import annotations

import logging
from typing import Any

from aiogram import Bot
from aiogram.exceptions import AiogramError
from aiogram.methods import TelegramMethod

log = logging.getLogger(__name__)

SECONDS = 10


async def call_if_there(bot: Bot, method: TelegramMethod[Any]) -> bool:
    """False when it could not be done."""
    try:
        await bot(method, request_timeout=SECONDS)
    except AiogramError as error:
        log.info("%s was not done: %s", method.__api_method__, type(error).__name__)
        return False
    return True
