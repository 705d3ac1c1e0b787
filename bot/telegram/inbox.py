"""Storing what came from Telegram. Once a call here returns, the update may be acknowledged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.intake import Intake
from bot.tasks import where
from cases import conversations, messages, people
from cases.attachments import BadAttachment
from cases.database import Database
from cases.messages import Outgoing
from cases.wakeups import Wakeups

CHANNEL = "telegram"


class NotStored(Exception):
    """The database did not take it: the update must not be acknowledged. str() is fit for the log."""


class Inbox:
    def __init__(self, database: Database, intake: Intake, wakeups: Wakeups, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._intake = intake
        self._wakeups = wakeups
        self._clock = clock

    async def take(
        self,
        chat_id: int,
        external_id: str,
        *,
        text: str = "",
        payload: str | None = None,
        button: str | None = None,
        files: Sequence[tuple[str, bytes]] = (),
        source: str | None = None,
    ) -> None:
        """A worker's message; its turn starts by itself. Raises NotStored, BadAttachment."""
        try:
            await self._intake.receive_from(
                channel=CHANNEL,
                address=str(chat_id),
                external_id=external_id,
                text=text,
                payload=payload,
                button=button,
                files=files,
                source=source,
            )
        except BadAttachment:
            raise
        except Exception as error:
            raise NotStored(where(error)) from error

    async def turn_down(self, chat_id: int, external_id: str, *, heard: str, answer: str) -> None:
        """Something we cannot take: the transcript says so (`heard`) and the worker reads why. Raises NotStored."""
        now = self._clock()
        try:
            async with self._database.transaction() as session:
                chat = await conversations.messenger_conversation(
                    session, channel=CHANNEL, address=str(chat_id), now=now
                )
                received = await messages.receive(
                    session, conversation_id=chat, channel=CHANNEL, external_id=external_id, text=heard, now=now
                )
                if not received.new:
                    return
                await messages.finish(session, received.message_id, trace=None)
                await messages.say(
                    session,
                    conversation_id=chat,
                    channel=CHANNEL,
                    outgoing=[Outgoing(answer, author="system")],
                    now=now,
                    reply_to=received.message_id,
                )
        except Exception as error:
            raise NotStored(where(error)) from error
        await self._wakeups.publish("outbox")
        await self._wakeups.publish(f"conversation:{chat}")

    async def set_blocked(self, chat_id: int, *, blocked: bool) -> None:
        """The person blocked us or came back. Raises NotStored."""
        try:
            async with self._database.transaction() as session:
                await people.set_blocked(
                    session,
                    channel=CHANNEL,
                    address=str(chat_id),
                    blocked_at=self._clock() if blocked else None,
                )
        except Exception as error:
            raise NotStored(where(error)) from error
