"""The assistant: plans a turn, then carries it out inside the transaction of its caller (design D3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from actions.answers import continuing, danger, papers, passages, policy, programs, smalltalk, stations
from actions.buttons import Buttons
from actions.context import TurnContext
from actions.fields import Context, Steering
from actions.fields.message import is_question
from actions.flows import build_flows
from actions.followups import SHORT, asks_of_nothing
from actions.forms.filling import FormFilling
from actions.forms.questions import menu
from actions.reading.phrases import ABOUT_EMPLOYER, LEAVES
from actions.reading.understood import (
    FLOWS,
    NAMED_PROGRAM,
    SEEN_CRISIS,
    SMALL_TALK,
    SOFT_CRISIS,
    TAKE_FLOW,
    TAKE_IN_FORM,
    TAKE_IN_STORY,
    TAKE_JOIN,
    TAKE_OUT_OF_SCOPE,
    TAKE_PROGRAM,
    TAKE_SMALL_TALK,
    TAKE_STATION,
    Understood,
)
from actions.routing import Router
from actions.services import Services
from actions.state import DialogueState
from actions.turn import CALCULATOR, Button, Message, Plan, Reply, Trace, TurnResult, number_buttons
from actions.understanding import Understanding
from cases.conversations import Snapshot
from cases.database import Session

UNION = "join_union"  # the program of joining


class Assistant:
    """`prepare` may ask the model and takes as long as it takes; `act` only talks to the database."""

    def __init__(self, services: Services, clock: Callable[[], datetime]) -> None:
        self._services = services
        self._clock = clock
        flows = build_flows(services)
        self._filling = FormFilling(flows)
        self._router = Router(services, self._filling)
        self._buttons = Buttons(self._filling, frozenset(flows))

    async def follow_cards(self) -> None:
        """Take over what staff change in the cards, until cancelled. Chats go on meanwhile."""
        await self._services.cards.follow()

    async def prepare(self, snapshot: Snapshot, message: Message) -> Plan:
        """Decide what the message means, outside of any transaction."""
        s = self._services
        fields = Context.at(self._clock(), s.taxonomy.counties, s.places, s.choice_words)
        return await self._router.plan(snapshot, message, fields)

    async def act(
        self, session: Session, snapshot: Snapshot, message: Message, plan: Plan, *, owner: str
    ) -> TurnResult:
        """Carry the plan out. Writes through verbs of `cases`; the caller writes replies and state, and commits."""
        understood: Understood | None = plan.data.get("understood")
        ctx = TurnContext(
            services=self._services, session=session, snapshot=snapshot, message=message,
            state=DialogueState.from_dict(snapshot.state), trace=Trace(), now=self._clock(), owner=owner,
            understanding=understood.understanding if understood else None,
        )  # fmt: skip
        self._filling.drop_lost(ctx.state)
        if ctx.understanding is not None:
            ctx.trace.intent, ctx.trace.confidence = ctx.understanding.intent, ctx.understanding.confidence
        if ctx.state.run is not None:
            ctx.trace.doing(ctx.state.run.flow, ctx.state.run.program)
            ctx.walled = ctx.state.run.flow == "psych_consultation"
        replies = await self._carry_out(ctx, plan, understood)
        if plan.data.get("caution"):
            replies = [Reply(ctx.say("crisis.told")), *replies]
        if message.attachment_ids:
            replies = [*await self._file(ctx), *replies]
        return self._result(ctx, replies)

    def _result(self, ctx: TurnContext, replies: list[Reply]) -> TurnResult:
        numbered, menu_payloads = number_buttons(replies)
        ctx.state.menu = menu_payloads
        ctx.state.greeted = True
        run = ctx.state.run
        view = {
            "owner": ctx.owner,
            "flow": run.flow if run else None,
            "program": run.program if run and run.flow != CALCULATOR else None,
            "field": run.asking if run else None,
        }
        return TurnResult(numbered, ctx.state.as_dict(), ctx.trace.as_dict(), view, ctx.county, ctx.walled)

    # ------------------------------------------------------------------ routes
    async def _carry_out(self, ctx: TurnContext, plan: Plan, understood: Understood | None) -> list[Reply]:
        if plan.data.get("denied") and ctx.state.crisis_at is not None:
            return await self._relieved(ctx, plan, understood)
        if plan.route == "crisis":
            return await danger.answer(ctx, plan.data["crisis"])
        if plan.route == "payload":
            return await self._buttons.press(ctx, plan.data["payload"])
        if plan.route == "renewed" and ctx.state.run is not None:
            return await self._filling.renew(ctx)
        if plan.route == "resume":
            return await self._filling.resume(ctx)
        if plan.route == "empty":
            ctx.trace.kind = ctx.trace.kind or "out_of_scope"
            key = "empty.signs" if ctx.message.text.strip() else "empty"
            return [Reply(ctx.say(key), menu(ctx) if ctx.state.run is None else ()), *self._again(ctx)]
        if plan.route in ("files", "again"):
            return self._again(ctx)
        if plan.route == "number":
            return await self._filling.start(ctx, "check_status")
        if plan.route == "steer":
            if plan.data.get("remark") and ctx.state.run is not None:
                self._filling.remark(ctx, plan.data["remark"])
            return await self._steer(ctx, plan.data["steer"], plan.data.get("key"))
        if plan.route == "consent":
            return await self._filling.consent(ctx, agreed=plan.data["agreed"], told=plan.data.get("values"))
        if plan.route == "answer":
            if ctx.state.run is not None and plan.data.get("changed"):
                ctx.state.run.changing = True
            said = self._filling.remark(ctx, plan.data["remark"]) if plan.data.get("remark") else []
            return await self._filling.take(ctx, plan.data["values"], said)
        if plan.route == "remark":
            return await self._filling.ask_next(ctx, lead=self._filling.remark(ctx, plan.data["remark"]))
        if plan.route == "miss":
            return await self._filling.miss(ctx, plan.data["miss"])
        if plan.route == "calculate":
            return await self._filling.start(ctx, CALCULATOR, program=plan.data["calculator"], text=ctx.message.text)
        if plan.route == "revise" and ctx.state.computed is not None:
            return [*self._filling.reopen(ctx), *await self._carry_out(ctx, plan.data["plan"], None)]
        if plan.route == "follow_up":
            found = continuing.answer(ctx, plan.data["follow_up"])
            return [found] if found is not None else await self._not_understood(ctx, ctx.state.misunderstood + 1)
        assert understood is not None
        if plan.route == "aside":
            answered = await self._answer(ctx, understood, aside=True)
            told = plan.data.get("values")  # what was answered in the same breath as the question beside it
            return [*answered, *(await self._filling.take(ctx, told) if told else self._again(ctx))]
        return await self._answer(ctx, understood)

    async def _steer(self, ctx: TurnContext, steer: Steering, key: str | None) -> list[Reply]:
        if steer.action == "human":
            return await self._filling.start(ctx, "handoff")
        if steer.action == "menu":
            return [*self._filling.set_aside(ctx), smalltalk.main_menu(ctx)]
        if ctx.state.run is None:
            if steer.action in ("restart", "skip"):
                return [smalltalk.main_menu(ctx)]
            return [Reply(ctx.say("form.nothing_running"), menu(ctx))]
        match steer.action:
            case "cancel":
                return self._filling.cancel(ctx)
            case "back":
                return await self._filling.back(ctx)
            case "skip":
                return await self._filling.skip(ctx)
            case "restart":
                return await self._filling.restart(ctx)
            case "confirm":
                return await self._filling.finish(ctx)
            case _:
                return await self._filling.change(ctx, key)

    async def _relieved(self, ctx: TurnContext, plan: Plan, understood: Understood | None) -> list[Reply]:
        """没有的事，我就问年假几天: there was no danger, and what was wanted comes along or does not."""
        feared = ctx.state.crisis_kind
        ctx.state.no_danger()
        if plan.route == "free" and (understood is None or not self._wishes(understood)):
            return danger.relieved(
                ctx, feared, *(self._filling.resume_button(ctx, run) for run in ctx.state.parked[-1:])
            )
        return [Reply(ctx.say("crisis.relieved.short")), *await self._carry_out(ctx, plan, understood)]

    @staticmethod
    def _wishes(seen: Understood) -> bool:
        """Is more said than that all is well? A person is on the way already, and “I was only tired” books no counsellor."""
        if seen.intent in ("psych_consultation", "handoff"):
            return False
        wish = seen.intent in FLOWS or seen.intent in ("ask_program", "join_program", "find_station")
        return seen.sure or (wish and seen.understanding.confidence >= TAKE_IN_FORM)

    def _again(self, ctx: TurnContext) -> list[Reply]:
        return self._filling.remind_question(ctx) if ctx.state.run is not None else []

    # ------------------------------------------------------------------ free talk
    async def _answer(self, ctx: TurnContext, seen: Understood, *, aside: bool = False) -> list[Reply]:
        """From the model's reading to a first step; below its threshold a reading counts for nothing."""
        u, intent, text = seen.understanding, seen.intent, ctx.message.text
        misunderstood, ctx.state.misunderstood = ctx.state.misunderstood, 0
        if ctx.state.in_danger(ctx.now) and u.confidence < TAKE_IN_FORM and not seen.sure:
            return danger.stay(ctx)
        if intent in ("ask_program", "join_program") and ctx.state.in_danger(ctx.now) and u.confidence < TAKE_IN_STORY:
            return danger.stay(ctx)  # “在陈仓化工厂” says where help is needed
        if not aside and asks_of_nothing(text, ctx.services, found=seen.sure):
            ctx.trace.kind = "suggestions"
            return [Reply(ctx.say("followup.what"), menu(ctx))]
        wording = passages.asked(ctx, text)
        if wording is not None:
            return wording
        if ctx.owner == "queue" and not aside and self._tells(u, seen, text):
            if ctx.state.in_danger(ctx.now):
                return danger.stay(ctx)
            return [Reply(ctx.say("queue.noted"), (ctx.button("leave_queue", "leave_queue"),))]
        if intent == "handoff" and u.confidence >= TAKE_FLOW:
            return await self._filling.start(ctx, "handoff")
        if intent == "feedback" and ABOUT_EMPLOYER.search(text):
            report = ctx.services.programs.get("violation_report")
            if report is not None:
                return [programs.about(ctx, report)]
        if seen.wants_lawyer(text) and not aside:
            return await self._filling.start(ctx, "legal_consultation", text=text)
        if seen.wants_counsellor(text) and not aside:
            return await self._filling.start(ctx, "psych_consultation", text=text)
        joins = not aside and intent in ("ask_policy", "ask_program") and seen.wants_to_join(text)
        if joins and ctx.services.programs.get(UNION) is not None:
            return await self._filling.start(ctx, "enrollment", program=UNION, text=text)
        if intent in FLOWS and u.confidence >= TAKE_FLOW and not aside:  # a question aside begins no form
            return await self._filling.start(ctx, intent, text=text)
        program = ctx.services.programs.get(u.entities.get("program"))
        if intent == "ask_program" and u.confidence < NAMED_PROGRAM and len(text) <= SHORT:
            program = ctx.services.programs.get(ctx.state.last_program) or program  # 得交钱不: the one just shown
        if intent in ("ask_program", "join_program") and u.confidence >= TAKE_PROGRAM and program is not None:
            if intent == "join_program" and u.confidence >= TAKE_JOIN and not LEAVES.search(text):
                return await self._filling.start(ctx, "enrollment", program=program.id, text=text)
            return [programs.about(ctx, program)]
        if ctx.state.in_danger(ctx.now) and not seen.sure:
            return danger.stay(ctx)
        if intent == "find_station" and u.confidence >= TAKE_STATION:
            return [stations.find(ctx, self._county(ctx))]
        if intent in SMALL_TALK and u.confidence >= TAKE_SMALL_TALK:
            return [smalltalk.small_talk(ctx, intent)]
        if intent in ("affirm", "deny") and u.confidence >= TAKE_SMALL_TALK and len(text) <= 8:
            return [smalltalk.yes_or_no_to_nothing(ctx, intent)]
        if intent == "crisis" and u.confidence >= SOFT_CRISIS and not seen.sure:
            return await danger.suspected(ctx) if u.confidence >= SEEN_CRISIS else danger.soft(ctx)
        if intent == "out_of_scope" and u.confidence >= TAKE_OUT_OF_SCOPE and not seen.sure:
            return [smalltalk.out_of_scope(ctx)]
        if intent in ("ask_program", "join_program") and u.confidence >= TAKE_PROGRAM and not seen.sure:
            return [programs.platforms(ctx)]
        if intent == "ask_policy" or any(result.hits for result in seen.found):
            return await policy.answer_each(ctx, text, seen.found)
        if ctx.state.in_danger(ctx.now):
            return danger.stay(ctx)
        return await self._not_understood(ctx, misunderstood + 1)

    async def _not_understood(self, ctx: TurnContext, times: int) -> list[Reply]:
        """Up to three guesses; twice in a row a person is offered."""
        ctx.state.misunderstood = times
        ctx.trace.kind = "suggestions"
        if times >= 2:
            return [Reply(ctx.say("unknown.again"), (ctx.button("human", "human"), ctx.button("menu", "menu")))]
        guesses = self._guesses(ctx)
        return [Reply(ctx.say("unknown.first"), (*guesses, ctx.button("human", "human"), ctx.button("menu", "menu")))]

    def _guesses(self, ctx: TurnContext) -> list[Button]:
        u = ctx.understanding
        found: list[Button] = []
        for intent, _ in u.ranking[:3] if u is not None else ():
            program = ctx.services.programs.get(u.entities.get("program")) if u is not None else None
            if intent in FLOWS and intent != "handoff":
                found.append(Button(ctx.services.taxonomy.flows[intent], f"start:{intent}"))
            elif intent in ("ask_program", "join_program") and program is not None:
                found.append(Button(program.title, f"about:{program.id}"))
            elif intent == "find_station":
                found.append(ctx.button("station", "stations"))
        return list(dict.fromkeys(found))[:3]

    @staticmethod
    def _tells(u: Understanding, seen: Understood, text: str) -> bool:
        """Waiting for a person, is this something to tell them rather than a question or a wish to the assistant?"""
        if is_question(text) or u.intent in SMALL_TALK or u.intent == "handoff":
            return False
        if seen.sure and u.confidence >= TAKE_IN_FORM and u.intent != "out_of_scope":
            return False  # but a name and a place that happen to look like a card are told, not asked
        return u.confidence < TAKE_IN_STORY or u.intent in ("out_of_scope", "ask_policy", "affirm", "deny", "crisis")

    def _county(self, ctx: TurnContext) -> str | None:
        county = ctx.understanding.entities.get("county") if ctx.understanding else None
        return county if county in ctx.services.taxonomy.counties else ctx.snapshot.county

    async def _file(self, ctx: TurnContext) -> list[Reply]:
        """Photos and papers go into the worker's latest open case; without one they stay with the chat."""
        count = len(ctx.message.attachment_ids)
        if ctx.state.run is not None and ctx.state.run.flow in (
            "enrollment",
            "legal_consultation",
            "psych_consultation",
        ):
            ctx.state.run.papers += ctx.message.attachment_ids
            return [Reply(ctx.say("files.kept", count=count))]
        filed = await papers.file(ctx)
        return [filed or Reply(ctx.say("files.received", count=count))]
