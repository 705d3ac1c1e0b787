"""What a colleague does in a chat: take over, write, note, hand on, hand back, close. Nothing typed is ever lost."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from nicegui import ui
from nicegui.events import GenericEventArguments, ValueChangeEventArguments

from cases import desk
from cases.actors import Actor
from cases.database import Session
from cases.inbox import Chat
from cases.rights import may
from console import saying, texts
from console.pages.chats.canned_dialog import pick_canned
from console.pages.chats.endings import ask_close, ask_hand_back
from console.pages.chats.transfer_dialog import ask_transfer
from console.texts import chats as chat_texts
from console.visit import Visit, Work

# Enter sends, Shift+Enter breaks the line; while an input method composes Chinese, Enter belongs to it.
# On a phone Enter breaks the line, as people know it there.
ON_ENTER = """(e) => {
  if (e.isComposing || e.keyCode === 229 || e.shiftKey) return;
  if (matchMedia("(pointer: coarse)").matches && !e.ctrlKey) return;
  e.preventDefault();
  emit(e.target.value);
}"""
# A slash as the first character opens the canned replies; anywhere else it is a slash.
ON_SLASH = """(e) => {
  if (e.key !== "/" || e.isComposing || e.target.value !== "") return;
  e.preventDefault();
  emit("/");
}"""


class ChatSteps:
    """The lower edge of a chat. `changed` is called after every step that worked."""

    def __init__(self, visit: Visit, chat_id: str, changed: Callable[[], Awaitable[None]]) -> None:
        self._visit = visit
        self._id = chat_id
        self._changed = changed
        self._mode = "reply"
        self._was_mine = False
        self._notes_open = False
        self._busy = False
        self._shown: object = None
        self._known: dict[str, str] = {}
        self._wake = (f"conversation:{chat_id}", "outbox", "queue")
        with ui.element("div").classes("chat-foot"):
            with ui.element("div").classes("standing"):
                self._standing = ui.label("").classes("standing-text")
                self._note_button = ui.button(texts.NOTE, on_click=self._open_notes).props("flat no-caps")
                self._take = ui.button(texts.TAKE_OVER, on_click=self._take_over).props("unelevated no-caps")
                self._transfer = ui.button(chat_texts.TRANSFER, on_click=self._ask_transfer).props("outline no-caps")
                self._back = ui.button(texts.HAND_BACK, on_click=self._ask_hand_back).props("outline no-caps")
                self._close = ui.button(texts.CLOSE, on_click=self._ask_close).props("outline no-caps")
            with ui.element("div").classes("composer") as self._composer:
                with ui.element("div").classes("modes"):
                    self._tabs = {
                        mode: self._tab(mode, name) for mode, name in (("reply", texts.REPLY), ("note", texts.NOTE))
                    }
                    self._canned = ui.button(chat_texts.CANNED, on_click=self._pick_canned, color=None)
                    self._canned.props(f'flat no-caps dense title="{chat_texts.CANNED_OPEN}"').classes(
                        "mode canned-button"
                    )
                    ui.label(texts.KEYS).classes("keys")
                self._text = (
                    ui.textarea(on_change=self._keep_draft)
                    .props('autogrow borderless dense hide-bottom-space input-class="typing" maxlength=4000')
                    .classes("typing-box")
                )
                self._text.on("keydown.enter", self._send_typed, js_handler=ON_ENTER)
                self._text.on("keydown", self._slash, js_handler=ON_SLASH)
                self._send = ui.button(texts.SEND, on_click=lambda: self._submit(self._text.value)).props(
                    "unelevated no-caps"
                )
                self._send.classes("send")

    def _tab(self, mode: str, name: str) -> ui.button:
        return (
            ui.button(name, on_click=lambda: self._switch(mode), color=None).props("flat no-caps dense").classes("mode")
        )

    def show(self, chat: Chat) -> None:
        """Offer what fits the chat's present owner."""
        card = chat.card
        self._known = self._places(chat)
        state = (card.owner, card.owner_id, card.owner_name)
        if state == self._shown:
            return
        self._shown = state
        mine = card.owner == "staff" and card.owner_id == self._visit.staff_id
        theirs = card.owner == "staff" and not mine
        duty = may(self._visit.actor, "chats.take_back", card.county)
        words = {"queue": texts.WAITS_FOR_YOU, "bot": texts.WITH_BOT}.get(card.owner, "")
        self._standing.set_text(texts.WITH_COLLEAGUE.format(name=card.owner_name) if theirs else words)
        self._standing.classes(add="is-theirs" if theirs else "", remove="" if theirs else "is-theirs")
        self._take.set_visibility(card.owner in ("queue", "bot"))
        self._transfer.set_visibility(mine or card.owner == "queue" or (theirs and duty))
        self._back.set_visibility(mine or (theirs and duty))
        self._close.set_visibility(mine)
        self._tabs["reply"].set_visibility(mine)
        if mine and not self._was_mine:
            self._mode = "reply"
        self._was_mine = mine
        self._switch(self._mode if mine else "note")
        self._show_composer(mine or self._notes_open or bool(self._text.value))

    def _places(self, chat: Chat) -> dict[str, str]:
        """What the chat itself fills into a canned reply."""
        known = {chat_texts.PLACE_COLLEAGUE: self._visit.actor.name}
        if chat.card.name:
            known[chat_texts.PLACE_NAME] = chat.card.name
        if chat.card.county:
            known[chat_texts.PLACE_COUNTY] = saying.county(self._visit.console.taxonomy, chat.card.county)
        matters = [case for case in chat.cases if case.kind != "handoff"] or list(chat.cases)
        if matters:
            known[chat_texts.PLACE_NUMBER] = matters[0].number
        return known

    async def pressed(self, key: str) -> None:
        """c, n or / anywhere on the page."""
        if key == "c" and self._take.visible:
            await self._take_over()
        elif key == "n":
            self._switch("note")
            self._open_notes()
        elif key == "/" and self._was_mine:
            await self._pick_canned()

    def _show_composer(self, shown: bool) -> None:
        self._composer.set_visibility(shown)
        self._note_button.set_visibility(not shown)

    def _open_notes(self) -> None:
        self._notes_open = True
        self._show_composer(True)
        self._text.run_method("focus")

    def _place(self) -> str:
        return f"{self._mode}:{self._id}"

    def _switch(self, mode: str) -> None:
        self._mode = mode
        for key, tab in self._tabs.items():
            tab.classes(add="is-active" if key == mode else "", remove="" if key == mode else "is-active")
            tab.props(f"aria-pressed={'true' if key == mode else 'false'}")
        note = mode == "note"
        self._composer.classes(add="is-note" if note else "", remove="" if note else "is-note")
        self._text.props(f'placeholder="{texts.NOTE_PLACEHOLDER if note else texts.REPLY_PLACEHOLDER}"')
        self._text.props(f'aria-label="{texts.NOTE if note else texts.REPLY}"')
        self._send.set_text(texts.SAVE_NOTE if note else texts.SEND)
        self._canned.set_visibility(not note)
        self._text.set_value(self._visit.console.drafts.get(self._visit.staff_id, self._place()))

    def _keep_draft(self, event: ValueChangeEventArguments[str | None]) -> None:
        self._visit.console.drafts.keep(self._visit.staff_id, self._place(), event.value or "")

    # ------------------------------------------------------------------ canned replies
    async def _slash(self, _event: GenericEventArguments) -> None:
        if self._mode == "reply":
            await self._pick_canned()

    async def _pick_canned(self) -> None:
        await pick_canned(self._visit, self._known, self._insert)

    def _insert(self, text: str) -> None:
        """Put a filled canned reply behind what is typed already."""
        self._switch("reply")
        typed = (self._text.value or "").rstrip()
        self._text.set_value(f"{typed}\n{text}" if typed else text)
        self._text.run_method("focus")

    # ------------------------------------------------------------------ writing
    async def _send_typed(self, event: GenericEventArguments) -> None:
        await self._submit(str(event.args or ""))

    async def _submit(self, text: str | None) -> None:
        if self._busy or not (text or "").strip():
            return
        mode, said, place = self._mode, text or "", self._place()

        async def work(session: Session, actor: Actor, now: datetime) -> None:
            if mode == "note":
                await desk.add_note(session, self._id, actor=actor, text=said, now=now)
            else:
                await desk.reply_as_staff(session, self._id, actor=actor, text=said, now=now)

        self._visit.console.drafts.keep(self._visit.staff_id, place, said)
        if await self._do(work):
            self._visit.console.drafts.keep(self._visit.staff_id, place, "")
            if self._place() == place and (typed := self._text.value or "").startswith(said):
                self._text.set_value(typed[len(said) :])  # what was typed meanwhile stays
            await self._changed()

    async def _do(self, work: Work) -> bool:
        if self._busy:
            return False
        self._busy = True
        try:
            return await self._visit.attempt(work, wake=self._wake)
        finally:
            self._busy = False

    # ------------------------------------------------------------------ steps
    async def _take_over(self) -> None:
        async def work(session: Session, actor: Actor, now: datetime) -> None:
            await desk.take_over(session, self._id, actor=actor, now=now, notice=texts.WORKER_TAKEN)

        if await self._do(work):
            self._mode = "reply"
            ui.notify(texts.TAKEN, type="positive", position="top")
        await self._changed()  # also when a colleague was quicker: who it is shows at once

    async def _ask_transfer(self) -> None:
        await ask_transfer(self._visit, self._id, self._do, self._changed)

    def _ask_hand_back(self) -> None:
        ask_hand_back(self._id, self._do, self._changed)

    def _ask_close(self) -> None:
        ask_close(self._visit, self._id, self._do, self._changed)
