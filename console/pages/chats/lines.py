"""The transcript of a chat: who said what, files, notes, what lies behind the wall."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from nicegui import ui

from cases.inbox import Line
from console import saying, texts
from console.texts import knowledge as knowledge_texts


def draw_line(line: Line, before: Line | None, misread: Callable[[int], Awaitable[object]] | None = None) -> None:
    """`misread` asks what a worker's message really meant; None for those who may not say."""
    if before is None or saying.day(before.at) != saying.day(line.at):
        ui.label(saying.day(line.at)).classes("day")
    kind = "note" if line.status == "note" else line.author
    with ui.element("div").classes(f"line line-{kind}"):
        if kind == "system":
            ui.label(texts.HIDDEN if line.hidden else line.text or "").classes("line-system-text")
            return
        with ui.element("div").classes("line-meta"):
            who = line.author_name or texts.AUTHORS[line.author]
            ui.label(f"{texts.NOTE} · {who}" if kind == "note" else who).classes("line-who")
            ui.label(saying.clock(line.at)).classes("line-time")
            if words := _delivery(line):
                ui.label(words).classes("line-state" + (" is-late" if line.status == "failed" else ""))
            if misread is not None and kind == "worker" and line.text and not line.hidden:
                mark = ui.button(knowledge_texts.MISREAD, on_click=lambda: misread(line.id)).classes("line-misread")
                mark.props("flat dense no-caps")
        with ui.element("div").classes("bubble" + (" is-hidden" if line.hidden else "")):
            _draw_content(line)


def _delivery(line: Line) -> str:
    return texts.DELIVERY.get(line.status, "") if line.author == "staff" and line.status != "note" else ""


def _draw_content(line: Line) -> None:
    if line.hidden:
        ui.label(texts.HIDDEN).classes("hidden-title")
        ui.label(texts.HIDDEN_HINT).classes("hidden-hint")
        return
    if line.text is None:
        ui.label(texts.ERASED).classes("said-nothing")
    elif line.text or not line.files:
        ui.label(line.text or texts.EMPTY_MESSAGE).classes("said")
    for file in line.files:
        with ui.link(target=f"/files/{file.id}", new_tab=True).classes("file").props("rel=noopener"):
            if file.media_type.startswith("image/"):
                ui.element("img").props(f'src="/files/{file.id}" loading=lazy').props(
                    f'alt="{texts.CASE_PAPERS}"'
                ).classes("thumb")
            ui.label(file.name).classes("file-name")
            ui.label(saying.size(file.size)).classes("file-size")
    if line.buttons:
        ui.label("　".join(line.buttons)).classes("offered")
