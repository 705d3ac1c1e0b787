"""A card as a page opens it: what holds now, and every version before."""

from __future__ import annotations

from dataclasses import dataclass, field

from cases import card_proposals, cards, staff
from cases.database import Session
from cases.models import CardProposal, CardVersion
from console.library import Library, Shelf
from knowledge.standing import Standing


@dataclass(frozen=True, slots=True)
class Opened:
    """`card_id` None: a card that is yet to be written. `names`: of colleagues, by staff id. `proposal`: the change that
    waits for review. `reviewers`: version number → who looked it over."""

    card_id: str | None
    shelf: Shelf
    standing: Standing
    history: list[CardVersion] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)
    proposal: CardProposal | None = None
    reviewers: dict[int, int] = field(default_factory=dict)

    @property
    def number(self) -> int:
        """Of the newest saved version; 0 when it was never changed here."""
        return self.history[0].number if self.history else 0


async def open_card(library: Library, session: Session, card_id: str) -> Opened | None:
    """None when there is no such card."""
    shelf = await library.shelf(session)
    if card_id not in shelf.standings:
        return None
    history = await cards.history(session, card_id)
    return Opened(
        card_id,
        shelf,
        shelf.standings[card_id],
        history,
        await staff.names(session),
        await card_proposals.open_of(session, card_id),
        await card_proposals.reviewers(session, card_id),
    )


async def blank_card(library: Library, session: Session, document: str) -> Opened:
    """A new card that begins with this text."""
    return Opened(None, await library.shelf(session), Standing("", "file", None, document))
