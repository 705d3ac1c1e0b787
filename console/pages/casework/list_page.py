"""The list of cases, filtered, sorted and paged by its address, so that a view can be kept and shared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from nicegui import ui

from cases import clocks, staff
from cases.access import CITY, KIND_ROLES
from cases.actors import Actor
from cases.casework import groups, listing
from cases.casework.export import MOST
from cases.clocks import TimeLeft
from cases.database import Session
from cases.errors import CasesError
from cases.models import Case
from cases.numbers import read_number
from cases.rights import may
from console import saying, texts
from console.pages.casework.dialogs import Question, ask
from console.pages.casework.filters import Filters
from console.pages.casework.words import status_name
from console.shell import chip, empty, shell
from console.texts import casework as words
from console.visit import Visit

PAGE = 30
SOON = 0.8  # of a promise used up: as clocks warn


class CaseList:
    def __init__(self, visit: Visit, filters: Filters) -> None:
        self._visit = visit
        self._filters = filters
        self._names: dict[int, str] = {}
        self._clocks: dict[int, TimeLeft] = {}
        self._found: list[Case] = []
        self._more: ui.element
        self._picked: dict[str, None] | None = None  # numbers in the order they were ticked; None: not picking

    async def build(self) -> None:
        f = self._filters
        async with self._visit.reading() as (session, actor):
            self._found = await listing.list_cases(
                session,
                actor=actor,
                wanted=f.wanted(self._visit.staff_id),
                now=self._visit.now,
                order=f.sorted_by,
                after=f.place,
                limit=PAGE + 1,
            )
            self._names = await staff.names(session)
            self._clocks = await clocks.time_left(session, [case.id for case in self._found], self._visit.now)
        ui.page_title(f"{texts.CASES_TITLE} · {texts.TITLE}")
        with shell(self._visit, active="cases"), ui.element("div").classes("sheet casework"):
            with ui.element("div").classes("title-row"):
                ui.label(texts.CASES_TITLE).classes("page-title").props("role=heading aria-level=1")
                self._draw_tools()
            self._draw_views()
            self._draw_filters()
            self._rows = ui.element("div").classes("case-rows")
            self._draw_rows()
            self._draw_pages()

    def _draw_tools(self) -> None:
        actor = self._visit.actor
        if may(actor, "cases.export", ""):
            query = replace(self._filters, after="").query()
            with ui.element("div").classes("export-links").props(f'title="{words.EXPORT_HINT.format(most=MOST)}"'):
                for name, kind in ((words.EXPORT_XLSX, "xlsx"), (words.EXPORT_CSV, "csv")):
                    ui.link(name, f"/exports/cases.{kind}{query}").classes("button-link").props("download")
        if may(actor, "cases.group", ""):
            self._pick_button = ui.button(words.PICK_MODE, on_click=self._toggle_picking).props("flat dense no-caps")

    def _draw_views(self) -> None:
        here = replace(self._filters, after="").query()
        with ui.element("nav").classes("tabs").props(f'aria-label="{words.VIEWS_LABEL}"'):
            for query, name in words.VIEWS.items():
                link = ui.link(name, f"/cases{query}").classes("tab")
                if _same(query, here):
                    link.classes("is-active").props("aria-current=page")

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
            number = ui.input(words.FIND, placeholder=words.FIND_PLACEHOLDER).classes("filter filter-number")
            number.props(f'outlined dense stack-label maxlength=24 aria-label="{texts.FIND_NUMBER}"')
            number.on("keydown.enter", lambda: self._find(number))
            self._more_button = ui.button(on_click=lambda: self._show_more(not self._more.visible))
            self._more_button.props("flat dense no-caps")
            if f.any:
                ui.link(texts.CLEAR_FILTERS, "/cases").classes("clear")
        self._more = ui.element("div").classes("filters filters-more")
        with self._more:
            self._select("tier", words.FILTER_TIER, words.TIERS, f.tier)
            self._select("assigned", words.FILTER_ASSIGNED, words.ASSIGNED, f.assigned)
            self._select("time", words.FILTER_TIME, words.TIMES, f.time)
            self._select("order", words.FILTER_ORDER, words.ORDERS, f.order)
            employer = ui.input(
                words.FILTER_EMPLOYER, value=f.employer, placeholder=words.EMPLOYER_PLACEHOLDER
            ).classes("filter filter-employer")
            employer.props("outlined dense stack-label maxlength=60")
            employer.on(
                "keydown.enter",
                lambda: ui.navigate.to(f.with_choice("employer", (employer.value or "").strip()).address()),
            )
        self._show_more(f.hidden_choice)

    def _show_more(self, shown: bool) -> None:
        self._more.set_visibility(shown)
        self._more_button.set_text(words.FEWER_FILTERS if shown else words.MORE_FILTERS)

    def _select(self, name: str, label: str, options: Mapping[str, str], value: str) -> None:
        choices = {"": texts.ALL, **options} if name != "order" else {"": words.ORDERS["newest"], "due": options["due"]}
        ui.select(
            choices,
            label=label,
            value=value if value in choices else "",
            on_change=lambda event: ui.navigate.to(self._filters.with_choice(name, event.value or "").address()),
        ).props("outlined dense options-dense stack-label").classes(f"filter filter-{name}")

    async def _find(self, field: ui.input) -> None:
        """By number at once; by phone in place, since a phone has no business in an address."""
        typed = field.value or ""
        number = read_number(typed)
        if number is not None:
            ui.navigate.to(f"/cases/{number}")
            return
        try:
            async with self._visit.reading() as (session, actor):
                keyring = self._visit.console.database.keyring
                found = await listing.by_phone(session, typed, actor=actor, keyring=keyring)
        except CasesError:
            ui.notify(words.FIND_WRONG, type="warning", position="top")
            return
        self._rows.clear()
        with self._rows:
            ui.label(words.FOUND_BY_PHONE).classes("hint").props("role=status")
            if found:
                self._draw_table(found)
            else:
                ui.label(words.FOUND_NONE).classes("panel-empty")

    def _draw_rows(self) -> None:
        self._rows.clear()
        with self._rows:
            if self._picked is not None:
                with ui.element("div").classes("picking"):
                    self._count = ui.label(words.PICKED.format(count=len(self._picked)))
                    ui.button(words.MAKE_GROUP, on_click=self._make_group).props("unelevated dense no-caps")
            if self._found:
                self._draw_table(self._found[:PAGE])
            elif self._filters.any:
                empty(texts.CASES_EMPTY, texts.CASES_EMPTY_HINT)
            else:
                empty(texts.CASES_NONE, texts.CASES_NONE_HINT)

    def _draw_table(self, found: list[Case]) -> None:
        with ui.element("div").classes("table case-table" + (" is-picking" if self._picked is not None else "")):
            with ui.element("div").classes("table-head"):
                for name in words.COLUMNS:
                    ui.label(name)
            for case in found:
                if self._picked is None:
                    self._draw_row(case)
                    continue
                with ui.element("div").classes("pick-row"):
                    box = ui.checkbox(
                        value=case.number in self._picked, on_change=lambda e, n=case.number: self._pick(n, e.value)
                    )
                    box.props(f'dense aria-label="{words.PICK.format(number=case.number)}"')
                    box.set_enabled(case.group_id is None and case.merged_into is None)
                    self._draw_row(case)

    def _draw_row(self, case: Case) -> None:
        taxonomy, now = self._visit.console.taxonomy, self._visit.now
        with ui.link(target=f"/cases/{case.number}").classes("table-row"):
            ui.label(case.number).classes("cell-number")
            with ui.element("div").classes("cell-matter"):
                ui.label(saying.matter(taxonomy, case.kind, case.program_id))
                if case.employer:
                    ui.label(case.employer).classes("cell-employer")
            ui.label(saying.county(taxonomy, case.county)).classes("cell-county")
            with ui.element("div").classes("cell-status"):
                chip(status_name(case, case.status), f"status-{case.status}")
                if case.tier in words.TIER_CHIP and case.closed_at is None:
                    chip(words.TIER_CHIP[case.tier], f"tier-{case.tier}")
            ui.label(self._names.get(case.assigned_to or 0, words.NOBODY)).classes("cell-at")
            clock = self._clocks.get(case.id)
            if clock is not None and clock.paused:
                ui.label(words.PAUSED_ROW).classes("cell-due")
                return
            left, late = time_left(case, now)
            soon = clock is not None and clock.share_used >= SOON
            ui.label(left).classes("cell-due" + (" is-late" if late else " is-soon" if soon else ""))

    def _draw_pages(self) -> None:
        f = self._filters
        with ui.element("div").classes("pages"):
            if f.after:
                ui.link(texts.FIRST_PAGE, replace(f, after="").address()).classes("page-link")
            if len(self._found) > PAGE:
                place = listing.place_after(self._found[PAGE - 1], f.sorted_by).text()
                ui.link(texts.NEXT_PAGE, replace(f, after=place).address()).classes("page-link")

    def _toggle_picking(self) -> None:
        self._picked = {} if self._picked is None else None
        self._pick_button.set_text(words.PICK_MODE if self._picked is None else words.PICK_STOP)
        self._draw_rows()

    def _pick(self, number: str, on: bool) -> None:
        if self._picked is None:
            return
        if on:
            self._picked[number] = None
        else:
            self._picked.pop(number, None)
        self._count.set_text(words.PICKED.format(count=len(self._picked)))

    def _make_group(self) -> None:
        numbers = list(self._picked or ())

        async def done(_picked: str, title: str, _text: str) -> bool:
            made: list[str] = []

            async def work(session: Session, actor: Actor, now: datetime) -> None:
                group = await groups.create(session, title=title, numbers=numbers, actor=actor, now=now)
                made.append(group.number)

            if not await self._visit.attempt(work):
                return False
            ui.navigate.to(f"/cases/groups/{made[0]}")
            return True

        ask(
            Question(
                title=words.GROUP_NEW,
                body=words.PICKED.format(count=len(numbers)),
                name_label=words.GROUP_TITLE,
                confirm=words.GROUP_NEW,
                done=done,
            )
        )


def time_left(case: Case, now: datetime) -> tuple[str, bool]:
    """(words, late): what is left until a case is due, or how far over it is."""
    if case.due_at is None or case.closed_at is not None:
        return words.NO_DUE, False
    left = case.due_at - now
    late = left.total_seconds() < 0
    return (words.LATE if late else words.LEFT).format(time=saying.span(abs(left))), late


def _same(query: str, here: str) -> bool:
    """Do two queries say the same, whatever their order?"""
    return sorted(query.removeprefix("?").split("&")) == sorted(here.removeprefix("?").split("&"))
