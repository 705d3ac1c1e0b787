"""Booking a lawyer or a counsellor: a form whose last step takes a time from the real calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from actions.context import TurnContext
from actions.fields import TimeWish
from actions.flows import queueing
from actions.flows.base import Flow
from actions.flows.booked import booked_reply, reminders
from actions.state import FormRun
from actions.turn import Button, Reply
from actions.wording import say_span
from cases import appointments, casefile, people
from cases.appointments import FreeSlot
from cases.calendars import attendance
from cases.errors import SlotTaken
from cases.worktime import LOCAL
from knowledge.forms import FieldSpec

OFFERED_AT_ONCE = 5


class Consultation(Flow):
    """`walled` keeps the talk for counsellors only, and the caller's name out of the person's record."""

    keeps_remarks = True

    def __init__(self, *args: Any, flow_id: str, walled: bool) -> None:
        super().__init__(*args)
        self.id = flow_id
        self._walled = walled

    async def begin(self, ctx: TurnContext, run: FormRun) -> list[Reply] | None:
        ctx.walled = ctx.walled or self._walled
        return None

    async def choices(self, ctx: TurnContext, run: FormRun, spec: FieldSpec) -> list[dict[str, Any]] | None:
        if spec.type != "slot":
            return None
        values = run.values()
        kind = values.get("lawyer_kind")
        return await offer_slots(
            ctx,
            run,
            service=self.id,
            way=values.get("way"),
            county=values.get("county"),
            lawyer_kind=kind if kind != "any" else None,
            queue=True,
        )

    def no_choices(self, ctx: TurnContext, run: FormRun, spec: FieldSpec) -> list[Reply]:
        wait = queueing.choice(ctx, None)
        run.offer = [wait]  # typed words choose it, too
        buttons = (
            Button(wait["display"], f"set:{run.id}:{spec.key}:{wait['value']}"),
            Button(ctx.say("label.change"), f"change:{run.id}"),
            ctx.button("human", "human"),
        )
        return [Reply(ctx.say("times.none"), buttons)]

    async def finish(self, ctx: TurnContext, run: FormRun) -> list[Reply] | None:
        ctx.walled = ctx.walled or self._walled
        values = run.values()
        if queueing.waits(values["slot"]):
            return await self._queue(ctx, run)
        slot_id = int(values["slot"])
        slot = await appointments.get_slot(ctx.session, slot_id)
        if slot.starts_at <= ctx.now:
            run.answers.pop("slot", None)
            run.wish = {"note": "times.past"}
            return None
        try:
            async with ctx.session.begin_nested():
                case, new = await casefile.open_case(
                    ctx.session,
                    actor=ctx.worker,
                    kind=self.id,
                    person_id=ctx.person_id,
                    conversation_id=ctx.snapshot.id,
                    fields=self.case_fields(run),
                    now=ctx.now,
                    county=values.get("county") or slot.county,
                    run=run.id,
                    due_at=slot.starts_at,
                    status="scheduled",
                )
                if not new:
                    return [Reply(ctx.say("already_done", number=case.number))]
                appointment = await appointments.book_slot(
                    ctx.session, case=case, slot_id=slot_id, way=str(values["way"]), actor=ctx.worker, now=ctx.now
                )
        except SlotTaken as taken:
            run.answers.pop("slot", None)
            run.wish = instead(ctx, taken)
            return None
        if not self._walled:
            await people.learn(
                ctx.session,
                ctx.person_id,
                ctx.services.keyring,
                name=values.get("name"),
                phone=values.get("phone"),
                county=values.get("county"),
            )
        ctx.county = values.get("county")
        ctx.trace.case_number = ctx.state.last_case = case.number
        await queueing.no_longer(ctx, self.id)
        booked = booked_reply(ctx, case.number, slot, str(values["way"]))
        if values.get("phone") and await attendance.confirm_first(ctx.session, ctx.person_id, now=ctx.now):
            booked = replace(booked, text=f"{booked.text}\n{ctx.say('booked.confirm_first')}")
        return [
            booked,
            *reminders(ctx, slot, str(values["way"]), appointment.id),
        ]

    async def _queue(self, ctx: TurnContext, run: FormRun) -> list[Reply]:
        """No time fits: wait for one, with everything that was filled in."""
        fields = self.case_fields(run)
        ctx.county = run.values().get("county")
        return await queueing.join(ctx, run, service=self.id, fields=fields)


def instead(ctx: TurnContext, taken: SlotTaken) -> dict[str, Any]:
    """What the form offers when the chosen time has gone: the three nearest."""
    near = [{"value": str(slot.id), "display": slot_display(slot, ctx.now)} for slot in taken.alternatives]
    return {"note": "times.taken", "near": near}


async def offer_slots(
    ctx: TurnContext,
    run: FormRun,
    *,
    service: str,
    way: str | None,
    county: str | None,
    lawyer_kind: str | None,
    queue: bool = False,
) -> list[dict[str, Any]]:
    """Up to five free times that fit what the worker wished, or the nearest ones with a word about it.

    `queue`: where none fits, waiting for one is offered besides.
    """
    if run.wish is not None and run.wish.get("near"):
        return list(run.wish["near"])
    waits: list[dict[str, Any]] = []
    free = await appointments.free_slots(
        ctx.session, service=service, now=ctx.now, way=way, county=county, lawyer_kind=lawyer_kind
    )
    chosen_before, run.chosen = [slot for slot in free if str(slot.id) == run.chosen], ""
    if chosen_before and run.wish is None:  # 不打电话了，改成视频: the time is free in that way, too
        run.wish = {"one": True}
        return [{"value": str(slot.id), "display": slot_display(slot, ctx.now)} for slot in chosen_before]
    free = _one_per_time(free)
    if run.wish is not None and "note" not in run.wish:
        said = run.wish.get("kept") or run.wish
        wish = TimeWish.from_json(said)
        fitting = [slot for slot in free if _fits(wish, slot)]
        fitting = _exactly(wish, fitting) or fitting
        if wish.earliest:
            fitting = fitting[:1]
        new = "kept" not in run.wish
        note = "times.none_wish" if not fitting else "times.narrow" if new and not wish.anytime else None
        # Kept until a time is chosen: a consent or a question in between must not lose it.
        run.wish = {"note": note, "one": new and len(fitting) == 1, "kept": said}
        if queue and free and not fitting:
            waits = [queueing.choice(ctx, wish)]
        chosen = _spread(free) if wish.anytime else (fitting or _nearest(wish, free))[:OFFERED_AT_ONCE]
    else:
        chosen = _spread(free)
    return [*({"value": str(slot.id), "display": slot_display(slot, ctx.now)} for slot in chosen), *waits]


def slot_display(slot: FreeSlot, now: datetime) -> str:
    return f"{say_span(slot.starts_at, slot.ends_at, now)} {slot.consultant_name}"


def _fits(wish: TimeWish, slot: FreeSlot) -> bool:
    here = slot.starts_at.astimezone(LOCAL)
    return wish.fits(here.date(), here.time())


def _nearest(wish: TimeWish, free: list[FreeSlot]) -> list[FreeSlot]:
    """Nothing fits: the times nearest to the wish, by day and then by hour, in their order."""

    def distance(slot: FreeSlot) -> tuple[int, int]:
        here = slot.starts_at.astimezone(LOCAL)
        days = 0
        if wish.date_from and here.date() < wish.date_from:
            days = (wish.date_from - here.date()).days
        elif wish.date_to and here.date() > wish.date_to:
            days = (here.date() - wish.date_to).days
        hour = wish.time_from or wish.time_to
        return days, abs(here.hour * 60 + here.minute - hour.hour * 60 - hour.minute) if hour else 0

    return sorted(sorted(free, key=distance)[:OFFERED_AT_ONCE], key=lambda slot: slot.starts_at)


def _exactly(wish: TimeWish, fitting: list[FreeSlot]) -> list[FreeSlot]:
    """“三点” is kept as the hour from three on; a time that starts at three sharp is what was meant."""
    if wish.time_from is None or wish.time_to is None or wish.time_to.hour - wish.time_from.hour != 1:
        return []
    return [slot for slot in fitting if slot.starts_at.astimezone(LOCAL).time() == wish.time_from]


def _one_per_time(free: list[FreeSlot]) -> list[FreeSlot]:
    """Two consultants at one hour are one choice for the worker; the first (own county) is kept."""
    seen: set[datetime] = set()
    kept = []
    for slot in free:
        if slot.starts_at not in seen:
            seen.add(slot.starts_at)
            kept.append(slot)
    return kept


def _spread(free: list[FreeSlot]) -> list[FreeSlot]:
    """The first time of each half day, so that a first offer shows several days rather than one morning."""
    chosen: dict[tuple[date, bool], FreeSlot] = {}
    for slot in free:
        here = slot.starts_at.astimezone(LOCAL)
        chosen.setdefault((here.date(), here.hour < 12), slot)
    return list(chosen.values())[:OFFERED_AT_ONCE]
