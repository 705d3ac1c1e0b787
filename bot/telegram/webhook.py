"""The webhook: Telegram calls us. "Received" is answered after the update was stored."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

import orjson
from aiogram import Bot
from aiogram.exceptions import AiogramError
from aiogram.methods import SetWebhook
from fastapi import APIRouter, Request, Response

from bot.telegram.inbox import NotStored
from bot.telegram.updates import WANTED
from bot.web.problems import Problem

log = logging.getLogger(__name__)

PATH = "/telegram/webhook"
SECRET_HEADER = "x-telegram-bot-api-secret-token"
FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0
REQUEST_SECONDS = 15


def webhook_route(feed: Callable[[dict[str, Any]], Awaitable[None]], secret: str) -> APIRouter:
    """`feed` raises NotStored: 503 then, and Telegram sends the update again."""
    router = APIRouter()
    expected = secret.encode()

    @router.post(PATH, include_in_schema=False)
    async def receive(request: Request) -> Response:
        given = request.headers.get(SECRET_HEADER, "").encode()
        if not secrets.compare_digest(given, expected):
            raise Problem(401, "只有消息服务器可以用这个地址。")
        try:
            update = orjson.loads(await request.body())
        except orjson.JSONDecodeError as error:
            raise Problem(400) from error
        if not isinstance(update, dict):
            raise Problem(400)
        try:
            await feed(update)
        except NotStored as error:
            log.error("update %s is not stored: %s", update.get("update_id"), error)
            raise Problem(503) from error
        return Response(status_code=200)

    return router


def full_address(url: str) -> str:
    """TELEGRAM_WEBHOOK_URL as it is, or with our path where it names only a host."""
    return url + PATH if urlsplit(url).path in ("", "/") else url


async def register(
    bot: Bot, url: str, secret: str, *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
) -> None:
    """Tell Telegram where we are, again and again until it has heard."""
    method = SetWebhook(
        url=full_address(url.rstrip("/")),
        secret_token=secret,
        allowed_updates=list(WANTED),
        drop_pending_updates=False,
    )
    pause = FIRST_PAUSE_SECONDS
    while True:
        try:
            await bot(method, request_timeout=REQUEST_SECONDS)
            log.info("the webhook is set")
            return
        except AiogramError as error:
            log.error("the webhook could not be set, trying again: %s", type(error).__name__)
        await sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
