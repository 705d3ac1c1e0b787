"""The page /warnings: the promise in numbers, then every open warning with what can be done about it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from urllib.parse import urlencode

import yaml
from nicegui import background_tasks, ui
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from cases import staff
from cases.actors import Actor
from cases.database import Session
from cases.rights import may
from cases.warnings import handling, promise, sameness
from cases.warnings.employers import Platforms
from cases.warnings.handling import WarningView
from cases.warnings.promise import Promise
from cases.warnings.rules import load_rules
from cases.warnings.sameness import Alike
from cases.worktime import LOCAL
from console import saying
from console import texts as common
from console.live import keep_fresh
from console.pages.warnings.card import WarningCard
from console.pages.warnings.dialogs import JoinDialog, StepDialog
from console.pages.warnings.figures import draw_promise
from console.plain import not_found_page
from console.shell import empty, shell
from console.texts import warnings as texts
from console.visit import Console, Visit, page
from knowledge import LEXICON
from knowledge.sounds import load_sounds


@cache  # files of the release
def platforms() -> Platforms:
    return Platforms.of(yaml.safe_load((LEXICON / "platforms.yml").read_text("utf-8")))


@cache
def sounds() -> Mapping[str, str]:
    return load_sounds()


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address says. `county` empty: all that the colleague may see; `days`: the period of the promise."""

    over: bool = False
    county: str = ""
    days: int = 90

    @classmethod
    def read(cls, query: QueryParams) -> Filters:
        days = query.get("days", "")
        return cls(
            over=query.get("list") == "over",
            county=query.get("county", "")[:12],
            days=int(days) if days in {str(n) for n in texts.PERIODS} else 90,
        )

    def address(self) -> str:
        kept: dict[str, str] = {}
        if self.over:
            kept["list"] = "over"
        if self.county:
            kept["county"] = self.county
        if self.days != 90:
            kept["days"] = str(self.days)
        return "/warnings" + (f"?{urlencode(kept)}" if kept else "")


def warnings_pages(console: Console) -> None:
    async def build(visit: Visit, request: Request) -> Response | None:
        filters = Filters.read(request.query_params)
        if not may(visit.actor, "warnings.see", ""):
            return not_found_page(texts.FORBIDDEN)
        if filters.county and not may(visit.actor, "warnings.see", filters.county):
            return not_found_page()
        await WarningsPage(visit, filters).build()
        return None

    page(console, "/warnings", build)


