"""Which of those who wait are listed: my desk or all, one reason, one label."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from nicegui import ui

from cases.chats.labels import load_labels
from cases.chats.lists import Counts, Wish
from console import texts
from console.texts import chats as chat_texts
from console.visit import Visit


class FilterBar:
    """`changed` is called with the new wish."""

    def __init__(self, visit: Visit, changed: Callable[[Wish], Awaitable[None]]) -> None:
        self._changed = changed
        self._shown: object = None
        self._tabs = ui.element("div").classes("desk-tabs").props(f'role=group aria-label="{chat_texts.TABS_LABEL}"')
        self._picks = ui.element("div").classes("picks").props(f'role=group aria-label="{chat_texts.FILTERS_LABEL}"')

    def show(self, wish: Wish, counts: Counts) -> None:
        if self._shown == (wish, counts):
            return
        self._shown = (wish, counts)
        self._tabs.clear()
        with self._tabs:
            self._tab(chat_texts.MY_DESK, counts.at_desk, replace(wish, desk_only=True), chosen=wish.desk_only)
            self._tab(chat_texts.ALL_WAITING, counts.waiting, replace(wish, desk_only=False), chosen=not wish.desk_only)
        self._picks.clear()
        with self._picks:
            if counts.near or wish.reason == "near":
                self._reason(wish, "near", chat_texts.NEAR, chat_texts.NEAR_HINT, counts.near)
            for reason, name in texts.REASONS.items():
                if (count := counts.reasons.get(reason, 0)) or wish.reason == reason:
                    self._reason(wish, reason, name, texts.REASON_HINTS[reason], count)
            for key, label in load_labels().items():
                if (count := counts.labels.get(key, 0)) or wish.label == key:
                    to = replace(wish, label=None if wish.label == key else key)
                    self._pick(label.name, label.hint, count, to, chosen=wish.label == key).classes("pick-label")

    def _tab(self, name: str, count: int, to: Wish, *, chosen: bool) -> None:
        button = ui.button(f"{name} {count}" if count else name, on_click=lambda: self._changed(to), color=None)
        button.props(f"flat dense no-caps aria-pressed={'true' if chosen else 'false'}").classes("desk-tab")
        button.classes("is-active" if chosen else "")

    def _reason(self, wish: Wish, key: str, name: str, hint: str, count: int) -> None:
        chosen = wish.reason == key
        pick = self._pick(name, hint, count, replace(wish, reason=None if chosen else key), chosen=chosen)
        pick.classes("pick-danger" if key == "crisis" else "")

    def _pick(self, name: str, hint: str, count: int, to: Wish, *, chosen: bool) -> ui.button:
        button = ui.button(f"{name} {count}", on_click=lambda: self._changed(to), color=None)
        button.props(f'flat dense no-caps aria-pressed={"true" if chosen else "false"} title="{hint}"').classes("pick")
        return button.classes("is-active" if chosen else "")
