"""A counselling talk that was opened for a colleague: as it stood when they opened this page, nothing to answer with."""

from __future__ import annotations

from datetime import datetime

from nicegui import ui

from cases.inbox import Chat, Line
from console import saying
from console import texts as console_texts
from console.pages.people.frame import people_shell
from console.texts import people as texts
from console.visit import Visit


class WallTalk:
    def __init__(self, visit: Visit, chat: Chat, until: datetime) -> None:
        self._visit = visit
        self._chat = chat
        self._until = until

    def build(self) -> None:
        with people_shell(self._visit, "wall", texts.WALL_TALK):
            ui.link(f"← {texts.TAB_WALL}", "/people/wall").classes("page-link")
            ui.label(texts.WALL_TALK).classes("page-title").props("role=heading aria-level=1")
            ui.label(texts.WALL_TALK_HINT.format(at=saying.clock(self._until))).classes("notice")
            with ui.element("section").classes("panel wall-talk"):
                for line in self._chat.lines:
                    self._draw(line)
        left = (self._until - self._visit.now).total_seconds()
        ui.timer(max(1.0, left), lambda: ui.navigate.to("/people/wall"), once=True)  # nothing stays on the screen

    def _draw(self, line: Line) -> None:
        with ui.element("div").classes("event"):
            who = line.author_name or console_texts.AUTHORS[line.author]
            ui.label(f"{who} · {saying.moment(line.at, self._visit.now)}").classes("event-who")
            said = console_texts.ERASED if line.text is None else line.text
            ui.label(said or console_texts.EMPTY_MESSAGE).classes("wall-said")
            for file in line.files:
                ui.link(f"{file.name}（{saying.size(file.size)}）", f"/files/{file.id}", new_tab=True).classes(
                    "card-link"
                ).props("rel=noopener")
