"""The whole Telegram side in one object: how it is put together, started and closed."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.methods import SetMyCommands
from aiogram.types import BotCommand
from aiogram.utils.token import TokenValidationError, validate_token
from fastapi import APIRouter

from actions.texts import Texts
from bot.intake import Intake
from bot.settings import Settings
from bot.tasks import OwnedTasks
from bot.telegram.files import Files
from bot.telegram.groups import GroupManners
from bot.telegram.handlers import Handlers
from bot.telegram.inbox import CHANNEL, Inbox
from bot.telegram.optional import call_if_there
from bot.telegram.places import Counties
from bot.telegram.polling import Poller
from bot.telegram.sender import TelegramSender
from bot.telegram.updates import UnreadableUpdate, read_update
from bot.telegram.webhook import register, webhook_route
from cases.database import Database
from cases.settings import WrongSetting
from cases.wakeups import Wakeups

log = logging.getLogger(__name__)

COMMANDS = ("start", "help", "cancel", "human")
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")  # what Telegram allows


class Telegram:
    """`sender` for the delivery of `channel`; `routers` for the web app; `run` until cancelled; `close` at the end."""

    channel = CHANNEL

    def __init__(
        self, bot: Bot, dispatcher: Dispatcher, sender: TelegramSender, texts: Texts, *, webhook: str, secret: str
    ) -> None:
        self._bot = bot
        self._dispatcher = dispatcher
        self._texts = texts
        self._webhook = webhook
        self._secret = secret
        self.sender = sender
        self.routers: list[APIRouter] = [webhook_route(self.feed, secret)] if webhook else []

    async def feed(self, raw: dict[str, Any]) -> None:
        """One update, as JSON. Raises NotStored; what cannot be read is logged and left."""
        try:
            update = read_update(raw, self._bot)
        except UnreadableUpdate as error:
            log.error("update %s cannot be read: %s", raw.get("update_id"), error)
            return
        await self._dispatcher.feed_update(self._bot, update)

    async def run(self) -> None:
        """Receive updates, by webhook where one is set, else by polling."""
        menu = [BotCommand(command=name, description=self._texts(f"telegram.menu.{name}")) for name in COMMANDS]
        await call_if_there(self._bot, SetMyCommands(commands=menu))
        if self._webhook:
            await register(self._bot, self._webhook, self._secret)
            await asyncio.Event().wait()  # from here on the web app does the work
        else:
            await Poller(self._bot, self.feed).run()

    async def close(self) -> None:
        await self._bot.session.close()


def check_telegram(settings: Settings) -> None:
    """Raises WrongSetting for what would only be noticed later. Needs no connection."""
    try:
        validate_token(settings.telegram_bot_token)
    except TokenValidationError:
        raise WrongSetting(
            "TELEGRAM_BOT_TOKEN", "要写成 数字:字母 的样子", "must look like digits:letters, as given by BotFather"
        ) from None
    if settings.telegram_webhook_url and not SECRET.fullmatch(settings.telegram_webhook_secret):
        raise WrongSetting(
            "TELEGRAM_WEBHOOK_SECRET",
            "只能用 1 到 256 个字母、数字、_ 和 -",
            "1 to 256 of letters, digits, _ and - only",
        )


def open_telegram(
    settings: Settings,
    *,
    database: Database,
    intake: Intake,
    wakeups: Wakeups,
    tasks: OwnedTasks,
    clock: Callable[[], datetime],
) -> Telegram:
    """For settings with a bot token. Raises WrongSetting."""
    check_telegram(settings)
    session = AiohttpSession(api=TelegramAPIServer.from_base(settings.telegram_api_url))
    bot = Bot(settings.telegram_bot_token, session=session)
    texts = Texts.load(Path(__file__).with_name("texts"))
    inbox = Inbox(database, intake, wakeups, clock)
    handlers = Handlers(bot, inbox, Files(bot), tasks, texts=texts, counties=Counties.load(), manners=GroupManners())
    return Telegram(
        bot,
        handlers.dispatcher(),
        TelegramSender(bot, again_mark=texts("telegram.again")),
        texts,
        webhook=settings.telegram_webhook_url,
        secret=settings.telegram_webhook_secret,
    )
