"""A group case: its members, a step for all of them, a message to all of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from nicegui import ui

from cases import casefile
from cases.actors import Actor
from cases.casework import groups
from cases.casework.groups import GroupView, Outcome
from cases.casework.states import load_states, machine_of
from cases.database import Session
from cases.errors import NotFound
from cases.models import Case
from cases.numbers import read_number
from cases.rights import may
from console import saying, texts
from console.pages.casework.dialogs import Question, ask
from console.pages.casework.refusing import record_refused
from console.pages.casework.words import about_step, status_name
from console.shell import chip, shell
from console.texts import casework as words
from console.visit import Visit


class GroupPage:
    def __init__(self, visit: Visit, view: GroupView) -> None:
        self._visit = visit
        self._view = view
        self._may = may(visit.actor, "cases.group", view.group.county)

    @property
    def _number(self) -> str:
        return self._view.group.number

    def build(self) -> None:
        group = self._view.group
        ui.page_title(f"{group.number} {group.title} · {texts.TITLE}")
        with shell(self._visit, active="cases"), ui.element("div").classes("sheet casework"):
            self._head = ui.element("div").classes("case-head")
            with ui.element("div").classes("case-columns group-columns"):
                with ui.element("section").classes("panel"):
                    ui.label(words.GROUP_MEMBERS).classes("panel-title").props("role=heading aria-level=2")
                    self._members = ui.element("div").classes("group-members")
                    if self._may and group.closed_at is None:
                        self._draw_add()
                with ui.element("div").classes("case-right"):
                    self._results = ui.element("div").props("role=status")
                    if self._may and group.closed_at is None:
                        self._draw_step()
                        self._draw_tell()
        self._draw()

    async def _read_again(self) -> None:
        async with self._visit.reading() as (session, actor):
            self._view = await groups.read(session, self._number, actor=actor)
        self._draw()

    def _draw(self) -> None:
        view, taxonomy, now = self._view, self._visit.console.taxonomy, self._visit.now
        self._head.clear()
        with self._head:
            ui.link("←", "/cases").classes("back back-always").props(f'aria-label="{texts.BACK_TO_CASES}"')
            with ui.element("div").classes("case-title"):
                with ui.element("div").classes("case-name"):
                    ui.label(view.group.title).classes("page-title").props("role=heading aria-level=1")
                    chip(words.GROUP, "group")
                    if view.group.closed_at is not None:
                        chip(words.GROUP_CLOSED, "status-done")
                count = len(view.members) + view.hidden
                facts = words.GROUP_FACTS.format(number=view.group.number, count=count)
                ui.label(f"{facts} · {saying.county(taxonomy, view.group.county)}").classes("case-facts")
                if view.group.note:
                    ui.label(view.group.note).classes("hint")
            if self._may and view.group.closed_at is None:
                ui.button(words.GROUP_CLOSE, on_click=self._close).props("flat dense no-caps")
        self._members.clear()
        with self._members:
            if not view.members:
                ui.label(words.GROUP_MEMBERS_EMPTY).classes("panel-empty")
            for case in view.members:
                with ui.element("div").classes("relation-row"):
                    with ui.link(target=f"/cases/{case.number}").classes("relation"):
                        ui.label(case.number).classes("relation-number")
                        ui.label(saying.matter(taxonomy, case.kind, case.program_id)).classes("relation-matter")
                        ui.label(saying.moment(case.created_at, now)).classes("hint")
                        chip(status_name(case, case.status), f"status-{case.status}")
                    if self._may and view.group.closed_at is None:
                        ui.button(words.GROUP_REMOVE, on_click=lambda c=case: self._remove(c)).props(
                            f'flat dense no-caps aria-label="{words.GROUP_REMOVE} {case.number}"'
                        )
            if view.hidden:
                ui.label(words.GROUP_HIDDEN.format(count=view.hidden)).classes("hint")

    def _draw_add(self) -> None:
        with ui.element("div").classes("group-add"):
            field = ui.input(words.GROUP_ADD, placeholder=texts.FIND_PLACEHOLDER)
            field.props("outlined dense stack-label maxlength=20 inputmode=numeric")

            async def add() -> None:
                number = read_number(field.value or "")
                if number is None:
                    ui.notify(texts.FIND_WRONG, type="warning", position="top")
                elif await self._add(number):
                    field.set_value("")

            field.on("keydown.enter", add)
            ui.button(words.GROUP_ADD_BUTTON, on_click=add).props("outline no-caps")

    async def _add(self, number: str) -> bool:
        try:
            async with self._visit.reading() as (session, actor):
                await casefile.by_number(session, number, actor=actor)
        except NotFound:
            await record_refused(self._visit, number, what="group")
            ui.notify(words.NO_SUCH_CASE, type="warning", position="top")
            return False

        async def work(session: Session, actor: Actor, now: datetime) -> None:
            await groups.add(session, self._number, number, actor=actor, now=now)

        return await self._done(await self._visit.attempt(work), words.GROUP_ADDED)

    async def _remove(self, case: Case) -> None:
        async def work(session: Session, actor: Actor, now: datetime) -> None:
            await groups.remove(session, self._number, case.number, actor=actor, now=now)

        await self._done(await self._visit.attempt(work), words.GROUP_REMOVED)

    def _draw_step(self) -> None:
        """The steps of all machines the members go by; who cannot take one says so in the result."""
        steps = {
            status: (machine.steps[status].name, machine.steps[status])
            for key in sorted({machine_of(case).key for case in self._view.members})
            for machine in (load_states().machines[key],)
            for after in machine.ways.values()
            for status in after
        }
        order = [status for status in texts.STATUSES if status in steps]
        with ui.element("section").classes("panel decide"):
            ui.label(words.GROUP_STEP).classes("panel-title").props("role=heading aria-level=2")
            ui.label(words.GROUP_STEP_HINT).classes("hint")
            status = ui.select({s: steps[s][0] for s in order}, label=texts.CASE_NEW_STATUS)
            status.props("outlined dense options-dense")
            note = ui.textarea(texts.CASE_NOTE).props("outlined autogrow stack-label maxlength=2000")
            note.classes("step-note")

            async def step() -> None:
                words_typed = (note.value or "").strip()
                if not status.value:
                    ui.notify(texts.CASE_PICK_STATUS, type="warning", position="top")
                    return
                if steps[status.value][1].needs_note and not words_typed:
                    ui.notify(texts.CASE_NOTE_NEEDED, type="warning", position="top")
                    return
                if await self._step(str(status.value), words_typed):
                    note.set_value("")
                    status.set_value(None)

            ui.button(words.GROUP_STEP_BUTTON, on_click=step).props("unelevated no-caps")

    async def _step(self, status: str, note: str) -> bool:
        outcomes: list[Outcome] = []

        async def work(session: Session, actor: Actor, now: datetime) -> None:
            outcomes[:] = await groups.step_all(
                session,
                self._number,
                actor=actor,
                status=status,
                note=note or None,
                message=lambda case: self._about(case, status, note),
                now=now,
            )

        if not await self._visit.attempt(work):
            return False
        await self._show(outcomes)
        return True

    def _about(self, case: Case, status: str, note: str) -> str | None:
        if status not in machine_of(case).steps:
            return None  # the step will be refused, and says why
        title = saying.matter(self._visit.console.taxonomy, case.kind, case.program_id)
        return about_step(case, title, status, note)

    def _draw_tell(self) -> None:
        with ui.element("section").classes("panel decide"):
            ui.label(words.GROUP_TELL).classes("panel-title").props("role=heading aria-level=2")
            text = ui.textarea(words.GROUP_TELL_LABEL).props("outlined autogrow stack-label maxlength=1000")
            text.classes("step-note")

            async def tell() -> None:
                typed = (text.value or "").strip()
                if not typed:
                    ui.notify(words.GROUP_WORDS_NEEDED, type="warning", position="top")
                elif await self._tell(typed):
                    text.set_value("")

            ui.button(words.GROUP_TELL_BUTTON, on_click=tell).props("unelevated no-caps")

    async def _tell(self, typed: str) -> bool:
        outcomes: list[Outcome] = []
        taxonomy = self._visit.console.taxonomy

        def message(case: Case) -> str:
            title = saying.matter(taxonomy, case.kind, case.program_id)
            return words.GROUP_TELL_PREFIX.format(title=title, number=case.number, words=typed)

        async def work(session: Session, actor: Actor, now: datetime) -> None:
            outcomes[:] = await groups.tell_all(session, self._number, actor=actor, message=message, now=now)

        if not await self._visit.attempt(work):
            return False
        await self._show(outcomes)
        return True

    async def _show(self, outcomes: Sequence[Outcome]) -> None:
        """What was done to whom, and why not to the others."""
        await self._visit.wake("outbox", "queue", *{f"conversation:{o.conversation_id}" for o in outcomes})
        done = sum(o.problem is None for o in outcomes)
        self._results.clear()
        with self._results, ui.element("section").classes("panel results"):
            ui.label(words.GROUP_RESULT.format(done=done, left=len(outcomes) - done)).classes("panel-title")
            for outcome in sorted(outcomes, key=lambda o: o.problem is None):
                with ui.element("div").classes("result" + (" is-problem" if outcome.problem else "")):
                    ui.link(outcome.number, f"/cases/{outcome.number}").classes("relation-number")
                    ui.label(outcome.problem or words.GROUP_DONE)
        await self._read_again()

    def _close(self) -> None:
        async def done(*_: str) -> bool:
            async def work(session: Session, actor: Actor, now: datetime) -> None:
                await groups.close(session, self._number, actor=actor, now=now)

            if not await self._visit.attempt(work):
                return False
            ui.notify(words.GROUP_CLOSE_DONE, type="positive", position="top")
            ui.navigate.to(f"/cases/groups/{self._number}")
            return True

        ask(Question(title=words.GROUP_CLOSE, body=words.GROUP_CLOSE_BODY, confirm=words.GROUP_CLOSE, done=done))

    async def _done(self, done: bool, said: str) -> bool:
        if done:
            ui.notify(said, type="positive", position="top")
            await self._read_again()
        return done
