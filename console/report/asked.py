"""大家问什么, and 没找到的."""

from __future__ import annotations

from cases.figures import metrics, reading
from console.report import charts
from console.report.ask import Ask, number, ranked
from console.report.sheet import Cell, Sheet, percent
from console.texts import figures as texts

UNFOUND_KINDS = ("suggestions", "out_of_scope")


async def kinds(ask: Ask) -> Sheet:
    found = (await reading.by_key(ask.session, ask.view, metrics.KIND))[metrics.KIND]
    return _ranking("kinds", ranked(ask, found, lambda key: texts.KINDS.get(key, key)))


async def intents(ask: Ask) -> Sheet:
    found = (await reading.by_key(ask.session, ask.view, metrics.INTENT))[metrics.INTENT]
    return _ranking("intents", ranked(ask, found, ask.names.intent, most=30))


async def cards(ask: Ask) -> Sheet:
    return _ranking("cards", ranked(ask, await _cards_seen(ask), ask.names.card))


async def programs(ask: Ask) -> Sheet:
    found = (await reading.by_key(ask.session, ask.view, metrics.PROGRAM))[metrics.PROGRAM]
    return _ranking("programs", ranked(ask, found, ask.names.matter))


async def unfound(ask: Ask) -> Sheet:
    found = await reading.by_key(ask.session, ask.view, metrics.UNANSWERED, metrics.KIND)
    counts = dict(found[metrics.UNANSWERED]) | {kind: found[metrics.KIND].get(kind, 0) for kind in UNFOUND_KINDS}
    rows = tuple((name, counts.get(key, 0)) for key, name in texts.UNFOUND.items())
    return _ranking("unfound", rows if any(count for _, count in rows) else ())


async def unfound_days(ask: Ask) -> Sheet:
    # Two kinds by day: the day sums of all, less those of cards that did not help.
    found = await reading.by_step(ask.session, ask.view, metrics.UNANSWERED, metrics.NOT_HELPFUL)
    rows: list[tuple[Cell, ...]] = []
    for step in ask.view.period.steps:
        every, unhelped = found[metrics.UNANSWERED].get(step, 0), found[metrics.NOT_HELPFUL].get(step, 0)
        rows.append((ask.step(step), every - unhelped, unhelped))
    columns = texts.COLUMNS["unfound_days"]
    chart = charts.lines(
        [ask.short_step(step) for step in ask.view.period.steps],
        [(columns[n], [number(row[n]) for row in rows]) for n in (1, 2)],
    )
    return Sheet("unfound_days", columns, tuple(rows), chart=chart)


async def not_helpful(ask: Ask) -> Sheet:
    unhelped = (await reading.by_key(ask.session, ask.view, metrics.NOT_HELPFUL))[metrics.NOT_HELPFUL]
    seen = await _cards_seen(ask)
    order = sorted(unhelped, key=lambda card: (-unhelped[card], card))[:20]
    rows: list[tuple[Cell, ...]] = [
        (ask.names.card(card), seen.get(card, 0), unhelped[card], percent(unhelped[card], seen.get(card, 0)))
        for card in order
    ]
    return Sheet("not_helpful", texts.COLUMNS["not_helpful"], tuple(rows))


async def unfound_counties(ask: Ask) -> Sheet:
    found = (await reading.by_county(ask.session, ask.view, metrics.UNANSWERED))[metrics.UNANSWERED]
    rows: list[tuple[Cell, ...]] = [(ask.names.county(code), found.get(code, 0)) for code in ask.counties(found)]
    return Sheet("unfound_counties", texts.COLUMNS["unfound_counties"], tuple(rows))


async def _cards_seen(ask: Ask) -> dict[str, int]:
    """Turns about a card, less the presses of 没帮上, which are turns about it, too."""
    found = await reading.by_key(ask.session, ask.view, metrics.CARD, metrics.NOT_HELPFUL)
    unhelped = found[metrics.NOT_HELPFUL]
    seen = {card: count - unhelped.get(card, 0) for card, count in found[metrics.CARD].items()}
    return {card: count for card, count in seen.items() if count > 0}


def _ranking(id_: str, rows: tuple[tuple[Cell, ...], ...]) -> Sheet:
    columns = texts.COLUMNS[id_]
    chart = charts.bars([str(row[0]) for row in rows], [(columns[1], [number(row[1]) for row in rows])])
    return Sheet(id_, columns, rows, chart=chart)
