"""Signing up for a program: its own fields, its rules, its window and its places are data of the program."""

from __future__ import annotations

from datetime import date, datetime, time

from actions.context import TurnContext
from actions.flows.base import Flow
from actions.state import FormRun
from actions.turn import Button, Reply
from actions.wording import say_day, say_moment
from cases import casefile, people, programs
from cases.errors import ProgramFull
from cases.worktime import LOCAL
from knowledge.forms import FormSpec
from knowledge.programs import Program

REMINDER_HOUR = time(9, 0)


class Enrollment(Flow):
    id = "enrollment"
    keeps_remarks = True

    def exists(self, run: FormRun) -> bool:
        return self.services.programs.get(run.program) is not None

    def program(self, run: FormRun) -> Program:
        program = self.services.programs.get(run.program)
        if program is None:
            raise LookupError(f"no program {run.program}")
        return program

    def form(self, run: FormRun) -> FormSpec:
        """The program's fields, then those every program needs unless it has its own."""
        return self.program(run).whole_form(self.services.forms[self.id].fields)

    def mend(self, run: FormRun) -> None:
        """Staff may have changed the program meanwhile: an answer that fits no question any more is dropped."""
        form = self.form(run)
        for key, answer in list(run.answers.items()):
            spec = form.field(key)
            if spec is None or not spec.fits(answer["value"]):
                run.answers.pop(key)

    def outdated(self, run: FormRun) -> bool:
        """Was the question asked last taken out, or is there something to ask again before the confirmation?"""
        form = self.form(run)
        if run.asking == "confirm":
            return form.next_field(run.values()) is not None or form.broken_rule(run.values()) is not None
        return run.asking not in (None, "consent", "change") and form.field(run.asking or "") is None

    async def begin(self, ctx: TurnContext, run: FormRun) -> list[Reply] | None:
        program = self.program(run)
        ctx.state.last_program = program.id
        window = program.window_state(ctx.today)
        if not window.open:
            return [closed_reply(ctx, program, window.opens_on)]
        live = await programs.get(ctx.session, program.id)
        if live.places is not None and live.taken >= live.places:
            return [full_reply(ctx, program)]
        return None

    async def finish(self, ctx: TurnContext, run: FormRun) -> list[Reply] | None:
        program, values = self.program(run), run.values()
        window = program.window_state(ctx.today)
        if not window.open:  # it closed while the form lay still
            return [closed_reply(ctx, program, window.opens_on)]
        due = ctx.services.calendar.add_days(ctx.now, program.promise_days)
        try:
            case, new = await casefile.open_case(
                ctx.session,
                actor=ctx.worker,
                kind=self.id,
                person_id=ctx.person_id,
                conversation_id=ctx.snapshot.id,
                fields=self.case_fields(run),
                now=ctx.now,
                program_id=program.id,
                county=values.get("county"),
                run=run.id,
                due_at=due,
            )
        except ProgramFull:
            return [full_reply(ctx, program)]
        if not new:
            return [Reply(ctx.say("already_done", number=case.number))]
        anonymous = values.get("anonymous") is True
        if program.audience == "worker" and not anonymous:
            await people.learn(
                ctx.session,
                ctx.person_id,
                ctx.services.keyring,
                name=values.get("name"),
                phone=values.get("phone"),
                id_number=values.get("id_number"),
                county=values.get("county"),
            )
        ctx.county = values.get("county")
        ctx.trace.case_number = ctx.state.last_case = case.number
        key = "enrolled.anonymous" if anonymous else "enrolled"  # nobody can call back whom nobody knows
        text = ctx.say(key, number=case.number, next_steps=program.next_steps, due=say_moment(due, ctx.now))
        if program.papers and not anonymous:
            text += "\n" + ctx.say("enrolled.papers", papers="、".join(program.papers))
        return [Reply(text, (ctx.button("status", "start:check_status"), ctx.button("menu", "menu")))]


def closed_reply(ctx: TurnContext, program: Program, opens_on: date | None) -> Reply:
    if opens_on is None:
        buttons: tuple[Button, ...] = (
            ctx.button("other_programs", f"programs:{program.platform}"),
            ctx.button("human", "human"),
        )
        return Reply(ctx.say("program.closed.unknown", title=program.title), buttons)
    buttons = (
        ctx.button("remind", f"remind:{program.id}"),
        ctx.button("about", f"about:{program.id}"),
        ctx.button("other_programs", f"programs:{program.platform}"),
    )
    return Reply(ctx.say("program.closed", title=program.title, opens=say_day(opens_on, ctx.today)), buttons)


def full_reply(ctx: TurnContext, program: Program) -> Reply:
    buttons = (Button(ctx.say("label.human"), "human"), ctx.button("other_programs", f"programs:{program.platform}"))
    return Reply(ctx.say("program.full", title=program.title), buttons)


def remind(ctx: TurnContext, program: Program) -> list[Reply]:
    """Promise a word on the morning the window opens: an outbound message with that time."""
    window = program.window_state(ctx.today)
    if window.open or window.opens_on is None:
        join = ctx.button("join", f"start:enrollment:{program.id}")
        return [Reply(ctx.say("program.remind.open", title=program.title), (join,))]
    at = datetime.combine(window.opens_on, REMINDER_HOUR, LOCAL)
    done = Reply(
        ctx.say("program.remind.done", opens=say_day(window.opens_on, ctx.today)), (ctx.button("menu", "menu"),)
    )
    day = window.opens_on.isoformat()
    if ctx.state.reminded.get(program.id) == day:
        return [done]
    ctx.state.reminded[program.id] = day
    return [
        done,
        Reply(
            ctx.say("program.remind.message", title=program.title),
            (Button(ctx.say("label.join"), f"start:enrollment:{program.id}"),),
            due_at=at,
        ),
    ]
