"""Intake: what comes from a channel is stored and committed before the channel hears "received" (design D2)."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.tasks import OwnedTasks
from bot.turns import Answer, Lease, TurnRunner
from cases import attachments, buttons, conversations, turns
from cases.database import Database, Session
from cases.turns import TakenIn
from cases.wakeups import Wakeups

LONGEST_TEXT = 20_000
CUT_MARK = "…（内容太长，后面的没有存下）"
# Control characters but tab and newline (PostgreSQL refuses NUL), and the marks that reorder text on a colleague's screen.
UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def clean(text: str, *, longest: int = LONGEST_TEXT) -> str:
    """A text that every database keeps and every screen shows: no control characters, no half of a surrogate pair."""
    if not text.isascii():
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text if len(text) <= longest else text[: longest - len(CUT_MARK)] + CUT_MARK


@dataclass(frozen=True, slots=True)
class Taken:
    """A stored message. `new` is False when it was known already. `turn` is the run that answers it, if it is ours."""

    conversation_id: str
    message_id: int
    new: bool
    turn: asyncio.Task[dict[int, Answer] | None] | None = None


class Intake:
    """Stores messages once and starts their turns in `tasks`, which go on whatever happens to the caller."""

    def __init__(
        self,
        database: Database,
        runner: TurnRunner,
        wakeups: Wakeups,
        tasks: OwnedTasks,
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._runner = runner
        self._wakeups = wakeups
        self._tasks = tasks
        self._clock = clock

    async def receive(
        self,
        *,
        conversation_id: str,
        channel: str,
        external_id: str,
        text: str = "",
        payload: str | None = None,
        attachment_ids: Sequence[str] = (),
    ) -> Taken:
        """A message for a conversation that is there already (the web chat). Idempotent by (channel, external id)."""
        async with self._database.transaction() as session:
            taken, lease = await self._store(
                session, conversation_id, channel, external_id, text, payload, attachment_ids
            )
        return await self._go_on(conversation_id, taken, lease)

    async def receive_from(
        self,
        *,
        channel: str,
        address: str,
        external_id: str,
        text: str = "",
        payload: str | None = None,
        button: str | None = None,
        files: Sequence[tuple[str, bytes]] = (),
        source: str | None = None,
    ) -> Taken:
        """A message from a messenger chat, whose conversation is made on the first one.

        `button`: the short token of a pressed button; an unknown one becomes a payload nobody knows, which the dialogue
        answers. `files`: (name, content); raises `cases.attachments.BadAttachment`. `source`: where the person found us.
        """
        now = self._clock()
        async with self._database.transaction() as session:
            conversation_id = await conversations.messenger_conversation(
                session, channel=channel, address=address, now=now, source=source
            )
            if button is not None:
                payload = await buttons.payload_for(session, conversation_id, button) or "unknown"
            kept = [
                await attachments.keep(
                    session, conversation_id=conversation_id, name=clean(name, longest=120), content=content, now=now
                )
                for name, content in files
            ]
            taken, lease = await self._store(session, conversation_id, channel, external_id, text, payload, kept)
        return await self._go_on(conversation_id, taken, lease)

    async def _store(
        self,
        session: Session,
        conversation_id: str,
        channel: str,
        external_id: str,
        text: str,
        payload: str | None,
        attachment_ids: Sequence[str],
    ) -> tuple[TakenIn, Lease | None]:
        holder = self._runner.new_holder()
        taken = await turns.take_in(
            session,
            conversation_id=conversation_id,
            channel=channel,
            external_id=external_id,
            text=clean(text),
            payload=clean(payload) if payload is not None else None,
            attachment_ids=attachment_ids,
            holder=holder,
            now=self._clock(),
        )
        return taken, None if taken.snapshot is None else Lease(taken.snapshot, taken.pending, holder)

    async def _go_on(self, conversation_id: str, taken: TakenIn, lease: Lease | None) -> Taken:
        turn = None
        if lease is not None:
            turn = self._tasks.start("turn", self._runner.run(conversation_id, lease))
        if taken.new:
            await self._wakeups.publish(f"conversation:{conversation_id}")
        return Taken(conversation_id, taken.message_id, taken.new, turn)
