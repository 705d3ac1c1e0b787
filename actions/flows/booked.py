"""What a worker hears of a booked time: the confirmation, and the reminders that fall away with the appointment."""

from __future__ import annotations

from actions.context import TurnContext
from actions.turn import Reply
from actions.wording import say_span
from cases.appointments import FreeSlot
from cases.calendars.notices import reminder_times
from cases.worktime import LOCAL


def booked_reply(ctx: TurnContext, number: str, slot: FreeSlot, way: str) -> Reply:
    """It is booked: when, with whom, how, and where when people meet."""
    place = ctx.say("booked.place", place=slot.place) if way == "in_person" else ""
    text = ctx.say(
        "booked",
        number=number,
        when=say_span(slot.starts_at, slot.ends_at, ctx.now),
        consultant=slot.consultant_name,
        way=ctx.say(f"way.{way}"),
        place=place,
    )
    return Reply(text, (ctx.button("reschedule", "start:reschedule"), ctx.button("menu", "menu")))


def reminders(ctx: TurnContext, slot: FreeSlot, way: str, appointment_id: int) -> list[Reply]:
    """The day before and two hours before, never at night; they fall away with the appointment."""
    local = slot.starts_at.astimezone(LOCAL)
    return [
        Reply(
            ctx.say(f"booked.reminder.{name}", when=f"{local:%H:%M}", way=ctx.say(f"way.{way}")),
            due_at=at,
            appointment_id=appointment_id,
        )
        for name, at in reminder_times(slot.starts_at, ctx.now)
    ]
