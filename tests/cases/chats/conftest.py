"""Scene words of the inbox: somebody waits, a colleague takes, answers, and the desk reads what there is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from cases import casefile, conversations, desk, messages
from cases.actors import Actor
from cases.chats.lists import Lists, Wish, chat_lists
from cases.models import Case, Conversation, Message
from tests.cases.story import Chat, Story


@dataclass(frozen=True, slots=True)
class Inbox:
    """Each step is a transaction of its own."""

    story: Story

    @property
    def now(self) -> datetime:
        return self.story.clock()

    async def waits(
        self,
        address: str,
        reason: str = "asked",
        *,
        county: str | None = None,
        due: timedelta | None = timedelta(minutes=30),
        said: str = "找人工",
    ) -> Chat:
        """A worker wrote and is in the queue, with the hand-over case."""
        chat = await self.story.chat(address)
        await self.writes(chat, said)
        async with self.story.database.transaction() as session:
            row = await conversations.get(session, chat.id)
            row.county = county
            due_at = self.now + due if due is not None else None
            await conversations.ask_for_person(session, chat.id, reason=reason, reply_due_at=due_at, now=self.now)
            await casefile.open_case(
                session,
                actor=chat.worker,
                kind="handoff",
                person_id=chat.person_id,
                conversation_id=chat.id,
                fields={},
                county=county,
                due_at=due_at,
                now=self.now,
            )
        return chat

    async def writes(self, chat: Chat, text: str) -> None:
        """The worker writes, and the turn is over."""
        async with self.story.database.transaction() as session:
            count = len(await messages.inbound_of(session, chat.id))
            received = await messages.receive(
                session,
                conversation_id=chat.id,
                channel=chat.channel,
                external_id=f"{chat.id}:{count}",
                text=text,
                now=self.now,
            )
            await messages.finish(session, received.message_id, trace=None)

    async def takes(self, actor: Actor, chat: Chat) -> None:
        async with self.story.database.transaction() as session:
            await desk.take_over(session, chat.id, actor=actor, now=self.now, notice="来了。")

    async def answers(self, actor: Actor, chat: Chat, text: str = "在的。") -> None:
        async with self.story.database.transaction() as session:
            await desk.reply_as_staff(session, chat.id, actor=actor, text=text, now=self.now)

    async def sees(self, actor: Actor, **wish: object) -> Lists:
        async with self.story.database.reading() as session:
            return await chat_lists(session, actor=actor, now=self.now, wish=Wish(**wish))  # type: ignore[arg-type]

    async def row(self, chat: Chat) -> Conversation:
        async with self.story.database.reading() as session:
            return await conversations.get(session, chat.id)

    async def handoff(self, chat: Chat) -> Case | None:
        async with self.story.database.reading() as session:
            return await casefile.open_handoff(session, chat.id)

    async def transcript(self, chat: Chat, *, for_staff: bool = False) -> list[Message]:
        async with self.story.database.reading() as session:
            return await messages.transcript(session, chat.id, now=self.now, for_staff=for_staff)

    async def heard(self, chat: Chat) -> list[str]:
        """What the worker reads from us, oldest first."""
        return [m.text or "" for m in await self.transcript(chat) if m.direction == "out"]


@pytest.fixture
def inbox(story: Story) -> Inbox:
    return Inbox(story)
