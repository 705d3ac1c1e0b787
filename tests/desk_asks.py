"""What the pages of the desk ask of the database, for `tests/desk_bench.py`. A part that is not there is named, not failed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from cases import casefile, desk, inbox
from cases.database import Session

if TYPE_CHECKING:
    from tests.desk_bench import Desk, Line

PAGE = 31


def lines(make: type[Line], bar: float) -> tuple[list[Line], list[tuple[str, str]]]:
    """(what can be measured, (name, why) of what cannot)."""
    found: list[Line] = []
    missing: list[tuple[str, str]] = []
    for name, build, more in (
        ("inbox", _inbox, {"bar": bar}),
        ("chat", _chat, {}),
        ("list", _lists, {"bar": bar}),
        ("case", _case, {}),
        ("figures", _figures, {"bar": bar}),
        ("warnings", _warnings, {}),
        ("export", _export, {}),
        ("claim", _claim, {"writes": True}),
    ):
        try:
            found += [make(title, ask, **{**more, **extra}) for title, ask, extra in build()]
        except (ImportError, AttributeError) as error:
            missing.append((name, str(error)))
    return found, missing


Asks = list[tuple[str, Callable[["Desk", Session, int], Any], dict[str, Any]]]


def _inbox() -> Asks:
    from cases.chats.lists import Wish, chat_lists
    from cases.chats.presence import present

    async def page(who: str, wish: Wish, d: Desk, s: Session) -> None:
        found = await chat_lists(s, actor=getattr(d, who), now=d.now, wish=wish)
        assert found.waiting or found.others
        await present(s, now=d.now)

    return [
        ("inbox: duty desk, own desk", lambda d, s, n: page("duty", Wish(), d, s), {}),
        ("inbox: duty desk, everything", lambda d, s, n: page("duty", Wish(desk_only=False), d, s), {}),
        ("inbox: administrator, near the promise", lambda d, s, n: page("admin", Wish(False, "near"), d, s), {}),
        ("inbox: county desk", lambda d, s, n: page("county", Wish(), d, s), {}),
    ]


def _chat() -> Asks:
    async def chat(d: Desk, s: Session, n: int) -> None:
        found = await inbox.read_chat(s, d.chats[n % len(d.chats)], actor=d.admin, now=d.now)
        assert found.lines

    from cases.chats.overview import summary_of
    from console.pages.chats.summary_panel import platform_words

    words = platform_words()

    async def summary(d: Desk, s: Session, n: int) -> None:
        await summary_of(s, d.chats[n % len(d.chats)], actor=d.admin, now=d.now, platforms=words)

    return [("chat: opened, newest 100 messages", chat, {}), ("chat: summary", summary, {})]


def _lists() -> Asks:
    from cases.casework.listing import Place, Wanted, list_cases

    async def page(d: Desk, s: Session, who: str, wanted: Wanted, *, some: bool = True, **more: Any) -> None:
        found = await list_cases(s, actor=getattr(d, who), wanted=wanted, now=d.now, limit=PAGE, **more)
        assert found or not some

    def ask(who: str, wanted: Wanted, *, deep: bool = False, **more: Any) -> Callable[[Desk, Session, int], Any]:
        return lambda d, s, n: page(d, s, who, wanted, after=Place(d.deep - n) if deep else None, **more)

    nowhere = Wanted(employer="没有这家")
    one_of_each = Wanted("needs_papers", "enrollment", county="610331")
    return [
        ("list: newest", ask("duty", Wanted()), {}),
        ("list: deep page", ask("duty", Wanted(), deep=True), {}),
        ("list: county desk", ask("county", Wanted()), {}),
        ("list: county desk, open, by time left", ask("county", Wanted("open"), order="due"), {}),
        ("list: open, by time left", ask("duty", Wanted("open"), order="due"), {}),
        ("list: overdue", ask("duty", Wanted(time="overdue"), order="due"), {}),
        ("list: one status, kind and county", ask("admin", one_of_each, some=False), {}),
        ("list: one program", ask("admin", Wanted(program="labor_mediation")), {}),
        ("list: major ones, deep page", ask("admin", Wanted(tier="major"), deep=True, some=False), {}),
        ("list: mine", ask("lawyer", Wanted(assigned=19)), {}),
        ("list: employer words", ask("admin", Wanted(employer="恒达建筑")), {}),
        ("list: employer words that are nowhere", ask("admin", nowhere, some=False), {}),
        ("list: county desk, employer words that are nowhere", ask("county", nowhere, some=False), {}),
    ]


def _case() -> Asks:
    from console.pages.casework.opened import gather

    async def case(d: Desk, s: Session, n: int) -> None:
        found = await casefile.look(s, d.numbers[n % len(d.numbers)], actor=d.admin, now=d.now)
        assert (await gather(s, d.admin, found, "", d.now)).events

    return [("case: opened, with its event", case, {"writes": True})]


def _figures() -> Asks:
    from datetime import timedelta

    from cases import programs
    from cases.figures import reading
    from cases.figures.periods import Period, local_day
    from cases.figures.view import look
    from console.report.ask import Ask
    from console.report.names import Names, questions_of
    from console.report.tabs import TABS
    from knowledge.taxonomy import load_taxonomy

    taxonomy = load_taxonomy()

    def tab(key: str, who: str, days: int) -> Callable[[Desk, Session, int], Any]:
        async def read(d: Desk, s: Session, n: int) -> None:
            today = local_day(d.now)
            view = look(getattr(d, who), Period(today - timedelta(days=days - 1), today))
            ask = Ask(s, view, Names(taxonomy, {}, questions_of(await programs.everything(s))), d.now)
            await TABS[key](ask)
            await reading.sources(s, view)
            await reading.counted_at(s)

        return read

    found: Asks = [(f"figures: {key}, 30 days", tab(key, "admin", 30), {}) for key in TABS]
    found += [(f"figures: {key}, two years", tab(key, "admin", 730), {}) for key in TABS]
    return [*found, ("figures: overview, county desk, a year", tab("overview", "county", 365), {})]


def _warnings() -> Asks:
    from cases.warnings import handling, sameness, watch
    from knowledge.sounds import load_sounds

    sounds = load_sounds()

    async def look(d: Desk, s: Session, n: int) -> None:
        await watch.look(s, now=d.now)

    async def page(d: Desk, s: Session, n: int) -> None:
        found = await handling.list_warnings(s, actor=d.admin, now=d.now)
        await sameness.alike(s, [v.warning for v in found], now=d.now, sounds=sounds)

    async def fresh(d: Desk, s: Session, n: int) -> None:
        await handling.list_warnings(s, actor=d.county, now=d.now)
        await handling.count_new(s, actor=d.county)

    return [
        ("warnings: the look every ten minutes", look, {"writes": True}),
        ("warnings: page of the city, with likenesses", page, {}),
        ("warnings: page of a county desk, looked at again", fresh, {}),
    ]


def _export() -> Asks:
    """About 10,000 cases: the enrolments of one county."""
    from cases.wakeups import LocalWakeups
    from console.exports.cases import CaseExport
    from console.pages.casework.filters import Filters
    from console.visit import Console, Visit
    from knowledge.taxonomy import load_taxonomy

    taxonomy = load_taxonomy()

    def download(d: Desk) -> CaseExport:
        console = Console(d.database, lambda: d.now, LocalWakeups(d.database), taxonomy)
        return CaseExport(Visit(console, "", d.admin), Filters(kind="enrollment", county="610302"))

    async def excel(d: Desk, s: Session, n: int) -> None:
        path = await download(d).xlsx()
        assert path.stat().st_size > 10_000
        path.unlink()

    async def csv(d: Desk, s: Session, n: int) -> None:
        assert sum([len(part) async for part in download(d).csv()]) > 10_000

    few = {"at_most": 3}
    return [("export: 10,000 cases as Excel", excel, few), ("export: 10,000 cases as CSV", csv, few)]


def _claim() -> Asks:
    async def claim(d: Desk, s: Session, n: int) -> None:
        await desk.take_over(s, d.waiting[n], actor=d.duty, now=d.now, notice="工会工作人员已经接手。")

    return [("claim: take over a chat", claim, {})]
