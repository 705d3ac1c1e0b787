"""What can be taken along: every table as CSV, and the monthly report in Word. Plain routes: a report may take its time."""

from __future__ import annotations

import logging
from datetime import datetime
from urllib.parse import quote

from nicegui import App
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from cases import audit
from cases.actors import Actor
from cases.database import Session
from cases.errors import InvalidChange, NotAllowed
from cases.figures.periods import local_day, month_named
from cases.figures.view import look
from console.pages.figures.asking import ask_for
from console.pages.figures.choice import Choice
from console.plain import not_found_page
from console.report.sheet import as_csv
from console.report.tabs import TABS
from console.texts import figures as texts
from console.visit import Console, Visit

log = logging.getLogger(__name__)

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def figures_files(app: App, console: Console) -> None:
    @app.get("/figures/csv/{sheet}", include_in_schema=False)
    async def table(request: Request, sheet: str) -> Response:
        visit = await _visit(console, request)
        return visit if isinstance(visit, Response) else await _table(visit, request, sheet)

    @app.get("/figures/report", include_in_schema=False)
    async def report(request: Request) -> Response:
        visit = await _visit(console, request)
        return visit if isinstance(visit, Response) else await _report(visit, request)


def refused(visit: Visit, request: Request) -> Response:
    """As if there were no such page; the log says who was refused what."""
    log.warning("staff %s was refused %s", visit.staff_id, request.url.path[:80])
    return not_found_page(texts.NO_RIGHT)


async def _table(visit: Visit, request: Request, wanted: str) -> Response:
    choice = Choice.read(request.query_params)
    try:
        view, problem = choice.view(visit.actor, local_day(visit.now))
    except NotAllowed:
        return refused(visit, request)
    found = None
    if not problem and wanted in texts.SHEETS:
        async with visit.reading() as (session, _):
            sheets = await TABS[choice.tab](await ask_for(visit, session, view, choice.tab))
        found = next((sheet for sheet in sheets if sheet.id == wanted), None)
    if found is None:
        return not_found_page(back="/figures", back_text=texts.TITLE)
    return _download(as_csv(found), f"{found.title}-{view.period.first}-{view.period.last}.csv", "text/csv")


async def _report(visit: Visit, request: Request) -> Response:
    county = Choice.read(request.query_params).county or None
    try:
        period = month_named(request.query_params.get("month", "")[:7])
        view = look(visit.actor, period, county=county, action="report.make")
    except InvalidChange:
        return RedirectResponse("/figures", 303)
    except NotAllowed:
        return refused(visit, request)
    async with visit.reading() as (session, _):
        ask = await ask_for(visit, session, view)
        from console.report.word import file_name, monthly_report  # python-docx is read when a report is wanted

        document, name = await monthly_report(ask), file_name(ask)

    async def noted(session: Session, actor: Actor, now: datetime) -> None:
        subject, data = f"report:{period.first:%Y-%m}", {"county": view.county}
        audit.record(session, actor=actor, action="report.made", subject=subject, data=data, now=now)

    await visit.write(noted)
    return _download(document, name, WORD)


async def _visit(console: Console, request: Request) -> Visit | Response:
    return await console.who(request) or RedirectResponse(f"/login?next={quote('/figures')}", 303)


def _download(content: bytes, name: str, media_type: str) -> Response:
    return Response(
        content,
        media_type=media_type,
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
            "Cache-Control": "private, no-store",
        },
    )
