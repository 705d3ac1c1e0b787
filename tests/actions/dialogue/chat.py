"""One worker in a chat with the assistant, in one process: says things, presses buttons, sees what comes back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from actions.assistant import Assistant
from actions.fields import LearnedAnswers
from actions.fields.learned import Guess
from actions.turn import Button, Message, Reply, TurnResult
from actions.understanding import RuleUnderstander, Understanding
from bot.turns import as_seen
from cases import appointments, casefile, conversations, messages
from cases.database import Database
from cases.models import Appointment, Case, Conversation
from tests.conftest import Clock


class ScriptedUnderstander:
    """Knows some sentences by heart; keyword rules read the rest."""

    def __init__(self, rules: RuleUnderstander) -> None:
        self._rules = rules
        self.known: dict[str, Understanding] = {}

    def knows(self, text: str, intent: str, confidence: float = 0.95, **entities: str) -> None:
        sure = confidence if "program" in entities else 0.0
        self.known[text] = Understanding(intent, confidence, ((intent, confidence),), entities, sure)

    async def understand(self, text: str) -> Understanding:
        return self.known.get(text) or self._rules.read(text)

    @property
    def health(self) -> Mapping[str, Any]:
        return {"up": True}


class ScriptedAnswers(LearnedAnswers):
    """Has learned some answers by heart, and nothing else."""

    def __init__(self) -> None:
        super().__init__({}, None)
        self.known: dict[tuple[str, str], Guess] = {}

    def knows(self, question: str, text: str, option: str, probability: float = 0.9) -> None:
        self.known[question, text] = Guess(option, probability)

    def guess_of(self, key: str, options: Iterable[str], text: str) -> Guess | None:
        return self.known.get((key, text))


@dataclass
class Chat:
    database: Database
    assistant: Assistant
    clock: Clock
    id: str
    channel: str = "web"
    turns: list[TurnResult] = field(default_factory=list)
    sent: int = 0

    async def say(self, text: str, *, files: Sequence[str] = ()) -> TurnResult:
        return await self._send(text=text, files=files)

    async def payload(self, payload: str) -> TurnResult:
        return await self._send(payload=payload)

    async def press(self, words: str) -> TurnResult:
        """Press the button whose title holds these words."""
        return await self._send(payload=self.button(words).payload)

    async def all(self, *texts: str) -> TurnResult:
        """Say one thing after another; `>词` presses a button."""
        for text in texts:
            turn = await (self.press(text[1:]) if text.startswith(">") else self.say(text))
        return turn

    async def _send(self, text: str = "", payload: str | None = None, files: Sequence[str] = ()) -> TurnResult:
        self.sent += 1
        async with self.database.transaction() as session:
            received = await messages.receive(
                session, conversation_id=self.id, channel=self.channel, external_id=f"{self.id}-{self.sent}", text=text,
                payload=payload, attachment_ids=files, now=self.clock(),
            )  # fmt: skip
            snapshot = await conversations.lease(session, self.id, holder="test", now=self.clock())
        assert snapshot is not None
        message = Message(received.message_id, text, payload, tuple(files))
        seen = await as_seen(self.database, snapshot, message, now=self.clock())
        plan = await self.assistant.prepare(seen, message)
        async with self.database.transaction() as session:
            owner = await conversations.hold(session, snapshot)
            turn = await self.assistant.act(session, snapshot, message, plan, owner=owner)
            await messages.say(
                session, conversation_id=self.id, channel=self.channel, outgoing=turn.outgoing(), now=self.clock(),
                reply_to=message.id,
            )  # fmt: skip
            kept = json.loads(json.dumps(turn.state))  # as the database keeps it
            await conversations.keep_state(session, snapshot, state=kept, now=self.clock(), county=turn.county)
            await messages.finish(session, message.id, trace={"trace": turn.trace}, walled=turn.walled)
        self.turns.append(turn)
        return turn

    # ------------------------------------------------------------------ what the worker sees
    @property
    def replies(self) -> list[Reply]:
        return [reply for reply in self.turns[-1].replies if reply.due_at is None]

    @property
    def reminders(self) -> list[Reply]:
        return [reply for reply in self.turns[-1].replies if reply.due_at is not None]

    @property
    def heard(self) -> str:
        return "\n".join(reply.text for reply in self.replies)

    @property
    def buttons(self) -> list[Button]:
        return [button for reply in self.replies for button in reply.buttons]

    @property
    def titles(self) -> str:
        return " ".join(button.title for button in self.buttons)

    def button(self, words: str) -> Button:
        found = [button for button in self.buttons if words in button.title]
        assert found, f"no button {words!r} among {self.titles!r} after {self.heard!r}"
        return found[0]

    @property
    def view(self) -> dict[str, Any]:
        return self.turns[-1].view

    @property
    def field(self) -> str | None:
        return self.view["field"]

    @property
    def trace(self) -> dict[str, Any]:
        return self.turns[-1].trace

    @property
    def run(self) -> dict[str, Any]:
        """The form being filled in, as it is kept."""
        run: dict[str, Any] = self.turns[-1].state["run"]
        return run

    def value(self, key: str) -> Any:
        return self.run["answers"].get(key, {}).get("value")

    # ------------------------------------------------------------------ what stands in the database
    async def row(self) -> Conversation:
        async with self.database.reading() as session:
            return await conversations.get(session, self.id)

    async def cases(self, kind: str | None = None) -> list[Case]:
        person_id = (await self.row()).person_id
        async with self.database.reading() as session:
            held = await casefile.cases_of(session, person_id)
        return [case for case in held if kind in (None, case.kind)]

    async def case(self, kind: str) -> Case:
        """The only case of this kind."""
        (found,) = await self.cases(kind)
        return found

    async def booking(self, case: Case) -> tuple[Appointment, datetime] | None:
        async with self.database.reading() as session:
            found = await appointments.booking_of(session, case.id)
        return None if found is None else (found[0], found[1].starts_at)
