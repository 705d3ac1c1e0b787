"""Waiting for a time: the choice in the form, the place in the line, and the buttons of an offered time.

Payloads: `wait:yes:<entry>:<slot>`, `wait:no:<entry>:<slot>`, `wait:leave:<entry>`, `wait:again:<entry>`.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from actions.context import TurnContext
from actions.fields import TimeWish
from actions.flows.booked import booked_reply, reminders
from actions.state import FormRun
from actions.texts import Texts
from actions.turn import Button, Reply
from cases import people
from cases.access import WALLED_KINDS
from cases.calendars import offers, waiting
from cases.calendars.offers import OfferWords
from cases.database import Session
from cases.errors import CasesError, Conflict, NotFound
from cases.models import WaitingEntry
from cases.worktime import WorkCalendar

WAIT = "wait"  # the value of a time field whose answer is to wait for one; behind it, the days and hours wished for
WAYS = ("phone", "in_person", "video")


def choice(ctx: TurnContext, wish: TimeWish | None) -> dict[str, Any]:
    """Waiting as one more choice of the time field. Its value keeps the wish, in what a payload may hold."""
    parts = ["", "", "", "", ""]
    if wish is not None and not wish.anytime:
        days, hours = (wish.date_from, wish.date_to), (wish.time_from, wish.time_to)
        parts = [d.isoformat() if d else "" for d in days] + [f"{t:%H%M}" if t else "" for t in hours]
        parts.append("" if wish.weekday is None else str(wish.weekday))
    return {"value": "~".join([WAIT, *parts]) if any(parts) else WAIT, "display": ctx.say("wait.choice")}


def waits(value: object) -> bool:
    """Does this answer of a time field mean to wait?"""
    return str(value).partition("~")[0] == WAIT


def wish_of(value: str) -> dict[str, Any] | None:
    """The wish kept in the answer, as `TimeWish.to_json` writes it; None for any time."""
    parts = value.split("~")[1:]
    if len(parts) != 5:
        return None
    first, last, after, before, weekday = parts
    return TimeWish(
        date_from=date.fromisoformat(first) if first else None,
        date_to=date.fromisoformat(last) if last else None,
        time_from=_clock(after),
        time_to=_clock(before),
        weekday=int(weekday) if weekday else None,
    ).to_json()


def _clock(text: str) -> time | None:
    return time(int(text[:2]), int(text[2:])) if text else None


async def join(ctx: TurnContext, run: FormRun, *, service: str, fields: dict[str, Any]) -> list[Reply]:
    """The form is complete but for the time: it waits for one."""
    wish = wish_of(str(run.values()["slot"]))
    entry = await waiting.join(
        ctx.session,
        service=service,
        conversation_id=ctx.snapshot.id,
        person_id=ctx.person_id,
        fields=fields,
        run=run.id,
        wish=wish,
        now=ctx.now,
        papers=run.papers,
    )
    text = ctx.say("wait.joined", ahead=await _place(ctx, entry))
    return [Reply(text, (_leave(ctx, entry), ctx.button("human", "human"), ctx.button("menu", "menu")))]


async def no_longer(ctx: TurnContext, service: str) -> None:
    """Who has found a time themselves waits for none."""
    for entry in await waiting.entries_of(ctx.session, ctx.person_id):
        if entry.service == service:
            await waiting.leave(ctx.session, entry.id, actor=ctx.worker, now=ctx.now)


async def standings(ctx: TurnContext) -> tuple[list[str], list[Button]]:
    """What the worker waits for, a line each, and the buttons that end the waiting: for who asks how things stand."""
    lines, buttons = [], []
    for entry in await waiting.entries_of(ctx.session, ctx.person_id):
        ctx.walled = ctx.walled or entry.service in WALLED_KINDS
        title = ctx.services.taxonomy.flows[entry.service]
        lines.append(ctx.say("wait.status", title=title, ahead=await _place(ctx, entry)))
        buttons.append(_leave(ctx, entry))
    return lines, buttons


async def _place(ctx: TurnContext, entry: WaitingEntry) -> str:
    count = await waiting.ahead(ctx.session, entry)
    return ctx.say("wait.joined.ahead", count=count) if count else ctx.say("wait.joined.first")


def _leave(ctx: TurnContext, entry: WaitingEntry) -> Button:
    return ctx.button("wait.leave", f"wait:leave:{entry.id}")


async def press(ctx: TurnContext, rest: list[str]) -> list[Reply]:
    """A button of the waiting list."""
    numbers = [int(part) for part in rest[1:] if part.isascii() and part.isdigit() and len(part) <= 15]
    wanted = {"yes": 2, "no": 2, "leave": 1, "again": 1}.get(rest[0] if rest else "")
    if wanted is None or len(numbers) != wanted or len(rest) != wanted + 1:
        return [Reply(ctx.say("unknown_button"))]
    try:
        entry = await waiting.own_entry(ctx.session, numbers[0], actor=ctx.worker)
    except NotFound:
        return [Reply(ctx.say("wait.unknown"), (ctx.button("menu", "menu"),))]
    ctx.walled = ctx.walled or entry.service in WALLED_KINDS
    ctx.trace.doing(entry.service, None)
    if rest[0] == "yes":
        return await _accept(ctx, entry, numbers[1])
    if rest[0] == "no":
        done = await waiting.decline_offer(ctx.session, entry.id, numbers[1], actor=ctx.worker, now=ctx.now)
        return [Reply(ctx.say("wait.declined"), (_leave(ctx, entry),))] if done else _gone(ctx, entry)
    if rest[0] == "leave":
        await waiting.leave(ctx.session, entry.id, actor=ctx.worker, now=ctx.now)
        return [Reply(ctx.say("wait.left"), (ctx.button("menu", "menu"),))]
    try:
        entry = await waiting.wait_again(ctx.session, entry.id, actor=ctx.worker, now=ctx.now)
    except CasesError as error:
        return [Reply(error.message, (ctx.button("status", "start:check_status"),))]
    return [Reply(ctx.say("wait.again", ahead=await _place(ctx, entry)), (_leave(ctx, entry),))]


async def _accept(ctx: TurnContext, entry: WaitingEntry, slot_id: int) -> list[Reply]:
    again = entry.status == "taken"
    try:
        async with ctx.session.begin_nested():  # a case without its time must not stay
            case, booking, slot = await waiting.accept_offer(
                ctx.session, entry.id, slot_id, actor=ctx.worker, now=ctx.now
            )
    except Conflict:
        await ctx.session.refresh(entry)
        return _gone(ctx, entry)
    ctx.trace.case_number = ctx.state.last_case = case.number
    if again:
        return [Reply(ctx.say("already_done", number=case.number), (ctx.button("status", "start:check_status"),))]
    if entry.service not in WALLED_KINDS:
        told = {key: (case.fields.get(key) or {}).get("value") for key in ("name", "phone", "county")}
        await people.learn(ctx.session, ctx.person_id, ctx.services.keyring, **told)
    ctx.county = entry.county
    return [booked_reply(ctx, case.number, slot, booking.way), *reminders(ctx, slot, booking.way, booking.id)]


def _gone(ctx: TurnContext, entry: WaitingEntry) -> list[Reply]:
    """Too late; what can still be done depends on whether they are still in the line."""
    if entry.status in waiting.OPEN:
        text = f"{ctx.say('wait.gone')}{ctx.say('wait.gone.waiting')}"
        return [Reply(text, (_leave(ctx, entry), ctx.button("human", "human")))]
    again = ctx.button("wait.again", f"wait:again:{entry.id}")
    return [Reply(ctx.say("wait.gone"), (again, ctx.button("human", "human")))]


def offer_words(texts: Texts) -> OfferWords:
    """The sentences of the rounds."""
    return OfferWords(
        offer=texts.raw("wait.offer"),
        lapsed=texts("wait.lapsed"),
        accept=texts("label.wait.accept"),
        decline=texts("label.wait.decline"),
        leave=texts("label.wait.leave"),
        again=texts("label.wait.again"),
        ways={way: texts(f"way.{way}") for way in WAYS},
    )


async def round_of_offers(session: Session, now: datetime, *, texts: Texts, calendar: WorkCalendar) -> list[str]:
    """One round of the waiting list, every minute: end what nobody answered, offer what is free. Returns chats to wake."""
    words = offer_words(texts)
    lapsed = await offers.lapse_offers(session, now, words=words)
    return [*lapsed, *await offers.refill(session, now, calendar=calendar, words=words)]
