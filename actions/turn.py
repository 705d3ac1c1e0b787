"""What goes into a turn and what comes out: plain values shared by the dialogue and by `bot`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from cases.messages import Outgoing

CALCULATOR = "calculator"
"""The flow of every calculator, and its kind in the trace: for the outside it is no flow of the taxonomy."""


@dataclass(frozen=True, slots=True)
class Button:
    title: str
    payload: str


@dataclass(frozen=True, slots=True)
class Reply:
    """One thing to say. Buttons get their numbers when the turn is finished, so handlers never count.

    `card`: {"id", "citations": [str]} of a policy card or of a calculator's result. `due_at` makes it a reminder for later.
    """

    text: str
    buttons: tuple[Button, ...] = ()
    card: dict[str, Any] | None = None
    due_at: datetime | None = None
    appointment_id: int | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """What the worker sent: a text, a button's payload, or files (any may be empty)."""

    id: int
    text: str = ""
    payload: str | None = None
    attachment_ids: tuple[str, ...] = ()


@dataclass(slots=True)
class Trace:
    """What was understood, for tests and staff (the `trace` of the chat API)."""

    kind: str | None = None
    flow: str | None = None
    program: str | None = None
    which: str | None = None
    intent: str | None = None
    confidence: float | None = None
    card_id: str | None = None
    crisis: bool = False
    case_number: str | None = None
    ended: str | None = None
    """How the form of this turn ended: done | cancelled. None: it goes on, waits, or there was none."""

    def doing(self, flow: str, program: str | None) -> None:
        """The turn is about this form."""
        computes = flow == CALCULATOR
        self.kind = CALCULATOR if computes else "flow"
        self.flow, self.program = (None, None) if computes else (flow, program)

    def as_dict(self) -> dict[str, Any]:
        return {
            "kind": self.kind, "flow": self.flow, "program": self.program, "which": self.which, "intent": self.intent,
            "confidence": None if self.confidence is None else round(self.confidence, 4), "card_id": self.card_id,
            "crisis": self.crisis, "case_number": self.case_number, "ended": self.ended,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class TurnResult:
    """What one turn says and leaves behind. `state` is the dialogue state to keep; `view` is the API's `state`."""

    replies: tuple[Reply, ...]
    state: dict[str, Any]
    trace: dict[str, Any]
    view: dict[str, Any]
    county: str | None = None
    walled: bool = False

    def outgoing(self) -> list[Outgoing]:
        """The replies as rows for `cases.messages.say`."""
        return [
            Outgoing(
                text=r.text,
                buttons=[{"title": b.title, "payload": b.payload} for b in r.buttons],
                card=r.card,
                due_at=r.due_at,
                appointment_id=r.appointment_id,
                walled=self.walled,
            )
            for r in self.replies
        ]


def number_buttons(replies: Sequence[Reply]) -> tuple[tuple[Reply, ...], list[str]]:
    """Number the buttons of the replies through (1., 2., …) and return their payloads in that order: the menu."""
    menu: list[str] = []
    numbered = []
    for reply in replies:
        if reply.due_at is not None or not reply.buttons:
            numbered.append(reply)
            continue
        buttons = []
        for button in reply.buttons:
            menu.append(button.payload)
            buttons.append(Button(f"{len(menu)}. {button.title}", button.payload))
        numbered.append(replace(reply, buttons=tuple(buttons)))
    return tuple(numbered), menu


@dataclass(frozen=True, slots=True)
class Plan:
    """What `prepare` decided before the transaction: the route, and all that needed no database."""

    route: str
    data: dict[str, Any] = field(default_factory=dict)
