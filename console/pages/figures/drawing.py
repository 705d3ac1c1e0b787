"""Drawing one table of figures: its chart, the numbers beside it, how they are counted, and the way to take them along."""

from __future__ import annotations

from nicegui import ui

from console.report import charts
from console.report.sheet import Sheet, shown
from console.texts import figures as texts


def draw_sheet(sheet: Sheet, download: str, *, fold: bool = False) -> None:
    """`download`: the address of its CSV. `fold`: the table opens on demand (long ones under a chart)."""
    with ui.element("section").classes(f"panel figure figure-{sheet.id}"):
        with ui.element("div").classes("figure-head"):
            ui.label(sheet.title).classes("panel-title").props("role=heading aria-level=2")
            if sheet.rows:
                link = ui.link(texts.DOWNLOAD, download).classes("figure-download")
                link.props(f'download aria-label="{texts.DOWNLOAD_LABEL.format(title=sheet.title)}"')
        if not sheet.rows:
            ui.label(texts.NOTHING_NOW.get(sheet.id, texts.NOTHING)).classes("panel-empty")
        else:
            if sheet.chart is not None:
                chart = ui.echart(dict(sheet.chart)).classes("figure-chart")
                chart.style(f"height: {charts.height(dict(sheet.chart))}px")
                chart.props(f'role=img aria-label="{texts.CHART_LABEL.format(title=sheet.title)}"')
            if fold:
                with ui.expansion(texts.SHOW_TABLE.format(count=len(sheet.rows))).classes("fold"):
                    _table(sheet)
            else:
                _table(sheet)
        with ui.element("details").classes("how"):
            with ui.element("summary"):
                ui.label(texts.HOW)
            ui.label(sheet.how).classes("how-words")


def _table(sheet: Sheet) -> None:
    with (
        ui.element("div").classes("figure-scroll").props(f'tabindex=0 role=region aria-label="{sheet.title}"'),
        ui.element("table").classes("figure-table"),
    ):
        with ui.element("thead"), ui.element("tr"):
            for n, column in enumerate(sheet.columns):
                with ui.element("th").props("scope=col").classes("" if n < sheet.words else "is-number"):
                    ui.label(column)
        with ui.element("tbody"):
            for row in sheet.rows:
                with ui.element("tr"):
                    for n, cell in enumerate(row):
                        kind = "th" if n == 0 else "td"
                        box = ui.element(kind).classes("" if n < sheet.words else "is-number")
                        if n == 0:
                            box.props("scope=row")
                        with box:
                            ui.label(shown(cell)).classes("is-few" if cell is None or cell == 0 else "")


def draw_tiles(sheet: Sheet) -> None:
    """The overview as tiles: the number, its name, how it moved."""
    with ui.element("div").classes("tiles").props(f'role=list aria-label="{sheet.title}"'):
        for name, now, _, change in sheet.rows:
            with ui.element("div").classes("tile").props("role=listitem"):
                ui.label(str(name)).classes("tile-name")
                ui.label(shown(now)).classes("tile-number" + (" is-few" if now is None else ""))
                ui.label("" if change == texts.NONE else str(change)).classes("tile-change")
