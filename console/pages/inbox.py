"""The inbox: who waits and why, what I have, what colleagues have, and the chat that is open."""

from __future__ import annotations

from collections.abc import Sequence

from nicegui import background_tasks, ui

from cases import inbox
from cases.inbox import ChatCard
from console import saying, texts
from console.live import keep_fresh
from console.pages.chat import ChatView
from console.shell import chip, empty, shell
from console.visit import Visit


class InboxPage:
    """One open inbox. The lists stay while chats come and go beside them."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._open: str | None = None
        self._shown: object = None
        self._cards: list[ChatCard] = []

    def build(self) -> None:
        with shell(self._visit, active="chats") as self._frame, ui.element("div").classes("inbox") as self._root:
            with ui.element("section").classes("list list-queue"):
                self._queue_head = self._heading(texts.QUEUE)
                self._queue = ui.element("div").classes("rows")
            with ui.element("section").classes("list list-mine"):
                self._mine_head = self._heading(texts.MINE)
                self._mine = ui.element("div").classes("rows")
                self._colleagues_head = self._heading(texts.COLLEAGUES)
                self._colleagues = ui.element("div").classes("rows rows-quiet")
            with ui.element("section").classes("talk"):
                ui.sub_pages({"/": self._nothing_open, "/chats/{chat_id}": lambda chat_id: self._show(chat_id)})
        client = ui.context.client

        async def live() -> None:
            with self._root:
                await keep_fresh(self._visit, ("queue",), self._look)

        task = background_tasks.create(live(), name="inbox lists")
        client.on_delete(lambda: task.cancel())

    def _heading(self, name: str) -> ui.label:
        with ui.element("div").classes("list-head"):
            ui.label(name).classes("list-title").props("role=heading aria-level=2")
            return ui.label("").classes("count")

    def _nothing_open(self) -> None:
        self._mark(None)
        with ui.element("div").classes("talk-empty"):
            empty(texts.CHAT_EMPTY, texts.CHAT_EMPTY_HINT)

    async def _show(self, chat_id: str) -> None:
        self._mark(chat_id)
        await ChatView(self._visit, chat_id).run()

    def _mark(self, chat_id: str | None) -> None:
        """Remember which chat is open; on a phone the lists give way to it."""
        self._open = chat_id
        if chat_id is None:
            self._frame.classes(remove="has-chat")
        else:
            self._frame.classes("has-chat")
        if self._shown is not None:
            self._draw()

    async def _look(self) -> None:
        async with self._visit.reading() as (session, actor):
            self._cards = await inbox.attended_chats(session, actor=actor, now=self._visit.now)
        self._draw()

    def _draw(self) -> None:
        rows = [(card, self._words(card), card.id == self._open) for card in self._cards]
        if rows == self._shown:
            return
        self._shown = rows
        me = self._visit.staff_id
        waiting = [row for row in rows if row[0].owner == "queue"]
        mine = [row for row in rows if row[0].owner == "staff" and row[0].owner_id == me]
        others = [row for row in rows if row[0].owner == "staff" and row[0].owner_id != me]
        self._count(self._queue_head, len(waiting), urgent=any(card.in_danger for card, _, _ in waiting))
        self._count(self._mine_head, len(mine))
        self._count(self._colleagues_head, len(others))
        self._fill(self._queue, waiting, texts.QUEUE_EMPTY, texts.QUEUE_EMPTY_HINT)
        self._fill(self._mine, mine, texts.MINE_EMPTY, texts.MINE_EMPTY_HINT)
        self._fill(self._colleagues, others, "", "")
        ui.page_title(f"（{len(waiting)}）{texts.TITLE}" if waiting else texts.TITLE)

    def _count(self, label: ui.label, number: int, *, urgent: bool = False) -> None:
        label.set_text(str(number) if number else "")
        label.classes(add="is-urgent" if urgent else "", remove="" if urgent else "is-urgent")
        label.set_visibility(number > 0)
        if label.parent_slot is not None and label is self._colleagues_head:
            label.parent_slot.parent.set_visibility(number > 0)

    def _fill(
        self, place: ui.element, rows: Sequence[tuple[ChatCard, tuple[str, ...], bool]], title: str, hint: str
    ) -> None:
        place.clear()
        with place:
            if not rows and title:
                empty(title, hint)
            for card, words, is_open in rows:
                self._row(card, words, is_open)

    def _words(self, card: ChatCard) -> tuple[str, ...]:
        """(waited, due, late) in words; part of what is compared, so that time moves on the page."""
        now = self._visit.now
        since = card.waiting_since if card.owner == "queue" else card.last_at
        waited = saying.span(now - since) if since else ""
        if waited and card.owner == "queue":
            waited = texts.WAITED.format(time=waited)
        due, late = saying.due(card.reply_due_at, now) if card.reply_due_at else ("", False)
        return waited, due, "late" if late else ""

    def _row(self, card: ChatCard, words: tuple[str, ...], is_open: bool) -> None:
        waited, due, late = words
        row = ui.link(target=f"/chats/{card.id}").classes("ticket")
        row.classes("is-danger" if card.in_danger else "").classes("is-open" if is_open else "")
        with row:
            with ui.element("div").classes("ticket-top"):
                ui.label(saying.person(card.name, card.id)).classes("ticket-name")
                ui.label(waited).classes("ticket-time")
            with ui.element("div").classes("ticket-why"):
                self._why(card)
                if due:
                    ui.label(due).classes("due" + (" is-late" if late else ""))
            ui.label(self._last(card)).classes("ticket-last")

    def _why(self, card: ChatCard) -> None:
        if card.owner == "staff" and card.owner_id == self._visit.staff_id and card.last_author == "worker":
            chip(texts.NEEDS_REPLY, "reply")
        if card.owner == "staff" and card.owner_id != self._visit.staff_id:
            chip(card.owner_name or "", "plain")
        reason = card.waiting_reason or "asked"
        if card.in_danger or card.owner == "queue":
            chip(
                ("⚠ " if card.in_danger else "") + texts.REASONS.get(reason, reason),
                "danger" if card.in_danger else "why",
            )
        if card.county:
            ui.label(saying.county(self._visit.console.taxonomy, card.county)).classes("ticket-county")

    def _last(self, card: ChatCard) -> str:
        if card.last_hidden:
            return texts.HIDDEN
        said = (card.last_text or "").replace("\n", " ")[:80]
        if card.last_author in (None, "worker"):
            return said
        return f"{texts.AUTHORS[card.last_author]}：{said}"
