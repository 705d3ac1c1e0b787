"""People, chats and cases for the stories: made through the same verbs the programs use."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cases import appointments, attachments, casefile, conversations, messages, people, programs, staff
from cases.actors import Actor
from cases.appointments import make_slots, save_consultants
from cases.database import Database
from cases.messages import Outgoing
from cases.worktime import LOCAL, WorkCalendar

PASSWORD = "gonghui-2026"
# The smallest PNG there is: one red point.
PHOTO = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108020000009077"
    "53de0000000c4944415408d76378a6a50500030e014c3ccf1e580000000049454e44ae426082"
)


@dataclass(frozen=True, slots=True)
class Chat:
    id: str
    person_id: int
    token: str


class World:
    """`now` is when things happen unless a story says how long ago."""

    def __init__(self, database: Database, now: datetime) -> None:
        self.database = database
        self.now = now

    async def colleague(self, login: str, name: str, *roles: tuple[str, str | None]) -> Actor:
        async with self.database.transaction() as session:
            staff_id = await staff.add(session, login=login, name=name, password=PASSWORD, roles=roles, now=self.now)
            return await staff.actor(session, staff_id)

    async def programs(self, *documents: Mapping[str, Any]) -> None:
        async with self.database.transaction() as session:
            await programs.load(session, documents, now=self.now)

    async def chat(
        self,
        name: str | None = None,
        *,
        county: str | None = None,
        said: Sequence[tuple[str, str]] = (),
        ago: timedelta = timedelta(minutes=10),
        walled: bool = False,
    ) -> Chat:
        """`said`: (worker | bot, text) in order, a few seconds apart."""
        at = self.now - ago
        async with self.database.transaction() as session:
            chat_id, token = await conversations.open_web_conversation(session, now=at)
            row = await conversations.get(session, chat_id)
            row.county = county
            if name:
                await people.learn(session, row.person_id, self.database.keyring, name=name, county=county)
            person_id = row.person_id
        chat = Chat(chat_id, person_id, token)
        for n, (author, text) in enumerate(said):
            moment = min(at + timedelta(seconds=20 * n), self.now)
            if author == "worker":
                await self.says(chat, text, at=moment, walled=walled)
            else:
                async with self.database.transaction() as session:
                    await messages.say(
                        session,
                        conversation_id=chat_id,
                        channel="web",
                        outgoing=[Outgoing(text, walled=walled)],
                        now=moment,
                    )
        return chat

    async def says(
        self, chat: Chat, text: str, *, at: datetime | None = None, walled: bool = False, files: Sequence[str] = ()
    ) -> int:
        """The worker writes, and the turn is over."""
        async with self.database.transaction() as session:
            received = await messages.receive(
                session,
                conversation_id=chat.id,
                channel="web",
                external_id=secrets.token_hex(8),
                text=text,
                attachment_ids=files,
                now=at or self.now,
            )
            await messages.finish(session, received.message_id, trace=None, walled=walled)
        return received.message_id

    async def sends_file(self, chat: Chat, name: str = "工资条.png", *, walled: bool = False) -> str:
        async with self.database.transaction() as session:
            file_id = await attachments.keep(session, conversation_id=chat.id, name=name, content=PHOTO, now=self.now)
        await self.says(chat, "", files=[file_id], walled=walled)
        return file_id

    async def asks_for_person(
        self, chat: Chat, reason: str = "asked", *, ago: timedelta = timedelta(minutes=5), due: timedelta | None = None
    ) -> str:
        """The chat joins the queue, with its hand-over case. Returns the case number."""
        at = self.now - ago
        async with self.database.transaction() as session:
            row = await conversations.get(session, chat.id)
            due_at = self.now + due if due is not None else None
            await conversations.ask_for_person(session, chat.id, reason=reason, reply_due_at=due_at, now=at)
            case, _ = await casefile.open_case(
                session,
                actor=Actor.worker(chat.person_id),
                kind="handoff",
                person_id=chat.person_id,
                conversation_id=chat.id,
                fields={"reason": {"label": "原因", "value": reason, "display": reason}},
                county=row.county,
                due_at=due_at,
                now=at,
            )
            return case.number

    async def applies(
        self,
        chat: Chat,
        kind: str = "legal_consultation",
        fields: Mapping[str, tuple[str, Any, str]] | None = None,
        *,
        program: str | None = None,
        county: str | None = None,
        due: timedelta | None = timedelta(days=3),
        ago: timedelta = timedelta(hours=3),
        files: Sequence[str] = (),
    ) -> str:
        """A case of this worker; `fields`: key → (label, value, display). Returns its number."""
        at = self.now - ago
        answers = {k: {"label": a, "value": v, "display": d} for k, (a, v, d) in (fields or {}).items()}
        async with self.database.transaction() as session:
            case, _ = await casefile.open_case(
                session,
                actor=Actor.worker(chat.person_id),
                kind=kind,
                program_id=program,
                person_id=chat.person_id,
                conversation_id=chat.id,
                fields=answers,
                county=county,
                due_at=self.now + due if due else None,
                now=at,
            )
            if files:
                await casefile.add_attachments(session, case, files, now=at)
            return case.number

    async def books(self, number: str, *, way: str = "in_person") -> None:
        """The next free time of an example lawyer, for this case."""
        consultant = {
            "id": "example-lawyer",
            "name": "示例律师",
            "kind": "public_interest",
            "county": "610302",
            "ways": ["in_person", "phone"],
            "place": "渭滨区职工服务中心（示例）",
            "weekly": {d: ["09:00-11:30"] for d in ("mon", "tue", "wed", "thu", "fri")},
            "minutes": 30,
        }
        async with self.database.transaction() as session:
            await save_consultants(session, [consultant])
            today = self.now.astimezone(LOCAL).date()
            await make_slots(session, calendar=WorkCalendar.load(), first=today, days=14)
            slots = await appointments.free_slots(
                session, service="legal_consultation", now=self.now + timedelta(days=1)
            )
            case = await casefile.by_number(session, number, actor=Actor.system())
            await appointments.book_slot(
                session, case=case, slot_id=slots[0].id, way=way, actor=Actor.worker(case.person_id), now=self.now
            )
            await casefile.change_status(
                session, case, actor=Actor.worker(case.person_id), status="scheduled", now=self.now
            )

    async def heard(self, chat: Chat) -> list[str]:
        """What the worker reads from us, oldest first."""
        async with self.database.reading() as session:
            found = await messages.transcript(session, chat.id, now=self.now + timedelta(days=1))
        return [m.text or "" for m in found if m.direction == "out"]

    async def owner(self, chat: Chat) -> str:
        async with self.database.reading() as session:
            return await conversations.owner_of(session, chat.id)

    async def case_status(self, number: str) -> str:
        async with self.database.reading() as session:
            return (await casefile.by_number(session, number, actor=Actor.system())).status

    async def case_events(self, number: str) -> list[str]:
        async with self.database.reading() as session:
            case = await casefile.by_number(session, number, actor=Actor.system())
            return [event.kind for event in await casefile.events(session, case.id)]
