"""The papers of a case, each checked by itself; files that are none of them yet."""

from __future__ import annotations

from datetime import datetime

from nicegui import ui

from cases.actors import Actor
from cases.casework import papers
from cases.casework.papers import CaseFile
from cases.database import Session
from cases.models import CasePaper
from cases.rights import may
from console import saying, texts
from console.pages.casework.dialogs import Question, ask
from console.pages.casework.opened import OpenedCase
from console.pages.casework.words import about_paper
from console.shell import chip
from console.texts import casework as words

NOTHING = "0"


class PapersPanel:
    def __init__(self, opened: OpenedCase) -> None:
        self._opened = opened
        self._may = may(opened.visit.actor, "cases.decide", opened.case.county)
        with ui.element("section").classes("panel papers-panel"):
            with ui.element("div").classes("panel-head"):
                ui.label(texts.CASE_PAPERS).classes("panel-title").props("role=heading aria-level=2")
                self._progress = ui.label("").classes("hint")
            self._list = ui.element("div").classes("paper-list")
        opened.listeners.append(self.draw)
        self.draw()

    def draw(self) -> None:
        view = self._opened.view
        files = {f.paper_id: f for f in view.files if f.paper_id is not None}
        done = sum(p.status == "ok" for p in view.papers)
        self._progress.set_text(words.PROGRESS.format(done=done, all=len(view.papers)) if view.papers else "")
        self._list.clear()
        with self._list:
            for paper in view.papers:
                self._draw_paper(paper, files.get(paper.id))
            loose = [f for f in view.files if f.paper_id is None]
            if not view.papers and not loose:
                ui.label(texts.CASE_PAPERS_EMPTY).classes("panel-empty")
            self._draw_loose([f for f in loose if f.in_case], words.LOOSE_FILES if view.papers else "")
            if self._may:
                self._draw_loose([f for f in loose if not f.in_case], words.CHAT_FILES)
                if view.case.closed_at is None:
                    ui.button(words.PAPER_ASK, on_click=self._ask_new).props("flat dense no-caps").classes("paper-ask")

    def _draw_paper(self, paper: CasePaper, file: CaseFile | None) -> None:
        state = "waived" if papers.waived(paper) else paper.status
        with ui.element("div").classes(f"paper paper-{state}"):
            with ui.element("div").classes("paper-head"):
                ui.label(paper.name).classes("paper-name")
                chip(words.PAPER_STATES[state], f"paper-{state}")
            if paper.status == "redo" and paper.reason:
                ui.label(words.PAPER_REASON_SAID.format(reason=paper.reason)).classes("paper-reason")
            if file is not None:
                draw_file(file)
            if not self._may or self._opened.case.closed_at is not None:
                return
            with ui.element("div").classes("paper-actions"):
                if state != "ok":
                    self._button(words.PAPER_OK, paper, lambda: self._check(paper, needed=True))
                self._button(words.PAPER_REDO, paper, lambda: self._ask_again(paper))
                if state in ("asked", "redo"):
                    self._button(words.PAPER_WAIVE, paper, lambda: self._check(paper, needed=False))
                if file is not None:
                    self._button(words.PAPER_PLACE, paper, lambda: self._place(file))

    @staticmethod
    def _button(text: str, paper: CasePaper, step: object) -> None:
        ui.button(text, on_click=step).props(f'flat dense no-caps aria-label="{text}：{_quoted(paper.name)}"')  # type: ignore[arg-type]

    def _draw_loose(self, files: list[CaseFile], title: str) -> None:
        if not files:
            return
        if title:
            ui.label(title).classes("papers-sub")
        for file in files:
            with ui.element("div").classes("loose"):
                draw_file(file)
                if self._may and self._opened.case.merged_into is None:
                    ui.button(words.PAPER_PLACE, on_click=lambda f=file: self._place(f)).props("flat dense no-caps")

    async def _check(self, paper: CasePaper, *, needed: bool) -> None:
        case = self._opened.case

        async def change(session: Session, actor: Actor, now: datetime) -> None:
            await papers.mark_ok(
                session, case.number, paper.id, actor=actor, seen_revision=case.revision, now=now, needed=needed
            )

        await self._opened.attempt(change, said=words.PAPER_CHECKED)

    def _ask_again(self, paper: CasePaper) -> None:
        def message(_picked: str, _name: str, reason: str) -> str:
            return about_paper(self._opened.case, self._opened.view.title, paper.name, reason)

        async def done(_picked: str, _name: str, reason: str) -> bool:
            case = self._opened.case

            async def change(session: Session, actor: Actor, now: datetime) -> None:
                await papers.ask_again(
                    session,
                    case.number,
                    paper.id,
                    actor=actor,
                    seen_revision=case.revision,
                    reason=reason,
                    message=message("", "", reason),
                    now=now,
                )

            return await self._opened.attempt(change, said=words.PAPER_SENT)

        ask(
            Question(
                title=words.PAPER_REDO_TITLE.format(paper=paper.name),
                label=words.PAPER_REASON,
                placeholder=words.PAPER_REASON_PLACEHOLDER,
                confirm=words.PAPER_SEND,
                preview=message,
                done=done,
            )
        )

    def _ask_new(self) -> None:
        def message(_picked: str, name: str, reason: str) -> str:
            return about_paper(self._opened.case, self._opened.view.title, name, reason, new=True)

        async def done(_picked: str, name: str, reason: str) -> bool:
            case = self._opened.case

            async def change(session: Session, actor: Actor, now: datetime) -> None:
                await papers.ask_for(
                    session,
                    case.number,
                    name,
                    actor=actor,
                    seen_revision=case.revision,
                    reason=reason,
                    message=message("", name, reason),
                    now=now,
                )

            return await self._opened.attempt(change, said=words.PAPER_SENT)

        ask(
            Question(
                title=words.PAPER_ASK_TITLE,
                name_label=words.PAPER_NAME,
                label=words.PAPER_USE,
                confirm=words.PAPER_SEND,
                preview=message,
                done=done,
            )
        )

    def _place(self, file: CaseFile) -> None:
        async def done(picked: str, _name: str, _text: str) -> bool:
            case = self._opened.case

            async def change(session: Session, actor: Actor, now: datetime) -> None:
                await papers.place_file(
                    session,
                    case.number,
                    file.id,
                    actor=actor,
                    seen_revision=case.revision,
                    paper_id=int(picked) if picked not in ("", NOTHING) else None,
                    now=now,
                )

            return await self._opened.attempt(change, said=words.PAPER_PLACED)

        choices = {str(p.id): p.name for p in self._opened.view.papers}
        ask(
            Question(
                title=words.PAPER_PLACE_TITLE.format(file=file.name),
                choices={**choices, NOTHING: words.PAPER_NONE_OF_THEM},
                choices_label=words.PAPER_FOR_WHICH,
                picked=str(file.paper_id) if file.paper_id is not None else None,
                confirm=words.SAVE,
                done=done,
            )
        )


def draw_file(file: CaseFile) -> None:
    """A file with its picture; it opens in a tab of its own."""
    with ui.link(target=f"/files/{file.id}", new_tab=True).classes("file").props("rel=noopener"):
        if file.media_type.startswith("image/"):
            image = ui.element("img").props(f'src="/files/{file.id}" loading=lazy alt=""')
            image.classes("thumb")
        ui.label(file.name).classes("file-name")
        ui.label(saying.size(file.size)).classes("file-size")


def _quoted(name: str) -> str:
    return name.replace('"', "”").replace("\\", "")
