"""The addresses of the calendar pages, and who may open them."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from cases.calendars import consultants
from cases.errors import NotFound
from cases.rights import may
from console.pages.calendar.calendar_page import CalendarPage
from console.pages.calendar.consultant_page import ConsultantPage
from console.pages.calendar.look import Look
from console.pages.calendar.print_page import print_page
from console.plain import not_found_page
from console.texts import calendar as texts
from console.visit import Console, PageBuilder, Visit, page


def calendar_pages(console: Console) -> None:
    """For who has `calendar.see` anywhere; the verbs decide about each calendar."""

    def put(path: str, build: PageBuilder, right: str = "calendar.see") -> None:
        async def opened(visit: Visit, request: Request) -> Response | None:
            if not may(visit.actor, right, ""):
                return not_found_page(texts.NOT_FOUND, back="/", back_text=texts.BACK)
            return await build(visit, request)

        page(console, path, opened)

    put("/calendar", _calendar)
    put("/calendar/print", _print)
    put("/calendar/consultants/new", _new, "calendar.edit")
    put("/calendar/consultants/{consultant_id}", _consultant)


async def _calendar(visit: Visit, request: Request) -> Response | None:
    await CalendarPage(visit, Look.read(request.query_params, visit.now)).build()
    return None


async def _print(visit: Visit, request: Request) -> Response | None:
    return await print_page(visit, Look.read(request.query_params, visit.now))


async def _new(visit: Visit, request: Request) -> Response | None:
    async with visit.reading() as (session, _):
        accounts = await consultants.accounts(session)
    await ConsultantPage(visit, None, accounts).build()
    return None


async def _consultant(visit: Visit, request: Request) -> Response | None:
    try:
        async with visit.reading() as (session, actor):
            row = await consultants.get(session, str(request.path_params["consultant_id"]), actor=actor)
            accounts = await consultants.accounts(session)
    except NotFound:
        return not_found_page(texts.NOT_FOUND, back="/calendar", back_text=texts.BACK)
    await ConsultantPage(visit, row, accounts).build()
    return None
