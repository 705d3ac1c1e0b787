"""Danger comes first (design D6): a human sentence with the line that is open, a person is called, the form waits."""

from __future__ import annotations

from typing import get_args

from actions.context import TurnContext
from actions.crisis import Crisis
from actions.crisis.examples import Kind
from actions.flows.handoff import call_person
from actions.turn import Button, Reply


async def answer(ctx: TurnContext, crisis: Crisis) -> list[Reply]:
    """Said or hinted danger. A half-filled form is kept for later; nothing is asked but to stay. Who goes on telling of it
    is not asked the first question again."""
    said, state = crisis.level == "explicit", ctx.state
    known = state.in_danger(ctx.now) and state.crisis_kind == crisis.kind and (state.crisis_said or not said)
    state.crisis_kind, state.crisis_said = crisis.kind, said or (known and state.crisis_said)
    replies = ctx.services.crisis_replies
    return await _alarm(ctx, replies.stay(crisis, ctx.now) if known else replies.reply(crisis, ctx.now))


async def suspected(ctx: TurnContext) -> list[Reply]:
    """The rules saw nothing, the model is nearly certain: better one alarm too many. Which danger, it cannot say."""
    return await _alarm(ctx, ctx.say("crisis.some_danger"))


async def _alarm(ctx: TurnContext, text: str) -> list[Reply]:
    ctx.trace.kind, ctx.trace.crisis, ctx.trace.flow, ctx.trace.program = "crisis", True, None, None
    held = ctx.state.run is not None
    ctx.state.park()
    ctx.state.crisis_at = ctx.now.isoformat()
    await call_person(ctx, reason="crisis", silent=True)
    if held:
        text += "\n" + ctx.say("crisis.later")
    return [Reply(text, (_talk(ctx),))]


def stay(ctx: TurnContext) -> list[Reply]:
    """What follows danger is not answered by a form question."""
    ctx.trace.kind, ctx.trace.crisis = "crisis", True
    crisis = Crisis(_kind(ctx.state.crisis_kind), "explicit", rule="stay")
    return [Reply(ctx.services.crisis_replies.stay(crisis, ctx.now), (_talk(ctx),))]


def relieved(ctx: TurnContext, kind: str | None, *buttons: Button) -> list[Reply]:
    """It was none, the worker says: said back without blame. The door stays open, and whoever was called still comes. `kind`:
    what was feared. A broken leg needs no talk about the heart."""
    ctx.trace.kind = "smalltalk"
    hurt = kind == "medical_emergency"
    said = ctx.say("crisis.relieved.aid" if hurt else "crisis.relieved")
    further = ctx.button("legal", "start:legal_consultation") if hurt else _talk(ctx)
    return [Reply(said, (*buttons, further, ctx.button("menu", "menu")))]


def soft(ctx: TurnContext) -> list[Reply]:
    """The model alone suspects danger: nobody is alarmed, but the door is opened wide."""
    ctx.trace.kind = "suggestions"
    return [Reply(ctx.say("crisis.soft"), (_talk(ctx), ctx.button("human", "human"), ctx.button("menu", "menu")))]


def _talk(ctx: TurnContext) -> Button:
    return ctx.button("psych", "start:psych_consultation")


def _kind(name: str | None) -> Kind:
    """The kind kept in the state; one that is not known any more counts as the gravest."""
    return next((kind for kind in get_args(Kind) if kind == name), "suicide")
