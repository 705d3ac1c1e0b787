"""One chat, live: who it is, what was said, and what this colleague may do about it."""

from __future__ import annotations

import logging

from nicegui import ui

from cases import inbox
from cases.errors import NotFound
from cases.inbox import Chat, Line
from console import saying, texts
from console.live import keep_fresh
from console.pages.chat_steps import ChatSteps
from console.shell import chip, empty
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
    def __init__(self, visit: Visit, chat_id: str) -> None:
        self._visit = visit
        self._id = chat_id
        self._limit = PAGE
        self._lines: tuple[Line, ...] = ()
        self._head_of: object = None

    async def run(self) -> None:
        """Build the chat and keep it fresh until the colleague goes elsewhere (this task is then cancelled)."""
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
            self._head = ui.element("div").classes("chat-head")
            self._scroll = ui.element("div").classes("chat-scroll").props("role=log aria-live=polite tabindex=0")
            with self._scroll:
                self._earlier = ui.button(texts.EARLIER, on_click=self._more).props("flat no-caps").classes("earlier")
                self._said = ui.element("div").classes("lines")
            self._steps = ChatSteps(self._visit, self._id, self._look)
        self._draw(chat, first=True)
        await keep_fresh(self._visit, (f"conversation:{self._id}", "queue"), self._look)

    def _refused(self) -> None:
        log.warning("staff %s was refused conversation %s", self._visit.staff_id, self._id[:40])
        with self._root:
            ui.link("←", "/").classes("back back-alone").props(f'aria-label="{texts.BACK_TO_INBOX}"')
            empty(texts.CHAT_GONE, texts.CHAT_GONE_HINT)

    async def _read(self) -> Chat:
        async with self._visit.reading() as (session, actor):
            return await inbox.read_chat(session, self._id, actor=actor, now=self._visit.now, limit=self._limit)

    async def _look(self) -> None:
        try:
            chat = await self._read()
        except NotFound:  # it went where this colleague may not see it, such as to a counsellor
            self._root.clear()
            self._refused()
            raise
        self._draw(chat)

    async def _more(self) -> None:
        self._limit += PAGE
        await self._look()

    def _draw(self, chat: Chat, *, first: bool = False) -> None:
        due = saying.due(chat.card.reply_due_at, self._visit.now) if chat.card.reply_due_at else None
        state = (chat.card.name, chat.card.owner, chat.card.owner_id, chat.card.waiting_reason, due, chat.cases)
        if state != self._head_of:
            self._head_of = state
            self._draw_head(chat, due)
            self._steps.show(chat.card)
        self._earlier.set_visibility(chat.more)
        self._draw_lines(chat, first)

    def _draw_lines(self, chat: Chat, first: bool) -> None:
        known = self._lines
        if chat.lines == known and not first:
            return
        grown = bool(known) and chat.lines[: len(known)] == known
        if not grown:
            self._said.clear()
        with self._said:
            before = known[-1] if grown else None
            for line in chat.lines[len(known) if grown else 0 :]:
                self._draw_line(line, before)
                before = line
            if not chat.lines:
                empty(texts.NOBODY_WROTE, "")
        newest_changed = (chat.lines[-1:] != known[-1:]) or first
        self._lines = chat.lines
        if newest_changed:
            force = "true" if first or (chat.lines and chat.lines[-1].author == "staff") else "false"
            ui.run_javascript(SCROLL.format(id=self._scroll.id, force=force))

    def _draw_head(self, chat: Chat, due: tuple[str, bool] | None) -> None:
        card, taxonomy = chat.card, self._visit.console.taxonomy
        self._head.clear()
        with self._head:
            ui.link("←", "/").classes("back").props(f'aria-label="{texts.BACK_TO_INBOX}"')
            with ui.element("div").classes("chat-who"):
                with ui.element("div").classes("chat-name"):
                    ui.label(saying.person(card.name, card.id)).classes("name").props("role=heading aria-level=1")
                    if card.waiting_reason and card.owner != "bot":
                        reason = texts.REASONS.get(card.waiting_reason, card.waiting_reason)
                        chip(f"⚠ {reason}" if card.in_danger else reason, "danger" if card.in_danger else "why")
                    if due:
                        ui.label(due[0]).classes("due" + (" is-late" if due[1] else ""))
                facts = [saying.county(taxonomy, card.county), texts.CHANNELS.get(card.channel, card.channel)]
                ui.label(" · ".join(facts)).classes("chat-facts")
            with ui.element("div").classes("chat-cases"):
                for case in chat.cases[:4]:
                    name = saying.matter(taxonomy, case.kind, case.program_id)
                    with ui.link(target=f"/cases/{case.number}").classes("case-link"):
                        ui.label(name).classes("case-link-name")
                        ui.label(f"{case.number} · {texts.STATUSES[case.status]}").classes("case-link-number")
        if card.in_danger and card.owner != "staff":
            with self._head:
                ui.label(texts.REASON_HINTS["crisis"]).classes("danger-bar").props("role=alert")

    def _draw_line(self, line: Line, before: Line | None) -> None:
        if before is None or saying.day(before.at) != saying.day(line.at):
            ui.label(saying.day(line.at)).classes("day")
        kind = "note" if line.status == "note" else line.author
        with ui.element("div").classes(f"line line-{kind}"):
            if kind == "system":
                ui.label(line.text or "").classes("line-system-text")
                return
            with ui.element("div").classes("line-meta"):
                who = line.author_name or texts.AUTHORS[line.author]
                ui.label(f"{texts.NOTE} · {who}" if kind == "note" else who).classes("line-who")
                ui.label(saying.clock(line.at)).classes("line-time")
                if words := self._delivery(line):
                    ui.label(words).classes("line-state" + (" is-late" if line.status == "failed" else ""))
            with ui.element("div").classes("bubble" + (" is-hidden" if line.hidden else "")):
                self._draw_content(line)

    def _delivery(self, line: Line) -> str:
        return texts.DELIVERY.get(line.status, "") if line.author == "staff" and line.status != "note" else ""

    def _draw_content(self, line: Line) -> None:
        if line.hidden:
            ui.label(texts.HIDDEN).classes("hidden-title")
            ui.label(texts.HIDDEN_HINT).classes("hidden-hint")
            return
        if line.text is None:
            ui.label(texts.ERASED).classes("said-nothing")
        elif line.text or not line.files:
            ui.label(line.text or texts.EMPTY_MESSAGE).classes("said")
        for file in line.files:
            with ui.link(target=f"/files/{file.id}", new_tab=True).classes("file").props("rel=noopener"):
                if file.media_type.startswith("image/"):
                    ui.element("img").props(f'src="/files/{file.id}" loading=lazy').props(
                        f'alt="{texts.CASE_PAPERS}"'
                    ).classes("thumb")
                ui.label(file.name).classes("file-name")
                ui.label(saying.size(file.size)).classes("file-size")
        if line.buttons:
            ui.label("　".join(line.buttons)).classes("offered")
