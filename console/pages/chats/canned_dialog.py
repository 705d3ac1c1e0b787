"""Picking a canned reply: found by a few letters, its open places asked for, put into what is being written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from nicegui import ui

from cases.chats.canned import fill, places, replies_for
from cases.models import CannedReply
from cases.rights import may
from console import texts
from console.shell import empty
from console.texts import chats as chat_texts
from console.visit import SignedOut, Visit

SHOWN = 30


async def pick_canned(visit: Visit, known: Mapping[str, str], insert: Callable[[str], None]) -> None:
    """`known`: what the chat fills in by itself. `insert` gets a text without open places."""
    try:
        async with visit.reading() as (session, actor):
            replies = await replies_for(session, actor=actor)
    except SignedOut:
        visit.ask_to_log_in()
        return
    _Picking(visit, replies, known, insert)


class _Picking:
    def __init__(
        self, visit: Visit, replies: Sequence[CannedReply], known: Mapping[str, str], insert: Callable[[str], None]
    ) -> None:
        self._replies = replies
        self._known = known
        self._insert = insert
        with ui.dialog(value=True) as self._dialog, ui.card().classes("dialog canned-dialog"):
            self._body = ui.element("div").classes("canned-body")
            with ui.element("div").classes("dialog-actions"):
                if may(visit.actor, "canned.edit", ""):
                    ui.link(chat_texts.CANNED_MANAGE, "/canned", new_tab=True).classes("card-link canned-manage")
                ui.button(texts.CANCEL, on_click=self._dialog.close).props("flat no-caps")
        self._dialog.on("hide", self._dialog.delete)
        self._choose()

    def _choose(self) -> None:
        self._body.clear()
        with self._body:
            ui.label(chat_texts.CANNED).classes("dialog-title")
            if not self._replies:
                empty(chat_texts.CANNED_NONE, chat_texts.CANNED_NONE_HINT)
                return
            find = ui.input(chat_texts.CANNED_FIND, on_change=lambda event: self._list(event.value or ""))
            find.props("outlined dense autofocus clearable").classes("dialog-text")
            find.on("keydown.enter", lambda: self._first(find.value or ""))
            self._rows = ui.element("div").classes("canned-rows")
        self._list("")

    def _found(self, words: str) -> list[CannedReply]:
        wanted = words.strip().lower()
        return [r for r in self._replies if wanted in r.title.lower() or wanted in r.body.lower()][:SHOWN]

    def _list(self, words: str) -> None:
        self._rows.clear()
        with self._rows:
            found = self._found(words)
            if not found:
                ui.label(chat_texts.CANNED_NOT_FOUND).classes("hint")
            for reply in found:
                with (
                    ui.element("button")
                    .classes("canned-row")
                    .props("type=button")
                    .on("click", lambda reply=reply: self._take(reply))
                ):
                    ui.label(reply.title).classes("canned-name")
                    ui.label(fill(reply.body, self._known)).classes("canned-text")

    def _first(self, words: str) -> None:
        if found := self._found(words):
            self._take(found[0])

    def _take(self, reply: CannedReply) -> None:
        names = places(reply.body)
        if all(self._known.get(name) for name in names):
            self._done(fill(reply.body, self._known))
            return
        self._body.clear()
        with self._body:
            ui.label(f"{reply.title} · {chat_texts.CANNED_FILL}").classes("dialog-title")
            fields = {
                name: ui.input(name, value=self._known.get(name, ""), on_change=lambda: show())
                .props("outlined dense maxlength=200")
                .classes("dialog-text")
                for name in names
            }
            with ui.element("div").classes("preview"):
                preview = ui.label("").classes("preview-text")

            def filled() -> str:
                return fill(reply.body, {name: str(field.value or "") for name, field in fields.items()})

            def show() -> None:
                preview.set_text(filled())

            def done() -> None:
                left = [name for name, field in fields.items() if not str(field.value or "").strip()]
                if left:
                    ui.notify(chat_texts.CANNED_UNFILLED.format(places="、".join(left)), type="warning", position="top")
                else:
                    self._done(filled())

            for field in fields.values():
                field.on("keydown.enter", done)
            first = next(name for name in names if not self._known.get(name))
            fields[first].props("autofocus")
            ui.button(chat_texts.CANNED_INSERT, on_click=done).props("unelevated no-caps")
            show()

    def _done(self, text: str) -> None:
        self._dialog.close()
        self._insert(text)
