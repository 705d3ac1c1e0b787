"""The list of programs: which are open, how many places are left, who changed what last."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from nicegui import ui
from starlette.datastructures import QueryParams

from cases import program_desk, staff
from cases.program_desk import ProgramLine
from cases.rights import may
from cases.worktime import LOCAL
from console import saying
from console.program_document import same
from console.rehearsal import say_day
from console.shell import chip, empty, shell
from console.texts import ALL
from console.texts import TITLE as CONSOLE_TITLE
from console.texts import programs as texts
from console.visit import Visit
from knowledge.errors import KnowledgeError
from knowledge.programs import Program, program_from_dict


@dataclass(frozen=True, slots=True)
class Filters:
    """Empty means all."""

    platform: str = ""
    state: str = ""
    words: str = ""

    @classmethod
    def read(cls, query: QueryParams) -> Filters:
        return cls(query.get("platform", "")[:64], query.get("state", "")[:64], query.get("words", "")[:100])

    def address(self, **changed: str) -> str:
        kept = {"platform": self.platform, "state": self.state, "words": self.words, **changed}
        kept = {name: value for name, value in kept.items() if value}
        return "/programs" + (f"?{urlencode(kept)}" if kept else "")


@dataclass(frozen=True, slots=True)
class Row:
    """`program` None: its document cannot be read. `states`: keys of texts.STATES."""

    line: ProgramLine
    document: Mapping[str, Any]
    program: Program | None
    states: tuple[str, ...]

    @property
    def title(self) -> str:
        return str(self.document.get("title") or self.line.id)


class ProgramList:
    def __init__(self, visit: Visit, filters: Filters) -> None:
        self._visit = visit
        self._filters = filters

    async def build(self) -> None:
        visit = self._visit
        self._today = visit.now.astimezone(LOCAL).date()
        async with visit.reading() as (session, actor):
            lines = await program_desk.list_programs(session, actor=actor)
            self._names = await staff.names(session)
        files = await visit.console.library.program_files()
        rows = [self._row(line, files.get(line.id)) for line in lines]
        shown = [row for row in rows if self._fits(row)]
        order = list(visit.console.taxonomy.platforms)
        shown.sort(key=lambda row: (_place(order, str(row.document.get("platform"))), row.line.id))
        ui.page_title(f"{texts.TITLE} · {CONSOLE_TITLE}")
        with shell(visit, active="programs"), ui.element("div").classes("sheet"):
            with ui.element("div").classes("title-row"):
                ui.label(texts.TITLE).classes("page-title").props("role=heading aria-level=1")
                ui.label(texts.COUNT.format(count=len(shown))).classes("case-facts")
                if may(visit.actor, "programs.edit"):
                    ui.link(texts.NEW, "/programs/new").classes("button-link")
            ui.label(texts.RULE).classes("hint")
            self._draw_filters()
            if not shown:
                empty(texts.NONE, texts.NONE_HINT)
                return
            with ui.element("div").classes("table program-table").props("role=table"):
                with ui.element("div").classes("table-head").props("role=row"):
                    for name in texts.COLUMNS:
                        ui.label(name).props("role=columnheader")
                for row in shown:
                    self._draw(row)

    def _row(self, line: ProgramLine, file: Mapping[str, Any] | None) -> Row:
        document = line.live if line.live is not None else line.draft or {}
        try:
            program: Program | None = program_from_dict(document, line.id)
        except KnowledgeError:
            program = None
        states: list[str] = []
        if line.live is not None and program is not None:
            window = program.window_state(self._today)
            full = line.places is not None and line.taken >= line.places
            states.append("full" if window.open and full else _window_state(window.open, window.opens_on))
        if line.draft is not None:
            states.append("draft")
        newer = file is not None and line.edited_here and int(file["revision"]) > line.file_revision
        if newer and not same(file, line.live):
            states.append("new_file")
        return Row(line, document, program, tuple(states))

    def _fits(self, row: Row) -> bool:
        f = self._filters
        if f.platform and row.document.get("platform") != f.platform:
            return False
        if f.state and f.state not in row.states:
            return False
        names = row.document.get("names")
        said = f"{row.line.id} {row.title} {' '.join(map(str, names)) if isinstance(names, list) else ''}".lower()
        return all(word in said for word in f.words.lower().split())

    def _draw_filters(self) -> None:
        f, platforms = self._filters, self._visit.console.taxonomy.platforms
        with ui.element("div").classes("filters"):
            for name, label, options, value in (
                ("platform", texts.FILTER_PLATFORM, platforms, f.platform),
                ("state", texts.FILTER_STATE, texts.STATES, f.state),
            ):
                choices = {"": ALL, **options}
                ui.select(
                    choices,
                    label=label,
                    value=value if value in choices else "",
                    on_change=lambda event, name=name: ui.navigate.to(f.address(**{name: event.value or ""})),
                ).props("outlined dense options-dense stack-label").classes("filter")
            box = ui.input(texts.FIND, value=f.words, placeholder=texts.FIND_PLACEHOLDER).classes("filter filter-words")
            box.props("outlined dense stack-label maxlength=100 clearable")
            box.on("keydown.enter", lambda: ui.navigate.to(f.address(words=box.value or "")))
            box.on("clear", lambda: ui.navigate.to(f.address(words="")))

    def _draw(self, row: Row) -> None:
        line, program = row.line, row.program
        with ui.link(target=f"/programs/{line.id}").classes("table-row").props("role=row"):
            with ui.element("div").classes("cell-matter").props("role=cell"):
                ui.label(row.title).classes("card-title")
                platform = self._visit.console.taxonomy.platforms.get(str(row.document.get("platform")), "")
                ui.label(f"{platform} · {line.id}" if platform else line.id).classes("card-id")
            with ui.element("div").classes("cell-window").props("role=cell"):
                ui.label(window_words(program, self._today) if line.live and program else texts.ONLY_DRAFT)
                for state in row.states:
                    chip(texts.STATES[state], f"program-{state}")
            ui.label(self._places(line)).classes("cell-county").props("role=cell")
            count = len(program.form.fields) if program else 0
            ui.label(texts.QUESTIONS.format(count=count)).classes("cell-county cell-count").props("role=cell")
            who = self._names.get(line.changed_by or line.draft_by or 0, texts.SYSTEM)
            who = who if line.edited_here or line.live is None else texts.BY_FILE
            at = saying.moment(line.changed_at, self._visit.now)
            ui.label(f"{who} · {at}").classes("cell-at").props("role=cell")

    @staticmethod
    def _places(line: ProgramLine) -> str:
        if line.places is None:
            return texts.PLACES_NONE.format(taken=line.taken)
        return texts.PLACES.format(taken=line.taken, places=line.places, left=line.places - line.taken)


def window_words(program: Program, today: dt.date) -> str:
    window = program.window_state(today)
    if window.open:
        return texts.OPEN_UNTIL.format(day=say_day(window.closes_on, today)) if window.closes_on else texts.ALWAYS
    return texts.OPENS_ON.format(day=say_day(window.opens_on, today)) if window.opens_on else texts.OVER


def _window_state(is_open: bool, opens_on: dt.date | None) -> str:
    return "open" if is_open else "closed" if opens_on else "over"


def _place(order: list[str], platform: str) -> int:
    return order.index(platform) if platform in order else len(order)
