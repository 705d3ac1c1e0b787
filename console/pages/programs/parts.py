"""The plain parts of the program form: names and introduction, window and places, papers and what comes after."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

from nicegui import ui

from console.pages.programs.inputs import Inputs
from console.program_document import Values
from console.texts import programs as texts
from knowledge.taxonomy import Taxonomy

INTRODUCTION = ("summary", "who", "how", "where", "duration", "appeal")


class Part(ABC):
    """A titled block of the form that can be drawn anew on its own."""

    def __init__(self, title: str, hint: str = "") -> None:
        with ui.element("section").classes("panel form-part"):
            ui.label(title).classes("panel-title").props("role=heading aria-level=2")
            if hint:
                ui.label(hint).classes("hint")
            self._place = ui.element("div").classes("form-grid")

    def draw(self) -> None:
        self._place.clear()
        with self._place:
            self._fill()

    @abstractmethod
    def _fill(self) -> None:
        """Draw what stands in the block."""


class BasicsPart(Part):
    def __init__(self, values: Callable[[], Values], inputs: Inputs, taxonomy: Taxonomy) -> None:
        super().__init__(texts.PART_BASICS)
        self._values, self._inputs, self._taxonomy = values, inputs, taxonomy

    def _fill(self) -> None:
        values, inputs, label = self._values(), self._inputs, texts.LABELS
        inputs.text(values, "title", "title", label["title"])
        inputs.pick(
            self._taxonomy.platforms, values.get("platform"), "platform", label["platform"],
            lambda key: values.update(platform=key),
        )  # fmt: skip
        inputs.pick(
            texts.AUDIENCES, values.get("audience"), "audience", label["audience"],
            lambda key: values.update(audience=key),
        )  # fmt: skip
        for name in INTRODUCTION:
            inputs.text(values, name, name, label[name], area=True)
        inputs.lines(values, "names", "names", label["names"])
        inputs.text(values, "source", "source", label["source"], area=True)

        def example(event: Any) -> None:
            values["example_data"] = bool(event.value)
            inputs.touched()

        ui.checkbox(label["example_data"], value=values.get("example_data", True) is True, on_change=example).props(
            "dense"
        ).classes("form-tick")


class WindowPart(Part):
    def __init__(self, values: Callable[[], Values], inputs: Inputs, taxonomy: Taxonomy) -> None:
        super().__init__(texts.PART_WINDOW)
        self._values, self._inputs, self._taxonomy = values, inputs, taxonomy

    def _fill(self) -> None:
        values, inputs = self._values(), self._inputs
        inputs.forget("window")
        window = values.get("window")
        if not isinstance(window, dict):
            window = values["window"] = {"kind": "always"}
        kind = str(window.get("kind"))

        def pick_kind(key: Any) -> None:
            values["window"] = {"kind": key} if key == "always" else {"kind": key, "opens": "", "closes": ""}
            self.draw()

        inputs.pick(texts.WINDOW_KINDS, kind, "window.kind", texts.WINDOW, pick_kind)
        if kind in texts.OPENS:
            inputs.text(window, "opens", "window.opens", texts.OPENS[kind])
            inputs.text(window, "closes", "window.closes", texts.CLOSES[kind])
        inputs.number(values, "places", "places", texts.LABELS["places"], empty=None)
        counties = values.get("counties")
        inputs.pick(
            self._taxonomy.counties, counties if isinstance(counties, list) else [], "counties",
            texts.LABELS["counties"], lambda keys: values.update(counties=list(keys) if keys else "all"), several=True,
        )  # fmt: skip


class AfterPart(Part):
    def __init__(self, values: Callable[[], Values], inputs: Inputs) -> None:
        super().__init__(texts.PART_AFTER)
        self._values, self._inputs = values, inputs

    def _fill(self) -> None:
        values, inputs, label = self._values(), self._inputs, texts.LABELS
        inputs.lines(values, "papers", "papers", label["papers"])
        inputs.text(values, "next_steps", "next_steps", label["next_steps"], area=True)
        inputs.number(values, "promise_days", "promise_days", label["promise_days"])
