"""The list of policy cards, and what surrounds every knowledge page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from nicegui import ui
from starlette.datastructures import QueryParams

from cases.access import edits_knowledge
from cases.worktime import LOCAL
from console.library import Shelf
from console.shell import chip, empty, shell
from console.texts import ALL
from console.texts import TITLE as CONSOLE_TITLE
from console.texts import knowledge as texts
from console.visit import Visit
from knowledge.lint import REVIEW_DAYS
from knowledge.standing import Standing

PAGE = 50


@contextmanager
def knowledge_shell(visit: Visit, active: str, title: str) -> Iterator[None]:
    """The frame with the sub pages; those who only read see the cards alone."""
    ui.page_title(f"{title} · {CONSOLE_TITLE}")
    with shell(visit, active="knowledge"), ui.element("div").classes("sheet"):
        if edits_knowledge(visit.actor):
            with ui.element("nav").classes("tabs"):
                for key, target, name in (
                    ("cards", "/knowledge", texts.CARDS),
                    ("proposals", "/knowledge/proposals", texts.PROPOSALS),
                    ("questions", "/knowledge/questions", texts.QUESTIONS),
                    ("reviews", "/knowledge/reviews", texts.REVIEWS),
                ):
                    link = ui.link(name, target).classes("tab")
                    if key == active:
                        link.classes("is-active").props("aria-current=page")
        yield


@dataclass(frozen=True, slots=True)
class CardFilters:
    """Empty means all; `page` counts from 0."""

    group: str = ""
    state: str = ""
    words: str = ""
    page: int = 0

    @classmethod
    def read(cls, query: QueryParams) -> CardFilters:
        page = query.get("page", "")
        return cls(
            query.get("group", "")[:64],
            query.get("state", "")[:64],
            query.get("words", "")[:100],
            int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 0,
        )

    def address(self) -> str:
        kept = {k: v for k in ("group", "state", "words", "page") if (v := getattr(self, k))}
        return "/knowledge" + (f"?{urlencode(kept)}" if kept else "")


class CardList:
    def __init__(self, visit: Visit, filters: CardFilters) -> None:
        self._visit = visit
        self._filters = filters

    async def build(self) -> None:
        async with self._visit.reading() as (session, _):
            shelf = await self._visit.console.library.shelf(session)
        found = [s for s in shelf.standings.values() if self._fits(s, shelf)]
        at = self._filters.page * PAGE
        with knowledge_shell(self._visit, "cards", texts.TITLE):
            with ui.element("div").classes("title-row"):
                ui.label(texts.TITLE).classes("page-title").props("role=heading aria-level=1")
                ui.label(texts.COUNT.format(count=len(found))).classes("case-facts")
                if edits_knowledge(self._visit.actor):
                    ui.link(texts.NEW, "/knowledge/new").classes("button-link")
            ui.label(texts.RULE).classes("hint")
            self._draw_filters()
            if not found:
                empty(texts.NONE, texts.NONE_HINT)
                return
            with ui.element("div").classes("table card-table").props("role=table"):
                with ui.element("div").classes("table-head").props("role=row"):
                    for name in texts.COLUMNS:
                        ui.label(name).props("role=columnheader")
                for standing in found[at : at + PAGE]:
                    self._draw_row(standing, shelf)
            with ui.element("div").classes("pages"):
                if self._filters.page:
                    ui.link(texts.FIRST, replace(self._filters, page=0).address()).classes("page-link")
                if len(found) > at + PAGE:
                    ui.link(texts.NEXT, replace(self._filters, page=self._filters.page + 1).address()).classes(
                        "page-link"
                    )

    def _fits(self, standing: Standing, shelf: Shelf) -> bool:
        f, card = self._filters, standing.card
        if f.state and standing.state != f.state:
            return False
        if f.group and (card is None or card.group != f.group):
            return False
        text = f"{standing.card_id}\n{standing.document}".lower()
        return all(word in text for word in f.words.lower().split())

    def _draw_filters(self) -> None:
        f = self._filters
        with ui.element("div").classes("filters"):
            self._select("group", texts.FILTER_GROUP, self._visit.console.taxonomy.groups, f.group)
            self._select("state", texts.FILTER_STATE, texts.STATES, f.state)
            box = ui.input(texts.FIND, value=f.words, placeholder=texts.FIND_PLACEHOLDER).classes("filter filter-words")
            box.props("outlined dense stack-label maxlength=100 clearable")
            box.on("keydown.enter", lambda: self._go(words=box.value or ""))
            box.on("clear", lambda: self._go(words=""))

    def _select(self, name: str, label: str, options: Mapping[str, str], value: str) -> None:
        choices = {"": ALL, **options}
        ui.select(
            choices,
            label=label,
            value=value if value in choices else "",
            on_change=lambda event: self._go(**{name: event.value or ""}),
        ).props("outlined dense options-dense stack-label").classes("filter")

    def _go(self, **changed: str) -> None:
        f = self._filters
        kept = {"group": f.group, "state": f.state, "words": f.words, **changed}
        ui.navigate.to(CardFilters(kept["group"], kept["state"], kept["words"]).address())

    def _draw_row(self, standing: Standing, shelf: Shelf) -> None:
        taxonomy, card = self._visit.console.taxonomy, standing.card
        today = self._visit.now.astimezone(LOCAL).date()
        with ui.link(target=f"/knowledge/cards/{standing.card_id}").classes("table-row").props("role=row"):
            with ui.element("div").classes("cell-matter").props("role=cell"):
                ui.label(card.title if card else last_title(standing)).classes("card-title")
                ui.label(standing.card_id).classes("card-id")
            ui.label(taxonomy.groups.get(card.group, card.group) if card else "—").classes("cell-county").props(
                "role=cell"
            )
            ui.label(card.owner if card else "—").classes("cell-county").props("role=cell")
            due = card is not None and (today - card.reviewed_on).days > REVIEW_DAYS
            reviewed = f"{card.reviewed_on}" if card else "—"
            ui.label(f"{reviewed} {texts.REVIEW_DUE}" if due else reviewed).classes(
                "cell-at" + (" is-late" if due else "")
            ).props("role=cell")
            with ui.element("div").classes("cell-status").props("role=cell"):
                chip(texts.STATES[standing.state], f"card-{standing.state}")


def last_title(standing: Standing) -> str:
    """The title a withdrawn card had, from its last text."""
    for line in standing.document.split("\n"):
        if line.startswith("title:"):
            return line.removeprefix("title:").strip() or standing.card_id
    return standing.card_id
