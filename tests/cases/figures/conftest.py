"""Words for a month at the desk: people write, turns are over, forms are filled in, and somebody counts."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete

from cases import conversations, feedback, messages
from cases.actors import Actor
from cases.figures import reading
from cases.figures.counting import count_all, count_new
from cases.figures.periods import Period, month_of
from cases.figures.view import View, look
from cases.models import Case, Clock
from cases.worktime import LOCAL
from tests.cases.story import Chat, Story


def local(text: str) -> datetime:
    """2026-11-03 09:30 in Baoji."""
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


@dataclass
class Month:
    """A month of the desk; the clock stands where the last thing happened."""

    story: Story
    _ids: Any = field(default_factory=itertools.count)

    def at(self, moment: str) -> None:
        self.story.clock.now = local(moment)

    async def comes(
        self, *, county: str | None = None, channel: str = "web", source: str | None = None, person: int | None = None
    ) -> Chat:
        now = self.story.clock()
        async with self.story.database.transaction() as session:
            if channel == "web":
                chat_id, _ = await conversations.open_web_conversation(
                    session, now=now, source=source, person_id=person
                )
            else:
                chat_id = await conversations.messenger_conversation(
                    session, channel=channel, address=str(next(self._ids)), now=now, source=source
                )
            row = await conversations.get(session, chat_id)
            row.county = county
            return Chat(chat_id, row.person_id, channel)

    async def says(
        self,
        chat: Chat,
        kind: str = "smalltalk",
        *,
        over: bool = True,
        stands: tuple[str, str | None, str] | None = None,
        owner: str = "bot",
        **trace: Any,
    ) -> int:
        """One message and its turn. `stands`: (flow, program, field) afterwards; `trace`: what was understood."""
        message_id = await self.story.hear(chat, "原话不进统计", f"m{next(self._ids)}")
        if over:
            flow, program, asked = stands or (None, None, None)
            state = {"owner": owner, "flow": flow, "program": program, "field": asked}
            kept = None if owner == "staff" else {"kind": kind, "ended": None, "crisis": False, **trace}
            async with self.story.database.transaction() as session:
                await messages.finish(session, message_id, trace={"trace": kept, "state": state})
        return message_id

    async def case(self, chat: Chat, kind: str, **more: Any) -> Case:
        """A case without the clocks it begins with: here every clock is set by hand."""
        case = await self.story.case(chat, kind, **more)
        async with self.story.database.transaction() as session:
            await session.execute(delete(Clock).where(Clock.case_id == case.id))
        return case

    async def fills(self, chat: Chat, program: str, *asked: str) -> None:
        """Goes through a form of a program, question by question."""
        for name in asked:
            await self.says(chat, "flow", flow="enrollment", program=program, stands=("enrollment", program, name))

    async def ends(self, chat: Chat, program: str, how: str) -> None:
        await self.says(chat, "flow", flow="enrollment", program=program, ended=how)

    async def asks_in_vain(self, chat: Chat, reason: str = "no_card", card: str | None = None) -> None:
        async with self.story.database.transaction() as session:
            await feedback.keep_question(
                session, conversation_id=chat.id, text="原话", reason=reason, card_id=card, now=self.story.clock()
            )

    async def rates(self, chat: Chat, rating: int | None) -> None:
        async with self.story.database.transaction() as session:
            await feedback.rate(
                session,
                conversation_id=chat.id,
                person_id=chat.person_id,
                rating=rating,
                text=None,
                case_id=None,
                now=self.story.clock(),
            )

    async def clock(
        self, case: Case, kind: str, started: str, *, due: str, stopped: str | None = None, late: bool = False
    ) -> None:
        async with self.story.database.transaction() as session:
            session.add(
                Clock(
                    case_id=case.id,
                    kind=kind,
                    desk="duty",
                    allowed_seconds=1800,
                    left_seconds=1800,
                    started_at=local(started),
                    since=local(started),
                    due_at=local(due),
                    stopped_at=local(stopped) if stopped else None,
                    breached=late,
                )
            )

    async def counted(self, *, after: timedelta = timedelta(minutes=2), limit: int = 500) -> int:
        return await count_all(self.story.database, now=self.story.clock.advance(after), limit=limit)

    async def count_once(self, limit: int = 500) -> int:
        async with self.story.database.transaction() as session:
            return await count_new(session, now=self.story.clock(), limit=limit)

    def view(self, period: Period | None = None, **narrower: str) -> View:
        return look(Actor.system(), period or month_of(local("2026-11-15").date()), **narrower)

    async def totals(self, *wanted: str, view: View | None = None) -> dict[str, int]:
        async with self.story.database.reading() as session:
            return await reading.totals(session, view or self.view(), *wanted)

    async def by_key(self, metric: str, *, view: View | None = None) -> dict[str, int]:
        async with self.story.database.reading() as session:
            return (await reading.by_key(session, view or self.view(), metric))[metric]


@pytest.fixture
def month(story: Story) -> Month:
    return Month(story)
