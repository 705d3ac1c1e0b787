"""Words for calendar stories: a lawyer with a week of times, somebody who has booked, a colleague who changes things."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from cases import appointments, casefile, messages
from cases.actors import Actor
from cases.calendars import changes
from cases.calendars.changes import Affected, Proposal
from cases.calendars.consultants import Settings
from cases.calendars.notices import Wording
from cases.calendars.offers import OfferWords
from cases.calendars.week import Exceptional
from cases.models import Case, Consultant, Slot
from cases.worktime import LOCAL, WorkCalendar
from tests.cases.story import Chat, Story

WAYS = {"phone": "电话", "in_person": "当面", "video": "视频"}
WORDS = Wording(
    moved="挪了 {number} {was} → {when} {consultant} {way}",
    cancelled="取消 {number} {was}",
    booked="约好 {number} {when} {consultant} {way}",
    missed="没等到您 {number} {was}",
    choose="；可选",
    change="；可换",
    none_left="；没有空档",
    at_place="；地点 {place}",
    reminder_day="明天 {when} {way}",
    reminder_hours="今天 {when} {way}",
    human="找真人",
    ways=WAYS,
)
OFFER = OfferWords(
    offer="空出来了 {when} {consultant} {way}，留到 {until}",
    lapsed="没等到回话",
    accept="要",
    decline="不合适",
    leave="不排了",
    again="接着排",
    ways=WAYS,
)
WEEK = {"mon": ["09:00-11:30"], "tue": ["14:30-16:00"], "wed": ["09:00-10:00"]}


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


def said(at: datetime) -> str:
    return f"{at.astimezone(LOCAL):%m-%d %H:%M}"


@dataclass(frozen=True)
class Calendars:
    """The story's calendars; each step is a transaction of its own."""

    story: Story
    calendar: WorkCalendar

    async def lawyer(self, name: str = "lawyer", *, weekly: Any = None, **more: Any) -> str:
        """A consultant with four weeks of times."""
        columns = {key: more.pop(key) for key in ("capacity", "buffer_minutes", "staff_id") if key in more}
        await self.story.consultant(name, weekly=WEEK if weekly is None else weekly, **more)
        async with self.story.database.transaction() as session:
            row = await session.get_one(Consultant, name)
            for key, value in columns.items():
                setattr(row, key, value)
            await appointments.make_slots(
                session, calendar=self.calendar, first=self.story.clock().astimezone(LOCAL).date(), days=28
            )
        return name

    async def slot(self, consultant: str, at: str) -> int:
        """The id of the time that starts then (local)."""
        async with self.story.database.reading() as session:
            found = await session.execute(
                select(Slot.id).where(Slot.consultant_id == consultant, Slot.starts_at == local(at))
            )
            return found.scalar_one()

    async def times(self, consultant: str = "lawyer", *, closed: bool = False) -> list[str]:
        async with self.story.database.reading() as session:
            rows = await session.execute(
                select(Slot.starts_at)
                .where(Slot.consultant_id == consultant, Slot.closed == closed)
                .order_by(Slot.starts_at)
            )
            return [said(at) for at in rows.scalars()]

    async def booked(self, address: str, slot_id: int, **more: Any) -> tuple[Chat, Case]:
        """Somebody in a web chat has booked this time by telephone."""
        chat = await self.story.chat(address, channel="web")
        case = await self.story.case(chat, status="scheduled", **more)
        await self.story.book(case, slot_id)
        return chat, case

    async def settings(self, consultant: str = "lawyer", **changed: Any) -> Settings:
        async with self.story.database.reading() as session:
            return replace(Settings.of(await session.get_one(Consultant, consultant)), **changed)

    async def preview(self, proposal: Proposal, actor: Actor, consultant: str = "lawyer") -> list[Affected]:
        async with self.story.database.reading() as session:
            return await changes.preview(
                session, consultant, proposal, actor=actor, now=self.story.clock(), calendar=self.calendar
            )

    async def apply(
        self,
        proposal: Proposal,
        actor: Actor,
        consultant: str = "lawyer",
        *,
        seen: Sequence[int] | None = None,
        choices: dict[int, int] | None = None,
    ) -> list[str]:
        if seen is None:
            seen = [a.appointment_id for a in await self.preview(proposal, actor, consultant)]
        async with self.story.database.transaction() as session:
            return await changes.apply(
                session,
                consultant,
                proposal,
                actor=actor,
                now=self.story.clock(),
                calendar=self.calendar,
                words=WORDS,
                seen=frozenset(seen),
                choices=choices,
            )

    async def heard(self, chat: Chat) -> list[tuple[str, list[str]]]:
        """What the worker reads, each with its buttons' payloads."""
        async with self.story.database.reading() as session:
            rows = await messages.transcript(session, chat.id, now=self.story.clock())
        return [
            (m.text or "", [b["payload"] for b in (m.content or {}).get("buttons", [])])
            for m in rows
            if m.direction == "out"
        ]

    async def time_of(self, case: Case) -> str | None:
        async with self.story.database.reading() as session:
            found = await appointments.booking_of(session, case.id)
            return None if found is None else said(found[1].starts_at)

    async def events(self, case: Case) -> list[str]:
        async with self.story.database.reading() as session:
            return [e.kind for e in await casefile.events(session, case.id)]


def leave(first: str, last: str | None = None) -> Proposal:
    return Proposal(add=Exceptional("leave", date.fromisoformat(first), date.fromisoformat(last or first)))


@pytest.fixture
def calendars(story: Story, calendar: WorkCalendar) -> Calendars:
    return Calendars(story, calendar)


@pytest.fixture
async def duty(story: Story) -> Actor:
    return await story.colleague(("duty", None))
