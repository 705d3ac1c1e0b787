"""The sentences of the monthly report, made by rule from the tables: what rose, what fell, what waits."""

from __future__ import annotations

from collections.abc import Mapping

from cases.figures import live, metrics, reading
from cases.figures.metrics import AWARE, CASES_OPENED, SIGNED_UP, TEN_PROJECTS
from console.report import overview, waits
from console.report.ask import Ask
from console.report.sheet import percent
from console.texts import figures as texts

TOLD = (metrics.CHAT_DAYS, metrics.PEOPLE, metrics.CASES_OPENED, overview.CLOSED, metrics.HANDOVERS, metrics.CRISIS)


async def summary(ask: Ask) -> list[str]:
    """Whole sentences, the most important first."""
    now, before = await overview.numbers(ask)
    said = [compared(ask, name, now, before) for name in TOLD]
    if not now[metrics.CHAT_DAYS] and not now[CASES_OPENED]:
        said = [texts.SAID_NOTHING]
    said += await _matters(ask)
    waiting = sum(queue.waiting for queue in await live.queues(ask.session, ask.view, now=ask.now))
    cases = sum((await live.open_cases(ask.session, ask.view)).values())
    over = sum((await live.over_by_county(ask.session, ask.view, now=ask.now)).values())
    said.append(texts.SAID_WAITS.format(waiting=f"{waiting:,}", open=f"{cases:,}", over=f"{over:,}"))
    said.append(texts.SAID_UNFOUND.format(count=f"{now[metrics.UNANSWERED]:,}"))
    return said


def compared(ask: Ask, name: str, now: Mapping[str, int], before: Mapping[str, int]) -> str:
    """One figure beside that of the month before."""
    title, count, last = texts.TILES[name], now[name], before[name]
    if ask.guarded(name, count) is None:
        return texts.SAID_HIDDEN.format(name=title)
    if ask.guarded(name, last) is None:
        return f"{title} {count:,}。"
    if count == last:
        return texts.SAID_SAME.format(name=title, now=f"{count:,}")
    if last == 0:
        return texts.SAID_NEW.format(name=title, now=f"{count:,}")
    words = texts.SAID_ROSE if count > last else texts.SAID_FELL
    change = abs(count - last)
    return words.format(name=title, now=f"{count:,}", change=f"{change:,}", percent=f"{change / last * 100:.1f}")


async def promise_sentences(ask: Ask) -> list[str]:
    """How many promises were kept, and how quick the first answer was."""
    counts = await reading.totals(ask.session, ask.view, metrics.KEPT, metrics.BREACHED)
    kept, every = counts[metrics.KEPT], sum(counts.values())
    if not every:
        return [texts.SAID_NO_PROMISE]
    said = [texts.SAID_PROMISE.format(all=f"{every:,}", kept=f"{kept:,}", share=percent(kept, every))]
    median = await waits.first_reply(ask)
    return [*said, texts.SAID_MEDIAN.format(time=median)] if median else said


async def project_sentence(ask: Ask) -> str:
    """New people of all ten projects together; what the table hides is left out, or the sum would give it away."""
    found = await reading.by_key(ask.session, ask.view, AWARE, SIGNED_UP)
    aware, joined = (
        sum(ask.guarded(project, found[metric].get(project, 0)) or 0 for project in TEN_PROJECTS)
        for metric in (AWARE, SIGNED_UP)
    )
    return texts.SAID_PROJECTS.format(aware=f"{aware:,}", joined=f"{joined:,}")


async def warning_and_rating_sentences(ask: Ask) -> list[str]:
    """Early warnings raised in the month and what became of them; what marks people gave."""
    found = await reading.warnings(ask.session, ask.view)
    raised = sum(found.values())
    said = [
        texts.SAID_WARNINGS.format(
            count=raised,
            acted=found.get("acted", 0) + found.get("closed", 0),
            closed=found.get("closed", 0),
            dismissed=found.get("dismissed", 0),
        )
        if raised
        else texts.SAID_NO_WARNINGS
    ]
    count, mean = await overview.ratings(ask)
    said.append(texts.SAID_NO_RATING if mean is None else texts.SAID_RATING.format(count=count, average=f"{mean:.1f}"))
    return said


async def _matters(ask: Ask) -> list[str]:
    """Which matter rose and which fell most; what must not be told apart takes no part."""
    counts = []
    for view in (ask.view, ask.view.during(ask.view.period.before())):
        counts.append((await reading.by_key(ask.session, view, CASES_OPENED))[CASES_OPENED])
    now, before = counts
    changes = {
        key: now.get(key, 0) - before.get(key, 0)
        for key in now.keys() | before.keys()
        if None not in (ask.guarded(key, now.get(key, 0)), ask.guarded(key, before.get(key, 0)))
    }
    if not changes:
        return []
    said = []
    most = min(changes, key=lambda key: (-changes[key], key))
    least = min(changes, key=lambda key: (changes[key], key))
    for key, words, moved in (
        (most, texts.SAID_MOST_ROSE, changes[most] > 0),
        (least, texts.SAID_MOST_FELL, changes[least] < 0),
    ):
        if moved:
            change = f"{abs(changes[key]):,}"
            said.append(words.format(name=ask.names.matter(key), now=f"{now.get(key, 0):,}", change=change))
    return said
