"""One case: what was asked for, its papers, what happened, and everything that can be done with it."""

from __future__ import annotations

from nicegui import ui

from cases import casefile, inbox
from cases.actors import Actor
from cases.clocks import load_limits
from cases.database import Session
from console import saying, texts
from console.pages.casework.handling import Handling
from console.pages.casework.opened import CaseView, OpenedCase
from console.pages.casework.papers_panel import PapersPanel
from console.pages.casework.relations import Relations
from console.pages.casework.step_panel import StepPanel
from console.pages.casework.timeline import Timeline
from console.pages.casework.words import status_name
from console.shell import chip, shell
from console.texts import casework as words
from console.visit import Visit

SOON = 0.8  # of a promise used up: as clocks warn


class CasePage:
    def __init__(self, visit: Visit, view: CaseView) -> None:
        self._visit = visit
        self._opened = OpenedCase(visit, view)

    def build(self) -> None:
        view = self._opened.view
        ui.page_title(f"{view.case.number} {view.title} · {texts.TITLE}")
        with shell(self._visit, active="cases"), ui.element("div").classes("sheet casework"):
            self._head = ui.element("div").classes("case-head")
            Handling(self._opened)
            with ui.element("div").classes("case-columns"):
                with ui.element("div").classes("case-left"):
                    self._draw_fields()
                    PapersPanel(self._opened)
                    Relations(self._opened)
                with ui.element("div").classes("case-right"):
                    self._booking = ui.element("div")
                    StepPanel(self._opened)
                    Timeline(self._opened)
        self._opened.listeners.append(self._draw_state)
        self._draw_state()

    def _draw_state(self) -> None:
        self._draw_head()
        self._draw_booking()

    def _draw_head(self) -> None:
        view, taxonomy, now = self._opened.view, self._visit.console.taxonomy, self._visit.now
        case = view.case
        self._head.clear()
        with self._head:
            ui.link("←", "/cases").classes("back back-always").props(f'aria-label="{texts.BACK_TO_CASES}"')
            with ui.element("div").classes("case-title"):
                with ui.element("div").classes("case-name"):
                    ui.label(view.title).classes("page-title").props("role=heading aria-level=1")
                    chip(status_name(case, case.status), f"status-{case.status}")
                    if case.tier in words.TIER_CHIP:
                        chip(words.TIER_CHIP[case.tier], f"tier-{case.tier}")
                facts = [
                    case.number,
                    saying.county(taxonomy, case.county),
                    texts.CASE_OPENED.format(at=saying.moment(case.created_at, now)),
                ]
                if case.employer:
                    facts.append(case.employer)
                ui.label(" · ".join(facts)).classes("case-facts")
                self._draw_clocks()
            if view.chat_open:
                ui.link(texts.CASE_OPEN_CHAT, f"/chats/{case.conversation_id}").classes("button-link")

    def _draw_clocks(self) -> None:
        now = self._visit.now
        with ui.element("div").classes("clocks"):
            for clock in self._opened.view.clocks:
                name = words.CLOCKS[clock.kind]
                if clock.due_at is None:
                    pause = load_limits().pauses.get(clock.pause or "")
                    chip(words.CLOCK_PAUSED.format(name=name, why=pause.name if pause else ""), "clock-paused")
                    continue
                late = clock.due_at < now
                told = words.CLOCK_LATE if late else words.CLOCK_LEFT
                urgency = "late" if late else "soon" if clock.used >= SOON else "running"
                said = told.format(name=name, time=saying.span(abs(clock.due_at - now)))
                chip(said, f"clock-{urgency}").props(f'title="{saying.moment(clock.due_at, now)}"')

    def _draw_fields(self) -> None:
        case = self._opened.case
        with ui.element("section").classes("panel"):
            ui.label(texts.CASE_FIELDS).classes("panel-title").props("role=heading aria-level=2")
            answers = inbox.answers_of(case)
            if not answers:
                erased = any(event.kind == "erased" for event, _ in self._opened.view.events)
                ui.label(texts.CASE_ERASED if erased else texts.CASE_FIELDS_EMPTY).classes("panel-empty")
            with ui.element("dl").classes("fields"):
                for key, (label, shown, value) in zip(case.fields, answers, strict=True):
                    with ui.element("dt"):
                        ui.label(label)
                    with ui.element("dd"):
                        self._draw_answer(key, shown, value)

    def _draw_answer(self, key: str, shown: str, value: object) -> None:
        if key == "reason" and self._opened.case.kind == "handoff":
            shown = texts.REASONS.get(str(value), shown)
        full = str(value)
        if not (len(full) == 18 and full[:17].isdigit()):
            ui.label(shown).classes("answer")
            return
        with ui.element("div").classes("secret"):  # an identity number is shown when it is needed, and that is an event
            label = ui.label(saying.masked(full)).classes("answer")

            async def reveal() -> None:
                async def work(session: Session, actor: Actor, now: object) -> None:
                    case = await casefile.by_number(session, self._opened.case.number, actor=actor)
                    casefile.record(
                        session, case, actor=actor, kind="revealed", data={"field": key}, now=self._visit.now
                    )

                if await self._visit.attempt(work):
                    label.set_text(full)
                    button.delete()
                    await self._opened.read_again()

            button = ui.button(texts.REVEAL, on_click=reveal).props("flat dense no-caps").classes("reveal")

    def _draw_booking(self) -> None:
        self._booking.clear()
        if self._opened.view.booking is None:
            return
        appointment, slot = self._opened.view.booking
        with self._booking, ui.element("section").classes("panel booking"):
            ui.label(texts.CASE_BOOKING).classes("panel-title").props("role=heading aria-level=2")
            ui.label(
                f"{saying.day(slot.starts_at)} {saying.clock(slot.starts_at)}–{saying.clock(slot.ends_at)}"
            ).classes("booking-time")
            way = texts.WAYS.get(appointment.way, appointment.way)
            ui.label(f"{way} · {slot.consultant_name}").classes("booking-who")
            if appointment.way == "in_person":
                ui.label(slot.place).classes("booking-who")