class WarningsPage:
    def __init__(self, visit: Visit, filters: Filters) -> None:
        self._visit = visit
        self._filters = filters
        self._views: list[WarningView] = []
        self._alike: dict[int, list[Alike]] = {}
        self._joined: dict[int, dict[str, list[str]]] = {}
        self._names: dict[int, str] = {}
        self._firms: object = None
        self._looking = asyncio.Lock()
        self._shown: object = None
        self._promise_shown: Promise | None = None

    async def build(self) -> None:
        ui.page_title(f"{texts.TITLE} · {common.TITLE}")
        with shell(self._visit, active="warnings"), ui.element("div").classes("sheet warnings") as self._root:
            ui.label(texts.TITLE).classes("page-title").props("role=heading aria-level=1")
            rules = load_rules()
            intro = texts.INTRO.format(days=rules.window.days, people=rules.people)
            ui.label(intro).classes("hint")
            self._draw_filters()
            self._figures = ui.element("section").classes("panel promise")
            with ui.element("div").classes("tabs").props("role=navigation"):
                for over, name in ((False, texts.OPEN), (True, texts.OVER)):
                    link = ui.link(name, replace(self._filters, over=over).address()).classes("tab")
                    if over == self._filters.over:
                        link.classes("is-active").props("aria-current=page")
            self._list = ui.element("div").classes("warning-list")
            # Outside the list, which is drawn anew while somebody types.
            self.steps = StepDialog(self._visit, self._look, self._status_of)
            self.joins = JoinDialog(self._visit, self._again)
        await self._look()
        client = ui.context.client

        async def live() -> None:
            with self._root:
                await keep_fresh(self._visit, ("queue",), self._look)

        task = background_tasks.create(live(), name="early warnings")
        client.on_delete(lambda: task.cancel())

    def _draw_filters(self) -> None:
        actor, taxonomy = self._visit.actor, self._visit.console.taxonomy
        counties = {code: name for code, name in taxonomy.counties.items() if may(actor, "warnings.see", code)}
        with ui.element("div").classes("filters"):
            if len(counties) > 1:
                choices = {"": common.ALL, **counties}
                ui.select(
                    choices,
                    label=texts.FILTER_COUNTY,
                    value=self._filters.county if self._filters.county in choices else "",
                    on_change=lambda e: ui.navigate.to(replace(self._filters, county=e.value or "").address()),
                ).props("outlined dense options-dense stack-label").classes("filter")
            ui.select(
                dict(texts.PERIODS),
                label=texts.FILTER_PERIOD,
                value=self._filters.days,
                on_change=lambda e: ui.navigate.to(replace(self._filters, days=int(e.value)).address()),
            ).props("outlined dense options-dense stack-label").classes("filter")

    def _status_of(self, warning_id: int) -> str | None:
        """The state of a warning as last read; None when it is no longer among these."""
        return next((v.warning.status for v in self._views if v.warning.id == warning_id), None)

    async def _again(self) -> None:
        """After names were joined or parted: suggestions are looked for anew."""
        await self._look(names=True)

    async def _look(self, *, names: bool = False) -> None:
        async with self._looking:  # a wake-up may come while a step of ours looks
            await self._read(names)

    async def _read(self, names: bool) -> None:
        f, now = self._filters, self._visit.now
        last = now.astimezone(LOCAL).date()
        first = last - timedelta(days=f.days - 1)
        async with self._visit.reading() as (session, actor):
            views = await handling.list_warnings(session, actor=actor, now=now, over=f.over, county=f.county or None)
            kept = await promise.kept_promise(session, first, last, f.county or None, actor=actor)
            firms = [(v.warning.id, v.warning.employer_key, v.warning.people) for v in views]
            if (names or firms != self._firms) and not f.over:
                rows = [v.warning for v in views]
                self._alike = await sameness.alike(session, rows, now=now, sounds=sounds())
                self._joined = {row.id: await sameness.spellings(session, row, platforms=platforms()) for row in rows}
            self._firms = firms
            self._names = await staff.names(session)
        self._views = views
        self._draw(kept, now)

    def _draw(self, kept: Promise, now: datetime) -> None:
        if kept != self._promise_shown:
            self._promise_shown = kept
            self._figures.clear()
            with self._figures:
                draw_promise(kept)
        shown = (
            [
                (v.warning.id, v.warning.status, v.warning.people, v.warning.employer, v.cases, v.steps, v.days)
                for v in self._views
            ],
            [(k, tuple(a)) for k, a in self._alike.items()],
            str(self._joined),
            saying.moment(now, now)[:2],
        )
        if shown == self._shown:
            return
        self._shown = shown
        self._list.clear()
        with self._list:
            if not self._views:
                empty(
                    texts.NONE_OVER if self._filters.over else texts.NONE,
                    texts.NONE_OVER_HINT if self._filters.over else texts.NONE_HINT,
                )
            for view in self._views:
                ident = view.warning.id
                WarningCard(
                    self._visit, view, self._names, self._alike.get(ident, []), self._joined.get(ident, {})
                ).draw(see=self._see, step=self.steps.open, join=self.joins.open, part=self._part)

    async def _see(self, view: WarningView) -> None:
        async def work(session: Session, actor: Actor, now: datetime) -> None:
            await handling.handle(
                session, view.warning.id, actor=actor, status="seen", was=view.warning.status, note="", now=now
            )

        if await self._visit.attempt(work, wake=("queue",)):
            ui.notify(texts.SEEN, type="positive", position="top")
        await self._look()

    async def _part(self, view: WarningView, own: str) -> None:
        async def work(session: Session, actor: Actor, now: datetime) -> None:
            await sameness.part(session, view.warning.id, own, actor=actor, now=now, platforms=platforms())

        if await self._visit.attempt(work, wake=("queue",)):
            ui.notify(texts.PARTED, type="positive", position="top")
        await self._again()
