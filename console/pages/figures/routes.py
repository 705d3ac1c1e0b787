"""The address of the figures."""

from __future__ import annotations

from nicegui import App
from starlette.requests import Request
from starlette.responses import Response

from cases.errors import NotAllowed
from cases.figures import reading
from cases.figures.periods import local_day
from console.pages.figures.asking import ask_for
from console.pages.figures.choice import Choice
from console.pages.figures.files import figures_files, refused
from console.pages.figures.page import FiguresPage, Shown, counted_words, lines_of
from console.report.tabs import TABS
from console.visit import Console, Visit, page


def figures_pages(app: App, console: Console) -> None:
    """/figures, and what can be taken along from it."""

    async def figures(visit: Visit, request: Request) -> Response | None:
        choice = Choice.read(request.query_params)
        try:
            view, problem = choice.view(visit.actor, local_day(visit.now))
        except NotAllowed:
            return refused(visit, request)
        async with visit.reading() as (session, _):
            ask = await ask_for(visit, session, view, choice.tab)
            seen = Shown(
                await TABS[choice.tab](ask),
                await lines_of(choice.tab, ask),
                await reading.sources(session, view),
                await counted_words(ask),
            )
        FiguresPage(visit, choice, view, problem).build(seen)
        return None

    page(console, "/figures", figures)
    figures_files(app, console)
