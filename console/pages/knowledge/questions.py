"""Questions nobody could answer: grouped, and each group led to a card, to a new card, or closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from nicegui import ui

from cases import card_proposals, cards, feedback, staff
from cases.actors import Actor
from cases.database import Session
from cases.errors import InvalidChange
from cases.masking import masked
from cases.models import UnansweredQuestion
from cases.worktime import LOCAL
from console import saying
from console.asked import Matter, Sentence, matters
from console.corrections import as_file, meanings, sentences_by_label
from console.pages.knowledge.card_list import knowledge_shell
from console.shell import chip, empty
from console.texts import knowledge as texts
from console.visit import Visit
from knowledge.drafting import add_questions
from knowledge.errors import KnowledgeError

PAGE = 20
SENTENCES = 8  # of a group; the others are the same matter said once more


class QuestionsPage:
    def __init__(self, visit: Visit, *, newest_first: bool = False, page: int = 0) -> None:
        self._visit = visit
        self._newest_first = newest_first
        self._page = page
        self._meanings = meanings(visit.console.taxonomy)

    async def build(self) -> None:
        library = self._visit.console.library
        async with self._visit.reading() as (session, actor):
            self._shelf = await library.shelf(session)
            asked = await feedback.unanswered(session, actor=actor)
            closed = await feedback.dealt_with(session, actor=actor)
            taught = sentences_by_label(await feedback.labelled(session, actor=actor))
            names = await staff.names(session)
        found = await matters(asked, library, self._shelf, newest_first=self._newest_first)
        at = self._page * PAGE
        with knowledge_shell(self._visit, "questions", texts.QUESTIONS):
            with ui.element("div").classes("title-row"):
                ui.label(texts.QUESTIONS).classes("page-title").props("role=heading aria-level=1")
                for key, name in (("", texts.SORT_MOST), ("new", texts.SORT_NEW)):
                    link = ui.link(name, "/knowledge/questions" + (f"?sort={key}" if key else "")).classes("tab")
                    if (key == "new") == self._newest_first:
                        link.classes("is-active")
                if taught:
                    count = sum(map(len, taught.values()))
                    ui.button(texts.TEACH_DOWNLOAD.format(count=count), on_click=self._download).props("flat no-caps")
            ui.label(texts.QUESTIONS_HINT).classes("hint")
            self._told = ui.element("div").props("role=status")
            if not found:
                empty(texts.QUESTIONS_NONE, texts.QUESTIONS_NONE_HINT)
            for matter in found[at : at + PAGE]:
                self._draw(matter)
            with ui.element("div").classes("pages"):
                sort = "sort=new&" if self._newest_first else ""
                if self._page:
                    ui.link(texts.FIRST, f"/knowledge/questions?{sort}").classes("page-link")
                if len(found) > at + PAGE:
                    ui.link(texts.NEXT, f"/knowledge/questions?{sort}page={self._page + 1}").classes("page-link")
            if closed:
                self._draw_closed(closed, names)

    def _title(self, card_id: str) -> str:
        standing = self._shelf.standings.get(card_id)
        return standing.card.title if standing and standing.card else card_id

    def _draw(self, matter: Matter) -> None:
        with ui.element("section").classes("panel matter") as panel:
            with ui.element("div").classes("matter-head"):
                chip(texts.TIMES.format(count=len(matter.ids)), "why")
                for reason in matter.reasons:
                    chip(texts.ASKED_REASONS.get(reason, reason), "plain")
                at = saying.moment(matter.last, self._visit.now)
                ui.label(texts.LAST_ASKED.format(at=at)).classes("hint")
            ticks = []
            for sentence in matter.sentences[:SENTENCES]:
                times = f"（{texts.TIMES.format(count=sentence.times)}）" if sentence.times > 1 else ""
                tick = ui.checkbox(sentence.text + times, value=sentence.usable).props("dense").classes("sentence")
                tick.set_enabled(sentence.usable)
                ticks.append((tick, sentence))
            if len(matter.sentences) > SENTENCES:
                more = texts.MORE_SENTENCES.format(count=len(matter.sentences) - SENTENCES)
                with ui.expansion(more).classes("fold"):
                    for sentence in matter.sentences[SENTENCES:]:
                        ui.label(sentence.text).classes("sentence")
            self._draw_links(texts.ANSWERED_BY, matter.shown)
            self._draw_links(texts.NEAREST, matter.nearest)
            if not matter.nearest:
                ui.label(texts.NO_NEAREST).classes("hint")
            with ui.element("div").classes("editor-actions"):
                titles = {card.id: card.title for card in self._shelf.in_use}
                first = next((card_id for card_id in matter.nearest if card_id in titles), None)
                pick = ui.select(titles, label=texts.PICK_CARD, value=first, with_input=True).classes("pick-card")
                pick.props("outlined dense options-dense stack-label")

                async def add() -> None:
                    chosen = [sentence.text for tick, sentence in ticks if tick.value]
                    if pick.value and chosen:
                        await self._add(matter, str(pick.value), chosen, panel)
                    else:
                        ui.notify(texts.ADD_NONE, type="warning", position="top")

                ui.button(texts.ADD, on_click=add).props("unelevated no-caps")
                ids = ",".join(map(str, matter.ids[:100]))
                ui.link(texts.NEW, f"/knowledge/new?questions={ids}").classes("button-link")
                ui.button(texts.DISMISS, on_click=lambda: self._dismiss(matter, panel)).props("flat no-caps")
            self._draw_meaning(ticks, panel)

    def _draw_meaning(self, ticks: Sequence[tuple[ui.checkbox, Sentence]], panel: ui.element) -> None:
        """Picking a meaning is the step itself: two clicks, and one to take it back."""

        async def teach(event: Any) -> None:
            chosen = {tick: sentence for tick, sentence in ticks if tick.value and not tick.is_deleted}
            if not event.value:
                return
            if not chosen:
                ui.notify(texts.TEACH_NONE, type="warning", position="top")
                meaning.set_value(None)
            elif await self._teach(list(chosen.values()), str(event.value)):
                for tick in chosen:
                    tick.delete()
                meaning.set_value(None)
                if all(tick.is_deleted for tick, _ in ticks):
                    panel.delete()

        with ui.element("div").classes("editor-actions"):
            meaning = ui.select(self._meanings, label=texts.PICK_MEANING, with_input=True, on_change=teach)
            meaning.classes("pick-card").props("outlined dense options-dense stack-label")

    def _draw_links(self, lead: str, card_ids: Sequence[str]) -> None:
        if card_ids:
            with ui.element("div").classes("card-links"):
                ui.label(lead).classes("hint")
                for card_id in card_ids[:3]:
                    ui.link(self._title(card_id), f"/knowledge/cards/{card_id}").classes("card-link")

    async def _add(self, matter: Matter, card_id: str, sentences: Sequence[str], panel: ui.element) -> None:
        """The sentences become ways of asking of the card: one more version of it, and the group is closed."""
        library, console = self._visit.console.library, self._visit.console

        async def work(session: Session, actor: Actor, now: datetime) -> None:
            shelf = await library.shelf(session)
            standing = shelf.standings[card_id]
            if await card_proposals.open_of(session, card_id) is not None:
                raise InvalidChange(f"card {card_id} waits for review", message=card_proposals.WAITS)
            try:
                document = add_questions(standing.document, sentences)
            except KnowledgeError as error:
                raise InvalidChange(str(error), message=str(error)) from error
            today = now.astimezone(LOCAL).date()
            look = await library.look(document, card_id, shelf, console.taxonomy, today)
            if look.card is None or look.errors:
                raise InvalidChange("; ".join(look.errors), message=look.errors[0])
            if document != standing.document:
                file = shelf.files.get(card_id)
                await cards.save(
                    session, card_id=card_id, document=document, decided_on=look.card.reviewed_on,
                    based_on=file.hash if file else None, seen=shelf.number(card_id), actor=actor, now=now,
                    note=texts.ADD_NOTE.format(count=len(sentences)),
                )  # fmt: skip
            await self._close(session, matter, actor, now, "added", card_id)

        if await self._visit.attempt(work):
            ui.notify(texts.ADDED.format(title=self._title(card_id)), type="positive", position="top")
            panel.delete()  # last: the button this came from goes with it

    async def _teach(self, sentences: Sequence[Sentence], label: str) -> bool:
        """The language model is to learn what these sentences mean; the others of the group stay open."""
        ids = [n for sentence in sentences for n in sentence.ids]

        async def work(session: Session, actor: Actor, now: datetime) -> None:
            if not await feedback.close_questions(session, ids, actor=actor, outcome="dismissed", label=label, now=now):
                raise InvalidChange("closed already", message=texts.ALREADY)

        if not await self._visit.attempt(work):
            return False
        self._tell(texts.TAUGHT.format(count=len(sentences)), ids)
        return True

    def _tell(self, said: str, ids: Sequence[int]) -> None:
        """What was done, and the way back."""

        async def work(session: Session, actor: Actor, now: datetime) -> None:
            if not await feedback.reopen_questions(session, ids, actor=actor):
                raise InvalidChange("nothing to reopen", message=texts.ALREADY)

        async def take_back() -> None:
            if await self._visit.attempt(work):
                ui.navigate.reload()

        self._told.clear()
        with self._told, ui.element("div").classes("notice"):
            ui.label(said)
            ui.button(texts.TAKE_BACK_STEP, on_click=take_back).props("flat dense no-caps")

    async def _download(self) -> None:
        async with self._visit.reading() as (session, actor):
            taught = sentences_by_label(await feedback.labelled(session, actor=actor))
        ui.download.content(as_file(taught).encode(), texts.TEACH_FILE)

    async def _dismiss(self, matter: Matter, panel: ui.element) -> None:
        async def work(session: Session, actor: Actor, now: datetime) -> None:
            await self._close(session, matter, actor, now, "dismissed", None)

        if await self._visit.attempt(work):
            panel.delete()
            self._tell(texts.DISMISSED, matter.ids)

    async def _close(
        self, session: Session, matter: Matter, actor: Actor, now: datetime, outcome: str, card_id: str | None
    ) -> None:
        done = await feedback.close_questions(
            session, matter.ids, actor=actor, outcome=outcome, card_id=card_id, now=now
        )
        if not done:
            raise InvalidChange("closed already", message=texts.ALREADY)

    def _draw_closed(self, closed: Sequence[UnansweredQuestion], names: dict[int, str]) -> None:
        with ui.element("section").classes("panel"):
            ui.label(texts.CLOSED).classes("panel-title").props("role=heading aria-level=2")
            for question in closed:
                with ui.element("div").classes("closed-row"):
                    ui.label(masked(question.text)).classes("sentence")
                    outcome = texts.OUTCOMES[question.outcome or "dismissed"]
                    said = outcome.format(card=self._title(question.outcome_card or ""))
                    if question.label:
                        said = texts.TEACH_OUTCOME.format(meaning=self._meanings.get(question.label, question.label))
                    who = names.get(question.closed_by or 0, texts.SYSTEM)
                    at = saying.moment(question.closed_at or question.created_at, self._visit.now)
                    ui.label(f"{said} · {who} · {at}").classes("event-who")
