"""Moving a case on: the new status, a note, and the very message the worker will read, shown before it is sent."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime

from nicegui import ui

from cases import casefile, desk
from cases.actors import Actor
from cases.casefile import TRANSITIONS
from cases.database import Session
from cases.errors import Conflict
from cases.models import Case
from console import texts
from console.visit import Visit

log = logging.getLogger(__name__)

# Without a reason or a list of papers the worker would not know what to do.
NEED_NOTE = ("needs_papers", "refused")


def message_for_worker(title: str, number: str, status: str, note: str) -> str:
    """What the worker reads about a new status."""
    lines = [texts.WORKER_CASE.format(title=title, number=number, words=texts.WORKER_STATUS[status])]
    if note.strip():
        lines.append(note.strip())
    if status == "needs_papers":
        lines.append(texts.WORKER_PAPERS)
    if status == "refused":
        lines.append(texts.WORKER_REFUSED.format(hotline=texts.REFUSAL_HOTLINE))
    return "\n".join(lines)


class CaseStep:
    """The block that changes a case. `changed` reads the case again and returns it."""

    def __init__(self, visit: Visit, case: Case, title: str, changed: Callable[[], Awaitable[Case]]) -> None:
        self._visit = visit
        self._number = case.number
        self._conversation = case.conversation_id
        self._title = title
        self._seen = case.status
        self._changed = changed
        self._place = f"case:{case.number}"
        draft = visit.console.drafts.get(visit.staff_id, self._place)
        with ui.element("section").classes("panel decide"):
            ui.label(texts.CASE_DECIDE).classes("panel-title").props("role=heading aria-level=2")
            self._status = ui.select(self._choices(), label=texts.CASE_NEW_STATUS, on_change=self._show).props(
                "outlined dense options-dense"
            )
            self._note = (
                ui.textarea(
                    texts.CASE_NOTE, value=draft, placeholder=texts.CASE_NOTE_PLACEHOLDER, on_change=self._typed
                )
                .props("outlined autogrow stack-label maxlength=2000")
                .classes("step-note")
            )
            self._tell = ui.checkbox(texts.CASE_TELL, value=True, on_change=self._show).props("dense")
            with ui.element("div").classes("preview") as self._preview:
                self._preview_title = ui.label("").classes("preview-title")
                self._preview_text = ui.label("").classes("preview-text")
            self._save_button = ui.button(texts.CASE_SAVE, on_click=self._save).props("unelevated no-caps")
        self._show()

    def _choices(self) -> dict[str, str]:
        return {s: texts.STATUSES[s] for s in texts.STATUSES if s in TRANSITIONS[self._seen] and s != self._seen}

    def _typed(self) -> None:
        self._visit.console.drafts.keep(self._visit.staff_id, self._place, self._note.value or "")
        self._show()

    def _show(self) -> None:
        status, tell = self._status.value, bool(self._tell.value)
        self._preview.set_visibility(bool(status))
        self._note.props(f'label="{texts.CASE_NOTE if tell else texts.CASE_NOTE_INTERNAL}"')
        self._save_button.set_text(texts.CASE_SAVE if tell else texts.CASE_SAVE_QUIET)
        if status:
            self._preview_title.set_text(texts.CASE_PREVIEW if tell else texts.CASE_NOT_TOLD)
            self._preview_text.set_text(
                message_for_worker(self._title, self._number, status, self._note.value or "") if tell else ""
            )

    async def _save(self) -> None:
        status, note, tell = self._status.value, (self._note.value or "").strip(), bool(self._tell.value)
        if not status:
            ui.notify(texts.CASE_PICK_STATUS, type="warning", position="top")
            return
        if tell and status in NEED_NOTE and not note:
            ui.notify(texts.CASE_NOTE_NEEDED, type="warning", position="top")
            return
        message = message_for_worker(self._title, self._number, status, note) if tell else None
        overtaken = False

        async def work(session: Session, actor: Actor, now: datetime) -> None:
            nonlocal overtaken
            try:
                await desk.decide_case(
                    session,
                    self._number,
                    actor=actor,
                    seen_status=self._seen,
                    status=status,
                    note=note or None,
                    message=message,
                    now=now,
                )
            except Conflict as error:
                overtaken = True
                raise Conflict(str(error), message=await self._overtaken_words(session, actor)) from error

        done = await self._visit.attempt(work, wake=(f"conversation:{self._conversation}", "outbox", "queue"))
        if done:
            self._note.set_value("")
            self._visit.console.drafts.keep(self._visit.staff_id, self._place, "")
            ui.notify(texts.CASE_SAVED if tell else texts.CASE_SAVED_QUIET, type="positive", position="top")
        if done or overtaken:
            self._seen = (await self._changed()).status
            self._status.set_options(self._choices(), value=None)
            self._show()

    async def _overtaken_words(self, session: Session, actor: Actor) -> str:
        case = await casefile.by_number(session, self._number, actor=actor)
        return texts.CASE_CHANGED.format(status=texts.STATUSES[case.status])
