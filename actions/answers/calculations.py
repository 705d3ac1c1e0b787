"""What a worker sees of a sum: the list of calculators, the result with its steps and articles, the reminder of a deadline."""

from __future__ import annotations

from collections.abc import Sequence, Set
from datetime import date, datetime, time, timedelta

from actions.context import TurnContext
from actions.state import FormRun
from actions.turn import CALCULATOR, Button, Reply
from actions.wording import say_day
from cases.worktime import LOCAL
from knowledge.calculators import Calculation, Reminder, Sheet

CARDS_SHOWN = 2
# Two weeks leave time for a lawyer; of a deadline that is near, three days before.
EARLY, LATE = 14, 3
FAR = 28  # days
REMINDER_HOUR = time(9, 30)


def listing(ctx: TurnContext) -> Reply:
    """All calculators as a menu."""
    ctx.trace.kind = CALCULATOR
    return Reply(ctx.say("calculator.list"), tuple(offer(sheet) for sheet in _sheets(ctx)))


def offer(sheet: Sheet) -> Button:
    return Button(sheet.title, f"calc:{sheet.id}")


def offer_on_card(ctx: TurnContext, sheet: Sheet) -> Button:
    return ctx.button("calculate", f"calc:{sheet.id}", title=sheet.title)


def result(ctx: TurnContext, run: FormRun, sheet: Sheet, found: Calculation) -> Reply:
    """Headline, the sum line by line, what is doubtful, what to mind, the articles; and where to go next."""
    ctx.trace.kind, ctx.trace.flow, ctx.trace.program = CALCULATOR, None, None
    parts = [found.headline]
    parts += _part(ctx, "steps", [f"{number}. {step}" for number, step in enumerate(found.steps, 1)])
    parts += _part(ctx, "doubts", [f"· {doubt}" for doubt in found.doubts])
    parts += _part(ctx, "notes", [f"· {note}" for note in found.notes])
    citations = [str(citation) for citation in found.citations]
    parts += _part(ctx, "basis", citations)
    parts.append(ctx.say("calculator.estimate"))
    buttons = _buttons(ctx, run, sheet, found)
    return Reply("\n\n".join(parts), buttons, card={"id": sheet.id, "citations": citations})


def _part(ctx: TurnContext, name: str, lines: Sequence[str]) -> list[str]:
    return ["\n".join((ctx.say(f"calculator.part.{name}"), *lines))] if lines else []


def _buttons(ctx: TurnContext, run: FormRun, sheet: Sheet, found: Calculation) -> tuple[Button, ...]:
    buttons = []
    if found.reminder is not None and remind_on(ctx, found.reminder.deadline) is not None:
        buttons.append(ctx.button("remind", f"remind:{CALCULATOR}:{run.id}"))
    buttons.append(ctx.button("change_number", f"change:{run.id}"))
    buttons.append(ctx.button("legal", "start:legal_consultation"))
    buttons += _cards(ctx, sheet, {str(citation) for citation in found.citations})
    return (*buttons, ctx.button("other_sums", "calcs"), ctx.button("human", "human"))


def _cards(ctx: TurnContext, sheet: Sheet, basis: Set[str] = frozenset()) -> tuple[Button, ...]:
    """The sheet's cards; first those that rest on the same articles as the result."""
    cards = [ctx.services.cards.by_id[key] for key in sheet.cards if key in ctx.services.cards.by_id]
    cards.sort(key=lambda card: -len(basis & {str(citation) for citation in card.citations}))
    return tuple(Button(card.title, f"card:{card.id}") for card in cards[:CARDS_SHOWN])


# ------------------------------------------------------------------ reminders
def remind_on(ctx: TurnContext, deadline: date) -> datetime | None:
    """A working morning some days before the deadline; None when there is none left after today."""
    day = deadline - timedelta(days=EARLY if (deadline - ctx.today).days >= FAR else LATE)
    while day > ctx.today and not ctx.services.calendar.spans(day):
        day -= timedelta(days=1)
    return datetime.combine(day, REMINDER_HOUR, LOCAL) if day > ctx.today else None


def remind(ctx: TurnContext, sheet: Sheet, found: Calculation, reminder: Reminder) -> list[Reply]:
    """Promise a word before the deadline. The same promise twice is one."""
    ctx.trace.kind = CALCULATOR
    at = remind_on(ctx, reminder.deadline)
    legal = ctx.button("legal", "start:legal_consultation")
    if at is None:
        return [Reply(ctx.say("calculator.remind.now", text=reminder.text), (legal, ctx.button("human", "human")))]
    day = at.astimezone(LOCAL).date()
    left = (reminder.deadline - day).days
    done = Reply(
        ctx.say("calculator.remind.done", day=say_day(day, ctx.today), left=left), (legal, ctx.button("menu", "menu"))
    )
    key, deadline = f"{CALCULATOR}:{sheet.id}", reminder.deadline.isoformat()
    if ctx.state.reminded.get(key) == deadline:
        return [done]
    ctx.state.reminded[key] = deadline
    basis = {str(citation) for citation in found.citations}
    said = ctx.say("calculator.remind.message", text=reminder.text, left=left)
    return [done, Reply(said, (*_cards(ctx, sheet, basis), legal, ctx.button("human", "human")), due_at=at)]


def _sheets(ctx: TurnContext) -> list[Sheet]:
    return [calculator.sheet for calculator in ctx.services.calculators.by_id.values()]
