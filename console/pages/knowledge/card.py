"""One policy card: what workers read, and for those who may the whole text with its checks, saving and history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from nicegui import ui

from cases import cards
from cases.access import edits_knowledge
from cases.models import CardVersion
from cases.worktime import LOCAL
from console import saying
from console.diff import draw_diff
from console.opened_card import Opened
from console.pages.knowledge.card_history import CardHistory
from console.pages.knowledge.card_list import knowledge_shell, last_title
from console.pages.knowledge.card_problems import draw_problems
from console.pages.knowledge.card_steps import CardSteps, may_publish_at_once
from console.shell import chip
from console.texts import knowledge as texts
from console.visit import Visit
from knowledge.drafting import set_reviewed_on, tidy

LOOK_AFTER_MS = 400  # of rest after the last key


class CardPage:
    """`questions`: ids of unanswered questions that a new card answers; saving it closes them."""

    def __init__(self, visit: Visit, opened: Opened, *, questions: Sequence[int] = ()) -> None:
        self._visit = visit
        self._opened = opened
        self._questions = list(questions)
        self._may_edit = edits_knowledge(visit.actor)
        self._place = f"card:{opened.card_id}" if opened.card_id else "card:"
        self._looked = 0

    @property
    def _today(self) -> dt.date:
        return self._visit.now.astimezone(LOCAL).date()

    async def build(self) -> None:
        opened = self._opened
        title = opened.standing.card.title if opened.standing.card else last_title(opened.standing)
        if opened.card_id is None:
            title = texts.NEW
        with knowledge_shell(self._visit, "cards", title):
            with ui.element("div").classes("case-head"):
                ui.link("←", "/knowledge").classes("back back-always").props(f'aria-label="{texts.BACK}"')
                self._head = ui.element("div").classes("case-title")
            self._bar = ui.element("div")
            self._steps = CardSteps(
                self._visit, opened, self._questions, conflict=ui.element("div"),
                refused=lambda look: draw_problems(self._problems, look), renewed=self._renewed,
                put=lambda text: self._text.set_value(text), done=lambda: self._keep_draft(None),
            )  # fmt: skip
            with ui.element("div").classes("editor-columns"):
                if self._may_edit:
                    self._draw_editor()
                with ui.element("div").classes("editor-side"):
                    self._problems = ui.element("section").classes("panel")
                    self._problems.set_visibility(self._may_edit)
                    with ui.element("section").classes("panel"):
                        ui.label(texts.PREVIEW).classes("panel-title").props("role=heading aria-level=2")
                        self._preview = ui.element("div").classes("worker-sees")
            self._history = CardHistory(self._visit, opened, self._restore if self._may_edit else None)
        self._draw_head()
        await self._look()

    # ------------------------------------------------------------------ what stands there
    def _draw_head(self) -> None:
        standing, shelf = self._opened.standing, self._opened.shelf
        self._head.clear()
        with self._head:
            with ui.element("div").classes("case-name"):
                title = standing.card.title if standing.card else last_title(standing)
                ui.label(title if self._opened.card_id else texts.NEW).classes("page-title").props(
                    "role=heading aria-level=1"
                )
                if self._opened.card_id:
                    chip(texts.STATES[standing.state], f"card-{standing.state}")
            if standing.card and self._opened.card_id:
                group = self._visit.console.taxonomy.groups.get(standing.card.group, standing.card.group)
                facts = (standing.card_id, group, standing.card.owner, str(standing.card.reviewed_on))
                ui.label(" · ".join(facts)).classes("case-facts")
        self._bar.clear()
        with self._bar:
            if standing.state == "superseded" and standing.card is not None:
                version = shelf.versions[standing.card_id]
                with ui.element("div").classes("notice"):
                    ui.label(texts.SUPERSEDED.format(file=standing.card.reviewed_on, live=version.decided_on))
                    with ui.expansion(texts.SUPERSEDED_DIFF).classes("fold"):
                        draw_diff(version.document, standing.document, nothing=texts.SAME)
                    with ui.expansion(texts.SAVED_TEXT).classes("fold"):
                        ui.label(version.document).classes("document")
            elif standing.state in ("withdrawn", "broken"):
                said = texts.WITHDRAWN_BAR if standing.state == "withdrawn" else texts.BROKEN
                ui.label(said).classes("notice")
            if self._may_edit and (proposal := self._opened.proposal) is not None:
                with ui.element("div").classes("notice"):
                    name = self._opened.names.get(proposal.editor_id, texts.SYSTEM)
                    at = saying.moment(proposal.saved_at, self._visit.now)
                    what = texts.PROPOSAL_STATES[proposal.state]
                    ui.label(texts.PROPOSAL_BAR.format(name=name, at=at, what=what))
                    ui.link(texts.PROPOSAL_OPEN, f"/knowledge/proposals/{proposal.id}").classes("card-link")

    def _draw_editor(self) -> None:
        drafted_on, draft = self._draft()
        if draft is not None:
            self._steps.seen = drafted_on
        with ui.element("section").classes("panel editor"):
            ui.label(texts.DOCUMENT).classes("panel-title").props("role=heading aria-level=2")
            ui.label(texts.FORMAT_HINT).classes("hint")
            if draft is not None:
                with ui.element("div").classes("notice") as kept:
                    ui.label(texts.DRAFT)
                    discard = ui.button(texts.DISCARD, on_click=self._discard).props("flat dense no-caps")
                discard.on_click(kept.delete)
            self._text = ui.textarea(value=draft if draft is not None else self._own_text, on_change=self._typed)
            self._text.props(
                f"outlined spellcheck=false debounce={LOOK_AFTER_MS} maxlength={cards.LONGEST} "
                f'aria-label="{texts.DOCUMENT}" input-class="document-box"'
            ).classes("document-field")
            self._note = ui.input(texts.NOTE).props("outlined dense stack-label maxlength=200").classes("step-note")
            with ui.element("div").classes("editor-actions"):
                ui.button(texts.SAVE, on_click=self._propose).props("unelevated no-caps")
                ui.button(texts.TODAY, on_click=self._set_today).props("outline no-caps")
                self._more = ui.element("div").classes("editor-more")
        self._draw_more()

    def _draw_more(self) -> None:
        standing, shelf = self._opened.standing, self._opened.shelf
        self._more.clear()
        with self._more:
            if may_publish_at_once(self._visit.actor):
                ui.button(texts.URGENT, on_click=self._publish_at_once).props("flat no-caps color=negative")
            if standing.state == "live" and standing.card_id in shelf.files:
                ui.button(texts.USE_FILE, on_click=self._steps.use_file).props("flat no-caps")
            if self._opened.card_id is not None and standing.state != "withdrawn":
                ui.button(texts.WITHDRAW, on_click=self._steps.withdraw).props("flat no-caps color=negative")

    @property
    def _own_text(self) -> str:
        """What the editor begins with: the card, or what this colleague put up for review."""
        proposal = self._opened.proposal
        mine = proposal is not None and proposal.editor_id == self._visit.staff_id and proposal.state == "live"
        return proposal.document if mine and proposal is not None else self._opened.standing.document

    # ------------------------------------------------------------------ typing
    def _draft(self) -> tuple[int, str | None]:
        number, _, text = self._visit.console.drafts.get(self._visit.staff_id, self._place).partition("\n")
        if self._questions or not number.isdigit() or text == self._own_text:
            return self._steps.seen, None
        return int(number), text

    def _keep_draft(self, text: str | None) -> None:
        """With the version it was begun on, so that a colleague's later one is noticed even after a reload."""
        kept = f"{self._steps.seen}\n{text}" if text is not None else ""
        self._visit.console.drafts.keep(self._visit.staff_id, self._place, kept)

    def _discard(self) -> None:
        self._steps.seen = self._opened.number
        self._text.set_value(self._own_text)
        self._keep_draft(None)

    async def _typed(self) -> None:
        self._keep_draft(self._text.value or "")
        await self._look()

    def _set_today(self) -> None:
        self._text.set_value(set_reviewed_on(self._text.value or "", self._today))

    def _restore(self, version: CardVersion) -> None:
        self._text.set_value(version.document)
        self._note.set_value(texts.RESTORE_NOTE.format(number=version.number))
        ui.notify(texts.RESTORED, type="info", position="top")

    async def _look(self) -> None:
        """Check the text as it is now, and show it as workers would read it."""
        self._looked += 1
        mine = self._looked
        text = tidy(self._text.value or "") if self._may_edit else self._opened.standing.document
        library, console = self._visit.console.library, self._visit.console
        look = await library.look(text, self._opened.card_id, self._opened.shelf, console.taxonomy, self._today)
        facts = await library.facts()
        if mine != self._looked:  # a later look is on its way
            return
        self._preview.clear()
        with self._preview:
            if look.card is None:
                ui.label(texts.PREVIEW_NONE).classes("panel-empty")
            else:
                with ui.element("div").classes("bubble"):
                    ui.label(look.card.text(facts, self._today)).classes("said")
                shelf = self._opened.shelf.standings
                related = [c.title for i in look.card.related if i in shelf and (c := shelf[i].card) is not None]
                if related:
                    ui.label(texts.RELATED.format(titles="、".join(related[:2]))).classes("hint")
        draw_problems(self._problems, look)

    # ------------------------------------------------------------------ saving
    async def _propose(self) -> None:
        await self._steps.propose(tidy(self._text.value or ""), self._note.value or "")

    async def _publish_at_once(self) -> None:
        await self._steps.publish_at_once(tidy(self._text.value or ""))

    def _renewed(self, opened: Opened) -> None:
        """The card as it is now, after a step or beside a colleague's."""
        self._opened = opened
        self._note.set_value("")
        self._draw_head()
        self._draw_more()
        self._history.show(opened)
