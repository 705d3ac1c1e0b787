"""One consultant: settings and week, leave, and the calendar feed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from nicegui import ui

from cases.access import CITY
from cases.actors import Actor
from cases.calendars import changes, consultants, feed
from cases.calendars.changes import Proposal
from cases.calendars.consultants import Settings
from cases.database import Session
from cases.models import Consultant
from cases.rights import may
from cases.worktime import load_book
from console import saying
from console import texts as common
from console.pages.calendar.affected import LEGAL, change
from console.pages.calendar.exceptions_part import ExceptionsPart
from console.pages.calendar.week_editor import WeekEditor
from console.pages.calendar.words import wording
from console.shell import shell
from console.texts import calendar as texts
from console.visit import Visit


class ConsultantPage:
    """`row` None: a new consultant."""

    def __init__(self, visit: Visit, row: Consultant | None, accounts: list[tuple[int, str, str]]) -> None:
        self._visit = visit
        self._row = row
        self._accounts = accounts
        self._seen = Settings.of(row) if row is not None else None

    async def build(self) -> None:
        row, actor = self._row, self._visit.actor
        title = row.name if row is not None else texts.NEW_TITLE
        edits = row is None or consultants.edits_calendar(actor, row)
        ui.page_title(f"{title} · {common.TITLE}")
        with shell(self._visit, active="calendar"), ui.element("div").classes("sheet calendar"):
            with ui.element("div").classes("title-row"):
                ui.link("←", "/calendar").classes("back back-always").props(f'aria-label="{texts.BACK}"')
                ui.label(title).classes("page-title").props("role=heading aria-level=1")
                if row is not None:
                    ui.link(texts.TITLE, f"/calendar?consultant={row.id}").classes("button-link")
            with ui.element("div").classes("case-columns"):
                with ui.element("div"):
                    if edits:
                        self._draw_settings()
                    else:
                        self._draw_summary()
                with ui.element("div"):
                    if row is not None and consultants.manages_leave(actor, row):
                        self._exceptions = ExceptionsPart(self._visit, row.id)
                        await self._exceptions.load()
                        self._draw_feed(row)

    # ------------------------------------------------------------------ settings
    def _draw_settings(self) -> None:
        s = self._seen or Settings("", "public_interest", self._counties_first(), ("phone",), "", {}, 30)
        with ui.element("section").classes("panel consultant"):
            ui.label(texts.BASICS).classes("panel-title").props("role=heading aria-level=2")
            self._name = self._field(ui.input(texts.NAME, value=s.name), "maxlength=40")
            self._kind = self._field(ui.select(dict(texts.KINDS), label=texts.KIND, value=s.kind))
            self._county = self._field(ui.select(dict(self._counties()), label=texts.COUNTY, value=s.county))
            with ui.element("div").classes("consultant-ways").props(f'role=group aria-label="{texts.WAYS_LABEL}"'):
                self._ways = {
                    way: ui.checkbox(name, value=way in s.ways).props("dense") for way, name in texts.WAYS.items()
                }
            self._place = self._field(ui.input(texts.PLACE, value=s.place), "maxlength=200")
            with ui.element("div").classes("consultant-numbers"):
                self._minutes = self._number(texts.MINUTES, s.minutes)
                self._buffer = self._number(texts.BUFFER, s.buffer)
                self._capacity = self._number(texts.CAPACITY, s.capacity)
            known = {0: texts.NO_ACCOUNT, **{i: name for i, name, _ in self._accounts}}
            self._account = self._field(
                ui.select(known, label=texts.ACCOUNT, value=s.staff_id if s.staff_id in known else 0)
            )
            self._active = ui.checkbox(texts.ACTIVE, value=s.active).props("dense")
        with ui.element("section").classes("panel"):
            ui.label(texts.WEEK).classes("panel-title").props("role=heading aria-level=2")
            ui.label(texts.WEEK_HINT).classes("hint")
            self._week = WeekEditor(s.weekly)
            ui.button(texts.SAVE, on_click=self._save).props("unelevated no-caps").classes("consultant-save")

    @staticmethod
    def _field(field, more: str = ""):  # type: ignore[no-untyped-def]
        return field.props(f"outlined dense stack-label options-dense {more}").classes("consultant-field")

    @staticmethod
    def _number(label: str, value: int) -> ui.input:
        field = ui.input(label, value=str(value)).props("outlined dense stack-label inputmode=numeric maxlength=3")
        return field.classes("consultant-number")

    def _counties(self) -> Mapping[str, str]:
        """Only counties whose calendars this colleague may change, and where the consultant is now."""
        held = self._seen.county if self._seen else None
        counties = self._visit.console.taxonomy.counties
        return {
            code: name
            for code, name in counties.items()
            if code == held or may(self._visit.actor, "calendar.edit", code)
        }

    def _counties_first(self) -> str:
        return next(iter(self._counties()), CITY)

    def _written(self) -> Settings | None:
        """What stands in the form; None (and a word about it) when a number is none or a span is half written."""
        half = self._week.half_written()
        if half is not None:
            ui.notify(texts.HALF_SPAN.format(day=half), type="warning", position="top")
            return None
        numbers = []
        for field in (self._minutes, self._buffer, self._capacity):
            text = str(field.value or "").strip()
            if not (text.isascii() and text.isdigit()):
                label = str(field.props.get("label", ""))
                ui.notify(texts.NUMBER_NEEDED.format(label=label), type="warning", position="top")
                return None
            numbers.append(int(text))
        return Settings(
            name=self._name.value or "",
            kind=str(self._kind.value),
            county=str(self._county.value),
            ways=tuple(way for way, box in self._ways.items() if box.value),
            place=self._place.value or "",
            weekly=self._week.weekly(),
            minutes=numbers[0],
            buffer=numbers[1],
            capacity=numbers[2],
            staff_id=int(self._account.value) or None,
            active=bool(self._active.value),
        )

    async def _save(self) -> None:
        written = self._written()
        if written is None:
            return
        if self._row is None:
            await self._create(written)
            return
        if await change(self._visit, self._row.id, Proposal(settings=written, seen=self._seen)):
            self._seen = written.cleaned()
            ui.notify(texts.SAVED, type="positive", position="top")

    async def _create(self, written: Settings) -> None:
        made: list[str] = []

        async def work(session: Session, actor: Actor, now: datetime) -> None:
            row = await consultants.create(session, written, actor=actor)
            calendar = load_book().for_desk(LEGAL)
            await changes.apply(
                session, row.id, Proposal(settings=written), actor=actor, now=now, calendar=calendar, words=wording()
            )
            made.append(row.id)

        if await self._visit.attempt(work):
            ui.notify(texts.CREATED, type="positive", position="top")
            ui.navigate.to(f"/calendar/consultants/{made[0]}")

    def _draw_summary(self) -> None:
        s = self._seen
        assert s is not None
        with ui.element("section").classes("panel"):
            ui.label(texts.BASICS).classes("panel-title").props("role=heading aria-level=2")
            facts = [texts.KINDS[s.kind], saying.county(self._visit.console.taxonomy, s.county)]
            facts += [texts.WAYS[way] for way in s.ways]
            ui.label(" · ".join(facts))
            ui.label(s.place).classes("hint")
            for key, name in texts.DAYS.items():
                if s.weekly.get(key):
                    ui.label(f"{name} {'、'.join(s.weekly[key])}")
            ui.label(texts.READ_ONLY).classes("hint")

    # ------------------------------------------------------------------ the feed
    def _draw_feed(self, row: Consultant) -> None:
        with ui.element("section").classes("panel"):
            ui.label(texts.FEED).classes("panel-title").props("role=heading aria-level=2")
            ui.label(texts.FEED_HINT).classes("hint")
            self._feed = ui.element("div").classes("feed")
        self._draw_feed_state(on=row.feed_hash is not None)

    def _draw_feed_state(self, *, on: bool, token: str = "") -> None:
        self._feed.clear()
        with self._feed:
            if token:
                ui.label(texts.FEED_ONCE).classes("feed-once")
                ui.label(f"/calendar/feed/{token}.ics").classes("feed-address").props("tabindex=0")
                ui.run_javascript(
                    "document.querySelectorAll('.feed-address').forEach(e => {"
                    " if (!e.textContent.startsWith('http')) e.textContent = location.origin + e.textContent })"
                )
            elif on:
                ui.label(texts.FEED_ON).classes("hint")
            with ui.element("div").classes("editor-actions"):
                name = texts.FEED_RENEW if on or token else texts.FEED_MAKE
                ui.button(name, on_click=self._make_feed).props("outline no-caps")
                if on or token:
                    ui.button(texts.FEED_CLOSE, on_click=self._close_feed).props("flat no-caps")

    async def _make_feed(self) -> None:
        made: list[str] = []

        async def work(session: Session, actor: Actor, now: datetime) -> None:
            made.append(await feed.open_feed(session, self._id, actor=actor, now=now))

        if await self._visit.attempt(work):
            self._draw_feed_state(on=True, token=made[0])

    async def _close_feed(self) -> None:
        async def work(session: Session, actor: Actor, now: datetime) -> None:
            await feed.close_feed(session, self._id, actor=actor, now=now)

        if await self._visit.attempt(work):
            self._draw_feed_state(on=False)
            ui.notify(texts.FEED_CLOSED, type="positive", position="top")

    @property
    def _id(self) -> str:
        assert self._row is not None
        return self._row.id
