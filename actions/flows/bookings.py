"""Cancelling and moving what was booked or joined."""

from __future__ import annotations

from typing import Any

from actions.context import TurnContext
from actions.flows import queueing
from actions.flows.base import Flow
from actions.flows.booked import reminders
from actions.flows.consultation import instead, offer_slots, slot_display
from actions.state import FormRun
from actions.turn import Button, Reply
from actions.wording import say_span
from cases import appointments, casefile, numbers
from cases.access import WALLED_KINDS
from cases.appointments import FreeSlot
from cases.calendars import behalf, waiting
from cases.errors import InvalidChange, NotFound, SlotTaken
from cases.models import CLOSED_STATUSES, Appointment, Case
from knowledge.forms import FieldSpec, FormSpec

CANCELLABLE = frozenset({"legal_consultation", "psych_consultation", "enrollment"})


def case_title(ctx: TurnContext, case: Case) -> str:
    """What a worker calls this case: the program's name, or the kind."""
    if case.program_id is not None:
        program = ctx.services.programs.get(case.program_id)
        return program.title if program else case.program_id
    return ctx.say(f"case_title.{case.kind}")


async def open_bookings(ctx: TurnContext, *, with_time: bool) -> list[dict[str, Any]]:
    """The worker's cases that can be cancelled (or moved, `with_time`), as choices."""
    found = []
    for case in await casefile.cases_of(ctx.session, ctx.person_id):
        if case.kind not in CANCELLABLE or case.status in CLOSED_STATUSES:
            continue
        booking = await appointments.booking_of(ctx.session, case.id)
        if with_time and (booking is None or booking[1].starts_at <= ctx.now):
            continue
        when = f" {say_span(booking[1].starts_at, booking[1].ends_at, ctx.now)}" if booking else ""
        found.append({"value": case.number, "display": f"{case_title(ctx, case)}{when}（{case.number}）"})
    return found


