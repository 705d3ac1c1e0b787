"""The preview: a phone on which a colleague goes through the questions as workers will, before anybody else does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from nicegui import ui

from console.rehearsal import Rehearsal
from console.texts import programs as texts
from console.visit import Visit
from knowledge.forms import FieldSpec
from knowledge.programs import Program

# The newest question is always in sight: the screen follows whatever is drawn, however late it arrives.
FOLLOW = """
const e = getHtmlElement({id});
if (e) new MutationObserver(() => (e.scrollTop = e.scrollHeight)).observe(e, {{childList: true, subtree: true}});
"""


class Phone:
    """Redrawn when the program changes; answers given so far are given again as far as they still fit."""

    def __init__(self, visit: Visit, common: tuple[FieldSpec, ...], name_offer: Callable[[str], str | None]) -> None:
        self._visit = visit
        self._common = common
        self._name_offer = name_offer
        self._program: Program | None = None
        self._said: list[str] = []
        self.rehearsal: Rehearsal | None = None
        with ui.element("section").classes("panel phone-panel"):
            with ui.element("div").classes("matter-head"):
                ui.label(texts.PREVIEW).classes("panel-title").props("role=heading aria-level=2")
                ui.button(texts.PREVIEW_AGAIN, on_click=self.again).props("flat dense no-caps")
            ui.label(texts.PREVIEW_HINT).classes("hint")
            with ui.element("div").classes("phone"):
                self._screen = ui.element("div").classes("phone-screen").props("role=log aria-live=polite tabindex=0")
                ui.run_javascript(FOLLOW.format(id=self._screen.id))
                with ui.element("div").classes("phone-foot"):
                    self._box = ui.input(placeholder=texts.PREVIEW_SAY).classes("phone-box")
                    self._box.props(f'dense outlined maxlength=2000 aria-label="{texts.PREVIEW_SAY}"')
                    self._box.on("keydown.enter", self._typed)
                    ui.button(texts.PREVIEW_SEND, on_click=self._typed).props("unelevated dense no-caps")

    def show(self, program: Program | None, today: dt.date) -> None:
        """Go through this text of the program; None: it cannot be read yet."""
        if program == self._program and self.rehearsal is not None:
            return
        self._program, self._today = program, today
        self._said = self._still_fitting()
        self.rehearsal = self._begin()
        if self.rehearsal is not None:
            for text in self._said:
                self.rehearsal.answer(text)
        self._draw()

    def _still_fitting(self) -> list[str]:
        """The answers given so far, up to the first that the program as it is now does not take."""
        trial, kept = self._begin(), list[str]()
        for text in self._said if trial is not None else ():
            assert trial is not None
            trial.answer(text)
            if trial.over or any(line.text == texts.PREVIEW_MISS for line in trial.lines):
                break
            kept.append(text)
        return kept

    def again(self) -> None:
        self._said = []
        self.rehearsal = self._begin()
        self._draw()

    def say(self, text: str) -> None:
        if self.rehearsal is None or not text.strip():
            return
        self._said.append(text)
        self.rehearsal.answer(text)
        self._draw()

    def _typed(self) -> None:
        text = self._box.value or ""
        self._box.set_value("")
        self.say(text)

    def _begin(self) -> Rehearsal | None:
        if self._program is None:
            return None
        counties = self._visit.console.taxonomy.counties
        return Rehearsal(self._program, self._common, counties, self._today, self._name_offer)

    def _draw(self) -> None:
        self._screen.clear()
        rehearsal = self.rehearsal
        with self._screen:
            if rehearsal is None:
                ui.label(texts.PREVIEW_NONE).classes("panel-empty")
                return
            last = max((n for n, line in enumerate(rehearsal.lines) if line.by == "assistant"), default=-1)
            for n, line in enumerate(rehearsal.lines):
                ui.label(line.text).classes(f"phone-line phone-{line.by}")
                if line.options:
                    self._draw_options(line.options, live=n == last and not rehearsal.over)
            if rehearsal.asking == "done":
                with ui.element("div").classes("phone-kept"):
                    ui.label(texts.PREVIEW_KEPT).classes("phone-kept-title")
                    for kept in rehearsal.kept():
                        said = texts.PREVIEW_KEPT_LINE.format(label=kept.label, display=kept.display)
                        ui.label(f"{said}（{texts.PREVIEW_SECRET}）" if kept.secret else said)

    def _draw_options(self, options: tuple[str, ...], *, live: bool) -> None:
        with ui.element("div").classes("phone-options"):
            for number, option in enumerate(options, 1):
                words = f"{number}. {option}"
                if live:
                    ui.button(words, on_click=lambda _, option=option: self.say(option)).props("outline dense no-caps")
                else:
                    ui.label(words).classes("phone-option")
