"""What happened to a case: its steps, what was said, who looked."""

from __future__ import annotations

from nicegui import ui

from cases.models import CaseEvent
from console import saying, texts
from console.pages.casework.opened import OpenedCase
from console.pages.casework.words import event_actor, event_words
from console.texts import casework as words

LOOKS = ("viewed", "file_viewed")


class Timeline:
    def __init__(self, opened: OpenedCase) -> None:
        self._opened = opened
        self._shows = "steps"
        with ui.element("section").classes("panel"):
            ui.label(texts.CASE_TIMELINE).classes("panel-title").props("role=heading aria-level=2")
            self._tabs = ui.element("div").classes("timeline-tabs").props("role=group")
            self._list = ui.element("div").classes("timeline")
        opened.listeners.append(self.draw)
        self.draw()

    def draw(self) -> None:
        events = self._opened.view.events
        looks = [(event, of) for event, of in events if event.kind in LOOKS]
        steps = [(event, of) for event, of in events if event.kind not in LOOKS]
        self._tabs.clear()
        with self._tabs:
            for key, name in (
                ("steps", words.SHOW_STEPS),
                ("talk", words.SHOW_TALK),
                ("looks", words.SHOW_LOOKS.format(count=len(looks))),
            ):
                button = ui.button(name, on_click=lambda k=key: self._show(k)).props("flat dense no-caps")
                button.props(f"aria-pressed={'true' if key == self._shows else 'false'}")
                button.classes("timeline-tab" + (" is-active" if key == self._shows else ""))
        self._list.clear()
        with self._list:
            if self._shows == "talk":
                self._draw_talk()
                return
            shown, none = (steps, words.STEPS_EMPTY) if self._shows == "steps" else (looks, words.LOOKS_EMPTY)
            for event, of in reversed(shown):
                self._draw_event(event, of)
            if not shown:
                ui.label(none).classes("panel-empty")

    def _show(self, key: str) -> None:
        self._shows = key
        self.draw()

    def _draw_event(self, event: CaseEvent, of: str | None) -> None:
        view, now = self._opened.view, self._opened.visit.now
        what = event_words(event, view.case, names=view.names, papers=view.paper_names(), numbers=view.numbers)
        facts = [event_actor(event, view.names), saying.moment(event.at, now)]
        if of is not None:
            facts.append(words.OF_CASE.format(number=of))
        with ui.element("div").classes(f"event event-{event.kind}"):
            ui.label(what).classes("event-what")
            ui.label(" · ".join(facts)).classes("event-who")
            if event.note:
                quiet = words.NOTE_QUIET if event.data.get("quiet") else ""
                ui.label(event.note + quiet).classes("event-note")

    def _draw_talk(self) -> None:
        view, now = self._opened.view, self._opened.visit.now
        if not view.talk:
            ui.label(words.TALK_EMPTY).classes("panel-empty")
        for said in view.talk:
            who = view.names.get(said.staff_id or 0) or texts.AUTHORS[said.author]
            with ui.element("div").classes(f"event event-said event-said-{said.author}"):
                shown = texts.HIDDEN if said.hidden else said.text or texts.ERASED
                ui.label(shown).classes("event-what event-said-text")
                ui.label(f"{who} · {saying.moment(said.at, now)}").classes("event-who")
