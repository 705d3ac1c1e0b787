"""A new program: a name, an id, and another program or nothing to begin with."""

from __future__ import annotations

import datetime as dt
from typing import Any

from nicegui import ui

from cases import program_desk, programs
from cases.actors import Actor
from cases.database import Session
from cases.worktime import LOCAL
from console.pages.programs.inputs import Inputs
from console.pages.programs.opened import programs_in_use
from console.shell import shell
from console.texts import TITLE as CONSOLE_TITLE
from console.texts import programs as texts
from console.visit import Visit
from knowledge.program_drafting import look_over_program, new_program
from knowledge.reading import ID


class NewProgramPage:
    """`begin_with`: id of the program to copy, from the address."""

    def __init__(self, visit: Visit, begin_with: str) -> None:
        self._visit = visit
        self._begin_with = begin_with
        self._head: dict[str, Any] = {"id": "", "title": "", "platform": next(iter(visit.console.taxonomy.platforms))}

    async def build(self) -> None:
        async with self._visit.reading() as (session, _):
            self._others = await programs_in_use(session)
        titles = {"": texts.NEW_BLANK} | {other.id: other.title for other in self._others}
        self._from = self._begin_with if self._begin_with in titles else ""
        ui.page_title(f"{texts.NEW_TITLE} · {CONSOLE_TITLE}")
        with shell(self._visit, active="programs"), ui.element("div").classes("sheet"):
            with ui.element("div").classes("case-head"):
                ui.link("←", "/programs").classes("back back-always").props(f'aria-label="{texts.BACK}"')
                ui.label(texts.NEW_TITLE).classes("page-title").props("role=heading aria-level=1")
            with ui.element("section").classes("panel new-program"):
                self._inputs = Inputs(lambda: None)
                self._inputs.text(self._head, "title", "title", texts.LABELS["title"])
                self._inputs.text(self._head, "id", "id", texts.LABELS["id"])
                ui.label(texts.NEW_ID_HINT).classes("hint")
                self._inputs.pick(
                    self._visit.console.taxonomy.platforms, self._head["platform"], "platform",
                    texts.LABELS["platform"], lambda key: self._head.update(platform=key),
                )  # fmt: skip
                self._inputs.pick(titles, self._from, "from", texts.NEW_FROM, self._pick)
                ui.button(texts.NEW_GO, on_click=self._go).props("unelevated no-caps")

    def _pick(self, key: Any) -> None:
        self._from = str(key or "")

    async def _go(self) -> None:
        head = self._head
        program_id, title = str(head["id"]).strip(), str(head["title"]).strip()
        today = self._visit.now.astimezone(LOCAL).date()
        blank = new_program(program_id, title, str(head["platform"]))
        look = look_over_program(blank, others=self._others, taxonomy=self._visit.console.taxonomy, today=today)
        self._inputs.show(look)
        if look.of("id") or look.of("title") or not ID.fullmatch(program_id):
            ui.notify(texts.NOT_SAVED, type="warning", position="top")
            return

        async def work(session: Session, actor: Actor, now: dt.datetime) -> None:
            document, note = blank, texts.NEW_BLANK_NOTE
            if self._from:
                model = await _document(session, self._from)
                document = {**model, "id": program_id, "title": title, "platform": head["platform"], "names": []}
                note = texts.NEW_COPY_NOTE.format(title=model.get("title", self._from))
            await program_desk.save_draft(
                session, program_id, document=document, file_revision=0, seen=0, new=True, actor=actor, note=note,
                now=now,
            )  # fmt: skip

        if await self._visit.attempt(work):
            ui.navigate.to(f"/programs/{program_id}")


async def _document(session: Session, program_id: str) -> dict[str, Any]:
    return dict((await programs.get(session, program_id)).document)
