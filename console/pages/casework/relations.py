"""What a case has to do with others: links, probable duplicates, merging and taking it back, its group."""

from __future__ import annotations

from datetime import datetime

from nicegui import ui

from cases import casefile
from cases.actors import Actor
from cases.casework import groups, linking, merging
from cases.casework.linking import Linked
from cases.casework.merging import Preview
from cases.database import Session
from cases.errors import CasesError, NotFound
from cases.models import Case
from cases.numbers import read_number
from cases.rights import may
from console import saying
from console.pages.casework.dialogs import Question, ask
from console.pages.casework.opened import OpenedCase
from console.pages.casework.refusing import record_refused
from console.pages.casework.words import about_merge, status_name
from console.shell import chip
from console.texts import casework as words


class Relations:
    def __init__(self, opened: OpenedCase) -> None:
        self._opened = opened
        self._visit = opened.visit
        with ui.element("section").classes("panel relations"):
            ui.label(words.RELATIONS).classes("panel-title").props("role=heading aria-level=2")
            self._body = ui.element("div").classes("relations-body")
        opened.listeners.append(self.draw)
        self.draw()

    def draw(self) -> None:
        view, actor = self._opened.view, self._visit.actor
        case = view.case
        may_merge = may(actor, "cases.merge", case.county) and case.closed_at is None
        self._body.clear()
        with self._body:
            if view.group is not None:
                with ui.link(target=f"/cases/groups/{view.group}").classes("relation"):
                    chip(words.GROUP, "group")
                    ui.label(view.group).classes("relation-number")
            if view.kept is not None:
                self._draw_case(view.kept, words.MERGE_IN)
                if may(actor, "cases.merge", case.county):
                    ui.button(words.UNDO, on_click=lambda: self._undo(case)).props("flat dense no-caps")
            for one in view.merged:
                with ui.element("div").classes("relation-row"):
                    self._draw_case(one, words.MERGED_FROM)
                    if may(actor, "cases.merge", case.county):
                        ui.button(words.UNDO, on_click=lambda o=one: self._undo(o)).props("flat dense no-caps")
            for link in view.links:
                self._draw_link(link)
            linked = {link.other.id for link in view.links if link.other is not None}
            for one in view.likely:
                with ui.element("div").classes("relation-row"):
                    self._draw_case(one, words.LIKELY if one.id not in linked else "")
                    if may_merge:
                        ui.button(words.MERGE, on_click=lambda o=one: self._look(case.number, o.number)).props(
                            "flat dense no-caps"
                        )
            if not (view.group or view.kept or view.merged or view.links or view.likely):
                ui.label(words.RELATIONS_EMPTY).classes("panel-empty")
            if may(actor, "cases.decide", case.county) and case.merged_into is None:
                with ui.element("div").classes("relation-actions"):
                    ui.button(words.LINK, on_click=self._link).props("flat dense no-caps")
                    if may_merge:
                        ui.button(words.MERGE_IN, on_click=self._merge_in).props("flat dense no-caps")
                    if view.group is None and case.employer_key and may(actor, "cases.group", case.county):
                        ui.button(words.GROUP_NEW, on_click=self._group).props("flat dense no-caps")

    def _draw_case(self, case: Case, kind: str) -> None:
        with ui.link(target=f"/cases/{case.number}").classes("relation"):
            if kind:
                chip(kind, "relation")
            ui.label(case.number).classes("relation-number")
            ui.label(saying.matter(self._visit.console.taxonomy, case.kind, case.program_id)).classes("relation-matter")
            chip(status_name(case, case.status), f"status-{case.status}")

    def _draw_link(self, link: Linked) -> None:
        with ui.element("div").classes("relation-row"):
            if link.other is None:
                chip(words.LINKS[link.kind], "relation")
                ui.label(words.RELATIONS_FOREIGN).classes("hint")
            else:
                self._draw_case(link.other, words.LINKS[link.kind])
            if may(self._visit.actor, "cases.decide", self._opened.case.county):
                ui.button(words.UNLINK, on_click=lambda: self._unlink(link)).props("flat dense no-caps")

    def _link(self) -> None:
        async def done(kind: str, typed: str, _text: str) -> bool:
            number = await self._other(typed)
            if number is None:
                return False

            async def change(session: Session, actor: Actor, now: datetime) -> None:
                await linking.link(session, self._opened.case.number, number, kind=kind, actor=actor, now=now)

            return await self._opened.attempt(change, said=words.LINKED)

        ask(
            Question(
                title=words.LINK_TITLE,
                name_label=words.LINK_NUMBER,
                choices=words.LINKS,
                choices_label=words.LINK_KIND,
                picked="related",
                confirm=words.LINK,
                done=done,
            )
        )

    async def _unlink(self, link: Linked) -> None:
        async def change(session: Session, actor: Actor, now: datetime) -> None:
            await linking.unlink(session, self._opened.case.number, link.link_id, actor=actor, now=now)

        await self._opened.attempt(change, said=words.UNLINKED)

    def _merge_in(self) -> None:
        async def done(_picked: str, typed: str, _text: str) -> bool:
            number = await self._other(typed)
            return number is not None and await self._look(number, self._opened.case.number)

        ask(Question(title=words.MERGE_TITLE, name_label=words.LINK_NUMBER, confirm=words.MERGE_LOOK, done=done))

    async def _look(self, kept: str, merged: str) -> bool:
        """Show what would move; the merge itself is a second step."""
        try:
            async with self._visit.reading() as (session, actor):
                looked = await merging.preview(session, kept, merged, actor=actor)
        except CasesError as error:
            ui.notify(error.message, type="warning", position="top")
            return False
        if looked.problem is not None:
            ui.notify(looked.problem, type="warning", position="top")
            return False
        message = about_merge(looked.kept, looked.merged, self._opened.view.title)

        async def done(_picked: str, _name: str, reason: str) -> bool:
            async def change(session: Session, actor: Actor, now: datetime) -> None:
                await merging.merge(
                    session,
                    kept,
                    merged,
                    actor=actor,
                    seen=(looked.kept.revision, looked.merged.revision),
                    reason=reason,
                    message=message,
                    now=now,
                )

            return await self._opened.attempt(
                change, said=words.MERGED, wake=(f"conversation:{looked.merged.conversation_id}",)
            )

        ask(
            Question(
                title=words.MERGE_TITLE,
                body=words.MERGE_BODY.format(merged=merged, kept=kept),
                lines=_moves(looked),
                label=words.MERGE_REASON if looked.needs_reason else "",
                preview=lambda *_: message,
                confirm=words.MERGE_CONFIRM,
                done=done,
            )
        )
        return True

    def _undo(self, merged: Case) -> None:
        message = words.WORKER_UNMERGED.format(title=self._opened.view.title, merged=merged.number)

        async def done(*_: str) -> bool:
            async def change(session: Session, actor: Actor, now: datetime) -> None:
                await merging.undo(session, merged.number, actor=actor, message=message, now=now)

            return await self._opened.attempt(
                change, said=words.UNDONE, wake=(f"conversation:{merged.conversation_id}",)
            )

        ask(
            Question(
                title=words.UNDO_TITLE,
                body=words.UNDO_BODY.format(merged=merged.number),
                preview=lambda *_: message,
                confirm=words.UNDO,
                done=done,
            )
        )

    async def _group(self) -> None:
        case = self._opened.case
        async with self._visit.reading() as (session, actor):
            same = await groups.of_employer(session, case.employer_key or "", actor=actor, now=self._visit.now)
        numbers = [one.number for one in same]
        ask_for_group(self._opened, [*numbers, *([case.number] if case.number not in numbers else [])])

    async def _other(self, typed: str) -> str | None:
        """The number typed, if it is a case this colleague may see; looking for a foreign one is recorded."""
        number = read_number(typed)
        if number is None or number == self._opened.case.number:
            ui.notify(words.SAME_CASE, type="warning", position="top")
            return None
        try:
            async with self._visit.reading() as (session, actor):
                await casefile.by_number(session, number, actor=actor)
        except NotFound:
            await record_refused(self._visit, number, what="link")
            ui.notify(words.NO_SUCH_CASE, type="warning", position="top")
            return None
        return number


