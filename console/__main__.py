"""The console: `python -m console`. Builds its parts from the settings and serves them."""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
import sys
from datetime import UTC, datetime

from nicegui import app, ui

from cases.database import Database
from cases.settings import WrongSetting
from console import texts
from console.app import register
from console.assets import folder
from console.settings import Settings
from console.visit import Console
from knowledge.taxonomy import load_taxonomy

WAIT_SECONDS = 90  # for the bot to make or migrate the database


def now() -> datetime:
    return datetime.now(UTC)


def main() -> int:
    settings = Settings.read()
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        database = settings.open_database()
    except WrongSetting as error:
        print(error, file=sys.stderr)
        return 2
    if problem := _port_problem(settings.console_host, settings.console_port):
        print(problem, file=sys.stderr)
        return 2
    console = Console(
        database,
        now,
        settings.open_wakeups(database),
        load_taxonomy(),
        require_second_factor=settings.require_totp,
    )
    register(app, console)

    async def ready() -> None:
        await _wait_for_tables(database)
        print(f"工作台 / console: {settings.address}", flush=True)

    app.on_startup(ready)
    app.on_shutdown(database.close)
    ui.run(
        host=settings.console_host,
        port=settings.console_port,
        title=texts.TITLE,
        favicon=folder() / "favicon.svg",
        language="zh-CN",
        reload=False,
        show=False,
        show_welcome_message=False,
        tailwind=False,
        reconnect_timeout=10,
        binding_refresh_interval=None,
    )
    return 0


async def _wait_for_tables(database: Database) -> None:
    for second in range(WAIT_SECONDS):
        if await database.has_tables():
            return
        if second == 0:
            print("等待数据库（由 bot 建好）… / waiting for the database (the bot makes it)…", file=sys.stderr)
        await asyncio.sleep(1)
    print("数据库没有准备好 / the database is not ready: DATABASE_URL", file=sys.stderr)
    app.shutdown()


def _port_problem(host: str, port: int) -> str | None:
    """One line when the address cannot be used, so that nobody has to read a traceback."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            taken = error.errno == errno.EADDRINUSE
            chinese = f"端口 {port} 已被占用" if taken else f"地址 {host} 不能用"
            english = f"port {port} is taken" if taken else f"cannot listen on {host}"
            return f"设置有误 / wrong setting: {'CONSOLE_PORT' if taken else 'CONSOLE_HOST'}: {chinese} / {english}"
    return None


if __name__ == "__main__":
    sys.exit(main())
