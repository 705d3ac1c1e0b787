"""One program: the form beside the phone that shows what workers will see, drafts, publishing, history."""

from __future__ import annotations

import copy
import datetime as dt
import json
from typing import Any

from nicegui import ui

from cases import program_desk
from cases.actors import Actor
from cases.database import Session
from cases.errors import Conflict
from cases.models import ProgramVersion
from cases.rights import may
from cases.worktime import LOCAL
from console import saying
from console.diff import draw_diff
from console.pages.knowledge.card_dialogs import ask
from console.pages.programs.fields import FieldsPart
from console.pages.programs.history import ProgramHistory
from console.pages.programs.inputs import Inputs
from console.pages.programs.opened import Opened, open_program
from console.pages.programs.parts import AfterPart, BasicsPart, WindowPart
from console.pages.programs.phone import Phone
from console.pages.programs.problems import draw_problems
from console.pages.programs.publishing import confirm_publishing
from console.pages.programs.rules import RulesPart
from console.pages.programs.whole_text import WholeText
from console.program_document import same
from console.shell import chip, shell
from console.texts import TITLE as CONSOLE_TITLE
from console.texts import programs as texts
from console.visit import SignedOut, Visit
from knowledge.program_drafting import ProgramLook, as_yaml, look_over_program


class ProgramPage:
    def __init__(self, visit: Visit, opened: Opened) -> None:
        self._visit = visit
        self._opened = opened
        self._seen = opened.number
        self._values: dict[str, Any] = copy.deepcopy(opened.document)
        self._note = ""
        self._edits = may(visit.actor, "programs.edit")
        self._place = f"program:{opened.id}"

    @property
    def _today(self) -> dt.date:
        return self._visit.now.astimezone(LOCAL).date()

    async def build(self) -> None:
        opened, visit = self._opened, self._visit
        common = await visit.console.library.common_fields()
        unsaved = self._take_unsaved() if self._edits else False
        ui.page_title(f"{opened.document.get('title', opened.id)} · {CONSOLE_TITLE}")
        with shell(visit, active="programs"), ui.element("div").classes("sheet"):
            with ui.element("div").classes("case-head"):
                ui.link("←", "/programs").classes("back back-always").props(f'aria-label="{texts.BACK}"')
                self._head = ui.element("div").classes("case-title")
            self._bar = ui.element("div")
            self._conflict = ui.element("div")
            if unsaved:
                with ui.element("div").classes("notice") as kept:
                    ui.label(texts.UNSAVED)
                    discard = ui.button(texts.DISCARD, on_click=self._discard).props("flat dense no-caps")
                discard.on_click(kept.delete)
            with ui.element("div").classes("editor-columns program-columns"):
                if self._edits:
                    with ui.element("div").classes("program-form"):
                        self._draw_form()
                with ui.element("div").classes("editor-side program-side"):
                    self._problems = ui.element("section").classes("panel")
                    self._problems.set_visibility(self._edits)
                    self._phone = Phone(visit, common, self._name_offer)
            self._history = ProgramHistory(visit, opened, self._restore if self._edits else None)
        self._draw_head()
        self._look()

    # ------------------------------------------------------------------ what stands there
    def _draw_head(self) -> None:
        opened = self._opened
        self._head.clear()
        with self._head:
            with ui.element("div").classes("case-name"):
                ui.label(str(opened.document.get("title") or opened.id)).classes("page-title").props(
                    "role=heading aria-level=1"
                )
                if opened.live is None:
                    chip(texts.ONLY_DRAFT, "program-draft")
            if opened.live is not None:
                facts = [opened.id, texts.LIVE_REVISION.format(revision=opened.live.get("revision", ""))]
                facts += [] if opened.history else [texts.NEVER_EDITED]
                ui.label(" · ".join(facts)).classes("case-facts")
        self._bar.clear()
        with self._bar:
            if opened.newer_file is not None and opened.live is not None:
                with ui.element("div").classes("notice"):
                    ui.label(texts.NEW_FILE.format(file=opened.file_revision))
                    with ui.expansion(texts.NEW_FILE_DIFF).classes("fold"):
                        draw_diff(as_yaml(opened.live), as_yaml(opened.newer_file), nothing=texts.SAME)
                    if self._edits:
                        with ui.element("div").classes("editor-actions"):
                            ui.button(texts.NEW_FILE_TAKE, on_click=self._take_file).props("outline no-caps")
                            ui.button(texts.NEW_FILE_KEEP, on_click=self._keep_ours).props("flat no-caps")
            draft = opened.draft
            if draft is not None:
                with ui.element("div").classes("notice"):
                    name = opened.names.get(draft.editor_id or 0, texts.SYSTEM)
                    at = saying.moment(draft.saved_at, self._visit.now)
                    ui.label(texts.DRAFT_BAR.format(name=name, at=at))
                    if self._edits and opened.live is not None:
                        ui.button(texts.DRAFT_DROP, on_click=self._drop_draft).props("flat dense no-caps")

    def _draw_form(self) -> None:
        taxonomy, values = self._visit.console.taxonomy, lambda: self._values
        self._inputs = Inputs(self._changed)
        rules: RulesPart | None = None
        self._parts = [
            BasicsPart(values, self._inputs, taxonomy),
            WindowPart(values, self._inputs, taxonomy),
            FieldsPart(values, self._inputs, taxonomy, lambda: rules.draw() if rules is not None else None),
            rules := RulesPart(values, self._inputs, taxonomy, self._opened.others),
            AfterPart(values, self._inputs),
        ]
        self._whole = WholeText(values, self._take_values)
        for part in self._parts:
            part.draw()
        with ui.element("div").classes("editor-actions program-actions"):
            ui.button(texts.SAVE_DRAFT, on_click=self._save_draft).props("outline no-caps")
            if may(self._visit.actor, "programs.publish"):
                ui.button(texts.PUBLISH, on_click=self._publish).props("unelevated no-caps")

    def _name_offer(self, payload: str) -> str | None:
        """The title of a button, as the assistant gives it; None where it leads nowhere."""
        if payload == "human":
            return texts.OFFER_HUMAN
        head, _, rest = payload.partition(":")
        titles = {other.id: other.title for other in self._opened.others}
        if head == "about":
            return titles.get(rest)
        return self._visit.console.taxonomy.flows.get(rest) if head == "start" else None

    # ------------------------------------------------------------------ typing
    def _changed(self) -> None:
        kept = json.dumps({"seen": self._seen, "values": self._values}, ensure_ascii=False)
        self._visit.console.drafts.keep(self._visit.staff_id, self._place, kept)
        self._look()

    def _take_unsaved(self) -> bool:
        """What was typed before a reload or an expired login, with the version it was begun on."""
        try:
            kept = json.loads(self._visit.console.drafts.get(self._visit.staff_id, self._place) or "null")
        except ValueError:
            return False
        if not isinstance(kept, dict) or not isinstance(kept.get("values"), dict) or same(kept["values"], self._values):
            return False
        self._values, self._seen = kept["values"], int(kept.get("seen") or 0)
        return True

    def _forget_typed(self) -> None:
        self._visit.console.drafts.keep(self._visit.staff_id, self._place, "")

    def _take_values(self, values: dict[str, Any]) -> None:
        """Another document comes into the form; the id stays."""
        self._values = {**copy.deepcopy(values), "id": self._opened.id}
        for part in self._parts:
            part.draw()
        self._changed()

    def _discard(self) -> None:
        self._seen = self._opened.number
        self._take_values(self._opened.document)
        self._forget_typed()

    def _restore(self, version: ProgramVersion) -> None:
        self._take_values(dict(version.document))
        self._note = texts.RESTORE_NOTE.format(number=version.number)
        ui.notify(texts.RESTORED, type="info", position="top")

    def _take_file(self) -> None:
        assert self._opened.file is not None
        self._take_values(dict(self._opened.file))
        self._note = texts.TAKE_NOTE.format(file=self._opened.file_revision)
        ui.notify(texts.RESTORED, type="info", position="top")

    def _look(self) -> ProgramLook:
        look = look_over_program(
            self._values, others=self._opened.others, taxonomy=self._visit.console.taxonomy, today=self._today
        )
        if self._edits:
            self._inputs.show(look)
            draw_problems(self._problems, look)
            self._whole.show()
        self._phone.show(look.program if not look.errors else None, self._today)
        return look

    # ------------------------------------------------------------------ saving
    async def _save_draft(self) -> None:
        if same(self._values, self._opened.document) and self._opened.history:
            ui.notify(texts.NOTHING_NEW, type="info", position="top")
        elif await self._keep("draft", self._values, self._note):
            ui.notify(texts.DRAFT_SAVED, type="positive", position="top")

    async def _drop_draft(self) -> None:
        live = self._opened.live
        if live is None or not await ask(texts.DRAFT_DROP, texts.DRAFT_DROP_BODY):
            return
        if await self._keep("draft", dict(live), texts.DRAFT_DROP_NOTE):
            self._discard()

    async def _publish(self) -> None:
        look = self._look()
        if look.program is None or look.errors:
            ui.notify(texts.NOT_YET, type="warning", position="top")
            return
        if self._opened.newer_file is None and same(self._values, self._opened.live):
            ui.notify(texts.NOTHING_NEW, type="info", position="top")
            return
        note = await confirm_publishing(self._opened, self._values, look, self._note)
        if note is not None and await self._keep("published", self._values, note):
            ui.notify(texts.PUBLISHED, type="positive", position="top")

    async def _keep_ours(self) -> None:
        """A newer file is not wanted: what holds is published once more, knowing of it."""
        assert self._opened.live is not None
        note = texts.KEEP_NOTE.format(file=self._opened.file_revision)
        if await self._keep("published", dict(self._opened.live), note):
            ui.notify(texts.NEW_FILE_KEPT, type="positive", position="top")

    async def _keep(self, state: str, values: dict[str, Any], note: str) -> bool:
        """One more version. When somebody was quicker, theirs is shown beside mine."""
        overtaken = False
        verb = program_desk.publish if state == "published" else program_desk.save_draft

        async def work(session: Session, actor: Actor, now: dt.datetime) -> None:
            nonlocal overtaken
            try:
                await verb(
                    session, self._opened.id, document=values, file_revision=self._opened.file_revision,
                    seen=self._seen, actor=actor, note=note, now=now,
                )  # fmt: skip
            except Conflict:
                overtaken = True
                raise

        done = await self._visit.attempt(work, wake=("programs",))
        if done:
            self._forget_typed()
        if done or overtaken:
            await self._read_again(conflict=overtaken)
        return done

    async def _read_again(self, *, conflict: bool) -> None:
        try:
            async with self._visit.reading() as (session, actor):
                opened = await open_program(self._visit.console.library, session, self._opened.id, actor)
        except SignedOut:
            self._visit.ask_to_log_in()
            return
        if opened is None:
            return
        self._conflict.clear()
        if conflict:
            self._draw_conflict(opened)
            return
        self._opened, self._seen, self._note = opened, opened.number, ""
        self._draw_head()
        self._history.show(opened)

    def _draw_conflict(self, theirs: Opened) -> None:
        version = theirs.history[0]

        def go_on() -> None:
            self._opened, self._seen = theirs, theirs.number
            self._conflict.clear()
            self._draw_head()
            self._history.show(theirs)
            self._changed()

        def take_theirs() -> None:
            go_on()
            self._discard()

        with self._conflict, ui.element("div").classes("notice is-conflict").props("role=alert"):
            name = theirs.names.get(version.editor_id or 0, texts.SYSTEM)
            at = saying.moment(version.saved_at, self._visit.now)
            ui.label(texts.CONFLICT.format(name=name, at=at, number=version.number)).classes("notice-title")
            ui.label(texts.CONFLICT_DIFF).classes("hint")
            draw_diff(as_yaml(version.document), as_yaml(self._values), nothing=texts.SAME)
            with ui.element("div").classes("editor-actions"):
                ui.button(texts.CONFLICT_MINE, on_click=go_on).props("unelevated no-caps")
                ui.button(texts.CONFLICT_THEIRS, on_click=take_theirs).props("outline no-caps")
