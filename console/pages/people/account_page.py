"""One account: its roles, and what can be done for it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from nicegui import ui

from cases import staff
from cases.actors import Actor
from cases.database import Session
from cases.errors import Conflict
from cases.rights import may
from cases.staff import Account
from console import saying
from console.pages.people.accounts import show_password, state_chips
from console.pages.people.frame import ask_first, panel, people_shell, say
from console.pages.people.role_fields import RoleFields
from console.texts import people as texts
from console.visit import Visit


class AccountPage:
    def __init__(self, visit: Visit, account: Account) -> None:
        self._visit = visit
        self._account = account

    def build(self) -> None:
        with people_shell(self._visit, "accounts", self._account.name):
            ui.link(f"← {texts.BACK}", "/people").classes("page-link")
            self._head = ui.element("div").classes("account-head")
            self._may_edit = may(self._visit.actor, "people.edit")
            if self._may_edit:
                with panel(texts.ROLES):
                    own = self._account.id == self._visit.staff_id
                    ui.label(texts.OWN_ROLES if own else texts.ROLES_HINT).classes("hint")
                    self._roles_box = ui.element("div")
                    ui.button(texts.SAVE_ROLES, on_click=self._save_roles).props("unelevated no-caps")
                with panel(texts.STEPS):
                    self._steps = ui.element("div").classes("account-steps")
        self._draw()

    def _draw(self) -> None:
        account, visit = self._account, self._visit
        self._head.clear()
        with self._head:
            with ui.element("div").classes("title-row"):
                ui.label(account.name).classes("page-title").props("role=heading aria-level=1")
                state_chips(account)
            last = saying.moment(account.last_login, visit.now) if account.last_login else texts.NEVER
            factor = texts.FACTOR_YES if account.second_factor else texts.FACTOR_NO
            facts = [
                f"{texts.LOGIN}：{account.login}",
                f"{texts.COLUMNS[2]}：{last}",
                f"{texts.FACTOR}：{factor}",
                texts.CREATED_AT.format(at=saying.moment(account.created_at, visit.now)),
            ]
            ui.label("　".join(facts)).classes("hint")
            if may(visit.actor, "audit.see"):
                ui.link(texts.SEE_LOG, f"/people/audit?person={account.id}").classes("card-link")
        if not self._may_edit:
            return
        self._roles_box.clear()
        with self._roles_box:
            self._roles = RoleFields(visit.console.taxonomy, account.roles)
        self._steps.clear()
        with self._steps:
            self._draw_steps()

    def _draw_steps(self) -> None:
        account = self._account
        if account.id == self._visit.staff_id:
            ui.label(texts.OWN_STEPS).classes("hint")
            ui.link(texts.TO_ME, "/me").classes("card-link")
            return
        name = account.name
        if account.active:
            self._step(texts.RESET_PASSWORD, texts.RESET_PASSWORD_ASK.format(name=name), self._reset_password)
            if account.second_factor:
                self._step(texts.RESET_FACTOR, texts.RESET_FACTOR_ASK, self._reset_factor)
            if account.locked:
                ui.button(texts.UNLOCK, on_click=self._unlock).props("outline no-caps")
            self._step(texts.CLOSE, texts.CLOSE_ASK.format(name=name, chats=account.chats), self._close)
        else:
            self._step(texts.OPEN, texts.OPEN_ASK.format(name=name), self._open)

    def _step(self, name: str, question: str, go: Callable[[], Awaitable[None]]) -> None:
        ui.button(name, on_click=lambda: ask_first(name, question, go)).props("outline no-caps")

    async def _save_roles(self) -> None:
        overtaken = False

        async def work(session: Session, actor: Actor, now: datetime) -> None:
            nonlocal overtaken
            try:
                await staff.change_roles(
                    session,
                    self._account.id,
                    actor=actor,
                    roles=self._roles.chosen(),
                    seen=self._account.roles,
                    now=now,
                )
            except Conflict:
                overtaken = True
                raise

        if await self._visit.attempt(work):
            say(texts.ROLES_SAVED)
            await self._again()
        elif overtaken:
            await self._again()

    async def _reset_password(self) -> None:
        made: list[str] = []

        async def work(session: Session, actor: Actor, now: datetime) -> None:
            made.append(await staff.reset_password(session, self._account.id, actor=actor, now=now))

        if await self._visit.attempt(work):
            here = f"/people/{self._account.id}"
            show_password(made[-1], self._account.name, lambda: ui.navigate.to(here))

    async def _reset_factor(self) -> None:
        async def work(session: Session, actor: Actor, now: datetime) -> None:
            await staff.reset_second_factor(session, self._account.id, actor=actor, now=now)

        await self._do(work, texts.RESET_FACTOR_DONE)

    async def _unlock(self) -> None:
        async def work(session: Session, actor: Actor, now: datetime) -> None:
            await staff.unlock(session, self._account.id, actor=actor, now=now)

        await self._do(work, texts.UNLOCKED)

    async def _close(self) -> None:
        chats: list[str] = []

        async def work(session: Session, actor: Actor, now: datetime) -> None:
            note = texts.CLOSE_NOTE.format(name=self._account.name)
            chats.extend(await staff.deactivate(session, self._account.id, actor=actor, note=note, now=now))

        await self._do(work, texts.CLOSE_DONE)
        if chats:
            await self._visit.wake("queue", *(f"conversation:{chat}" for chat in chats))

    async def _open(self) -> None:
        async def work(session: Session, actor: Actor, now: datetime) -> None:
            await staff.activate(session, self._account.id, actor=actor, now=now)

        await self._do(work, texts.OPEN_DONE)

    async def _do(self, work: Callable[[Session, Actor, datetime], Awaitable[None]], done: str) -> None:
        if await self._visit.attempt(work):
            say(done)
            await self._again()

    async def _again(self) -> None:
        async with self._visit.reading() as (session, actor):
            if not may(actor, "people.see"):  # they took their own role away
                ui.navigate.to("/")
                return
            self._account = await staff.account(session, self._account.id, actor=actor, now=self._visit.now)
        self._draw()
