"""Writing spans of time with the phone's own clock: two fields a span, one day under the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nicegui import ui

from console.texts import calendar as texts


class DayEditor:
    """The spans of one day."""

    def __init__(self, name: str, spans: Sequence[str]) -> None:
        self._name = name
        self._fields: list[tuple[ui.input, ui.input]] = []
        with ui.element("div").classes("week-day").props(f'role=group aria-label="{name}"'):
            ui.label(name).classes("week-name")
            with ui.element("div").classes("week-spans") as self._spans:
                self._none = ui.label(texts.NO_SPANS).classes("hint")
            ui.button(texts.ADD_SPAN, on_click=lambda: self._add("", "")).props("flat dense no-caps").classes(
                "week-add"
            )
        for span in spans:
            self._add(*span.split("-"))
        self._say_none()

    def _add(self, first: str, last: str) -> None:
        with self._spans, ui.element("div").classes("week-span") as row:
            pair = tuple(
                ui.input(label, value=value).props("type=time outlined dense stack-label").classes("week-time")
                for label, value in ((texts.FROM, first), (texts.TO, last))
            )
            fields = (pair[0], pair[1])

            def drop() -> None:
                self._fields.remove(fields)
                row.delete()
                self._say_none()

            button = ui.button("×", on_click=drop).props(f'flat dense aria-label="{texts.DROP_SPAN}"')
            button.classes("week-drop")
        self._fields.append(fields)
        self._say_none()

    def _say_none(self) -> None:
        self._none.set_visibility(not self._fields)

    @property
    def half(self) -> bool:
        """Is a span half written?"""
        return any(bool(first.value) != bool(last.value) for first, last in self._fields)

    def spans(self) -> list[str]:
        """What is written; empty spans are left out."""
        return [f"{first.value}-{last.value}" for first, last in self._fields if first.value or last.value]


class WeekEditor:
    """`weekly`: mon … sun → spans “09:00-11:30”."""

    def __init__(self, weekly: Mapping[str, Sequence[str]]) -> None:
        with ui.element("div").classes("week"):
            self._days = {key: DayEditor(name, weekly.get(key) or ()) for key, name in texts.DAYS.items()}

    def half_written(self) -> str | None:
        """The name of the first day with a half written span."""
        return next((texts.DAYS[key] for key, day in self._days.items() if day.half), None)

    def weekly(self) -> dict[str, list[str]]:
        return {key: day.spans() for key, day in self._days.items() if day.spans()}
