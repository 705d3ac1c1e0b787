"""Telling about programs: what one is, and which there are."""

from __future__ import annotations

from actions.context import TurnContext
from actions.turn import Button, Reply
from actions.wording import say_day
from knowledge.programs import Program


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
