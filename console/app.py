"""All pages, put onto the application."""

from __future__ import annotations

import asyncio
import contextlib
import logging

from nicegui import App
from starlette.requests import Request
from starlette.responses import Response

from console import doorway
from console.assets import folder
from console.exports import cases as case_exports
from console.headers import SecurityHeaders
from console.pages.calendar import calendar_feed, calendar_pages
from console.pages.casework.routes import casework_pages
from console.pages.chats import chat_pages
from console.pages.figures import figures_pages
from console.pages.knowledge import knowledge_pages
from console.pages.people import people_pages
from console.pages.programs import program_pages
from console.pages.warnings import warnings_pages
from console.plain import not_found_page
from console.visit import Console

log = logging.getLogger(__name__)


def register(app: App, console: Console) -> None:
    """Everything a browser can ask for, and the background task that hears other programs' commits."""
    app.add_middleware(SecurityHeaders)
    app.add_static_files("/assets", folder(), max_cache_age=31_536_000)
    doorway.register(app, console)
    casework_pages(console)
    case_exports.register(app, console)
    chat_pages(console)
    calendar_feed(app, console)
    calendar_pages(console)
    knowledge_pages(console)
    people_pages(console)
    figures_pages(app, console)
    program_pages(console)
    warnings_pages(console)

    async def missing(_request: Request, _error: Exception) -> Response:
        return not_found_page()

    app.add_exception_handler(404, missing)

    @contextlib.asynccontextmanager
    async def hearing():  # type: ignore[no-untyped-def]
        task = asyncio.create_task(console.wakeups.run(), name="wake-ups")
        yield
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    held = hearing()
    app.on_startup(held.__aenter__)
    app.on_shutdown(lambda: held.__aexit__(None, None, None))
    app.on_shutdown(console.drafts.flush)
