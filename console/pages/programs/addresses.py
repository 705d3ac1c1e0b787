"""The list, one program, a new one."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from cases.rights import may
from console.pages.programs.editor import ProgramPage
from console.pages.programs.list import Filters, ProgramList
from console.pages.programs.new import NewProgramPage
from console.pages.programs.opened import open_program
from console.plain import not_found_page
from console.texts import programs as texts
from console.visit import Console, PageBuilder, Visit, page


def program_pages(console: Console) -> None:
    """Seen by who works with enrolments; changed by who may."""

    def put(path: str, build: PageBuilder, right: str) -> None:
        async def opened(visit: Visit, request: Request) -> Response | None:
            if not may(visit.actor, right, "" if right == "programs.see" else None):
                return not_found_page(texts.FORBIDDEN, back="/", back_text=texts.BACK)
            return await build(visit, request)

        page(console, path, opened)

    put("/programs", _list, "programs.see")
    put("/programs/new", _new, "programs.edit")
    put("/programs/{program_id}", _program, "programs.see")


async def _list(visit: Visit, request: Request) -> Response | None:
    await ProgramList(visit, Filters.read(request.query_params)).build()
    return None


async def _new(visit: Visit, request: Request) -> Response | None:
    await NewProgramPage(visit, request.query_params.get("from", "")[:64]).build()
    return None


async def _program(visit: Visit, request: Request) -> Response | None:
    async with visit.reading() as (session, actor):
        opened = await open_program(visit.console.library, session, str(request.path_params["program_id"]), actor)
    if opened is None:
        return not_found_page(texts.GONE, back="/programs", back_text=texts.BACK)
    await ProgramPage(visit, opened).build()
    return None
