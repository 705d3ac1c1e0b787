"""From a colleague at the page to a look at the figures, with the names its tables need."""

from __future__ import annotations

from cases import programs
from cases.database import Session
from cases.figures.view import View
from console.report.ask import Ask
from console.report.names import Names, questions_of
from console.visit import Visit


async def ask_for(visit: Visit, session: Session, view: View, tab: str | None = None) -> Ask:
    """`tab` None: for all of them. The cards and the programs are read only for the tabs that name them."""
    cards, questions = {}, {}
    if tab in (None, "asked", "unfound"):
        shelf = await visit.console.library.shelf(session)
        cards = {card_id: standing.card.title for card_id, standing in shelf.standings.items() if standing.card}
    if tab == "left":
        questions = questions_of(await programs.everything(session))
    return Ask(session, view, Names(visit.console.taxonomy, cards, questions), visit.now)
