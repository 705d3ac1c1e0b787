"""The list of accounts, and making a new one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from nicegui import ui

from cases import staff
from cases.actors import Actor
from cases.database import Session
from cases.rights import may
from cases.staff import Account
from console import saying
from console.pages.people.frame import people_shell, show_once
from console.pages.people.role_fields import RoleFields
from console.shell import chip
from console.texts import people as texts
from console.visit import Visit


class AccountList:
    def __init__(self, visit: Visit) -> None:
        self._visit = visit

    async def build(self) -> None:
        async with self._visit.reading() as (session, actor):
            found = await staff.accounts(session, actor=actor, now=self._visit.now)
        with people_shell(self._visit, "accounts", texts.PEOPLE):
            with ui.element("div").classes("title-row"):
                ui.label(texts.PEOPLE).classes("page-title").props("role=heading aria-level=1")
                if may(self._visit.actor, "people.edit"):
                    ui.button(texts.NEW, on_click=self._ask_for_new).props("unelevated no-caps").classes("push-right")
            ui.label(texts.ACCOUNTS_HINT).classes("hint")
            with ui.element("div").classes("table account-table").props("role=table"):
                with ui.element("div").classes("table-head").props("role=row"):
                    for name in texts.COLUMNS:
                        ui.label(name).props("role=columnheader")
                for account in found:
                    self._draw(account)

    def _draw(self, account: Account) -> None:
        row = ui.link(target=f"/people/{account.id}").classes("table-row").props("role=row")
        if not account.active:
            row.classes("is-closed")
        with row:
            with ui.element("div").classes("account-who").props("role=cell"):
                ui.label(account.name).classes("account-name")
                ui.label(account.login).classes("account-login")
            roles = saying.rights(self._visit.console.taxonomy, as_actor(account))
            ui.label(roles or "—").classes("account-roles").props("role=cell")
            last = saying.moment(account.last_login, self._visit.now) if account.last_login else texts.NEVER
            ui.label(last).classes("account-last").props("role=cell")
            factor = texts.FACTOR_YES if account.second_factor else texts.FACTOR_NO
            ui.label(factor).classes("account-factor").props("role=cell")
            with ui.element("div").classes("account-state").props("role=cell"):
                state_chips(account)

    def _ask_for_new(self) -> None:
        visit = self._visit
        with ui.dialog(value=True).props("persistent") as dialog, ui.card().classes("dialog dialog-wide"):
            ui.label(texts.NEW_TITLE).classes("dialog-title").props("role=heading aria-level=2")
            login = (
                ui.input(texts.LOGIN, placeholder=texts.LOGIN_HINT).props("outlined dense maxlength=40").mark("login")
            )
            name = ui.input(texts.NAME).props("outlined dense maxlength=60").mark("name")
            for field in (login, name):
                field.classes("dialog-text")
            ui.label(texts.ROLES).classes("field-title")
            ui.label(texts.ROLES_HINT).classes("hint")
            roles = RoleFields(visit.console.taxonomy)

            async def create() -> None:
                made: list[str] = []

                async def work(session: Session, actor: Actor, now: datetime) -> None:
                    _, password = await staff.create(
                        session,
                        actor=actor,
                        login=login.value or "",
                        name=name.value or "",
                        roles=roles.chosen(),
                        now=now,
                    )
                    made.append(password)

                if await visit.attempt(work):
                    dialog.close()
                    show_password(made[-1], (name.value or "").strip(), lambda: ui.navigate.to("/people"))

            with ui.element("div").classes("dialog-actions"):
                ui.button(texts.CANCEL, on_click=dialog.close).props("flat no-caps")
                ui.button(texts.CREATE, on_click=create).props("unelevated no-caps")


def as_actor(account: Account) -> Actor:
    return Actor("staff", account.id, account.name, frozenset(account.roles))


def state_chips(account: Account) -> None:
    if account.active:
        chip(texts.ACTIVE, "account-active")
    else:
        chip(texts.CLOSED, "account-closed")
    if account.locked:
        chip(texts.LOCKED, "why")
    if account.active and account.must_change_password:
        chip(texts.FIRST_PASSWORD, "why")


def show_password(password: str, name: str, after: Callable[[], None]) -> None:
    """A first password, once."""
    show_once(texts.SHOWN_ONCE, texts.SHOWN_ONCE_BODY.format(name=name), (password,), texts.SHOWN_DONE, after)
