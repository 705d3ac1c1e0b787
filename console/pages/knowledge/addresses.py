"""The addresses of the knowledge pages, and who may open them."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from cases import card_proposals, feedback, staff
from cases.access import edits_knowledge
from cases.errors import NotFound
from cases.masking import HIDDEN, masked
from cases.worktime import LOCAL
from console.library import Shelf
from console.opened_card import blank_card, open_card
from console.pages.knowledge.card import CardPage
from console.pages.knowledge.card_list import CardFilters, CardList
from console.pages.knowledge.proposals import ProposalPage, ProposalsPage
from console.pages.knowledge.questions import QuestionsPage
from console.pages.knowledge.reviews import ReviewsPage
from console.plain import not_found_page
from console.texts import knowledge as texts
from console.visit import Console, PageBuilder, Visit, page
from knowledge.drafting import new_document


def knowledge_pages(console: Console) -> None:
    """Everybody who works here may read cards; changing them and the rest is for who keeps the knowledge."""

    def put(path: str, build: PageBuilder, *, editors: bool) -> None:
        async def opened(visit: Visit, request: Request) -> Response | None:
            if editors and not edits_knowledge(visit.actor):
                return not_found_page(texts.FORBIDDEN, back="/knowledge", back_text=texts.BACK)
            return await build(visit, request)

        page(console, path, opened)

    put("/knowledge", _list, editors=False)
    put("/knowledge/new", _new, editors=True)
    put("/knowledge/proposals", _proposals, editors=True)
    put("/knowledge/proposals/{proposal_id}", _proposal, editors=True)
    put("/knowledge/questions", _questions, editors=True)
    put("/knowledge/reviews", _reviews, editors=True)
    put("/knowledge/cards/{card_id}", _card, editors=False)


async def _list(visit: Visit, request: Request) -> Response | None:
    await CardList(visit, CardFilters.read(request.query_params)).build()
    return None


async def _card(visit: Visit, request: Request) -> Response | None:
    async with visit.reading() as (session, _):
        opened = await open_card(visit.console.library, session, str(request.path_params["card_id"]))
    if opened is None:
        return not_found_page(texts.GONE, back="/knowledge", back_text=texts.BACK)
    await CardPage(visit, opened).build()
    return None


async def _new(visit: Visit, request: Request) -> Response | None:
    """`?questions=1,2`: begins with these questions, which are closed when the card is saved."""
    wanted = {
        int(n) for n in request.query_params.get("questions", "")[:2000].split(",") if n.isascii() and n.isdigit()
    }
    async with visit.reading() as (session, actor):
        asked = [q for q in await feedback.unanswered(session, actor=actor) if q.id in wanted] if wanted else []
        sentences = list(dict.fromkeys(said for q in asked if HIDDEN not in (said := masked(q.text))))
        shelf = await visit.console.library.shelf(session)
        opened = await blank_card(visit.console.library, session, await _begun(visit, shelf, sentences))
    await CardPage(visit, opened, questions=[q.id for q in asked]).build()
    return None


async def _begun(visit: Visit, shelf: Shelf, sentences: list[str]) -> str:
    """A document with everything the questions tell already: title, group of the nearest card, an id nobody has."""
    today = visit.now.astimezone(LOCAL).date()
    if not sentences:
        return new_document([], today=today)
    [near] = await visit.console.library.nearest(sentences[:1], shelf, 1)
    card = shelf.standings[near[0]].card if near else None
    free = next(key for n in range(1, 10_000) if (key := f"asked_{today:%Y%m%d}_{n}") not in shelf.standings)
    title = min(sentences, key=len)[:40]
    return new_document(sentences, today=today, card_id=free, title=title, **({"group": card.group} if card else {}))


async def _proposals(visit: Visit, request: Request) -> Response | None:
    await ProposalsPage(visit).build()
    return None


async def _proposal(visit: Visit, request: Request) -> Response | None:
    wanted = str(request.path_params["proposal_id"])
    try:
        number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 16 else 0
        async with visit.reading() as (session, actor):
            proposal = await card_proposals.get(session, number, actor=actor)
            shelf = await visit.console.library.shelf(session)
            names = await staff.names(session)
    except NotFound:
        return not_found_page(texts.PROPOSAL_GONE, back="/knowledge/proposals", back_text=texts.PROPOSALS)
    await ProposalPage(visit, proposal, shelf, names).build()
    return None


async def _questions(visit: Visit, request: Request) -> Response | None:
    page = request.query_params.get("page", "")
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 0
    await QuestionsPage(visit, newest_first=request.query_params.get("sort") == "new", page=number).build()
    return None


async def _reviews(visit: Visit, request: Request) -> Response | None:
    await ReviewsPage(visit).build()
    return None
