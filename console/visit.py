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

from cases import staff, wall
from cases.actors import Actor
from cases.database import Database, Session
from cases.errors import CasesError, NotFound
from cases.rights import may
from cases.wakeups import Wakeups
from console import texts
from console.drafts import Drafts
from console.library import Library
from console.program_names import ProgramNames, with_live_names
from knowledge.taxonomy import Taxonomy

log = logging.getLogger(__name__)

COOKIE = "niangjiaren_console"
LATER = "niangjiaren_later"  # a cookie: this colleague was asked for a second factor and put it off
ME = "/me"
PAGE_SECONDS = 20.0
# A key or a click is work: told at most once a minute, so that the login of who reads and types does not end.
AT_WORK = """<script>
(() => {
  let told = Date.now();
  const work = () => { if (Date.now() - told > 60000) { told = Date.now(); emitEvent("at_work"); } };
  for (const kind of ["keydown", "pointerdown", "wheel"]) document.addEventListener(kind, work, {capture: true, passive: true});
})();
</script>"""
Work = Callable[[Session, Actor, datetime], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Console:
    database: Database
    clock: Callable[[], datetime]
    wakeups: Wakeups
    taxonomy: Taxonomy
    drafts: Drafts = field(default_factory=Drafts)
    library: Library = field(default_factory=Library)
    require_second_factor: bool = False  # who is asked for one may not put it off

    def __post_init__(self) -> None:
        self.drafts.store_in(self.database, self.clock)
        object.__setattr__(self, "taxonomy", with_live_names(self.taxonomy))  # frozen: set once, here

    async def who(self, request: Request, *, even_held_back: bool = False) -> Visit | None:
        """The colleague behind this request, or None when nobody is logged in. A request is use: the login goes on.

        None also for who has to change a first password before anything else, unless that page itself asks.
        """
        token, now = request.cookies.get(COOKIE, ""), self.clock()
        if not token:
            return None
        async with self.database.reading() as session:
            try:
                opened = await staff.opened(session, token, now=now)
            except NotFound:
                return None
            await self.drafts.recall(session, opened.actor.id or 0)
            if isinstance(names := self.taxonomy.programs, ProgramNames):
                await names.refresh(session)
            looks = len(await wall.waiting(session, actor=opened.actor, now=now))
        if now - opened.seen_at >= staff.SEEN_STEP:
            async with self.database.transaction() as session:
                await staff.keep_alive(session, token, now=now)
        visit = Visit(self, token, opened.actor)
        visit.waiting_looks = looks
        visit.must_change_password = opened.must_change_password
        visit.asked_for_second_factor = not opened.second_factor and may(opened.actor, "second_factor.asked", "")
        visit.put_off = LATER in request.cookies
        return visit if even_held_back or not visit.held_back else None


PageBuilder = Callable[["Visit", Request], Awaitable[Response | None]]


def page(console: Console, path: str, build: PageBuilder) -> None:
    """Put a page on the application: `build` gets the colleague at it; who is not logged in goes there first.

    What `build` returns instead of None (a redirect, "not found") is the answer.
    """

    async def opened(request: Request) -> Response | None:
        visit = await console.who(request, even_held_back=True)
        target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        if visit is None:
            return RedirectResponse(f"/login?next={quote(target)}", 303)
        if visit.held_back and path != ME:
            return RedirectResponse(f"{ME}?next={quote(target)}", 303)
        # Before anything else: a page may be on its way to the browser while its lists are still being read.
        ui.add_body_html(AT_WORK)
        ui.on("at_work", visit.keep_alive)
        return await build(visit, request)

    # By these names NiceGUI tells pages apart: the inbox, whose chats are sub-pages, has to know which links leave it.
    opened.__qualname__ = f"{build.__module__}.{build.__qualname__}"
    # The first page that needs the cards reads them all: seconds on a busy machine, and no reason for an error.
    ui.page(path, response_timeout=PAGE_SECONDS)(opened)


class SignedOut(Exception):
    """The login ended while the page was open."""


class Visit:
    """One open page. `actor` is as of the page's start; every step asks again, so closed accounts stop at once."""

    def __init__(self, console: Console, token: str, actor: Actor) -> None:
        self.console = console
        self.token = token
        self.actor = actor
        self.staff_id = actor.id or 0
        self.waiting_looks = 0  # requests behind the counselling wall that wait for this colleague
        self.must_change_password = False
        self.asked_for_second_factor = False
        self.put_off = False
        self._told = False

    @property
    def held_back(self) -> bool:
        """Something has to be done on “my account” before any other page opens."""
        return self.must_change_password or (self.asked_for_second_factor and self.console.require_second_factor)

    @property
    def offers_second_factor(self) -> bool:
        return self.asked_for_second_factor and not self.put_off and not self.held_back

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
            actor = await self._actor(session)
            await staff.keep_alive(session, self.token, now=self.now)
            await work(session, actor, self.now)

    async def keep_alive(self) -> None:
        """The colleague is at work on this page. A login that has ended stays ended."""
        async with self.console.database.transaction() as session:
            await staff.keep_alive(session, self.token, now=self.now)

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
