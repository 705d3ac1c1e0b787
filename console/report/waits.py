"""等待与时限: who waits now, which promises run, and how many were kept."""

from __future__ import annotations

from cases.figures import live, metrics, reading
from cases.figures.protecting import FEWEST
from console import saying
from console import texts as common
from console.report import charts
from console.report.ask import Ask
from console.report.sheet import Cell, Sheet, percent
from console.texts import figures as texts


async def queue(ask: Ask) -> Sheet:
    rows: list[tuple[Cell, ...]] = []
    for desk in await live.queues(ask.session, ask.view, now=ask.now):
        few = desk.role == "counsellor" and (desk.county or ask.view.narrow) and desk.waiting < FEWEST
        rows.append(
            (
                common.ROLES.get(desk.role, desk.role),
                ask.names.county(desk.county) if desk.county else texts.WHOLE_CITY,
                None if few else desk.waiting,
                saying.span(ask.now - desk.oldest),
                None if few else desk.late,
            )
        )
    return Sheet("queue", texts.COLUMNS["queue"], tuple(rows), words=2)


async def clocks(ask: Ask) -> Sheet:
    found = await live.running_clocks(ask.session, ask.view, now=ask.now)
    rows: list[tuple[Cell, ...]] = []
    for kind, name in texts.CLOCKS.items():
        running = found.get(kind, live.Running())
        rows.append((name, running.running, running.paused, running.due_today, running.over))
    return Sheet("clocks", texts.COLUMNS["clocks"], tuple(rows))


async def open_cases(ask: Ask) -> tuple[Sheet, Sheet]:
    """By status, and by county with what is over."""
    found = await live.open_cases(ask.session, ask.view)
    over = await live.over_by_county(ask.session, ask.view, now=ask.now)
    statuses: dict[str, int] = {}
    counties: dict[str, int] = {}
    for (status, county), count in found.items():
        statuses[status] = statuses.get(status, 0) + count
        counties[county] = counties.get(county, 0) + count
    order = sorted(statuses, key=lambda status: -statuses[status])
    rows: list[tuple[Cell, ...]] = [(_status(status), statuses[status]) for status in order]
    columns = texts.COLUMNS["open"]
    chart = charts.bars([str(row[0]) for row in rows], [(columns[1], [int(row[1] or 0) for row in rows])])
    by_status = Sheet("open", columns, tuple(rows), chart=chart)
    places: list[tuple[Cell, ...]] = [
        (ask.names.county(code), counties.get(code, 0), over.get(code, 0)) for code in ask.counties(counties, over)
    ]
    return by_status, Sheet("open_counties", texts.COLUMNS["open_counties"], tuple(places))


async def promise(ask: Ask) -> Sheet:
    found = await reading.by_key(ask.session, ask.view, metrics.KEPT, metrics.BREACHED)
    kept, late = found[metrics.KEPT], found[metrics.BREACHED]
    order = sorted(kept.keys() | late.keys(), key=lambda key: (-(kept.get(key, 0) + late.get(key, 0)), key))
    table = [ask.guarded_column(order, [counts.get(key, 0) for key in order]) for counts in (kept, late)]
    rows: list[tuple[Cell, ...]] = []
    for key, in_time, over in zip(order, *table, strict=True):
        kind, _, matter = key.partition(":")
        share = texts.FEW if in_time is None or over is None else percent(in_time, in_time + over)
        rows.append((ask.names.matter(matter), texts.CLOCKS.get(kind, kind), in_time, over, share))
    total = sum(kept.values()), sum(late.values())
    if rows:
        rows.append((texts.TOTAL, "", *total, percent(total[0], sum(total))))
    names = [f"{row[0]} · {row[1]}" for row in rows[:-1]]
    columns = texts.COLUMNS["promise"]
    chart = charts.bars(
        names,
        [(columns[n], [int(row[n] or 0) for row in rows[:-1]]) for n in (2, 3)],
        stacked=True,
        colours=(charts.GOOD, charts.BAD),
    )
    return Sheet("promise", columns, tuple(rows), words=2, chart=chart)


async def promise_counties(ask: Ask) -> Sheet:
    found = await reading.by_county(ask.session, ask.view, metrics.KEPT, metrics.BREACHED)
    kept, late = found[metrics.KEPT], found[metrics.BREACHED]
    rows: list[tuple[Cell, ...]] = []
    for code in ask.counties(kept, late):
        in_time, over = kept.get(code, 0), late.get(code, 0)
        rows.append((ask.names.county(code), in_time, over, percent(in_time, in_time + over)))
    return Sheet("promise_counties", texts.COLUMNS["promise_counties"], tuple(rows))


async def first_reply(ask: Ask) -> str | None:
    """The median time to the first answer in words, or None."""
    median = await reading.median_first_reply(ask.session, ask.view)
    return saying.span(median) if median is not None else None


def _status(status: str) -> str:
    return common.STATUSES.get(status, status)
