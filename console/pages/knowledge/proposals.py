"""Changes of cards that wait for a second pair of eyes: the list, and one of them with its differences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable

from nicegui import ui

from cases import card_proposals, staff
from cases.actors import Actor
from cases.database import Session
from cases.errors import InvalidChange
from cases.models import CardProposal
from cases.rights import may
from cases.worktime import LOCAL
from console import saying
from console.diff import draw_diff
from console.library import Shelf
from console.pages.knowledge.card_dialogs import ask, ask_why
from console.pages.knowledge.card_list import knowledge_shell
from console.shell import chip, empty
from console.texts import knowledge as texts
from console.visit import Visit
from knowledge.drafting import Look


def title_of(proposal: CardProposal, shelf: Shelf) -> str:
    standing = shelf.standings.get(proposal.card_id)
    if standing is not None and standing.card is not None:
        return standing.card.title
    line = next((line for line in proposal.document.split("\n") if line.startswith("title:")), "")
    return line.removeprefix("title:").strip() or proposal.card_id


class ProposalsPage:
    def __init__(self, visit: Visit) -> None:
        self._visit = visit

    async def build(self) -> None:
        async with self._visit.reading() as (session, actor):
            waiting = await card_proposals.waiting(session, actor=actor)
            decided = await card_proposals.decided(session, actor=actor)
            self._shelf = await self._visit.console.library.shelf(session)
            self._names = await staff.names(session)
        with knowledge_shell(self._visit, "proposals", texts.PROPOSALS):
            ui.label(texts.PROPOSALS).classes("page-title").props("role=heading aria-level=1")
            ui.label(texts.PROPOSALS_HINT).classes("hint")
            if not waiting:
                empty(texts.PROPOSALS_NONE, texts.PROPOSALS_NONE_HINT)
            else:
                with ui.element("section").classes("panel"):
                    for proposal in waiting:
                        self._draw(proposal)
            if decided:
                with ui.element("section").classes("panel"):
                    ui.label(texts.DECIDED).classes("panel-title").props("role=heading aria-level=2")
                    for proposal in decided:
                        self._draw_decided(proposal)

    def _name(self, staff_id: int | None) -> str:
        return self._names.get(staff_id or 0, texts.SYSTEM)

    def _draw(self, proposal: CardProposal) -> None:
        with ui.element("div").classes("due-row"):
            with ui.element("div").classes("matter-head"):
                address = f"/knowledge/proposals/{proposal.id}"
                ui.link(title_of(proposal, self._shelf), address).classes("card-link")
                new = proposal.card_id not in self._shelf.standings
                chip(texts.PROPOSAL_NEW if new else texts.PROPOSAL_STATES[proposal.state], "why")
                if proposal.editor_id == self._visit.staff_id:
                    chip(texts.PROPOSAL_MINE, "plain")
            at = saying.moment(proposal.saved_at, self._visit.now)
            ui.label(texts.PROPOSAL_BY.format(name=self._name(proposal.editor_id), at=at)).classes("event-who")
            if proposal.note:
                ui.label(proposal.note).classes("event-note")

    def _draw_decided(self, proposal: CardProposal) -> None:
        with ui.element("div").classes("due-row"):
            ui.link(title_of(proposal, self._shelf), f"/knowledge/proposals/{proposal.id}").classes("card-link")
            ui.label(decided_words(proposal, self._names, self._visit.now)).classes("event-who")
            if proposal.review_note:
                ui.label(proposal.review_note).classes("event-note")


def decided_words(proposal: CardProposal, names: dict[int, str], now: dt.datetime) -> str:
    who = names.get(proposal.reviewer_id or proposal.editor_id, texts.SYSTEM)
    at = saying.moment(proposal.reviewed_at or proposal.saved_at, now)
    return texts.DECIDED_BY.format(status=texts.PROPOSAL_STATUSES[proposal.status], name=who, at=at)


class ProposalPage:
    """The reviewer sees what changes, what workers will read and what the check says, and decides."""

    def __init__(self, visit: Visit, proposal: CardProposal, shelf: Shelf, names: dict[int, str]) -> None:
        self._visit, self._proposal, self._shelf, self._names = visit, proposal, shelf, names

    async def build(self) -> None:
        proposal, visit = self._proposal, self._visit
        standing = self._shelf.standings.get(proposal.card_id)
        look = await self._look()
        facts = await visit.console.library.facts()
        title = title_of(proposal, self._shelf)
        with knowledge_shell(visit, "proposals", title):
            with ui.element("div").classes("case-head"):
                ui.link("←", "/knowledge/proposals").classes("back back-always").props(
                    f'aria-label="{texts.PROPOSALS}"'
                )
                with ui.element("div").classes("case-title"):
                    with ui.element("div").classes("case-name"):
                        ui.label(title).classes("page-title").props("role=heading aria-level=1")
                        chip(texts.PROPOSAL_STATES[proposal.state], "why")
                    at = saying.moment(proposal.saved_at, visit.now)
                    name = self._names.get(proposal.editor_id, texts.SYSTEM)
                    ui.label(texts.PROPOSAL_BY.format(name=name, at=at)).classes("case-facts")
                if standing is not None:
                    ui.link(texts.PROPOSAL_CARD, f"/knowledge/cards/{proposal.card_id}").classes("button-link")
            if proposal.note:
                ui.label(proposal.note).classes("notice")
            if proposal.status != "open":
                ui.label(decided_words(proposal, self._names, visit.now)).classes("notice")
                if proposal.review_note:
                    ui.label(proposal.review_note).classes("event-note")
            elif self._shelf.number(proposal.card_id) != proposal.based_number:
                ui.label(texts.PROPOSAL_STALE).classes("notice")
            with ui.element("div").classes("editor-columns"):
                with ui.element("section").classes("panel"):
                    ui.label(texts.PROPOSAL_DIFF).classes("panel-title").props("role=heading aria-level=2")
                    draw_diff(standing.document if standing else "", proposal.document, nothing=texts.SAME)
                    self._draw_steps(look)
                with ui.element("div").classes("editor-side"):
                    self._draw_problems(look)
                    with ui.element("section").classes("panel"):
                        ui.label(texts.PREVIEW).classes("panel-title").props("role=heading aria-level=2")
                        if look.card is None:
                            ui.label(texts.PREVIEW_NONE).classes("panel-empty")
                        else:
                            with ui.element("div").classes("worker-sees"), ui.element("div").classes("bubble"):
                                ui.label(look.card.text(facts, self._today)).classes("said")

    @property
    def _today(self) -> dt.date:
        return self._visit.now.astimezone(LOCAL).date()

    async def _look(self) -> Look:
        proposal, console = self._proposal, self._visit.console
        known = proposal.card_id if proposal.card_id in self._shelf.standings else None
        return await console.library.look(proposal.document, known, self._shelf, console.taxonomy, self._today)

    def _draw_problems(self, look: Look) -> None:
        if look.errors or look.warnings:
            with ui.element("section").classes("panel"):
                for line in look.errors:
                    ui.label(line).classes("problem problem-error")
                for line in look.warnings:
                    ui.label(line).classes("problem problem-warning")

    def _draw_steps(self, look: Look) -> None:
        if self._proposal.status != "open":
            return
        with ui.element("div").classes("editor-actions"):
            if self._proposal.editor_id == self._visit.staff_id:
                ui.button(texts.TAKE_BACK, on_click=self._take_back).props("outline no-caps")
            elif may(self._visit.actor, "knowledge.review"):
                ui.button(texts.APPROVE, on_click=lambda: self._approve(look)).props("unelevated no-caps")
                ui.button(texts.REJECT, on_click=self._reject).props("outline no-caps")

    async def _approve(self, look: Look) -> None:
        proposal = self._proposal
        decided_on = look.card.reviewed_on if proposal.state == "live" and look.card else self._today

        async def work(session: Session, actor: Actor, now: dt.datetime) -> None:
            if proposal.state == "live" and (look.card is None or look.errors):
                problem = look.errors[0] if look.errors else ""
                raise InvalidChange(problem, message=texts.APPROVE_BROKEN.format(problem=problem))
            await card_proposals.approve(session, proposal.id, decided_on=decided_on, actor=actor, now=now)

        await self._do(work, texts.APPROVED)

    async def _reject(self) -> None:
        reason = await ask_why(texts.REJECT_TITLE, texts.REJECT_BODY, texts.REJECT_REASON, texts.REJECT_NEEDED)
        if not reason:
            return

        async def work(session: Session, actor: Actor, now: dt.datetime) -> None:
            await card_proposals.reject(session, self._proposal.id, reason=reason, actor=actor, now=now)

        await self._do(work, texts.REJECTED)

    async def _take_back(self) -> None:
        if not await ask(texts.TAKE_BACK, texts.TAKE_BACK_ASK):
            return

        async def work(session: Session, actor: Actor, now: dt.datetime) -> None:
            await card_proposals.withdraw(session, self._proposal.id, actor=actor, now=now)

        await self._do(work, texts.TAKEN_BACK)

    async def _do(self, work: Callable[[Session, Actor, dt.datetime], Awaitable[None]], said: str) -> None:
        if await self._visit.attempt(work):
            ui.notify(said, type="positive", position="top")
            ui.navigate.to("/knowledge/proposals")
