"""How a form speaks: its questions, choices, confirmation, and what it says when a rule is not met."""

from __future__ import annotations

from actions.context import TurnContext
from actions.flows.base import Flow, offered
from actions.state import FormRun
from actions.turn import Button, Reply
from knowledge.forms import FieldSpec, Rule

NO = "否"


def question(ctx: TurnContext, run: FormRun, spec: FieldSpec, said: list[str], *, offer_person: bool = False) -> Reply:
    """Ask one field; options become buttons."""
    ask = spec.ask
    if spec.example and spec.type not in ("choice", "yes_no", "slot"):
        ask += ctx.say("form.example", example=spec.example)
    if spec.help and run.misses == 0:
        ask += f"\n{spec.help}"
    if spec.optional and ctx.say("word.skip") not in ask:
        ask += ctx.say("form.optional")
    return Reply("\n".join([*said, ask]), field_buttons(ctx, run, spec, offer_person=offer_person))


def field_buttons(ctx: TurnContext, run: FormRun, spec: FieldSpec, *, offer_person: bool = False) -> tuple[Button, ...]:
    buttons = []
    if spec.type in ("choice", "slot"):
        buttons = [Button(text, f"set:{run.id}:{spec.key}:{value}") for value, text in spec.options.items()]
    elif spec.type == "yes_no":
        buttons = [Button("是", f"set:{run.id}:{spec.key}:yes"), Button(NO, f"set:{run.id}:{spec.key}:no")]
    elif spec.type == "county":
        buttons = [
            Button(name, f"set:{run.id}:{spec.key}:{code}") for code, name in ctx.services.taxonomy.counties.items()
        ]
    if spec.optional:
        buttons.append(ctx.button("skip", f"skip:{run.id}:{spec.key}"))
    if offer_person:
        buttons += [ctx.button("human", "human"), ctx.button("cancel", f"cancel:{run.id}")]
    return tuple(buttons)


def confirmation(ctx: TurnContext, run: FormRun, flow: Flow, said: list[str], *, offer_person: bool = False) -> Reply:
    """Everything understood, and the question whether it is right."""
    person = (ctx.button("human", "human"),) if offer_person else ()
    own = flow.confirmation(ctx, run)
    if own is not None:
        return Reply("\n".join([*said, own[0]]), (*own[1], *person))
    lines = [*said, f"{flow.title(run)}。{ctx.say('form.confirm')}"]
    for spec in flow.form(run).fields:
        answer = run.answers.get(spec.key)
        if answer is not None:
            display = answer["display"] or ctx.say("form.not_filled")
            lines.append(ctx.say("form.confirm.line", label=spec.label, display=display))
    if run.remark:
        lines.append(ctx.say("form.confirm.line", label=ctx.say("label.remark"), display=run.remark))
    lines.append(ctx.say("form.confirm.ask"))
    return Reply("\n".join(lines), (*confirm_buttons(ctx, run), *person))


def confirm_buttons(ctx: TurnContext, run: FormRun) -> tuple[Button, ...]:
    return (
        ctx.button("confirm", f"confirm:{run.id}"),
        ctx.button("change", f"change:{run.id}"),
        ctx.button("cancel", f"cancel:{run.id}"),
    )


def agree_or_not(ctx: TurnContext, run: FormRun) -> tuple[Button, ...]:
    return (
        ctx.button("agree", f"set:{run.id}:consent:yes"),
        ctx.button("disagree", f"set:{run.id}:consent:no"),
    )


def broken_rule(ctx: TurnContext, run: FormRun, rule: Rule, said: list[str]) -> Reply:
    """Say kindly why it does not fit, and what else helps."""
    buttons = []
    for payload in rule.offer:
        title = offer_title(ctx, payload)
        if title is not None:
            buttons.append(Button(title, payload))
    buttons.append(ctx.button("retry", f"change:{run.id}:{rule.field}"))
    if "human" not in rule.offer:
        buttons.append(ctx.button("human", "human"))
    buttons.append(ctx.button("cancel", f"cancel:{run.id}"))
    return Reply("\n".join([*said, rule.otherwise, ctx.say("program.rule.stay")]), tuple(buttons))


def offer_title(ctx: TurnContext, payload: str) -> str | None:
    """What a button for this payload is called, or None when it leads nowhere."""
    if payload == "human":
        return ctx.say("label.human")
    head, _, rest = payload.partition(":")
    program = ctx.services.programs.get(rest.removeprefix("enrollment:"))
    if program is not None and head in ("about", "start"):
        return program.title if head == "about" else f"{ctx.say('label.join')}：{program.title}"
    card = ctx.services.cards.by_id.get(rest) if head == "card" else None
    if card is not None:
        return card.title
    if head == "start" and rest in ctx.services.taxonomy.flows:
        return ctx.services.taxonomy.flows[rest]
    return None


def again(ctx: TurnContext, run: FormRun, flow: Flow) -> Reply:
    """The question of the form once more, after something else was answered."""
    if run.asking == "confirm":
        own = flow.confirmation(ctx, run)
        return Reply(*own) if own is not None else Reply(ctx.say("form.confirm.again"), confirm_buttons(ctx, run))
    if run.asking == "consent":
        return Reply(ctx.say("form.consent.again"), agree_or_not(ctx, run))
    spec = flow.form(run).field(run.asking or "")
    if run.asking == "change":
        buttons = [Button(s.label, f"change:{run.id}:{s.key}") for s in flow.form(run).fields if s.key in run.answers]
        return Reply(ctx.say("form.change"), tuple(buttons))
    if spec is None:
        return Reply(ctx.say("form.again", ask=flow.title(run)))
    shown = offered(spec, run)
    return Reply(ctx.say("form.again", ask=spec.ask), field_buttons(ctx, run, shown))


def menu(ctx: TurnContext) -> tuple[Button, ...]:
    """The main menu."""
    return (
        ctx.button("legal", "start:legal_consultation"),
        ctx.button("psych", "start:psych_consultation"),
        ctx.button("programs", "programs"),
        ctx.button("status", "start:check_status"),
        ctx.button("station", "stations"),
        ctx.button("sums", "calcs"),
        ctx.button("human", "human"),
    )
