"""中途放弃: how far forms come, and at which question they are left."""

from __future__ import annotations

from cases.figures import live, metrics, reading
from console.report import charts
from console.report.ask import Ask, number
from console.report.sheet import Cell, Sheet, percent
from console.texts import figures as texts

ENDS = (metrics.FLOW_DONE, metrics.FLOW_CANCELLED, metrics.FLOW_ABANDONED)
MOST_QUESTIONS = 30


async def flows(ask: Ask) -> Sheet:
    found = await reading.by_key(ask.session, ask.view, *ENDS)
    still_open = await live.open_runs(ask.session, ask.view)
    counts: dict[str, tuple[int, ...]] = {}
    for key in {*still_open, *(key for counts in found.values() for key in counts)}:
        ends = tuple(found[name].get(key, 0) for name in ENDS)
        counts[key] = (sum(ends) + still_open.get(key, 0), *ends, still_open.get(key, 0))
    rows: list[tuple[Cell, ...]] = []
    for key in sorted(counts, key=lambda key: (-counts[key][0], key)):
        _, done, cancelled, abandoned, _ = counts[key]
        cells: list[Cell] = [ask.guarded(key, count) for count in counts[key]]
        if None in cells[1:]:  # one hidden end of a form follows from the others: none is told
            cells = [cells[0], *(None for _ in cells[1:])]
        share = texts.FEW if None in cells else percent(done, done + cancelled + abandoned)
        rows.append((ask.names.form(key), *cells, share))
    columns = texts.COLUMNS["flows"]
    chart = charts.bars(
        [str(row[0]) for row in rows],
        [(columns[n], [number(row[n]) for row in rows]) for n in (2, 3, 4, 5)],
        stacked=True,
        colours=(charts.GOOD, charts.MIDDLE, charts.BAD, charts.QUIET),
    )
    return Sheet("flows", columns, tuple(rows), chart=chart)


async def fields(ask: Ask) -> Sheet:
    found = (await reading.by_key(ask.session, ask.view, metrics.STOPPED_AT))[metrics.STOPPED_AT]
    order = sorted(found, key=lambda key: (-found[key], key))[:MOST_QUESTIONS]
    rows: list[tuple[Cell, ...]] = []
    for key in order:
        flow, program, question = [*key.split(":", 2), "", ""][:3]
        form = ask.names.form(f"{flow}:{program}")
        rows.append((form, ask.names.question(program, question), ask.guarded(key, found[key])))
    columns = texts.COLUMNS["fields"]
    chart = charts.bars([f"{row[0]}：{row[1]}" for row in rows], [(columns[2], [number(row[2]) for row in rows])])
    return Sheet("fields", columns, tuple(rows), words=2, chart=chart)
