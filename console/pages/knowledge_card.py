"""One policy card: what workers read, and for those who may the whole text with its checks, saving and history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from nicegui import ui

from cases import cards, feedback
from cases.access import edits_knowledge
from cases.actors import Actor
from cases.database import Session
from cases.errors import Conflict
from cases.models import CardVersion
from cases.worktime import LOCAL
from console.diff import draw_diff
from console.opened_card import Opened, open_card
from console.pages.card_conflict import draw_conflict
from console.pages.card_dialogs import ask, ask_why
from console.pages.card_history import CardHistory
from console.pages.card_problems import draw_problems
from console.pages.knowledge_cards import knowledge_shell, last_title
from console.shell import chip
from console.texts import knowledge as texts
from console.visit import SignedOut, Visit
from knowledge.drafting import set_reviewed_on, tidy

LOOK_AFTER_MS = 400  # of rest after the last key


class CardPage:
    """`questions`: ids of unanswered questions that a new card answers; saving it closes them."""

    def __init__(self, visit: Visit, opened: Opened, *, questions: Sequence[int] = ()) -> None:
        self._visit = visit
        self._opened = opened
        self._questions = list(questions)
        self._seen = opened.number
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
            self._conflict = ui.element("div")
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

    def _draw_editor(self) -> None:
        drafted_on, draft = self._draft()
        if draft is not None:
            self._seen = drafted_on
        with ui.element("section").classes("panel editor"):
            ui.label(texts.DOCUMENT).classes("panel-title").props("role=heading aria-level=2")
            ui.label(texts.FORMAT_HINT).classes("hint")
            if draft is not None:
                with ui.element("div").classes("notice") as kept:
                    ui.label(texts.DRAFT)
                    discard = ui.button(texts.DISCARD, on_click=self._discard).props("flat dense no-caps")
                discard.on_click(kept.delete)
            self._text = ui.textarea(
                value=draft if draft is not None else self._opened.standing.document, on_change=self._typed
            )
            self._text.props(
                f"outlined spellcheck=false debounce={LOOK_AFTER_MS} maxlength={cards.LONGEST} "
                f'aria-label="{texts.DOCUMENT}" input-class="document-box"'
            ).classes("document-field")
            self._note = ui.input(texts.NOTE).props("outlined dense stack-label maxlength=200").classes("step-note")
            with ui.element("div").classes("editor-actions"):
                ui.button(texts.SAVE, on_click=self._save).props("unelevated no-caps")
                ui.button(texts.TODAY, on_click=self._set_today).props("outline no-caps")
                self._more = ui.element("div").classes("editor-more")
        self._draw_more()

    def _draw_more(self) -> None:
        standing, shelf = self._opened.standing, self._opened.shelf
        self._more.clear()
        with self._more:
            if standing.state == "live" and standing.card_id in shelf.files:
                ui.button(texts.USE_FILE, on_click=self._use_file).props("flat no-caps")
            if self._opened.card_id is not None and standing.state != "withdrawn":
                ui.button(texts.WITHDRAW, on_click=self._withdraw).props("flat no-caps color=negative")

    # ------------------------------------------------------------------ typing
    def _draft(self) -> tuple[int, str | None]:
        number, _, text = self._visit.console.drafts.get(self._visit.staff_id, self._place).partition("\n")
        if self._questions or not number.isdigit() or text == self._opened.standing.document:
            return self._seen, None
        return int(number), text

    def _keep_draft(self, text: str | None) -> None:
        """With the version it was begun on, so that a colleague's later one is noticed even after a reload."""
        kept = f"{self._seen}\n{text}" if text is not None else ""
        self._visit.console.drafts.keep(self._visit.staff_id, self._place, kept)

    def _discard(self) -> None:
        self._seen = self._opened.number
        self._text.set_value(self._opened.standing.document)
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
    async def _save(self) -> None:
        text = tidy(self._text.value or "")
        opened, library = self._opened, self._visit.console.library
        if opened.standing.state in ("file", "live") and text == opened.standing.document and opened.card_id:
            ui.notify(texts.NOTHING_NEW, type="info", position="top")
            return
        look = await library.look(text, opened.card_id, opened.shelf, self._visit.console.taxonomy, self._today)
        if look.card is None or look.errors:
            draw_problems(self._problems, look)
            ui.notify(texts.NOT_YET, type="warning", position="top")
            return
        card = look.card
        if await self._keep(card.id, text, "live", card.reviewed_on, self._note.value or ""):
            ui.notify(texts.SAVED, type="positive", position="top")
            if opened.card_id is None:
                ui.navigate.to(f"/knowledge/cards/{card.id}")

    async def _withdraw(self) -> None:
        reason = await ask_why(texts.WITHDRAW_TITLE, texts.WITHDRAW_BODY, texts.WITHDRAW_REASON, texts.WITHDRAW_NEEDED)
        card_id, document = self._opened.standing.card_id, self._opened.standing.document
        if reason and await self._keep(card_id, document, "withdrawn", self._today, reason):
            ui.notify(texts.WITHDRAWN, type="positive", position="top")

    async def _use_file(self) -> None:
        file = self._opened.shelf.files[self._opened.standing.card_id]
        if not await ask(texts.USE_FILE, texts.USE_FILE_ASK):
            return
        if await self._keep(file.card.id, file.document, "file", self._today, ""):
            self._text.set_value(file.document)
            self._keep_draft(None)
            ui.notify(texts.FILE_USED, type="positive", position="top")

    async def _keep(self, card_id: str, document: str, state: str, decided_on: dt.date, note: str) -> bool:
        """One more version, in the colleague's name. When somebody was quicker, theirs is shown beside mine."""
        overtaken = False
        file = self._opened.shelf.files.get(card_id)

        async def work(session: Session, actor: Actor, now: dt.datetime) -> None:
            nonlocal overtaken
            try:
                await cards.save(
                    session, card_id=card_id, document=document, decided_on=decided_on, seen=self._seen, state=state,
                    based_on=file.hash if file else None, actor=actor, note=note, now=now,
                )  # fmt: skip
            except Conflict:
                overtaken = True
                raise
            if self._questions:
                await feedback.close_questions(
                    session, self._questions, actor=actor, outcome="written", card_id=card_id, now=now
                )

        done = await self._visit.attempt(work)
        if done and state == "live":
            self._keep_draft(None)
        if done or overtaken:
            await self._read_again(card_id, mine=document if overtaken else None)
        return done

    async def _read_again(self, card_id: str, *, mine: str | None) -> None:
        try:
            async with self._visit.reading() as (session, _):
                opened = await open_card(self._visit.console.library, session, card_id)
        except SignedOut:
            self._visit.ask_to_log_in()
            return
        if opened is None:
            return
        self._conflict.clear()
        if mine is not None:
            self._draw_conflict(opened, mine)
            return
        if self._opened.card_id is None:
            return  # the page of the new card opens next
        self._opened, self._seen = opened, opened.number
        self._note.set_value("")
        self._draw_head()
        self._draw_more()
        self._history.show(opened)

    def _draw_conflict(self, theirs: Opened, mine: str) -> None:
        def go_on() -> None:
            self._opened, self._seen = theirs, theirs.number
            self._conflict.clear()
            self._draw_head()
            self._draw_more()
            self._history.show(theirs)

        async def keep_mine() -> None:
            go_on()
            await self._save()

        def take_theirs() -> None:
            go_on()
            self._discard()

        known = self._opened.card_id is not None  # a new card with a taken id has to choose another one
        with self._conflict:
            draw_conflict(
                theirs, mine, self._visit.now, keep_mine=keep_mine if known else None,
                take_theirs=take_theirs if known else None,
            )  # fmt: skip
