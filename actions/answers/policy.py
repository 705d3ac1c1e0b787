"""Answering a question about rights and law from a reviewed card, with the articles it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from actions.answers import calculations, passages
from actions.context import TurnContext
from actions.turn import Button, Reply
from cases import feedback
from knowledge.cards import Card
from knowledge.facts import fill_facts
from knowledge.search import SearchResult

RELATED_SHOWN = 2
SHORT_QUESTION = 12  # characters; so short a question leans on what was answered just before


def card_reply(ctx: TurnContext, card: Card, *, lead: str = "") -> Reply:
    """The whole card, with where to go next. `lead`: why this card, when it was not asked for by name."""
    return _reply(ctx, card, "\n\n".join(filter(None, (lead, card.text(ctx.services.cards.facts, ctx.today)))))


def card_lines(ctx: TurnContext, card: Card, lines: Sequence[str]) -> Reply:
    """Only some lines of a card: the rest was just read."""
    lead = ctx.say("policy.part", title=card.title)
    said = "\n".join(f"· {line}" for line in lines)
    return _reply(ctx, card, fill_facts(f"{lead}\n{said}", ctx.services.cards.facts, ctx.today))


def _reply(ctx: TurnContext, card: Card, text: str) -> Reply:
    ctx.trace.kind, ctx.trace.card_id = "policy", card.id
    ctx.state.last_card = card.id
    if not card.in_force(ctx.today):
        text += "\n\n" + ctx.say("policy.expired")
    citations = [str(c) for c in card.citations]
    return Reply(text, _next_steps(ctx, card), card={"id": card.id, "citations": citations})


def _next_steps(ctx: TurnContext, card: Card) -> tuple[Button, ...]:
    buttons = []
    if ctx.state.run is None:  # while a form waits, its own question follows; other flows would only tempt away
        buttons += [calculations.offer_on_card(ctx, sheet) for sheet in ctx.services.calculators.offers(card.id)]
        if "legal_consultation" in card.flows:
            buttons.append(ctx.button("legal", "start:legal_consultation"))
        if "psych_consultation" in card.flows:
            buttons.append(ctx.button("psych", "start:psych_consultation"))
        for program_id in card.programs[:1]:
            program = ctx.services.programs.get(program_id)
            if program is not None:
                buttons.append(Button(program.title, f"about:{program_id}"))
        related = [ctx.services.cards.by_id[i] for i in card.related if i in ctx.services.cards.by_id]
        buttons += [Button(other.title, f"card:{other.id}") for other in related[:RELATED_SHOWN]]
        if passages.has_wording(ctx, card):
            buttons.append(ctx.button("laws", f"laws:{card.id}"))
        buttons.append(ctx.button("not_helpful", f"unhelpful:{card.id}"))
        buttons.append(ctx.button("human", "human"))
    return tuple(buttons)


def offer(ctx: TurnContext, cards: Sequence[Card]) -> Reply:
    """Up to three likely questions to choose from."""
    ctx.trace.kind = "suggestions"
    buttons = [Button(card.title, f"card:{card.id}") for card in cards[:3]]
    return Reply(ctx.say("policy.unsure"), (*buttons, ctx.button("human", "human")))


async def answer_each(ctx: TurnContext, text: str, found: Sequence[SearchResult]) -> list[Reply]:
    """Each question of the message; where none is sure, one choice among the likeliest of all."""
    return [reply for result in one_choice(found) for reply in await answer(ctx, text, result)]


def one_choice(found: Sequence[SearchResult]) -> Sequence[SearchResult]:
    """Two lists of guesses under the same words would only confuse: the best of each come first in one."""
    if len(found) < 2 or any(result.verdict == "sure" for result in found):
        return found
    rows = zip_longest(*(result.hits for result in found))
    hits = {hit.card_id: hit for row in rows for hit in row if hit is not None}
    return [SearchResult(tuple(hits.values()), "unsure")]


async def answer(ctx: TurnContext, text: str, found: SearchResult) -> list[Reply]:
    """Sure: the card. Unsure: up to three likely questions. Nothing: say so, keep the question, offer a person."""
    ctx.state.last_question = text[:500]
    cards = [ctx.services.cards.by_id[hit.card_id] for hit in found.hits if hit.card_id in ctx.services.cards.by_id]
    if found.verdict == "sure" and cards:
        return [card_reply(ctx, cards[0])]
    if cards:
        return [offer(ctx, cards)]
    ctx.trace.kind = "suggestions"
    follows = _related_to_last(ctx) if len(text) <= SHORT_QUESTION else []
    if follows:
        return [Reply(ctx.say("policy.unsure"), (*follows, ctx.button("human", "human")))]
    await feedback.keep_question(
        ctx.session, conversation_id=ctx.snapshot.id, text=text, reason="no_card", now=ctx.now, walled=ctx.walled
    )
    said = passages.nearby(ctx, text)
    if said:
        return said
    return [
        Reply(ctx.say("policy.none"), (ctx.button("human", "human"), ctx.button("legal", "start:legal_consultation")))
    ]


def _related_to_last(ctx: TurnContext) -> list[Button]:
    """“那我能要多少钱” right after a card: what stands beside that card."""
    by_id = ctx.services.cards.by_id
    last = by_id.get(ctx.state.last_card or "")
    if last is None or f"unhelpful:{last.id}" not in ctx.state.menu:
        return []
    return [Button(by_id[other].title, f"card:{other}") for other in last.related if other in by_id][:3]


async def not_helpful(ctx: TurnContext, card_id: str) -> list[Reply]:
    """The worker says a card did not help: kept with the question for staff."""
    await feedback.keep_question(
        ctx.session,
        conversation_id=ctx.snapshot.id,
        text=ctx.state.last_question or "",
        reason="not_helpful",
        card_id=card_id,
        now=ctx.now,
        walled=ctx.walled,
    )
    ctx.trace.kind, ctx.trace.card_id = "policy", card_id
    return [
        Reply(
            ctx.say("policy.not_helpful"),
            (ctx.button("human", "human"), ctx.button("legal", "start:legal_consultation")),
        )
    ]
