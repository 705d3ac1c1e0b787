"""What an editor may do with a card: put a change up for review, or (administrators) publish it at once; and what
happens when a colleague was quicker."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from nicegui import ui

from cases import card_proposals, feedback
from cases.actors import Actor
from cases.database import Session
from cases.errors import Conflict
from cases.rights import may
from cases.worktime import LOCAL
from console.opened_card import Opened, open_card
from console.pages.knowledge.card_conflict import draw_conflict
from console.pages.knowledge.card_dialogs import ask, ask_why
from console.texts import knowledge as texts
from console.visit import SignedOut, Visit
from knowledge.cards import Card
from knowledge.drafting import Look


def may_publish_at_once(actor: Actor) -> bool:
    return may(actor, "knowledge.urgent")


class CardSteps:
    """`questions`: ids of unanswered questions that a new card answers. `refused` shows what is still wrong; `renewed`
    shows the card as it is now; `put` replaces the text in the editor; `done` forgets what was typed."""

    def __init__(
        self,
        visit: Visit,
        opened: Opened,
        questions: Sequence[int],
        *,
        conflict: ui.element,
        refused: Callable[[Look], None],
        renewed: Callable[[Opened], None],
        put: Callable[[str], object],
        done: Callable[[], None],
    ) -> None:
        self._visit, self._opened, self._questions = visit, opened, list(questions)
        self._conflict, self._refused, self._renewed, self._put, self._done = conflict, refused, renewed, put, done
        self.seen = opened.number
        """The newest version the editor knows; a draft brings the one it was begun on."""

    @property
    def _today(self) -> dt.date:
        return self._visit.now.astimezone(LOCAL).date()

    async def propose(self, text: str, note: str) -> None:
        card = await self._checked(text)
        if card is not None and await self._keep(card.id, text, "live", card.reviewed_on, note=note):
            ui.notify(texts.SAVED, type="positive", position="top")
            if self._opened.card_id is None:
                ui.navigate.to("/knowledge/proposals")

    async def publish_at_once(self, text: str) -> None:
        card = await self._checked(text)
        if card is None:
            return
        reason = await ask_why(texts.URGENT_TITLE, texts.URGENT_BODY, texts.URGENT_REASON, texts.URGENT_NEEDED)
        if reason and await self._keep(card.id, text, "live", card.reviewed_on, urgent=reason):
            ui.notify(texts.URGENT_DONE, type="positive", position="top")
            if self._opened.card_id is None:
                ui.navigate.to(f"/knowledge/cards/{card.id}")

    async def withdraw(self) -> None:
        reason = await ask_why(texts.WITHDRAW_TITLE, texts.WITHDRAW_BODY, texts.WITHDRAW_REASON, texts.WITHDRAW_NEEDED)
        standing = self._opened.standing
        if reason and await self._keep(standing.card_id, standing.document, "withdrawn", self._today, note=reason):
            ui.notify(texts.WITHDRAW_ASKED, type="positive", position="top")

    async def use_file(self) -> None:
        file = self._opened.shelf.files[self._opened.standing.card_id]
        if await ask(texts.USE_FILE, texts.USE_FILE_ASK) and await self._keep(
            file.card.id, file.document, "file", self._today
        ):
            ui.notify(texts.FILE_ASKED, type="positive", position="top")

    async def _checked(self, text: str) -> Card | None:
        """The card when it may be put up, else None and the reason is shown."""
        opened, console = self._opened, self._visit.console
        if opened.standing.state in ("file", "live") and text == opened.standing.document and opened.card_id:
            ui.notify(texts.NOTHING_NEW, type="info", position="top")
            return None
        look = await console.library.look(text, opened.card_id, opened.shelf, console.taxonomy, self._today)
        if look.card is None or look.errors:
            self._refused(look)
            ui.notify(texts.NOT_YET, type="warning", position="top")
            return None
        return look.card

    async def _keep(
        self, card_id: str, document: str, state: str, decided_on: dt.date, *, note: str = "", urgent: str = ""
    ) -> bool:
        """For review, or with the reason `urgent` at once. When somebody was quicker, theirs is shown beside mine."""
        overtaken = waits = False
        file = self._opened.shelf.files.get(card_id)
        based_on = file.hash if file else None

        async def work(session: Session, actor: Actor, now: dt.datetime) -> None:
            nonlocal overtaken, waits
            try:
                if urgent:
                    await card_proposals.publish_at_once(
                        session, card_id=card_id, document=document, decided_on=decided_on, based_on=based_on,
                        seen=self.seen, reason=urgent, actor=actor, now=now, state=state,
                    )  # fmt: skip
                    if self._questions:
                        await feedback.close_questions(
                            session, self._questions, actor=actor, outcome="written", card_id=card_id, now=now
                        )
                else:
                    await card_proposals.propose(
                        session, card_id=card_id, document=document, based_on=based_on, seen=self.seen, actor=actor,
                        now=now, state=state, note=note, questions=self._questions,
                    )  # fmt: skip
            except Conflict as error:
                waits = error.message == card_proposals.WAITS
                overtaken = not waits
                raise

        done = await self._visit.attempt(work)
        if done and state == "live":
            self._done()
        if done or overtaken or waits:
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
        elif self._opened.card_id is not None:  # otherwise another page opens next
            self._go_on(opened)

    def _go_on(self, opened: Opened) -> None:
        self._opened, self.seen = opened, opened.number
        self._conflict.clear()
        self._renewed(opened)

    def _draw_conflict(self, theirs: Opened, mine: str) -> None:
        async def keep_mine() -> None:
            self._go_on(theirs)
            await self.propose(mine, "")

        def take_theirs() -> None:
            self._go_on(theirs)
            self._put(theirs.standing.document)
            self._done()

        known = self._opened.card_id is not None  # a new card with a taken id has to choose another one
        with self._conflict:
            draw_conflict(
                theirs, mine, self._visit.now, keep_mine=keep_mine if known else None,
                take_theirs=take_theirs if known else None,
            )  # fmt: skip
