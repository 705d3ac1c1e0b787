"""转人工: the chat joins the queue, a case keeps it from being forgotten, and the worker hears an honest time.

The time told is the one colleagues are measured by (`cases.clocks`): the limit of the desk, later when many wait before.
"""

from __future__ import annotations

from datetime import datetime

from actions.context import TurnContext
from actions.flows.base import Flow
from actions.state import FormRun
from actions.turn import Reply
from actions.wording import say_moment
from cases import casefile, clocks, conversations
from cases.actors import Actor
from cases.worktime import LOCAL, WorkCalendar
from knowledge.forms import FormSpec


class Handoff(Flow):
    id = "handoff"
    confirms = False

    def form(self, run: FormRun) -> FormSpec:
        return FormSpec(self.id, self.services.taxonomy.flows[self.id], ())

    async def begin(self, ctx: TurnContext, run: FormRun) -> list[Reply] | None:
        return await call_person(ctx, reason="asked")


async def call_person(ctx: TurnContext, *, reason: str, silent: bool = False) -> list[Reply]:
    """Put the chat into the queue (see `conversations.ask_for_person` for the reasons) and open its case."""
    tier = "major" if reason == "crisis" else "ordinary"
    county = ctx.county or ctx.snapshot.county
    place = await clocks.place_of(ctx.session, ctx.snapshot.id, county=county)
    due = clocks.promise(ctx.now, county=county, tier=tier, ahead=place.ahead)
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
            county=county,
            due_at=due,
            tier=tier,
        )
    elif tier == "major":
        await clocks.change_tier(ctx.session, case, actor=Actor.bot(), tier=tier, now=ctx.now)
    ctx.owner = "queue"
    ctx.trace.case_number = ctx.state.last_case = case.number
    if silent:
        return []
    key = "handoff.done" if joined else "handoff.already"
    promise = promise_text(ctx, due if joined else place.promised, place.ahead, county)
    return [Reply(ctx.say(key, number=case.number, promise=promise), (ctx.button("leave_queue", "leave_queue"),))]


def promise_text(ctx: TurnContext, due_at: datetime | None, ahead: int, county: str | None) -> str:
    """The place in the queue and the time promised. A time that has passed is not told again, and no new one made up."""
    place = ctx.say("handoff.place", ahead=ahead) if ahead else ctx.say("handoff.place.next")
    if due_at is None or due_at <= ctx.now:
        return ctx.say("handoff.promise.late", place=place)
    calendar = clocks.calendar_of_desk(county)
    due = say_moment(due_at, ctx.now)
    if calendar.is_open(ctx.now):
        return ctx.say("handoff.promise.open", place=place, due=due)
    opens_at = calendar.next_open(ctx.now)
    if due_at <= opens_at:  # a colleague on call promised it
        return ctx.say("handoff.promise.open", place=place, due=due)
    if opens_at.astimezone(LOCAL).date() == due_at.astimezone(LOCAL).date():
        due = f"{due_at.astimezone(LOCAL):%H:%M}"
    key = "handoff.promise.lunch" if _at_lunch(calendar, ctx.now) else "handoff.promise.closed"
    return ctx.say(key, place=place, opens=say_moment(opens_at, ctx.now), due=due)


def _at_lunch(calendar: WorkCalendar, now: datetime) -> bool:
    """Between two working spans of one day."""
    spans = calendar.spans(now.astimezone(LOCAL).date())
    return bool(spans) and spans[0][1] <= now < spans[-1][0]


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
