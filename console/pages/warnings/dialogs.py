"""What is asked before a warning moves on, and before two names become one. They stay open when a step fails."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from nicegui import ui

from cases.actors import Actor
from cases.database import Session
from cases.warnings import handling, sameness
from cases.warnings.handling import STEPS, WarningView
from cases.warnings.rules import load_rules
from cases.warnings.sameness import Alike
from console.texts import warnings as texts
from console.visit import Visit


class StepDialog:
    """Words for acted, closed, dismissed. When a colleague was quicker, it says so and keeps the words."""

    def __init__(
        self, visit: Visit, look: Callable[[], Awaitable[None]], status_of: Callable[[int], str | None]
    ) -> None:
        self._visit = visit
        self._look = look
        self._status_of = status_of
        self._id, self._status, self._was = 0, "acted", "new"
        with ui.dialog() as self._dialog, ui.card().classes("dialog"):
            self._title = ui.label().classes("dialog-title")
            self._subject = ui.label().classes("hint")
            self._notice = ui.label().classes("notice is-conflict")
            self.words = ui.textarea(texts.NOTE).props("outlined autogrow maxlength=2000").classes("dialog-text")
            with ui.element("div").classes("dialog-actions"):
                ui.button(texts.CANCEL, on_click=self._dialog.close).props("flat no-caps")
                self._save = ui.button("", on_click=self.save).props("unelevated no-caps")

    def open(self, view: WarningView, status: str) -> None:
        title, hint, button = texts.ASK[status]
        row = view.warning
        if (self._id, self._status) != (row.id, status):
            self.words.set_value("")
        self._id, self._status, self._was = row.id, status, row.status
        self._title.set_text(title)
        self._subject.set_text(f"{row.employer} · {texts.TOPICS.get(row.topic, row.topic)}")
        self.words.props["placeholder"] = hint.format(more=load_rules().more_after_dismissal)
        self.words.update()
        self._notice.set_visibility(False)
        self._save.set_text(button)
        self._save.set_enabled(True)
        self._dialog.open()

    async def save(self) -> None:
        async def work(session: Session, actor: Actor, now: datetime) -> None:
            await handling.handle(
                session,
                self._id,
                actor=actor,
                status=self._status,
                was=self._was,
                note=str(self.words.value or ""),
                now=now,
            )

        done = await self._visit.attempt(work, wake=("queue",))
        await self._look()
        if done:
            self.words.set_value("")
            self._dialog.close()
            ui.notify(texts.SAVED, type="positive", position="top")
            return
        now_is = self._status_of(self._id)
        if now_is != self._was:
            over = now_is is None or self._status not in STEPS.get(now_is, frozenset())
            shown = texts.STATUSES.get(now_is or "", texts.OVER)
            self._notice.set_text((texts.CHANGED_OVER if over else texts.CHANGED).format(status=shown))
            self._notice.set_visibility(True)
            self._save.set_enabled(not over)
            self._was = now_is or self._was


class JoinDialog:
    """Two names, one firm: asked once more, since it holds from then on."""

    def __init__(self, visit: Visit, again: Callable[[], Awaitable[None]]) -> None:
        self._visit = visit
        self._again = again
        self._id, self._other = 0, ""
        with ui.dialog() as self._dialog, ui.card().classes("dialog"):
            self._title = ui.label().classes("dialog-title")
            ui.label(texts.JOIN_BODY)
            with ui.element("div").classes("dialog-actions"):
                ui.button(texts.CANCEL, on_click=self._dialog.close).props("flat no-caps")
                ui.button(texts.JOIN, on_click=self.save).props("unelevated no-caps")

    def open(self, view: WarningView, other: Alike) -> None:
        self._id, self._other = view.warning.id, other.key
        self._title.set_text(texts.JOIN_TITLE.format(other=other.name, name=view.warning.employer))
        self._dialog.open()

    async def save(self) -> None:
        async def work(session: Session, actor: Actor, now: datetime) -> None:
            await sameness.join(session, self._id, self._other, actor=actor, now=now)

        if await self._visit.attempt(work, wake=("queue",)):
            ui.notify(texts.JOINED, type="positive", position="top")
            self._dialog.close()
        await self._again()
