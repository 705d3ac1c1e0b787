"""The inbox: who waits and why, what I have, what colleagues have, and the chat that is open."""

from __future__ import annotations

import logging
from datetime import datetime

from nicegui import background_tasks, ui
from nicegui.events import GenericEventArguments

from cases.actors import Actor
from cases.chats import presence
from cases.chats.cards import ChatCard
from cases.chats.lists import Lists, Wish, chat_lists
from cases.chats.presence import Colleague
from cases.database import Session
from console import texts
from console.live import keep_fresh
from console.pages.chats.chat import ChatView
from console.pages.chats.filters import FilterBar
from console.pages.chats.keys import bind_keys, show_keys
from console.pages.chats.presence_bar import PresenceBar
from console.pages.chats.tickets import draw_ticket, times_of
from console.shell import empty, shell
from console.texts import chats as chat_texts
from console.visit import SignedOut, Visit

log = logging.getLogger(__name__)


class InboxPage:
    """One open inbox. The lists stay while chats come and go beside them."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._open: str | None = None
        self._view: ChatView | None = None
        self._shown: object = None
        self._wish = Wish()
        self._lists: Lists | None = None
        self._present: list[Colleague] = []

    def build(self) -> None:
        with shell(self._visit, active="chats") as self._frame, ui.element("div").classes("inbox") as self._root:
            with ui.element("section").classes("list list-queue"):
                self._presence = PresenceBar(self._visit, self._look)
                self._queue_head = self._heading(texts.QUEUE)
                self._filters = FilterBar(self._visit, self._change_wish)
                self._queue = ui.element("div").classes("rows")
            with ui.element("section").classes("list list-mine"):
                self._mine_head = self._heading(texts.MINE)
                self._mine = ui.element("div").classes("rows")
                self._others_head = self._heading(texts.COLLEAGUES)
                self._others = ui.element("div").classes("rows rows-quiet")
                with ui.element("div").classes("list-foot"):
                    ui.button(chat_texts.KEYS_BUTTON, on_click=show_keys, color=None).props(
                        "flat dense no-caps"
                    ).classes("keys-button")
            with ui.element("section").classes("talk"):
                ui.sub_pages({"/": self._nothing_open, "/chats/{chat_id}": lambda chat_id: self._show(chat_id)})
        bind_keys(self._pressed)
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

    # ------------------------------------------------------------------ the chat beside the lists
    async def _nothing_open(self) -> None:
        self._view = None
        self._mark(None)
        with ui.element("div").classes("talk-empty"):
            empty(texts.CHAT_EMPTY, texts.CHAT_EMPTY_HINT)
        await self._beat(None)

    async def _show(self, chat_id: str) -> None:
        self._view = view = ChatView(self._visit, chat_id, self._look)
        self._mark(chat_id)
        await view.run(opened=lambda: self._beat(chat_id))

    def _mark(self, chat_id: str | None) -> None:
        """Remember which chat is open; on a phone the lists give way to it."""
        self._open = chat_id
        if chat_id is None:
            self._frame.classes(remove="has-chat")
        else:
            self._frame.classes("has-chat")
        if self._shown is not None:
            self._draw()

    async def _beat(self, chat_id: str | None) -> None:
        """Tell colleagues which chat is open here. Its failure disturbs nobody."""

        async def work(session: Session, actor: Actor, now: datetime) -> None:
            await presence.beat(session, actor=actor, conversation_id=chat_id, now=now, opened=True)

        try:
            await self._visit.write(work)
        except SignedOut:
            self._visit.ask_to_log_in()
        except Exception as error:  # noqa: BLE001 - presence is a courtesy, the page goes on without it
            log.error("presence of staff %s: %s", self._visit.staff_id, type(error).__name__)
        else:
            await self._visit.wake(*([f"conversation:{chat_id}"] if chat_id else []))

    # ------------------------------------------------------------------ the lists
    async def _change_wish(self, wish: Wish) -> None:
        self._wish = wish
        await self._look()

    async def _look(self) -> None:
        now = self._visit.now
        async with self._visit.reading() as (session, actor):
            self._lists = await chat_lists(session, actor=actor, now=now, wish=self._wish)
            self._present = await presence.present(session, now=now)
            overdue = await presence.due(session, actor=actor, now=now)
        self._draw()
        if overdue:  # not by `visit.write`: an open page alone is no use of the login
            async with self._visit.console.database.transaction() as session:
                await presence.beat(session, actor=actor, conversation_id=self._open, now=now)

    def _draw(self) -> None:
        lists = self._lists
        if lists is None:
            return
        now = self._visit.now
        parts = {"waiting": lists.waiting, "mine": lists.mine, "others": lists.others}
        rows = {
            name: [(card, times_of(card, now), card.id == self._open) for card in part] for name, part in parts.items()
        }
        state = (rows, lists.counts, self._wish, self._present)
        if state == self._shown:
            return
        self._shown = state
        counts = lists.counts
        waiting = counts.at_desk if self._wish.desk_only else counts.waiting
        self._presence.show(self._present)
        self._filters.show(self._wish, counts)
        self._count(self._queue_head, waiting, urgent=counts.danger > 0)
        self._count(self._mine_head, counts.mine)
        self._count(self._others_head, counts.others)
        if self._others_head.parent_slot is not None:
            self._others_head.parent_slot.parent.set_visibility(counts.others > 0)
        self._fill(self._queue, rows["waiting"], *self._emptiness(lists))
        if (left := self._matching(lists) - len(lists.waiting)) > 0:
            with self._queue:
                ui.label(chat_texts.MORE_WAIT.format(count=left)).classes("hint list-more")
        self._fill(self._mine, rows["mine"], texts.MINE_EMPTY, texts.MINE_EMPTY_HINT)
        self._fill(self._others, rows["others"], "", "")
        ui.page_title(f"（{waiting}）{texts.TITLE}" if waiting else texts.TITLE)

    def _matching(self, lists: Lists) -> int:
        """How many the filters let through, as far as the counts tell."""
        counts, wish = lists.counts, self._wish
        if wish.label:
            return len(lists.waiting)
        if wish.reason:
            return counts.near if wish.reason == "near" else counts.reasons.get(wish.reason, 0)
        return counts.at_desk if wish.desk_only else counts.waiting

    def _emptiness(self, lists: Lists) -> tuple[str, str]:
        if self._wish.reason or self._wish.label:
            return chat_texts.FILTER_EMPTY, chat_texts.FILTER_EMPTY_HINT
        if self._wish.desk_only and lists.counts.waiting:
            return chat_texts.DESK_EMPTY, chat_texts.DESK_EMPTY_OTHERS.format(count=lists.counts.waiting)
        return texts.QUEUE_EMPTY, texts.QUEUE_EMPTY_HINT

    def _count(self, label: ui.label, number: int, *, urgent: bool = False) -> None:
        label.set_text(str(number) if number else "")
        label.classes(add="is-urgent" if urgent else "", remove="" if urgent else "is-urgent")
        label.set_visibility(number > 0)

    def _fill(
        self, place: ui.element, rows: list[tuple[ChatCard, tuple[str, str, bool], bool]], title: str, hint: str
    ) -> None:
        place.clear()
        with place:
            if not rows and title:
                empty(title, hint)
            for card, times, is_open in rows:
                draw_ticket(self._visit, card, times, is_open=is_open)

    # ------------------------------------------------------------------ keys
    async def _pressed(self, event: GenericEventArguments) -> None:
        key = str(event.args)
        if key == "?":
            show_keys()
        elif key in ("j", "k"):
            self._step(1 if key == "j" else -1)
        elif self._view is not None:
            with self._root:
                await self._view.pressed(key)

    def _step(self, by: int) -> None:
        """To the next or previous chat of the lists as they stand."""
        if self._lists is None:
            return
        ids = [card.id for card in (*self._lists.waiting, *self._lists.mine, *self._lists.others)]
        if not ids:
            return
        at = ids.index(self._open) + by if self._open in ids else (0 if by > 0 else -1)
        target = ids[max(min(at, len(ids) - 1), 0)]
        if target != self._open:
            ui.navigate.to(f"/chats/{target}")
