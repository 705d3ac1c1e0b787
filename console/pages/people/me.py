"""Everybody's own account: password, second factor, and where one is logged in."""

from __future__ import annotations

from datetime import datetime

from nicegui import ui

from cases import staff
from cases.actors import Actor
from cases.database import Session
from cases.rights import may
from cases.staff import MySession
from console import saying
from console import texts as console_texts
from console.pages.people.frame import panel, say, warn
from console.pages.people.my_factor import MyFactor
from console.shell import shell
from console.texts import people as texts
from console.visit import Visit


class MyAccount:
    """`target`: where the colleague was going when something had to be done here first."""

    def __init__(self, visit: Visit, target: str) -> None:
        self._visit = visit
        self._target = target

    async def build(self) -> None:
        visit = self._visit
        async with visit.reading() as (session, _):
            has_factor = await staff.has_second_factor(session, visit.staff_id)
        held_back = visit.held_back
        ui.page_title(f"{texts.ME} · {console_texts.TITLE}")
        with shell(visit, active="me"), ui.element("div").classes("sheet people my-account"):
            ui.label(texts.ME).classes("page-title").props("role=heading aria-level=1")
            ui.label(f"{visit.actor.name} · {saying.rights(visit.console.taxonomy, visit.actor)}").classes("hint")
            if visit.must_change_password:
                ui.label(texts.ME_MUST_CHANGE).classes("notice").props("role=alert")
            elif held_back:
                ui.label(texts.ME_MUST_SET_UP).classes("notice").props("role=alert")
            with panel(texts.PASSWORD):
                self._draw_password()
            with panel(texts.FACTOR):
                MyFactor(visit, has_factor, lambda: ui.navigate.to(self._target if held_back else "/me")).build()
            if may(visit.actor, "wall.ask", "") and not held_back:
                ui.link(texts.WALL_ASK_HERE, "/people/wall").classes("wall-link")
            with panel(texts.SESSIONS):
                ui.label(texts.SESSIONS_HINT).classes("hint")
                self._sessions = ui.element("div")
        await self._draw_sessions()

    def _draw_password(self) -> None:
        ui.label(texts.PASSWORD_RULE).classes("hint")
        fields = [
            ui.input(label, password=True, password_toggle_button=True)
            .props(f"outlined dense maxlength=200 autocomplete={complete}")
            .classes("my-field")
            .mark(mark)
            for label, complete, mark in (
                (texts.PASSWORD_OLD, "current-password", "old"),
                (texts.PASSWORD_NEW, "new-password", "new"),
                (texts.PASSWORD_AGAIN, "new-password", "again"),
            )
        ]

        async def save() -> None:
            old, new, again = (field.value or "" for field in fields)
            if new != again:
                warn(texts.PASSWORD_DIFFERENT)
                return
            problem: str | None = None

            async def work(session: Session, actor: Actor, now: datetime) -> None:
                nonlocal problem
                problem = await staff.change_own_password(
                    session, actor=actor, token=self._visit.token, old=old, new=new, now=now
                )

            if not await self._visit.attempt(work):
                return
            if problem is not None:
                warn(problem)
                return
            for field in fields:
                field.set_value("")
            if self._visit.must_change_password:
                ui.navigate.to(self._target)
                return
            say(texts.PASSWORD_CHANGED)
            await self._draw_sessions()

        ui.button(texts.PASSWORD_SAVE, on_click=save).props("unelevated no-caps")

    async def _draw_sessions(self) -> None:
        visit = self._visit
        async with visit.reading() as (session, actor):
            found = await staff.my_sessions(session, actor=actor, token=visit.token, now=visit.now)
        self._sessions.clear()
        with self._sessions:
            for one in found:
                self._draw_session(one)

    def _draw_session(self, one: MySession) -> None:
        now = self._visit.now
        with ui.element("div").classes("due-row my-session"):
            with ui.element("div"):
                ui.label(one.address or texts.NO_ADDRESS).classes("event-what")
                created, seen = saying.moment(one.created_at, now), saying.moment(one.seen_at, now)
                ui.label(texts.SESSION_SAID.format(created=created, seen=seen)).classes("event-who")
            if one.mine:
                ui.label(texts.SESSION_HERE).classes("chip")
                return

            async def end() -> None:
                async def work(session: Session, actor: Actor, at: datetime) -> None:
                    await staff.end_session(session, one.key, actor=actor, now=at)

                if await self._visit.attempt(work):
                    say(texts.SESSION_ENDED)
                await self._draw_sessions()

            ui.button(texts.SESSION_END, on_click=end).props("outline dense no-caps")
