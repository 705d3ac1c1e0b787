"""A colleague at a page: who it is, checked again at every step, and how a step that fails is told.

`Console` is what the composition root builds and every page gets.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote

from nicegui import ui
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from cases import staff
from cases.actors import Actor
from cases.database import Database, Session
from cases.errors import CasesError, NotFound
from cases.wakeups import Wakeups
from console import texts
from console.drafts import Drafts
from console.library import Library
from knowledge.taxonomy import Taxonomy

log = logging.getLogger(__name__)

COOKIE = "niangjiaren_console"
Work = Callable[[Session, Actor, datetime], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Console:
    database: Database
    clock: Callable[[], datetime]
    wakeups: Wakeups
    taxonomy: Taxonomy
    drafts: Drafts = field(default_factory=Drafts)
    library: Library = field(default_factory=Library)

    async def who(self, request: Request) -> Visit | None:
        """The colleague behind this request, or None when nobody is logged in."""
        token = request.cookies.get(COOKIE, "")
        if not token:
            return None
        async with self.database.reading() as session:
            try:
                actor = await staff.by_session(session, token, now=self.clock())
            except NotFound:
                return None
        return Visit(self, token, actor)


PageBuilder = Callable[["Visit", Request], Awaitable[Response | None]]


def page(console: Console, path: str, build: PageBuilder) -> None:
    """Put a page on the application: `build` gets the colleague at it; who is not logged in goes there first.

    What `build` returns instead of None (a redirect, "not found") is the answer.
    """

    async def opened(request: Request) -> Response | None:
        visit = await console.who(request)
        if visit is None:
            target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
            return RedirectResponse(f"/login?next={quote(target)}", 303)
        return await build(visit, request)

    ui.page(path)(opened)


class SignedOut(Exception):
    """The login ended while the page was open."""


class Visit:
    """One open page. `actor` is as of the page's start; every step asks again, so closed accounts stop at once."""

    def __init__(self, console: Console, token: str, actor: Actor) -> None:
        self.console = console
        self.token = token
        self.actor = actor
        self.staff_id = actor.id or 0
        self._told = False

    @property
    def now(self) -> datetime:
        return self.console.clock()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[tuple[Session, Actor]]:
        """A session for looking, with the colleague's present rights. Raises SignedOut."""
        async with self.console.database.reading() as session:
            yield session, await self._actor(session)

    async def write(self, work: Work) -> None:
        """Do `work` in one transaction with the colleague's present rights. Raises SignedOut and what `work` raises."""
        async with self.console.database.transaction() as session:
            await work(session, await self._actor(session), self.now)

    async def attempt(self, work: Work, *, wake: tuple[str, ...] = ()) -> bool:
        """Like `write`, but a failure is shown to the colleague. True when it is done; what they typed is theirs to keep."""
        try:
            await self.write(work)
        except SignedOut:
            self.ask_to_log_in()
            return False
        except CasesError as error:
            ui.notify(error.message, type="warning", position="top")
            return False
        except Exception as error:  # noqa: BLE001 - a full disk or a lost database must reach the person, too
            log.error("a step of staff %s failed: %s", self.staff_id, type(error).__name__)
            ui.notify(texts.FAILED, type="negative", position="top")
            return False
        await self.wake(*wake)
        return True

    async def wake(self, *channels: str) -> None:
        for channel in channels:
            await self.console.wakeups.publish(channel)

    def ask_to_log_in(self) -> None:
        """Say that the login is over, once, and lead back to this very page after logging in."""
        if self._told:
            return
        self._told = True
        path = ui.context.client.sub_pages_router.current_path
        with ui.context.client.layout, ui.dialog(value=True).props("persistent"), ui.card().classes("dialog"):
            ui.label(texts.SIGNED_OUT_TITLE).classes("dialog-title")
            ui.label(texts.SIGNED_OUT_BODY)
            with ui.element("div").classes("dialog-actions"):
                address = f"/login?expired=1&next={quote(path)}"
                ui.button(texts.LOGIN_TITLE, on_click=lambda: ui.run_javascript(f"location.href = '{address}'"))

    async def _actor(self, session: Session) -> Actor:
        try:
            return await staff.by_session(session, self.token, now=self.now)
        except NotFound as error:
            raise SignedOut from error
