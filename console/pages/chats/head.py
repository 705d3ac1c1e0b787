"""The upper edge of a chat: who it is, why they wait and until when, their cases, labels, and who else looks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from nicegui import ui

from cases.actors import Actor
from cases.chats.labels import load_labels, put_label, take_label
from cases.chats.queues import NEAR
from cases.database import Session
from cases.inbox import Chat
from cases.rights import may
from console import saying, texts
from console.shell import chip
from console.texts import chats as chat_texts
from console.texts import people as people_texts
from console.visit import Visit


class ChatHead:
    """`changed` is called after a label was put on or taken off."""

    def __init__(self, visit: Visit, chat_id: str, changed: Callable[[], Awaitable[None]]) -> None:
        self._visit = visit
        self._id = chat_id
        self._changed = changed
        self._shown: object = None
        self._labels: object = None
        with ui.element("div").classes("chat-head"):
            self._upper = ui.element("div").classes("as-one")
            self._label_row = ui.element("div").classes("as-one")
            self._lower = ui.element("div").classes("as-one")

    def show(self, chat: Chat, watching: Sequence[str], rating: tuple[float, int] | None) -> bool:
        """Draw what is new. True when anything was."""
        now = self._visit.now
        due = saying.due(chat.card.reply_due_at, now)[0] if chat.card.reply_due_at else ""
        near = chat.card.reply_due_at is not None and chat.card.reply_due_at <= now + NEAR
        card = chat.card
        walled = any(line.hidden for line in chat.lines) and may(self._visit.actor, "wall.ask", card.county)
        state = (
            card.name, card.owner, card.owner_id, card.waiting_reason, card.labels, due, near, chat.cases,
            tuple(watching), rating, walled,
        )  # fmt: skip
        if state == self._shown:
            return False
        self._shown = state
        self._upper.clear()
        with self._upper:
            ui.link("←", "/").classes("back").props(f'aria-label="{texts.BACK_TO_INBOX}"')
            with ui.element("div").classes("chat-who"):
                self._draw_who(chat, due, near, watching, rating)
            with ui.element("div").classes("chat-cases"):
                for case in chat.cases[:4]:
                    name = saying.matter(self._visit.console.taxonomy, case.kind, case.program_id)
                    with ui.link(target=f"/cases/{case.number}").classes("case-link"):
                        ui.label(name).classes("case-link-name")
                        ui.label(f"{case.number} · {texts.STATUSES[case.status]}").classes("case-link-number")
                if walled:
                    ui.link(people_texts.WALL_ASK_HERE, f"/people/wall?chat={self._id}").classes("wall-link")
        if card.labels != self._labels:  # drawn for nothing else: minutes that pass must not shut an open menu
            self._labels = card.labels
            self._label_row.clear()
            with self._label_row:
                self._draw_labels(card.labels)
        self._lower.clear()
        with self._lower:
            if card.in_danger and card.owner != "staff":
                ui.label(texts.REASON_HINTS["crisis"]).classes("danger-bar").props("role=alert")
        return True

    def _draw_who(
        self, chat: Chat, due: str, near: bool, watching: Sequence[str], rating: tuple[float, int] | None
    ) -> None:
        card = chat.card
        with ui.element("div").classes("chat-name"):
            ui.label(saying.person(card.name, card.id)).classes("name").props("role=heading aria-level=1")
            if card.waiting_reason and card.owner != "bot":
                reason = texts.REASONS.get(card.waiting_reason, card.waiting_reason)
                chip(f"⚠ {reason}" if card.in_danger else reason, "danger" if card.in_danger else "why")
            if due:
                ui.label(due).classes("due" + (" is-late" if near else ""))
            if watching:
                ui.label(chat_texts.WATCHING.format(names="、".join(watching))).classes("chip chip-watching")
        facts = [
            saying.county(self._visit.console.taxonomy, card.county),
            texts.CHANNELS.get(card.channel, card.channel),
        ]
        if rating is not None:
            facts.append(chat_texts.RATED.format(average=rating[0], count=rating[1]))
        ui.label(" · ".join(facts)).classes("chat-facts")
        hint = texts.REASON_HINTS.get(card.waiting_reason or "", "")
        if hint and card.owner != "bot" and not card.in_danger:
            ui.label(chat_texts.WHY.format(hint=hint)).classes("chat-why")

    def _draw_labels(self, keys: Sequence[str]) -> None:
        labels = load_labels()
        with ui.element("div").classes("chat-labels").props(f'role=group aria-label="{chat_texts.LABELS}"'):
            for key in keys:
                name = labels[key].name
                button = ui.button(f"{name} ×", on_click=lambda key=key: self._set(key, on=False), color=None)
                button.props(f'flat dense no-caps aria-label="{chat_texts.TAKE_LABEL.format(name=name)}"').classes(
                    "label-chip"
                )
            rest = [label for key, label in labels.items() if key not in keys]
            if rest:
                with (
                    ui.button(f"＋ {chat_texts.ADD_LABEL}", color=None)
                    .props("flat dense no-caps")
                    .classes("label-add"),
                    ui.menu().props("auto-close"),
                ):
                    for label in rest:
                        ui.menu_item(label.name, on_click=lambda key=label.key: self._set(key, on=True)).props(
                            f'title="{label.hint}"'
                        )

    async def _set(self, key: str, *, on: bool) -> None:
        async def work(session: Session, actor: Actor, now: datetime) -> None:
            await (put_label if on else take_label)(session, self._id, key, actor=actor, now=now)

        if await self._visit.attempt(work, wake=("queue", f"conversation:{self._id}")):
            await self._changed()
