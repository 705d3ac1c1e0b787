"""The filtered list of cases as Excel or CSV, written while it is read so that no file of fifty thousand stands in memory."""

from __future__ import annotations

import asyncio
import csv
import io
import logging
import tempfile
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from urllib.parse import quote

from fastapi import FastAPI
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response, StreamingResponse

from cases import staff
from cases.casework import export
from cases.casework.export import MOST, Row
from cases.errors import NotAllowed
from cases.worktime import LOCAL
from console import saying, texts
from console.exports.cells import safe
from console.pages.casework.filters import Filters
from console.pages.casework.words import status_name
from console.plain import not_found_page
from console.texts import casework as words
from console.visit import ME, Console, Visit

log = logging.getLogger(__name__)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS = (14, 20, 12, 12, 10, 24, 12, 14, 60, 10, 17, 17, 17, 16)


class CaseExport:
    """One download: the rows a colleague may take away, as text cells."""

    def __init__(self, visit: Visit, filters: Filters) -> None:
        self._visit = visit
        self._filters = filters
        self._names: dict[int, str] = {}

    async def begin(self) -> None:
        """Raises NotAllowed. Leaves a line in the log of what staff did."""
        wanted = self._filters.wanted(self._visit.staff_id)

        async with self._visit.console.database.transaction() as session:
            await export.begin(session, actor=self._visit.actor, wanted=wanted, now=self._visit.now)
            self._names = await staff.names(session)
        log.info("staff %s exports cases", self._visit.staff_id)

    async def pages(self) -> AsyncIterator[list[list[str]]]:
        """The head, then page by page the cells of each row."""
        yield [list(words.EXPORT_COLUMNS)]
        count = 0
        async with self._visit.console.database.reading() as session:
            async for page in export.rows(
                session,
                actor=self._visit.actor,
                wanted=self._filters.wanted(self._visit.staff_id),
                order=self._filters.sorted_by,
                now=self._visit.now,
            ):
                count += len(page)
                yield [self._cells(row) for row in page]
                await asyncio.sleep(0)  # colleagues' pages come first
        if count >= MOST:
            yield [[words.EXPORT_CUT.format(most=MOST)]]

    def _cells(self, row: Row) -> list[str]:
        case, taxonomy = row.case, self._visit.console.taxonomy
        walled = row.content is None
        at = [
            f"{moment.astimezone(LOCAL):%Y-%m-%d %H:%M}" if moment else ""
            for moment in (case.created_at, case.due_at, case.closed_at)
        ]
        return [
            safe(cell)
            for cell in (
                case.number,
                saying.matter(taxonomy, case.kind, case.program_id),
                saying.county(taxonomy, case.county),
                status_name(case, case.status),
                words.TIERS[case.tier],
                "" if walled else case.employer,
                row.name,
                row.phone,
                words.EXPORT_WALLED if walled else row.content,
                self._names.get(case.assigned_to or 0, ""),
                *at,
                row.group,
            )
        ]

    async def csv(self) -> AsyncIterator[bytes]:
        """UTF-8 with the mark that makes Excel read it as such."""
        yield b"\xef\xbb\xbf"
        async for page in self.pages():
            out = io.StringIO()
            csv.writer(out, lineterminator="\r\n", quoting=csv.QUOTE_ALL).writerows(page)
            yield out.getvalue().encode()

    async def xlsx(self) -> Path:
        """A workbook in a file of its own, for the caller to delete. The writing happens beside the event loop."""
        from openpyxl import Workbook  # 18 MB, which the console has only once somebody takes a list away

        book = Workbook(write_only=True)
        sheet = book.create_sheet(words.SHEET_TITLE)
        sheet.freeze_panes = "A2"
        for n, width in enumerate(WIDTHS):
            sheet.column_dimensions[chr(ord("A") + n)].width = width
        async for page in self.pages():
            await asyncio.to_thread(_append, sheet, page)
        with tempfile.NamedTemporaryFile(suffix=".xlsx", delete=False) as file:
            path = Path(file.name)
        await asyncio.to_thread(book.save, path)
        return path


def _append(sheet: object, page: Sequence[Sequence[str]]) -> None:
    for cells in page:
        sheet.append(list(cells))  # type: ignore[attr-defined]  # openpyxl has no types


def register(app: FastAPI, console: Console) -> None:
    """Put /exports/cases.xlsx and /exports/cases.csv on the application; the query is that of the list."""

    async def opened(request: Request) -> CaseExport | Response:
        visit = await console.who(request)
        if visit is None:
            return RedirectResponse(f"/login?next={quote('/cases')}", 303)
        if visit.held_back:
            return RedirectResponse(ME, 303)
        download = CaseExport(visit, Filters.read(request.query_params))
        try:
            await download.begin()
        except NotAllowed:
            log.warning("staff %s was refused an export", visit.staff_id)
            return not_found_page(texts.NOT_FOUND_BODY)
        return download

    @app.get("/exports/cases.csv", include_in_schema=False)
    async def as_csv(request: Request) -> Response:
        found = await opened(request)
        if isinstance(found, Response):
            return found
        return StreamingResponse(found.csv(), media_type="text/csv; charset=utf-8", headers=_headers(console, "csv"))

    @app.get("/exports/cases.xlsx", include_in_schema=False)
    async def as_xlsx(request: Request) -> Response:
        found = await opened(request)
        if isinstance(found, Response):
            return found
        path = await found.xlsx()
        return FileResponse(
            path,
            media_type=XLSX,
            headers=_headers(console, "xlsx"),
            background=BackgroundTask(path.unlink, missing_ok=True),
        )


def _headers(console: Console, kind: str) -> dict[str, str]:
    name = words.EXPORT_NAME.format(at=f"{console.clock().astimezone(LOCAL):%Y-%m-%d %H%M}")
    return {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}.{kind}",
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
