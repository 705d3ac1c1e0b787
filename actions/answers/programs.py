"""Telling about programs: what one is, and which there are."""

from __future__ import annotations

import re

from actions.context import TurnContext
from actions.turn import Button, Reply
from actions.wording import say_day
from knowledge.programs import Program

_COST = re.compile(r"收费|免费|不要钱|不收|多少钱|交钱|费用|学费")


def about(ctx: TurnContext, program: Program) -> Reply:
    """What it is, who may apply, how, what to bring, when, where, how long, and how to object."""
    ctx.trace.kind, ctx.trace.program = "program_info", program.id
    ctx.state.last_program = program.id
    lines = [
        ctx.say("program.intro", title=program.title, summary=program.summary),
        ctx.say("program.who", text=program.who),
        ctx.say("program.how", text=program.how),
        _when(ctx, program),
    ]
    if program.papers:
        lines.append(ctx.say("program.papers", text="、".join(program.papers)))
    lines += [
        ctx.say("program.where", text=program.where),
        ctx.say("program.duration", text=program.duration),
        ctx.say("program.appeal", text=program.appeal),
        ctx.say("program.source", source=program.source),
    ]
    if program.audience == "enterprise":
        lines.append(ctx.say("program.enterprise"))
    return Reply("\n".join(lines), _buttons(ctx, program))


def part(ctx: TurnContext, program: Program, aspect: str) -> Reply:
    """One side of a program that was just shown: 要钱不, 啥时候能报. What it does not say about itself is not made up."""
    ctx.trace.kind, ctx.trace.program = "program_info", program.id
    ctx.state.last_program = program.id
    match aspect:
        case "time":
            text = ctx.say("program.duration", text=program.duration)
        case "place":
            text = ctx.say("program.where", text=program.where)
        case "papers" if program.papers:
            text = ctx.say("program.papers", text="、".join(program.papers))
        case "papers":
            text = ctx.say("program.no_papers")
        case "who":
            text = ctx.say("program.who", text=program.who)
        case "how" | "relation" | "evidence":
            text = ctx.say("program.how", text=program.how)
        case "deadline":
            text = _when(ctx, program)
        case "cost":
            text = _cost(ctx, program)
        case "money":
            text = ctx.say("program.amount")
        case "law":
            text = ctx.say("program.source", source=program.source)
        case _:
            text = ctx.say("program.appeal", text=program.appeal)
    return Reply(ctx.say("program.part", title=program.title, text=text), _buttons(ctx, program))


def _cost(ctx: TurnContext, program: Program) -> str:
    sentences = re.split(
        r"(?<=[。！？])", "".join((program.summary, program.who, program.how, program.next_steps or ""))
    )
    said = "".join(sentence for sentence in sentences if _COST.search(sentence))
    return said or ctx.say("program.cost_unknown")


def _when(ctx: TurnContext, program: Program) -> str:
    window = program.window_state(ctx.today)
    if window.open and window.closes_on is None:
        return ctx.say("program.window.always")
    if window.open and window.closes_on is not None:
        return ctx.say("program.window.open", closes=say_day(window.closes_on, ctx.today))
    if window.opens_on is not None:
        return ctx.say("program.window.closed", opens=say_day(window.opens_on, ctx.today))
    return ctx.say("program.window.over")


def _buttons(ctx: TurnContext, program: Program) -> tuple[Button, ...]:
    if ctx.state.run is not None:
        return ()
    window = program.window_state(ctx.today)
    first: list[Button] = []
    if window.open:
        first = [ctx.button("join", f"start:enrollment:{program.id}")]
    elif window.opens_on is not None:
        first = [ctx.button("remind", f"remind:{program.id}")]
    return (*first, ctx.button("other_programs", f"programs:{program.platform}"), ctx.button("human", "human"))


def platforms(ctx: TurnContext) -> Reply:
    """The seven platforms as a menu."""
    ctx.trace.kind = ctx.trace.kind or "program_info"
    buttons = [Button(name, f"programs:{key}") for key, name in ctx.services.taxonomy.platforms.items()]
    return Reply(ctx.say("program.list"), tuple(buttons))


def of_platform(ctx: TurnContext, platform: str) -> Reply:
    ctx.trace.kind = ctx.trace.kind or "program_info"
    name = ctx.services.taxonomy.platforms[platform]
    buttons = [Button(p.title, f"about:{p.id}") for p in ctx.services.programs.of_platform(platform)]
    return Reply(ctx.say("program.platform", platform=name), (*buttons, ctx.button("menu", "menu")))
