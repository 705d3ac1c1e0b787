"""One chat, live: who it is, what was said, and what this colleague may do about it."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from nicegui import ui

from cases import inbox
from cases.chats import presence
from cases.chats.overview import summary_of
from cases.chats.rating import ratings_of
from cases.chats.summary import Summary
from cases.errors import NotFound
from cases.inbox import Chat, Line
from console import texts
from console.live import keep_fresh
from console.pages.chats.head import ChatHead
from console.pages.chats.lines import draw_line
from console.pages.chats.steps import ChatSteps
from console.pages.chats.summary_panel import SummaryPanel, platform_words
from console.pages.knowledge.misread import ask_meaning, may_mark
from console.shell import empty
from console.visit import SignedOut, Visit

log = logging.getLogger(__name__)

PAGE = 60  # messages shown at first and added by “earlier”
# Follow new messages only while the reader is at the end, so that reading back is not disturbed.
SCROLL = """
const e = getHtmlElement({id});
if (e && ({force} || e.scrollHeight - e.scrollTop - e.clientHeight < 240))
  requestAnimationFrame(() => (e.scrollTop = e.scrollHeight));
"""


class ChatView:
    """`listed` refreshes the lists beside the chat after a step."""

    def __init__(self, visit: Visit, chat_id: str, listed: Callable[[], Awaitable[None]]) -> None:
        self._visit = visit
        self._id = chat_id
        self._listed = listed
        self._limit = PAGE
        self._lines: tuple[Line, ...] = ()
        self._summed: object = None
        self._summary = Summary()
        self._watching: list[str] = []
        self._rating: tuple[float, int] | None = None
        self._steps: ChatSteps | None = None

    async def run(self, *, opened: Callable[[], Awaitable[None]]) -> None:
        """Build the chat and keep it fresh until the colleague goes elsewhere (this task is then cancelled). `opened` is
        awaited once the colleague was let in."""
        with ui.element("div").classes("chat") as self._root:
            pass
        try:
            chat = await self._read()
        except SignedOut:
            self._visit.ask_to_log_in()
            return
        except NotFound:
            self._refused()
            return
        with self._root:
            self._head = ChatHead(self._visit, self._id, self._look)
            self._panel = SummaryPanel()
            self._scroll = ui.element("div").classes("chat-scroll").props("role=log aria-live=polite tabindex=0")
            with self._scroll:
                self._earlier = ui.button(texts.EARLIER, on_click=self._more).props("flat no-caps").classes("earlier")
                self._said = ui.element("div").classes("lines")
            self._steps = ChatSteps(self._visit, self._id, self._look)
        await self._draw(chat, first=True)
        await opened()
        await keep_fresh(self._visit, (f"conversation:{self._id}", "queue"), self._look)

    async def pressed(self, key: str) -> None:
        """A shortcut of the inbox: c, n or /."""
        if self._steps is not None:
            with self._root:
                await self._steps.pressed(key)

    def _refused(self) -> None:
        log.warning("staff %s was refused conversation %s", self._visit.staff_id, self._id[:40])
        self._steps = None
        with self._root:
            ui.link("←", "/").classes("back back-alone").props(f'aria-label="{texts.BACK_TO_INBOX}"')
            empty(texts.CHAT_GONE, texts.CHAT_GONE_HINT)

    async def _read(self) -> Chat:
        now = self._visit.now
        async with self._visit.reading() as (session, actor):
            chat = await inbox.read_chat(session, self._id, actor=actor, now=now, limit=self._limit)
            present = await presence.present(session, now=now)
            self._watching = presence.watching(present, self._id, but=self._visit.staff_id)
            newest = (chat.lines[-1:], chat.cases, chat.card.name)
            if newest != self._summed:  # nothing was said or filed since: the summary holds
                self._summary = await summary_of(session, self._id, actor=actor, now=now, platforms=platform_words())
                self._rating = await ratings_of(session, self._id)
                self._summed = newest
        return chat

    async def _look(self) -> None:
        try:
            chat = await self._read()
        except NotFound:  # it went where this colleague may not see it, such as to a counsellor
            self._root.clear()
            self._refused()
            await self._listed()
            raise
        await self._draw(chat)

    async def _more(self) -> None:
        self._limit += PAGE
        await self._look()

    async def _draw(self, chat: Chat, *, first: bool = False) -> None:
        self._head.show(chat, self._watching, self._rating)
        if self._steps is not None:
            self._steps.show(chat)
        self._earlier.set_visibility(chat.more)
        self._draw_lines(chat, first)
        # Last: the first time in a process the titles of the cards take a moment to read.
        self._panel.show(self._summary, await self._card_titles(), self._visit.console.taxonomy)

    async def _card_titles(self) -> Mapping[str, str]:
        if not self._summary.cards:
            return {}
        async with self._visit.reading() as (session, _):
            shelf = await self._visit.console.library.shelf(session)
        return {card.id: card.title for card in shelf.in_use if card.id in self._summary.cards}

    def _draw_lines(self, chat: Chat, first: bool) -> None:
        known = self._lines
        if chat.lines == known and not first:
            return
        grown = bool(known) and chat.lines[: len(known)] == known
        if not grown:
            self._said.clear()
        with self._said:
            before = known[-1] if grown else None
            asks = may_mark(self._visit, chat.card.county)
            misread = partial(ask_meaning, self._visit) if asks else None
            for line in chat.lines[len(known) if grown else 0 :]:
                draw_line(line, before, misread)
                before = line
            if not chat.lines:
                empty(texts.NOBODY_WROTE, "")
        newest_changed = (chat.lines[-1:] != known[-1:]) or first
        self._lines = chat.lines
        if newest_changed:
            force = "true" if first or (chat.lines and chat.lines[-1].author == "staff") else "false"
            ui.run_javascript(SCROLL.format(id=self._scroll.id, force=force))
