"""Short words for setting a scene: somebody writes, a lawyer has times, a program has places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cases import appointments, casefile, conversations, messages, programs
from cases.actors import Actor
from cases.database import Database
from cases.messages import Outgoing
from cases.models import Appointment, Case, Consultant, Slot, Staff, StaffRole
from tests.conftest import Clock

PHONE = "13891712345"
ID_NUMBER = "610302198805120017"


@dataclass(frozen=True, slots=True)
class Chat:
    id: str
    person_id: int
    channel: str

    @property
    def worker(self) -> Actor:
        return Actor.worker(self.person_id)


@dataclass(frozen=True, slots=True)
class Story:
    """Each step is a transaction of its own, as in life."""

    database: Database
    clock: Clock

    async def chat(self, address: str = "10001", *, channel: str = "telegram") -> Chat:
        async with self.database.transaction() as session:
            if channel == "web":
                chat_id, _ = await conversations.open_web_conversation(session, now=self.clock())
            else:
                chat_id = await conversations.messenger_conversation(
                    session, channel=channel, address=address, now=self.clock()
                )
            return Chat(chat_id, (await conversations.get(session, chat_id)).person_id, channel)

    async def case(self, chat: Chat, kind: str = "legal_consultation", **more: Any) -> Case:
        async with self.database.transaction() as session:
            case, _ = await casefile.open_case(
                session,
                actor=more.pop("actor", chat.worker),
                kind=kind,
                person_id=chat.person_id,
                conversation_id=chat.id,
                fields=more.pop("fields", {}),
                now=self.clock(),
                **more,
            )
            return case

    async def move(self, case: Case, *steps: str, actor: Actor | None = None) -> None:
        for status in steps:
            async with self.database.transaction() as session:
                row = await casefile.locked(session, case.number, actor=Actor.system())
                await casefile.change_status(
                    session, row, actor=actor or Actor.system(), status=status, now=self.clock()
                )

    async def read(self, case: Case) -> Case:
        async with self.database.reading() as session:
            return await casefile.by_number(session, case.number, actor=Actor.system())

    async def consultant(
        self,
        name: str = "lawyer",
        *,
        kind: str = "government",
        county: str = "610300",
        ways: Sequence[str] = ("in_person", "phone"),
        weekly: Mapping[str, Sequence[str]] | None = None,
        minutes: int = 30,
    ) -> str:
        async with self.database.transaction() as session:
            session.add(
                Consultant(
                    id=name,
                    name=f"示例{name}",
                    kind=kind,
                    county=county,
                    ways=list(ways),
                    place="示例",
                    weekly={day: list(spans) for day, spans in (weekly or {}).items()},
                    minutes=minutes,
                )
            )
        return name

    async def slot(self, consultant: str, starts_at: datetime) -> int:
        async with self.database.transaction() as session:
            row = Slot(consultant_id=consultant, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=30))
            session.add(row)
            await session.flush()
            return row.id

    async def book(self, case: Case, slot_id: int, way: str = "phone") -> Appointment:
        async with self.database.transaction() as session:
            return await appointments.book_slot(
                session, case=case, slot_id=slot_id, way=way, actor=Actor.worker(case.person_id), now=self.clock()
            )

    async def program(self, program_id: str = "skills", *, places: int | None = None, revision: int = 1) -> str:
        async with self.database.transaction() as session:
            document = {"id": program_id, "revision": revision, "places": places}
            await programs.load(session, [document], now=self.clock())
        return program_id

    async def taken(self, program_id: str = "skills") -> int:
        async with self.database.reading() as session:
            return (await programs.get(session, program_id)).taken

    async def colleague(self, *roles: tuple[str, str | None], login: str = "zhiban") -> Actor:
        """An account nobody logs in with, so its password is not hashed."""
        async with self.database.transaction() as session:
            row = Staff(login=login, name=f"示例{login}", password_hash="-", created_at=self.clock())
            session.add(row)
            await session.flush()
            session.add_all([StaffRole(staff_id=row.id, role=role, county=county) for role, county in roles])
            return Actor("staff", row.id, row.name, frozenset(roles))

    async def say(self, chat: Chat, *texts: str, **more: Any) -> list[int]:
        async with self.database.transaction() as session:
            return await messages.say(
                session,
                conversation_id=chat.id,
                channel=chat.channel,
                outgoing=[Outgoing(text, **more) for text in texts],
                now=self.clock(),
            )

    async def hear(self, chat: Chat, text: str, external_id: str, **more: Any) -> int:
        async with self.database.transaction() as session:
            received = await messages.receive(
                session,
                conversation_id=chat.id,
                channel=chat.channel,
                external_id=external_id,
                text=text,
                now=self.clock(),
                **more,
            )
            return received.message_id
