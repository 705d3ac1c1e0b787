"""The questions of a program: added, reworded, put into another order, asked only when an earlier answer calls for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nicegui import ui

from console.pages.knowledge.card_dialogs import ask
from console.pages.programs.conditions import draw_condition, reset_condition
from console.pages.programs.inputs import Inputs
from console.pages.programs.parts import Part
from console.program_document import (
    Values,
    add_field,
    comparable,
    copy_field,
    fields_of,
    lines_of,
    move_field,
    read_lines,
    remove_field,
    set_options,
    set_type,
)
from console.shell import chip
from console.texts import programs as texts
from knowledge.taxonomy import Taxonomy

ALWAYS = ""


class FieldsPart(Part):
    """`others_changed`: rules name questions and must be drawn anew when those change."""

    def __init__(
        self, values: Callable[[], Values], inputs: Inputs, taxonomy: Taxonomy, others_changed: Callable[[], None]
    ) -> None:
        super().__init__(texts.PART_FIELDS, texts.PART_FIELDS_HINT)
        self._values, self._inputs, self._taxonomy = values, inputs, taxonomy
        self._others_changed = others_changed
        self._open: set[str] = set()

    def _fill(self) -> None:
        self._inputs.forget("fields[")
        fields = fields_of(self._values())
        if not fields:
            ui.label(texts.FIELDS_NONE).classes("panel-empty is-wide")
        for at, field in enumerate(fields):
            self._draw_field(at, field)
        with ui.element("div").classes("editor-actions is-wide"):
            ui.button(texts.FIELD_NEW, on_click=self._add).props("outline no-caps")
        self._inputs.said("fields")

    def _again(self) -> None:
        self.draw()
        self._others_changed()
        self._inputs.touched()

    def _add(self) -> None:
        add_field(self._values())
        self._open.add(str(fields_of(self._values())[-1]["key"]))
        self._again()

    def _draw_field(self, at: int, field: Values) -> None:
        key, label = str(field.get("key")), str(field.get("label") or "")
        kind = str(field.get("type"))
        with ui.element("div").classes("question is-wide"):
            with ui.element("div").classes("question-head"):
                title = ui.button(
                    texts.FIELD.format(number=at + 1, label=label or key), on_click=lambda: self._toggle(key)
                )
                title.props(f"flat no-caps align=left aria-expanded={'true' if key in self._open else 'false'}")
                title.classes("question-title")
                chip(texts.TYPES.get(kind, kind), "plain")
                for words, icon, step in (
                    (texts.UP, "↑", lambda: self._move(at, -1)),
                    (texts.DOWN, "↓", lambda: self._move(at, 1)),
                    (texts.COPY, texts.COPY, lambda: self._copy(at)),
                    (texts.REMOVE, texts.REMOVE, lambda: self._remove(at, label or key)),
                ):
                    tool = ui.button(icon, on_click=step).props(f'flat dense no-caps aria-label="{words} {at + 1}"')
                    tool.classes("question-tool").tooltip(words)
            if key in self._open:
                with ui.element("div").classes("form-grid"):
                    self._draw_boxes(at, field, kind)
            else:
                ui.label(str(field.get("ask") or "")).classes("question-ask")
                for name in ("key", "type", "label", "ask", "options", "min", "when.field", "when.equals", "when"):
                    self._inputs.said(f"fields[{at + 1}].{name}")

    def _draw_boxes(self, at: int, field: Values, kind: str) -> None:
        inputs, label, path = self._inputs, texts.FIELD_LABELS, f"fields[{at + 1}]"
        inputs.text(field, "ask", f"{path}.ask", label["ask"], area=True)
        inputs.text(field, "label", f"{path}.label", label["label"])

        def pick_type(key: Any) -> None:
            set_type(field, str(key))
            self.draw()
            self._others_changed()

        inputs.pick(texts.TYPES, kind, f"{path}.type", label["type"], pick_type)
        if kind == "choice":
            options = field.get("options")
            first = dict(options) if isinstance(options, dict) else {}
            shown = lines_of(list(first.values()))

            def typed(event: Any) -> None:
                # Against what stood here at first: a line that is gone for a moment comes back with its key.
                field["options"] = first
                set_options(field, read_lines(event.value or ""))
                inputs.touched()

            box = ui.textarea(label["options"], value=shown, on_change=typed).classes("form-box is-wide")
            box.props("outlined dense stack-label autogrow debounce=400 maxlength=2000")
            inputs.said(f"{path}.options")
        if kind in ("number", "money"):
            for name in ("min", "max"):
                inputs.number(field, name, f"{path}.{name}", label[name], fen=kind == "money")
        inputs.text(field, "example", f"{path}.example", label["example"])
        inputs.text(field, "help", f"{path}.help", label["help"], area=True)
        self._draw_when(at, field, path)
        with ui.element("div").classes("form-ticks is-wide"):
            inputs.tick(field, "optional", f"{path}.optional", label["optional"])
            inputs.tick(field, "sensitive", f"{path}.sensitive", label["sensitive"])
        inputs.said(f"{path}.key")

    def _draw_when(self, at: int, field: Values, path: str) -> None:
        earlier = {key: (words, other) for key, words, other in comparable(self._values(), at)}
        when = field.get("when")
        if not earlier and not isinstance(when, dict):
            return
        choices = {ALWAYS: texts.WHEN_ALWAYS} | {
            key: texts.WHEN_FIELD.format(label=words) for key, (words, _) in earlier.items()
        }
        now = str(when.get("field")) if isinstance(when, dict) else ALWAYS

        def pick_when(key: Any) -> None:
            field.pop("when", None)
            if key:
                field["when"] = {"field": key}
                reset_condition(field["when"], earlier[key][1])
            self.draw()

        self._inputs.pick(choices, now, f"{path}.when", texts.WHEN, pick_when)
        self._inputs.said(f"{path}.when.field")
        if isinstance(when, dict) and now in earlier:
            draw_condition(
                self._inputs, when, earlier[now][1], f"{path}.when", texts.WHEN_VALUE, self._taxonomy, most=False
            )

    def _toggle(self, key: str) -> None:
        self._open ^= {key}
        self.draw()
        self._inputs.touched()

    def _move(self, at: int, by: int) -> None:
        if move_field(self._values(), at, by):
            self._again()

    def _copy(self, at: int) -> None:
        copy_field(self._values(), at)
        self._again()

    async def _remove(self, at: int, label: str) -> None:
        if await ask(texts.REMOVE_FIELD.format(label=label), texts.REMOVE_FIELD_BODY):
            remove_field(self._values(), at)
            self._again()
