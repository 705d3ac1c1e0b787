"""One case: what was asked for, what came in, what happened, and moving it on."""

from __future__ import annotations

from dataclasses import dataclass

from nicegui import ui

from cases import appointments, attachments, casefile, inbox, staff
from cases.access import sees_conversation
from cases.actors import Actor
from cases.appointments import FreeSlot
from cases.database import Session
from cases.models import Appointment, Case, CaseEvent
from console import saying, texts
from console.pages.case_step import CaseStep
from console.shell import chip, empty, shell
from console.visit import Visit


@dataclass(frozen=True, slots=True)
class CaseView:
    """What the page shows, read in one go."""

    case: Case
    events: list[CaseEvent]
    papers: list[tuple[str, str, str, int]]
    booking: tuple[Appointment, FreeSlot] | None
    names: dict[int, str]
    chat_open: bool


async def gather(session: Session, actor: Actor, case: Case) -> CaseView:
    chat = await casefile.conversation_of(session, case)
    return CaseView(
        case,
        await casefile.events(session, case.id),
        await attachments.of_case(session, case.id),
        await appointments.booking_of(session, case.id),
        await staff.names(session),
        sees_conversation(actor, chat),
    )


class CasePage:
    def __init__(self, visit: Visit, view: CaseView) -> None:
        self._visit = visit
        self._view = view
        self._looks_shown = False

    def build(self) -> None:
        view = self._view
        taxonomy = self._visit.console.taxonomy
        title = saying.matter(taxonomy, view.case.kind, view.case.program_id)
        ui.page_title(f"{view.case.number} {title} · {texts.TITLE}")
        with shell(self._visit, active="cases"), ui.element("div").classes("sheet"):
            self._head = ui.element("div").classes("case-head")
            with ui.element("div").classes("case-columns"):
                with ui.element("div").classes("case-left"):
                    self._draw_fields()
                    self._draw_papers()
                with ui.element("div").classes("case-right"):
                    self._booking = ui.element("div")
                    CaseStep(self._visit, view.case, title, self._changed)
                    with ui.element("section").classes("panel"):
                        ui.label(texts.CASE_TIMELINE).classes("panel-title").props("role=heading aria-level=2")
                        self._timeline = ui.element("div").classes("timeline")
        self._draw_state()

    async def _changed(self) -> Case:
        """Read again after a step, ours or a colleague's; not a new look, so no event. Returns the case as it is now."""
        async with self._visit.reading() as (session, actor):
            case = await casefile.by_number(session, self._view.case.number, actor=actor)
            self._view = await gather(session, actor, case)
        self._draw_state()
        return self._view.case

    def _draw_state(self) -> None:
        self._draw_head()
        self._draw_booking()
        self._draw_timeline()

    def _draw_head(self) -> None:
        view, taxonomy, now = self._view, self._visit.console.taxonomy, self._visit.now
        case = view.case
        self._head.clear()
        with self._head:
            ui.link("←", "/cases").classes("back back-always").props(f'aria-label="{texts.BACK_TO_CASES}"')
            with ui.element("div").classes("case-title"):
                with ui.element("div").classes("case-name"):
                    name = saying.matter(taxonomy, case.kind, case.program_id)
                    ui.label(name).classes("page-title").props("role=heading aria-level=1")
                    chip(texts.STATUSES[case.status], f"status-{case.status}")
                facts = [
                    case.number,
                    saying.county(taxonomy, case.county),
                    texts.CASE_OPENED.format(at=saying.moment(case.created_at, now)),
                ]
                if case.assigned_to in view.names:
                    facts.append(texts.CASE_ASSIGNED.format(name=view.names[case.assigned_to or 0]))
                ui.label(" · ".join(facts)).classes("case-facts")
                if case.due_at and case.closed_at is None:
                    late = case.due_at < now
                    words = texts.CASE_OVERDUE if late else texts.CASE_DUE
                    ui.label(words.format(at=saying.moment(case.due_at, now))).classes(
                        "case-due" + (" is-late" if late else "")
                    )
            if view.chat_open:
                ui.link(texts.CASE_OPEN_CHAT, f"/chats/{case.conversation_id}").classes("button-link")

    def _draw_fields(self) -> None:
        case = self._view.case
        with ui.element("section").classes("panel"):
            ui.label(texts.CASE_FIELDS).classes("panel-title").props("role=heading aria-level=2")
            answers = inbox.answers_of(case)
            if not answers:
                erased = any(event.kind == "erased" for event in self._view.events)
                ui.label(texts.CASE_ERASED if erased else texts.CASE_FIELDS_EMPTY).classes("panel-empty")
            with ui.element("dl").classes("fields"):
                for key, (label, shown, value) in zip(case.fields, answers, strict=True):
                    with ui.element("dt"):
                        ui.label(label)
                    with ui.element("dd"):
                        self._draw_answer(key, shown, value)

    def _draw_answer(self, key: str, shown: str, value: object) -> None:
        if key == "reason" and self._view.case.kind == "handoff":
            shown = texts.REASONS.get(str(value), shown)
        full = str(value)
        if not (len(full) == 18 and full[:17].isdigit()):
            ui.label(shown).classes("answer")
            return
        with ui.element("div").classes("secret"):  # an identity number is shown when it is needed, and that is an event
            label = ui.label(saying.masked(full)).classes("answer")

            async def reveal() -> None:
                async def work(session: Session, actor: Actor, now: object) -> None:
                    case = await casefile.by_number(session, self._view.case.number, actor=actor)
                    casefile.record(
                        session, case, actor=actor, kind="revealed", data={"field": key}, now=self._visit.now
                    )

                if await self._visit.attempt(work):
                    label.set_text(full)
                    button.delete()
                    await self._changed()

            button = ui.button(texts.REVEAL, on_click=reveal).props("flat dense no-caps").classes("reveal")

    def _draw_papers(self) -> None:
        with ui.element("section").classes("panel"):
            ui.label(texts.CASE_PAPERS).classes("panel-title").props("role=heading aria-level=2")
            if not self._view.papers:
                ui.label(texts.CASE_PAPERS_EMPTY).classes("panel-empty")
            with ui.element("div").classes("papers"):
                for file_id, name, media_type, size in self._view.papers:
                    with ui.link(target=f"/files/{file_id}", new_tab=True).classes("file").props("rel=noopener"):
                        if media_type.startswith("image/"):
                            image = ui.element("img").props(f'src="/files/{file_id}" loading=lazy alt=""')
                            image.classes("thumb")
                        ui.label(name).classes("file-name")
                        ui.label(saying.size(size)).classes("file-size")

    def _draw_booking(self) -> None:
        self._booking.clear()
        if self._view.booking is None:
            return
        appointment, slot = self._view.booking
        with self._booking, ui.element("section").classes("panel booking"):
            ui.label(texts.CASE_BOOKING).classes("panel-title").props("role=heading aria-level=2")
            ui.label(
                f"{saying.day(slot.starts_at)} {saying.clock(slot.starts_at)}–{saying.clock(slot.ends_at)}"
            ).classes("booking-time")
            way = texts.WAYS.get(appointment.way, appointment.way)
            ui.label(f"{way} · {slot.consultant_name}").classes("booking-who")
            if appointment.way == "in_person":
                ui.label(slot.place).classes("booking-who")

    def _draw_timeline(self) -> None:
        looks = [e for e in self._view.events if e.kind in ("viewed", "file_viewed")]
        shown = self._view.events if self._looks_shown else [e for e in self._view.events if e not in looks]
        self._timeline.clear()
        with self._timeline:
            for event in reversed(shown):
                self._draw_event(event)
            if not shown:
                empty("", "")
            if looks:
                words = texts.HIDE_LOOKS if self._looks_shown else texts.SHOW_LOOKS.format(count=len(looks))
                ui.button(words, on_click=self._toggle_looks).props("flat dense no-caps").classes("looks")

    def _toggle_looks(self) -> None:
        self._looks_shown = not self._looks_shown
        self._draw_timeline()

    def _draw_event(self, event: CaseEvent) -> None:
        if event.kind == "status":
            before, after = (texts.STATUSES.get(str(event.data.get(k)), "") for k in ("from", "to"))
            words = texts.STATUS_CHANGED.format(before=before, after=after)
        else:
            words = texts.EVENTS.get(event.kind, event.kind)
        who = texts.ACTORS.get(event.actor_kind) or self._view.names.get(event.actor_id or 0, texts.AUTHORS["staff"])
        with ui.element("div").classes(f"event event-{event.kind}"):
            ui.label(words).classes("event-what")
            ui.label(f"{who} · {saying.moment(event.at, self._visit.now)}").classes("event-who")
            if event.note:
                ui.label(event.note).classes("event-note")
