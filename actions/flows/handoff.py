"""转人工: the chat joins the queue, a case keeps it from being forgotten, and the worker hears an honest time."""

from __future__ import annotations

from datetime import datetime, timedelta

from actions.context import TurnContext
from actions.flows.base import Flow
from actions.state import FormRun
from actions.turn import Reply
from actions.wording import say_moment
from cases import casefile, conversations
from knowledge.forms import FormSpec

CRISIS_REPLY = timedelta(minutes=10)  # by the clock on the wall: danger keeps no office hours
FIRST_REPLY = timedelta(minutes=30)  # working time; 示例 until the federation sets its own


class Handoff(Flow):
    id = "handoff"
    confirms = False

    def form(self, run: FormRun) -> FormSpec:
        return FormSpec(self.id, self.services.taxonomy.flows[self.id], ())

    async def begin(self, ctx: TurnContext, run: FormRun) -> list[Reply] | None:
        return await call_person(ctx, reason="asked")


async def call_person(ctx: TurnContext, *, reason: str, silent: bool = False) -> list[Reply]:
    """Put the chat into the queue (see `conversations.ask_for_person` for the reasons) and open its case."""
    danger = reason == "crisis"
    due = ctx.now + CRISIS_REPLY if danger else ctx.services.calendar.add(ctx.now, FIRST_REPLY)
    joined = await conversations.ask_for_person(
        ctx.session, ctx.snapshot.id, reason=reason, reply_due_at=due, now=ctx.now
    )
    case = await casefile.open_handoff(ctx.session, ctx.snapshot.id)
    if case is None:
        case, _ = await casefile.open_case(
            ctx.session,
            actor=ctx.worker,
            kind="handoff",
            person_id=ctx.person_id,
            conversation_id=ctx.snapshot.id,
            fields={
                "reason": {
                    "label": ctx.say("handoff.reason"),
                    "value": reason,
                    "display": ctx.say(f"handoff.reason.{reason}"),
                }
            },
            now=ctx.now,
            county=ctx.county or ctx.snapshot.county,
            due_at=due,
        )
    ctx.owner = "queue"
    ctx.trace.case_number = ctx.state.last_case = case.number
    if silent:
        return []
    key = "handoff.done" if joined else "handoff.already"
    promise = promise_text(ctx, case.due_at or due)
    return [Reply(ctx.say(key, number=case.number, promise=promise), (ctx.button("leave_queue", "leave_queue"),))]


def promise_text(ctx: TurnContext, due_at: datetime) -> str:
    is_open = ctx.services.calendar.is_open(ctx.now)
    return ctx.say("handoff.promise.open" if is_open else "handoff.promise.closed", due=say_moment(due_at, ctx.now))


async def leave_queue(ctx: TurnContext) -> list[Reply]:
    """The worker does not want to wait any longer: the chat is the bot's again, its case is closed."""
    left = await conversations.leave_queue(ctx.session, ctx.snapshot.id)
    if not left and ctx.owner == "queue":
        return [Reply(ctx.say("handoff.stays"))]
    case = await casefile.open_handoff(ctx.session, ctx.snapshot.id)
    if left:
        ctx.owner = "bot"
        if case is not None:
            await casefile.change_status(ctx.session, case, actor=ctx.worker, status="cancelled", now=ctx.now)
    return [Reply(ctx.say("handoff.left"), (ctx.button("menu", "menu"),))]
