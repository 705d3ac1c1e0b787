"""The page of figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nicegui import ui

from cases.figures import live, reading
from cases.figures.periods import local_day, month_of
from cases.figures.view import View, counties_of
from cases.rights import may
from console import saying
from console import texts as common
from console.pages.figures.choice import Choice
from console.pages.figures.drawing import draw_sheet, draw_tiles
from console.report import waits
from console.report.ask import Ask
from console.report.sheet import Sheet
from console.shell import shell
from console.texts import figures as texts
from console.visit import Visit

MONTHS_BACK = 24  # for which a report is offered
LONG_TABLE = 14  # rows; from there on a table under a chart opens on demand


@dataclass(frozen=True, slots=True)
class Shown:
    """All that one tab shows, read in one go. `lines`: sentences above the tables."""

    sheets: Sequence[Sheet]
    lines: Sequence[str]
    sources: Sequence[str]
    counted: str


class FiguresPage:
    def __init__(self, visit: Visit, choice: Choice, view: View, problem: str) -> None:
        self._visit = visit
        self._choice = choice
        self._view = view
        self._problem = problem

    def build(self, seen: Shown) -> None:
        ui.page_title(f"{texts.TITLE} · {common.TITLE}")
        with shell(self._visit, active="figures"), ui.element("div").classes("sheet figures"):
            with ui.element("div").classes("title-row"):
                ui.label(texts.TITLE).classes("page-title").props("role=heading aria-level=1")
                period = self._view.period
                ui.label(texts.SPAN.format(first=period.first, last=period.last)).classes("hint")
                self._draw_report()
            if self._problem:
                ui.label(self._problem).classes("notice").props("role=alert")
            self._draw_filters(seen.sources)
            with ui.element("nav").classes("tabs").props(f'aria-label="{texts.TITLE}"'):
                for key, name in texts.TABS.items():
                    tab = ui.link(name, self._choice.to(tab=key).address()).classes("tab")
                    if key == self._choice.tab:
                        tab.classes("is-active").props("aria-current=page")
            for line in seen.lines:
                ui.label(line).classes("figure-line")
            if self._choice.tab == "unfound" and may(self._visit.actor, "knowledge.edit"):
                ui.link(texts.TO_QUESTIONS, "/knowledge/questions").classes("card-link")
            self._draw_sheets(seen.sheets)
            ui.label(seen.counted).classes("hint")
            if self._view.narrow or self._choice.tab in ("overview", "projects"):
                ui.label(texts.FEW_NOTE).classes("hint")

    def _draw_sheets(self, sheets: Sequence[Sheet]) -> None:
        if not any(sheet.rows for sheet in sheets):
            with ui.element("div").classes("empty"):
                ui.label(texts.NOTHING).classes("empty-title")
                ui.label(texts.NOTHING_HINT).classes("empty-hint")
        for sheet in sheets:
            if sheet.id == "overview":
                draw_tiles(sheet)
            download = self._choice.address(f"/figures/csv/{sheet.id}")
            long = sheet.chart is not None and len(sheet.rows) > LONG_TABLE
            draw_sheet(sheet, download, fold=long or sheet.id == "overview")

    def _draw_filters(self, sources: Sequence[str]) -> None:
        choice, actor, taxonomy = self._choice, self._visit.actor, self._visit.console.taxonomy
        with ui.element("div").classes("filters"):
            self._select("period", texts.PERIOD, texts.PERIODS, choice.period)
            if choice.period == "custom":
                self._draw_dates()
            own = counties_of(actor)
            names = {code: name for code, name in taxonomy.counties.items() if own is None or code in own}
            if own is None:
                self._select("county", texts.COUNTY, {"": texts.WHOLE_CITY, **names}, choice.county)
            elif len(names) > 1:
                self._select("county", texts.COUNTY, names, self._view.county or "")
            else:
                ui.label(saying.county(taxonomy, self._view.county)).classes("chip")
            self._select("channel", texts.CHANNEL, {"": texts.ALL, **common.CHANNELS}, choice.channel)
            if sources or choice.source:
                tags = {tag: tag for tag in (*sources, *([choice.source] if choice.source else []))}
                self._select("source", texts.SOURCE, {"": texts.ALL, **tags}, choice.source)

    def _select(self, name: str, label: str, options: Mapping[str, str], value: str) -> None:
        ui.select(
            dict(options),
            label=label,
            value=value if value in options else next(iter(options)),
            on_change=lambda event: ui.navigate.to(self._changed(name, event.value or "").address()),
        ).props("outlined dense options-dense stack-label").classes("filter")

    def _changed(self, name: str, value: str) -> Choice:
        period = self._view.period
        if name == "period" and value == "custom":  # begin with the days that are on the page
            return self._choice.to(period=value, first=str(period.first), last=str(period.last))
        return self._choice.to(**{name: value})

    def _draw_dates(self) -> None:
        period = self._view.period
        first = ui.input(texts.FROM, value=str(period.first)).props("outlined dense stack-label type=date")
        last = ui.input(texts.TO, value=str(period.last)).props("outlined dense stack-label type=date")
        first.classes("filter")
        last.classes("filter")

        def go() -> None:
            ui.navigate.to(self._choice.to(first=str(first.value or ""), last=str(last.value or "")).address())

        ui.button(texts.SHOW, on_click=go).props("outline no-caps")

    def _draw_report(self) -> None:
        actor = self._visit.actor
        if not may(actor, "report.make", ""):
            return
        today = local_day(self._visit.now)
        chosen = min(self._view.period.last, today).replace(day=1)
        month = month_of(today)
        with ui.element("form").classes("report-form").props('method=get action="/figures/report"'):
            with ui.element("select").props(f'name=month aria-label="{texts.REPORT_MONTH}"'):
                for _ in range(MONTHS_BACK):
                    first = month.first
                    name = texts.REPORT_MONTH_NAME.format(year=first.year, month=first.month)
                    option = ui.html(name, tag="option", sanitize=False).props(f"value={first:%Y-%m}")
                    if first == chosen:
                        option.props("selected")
                    month = month.before()
            if self._view.county:
                ui.element("input").props(f'type=hidden name=county value="{self._view.county}"')
            with ui.element("button").props("type=submit").classes("button-link"):
                ui.label(texts.MADE_REPORT)


async def lines_of(tab: str, ask: Ask) -> list[str]:
    """What a tab says in words besides its tables."""
    if tab == "waits":
        median = await waits.first_reply(ask)
        return [texts.FIRST_REPLY_MEDIAN.format(time=median) if median else texts.NO_FIRST_REPLY]
    if tab == "unfound":
        return [texts.OPEN_QUESTIONS.format(count=await live.open_questions(ask.session, ask.view))]
    return []


async def counted_words(ask: Ask) -> str:
    at = await reading.counted_at(ask.session)
    return texts.COUNTED_AT.format(at=saying.moment(at, ask.now)) if at is not None else texts.NEVER_COUNTED
