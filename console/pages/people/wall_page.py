"""Looks behind the counselling wall: asking, deciding, and the list of a month."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, datetime, time

from nicegui import background_tasks, ui

from cases import wall
from cases.actors import Actor
from cases.database import Session
from cases.rights import may
from cases.wall import Opening
from cases.worktime import LOCAL
from console import saying
from console.live import keep_fresh
from console.pages.people.frame import panel, people_shell, say
from console.shell import chip
from console.texts import people as texts
from console.visit import Visit

WAKE = "wall"
FIRST_YEAR = 2020  # before there was anything to list


def month_of(text: str, now: datetime) -> date:
    """The first day of a month written like 2026-11; for anything else, that of the month now."""
    today = now.astimezone(LOCAL).date().replace(day=1)
    try:
        month = date.fromisoformat(f"{text}-01") if len(text) == 7 else today
    except ValueError:
        return today
    return month if FIRST_YEAR <= month.year <= today.year + 1 else today


def next_month(month: date, step: int = 1) -> date:
    count = month.year * 12 + month.month - 1 + step
    return date(count // 12, count % 12 + 1, 1)


class WallPage:
    """`where`: the talk a colleague came from, to ask for."""

    def __init__(self, visit: Visit, month: date, where: str) -> None:
        self._visit = visit
        self._month = month
        self._where = where
        self._shown: object = None

    async def build(self) -> None:
        actor = self._visit.actor
        self._visit.waiting_looks = (
            0  # they stand on this page: no bar that leads here, and would stay after the decision
        )
        with people_shell(self._visit, "wall", texts.TAB_WALL):
            ui.label(texts.TAB_WALL).classes("page-title").props("role=heading aria-level=1")
            ui.label(texts.WALL_INTRO).classes("notice")
            self._live = ui.element("div")
            if may(actor, "wall.ask", ""):
                self._draw_asking()
            if may(actor, "wall.list", ""):
                self._list = ui.element("div")
        await self._look()
        client = ui.context.client

        async def live() -> None:
            with self._live:
                await keep_fresh(self._visit, (WAKE,), self._look)

        task = background_tasks.create(live(), name="counselling wall")
        client.on_delete(lambda: task.cancel())

    def _draw_asking(self) -> None:
        with panel(texts.WALL_ASK):
            self._where_field = (
                ui.input(texts.WALL_WHERE, value=self._where, placeholder=texts.WALL_WHERE_HINT)
                .props("outlined dense stack-label maxlength=40")
                .classes("wall-where")
                .mark("where")
            )
            self._reason = (
                ui.textarea(texts.WALL_REASON, placeholder=texts.WALL_REASON_HINT)
                .props("outlined autogrow stack-label maxlength=500 counter")
                .classes("step-note")
            )
            ui.button(texts.WALL_SEND, on_click=self._ask).props("unelevated no-caps")

    async def _look(self) -> None:
        visit = self._visit
        first, after = (datetime.combine(day, time(), LOCAL) for day in (self._month, next_month(self._month)))
        async with visit.reading() as (session, actor):
            waiting = await wall.waiting(session, actor=actor, now=visit.now)
            mine = await wall.mine(session, actor=actor, now=visit.now)
            listed = None
            if may(actor, "wall.list", ""):
                listed = await wall.openings(session, actor=actor, since=first, until=after, now=visit.now)
        if (waiting, mine, listed) == self._shown:
            return
        self._shown = (waiting, mine, listed)
        self._live.clear()
        with self._live:
            if may(visit.actor, "wall.decide", ""):
                with panel(texts.WALL_WAITING):
                    for opening in waiting:
                        self._draw(opening, decide=True)
                    if not waiting:
                        ui.label(texts.WALL_WAITING_NONE).classes("panel-empty")
            if may(visit.actor, "wall.ask", ""):
                with panel(texts.WALL_MINE):
                    for opening in mine:
                        self._draw(opening)
                    if not mine:
                        ui.label(texts.WALL_MINE_NONE).classes("panel-empty")
        if listed is not None:
            self._list.clear()
            with self._list:
                self._draw_month(listed)

    def _draw_month(self, listed: list[Opening]) -> None:
        title = texts.WALL_MONTH.format(year=self._month.year, month=self._month.month)
        with panel(title):
            for opening in listed:
                self._draw(opening)
            if not listed:
                ui.label(texts.WALL_MONTH_NONE).classes("panel-empty")
            with ui.element("div").classes("pages"):
                for name, step in ((texts.WALL_BEFORE, -1), (texts.WALL_AFTER, 1)):
                    month = next_month(self._month, step)
                    ui.link(name, f"/people/wall?month={month:%Y-%m}").classes("page-link")

    def _draw(self, opening: Opening, *, decide: bool = False) -> None:
        now = self._visit.now
        with ui.element("div").classes("due-row look"):
            with ui.element("div").classes("matter-head"):
                ui.label(texts.WALL_SAID.format(asker=opening.asker, chat=opening.conversation_id[:8])).classes(
                    "event-what"
                )
                chip(texts.WALL_STATES[opening.state], f"look-{opening.state}")
            facts = [
                saying.moment(opening.asked_at, now),
                saying.county(self._visit.console.taxonomy, opening.county),
            ]
            if opening.decider and opening.decided_at:
                at = saying.moment(opening.decided_at, now)
                facts.append(texts.WALL_DECIDED.format(decider=opening.decider, at=at))
            if opening.state == "open" and opening.expires_at:
                facts.append(texts.WALL_UNTIL.format(at=saying.clock(opening.expires_at)))
            if opening.times:
                facts.append(texts.WALL_TIMES.format(times=opening.times))
            ui.label(" · ".join(facts)).classes("event-who")
            ui.label(opening.reason).classes("event-note")
            with ui.element("div").classes("event-actions"):
                self._draw_steps(opening, decide)

    def _draw_steps(self, opening: Opening, decide: bool) -> None:
        if decide:
            self._step(texts.WALL_ALLOW, wall.open_wall, opening.id, texts.WALL_ALLOWED, main=True)
            self._step(texts.WALL_REFUSE, wall.refuse, opening.id, texts.WALL_REFUSED)
        elif opening.state == "open":
            mine = opening.asked_by == self._visit.staff_id
            if mine:
                ui.link(texts.WALL_READ, f"/people/wall/{opening.conversation_id}").classes("button-link")
            if mine or may(self._visit.actor, "wall.decide", opening.county):
                self._step(texts.WALL_END, wall.end, opening.id, texts.WALL_ENDED)

    def _step(
        self, name: str, verb: Callable[..., Awaitable[None]], opening: int, done: str, *, main: bool = False
    ) -> None:
        async def go() -> None:
            async def work(session: Session, actor: Actor, now: datetime) -> None:
                await verb(session, opening, actor=actor, now=now)

            if await self._visit.attempt(work, wake=(WAKE,)):
                say(done)
            await self._look()

        ui.button(name, on_click=go).props("unelevated no-caps" if main else "outline no-caps")

    async def _ask(self) -> None:
        async def work(session: Session, actor: Actor, now: datetime) -> None:
            where, reason = self._where_field.value or "", self._reason.value or ""
            await wall.ask(session, where, actor=actor, reason=reason, now=now)

        if await self._visit.attempt(work, wake=(WAKE,)):
            self._where_field.set_value("")
            self._reason.set_value("")
            say(texts.WALL_SENT)
            await self._look()
