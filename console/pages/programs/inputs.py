"""The boxes of the program form: each writes into the document as it is typed and shows what is wrong under itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from nicegui import ui

from console.program_document import Values, bound, lines_of, read_lines, set_bound
from knowledge.program_drafting import ProgramLook

WAIT_MS = 250  # of rest after the last key
OPTIONAL = ("example", "help")  # left out when empty
LONG = 2_000  # characters of one box


class Inputs:
    """`changed` is called after every step."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self._said: dict[str, ui.label] = {}

    def touched(self) -> None:
        """Something changed that has no box here."""
        self._changed()

    def forget(self, prefix: str) -> None:
        """Boxes under this path are about to be drawn anew."""
        self._said = {path: label for path, label in self._said.items() if not path.startswith(prefix)}

    def show(self, look: ProgramLook) -> None:
        """Put every mistake under its box; the ones without a box stand in the summary."""
        for path, label in self._said.items():
            said = look.of(path)
            label.set_text(said)
            label.set_visibility(bool(said))

    def text(self, item: Values, name: str, path: str, label: str, *, area: bool = False, hint: str = "") -> None:
        def typed(event: Any) -> None:
            value = (event.value or "").strip("\n")
            if value or name not in OPTIONAL:
                item[name] = value
            else:
                item.pop(name, None)
            self._changed()

        value = item.get(name)
        box = (ui.textarea if area else ui.input)(
            label, value="" if value is None else str(value), placeholder=hint or None, on_change=typed
        )
        box.props(f"outlined dense stack-label debounce={WAIT_MS} maxlength={LONG}" + (" autogrow" if area else ""))
        box.classes("form-box" + (" is-wide" if area else ""))
        self.said(path)

    def lines(self, item: Values, name: str, path: str, label: str) -> None:
        """A list, one thing a line."""

        def typed(event: Any) -> None:
            item[name] = read_lines(event.value or "")
            self._changed()

        box = ui.textarea(label, value=lines_of(item.get(name)), on_change=typed).classes("form-box is-wide")
        box.props(f"outlined dense stack-label autogrow debounce={WAIT_MS} maxlength={LONG}")
        self.said(path)

    def number(self, item: Values, name: str, path: str, label: str, *, fen: bool = False, empty: Any = "drop") -> None:
        """A whole number, or yuan for amounts in fen. `empty`: what an empty box means; "drop" leaves the field out."""

        def typed(event: Any) -> None:
            set_bound(item, name, str(event.value or ""), fen=fen)
            if name not in item and empty != "drop":
                item[name] = empty
            self._changed()

        box = ui.input(label, value=bound(item, name, fen=fen), on_change=typed).classes("form-box is-short")
        box.props(f"outlined dense stack-label inputmode=decimal debounce={WAIT_MS} maxlength=14")
        self.said(path)

    def pick(
        self,
        options: Mapping[str, str],
        value: Any,
        path: str,
        label: str,
        picked: Callable[[Any], None],
        *,
        several: bool = False,
    ) -> None:
        """One option, or several of them."""

        def chosen(event: Any) -> None:
            picked(event.value)
            self._changed()

        known = [key for key in value or () if key in options] if several else value if value in options else None
        box = ui.select(dict(options), label=label, value=known, multiple=several, on_change=chosen)
        box.props("outlined dense options-dense stack-label" + (" use-chips" if several else "")).classes("form-box")
        self.said(path)

    def tick(self, item: Values, name: str, path: str, label: str) -> None:
        """`true` or left out."""

        def ticked(event: Any) -> None:
            if event.value:
                item[name] = True
            else:
                item.pop(name, None)
            self._changed()

        ui.checkbox(label, value=item.get(name) is True, on_change=ticked).props("dense").classes("form-tick")
        self.said(path)

    def said(self, path: str) -> None:
        """The line for what is wrong with `path`."""
        label = ui.label("").classes("form-problem").props("role=alert")
        label.set_visibility(False)
        self._said[path] = label
