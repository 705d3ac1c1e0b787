"""Moving a case on: the new state, a note, and the very message the worker will read, shown before it is sent."""

from __future__ import annotations

from datetime import datetime

from nicegui import ui

from cases.actors import Actor
from cases.casework import deciding
from cases.casework.states import machine_of
from cases.database import Session
from console import texts
from console.pages.casework.opened import OpenedCase
from console.pages.casework.words import about_step
from console.texts import casework as words


class StepPanel:
    def __init__(self, opened: OpenedCase) -> None:
        self._opened = opened
        self._visit = opened.visit
        self._place = f"case:{opened.case.number}"
        draft = self._visit.console.drafts.get(self._visit.staff_id, self._place)
        with ui.element("section").classes("panel decide"):
            ui.label(texts.CASE_DECIDE).classes("panel-title").props("role=heading aria-level=2")
            self._hint = ui.label("").classes("hint")
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
        opened.listeners.append(self._draw)
        self._draw()

    def _choices(self) -> dict[str, str]:
        machine, case = machine_of(self._opened.case), self._opened.case
        if case.merged_into is not None:
            return {}
        return {status: machine.steps[status].name for status in machine.ways.get(case.status, ())}

    def _draw(self) -> None:
        """After a change: the steps that are left; what was typed stays."""
        case, machine = self._opened.case, machine_of(self._opened.case)
        self._status.set_options(self._choices(), value=None)
        hints = []
        if case.merged_into is not None and self._opened.view.kept is not None:
            hints.append(words.MERGED_HINT.format(number=self._opened.view.kept.number))
        elif case.closed_at is not None:
            hints.append(words.CLOSED_HINT)
        elif machine.callback_first and case.status != "called_back":
            hints.append(words.CALLBACK_HINT)
        self._hint.set_text("".join(hints))
        self._hint.set_visibility(bool(hints))
        self._show()

    def _typed(self) -> None:
        self._visit.console.drafts.keep(self._visit.staff_id, self._place, self._note.value or "")
        self._show()

    def _told(self) -> bool:
        """Is the worker told? Of some steps they must be."""
        step = machine_of(self._opened.case).steps.get(self._status.value or "")
        return bool(self._tell.value) or (step is not None and step.always_told)

    def _show(self) -> None:
        status, told = self._status.value, self._told()
        step = machine_of(self._opened.case).steps.get(status or "")
        self._tell.set_enabled(step is None or not step.always_told)
        self._preview.set_visibility(bool(status))
        self._note.props(f'label="{texts.CASE_NOTE if told else texts.CASE_NOTE_INTERNAL}"')
        self._save_button.set_text(texts.CASE_SAVE if told else texts.CASE_SAVE_QUIET)
        if status:
            self._preview_title.set_text(texts.CASE_PREVIEW if told else texts.CASE_NOT_TOLD)
            self._preview_text.set_text(self._message(status, self._note.value or "") if told else "")

    def _message(self, status: str, note: str) -> str:
        return about_step(self._opened.case, self._opened.view.title, status, note)

    async def _save(self) -> None:
        status, note, told = self._status.value, (self._note.value or "").strip(), self._told()
        case = self._opened.case
        if not status:
            ui.notify(texts.CASE_PICK_STATUS, type="warning", position="top")
            return
        if not note and (machine_of(case).steps[status].needs_note or case.closed_at is not None):
            ui.notify(texts.CASE_NOTE_NEEDED, type="warning", position="top")
            return
        message = self._message(status, note) if told else None

        async def change(session: Session, actor: Actor, now: datetime) -> None:
            await deciding.decide(
                session,
                case.number,
                actor=actor,
                seen_revision=case.revision,
                status=status,
                note=note or None,
                message=message,
                now=now,
            )

        if await self._opened.attempt(change, said=texts.CASE_SAVED if told else texts.CASE_SAVED_QUIET):
            self._note.set_value("")
            self._visit.console.drafts.keep(self._visit.staff_id, self._place, "")
