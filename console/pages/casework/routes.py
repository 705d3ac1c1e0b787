"""The addresses of the case pages. What is not a colleague's to see is “not found”, and the attempt is recorded."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from cases import casefile
from cases.casework import groups, papers
from cases.errors import NotFound
from cases.numbers import read_number
from console import saying, texts
from console.pages.casework.case_page import CasePage
from console.pages.casework.filters import Filters
from console.pages.casework.group_page import GroupPage
from console.pages.casework.list_page import CaseList
from console.pages.casework.opened import gather, paper_list
from console.pages.casework.refusing import record_refused, record_refused_group
from console.plain import not_found_page
from console.visit import Console, Visit, page


def casework_pages(console: Console) -> None:
    """Put /cases, /cases/{number} and /cases/groups/{number} on the application."""

    async def cases_page(visit: Visit, request: Request) -> Response | None:
        await CaseList(visit, Filters.read(request.query_params)).build()
        return None

    async def case_page(visit: Visit, request: Request) -> Response | None:
        number = str(request.path_params["number"])
        read = read_number(number)
        if read is None:
            return _not_found()
        if read != number:
            return RedirectResponse(f"/cases/{read}", 303)
        try:
            async with console.database.transaction() as session:
                case = await casefile.look(session, number, actor=visit.actor, now=visit.now)
                await papers.list_for_program(session, case, await paper_list(session, case), now=visit.now)
                title = saying.matter(console.taxonomy, case.kind, case.program_id)
                view = await gather(session, visit.actor, case, title, visit.now)
                await console.drafts.recall(session, visit.staff_id)
        except NotFound:
            await record_refused(visit, number)
            return _not_found()
        CasePage(visit, view).build()
        return None

    async def group_page(visit: Visit, request: Request) -> Response | None:
        number = str(request.path_params["number"])
        try:
            async with console.database.transaction() as session:
                view = await groups.look(session, number, actor=visit.actor, now=visit.now)
        except NotFound:
            await record_refused_group(visit, number)
            return _not_found()
        GroupPage(visit, view).build()
        return None

    page(console, "/cases", cases_page)
    page(console, "/cases/groups/{number}", group_page)
    page(console, "/cases/{number}", case_page)


def _not_found() -> Response:
    return not_found_page(texts.NOT_FOUND_BODY, back="/cases", back_text=texts.BACK_TO_CASES)
