"""All pages, put onto the application."""

from __future__ import annotations

import asyncio
import contextlib
import logging

from nicegui import App
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from cases import casefile
from cases.errors import NotFound
from cases.numbers import read_number
from console import doorway, texts
from console.assets import folder
from console.headers import SecurityHeaders
from console.pages.case_list import CaseList, Filters
from console.pages.case_page import CasePage, gather
from console.pages.inbox import InboxPage
from console.pages.knowledge import knowledge_pages
from console.plain import not_found_page
from console.visit import Console, Visit, page

log = logging.getLogger(__name__)


def register(app: App, console: Console) -> None:
    """Everything a browser can ask for, and the background task that hears other programs' commits."""
    app.add_middleware(SecurityHeaders)
    app.add_static_files("/assets", folder(), max_cache_age=31_536_000)
    doorway.register(app, console)
    _chat_and_case_pages(console)
    knowledge_pages(console)

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


def _chat_and_case_pages(console: Console) -> None:
    async def inbox_page(visit: Visit, _request: Request) -> Response | None:
        InboxPage(visit).build()
        return None

    async def cases_page(visit: Visit, request: Request) -> Response | None:
        await CaseList(visit, Filters.read(request.query_params)).build()
        return None

    async def case_page(visit: Visit, request: Request) -> Response | None:
        number = str(request.path_params["number"])
        read = read_number(number)
        if read is None:
            return not_found_page(texts.NOT_FOUND_BODY, back="/cases", back_text=texts.BACK_TO_CASES)
        if read != number:
            return RedirectResponse(f"/cases/{read}", 303)
        try:
            async with console.database.transaction() as session:
                case = await casefile.look(session, number, actor=visit.actor, now=console.clock())
                view = await gather(session, visit.actor, case)
        except NotFound:
            await _refuse(console, visit, number)
            return not_found_page(texts.NOT_FOUND_BODY, back="/cases", back_text=texts.BACK_TO_CASES)
        CasePage(visit, view).build()
        return None

    page(console, "/", inbox_page)
    page(console, "/chats/{chat_id}", inbox_page)
    page(console, "/cases", cases_page)
    page(console, "/cases/{number}", case_page)


async def _refuse(console: Console, visit: Visit, number: str) -> None:
    async with console.database.transaction() as session:
        real = await casefile.record_refusal(session, number, actor=visit.actor, now=console.clock())
    log.warning("staff %s was refused case %s (%s)", visit.staff_id, number, "exists" if real else "no such case")
