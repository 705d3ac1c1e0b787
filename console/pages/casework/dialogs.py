"""Small questions over the page. A dialog stays open, with what was typed, until its step is done."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from nicegui import ui

from console.texts import casework as words


@dataclass(slots=True)
class Question:
    """What to ask. `choices`: a list to pick from first; `name`: a line to fill in; `label`: a longer text.

    `preview` gets (picked, name, text) and says what the worker will read; `done` gets the same and returns True when the
    dialog may close.
    """

    title: str
    confirm: str
    done: Callable[[str, str, str], Awaitable[bool]]
    body: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    choices_label: str = ""
    picked: str | None = None
    name_label: str = ""
    label: str = ""
    placeholder: str = ""
    preview: Callable[[str, str, str], str] | None = None
    lines: tuple[str, ...] = ()


def ask(question: Question) -> None:
    """Open the dialog, beside the page's own parts: those are drawn again while it is open."""
    q = question
    with ui.context.client.layout, ui.dialog(value=True) as dialog, ui.card().classes("dialog casework-dialog"):
        ui.label(q.title).classes("dialog-title")
        if q.body:
            ui.label(q.body).classes("dialog-body")
        for line in q.lines:
            ui.label(f"· {line}").classes("dialog-line")
        choice = name = text = None
        if q.choices:
            choice = ui.select(dict(q.choices), label=q.choices_label, value=q.picked).classes("dialog-text")
            choice.props("outlined dense options-dense stack-label")
        if q.name_label:
            name = ui.input(q.name_label).props("outlined dense stack-label maxlength=80").classes("dialog-text")
        if q.label:
            text = ui.textarea(q.label, placeholder=q.placeholder).classes("dialog-text")
            text.props("outlined autogrow stack-label maxlength=500")

        def values() -> tuple[str, str, str]:
            return (
                str(choice.value or "") if choice is not None else "",
                (name.value or "").strip() if name is not None else "",
                (text.value or "").strip() if text is not None else "",
            )

        if q.preview is not None:
            show = q.preview
            with ui.element("div").classes("preview"):
                ui.label(words.PREVIEW).classes("preview-title")
                shown = ui.label(show(*values())).classes("preview-text")
            for element in (choice, name, text):
                if element is not None:
                    element.on_value_change(lambda: shown.set_text(show(*values())))

        async def confirm() -> None:
            if await q.done(*values()):
                dialog.close()

        with ui.element("div").classes("dialog-actions"):
            ui.button(words.CANCEL, on_click=dialog.close).props("flat no-caps")
            ui.button(q.confirm, on_click=confirm).props("unelevated no-caps").classes("dialog-confirm")
    dialog.on_value_change(lambda event: dialog.delete() if not event.value else None)
