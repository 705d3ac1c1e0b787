"""The whole document as text, for those who prefer it and for what the form has no box for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nicegui import ui

from console.program_document import Values
from console.texts import programs as texts
from knowledge.errors import KnowledgeError
from knowledge.program_drafting import LONGEST, as_yaml, from_yaml


class WholeText:
    """`take` puts a document into the form."""

    def __init__(self, values: Callable[[], Values], take: Callable[[dict[str, Any]], None]) -> None:
        self._values = values
        self._take = take
        self._shown = ""
        with ui.expansion(texts.PART_YAML).classes("panel fold form-part"):
            ui.label(texts.YAML_HINT).classes("hint")
            self._box = ui.textarea().classes("document-field")
            self._box.props(f'outlined spellcheck=false maxlength={LONGEST} aria-label="{texts.PART_YAML}"')
            self._box.props('input-class="document-box"')
            self._problem = ui.label("").classes("form-problem").props("role=alert")
            ui.button(texts.YAML_TAKE, on_click=self._into_form).props("outline no-caps")

    def show(self) -> None:
        """Follow the form, unless somebody has typed here and not taken it over."""
        if (self._box.value or "") == self._shown:
            self._shown = as_yaml(self._values())
            self._box.set_value(self._shown)

    def _into_form(self) -> None:
        try:
            values = from_yaml(self._box.value or "")
        except KnowledgeError as error:
            self._problem.set_text(str(error))
            return
        self._problem.set_text("")
        self._shown = self._box.value or ""
        self._take(values)
        ui.notify(texts.YAML_TAKEN, type="positive", position="top")