async def meant_booking(ctx: TurnContext, choices: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The one that there is, or the only one that the worker's sentence calls by its name: 把大讲堂的报名退了."""
    if len(choices) == 1:
        return choices[0]
    named = []
    for choice in choices:
        if not str(choice["value"]).startswith("wait-"):
            case = await casefile.by_number(ctx.session, str(choice["value"]), actor=ctx.worker)
            if any(name in ctx.message.text for name in _names(ctx, case)):
                named.append(choice)
    return named[0] if len(named) == 1 else None


def _names(ctx: TurnContext, case: Case) -> tuple[str, ...]:
    program = ctx.services.programs.get(case.program_id)
    if program is not None:
        return (program.title, *program.names)
    return tuple(ctx.say(f"case_names.{case.kind}").split())


async def waited_for(ctx: TurnContext) -> list[dict[str, Any]]:
    """What the worker queues for, as choices to give up."""
    return [
        {"value": f"wait-{entry.id}", "display": ctx.say("wait.title", title=ctx.say(f"case_title.{entry.service}"))}
        for entry in await waiting.entries_of(ctx.session, ctx.person_id)
    ]


class CancelBooking(Flow):
    id = "cancel_booking"
    refusal = "leave"

    def confirmation(self, ctx: TurnContext, run: FormRun) -> tuple[str, tuple[Button, ...]] | None:
        """“不办了” would say the opposite of what it does here, so this flow has its own words."""
        return ctx.say("cancel.confirm", what=run.answers["case"]["display"]), (
            ctx.button("cancel_it", f"confirm:{run.id}"),
            ctx.button("keep_it", f"cancel:{run.id}"),
        )

    def form(self, run: FormRun) -> FormSpec:
        texts = self.services.texts
        return FormSpec(
            self.id,
            self.services.taxonomy.flows[self.id],
            (FieldSpec(key="case", type="choice", label="取消", ask=texts("cancel.which")),),
        )

    async def begin(self, ctx: TurnContext, run: FormRun) -> list[Reply] | None:
        found = [*await open_bookings(ctx, with_time=False), *await waited_for(ctx)]
        if not found:
            return [
                Reply(ctx.say("cancel.none"), (ctx.button("status", "start:check_status"), ctx.button("menu", "menu")))
            ]
        one = await meant_booking(ctx, found)
        if one is not None:
            run.put("case", one["value"], one["display"])
        return None

    async def choices(self, ctx: TurnContext, run: FormRun, spec: FieldSpec) -> list[dict[str, Any]] | None:
        return [*await open_bookings(ctx, with_time=False), *await waited_for(ctx)]

    def no_choices(self, ctx: TurnContext, run: FormRun, spec: FieldSpec) -> list[Reply]:
        ctx.state.run = None
        return [Reply(ctx.say("cancel.none"), (ctx.button("menu", "menu"),))]

    async def finish(self, ctx: TurnContext, run: FormRun) -> list[Reply] | None:
        chosen = str(run.values()["case"])
        if chosen.startswith("wait-"):
            return await queueing.press(ctx, ["leave", chosen.removeprefix("wait-")])
        case = await casefile.by_number(ctx.session, chosen, actor=ctx.worker)
        title = case_title(ctx, case)
        if case.status not in CLOSED_STATUSES:
            await appointments.cancel_booking(ctx.session, case=case, actor=ctx.worker, now=ctx.now)
            await casefile.change_status(ctx.session, case, actor=ctx.worker, status="cancelled", now=ctx.now)
        ctx.trace.case_number = case.number
        return [Reply(ctx.say("cancel.done", title=title, number=case.number), (ctx.button("menu", "menu"),))]


class Reschedule(Flow):
    id = "reschedule"

    def form(self, run: FormRun) -> FormSpec:
        texts = self.services.texts
        return FormSpec(
            self.id,
            self.services.taxonomy.flows[self.id],
            (
                FieldSpec(key="case", type="choice", label="改哪个", ask=texts("reschedule.which")),
                FieldSpec(key="slot", type="slot", label="新时间", ask=self.services.texts("reschedule.slot")),
            ),
        )

    async def begin(self, ctx: TurnContext, run: FormRun) -> list[Reply] | None:
        found = await open_bookings(ctx, with_time=True)
        if not found:
            return [
                Reply(
                    ctx.say("reschedule.none"),
                    (ctx.button("legal", "start:legal_consultation"), ctx.button("psych", "start:psych_consultation")),
                )
            ]
        one = await meant_booking(ctx, found)
        if one is not None:
            run.put("case", one["value"], one["display"])
        return None

    async def choices(self, ctx: TurnContext, run: FormRun, spec: FieldSpec) -> list[dict[str, Any]] | None:
        if spec.key == "case":
            return await open_bookings(ctx, with_time=True)
        case = await casefile.by_number(ctx.session, str(run.values()["case"]), actor=ctx.worker)
        booking = await appointments.booking_of(ctx.session, case.id)
        kind = case.fields.get("lawyer_kind", {}).get("value")
        return await offer_slots(
            ctx,
            run,
            service=case.kind,
            way=booking[0].way if booking else None,
            county=case.county,
            lawyer_kind=kind if kind != "any" else None,
        )

    def no_choices(self, ctx: TurnContext, run: FormRun, spec: FieldSpec) -> list[Reply]:
        ctx.state.run = None
        return [Reply(ctx.say("times.none_move"), (ctx.button("human", "human"), ctx.button("menu", "menu")))]

    async def finish(self, ctx: TurnContext, run: FormRun) -> list[Reply] | None:
        values = run.values()
        case = await casefile.by_number(ctx.session, str(values["case"]), actor=ctx.worker)
        slot_id = int(values["slot"])
        try:
            appointment = await appointments.move_booking(
                ctx.session, case=case, slot_id=slot_id, actor=ctx.worker, now=ctx.now
            )
        except SlotTaken as taken:
            run.answers.pop("slot", None)
            run.wish = instead(ctx, taken)
            return None
        slot = await appointments.get_slot(ctx.session, slot_id)
        return _moved(ctx, case, slot, appointment)


def _moved(ctx: TurnContext, case: Case, slot: FreeSlot, appointment: Appointment) -> list[Reply]:
    ctx.trace.case_number = ctx.state.last_case = case.number
    when = say_span(slot.starts_at, slot.ends_at, ctx.now)
    done = Reply(
        ctx.say("reschedule.done", number=case.number, when=when, way=ctx.say(f"way.{appointment.way}")),
        (ctx.button("menu", "menu"),),
    )
    return [done, *reminders(ctx, slot, appointment.way, appointment.id)]


async def press_move(ctx: TurnContext, rest: list[str]) -> list[Reply]:
    """`move:<case>:<slot>`: a time offered when the old one fell away or somebody moved it. Only for a case of one's own."""
    number = numbers.read_number(rest[0]) if len(rest) == 2 else None
    if number is None or not (rest[1].isascii() and rest[1].isdigit() and len(rest[1]) <= 15):
        return [Reply(ctx.say("unknown_button"))]
    slot_id = int(rest[1])
    try:
        case = await casefile.by_number(ctx.session, number, actor=ctx.worker)
        ctx.walled = ctx.walled or case.kind in WALLED_KINDS
        ctx.trace.doing("reschedule", None)
        held = await appointments.booking_of(ctx.session, case.id)
        if held is not None and held[0].slot_id == slot_id:
            when, way = say_span(held[1].starts_at, held[1].ends_at, ctx.now), ctx.say(f"way.{held[0].way}")
            return [Reply(ctx.say("move.same", number=number, when=when, way=way), (ctx.button("menu", "menu"),))]
        async with ctx.session.begin_nested():
            made = await behalf.rebook(ctx.session, case, slot_id, actor=ctx.worker, now=ctx.now)
    except NotFound:
        return [Reply(ctx.say("unknown_button"))]
    except SlotTaken as taken:
        others = tuple(Button(slot_display(slot, ctx.now), f"move:{number}:{slot.id}") for slot in taken.alternatives)
        text = ctx.say("times.taken") if others else ctx.say("times.none_move")
        return [Reply(text, (*others, ctx.button("human", "human")))]
    except InvalidChange:
        return [Reply(ctx.say("move.gone"), (ctx.button("human", "human"), ctx.button("menu", "menu")))]
    return _moved(ctx, case, await appointments.get_slot(ctx.session, slot_id), made)
