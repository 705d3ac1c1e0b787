"""Greetings, thanks, goodbyes, “are you a robot”, “what can you do”, and things that are not our business."""

from __future__ import annotations

import re

from actions.context import TurnContext
from actions.forms.questions import menu
from actions.turn import Reply

_UPSET = re.compile(r"[你他]妈|骗子|骗人|垃圾|滚|狗屁|龟孙|王八|混蛋|没用|吃干饭|日弄人|瓜皮|气死")
WHICH = frozenset({"greet", "thanks", "goodbye", "bot_challenge", "help"})


def small_talk(ctx: TurnContext, which: str) -> Reply:
    ctx.trace.kind, ctx.trace.which = "smalltalk", which
    if which == "greet":
        first = not ctx.state.greeted
        ctx.state.greeted = True
        return Reply(ctx.say("greet.first" if first else "greet.again"), menu(ctx) if ctx.state.run is None else ())
    if which == "help":
        return Reply(ctx.say("help"), menu(ctx))
    buttons = (ctx.button("human", "human"), ctx.button("menu", "menu")) if which == "bot_challenge" else ()
    return Reply(ctx.say(which), buttons)


def main_menu(ctx: TurnContext) -> Reply:
    ctx.trace.kind, ctx.trace.which = ctx.trace.kind or "smalltalk", "help"
    return Reply(ctx.say("help"), menu(ctx))


def yes_or_no_to_nothing(ctx: TurnContext, intent: str) -> Reply:
    """A 好 or 不用 while nothing was asked."""
    ctx.trace.kind, ctx.trace.which = "smalltalk", "thanks" if intent == "deny" else None
    return Reply(ctx.say(f"{intent}.nothing"), menu(ctx) if intent == "affirm" else ())


def out_of_scope(ctx: TurnContext) -> Reply:
    ctx.trace.kind = "out_of_scope"
    key = "upset" if _UPSET.search(ctx.message.text) else "out_of_scope"
    return Reply(ctx.say(key), (ctx.button("menu", "menu"), ctx.button("human", "human")))
