"""项目知晓与参与: the ten public service projects, by county and by leaflet; and 渠道与来源."""

from __future__ import annotations

from cases.figures import metrics, reading
from cases.figures.metrics import AWARE, PEOPLE, SIGNED_UP, TEN_PROJECTS
from cases.figures.protecting import is_sensitive, protect_column
from console.report import charts
from console.report.ask import Ask, number
from console.report.sheet import Cell, Sheet, percent
from console.texts import figures as texts

MOST_SOURCES = 30


async def projects(ask: Ask) -> Sheet:
    found = await reading.by_key(ask.session, ask.view, AWARE, SIGNED_UP)
    so_far = await reading.up_to(ask.session, ask.view, AWARE, SIGNED_UP, PEOPLE)
    people = sum(so_far[PEOPLE].values())
    rows: list[tuple[Cell, ...]] = []
    for project in TEN_PROJECTS:
        counts = [
            ask.guarded(project, counts[metric].get(project, 0))
            for counts in (found, so_far)
            for metric in (AWARE, SIGNED_UP)
        ]
        rows.append((ask.names.project(project), *counts, percent(counts[2], people), percent(counts[3], counts[2])))
    columns = texts.COLUMNS["projects"]
    chart = charts.bars([str(row[0]) for row in rows], [(columns[n], [number(row[n]) for row in rows]) for n in (1, 2)])
    return Sheet("projects", columns, tuple(rows), chart=chart)


async def by_county(ask: Ask) -> tuple[Sheet, Sheet]:
    return (
        await _county_table(ask, "aware_counties", AWARE),
        await _county_table(ask, "joined_counties", SIGNED_UP),
    )


async def by_source(ask: Ask) -> Sheet:
    shown: list[dict[tuple[str, str], int | None]] = []
    for metric in (AWARE, SIGNED_UP):
        found = await reading.by_key_and_source(ask.session, ask.view, metric)
        shown.append({key: count for key, count in found.items() if key[0] in TEN_PROJECTS})
    aware, joined = shown
    keys = aware.keys() | joined.keys()
    for counts in shown:
        for project in filter(is_sensitive, TEN_PROJECTS):
            few = [key for key in keys if key[0] == project]
            counts.update(zip(few, protect_column([counts.get(key) or 0 for key in few]), strict=True))
    order = sorted(keys, key=lambda key: (-(aware.get(key, 0) or 0), -(joined.get(key, 0) or 0), key))[:MOST_SOURCES]
    rows: list[tuple[Cell, ...]] = [
        (ask.names.source(source), ask.names.project(project), aware.get((project, source), 0),
         joined.get((project, source), 0))
        for project, source in order
    ]  # fmt: skip
    return Sheet("project_sources", texts.COLUMNS["project_sources"], tuple(rows), words=2)


async def channels(ask: Ask) -> Sheet:
    wanted = (metrics.CHAT_DAYS, PEOPLE, metrics.MESSAGES, metrics.CASES_OPENED)
    found = await reading.by_channel(ask.session, ask.view, *wanted)
    keys = sorted({key for counts in found.values() for key in counts}, key=lambda key: -found[wanted[0]].get(key, 0))
    rows: list[tuple[Cell, ...]] = [
        (ask.names.channel(key), *(found[name].get(key, 0) for name in wanted)) for key in keys
    ]
    columns = texts.COLUMNS["channels"]
    chart = charts.bars([str(row[0]) for row in rows], [(columns[1], [number(row[1]) for row in rows])])
    return Sheet("channels", columns, tuple(rows), chart=chart)


async def sources(ask: Ask) -> Sheet:
    wanted = (metrics.CHAT_DAYS, PEOPLE, metrics.CASES_OPENED)
    found = await reading.by_source(ask.session, ask.view, *wanted)
    order = sorted(
        {key for counts in found.values() for key in counts}, key=lambda key: (-found[wanted[0]].get(key, 0), key)
    )[:MOST_SOURCES]
    rows: list[tuple[Cell, ...]] = [
        (ask.names.source(key), *(found[name].get(key, 0) for name in wanted)) for key in order
    ]
    columns = texts.COLUMNS["sources"]
    chart = charts.bars([str(row[0]) for row in rows], [(columns[1], [number(row[1]) for row in rows])])
    return Sheet("sources", columns, tuple(rows), chart=chart)


async def _county_table(ask: Ask, id_: str, metric: str) -> Sheet:
    found = await reading.by_key_and_county(ask.session, ask.view, metric)
    codes = ask.counties({county: 1 for project, county in found if project in TEN_PROJECTS})
    table: list[list[Cell]] = [[ask.names.county(code)] for code in codes]
    for project in TEN_PROJECTS:
        counts = [found.get((project, code), 0) for code in codes]
        column = protect_column(counts) if is_sensitive(project) else counts
        for row, cell in zip(table, column, strict=True):
            row.append(cell)
    columns = (texts.COUNTY, *(ask.names.project(project) for project in TEN_PROJECTS))
    return Sheet(id_, columns, tuple(tuple(row) for row in table))
