"""`python -m bot`: settings → database → assistant → channels → web server, and the same way back on SIGTERM."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack

import httpx
from fastapi import APIRouter

from actions.texts import Texts
from bot.assembly import build_assistant, utc_now
from bot.delivery import Delivery
from bot.health import Health
from bot.housekeeping import Housekeeping
from bot.intake import Intake
from bot.memory import give_back
from bot.reminders import WebReminders
from bot.rounds import Rounds, rounds
from bot.server import listen, make_server
from bot.settings import Settings
from bot.tasks import OwnedTasks
from bot.turns import TurnRunner
from bot.web.api import create_app
from bot.web.limits import LocalLimiter, RedisLimiter
from bot.web.page import read_page
from bot.web.parts import Limits, Parts
from bot.web.stream import Streams
from cases.migrate import migrate
from cases.settings import WrongSetting
from cases.worktime import WorkCalendar

log = logging.getLogger("bot")


async def run(settings: Settings) -> None:
    """Everything, until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    if settings.telegram_bot_token:
        # aiogram's models cost seconds and tens of megabytes to import: only who has a token pays for them.
        from bot.telegram.door import check_telegram

        check_telegram(settings)
    async with AsyncExitStack() as ending:
        sock = listen(settings.http_host, settings.http_port)
        ending.callback(sock.close)
        database = settings.open_database(reads_on_loop=True)
        ending.push_async_callback(database.close)
        await migrate(settings.database_url)
        http = await ending.enter_async_context(httpx.AsyncClient(timeout=5, trust_env=False))
        wakeups = settings.open_wakeups(database)
        assistant = await build_assistant(settings, database, http, utc_now)
        give_back()
        runner = TurnRunner(database, assistant, wakeups, utc_now, apology=Texts.load()("error.turn"))
        streams = Streams()
        async with OwnedTasks() as tasks:
            intake = Intake(database, runner, wakeups, tasks, utc_now)
            parts = Parts(
                database=database,
                intake=intake,
                wakeups=wakeups,
                limiter=RedisLimiter(settings.redis_url) if settings.redis_url else LocalLimiter(),
                clock=utc_now,
                alive=Health(database, http, settings.nlu_url, wakeups),
                limits=Limits(settings.messages_per_10_seconds, settings.new_chats_per_minute, settings.limit_loopback),
                trace=settings.trace,
                answer_wait_seconds=settings.answer_wait_seconds,
            )
            tasks.loop("wakeups", wakeups.run)
            tasks.loop("sweep", runner.sweep)
            tasks.loop("cards", assistant.follow_cards)
            tasks.loop("reminders", WebReminders(database, wakeups, utc_now).run)
            tasks.loop("housekeeping", Housekeeping(database, WorkCalendar.load(), utc_now).run)
            tasks.loop("rounds", Rounds(database, wakeups, utc_now, rounds()).run)
            routers: Sequence[APIRouter] = ()
            if settings.telegram_bot_token:
                from bot.telegram.door import open_telegram

                telegram = open_telegram(
                    settings, database=database, intake=intake, wakeups=wakeups, tasks=tasks, clock=utc_now
                )
                ending.push_async_callback(telegram.close)
                tasks.loop("telegram", telegram.run)
                delivery = Delivery(database, telegram.channel, telegram.sender, wakeups, utc_now)
                tasks.loop("delivery", delivery.run)
                routers = telegram.routers
            server = make_server(create_app(parts, page=read_page(), streams=streams, routers=routers))
            serving = asyncio.create_task(server.serve(sockets=[sock]), name="http")
            print(f"娘家人已就绪 / ready: {settings.address}", flush=True)
            waiting = asyncio.create_task(stop.wait())
            await asyncio.wait({serving, waiting}, return_when=asyncio.FIRST_COMPLETED)
            # Back the same way: no new requests, open pages let go, running turns finished, then the database.
            waiting.cancel()
            server.should_exit = True
            streams.close()
            await serving
    print("娘家人已停止 / stopped", flush=True)


def loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop where it is installed."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


def main() -> None:
    settings = Settings.read()
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for noisy in ("httpx", "httpcore", "alembic"):
        logging.getLogger(noisy).setLevel(
            logging.WARNING
        )  # httpx writes addresses, which carry the model server's token
    try:
        with asyncio.Runner(loop_factory=loop_factory()) as runner:
            runner.run(run(settings))
    except WrongSetting as error:
        print(error, file=sys.stderr)
        raise SystemExit(2) from None


if __name__ == "__main__":
    main()
