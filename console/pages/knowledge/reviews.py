"""What is due: facts and cards to look over again, and articles that changed under cards and answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from nicegui import ui

from cases import citations
from cases.citations import Resting
from cases.worktime import LOCAL
from console import saying
from console.library import Shelf
from console.pages.knowledge.card_list import knowledge_shell
from console.shell import chip
from console.texts import knowledge as texts
from console.visit import Visit
from knowledge.cards import Card
from knowledge.errors import KnowledgeError
from knowledge.facts import Fact
from knowledge.lint import REVIEW_DAYS

SHOWN_CHANGES = 60
BACK = dt.timedelta(days=365)
AHEAD = dt.timedelta(days=45)  # what comes due so soon is listed, too


class ReviewsPage:
    def __init__(self, visit: Visit) -> None:
        self._visit = visit

    async def build(self) -> None:
        library, problem = self._visit.console.library, ""
        changes: list[dict[str, Any]] = []
        try:
            changes = (await library.law_changes())[::-1]
        except KnowledgeError as error:
            problem = texts.LAWS_DAMAGED.format(problem=error)
        shown = changes[:SHOWN_CHANGES]
        async with self._visit.reading() as (session, actor):
            self._shelf: Shelf = await library.shelf(session)
            since = self._visit.now - BACK
            resting = [
                await citations.answers_resting_on(session, _cited(change), actor=actor, since=since)
                for change in shown
            ]
        facts = await library.facts()
        today = self._visit.now.astimezone(LOCAL).date()
        with knowledge_shell(self._visit, "reviews", texts.REVIEWS):
            ui.label(texts.REVIEWS).classes("page-title").props("role=heading aria-level=1")
            ui.label(texts.DUE_HINT.format(days=AHEAD.days)).classes("hint")
            with self._part(texts.FACTS_DUE):
                self._draw_facts(facts, today)
            with self._part(texts.CARDS_DUE):
                self._draw_cards(today)
            with self._part(texts.LAWS):
                if problem:
                    ui.label(problem).classes("problem problem-error")
                elif not changes:
                    ui.label(texts.LAWS_NONE).classes("panel-empty")
                for change, answers in zip(shown, resting, strict=True):
                    self._draw_change(change, answers)
                if len(changes) > SHOWN_CHANGES:
                    ui.label(texts.EARLIER_CHANGES.format(count=SHOWN_CHANGES)).classes("hint")

    def _part(self, title: str) -> ui.element:
        with ui.element("section").classes("panel") as panel:
            ui.label(title).classes("panel-title").props("role=heading aria-level=2")
        return panel

    def _links(self, cards: Sequence[Card]) -> None:
        if cards:
            with ui.element("div").classes("card-links"):
                for card in cards:
                    ui.link(card.title, f"/knowledge/cards/{card.id}").classes("card-link")

    def _draw_facts(self, facts: Mapping[str, Fact], today: dt.date) -> None:
        due = sorted((f for f in facts.values() if f.review_by <= today + AHEAD), key=lambda f: (f.review_by, f.id))
        for fact in due:
            cards = [card for card in self._shelf.in_use if fact.id in card.facts]
            with ui.element("div").classes("due-row"):
                with ui.element("div").classes("matter-head"):
                    ui.label(fact.label).classes("event-what")
                    self._days(fact.review_by, today)
                said = texts.FACT_DUE.format(value=fact.shown(), source=fact.source)
                owners = "、".join(dict.fromkeys(card.owner for card in cards))
                said += f" · {texts.OWNER.format(owner=owners)}" if owners else ""
                ui.label(said).classes("event-who")
                self._links(cards)
        if not due:
            ui.label(texts.FACTS_NONE).classes("panel-empty")

    def _draw_cards(self, today: dt.date) -> None:
        found = []
        for card in self._shelf.in_use:
            review = card.reviewed_on + dt.timedelta(days=REVIEW_DAYS)
            if card.valid_until is not None and card.valid_until <= review:
                found.append((card.valid_until, card, texts.CARD_OVER.format(day=card.valid_until)))
            else:
                found.append((review, card, texts.CARD_REVIEWED.format(day=card.reviewed_on)))
        due = sorted((row for row in found if row[0] <= today + AHEAD), key=lambda row: (row[0], row[1].id))
        for day, card, said in due:
            with ui.element("div").classes("due-row"):
                with ui.element("div").classes("matter-head"):
                    ui.link(card.title, f"/knowledge/cards/{card.id}").classes("card-link")
                    self._days(day, today)
                ui.label(f"{said} · {texts.OWNER.format(owner=card.owner)}").classes("event-who")
        if not due:
            ui.label(texts.CARDS_NONE).classes("panel-empty")

    @staticmethod
    def _days(day: dt.date, today: dt.date) -> None:
        """How long there is left, in red when it is over."""
        left = (day - today).days
        said = texts.DUE_TODAY if left == 0 else (texts.DUE_IN if left > 0 else texts.OVERDUE).format(days=abs(left))
        chip(said, "danger" if left < 0 else "why")

    def _draw_change(self, change: Mapping[str, Any], answers: Resting) -> None:
        with ui.element("div").classes("due-row"):
            with ui.element("div").classes("matter-head"):
                ui.label(f"《{change.get('law', '')}》{change.get('article', '')}").classes("event-what")
                kind = str(change.get("kind", ""))
                chip(texts.KINDS.get(kind, kind), "why")
                now = change.get("now")
                if now and now != change.get("article"):
                    ui.label(texts.NOW.format(article=now)).classes("hint")
                ui.label(str(change.get("date", ""))).classes("hint")
            cards, sheets = _names(change.get("cards")), _names(change.get("calculators"))
            if cards:
                with ui.element("div").classes("card-links"):
                    ui.label(texts.RESTING_CARDS).classes("hint")
                    for card_id in cards:
                        standing = self._shelf.standings.get(card_id)
                        title = standing.card.title if standing and standing.card else card_id
                        ui.link(title, f"/knowledge/cards/{card_id}").classes("card-link")
            if sheets:
                ui.label(texts.RESTING_SHEETS + "、".join(sheets)).classes("hint")
            if not cards and not sheets:
                ui.label(texts.RESTING_NONE).classes("hint")
            said = texts.ANSWERS.format(count=answers.count) if answers.count else texts.ANSWERS_NONE
            ui.label(said).classes("event-who")
            if answers.latest:
                with ui.element("div").classes("card-links"):
                    ui.label(texts.ANSWERED_CHATS).classes("hint")
                    for chat_id, at in answers.latest:
                        ui.link(saying.moment(at, self._visit.now), f"/chats/{chat_id}").classes("card-link")


def _cited(change: Mapping[str, Any]) -> list[str]:
    """How answers may have named the article: by its number then, or the law as a whole."""
    law = f"《{change.get('law', '')}》"
    return [law, f"{law}{change.get('article', '')}"]


def _names(value: object) -> list[str]:
    return [str(name) for name in value] if isinstance(value, list) else []
