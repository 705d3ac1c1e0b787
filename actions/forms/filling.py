"""Filling in a form: taking answers, asking the next question, consent, confirmation, changes and the way back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from actions.context import TurnContext
from actions.fields import Miss, TimeWish, Value
from actions.fields.slot import show as show_wish
from actions.flows.base import Flow, Unfit, offered
from actions.forms import questions
from actions.state import DialogueState, FormRun, new_run_id
from actions.turn import Button, Reply, number_buttons
from cases import casefile, links, people
from cases.messages import Outgoing
from knowledge.forms import FieldSpec

PERSONAL = frozenset({"person_name", "phone", "id_number"})
STORIES = frozenset({"account", "opinion"})
"""Keys of text fields that tell a story: a question in one is mostly part of it."""
MISSES_BEFORE_PERSON = 2
# A change of one of these makes the chosen time doubtful: other consultants work there or in that way.
STEERS_SLOT = frozenset({"way", "county", "lawyer_kind"})
LONGEST_REMARK = 500  # characters
CONSENT_PURPOSE = "service"


class FormFilling:
    """Moves a FormRun forward. Every method leaves `ctx.state` as it is to be kept and returns what to say."""

    def __init__(self, flows: Mapping[str, Flow]) -> None:
        self._flows = flows

    def flow(self, run: FormRun) -> Flow:
        return self._flows[run.flow]

    # ------------------------------------------------------------------ starting and leaving
    async def start(
        self,
        ctx: TurnContext,
        flow_id: str,
        *,
        program: str | None = None,
        text: str = "",
        given: Mapping[str, Value] | None = None,
    ) -> list[Reply]:
        """Begin a flow. `text` is the sentence that asked for it: what it already answers is not asked again."""
        flow = self._flows[flow_id]
        begun = self._begun(ctx, flow_id, program) if flow.confirms else None
        if begun is not None:
            return await self._go_on(ctx, begun)
        if flow.computes:
            self._forget(ctx.state, flow_id, program)
        waiting = ctx.state.run
        lead = self._put_aside(ctx)
        run = FormRun(id=new_run_id(), flow=flow_id, program=program)
        ctx.state.run = run
        ctx.trace.doing(flow_id, program)
        stop = await flow.begin(ctx, run)
        if stop is not None:
            return self._stopped(ctx, waiting, stop, lead)
        form = flow.form(run)
        for key, value in (given or {}).items():
            run.put(key, value.value, value.display)
        if text and flow.reads_request:
            for key, value in flow.told(run, form.fields, text, flow.reading(ctx.fields)).items():
                self._put(run, form.field(key), value, early=True)
            unfit = flow.unfit(ctx, run)
            if unfit is not None:
                run.answers.pop(unfit.field, None)  # nobody asked for it yet: it is asked in its turn
        still_open = sum(spec.key not in run.answers for spec in form.fields)
        intro = flow.intro(ctx, run, still_open)
        understood = self._understood(ctx, run) if intro or flow.computes else []
        return await self.ask_next(ctx, lead=[*lead, *filter(None, [intro]), *understood])

    def _begun(self, ctx: TurnContext, flow_id: str, program: str | None) -> FormRun | None:
        """The same form, begun earlier with something filled in: running or put aside."""
        held = [*ctx.state.parked, *([ctx.state.run] if ctx.state.run else [])]
        same = [run for run in held if (run.flow, run.program) == (flow_id, program) and run.answers]
        return same[-1] if same else None

    @staticmethod
    def _forget(state: DialogueState, flow_id: str, program: str | None) -> None:
        """A sum is quickly begun anew: what was filled in of the same one is dropped."""
        state.parked = [run for run in state.parked if (run.flow, run.program) != (flow_id, program)]
        if state.run is not None and (state.run.flow, state.run.program) == (flow_id, program):
            state.run = None

    def reopen(self, ctx: TurnContext) -> list[Reply]:
        """Take up the sum worked last, to change an answer. What it says of a form put aside."""
        said = self.set_aside(ctx)
        ctx.state.run, ctx.state.computed = ctx.state.computed, None
        run = self._run(ctx)
        ctx.trace.doing(run.flow, run.program)
        return said

    async def _go_on(self, ctx: TurnContext, run: FormRun) -> list[Reply]:
        if run is not ctx.state.run:
            return await self.resume(ctx, run.id)
        return await self.ask_next(ctx, lead=[ctx.say("form.resumed", title=self.flow(run).title(run))])

    def _stopped(self, ctx: TurnContext, waiting: FormRun | None, stop: list[Reply], lead: list[str]) -> list[Reply]:
        """What was asked for needed no form. A form that waited goes on, unless a person was asked for."""
        ctx.state.run = None
        if waiting is None or ctx.trace.flow == "handoff":
            return [*stop, *(Reply(text) for text in lead)]
        ctx.state.unpark(waiting.id)
        ctx.state.run = waiting
        return [*stop, *self.remind_question(ctx)]

    def drop_lost(self, state: DialogueState) -> None:
        """Forget forms that no longer exist: staff may have taken a program out while somebody was filling it in."""
        if state.run is not None and not self._exists(state.run):
            state.run = None
        state.parked = [run for run in state.parked if self._exists(run)]
        if state.computed is not None and not self._exists(state.computed):
            state.computed = None
        for run in [*state.parked, *([state.run] if state.run else [])]:
            self.flow(run).mend(run)

    async def renew(self, ctx: TurnContext) -> list[Reply]:
        """Staff changed the form after it asked last: say so and go on with what is open now."""
        return await self.ask_next(ctx, lead=[ctx.say("form.renewed")])

    def _exists(self, run: FormRun) -> bool:
        flow = self._flows.get(run.flow)
        return flow is not None and flow.exists(run)

    def _put_aside(self, ctx: TurnContext) -> list[str]:
        """Keep a form that was begun for later, unless nothing was filled in yet."""
        run = ctx.state.run
        if run is None:
            return []
        if not run.answers:
            ctx.state.run = None
            return []
        ctx.state.park()
        return [ctx.say("form.parked", title=self.flow(run).title(run))]

    def set_aside(self, ctx: TurnContext) -> list[Reply]:
        """Keep the running form for later and say so."""
        return [Reply(text) for text in self._put_aside(ctx)]

    async def resume(self, ctx: TurnContext, run_id: str | None = None) -> list[Reply]:
        """Go on with the form put aside last (or the one named)."""
        parked = ctx.state.parked
        run = ctx.state.unpark(run_id or parked[-1].id) if parked else None
        if run is None:
            if ctx.state.run is not None:
                return await self.ask_next(ctx)
            return [Reply(ctx.say("form.nothing_parked"), questions.menu(ctx))]
        ctx.state.park()
        ctx.state.run = run
        ctx.trace.doing(run.flow, run.program)
        return await self.ask_next(ctx, lead=[ctx.say("form.resumed", title=self.flow(run).title(run))])

    def cancel(self, ctx: TurnContext) -> list[Reply]:
        run = ctx.state.run
        assert run is not None
        ctx.state.run = None
        ctx.trace.ended = "cancelled"
        flow = self.flow(run)
        if flow.refusal == "leave":
            return [Reply(ctx.say("cancel.kept"), (ctx.button("menu", "menu"),))]
        return [Reply(flow.say(ctx, "form.cancelled", title=flow.title(run)), questions.menu(ctx))]

    # ------------------------------------------------------------------ answers
    async def take(self, ctx: TurnContext, values: Mapping[str, Value], said: Sequence[str] = ()) -> list[Reply]:
        """Answers were given, to the question asked or to others. `said`: words before everything else."""
        run = self._run(ctx)
        form = self.flow(run).form(run)
        asked, was_changing = run.asking, run.changing
        misses, run.misses, run.changing, run.heard = run.misses, 0, False, ""
        before = run.values()
        for key, value in values.items():
            self._put(run, form.field(key), value)
        unfit = self.flow(run).unfit(ctx, run)
        if unfit is not None and unfit.field in run.answers:
            run.misses = misses
            return await self._ask_anew(ctx, run, unfit, [])
        lead = [*said, *(self._changed(ctx, run, before, values) if was_changing else [])]
        shown = {key for key, value in values.items() if key != asked or value.guessed}
        if any(key in STORIES and key != asked for key in values):
            lead.append(ctx.say("form.told"))
            shown -= STORIES
        if shown and not was_changing:
            lead += self._understood(ctx, run, only=shown)
        return await self.ask_next(ctx, lead=lead)

    @staticmethod
    def _changed(ctx: TurnContext, run: FormRun, before: Mapping[str, Any], values: Mapping[str, Value]) -> list[str]:
        """Asked to change what is so already (高新区 belongs to 渭滨区), we say that it is."""
        same = [value for key, value in values.items() if key in before and before[key] == value.value]
        if len(same) == len(values) == 1 and same[0].display:
            return [ctx.say("form.same", display=same[0].display)]
        return [ctx.say("form.changed")]

    def _put(self, run: FormRun, spec: FieldSpec | None, value: Value, *, early: bool = False) -> None:
        if spec is None:
            return
        if spec.type == "slot":
            wished = isinstance(value.value, dict)
            run.wish = value.value if wished else None
            if wished:
                run.answers.pop(spec.key, None)  # another time is wished for than the one chosen before
                return
        before = run.answers.get(spec.key)
        run.put(spec.key, value.value, value.display, early=early)
        if spec.key in STEERS_SLOT and before is not None and before["value"] != value.value:
            run.chosen = str(run.answers.pop("slot", {}).get("value") or run.chosen)
        form = self.flow(run).form(run)
        for other in form.fields:  # questions that no longer apply lose their answers
            if other.when is None or other.key not in run.answers or other.asked(run.values()):
                continue
            if (
                not self.flow(run).computes or other.when.field in run.answers
            ):  # told ahead of its branch, a number waits
                run.answers.pop(other.key)

    def _understood(self, ctx: TurnContext, run: FormRun, only: set[str] | None = None) -> list[str]:
        form = self.flow(run).form(run)
        items, days = [], set()
        for spec in form.fields:
            display = run.answers.get(spec.key, {}).get("display")
            if not display or (only is not None and spec.key not in only) or (spec.type == "date" and display in days):
                continue  # one day told for two branches of a form is said once
            items.append(f"{spec.label} {display}")
            days.add(display)
        wish = next((spec for spec in form.fields if spec.type == "slot" and (only is None or spec.key in only)), None)
        if wish is not None and run.wish and not {"note", "kept"} & run.wish.keys():
            items.append(f"{wish.label} {show_wish(TimeWish.from_json(run.wish))}")
        return [ctx.say("form.understood", items="，".join(items))] if items else []

    def remark(self, ctx: TurnContext, remark: str) -> list[str]:
        """Keep what was said besides the answers; returns what to say of it."""
        run = self._run(ctx)
        run.remark = "；".join(filter(None, [run.remark, remark]))[:LONGEST_REMARK]
        return [ctx.say("form.remarked", remark=remark)]

    async def miss(self, ctx: TurnContext, miss: Miss) -> list[Reply]:
        """The answer was not understood: say kindly what is wrong; after two misses offer a person."""
        run = self._run(ctx)
        run.misses += 1
        run.heard = f"{miss.detail['year']}年" if miss.reason == "date.which_month" else ""
        lead = [ctx.say(miss.reason, **miss.detail)]
        if run.misses >= MISSES_BEFORE_PERSON:
            lead.append(ctx.say("form.two_misses"))
        only = run.asking if run.changing and self.flow(run).form(run).field(run.asking or "") else None
        return await self.ask_next(ctx, lead=lead, only=only, offer_person=run.misses >= MISSES_BEFORE_PERSON)

    async def skip(self, ctx: TurnContext) -> list[Reply]:
        run = self._run(ctx)
        spec = self.flow(run).form(run).field(run.asking or "")
        if spec is None or not spec.optional:
            return await self.ask_next(ctx, lead=[self.flow(run).say(ctx, "form.cannot_skip")], offer_person=True)
        run.put(spec.key, None, "")
        run.misses, run.changing = 0, False
        return await self.ask_next(ctx, lead=[ctx.say("form.skipped")])

    async def back(self, ctx: TurnContext) -> list[Reply]:
        """Undo the latest answer and ask it again."""
        run = self._run(ctx)
        changing = run.changing
        run.misses, run.changing, run.offer = 0, False, []
        if changing:  # 返回 from changing an answer leaves it as it was
            return await self.ask_next(ctx)
        if not run.answers:
            return await self.ask_next(ctx, lead=[self.flow(run).say(ctx, "form.first")])
        latest = next(reversed(run.answers))
        run.answers.pop(latest)
        return await self.ask_next(ctx, lead=[ctx.say("form.back")])

    async def restart(self, ctx: TurnContext) -> list[Reply]:
        run = self._run(ctx)
        run.answers, run.misses, run.offer, run.wish, run.changing = {}, 0, [], None, False
        run.chosen = run.remark = ""
        return await self.ask_next(ctx, lead=[ctx.say("form.start_over")])

    async def change(self, ctx: TurnContext, key: str | None) -> list[Reply]:
        """Ask one field again; without a key, ask which."""
        run = self._run(ctx)
        form = self.flow(run).form(run)
        run.misses = 0
        if key is None or form.field(key) is None:
            run.asking = "change"
            buttons = [
                Button(spec.label, f"change:{run.id}:{spec.key}") for spec in form.fields if spec.key in run.answers
            ]
            if not buttons:  # “我问错了” before anything was answered: there is only the way on, out, or to a person
                return await self.ask_next(ctx, lead=[self.flow(run).say(ctx, "form.first")], offer_person=True)
            return [Reply(ctx.say("form.change"), tuple(buttons))]
        run.offer, run.changing = [], True  # the old answer stays until there is a new one
        return await self.ask_next(ctx, only=key)

    async def consent(self, ctx: TurnContext, *, agreed: bool, told: Mapping[str, Value] | None = None) -> list[Reply]:
        """Yes or no to keeping name and phone; `told`: what was said along with a yes."""
        run = self._run(ctx)
        if not agreed:
            for spec in self.flow(run).form(run).fields:
                if spec.type in PERSONAL:
                    run.answers.pop(spec.key, None)
            ctx.state.park()
            return [Reply(ctx.say("form.consent.no"), (ctx.button("human", "human"), ctx.button("menu", "menu")))]
        wording = self._consent_text(ctx, run)
        await people.give_consent(ctx.session, ctx.person_id, purpose=CONSENT_PURPOSE, wording=wording, now=ctx.now)
        ctx.state.consented = True
        return await (self.take(ctx, told) if told else self.ask_next(ctx))

    def _consent_text(self, ctx: TurnContext, run: FormRun) -> str:
        flow = self.flow(run)
        what = "、".join(
            spec.label for spec in flow.form(run).fields if spec.type in PERSONAL and spec.asked(run.values())
        )
        return ctx.say("form.consent", what=what, title=flow.title(run))[:250]

    # ------------------------------------------------------------------ asking
    async def ask_next(
        self, ctx: TurnContext, *, lead: list[str] | None = None, only: str | None = None, offer_person: bool = False
    ) -> list[Reply]:
        """Say `lead`, then ask what is still open: a broken rule, the next field, the confirmation; or finish."""
        run = self._run(ctx)
        flow = self.flow(run)
        form = flow.form(run)
        said = list(lead or [])
        rule = form.broken_rule(run.values()) if only is None else None
        if rule is not None:
            run.asking = rule.field
            run.offer = []
            return [questions.broken_rule(ctx, run, rule, said)]
        spec = form.field(only) if only else form.next_field(run.values())
        told = any(other.type in PERSONAL and run.answers.get(other.key, {}).get("value") for other in form.fields)
        if (told or (spec is not None and spec.type in PERSONAL)) and not await self._has_consent(ctx):
            # Also when a name or phone came unasked, in the middle of another answer.
            run.asking = "consent"
            said.append(self._consent_text(ctx, run))
            person = (ctx.button("human", "human"),) if offer_person else ()
            return [Reply("\n".join(said), (*questions.agree_or_not(ctx, run), *person))]
        if spec is None:
            return await self._close(ctx, run, said)
        if spec.sensitive and not ctx.private:
            return await self._private_link(ctx, run, spec, said)
        if run.asking != spec.key:
            run.misses = run.misses if offer_person else 0
            run.offer = []
        run.asking = spec.key
        found = await flow.choices(ctx, run, spec)
        if found is not None:
            run.offer = found
            if not found:
                run.wish = None
                return flow.no_choices(ctx, run, spec)
            if run.wish is not None and run.wish.get("one"):
                # The wish left exactly one time: it is taken, and the worker sees it in the confirmation.
                run.put(spec.key, found[0]["value"], found[0]["display"])
                run.wish, run.offer = None, []
                return await self.ask_next(ctx, lead=[*said, *self._understood(ctx, run, only={spec.key})])
        if run.wish is not None and "note" in run.wish:
            if run.wish["note"]:
                said.append(ctx.say(run.wish["note"]))
            run.wish = {"kept": run.wish["kept"]} if run.wish.get("kept") else None
        return [questions.question(ctx, run, offered(spec, run), said, offer_person=offer_person)]

    async def _close(self, ctx: TurnContext, run: FormRun, said: list[str]) -> list[Reply]:
        flow = self.flow(run)
        if flow.confirms:
            run.asking, run.offer, run.changing = "confirm", [], False
            return [questions.confirmation(ctx, run, flow, said, offer_person=run.misses >= MISSES_BEFORE_PERSON)]
        unfit = flow.unfit(ctx, run)
        return await (self.finish(ctx, lead=said) if unfit is None else self._ask_anew(ctx, run, unfit, said))

    async def _ask_anew(self, ctx: TurnContext, run: FormRun, unfit: Unfit, said: list[str]) -> list[Reply]:
        """One answer does not go with the others: say why and ask that one again."""
        run.answers.pop(unfit.field, None)
        run.misses += 1
        person = run.misses >= MISSES_BEFORE_PERSON
        return await self.ask_next(ctx, lead=[*said, unfit.problem], only=unfit.field, offer_person=person)

    async def finish(self, ctx: TurnContext, lead: list[str] | None = None) -> list[Reply]:
        """The worker confirmed (or nothing needed confirming): do it."""
        run = self._run(ctx)
        done = await self.flow(run).finish(ctx, run)
        if done is None:
            return await self.ask_next(ctx, lead=lead)
        ctx.state.run = None
        ctx.trace.ended = "done"
        if run.papers and ctx.trace.case_number:
            await self._file_papers(ctx, run)
        if ctx.state.parked:
            parked = ctx.state.parked[-1]
            waits = ctx.say("form.parked", title=self.flow(parked).title(parked))
            lead = [text for text in lead or () if text != waits]  # said once is enough
            done = [*done, Reply(waits, (self.resume_button(ctx, parked),))]
        return [Reply("\n".join(lead)), *done] if lead else done

    def resume_button(self, ctx: TurnContext, parked: FormRun) -> Button:
        """Leads back to a form put aside."""
        return ctx.button("resume", f"resume:{parked.id}", title=self.flow(parked).title(parked))

    @staticmethod
    async def _file_papers(ctx: TurnContext, run: FormRun) -> None:
        """Photos sent while the form was being filled in belong to its case."""
        case = await casefile.by_run(ctx.session, run.id, actor=ctx.worker)
        if case is not None:
            await casefile.add_attachments(ctx.session, case, run.papers, now=ctx.now)

    def remind_question(self, ctx: TurnContext) -> list[Reply]:
        """After a digression: the form's question once more."""
        run = self._run(ctx)
        if run.asking is None:
            return []
        return [questions.again(ctx, run, self.flow(run))]

    async def _has_consent(self, ctx: TurnContext) -> bool:
        if not ctx.state.consented:
            ctx.state.consented = await people.has_consent(ctx.session, ctx.person_id, purpose=CONSENT_PURPOSE)
        return ctx.state.consented

    async def _private_link(self, ctx: TurnContext, run: FormRun, spec: FieldSpec, said: list[str]) -> list[Reply]:
        """Identity numbers are never typed into a messenger: the form moves to the web chat by a one-time link."""
        run.asking = spec.key
        (question,), menu = number_buttons([questions.question(ctx, run, spec, [])])
        moved: dict[str, Any] = {
            "run": run.as_dict(), "consented": ctx.state.consented, "greeted": True, "menu": menu,
        }  # fmt: skip
        opening = Outgoing(
            text=f"{ctx.say('form.resumed', title=self.flow(run).title(run))}\n{question.text}",
            buttons=[{"title": b.title, "payload": b.payload} for b in question.buttons],
        )
        token = await links.make(
            ctx.session, conversation_id=ctx.snapshot.id, state=moved, opening=opening, now=ctx.now
        )
        ctx.state.run = None
        said.append(ctx.say("form.private_link", link=f"{ctx.services.public_url}/#link={token}"))
        return [Reply("\n".join(said))]

    @staticmethod
    def _run(ctx: TurnContext) -> FormRun:
        if ctx.state.run is None:
            raise LookupError("no form is being filled in")
        return ctx.state.run