def ask_for_group(opened: OpenedCase, numbers: list[str]) -> None:
    """Name a group of these cases and open it."""

    async def done(_picked: str, title: str, note: str) -> bool:
        made: list[str] = []

        async def change(session: Session, actor: Actor, now: datetime) -> None:
            group = await groups.create(session, title=title, numbers=numbers, actor=actor, now=now, note=note)
            made.append(group.number)

        if not await opened.attempt(change):
            return False
        ui.navigate.to(f"/cases/groups/{made[0]}")
        return True

    ask(
        Question(
            title=words.GROUP_NEW,
            body=words.SAME_EMPLOYER.format(count=len(numbers)),
            lines=tuple(numbers[:12]),
            name_label=words.GROUP_TITLE,
            confirm=words.GROUP_NEW,
            done=done,
        )
    )


def _moves(looked: Preview) -> tuple[str, ...]:
    lines = []
    if looked.papers:
        lines.append(words.MERGE_PAPERS.format(names="、".join(looked.papers)))
    if looked.files:
        lines.append(words.MERGE_FILES.format(count=looked.files))
    if looked.links:
        lines.append(words.MERGE_LINKS.format(count=looked.links))
    if looked.booking in words.MERGE_BOOKING:
        lines.append(words.MERGE_BOOKING[looked.booking])
    return tuple(lines) or (words.MERGE_NOTHING,)
