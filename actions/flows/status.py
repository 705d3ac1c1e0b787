"""查询进度: all the worker's cases in plain words, what happens next and by when."""

from __future__ import annotations

import re

from actions.context import TurnContext
from actions.fields import Value, extract_all
from actions.flows import queueing
from actions.flows.base import Flow
from actions.flows.bookings import case_title
from actions.state import FormRun
from actions.turn import Reply
from actions.wording import say_moment, say_span
from cases import appointments, casefile, numbers
from cases.access import WALLED_KINDS
from cases.casework import merging
from cases.casework.papers import list_papers
from cases.casework.states import step_of
from cases.errors import NotFound
from cases.models import Case
from knowledge.forms import FieldSpec, FormSpec

NUMBER = re.compile(r"(?<!\d)\d{2}\s*[-—–－ ]?\s*\d{4}\s*[-—–－ ]?\s*\d{4}(?!\d)")


class CheckStatus(Flow):
    """With cases of one's own it answers at once; otherwise it asks for the number and the phone left with it."""

    id = "check_status"
    confirms = False

    def form(self, run: FormRun) -> FormSpec:
        texts = self.services.texts
        return FormSpec(
            self.id,
            self.services.taxonomy.flows[self.id],
            (FieldSpec(key="number_and_phone", type="text", label="编号和电话", ask=texts("status.ask")),),
        )

    async def begin(self, ctx: TurnContext, run: FormRun) -> list[Reply] | None:
        asked = find_number(ctx.message.text)
        if asked is not None:
            found = await self._matching(ctx, asked, self._phone(ctx, ctx.message.text))
            if found is not None:
                return [await case_reply(ctx, found)]
            if self._phone(ctx, ctx.message.text) is not None:
                return [self._not_matched(ctx)]
            return None  # the number alone proves nothing: the form asks for both
        mine = [case for case in await casefile.cases_of(ctx.session, ctx.person_id) if case.kind != "privacy"]
        waits, leaving = await queueing.standings(ctx)
        if not mine:
            return [Reply("\n".join(waits), (*leaving, ctx.button("menu", "menu")))] if waits else None
        queued = [Reply("\n".join(waits), tuple(leaving))] if waits else []
        if len(mine) == 1:
            return [*queued, await case_reply(ctx, mine[0])]
        lines = [ctx.say("status.intro", count=len(mine))]
        for case in mine:
            lines.append(
                ctx.say(
                    "status.item",
                    number=case.number,
                    title=case_title(ctx, case),
                    status=step_of(case).now,
                    next=await what_next(ctx, case),
                )
            )
        lines.append(ctx.say("status.more"))
        return [
            *queued,
            Reply(
                "\n".join(lines),
                (
                    ctx.button("reschedule", "start:reschedule"),
                    ctx.button("cancel_booking", "start:cancel_booking"),
                    ctx.button("menu", "menu"),
                ),
            ),
        ]

    async def finish(self, ctx: TurnContext, run: FormRun) -> list[Reply] | None:
        text = str(run.values()["number_and_phone"])
        case = await self._matching(ctx, find_number(text), self._phone(ctx, text))
        if case is None:
            return [self._not_matched(ctx)]
        return [await case_reply(ctx, case)]

    @staticmethod
    def _not_matched(ctx: TurnContext) -> Reply:
        return Reply(ctx.say("status.not_matched"), (ctx.button("human", "human"), ctx.button("menu", "menu")))

    @staticmethod
    def _phone(ctx: TurnContext, text: str) -> Value | None:
        spec = FieldSpec(key="phone", type="phone", label="电话", ask="")
        return extract_all([spec], NUMBER.sub(" ", text), ctx.fields).get("phone")

    async def _own_case(self, ctx: TurnContext, number: str) -> Case | None:
        try:
            return await casefile.by_number(ctx.session, number, actor=ctx.worker)
        except NotFound:
            return None

    async def _matching(self, ctx: TurnContext, number: str | None, phone: Value | None) -> Case | None:
        """Somebody else's device: the number alone proves nothing, it must come with the phone left in that case."""
        if number is None:
            return None
        own = await self._own_case(ctx, number)
        if own is not None:
            return own
        if phone is None:
            return None
        return await casefile.by_number_and_phone(ctx.session, number, str(phone.value))


def find_number(text: str) -> str | None:
    """The first thing in a text that is a valid case number."""
    for match in NUMBER.finditer(text):
        number = numbers.read_number(match.group())
        if number is not None:
            return number
    return None


async def what_next(ctx: TurnContext, case: Case) -> str:
    if case.status == "scheduled":
        booking = await appointments.booking_of(ctx.session, case.id)
        if booking is not None:
            when = say_span(booking[1].starts_at, booking[1].ends_at, ctx.now)
            return ctx.say("next.scheduled", when=when, way=ctx.say(f"way.{booking[0].way}"))
        return step_of(case).next
    if case.status == "submitted":
        if case.due_at is None:
            return ctx.say("next.submitted.no_due")
        return ctx.say("next.submitted", due=say_moment(case.due_at, ctx.now))
    if case.merged_into is not None:
        return await _merged(ctx, case)
    if case.status == "needs_papers":
        return await _wanted_papers(ctx, case)
    return step_of(case).next


async def _wanted_papers(ctx: TurnContext, case: Case) -> str:
    """Just the papers to send again, each with why; without any, that papers are missing."""
    again = [p for p in await list_papers(ctx.session, case.id) if p.status == "redo"]
    if not again:
        return step_of(case).next
    return "\n".join(ctx.say("next.paper", paper=p.name, reason=p.reason or "") for p in again)


async def _merged(ctx: TurnContext, case: Case) -> str:
    """Where a case went that was merged; the other one's number only when it is the worker's own."""
    kept = await merging.kept_of(ctx.session, case)
    if kept is None or kept.person_id != case.person_id:
        return ctx.say("next.merged.elsewhere")
    return ctx.say("next.merged", number=kept.number)


async def case_reply(ctx: TurnContext, case: Case) -> Reply:
    """One case in plain words, with the latest note staff left for the worker."""
    ctx.trace.case_number = ctx.state.last_case = case.number
    ctx.walled = ctx.walled or case.kind in WALLED_KINDS
    text = ctx.say(
        "status.case",
        number=case.number,
        title=case_title(ctx, case),
        status=step_of(case).now,
        next=await what_next(ctx, case),
    )
    events = await casefile.events(ctx.session, case.id)
    # What staff wrote for each other stays with them.
    notes = [e.note for e in events if e.kind == "status" and e.note and not e.data.get("quiet")]
    if notes and case.merged_into is None:
        text += "\n" + ctx.say("status.last_note", note=notes[-1])
    buttons = [ctx.button("menu", "menu")]
    if case.status == "scheduled":
        buttons = [
            ctx.button("reschedule", "start:reschedule"),
            ctx.button("cancel_booking", "start:cancel_booking"),
            *buttons,
        ]
    else:
        buttons = [ctx.button("human", "human"), *buttons]
    return Reply(text, tuple(buttons))
