"""总览: how much, compared with before; day by day; what about; where."""

from __future__ import annotations

from collections.abc import Mapping

from cases.figures import metrics, reading
from cases.figures.metrics import CASES_CLOSED
from cases.figures.protecting import protect_column
from console.report import charts
from console.report.ask import Ask
from console.report.sheet import Cell, Sheet
from console.texts import figures as texts

COUNTED = (
    metrics.CHAT_DAYS,
    metrics.PEOPLE,
    metrics.MESSAGES,
    metrics.CASES_OPENED,
    metrics.HANDOVERS,
    metrics.UNANSWERED,
    metrics.CRISIS,
)
CLOSED = "cases_closed"


async def numbers(ask: Ask) -> tuple[dict[str, int], dict[str, int]]:
    """(metric → count in the period, the same of the period before), with cases_closed added up."""
    found = []
    for view in (ask.view, ask.view.during(ask.view.period.before())):
        counts = await reading.totals(ask.session, view, *COUNTED, *CASES_CLOSED)
        counts[CLOSED] = sum(counts[name] for name in CASES_CLOSED)
        found.append(counts)
    return found[0], found[1]


async def ratings(ask: Ask) -> tuple[int, float | None]:
    """How many marks were given in the period, and their mean from 1 to 5."""
    marks = (await reading.by_key(ask.session, ask.view, metrics.RATING))[metrics.RATING]
    count = sum(marks.values())
    return count, sum(int(mark) * n for mark, n in marks.items()) / count if count else None


async def overview(ask: Ask) -> Sheet:
    now, before = await numbers(ask)
    rows: list[tuple[Cell, ...]] = []
    for key, title in texts.TILES.items():
        if key != metrics.RATING:
            rows.append(
                (title, ask.guarded(key, now[key]), ask.guarded(key, before[key]), _change(ask, key, now, before))
            )
    means = []
    for view in (ask.view, ask.view.during(ask.view.period.before())):
        _, mean = await ratings(Ask(ask.session, view, ask.names, ask.now))
        means.append(texts.NONE if mean is None else f"{mean:.1f}")
    rows.append((texts.TILES[metrics.RATING], *means, texts.NONE))
    return Sheet("overview", texts.COLUMNS["overview"], tuple(rows))


async def days(ask: Ask) -> Sheet:
    wanted = (metrics.CHAT_DAYS, metrics.MESSAGES, metrics.CASES_OPENED, *CASES_CLOSED)
    found = await reading.by_step(ask.session, ask.view, *wanted)
    rows: list[tuple[Cell, ...]] = []
    for step in ask.view.period.steps:
        closed = sum(found[name].get(step, 0) for name in CASES_CLOSED)
        rows.append((ask.step(step), *(found[name].get(step, 0) for name in wanted[:3]), closed))
    columns = texts.COLUMNS["days"]
    chart = charts.lines(
        [ask.short_step(step) for step in ask.view.period.steps],
        [(columns[n], [int(row[n] or 0) for row in rows]) for n in (1, 3, 4)],
    )
    return Sheet("days", columns, tuple(rows), chart=chart)


async def matters(ask: Ask) -> Sheet:
    wanted = (metrics.CASES_OPENED, *CASES_CLOSED)
    found = await reading.by_key(ask.session, ask.view, *wanted)
    keys = sorted({key for counts in found.values() for key in counts}, key=lambda key: -found[wanted[0]].get(key, 0))
    table = [ask.guarded_column(keys, [found[name].get(key, 0) for key in keys]) for name in wanted]
    rows: list[tuple[Cell, ...]] = [(ask.names.matter(key), *counts) for key, *counts in zip(keys, *table, strict=True)]
    columns = texts.COLUMNS["matters"]
    chart = charts.bars([str(row[0]) for row in rows], [(columns[1], [int(row[1] or 0) for row in rows])])
    return Sheet("matters", columns, tuple(rows), chart=chart)


async def counties(ask: Ask) -> Sheet:
    wanted = (metrics.CHAT_DAYS, metrics.PEOPLE, metrics.CASES_OPENED, *CASES_CLOSED, metrics.CRISIS)
    found = await reading.by_county(ask.session, ask.view, *wanted)
    codes = ask.counties(*found.values())
    crises = protect_column([found[metrics.CRISIS].get(code, 0) for code in codes])
    rows: list[tuple[Cell, ...]] = [
        (
            ask.names.county(code),
            *(found[name].get(code, 0) for name in wanted[:3]),
            sum(found[name].get(code, 0) for name in CASES_CLOSED),
            crisis,
        )
        for code, crisis in zip(codes, crises, strict=True)
    ]
    columns = texts.COLUMNS["counties"]
    chart = charts.bars(
        [str(row[0]) for row in rows], [(columns[n], [int(row[n] or 0) for row in rows]) for n in (1, 3)]
    )
    return Sheet("counties", columns, tuple(rows), chart=chart if len(rows) > 1 else None)


def _change(ask: Ask, key: str, now: Mapping[str, int], before: Mapping[str, int]) -> str:
    if ask.guarded(key, now[key]) is None or ask.guarded(key, before[key]) is None:
        return texts.NONE
    change = now[key] - before[key]
    if change == 0:
        return texts.SAME
    return (texts.UP if change > 0 else texts.DOWN).format(count=f"{abs(change):,}")
