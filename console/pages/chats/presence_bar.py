"""Who is at the console now, and what I say of myself: 在岗, 忙, 离开."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from nicegui import ui

from cases.actors import Actor
from cases.chats import presence
from cases.chats.presence import Colleague
from cases.database import Session
from console.texts import chats as texts
from console.visit import Visit


class PresenceBar:
    """`changed` is called after the colleague set another state."""

    def __init__(self, visit: Visit, changed: Callable[[], Awaitable[None]]) -> None:
        self._visit = visit
        self._changed = changed
        self._state = "here"
        with ui.element("div").classes("presence"):
            with (
                ui.button(color=None)
                .props(f'flat dense no-caps aria-label="{texts.PRESENCE_LABEL}"')
                .classes("presence-me") as me
            ):
                self._dot = ui.element("span").classes("dot")
                self._mine = ui.label("")
                with ui.menu().props("auto-close"):
                    for key, name in texts.PRESENCE.items():
                        ui.menu_item(name, on_click=lambda key=key: self._set(key))
            self._me = me
            with ui.element("div").classes("presence-names"):
                self._names = ui.label("").classes("presence-text")
        self._show_mine()

    def show(self, colleagues: Sequence[Colleague]) -> None:
        mine = next((c.state for c in colleagues if c.id == self._visit.staff_id), self._state)
        self._state = mine
        self._show_mine()
        others = [
            c.name if c.state == "here" else f"{c.name}（{texts.PRESENCE[c.state]}）"
            for c in colleagues
            if c.id != self._visit.staff_id
        ]
        words = f"{texts.PRESENT.format(count=len(others) + 1)}：{'、'.join(others)}" if others else texts.ALONE
        self._names.set_text(words)

    def _show_mine(self) -> None:
        self._mine.set_text(texts.PRESENCE[self._state])
        self._dot.classes(replace=f"dot dot-{self._state}")

    async def _set(self, state: str) -> None:
        async def work(session: Session, actor: Actor, now: datetime) -> None:
            await presence.set_state(session, state, actor=actor, now=now)

        if await self._visit.attempt(work, wake=("queue",)):
            ui.notify(texts.PRESENCE_SET.format(state=texts.PRESENCE[state]), type="positive", position="top")
        await self._changed()
