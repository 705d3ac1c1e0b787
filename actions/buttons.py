"""What a pressed button (or its typed number) does. Payloads come from outside: each part is checked, nothing is trusted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from actions.answers import calculations, papers, passages, policy, programs, smalltalk, stations
from actions.context import TurnContext
from actions.fields import Value
from actions.flows import bookings, enrollment, handoff, queueing
from actions.flows.base import offered
from actions.flows.consultation import slot_display
from actions.flows.status import case_reply
from actions.forms.filling import FormFilling
from actions.forms.questions import menu
from actions.state import FormRun
from actions.turn import CALCULATOR, Reply
from cases import appointments, casefile, numbers
from cases.chats import rating
from cases.errors import NotFound
from knowledge.forms import FieldSpec

YES_NO = {"yes": True, "no": False}
RATINGS = ("1", "2", "3", "4", "5")


class Buttons:
    """Dispatch by the first part of a payload (grammar: docs/architecture.md)."""

    def __init__(self, filling: FormFilling, flow_ids: frozenset[str]) -> None:
        self._filling = filling
        self._flow_ids = flow_ids
        self._plain: dict[str, Callable[[TurnContext, list[str]], Awaitable[list[Reply]]]] = {
            "start": self._start, "about": self._about, "card": self._card, "programs": self._programs,
            "laws": self._laws, "law": self._law,
            "stations": self._stations, "human": self._human, "menu": self._menu, "remind": self._remind,
            "unhelpful": self._unhelpful, "leave_queue": self._leave_queue, "case": self._case,
            "calc": self._calc, "calcs": self._calcs, "paper": self._paper,
            "move": self._move, "wait": self._wait, "rate": self._rate,
        }  # fmt: skip
        self._of_run = frozenset({"set", "confirm", "change", "back", "cancel", "skip", "resume", "drop"})

    async def press(self, ctx: TurnContext, payload: str) -> list[Reply]:
        head, *rest = payload.split(":")
        if head in self._of_run and rest:
            return await self._in_run(ctx, head, rest)
        handler = self._plain.get(head)
        if handler is None:
            return [*unknown(ctx), *self._again(ctx)]
        return await handler(ctx, rest)

    # ------------------------------------------------------------------ buttons of a form
    async def _in_run(self, ctx: TurnContext, head: str, rest: list[str]) -> list[Reply]:
        run_id, *args = rest
        if head == "drop":
            ctx.state.unpark(run_id)
            return [Reply(ctx.say("form.dropped"), menu(ctx))]
        computed = ctx.state.computed
        if head == "change" and computed is not None and computed.id == run_id:
            return [*self._filling.reopen(ctx), *await self._filling.change(ctx, args[0] if args else None)]
        run = ctx.state.run
        if run is None or run.id != run_id:
            return await self._old(ctx, run_id)
        ctx.trace.doing(run.flow, run.program)
        if head == "cancel":
            return self._filling.cancel(ctx)
        if head == "back":
            return await self._filling.back(ctx)
        if head == "change":
            return await self._filling.change(ctx, args[0] if args else None)
        if head == "skip":
            return await self._filling.skip(ctx) if args[:1] == [run.asking] else await self._filling.ask_next(ctx)
        if head == "confirm":
            return await (self._filling.finish(ctx) if run.asking == "confirm" else self._filling.ask_next(ctx))
        if head == "set" and len(args) == 2:
            return await self._set(ctx, run, args[0], args[1])
        return await self._filling.ask_next(ctx)

    async def _old(self, ctx: TurnContext, run_id: str) -> list[Reply]:
        """A button of another filling-in: done, put aside, or long gone."""
        if any(run.id == run_id for run in ctx.state.parked):
            return await self._filling.resume(ctx, run_id)
        case = await casefile.by_run(ctx.session, run_id, actor=ctx.worker)
        if case is not None:
            ctx.trace.case_number = case.number
            return [Reply(ctx.say("already_done", number=case.number), (ctx.button("status", "start:check_status"),))]
        if ctx.state.run is not None:
            return [Reply(ctx.say("old_button")), *self._filling.remind_question(ctx)]
        return [Reply(ctx.say("old_button"), menu(ctx))]

    async def _set(self, ctx: TurnContext, run: FormRun, key: str, raw: str) -> list[Reply]:
        if key == "consent":
            if run.asking != "consent":
                return await self._filling.ask_next(ctx)
            return await self._filling.consent(ctx, agreed=raw == "yes")
        spec = self._filling.flow(run).form(run).field(key)
        value = await self._value(ctx, run, spec, raw) if spec is not None else None
        if spec is None or value is None:
            return [*unknown(ctx), *self._filling.remind_question(ctx)]
        if run.asking != key and run.values().get(key) == value.value:
            return await self._filling.ask_next(ctx)  # pressed twice: nothing new
        return await self._filling.take(ctx, {key: value})

    async def _value(self, ctx: TurnContext, run: FormRun, spec: FieldSpec, raw: str) -> Value | None:
        """What a button says, checked against what may be chosen."""
        if spec.type == "yes_no" and raw in YES_NO:
            return Value(YES_NO[raw], "是" if YES_NO[raw] else "否")
        if spec.type == "county" and raw in ctx.services.taxonomy.counties:
            return Value(raw, ctx.services.taxonomy.counties[raw])
        if spec.type == "slot":
            shown = offered(spec, run).options if run.asking == spec.key else {}
            if raw in shown:
                return Value(raw, shown[raw])
            known = raw.isascii() and raw.isdigit() and len(raw) <= 9
            return await self._slot(ctx, run, int(raw)) if known else None
        options = offered(spec, run).options if run.asking == spec.key else spec.options
        return Value(raw, options[raw]) if spec.type == "choice" and raw in options else None

    async def _slot(self, ctx: TurnContext, run: FormRun, slot_id: int) -> Value | None:
        """A time of an earlier offer: only if it was ours to offer, still lies ahead and is free."""
        held = run.answers.get("slot")
        if held is not None and held["value"] == str(slot_id):
            return Value(held["value"], held["display"])
        if run.flow == "reschedule":  # only what was shown: which times fit is known when the case is
            return None
        try:
            slot = await appointments.get_slot(ctx.session, slot_id)
        except NotFound:
            return None
        values = run.values()
        fits = await appointments.free_slots(
            ctx.session,
            service=run.flow,
            now=ctx.now,
            way=values.get("way"),
            county=values.get("county"),
            lawyer_kind=values.get("lawyer_kind"),
            starts=slot.starts_at,
            ends=slot.ends_at,
        )
        found = next((f for f in fits if f.id == slot_id), None)
        return None if found is None else Value(str(slot_id), slot_display(found, ctx.now))

    # ------------------------------------------------------------------ buttons that hold at any time
    async def _start(self, ctx: TurnContext, rest: list[str]) -> list[Reply]:
        flow = rest[0] if rest else ""
        if flow not in self._flow_ids or flow == CALCULATOR:
            return unknown(ctx)
        if flow == "enrollment":
            program = ctx.services.programs.get(rest[1] if len(rest) > 1 else None)
            if program is None:
                return [Reply(ctx.say("program.none")), programs.platforms(ctx)]
            return await self._filling.start(ctx, flow, program=program.id)
        given = {}
        if flow == "privacy" and rest[1:] and rest[1] in ("see", "export", "erase"):
            given = {"action": Value(rest[1], ctx.say(f"privacy.{rest[1]}.button"))}
        return await self._filling.start(ctx, flow, given=given)

    async def _about(self, ctx: TurnContext, rest: list[str]) -> list[Reply]:
        program = ctx.services.programs.get(rest[0] if rest else None)
        if program is None:
            return [Reply(ctx.say("program.none")), programs.platforms(ctx)]
        return [programs.about(ctx, program), *self._again(ctx)]

    async def _card(self, ctx: TurnContext, rest: list[str]) -> list[Reply]:
        card = ctx.services.cards.by_id.get(rest[0] if rest else "")
        return [*(unknown(ctx) if card is None else [policy.card_reply(ctx, card)]), *self._again(ctx)]

    async def _laws(self, ctx: TurnContext, rest: list[str]) -> list[Reply]:
        card = ctx.services.cards.by_id.get(rest[0] if rest else "")
        return [*(unknown(ctx) if card is None else [passages.of_card(ctx, card)]), *self._again(ctx)]

    async def _law(self, ctx: TurnContext, rest: list[str]) -> list[Reply]:
        reply = passages.one(ctx, *rest) if len(rest) == 2 else None
        return [*(unknown(ctx) if reply is None else [reply]), *self._again(ctx)]

    async def _programs(self, ctx: TurnContext, rest: list[str]) -> list[Reply]:
        if rest and rest[0] in ctx.services.taxonomy.platforms:
            return [programs.of_platform(ctx, rest[0])]
        return [programs.platforms(ctx)]

    async def _stations(self, ctx: TurnContext, rest: list[str]) -> list[Reply]:
        county = rest[0] if rest and rest[0] in ctx.services.taxonomy.counties else None
        return [stations.find(ctx, county), *self._again(ctx)]

    async def _human(self, ctx: TurnContext, rest: list[str]) -> list[Reply]:
        return await self._filling.start(ctx, "handoff")

    async def _menu(self, ctx: TurnContext, rest: list[str]) -> list[Reply]:
        return [*self._filling.set_aside(ctx), smalltalk.main_menu(ctx)]

    async def _calc(self, ctx: TurnContext, rest: list[str]) -> list[Reply]:
        key = rest[0] if rest else ""
        if key not in ctx.services.calculators.by_id:
            return unknown(ctx)
        return await self._filling.start(ctx, CALCULATOR, program=key)

    async def _calcs(self, ctx: TurnContext, rest: list[str]) -> list[Reply]:
        return [*self._filling.set_aside(ctx), calculations.listing(ctx)]

    async def _remind(self, ctx: TurnContext, rest: list[str]) -> list[Reply]:
        if rest[:1] == [CALCULATOR]:
            return self._remind_of_deadline(ctx, rest[1] if len(rest) > 1 else "")
        program = ctx.services.programs.get(rest[0] if rest else None)
        return unknown(ctx) if program is None else enrollment.remind(ctx, program)

    def _remind_of_deadline(self, ctx: TurnContext, run_id: str) -> list[Reply]:
        """Only of the sum worked last: an older one is not kept."""
        run = ctx.state.computed
        calculator = ctx.services.calculators.by_id.get(run.program or "") if run and run.id == run_id else None
        if run is None or calculator is None:
            return [Reply(ctx.say("calculator.remind.gone"), (ctx.button("other_sums", "calcs"),)), *self._again(ctx)]
        found = calculator.compute(run.values(), ctx.today)
        if found.reminder is None:
            return unknown(ctx)
        return [*calculations.remind(ctx, calculator.sheet, found, found.reminder), *self._again(ctx)]

    async def _unhelpful(self, ctx: TurnContext, rest: list[str]) -> list[Reply]:
        card = ctx.services.cards.by_id.get(rest[0] if rest else "")
        return unknown(ctx) if card is None else await policy.not_helpful(ctx, card.id)

    async def _leave_queue(self, ctx: TurnContext, rest: list[str]) -> list[Reply]:
        return await handoff.leave_queue(ctx)

    async def _case(self, ctx: TurnContext, rest: list[str]) -> list[Reply]:
        """Only a case of one's own is shown; for any other number the form asks for the phone that proves it."""
        number = numbers.read_number(rest[0]) if rest else None
        try:
            case = await casefile.by_number(ctx.session, number or "", actor=ctx.worker)
        except NotFound:
            return await self._filling.start(ctx, "check_status")
        return [await case_reply(ctx, case), *self._again(ctx)]

    async def _rate(self, ctx: TurnContext, rest: list[str]) -> list[Reply]:
        """1 to 5 for a service that a colleague closed. Who was not helped is asked why, in one sentence that may stay out."""
        number = numbers.read_number(rest[1]) if len(rest) == 2 else None
        if number is None or rest[0] not in RATINGS:
            return [*unknown(ctx), *self._again(ctx)]
        try:
            rated = await rating.rate_service(
                ctx.session, number, actor=ctx.worker, conversation_id=ctx.snapshot.id, rating=int(rest[0]), now=ctx.now
            )
        except NotFound:
            return [*unknown(ctx), *self._again(ctx)]
        ctx.trace.case_number = number
        if not rated.new:
            return [Reply(ctx.say("rate.again")), *self._again(ctx)]
        if rated.rating > rating.LOW:
            return [Reply(ctx.say("rate.thanks"), () if ctx.state.run else menu(ctx)), *self._again(ctx)]
        asked = await self._filling.start(ctx, "feedback", given={"rating": Value(rest[0], rest[0])})
        if ctx.state.run is not None:
            ctx.state.run.wish = {"service": number}
        return [Reply(ctx.say("rate.low")), *asked]

    async def _move(self, ctx: TurnContext, rest: list[str]) -> list[Reply]:
        return [*await bookings.press_move(ctx, rest), *self._again(ctx)]

    async def _wait(self, ctx: TurnContext, rest: list[str]) -> list[Reply]:
        return [*await queueing.press(ctx, rest), *self._again(ctx)]

    async def _paper(self, ctx: TurnContext, rest: list[str]) -> list[Reply]:
        named = await papers.named(ctx, *rest) if len(rest) == 2 else None
        return [*(unknown(ctx) if named is None else [named]), *self._again(ctx)]

    def _again(self, ctx: TurnContext) -> list[Reply]:
        return self._filling.remind_question(ctx) if ctx.state.run is not None else []


def unknown(ctx: TurnContext) -> list[Reply]:
    """A payload nobody made. Nothing is done."""
    return [Reply(ctx.say("unknown_button"), menu(ctx) if ctx.state.run is None else ())]
