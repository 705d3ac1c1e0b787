"""The list of cases, filtered and paged by its address, so that a view can be kept and shared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from nicegui import ui
from starlette.datastructures import QueryParams

from cases import casefile
from cases.access import CITY, KIND_ROLES
from cases.models import CLOSED_STATUSES, OPEN_STATUSES, Case
from cases.numbers import read_number
from console import saying, texts
from console.shell import chip, empty, shell
from console.visit import Visit

PAGE = 30


@dataclass(frozen=True, slots=True)
class Filters:
    """Empty means all. `status` may also be open or closed; `before` is the id under which the page starts."""

    status: str = ""
    kind: str = ""
    program: str = ""
    county: str = ""
    before: int = 0

    @classmethod
    def read(cls, query: QueryParams) -> Filters:
        before = query.get("before", "")
        return cls(
            status=query.get("status", "")[:64],
            kind=query.get("kind", "")[:64],
            program=query.get("program", "")[:64],
            county=query.get("county", "")[:64],
            before=int(before) if before.isascii() and before.isdigit() and len(before) < 16 else 0,
        )

    def with_choice(self, name: str, value: str) -> Filters:
        """Another choice starts at the first page again."""
        kept = {k: getattr(self, k) for k in ("status", "kind", "program", "county")}
        return Filters(**{**kept, name: value})

    def address(self) -> str:
        kept = {k: v for k in ("status", "kind", "program", "county", "before") if (v := getattr(self, k))}
        return "/cases" + (f"?{urlencode(kept)}" if kept else "")

    def statuses(self) -> tuple[str, ...]:
        groups = {"": (), "open": OPEN_STATUSES, "closed": CLOSED_STATUSES}
        return groups.get(self.status, (self.status,))

    @property
    def any(self) -> bool:
        return self != Filters()


class CaseList:
    def __init__(self, visit: Visit, filters: Filters) -> None:
        self._visit = visit
        self._filters = filters

    async def build(self) -> None:
        f = self._filters
        async with self._visit.reading() as (session, actor):
            found = await casefile.list_cases(
                session,
                actor=actor,
                statuses=f.statuses(),
                kind=f.kind or None,
                program_id=f.program or None,
                county=f.county or None,
                before_id=f.before or None,
                limit=PAGE + 1,
            )
        ui.page_title(f"{texts.CASES_TITLE} · {texts.TITLE}")
        with shell(self._visit, active="cases"), ui.element("div").classes("sheet"):
            ui.label(texts.CASES_TITLE).classes("page-title").props("role=heading aria-level=1")
            self._draw_filters()
            if not found:
                if f.any:
                    empty(texts.CASES_EMPTY, texts.CASES_EMPTY_HINT)
                else:
                    empty(texts.CASES_NONE, texts.CASES_NONE_HINT)
            else:
                self._draw_rows(found[:PAGE])
            self._draw_pages(found)

    def _draw_filters(self) -> None:
        f, taxonomy, actor = self._filters, self._visit.console.taxonomy, self._visit.actor
        kinds = {
            kind: saying.kind_name(taxonomy, kind)
            for kind, roles in KIND_ROLES.items()
            if any(role in roles for role, _ in actor.roles)
        }
        scopes = {scope for _, scope in actor.roles}
        counties: Mapping[str, str] = taxonomy.counties
        if not scopes & {None, CITY}:
            counties = {code: name for code, name in counties.items() if code in scopes}
        statuses = {"open": texts.STATUS_OPEN, "closed": texts.STATUS_CLOSED, **texts.STATUSES}
        with ui.element("div").classes("filters"):
            self._select("status", texts.FILTER_STATUS, statuses, f.status)
            self._select("kind", texts.FILTER_KIND, kinds, f.kind)
            if "enrollment" in kinds:
                self._select(
                    "program", texts.FILTER_PROGRAM, {i: p.title for i, p in taxonomy.programs.items()}, f.program
                )
            if len(counties) > 1:
                self._select("county", texts.FILTER_COUNTY, counties, f.county)
            number = ui.input(texts.FIND_NUMBER, placeholder=texts.FIND_PLACEHOLDER).classes("filter filter-number")
            number.props("outlined dense stack-label maxlength=20 inputmode=numeric")
            number.on("keydown.enter", lambda: self._find(number))
            if f.any:
                ui.link(texts.CLEAR_FILTERS, "/cases").classes("clear")

    def _select(self, name: str, label: str, options: Mapping[str, str], value: str) -> None:
        choices = {"": texts.ALL, **options}
        ui.select(
            choices,
            label=label,
            value=value if value in choices else "",
            on_change=lambda event: ui.navigate.to(self._filters.with_choice(name, event.value or "").address()),
        ).props("outlined dense options-dense stack-label").classes(f"filter filter-{name}")

    def _find(self, field: ui.input) -> None:
        number = read_number(field.value or "")
        if number is None:
            ui.notify(texts.FIND_WRONG, type="warning", position="top")
        else:
            ui.navigate.to(f"/cases/{number}")

    def _draw_rows(self, found: list[Case]) -> None:
        with ui.element("div").classes("table").props("role=table"):
            with ui.element("div").classes("table-head").props("role=row"):
                for name in texts.COLUMNS:
                    ui.label(name).props("role=columnheader")
            for case in found:
                self._draw_row(case)

    def _draw_row(self, case: Case) -> None:
        taxonomy, now = self._visit.console.taxonomy, self._visit.now
        with ui.link(target=f"/cases/{case.number}").classes("table-row").props("role=row"):
            ui.label(case.number).classes("cell-number").props("role=cell")
            ui.label(saying.matter(taxonomy, case.kind, case.program_id)).classes("cell-matter").props("role=cell")
            ui.label(saying.county(taxonomy, case.county)).classes("cell-county").props("role=cell")
            with ui.element("div").classes("cell-status").props("role=cell"):
                chip(texts.STATUSES[case.status], f"status-{case.status}")
            ui.label(saying.moment(case.created_at, now)).classes("cell-at").props("role=cell")
            late = case.due_at is not None and case.closed_at is None and case.due_at < now
            due = saying.moment(case.due_at, now) if case.due_at and case.closed_at is None else "—"
            ui.label(due).classes("cell-due" + (" is-late" if late else "")).props("role=cell")

    def _draw_pages(self, found: list[Case]) -> None:
        with ui.element("div").classes("pages"):
            if self._filters.before:
                ui.link(texts.FIRST_PAGE, replace(self._filters, before=0).address()).classes("page-link")
            if len(found) > PAGE:
                ui.link(texts.NEXT_PAGE, replace(self._filters, before=found[PAGE - 1].id).address()).classes(
                    "page-link"
                )
