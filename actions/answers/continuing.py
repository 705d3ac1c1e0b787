"""Going on from what was just shown: the lines of the card that answer, the card that goes on, a part of the program."""

from __future__ import annotations

from actions.answers import policy, programs
from actions.context import TurnContext
from actions.followups import FollowUp
from actions.turn import Reply


def answer(ctx: TurnContext, about: FollowUp) -> Reply | None:
    """None when what was shown is gone meanwhile (staff took it down)."""
    program = ctx.services.programs.get(about.program)
    if program is not None:
        return programs.part(ctx, program, about.aspect)
    by_id = ctx.services.cards.by_id
    beside = by_id.get(about.beside or "")
    if beside is not None:
        return policy.offer(ctx, [by_id[other] for other in beside.related if other in by_id])
    card = by_id.get(about.card or "")
    if card is None:
        return None
    before = by_id.get(ctx.state.last_card or "", card)
    if about.lines:
        return policy.card_lines(ctx, card, about.lines)
    return policy.card_reply(ctx, card, lead=ctx.say("policy.follows", title=before.title))
