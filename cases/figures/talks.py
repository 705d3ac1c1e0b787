"""Counting what workers write: every settled inbound message once, in the order of their ids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.figures import metrics, position
from cases.figures.periods import local_day
from cases.figures.runs import Runs
from cases.figures.said import Said
from cases.figures.tally import Place, Tally
from cases.models import ChannelIdentity, Conversation, Message

STUCK = timedelta(hours=1)
"""A message whose turn is not over holds the count up no longer than this; then it counts as one nobody understood."""
WITH_STAFF = "with_staff"


async def count_messages(session: AsyncSession, *, now: datetime, limit: int) -> int:
    """Count up to `limit` messages after the kept position; returns how many. The caller commits."""
    counted_to = await position.locked(session, "messages", now=now)
    said, through = await _settled(session, counted_to, now=now, limit=limit)
    tally = Tally()
    known = await _Known.look(session, said, counted_to) if said else _Known()
    runs = await Runs.of_people(session, tally, {s.person_id for s in said})
    for one in said:
        _count(one, tally, known)
        runs.step(one)
    await session.flush()
    await runs.abandon(through)
    await tally.write(session)
    # Also when nothing was new: the page tells when the figures were brought up to date last.
    await position.move(session, "messages", said[-1].id if said else counted_to, now=now)
    return len(said)


async def _settled(session: AsyncSession, counted_to: int, *, now: datetime, limit: int) -> tuple[list[Said], datetime]:
    """The messages to count, and the moment up to which nothing is missing."""
    rows = await session.execute(
        select(
            Message.id,
            Message.conversation_id,
            Message.created_at,
            Message.status,
            Message.trace,
            Conversation.person_id,
            Conversation.county,
            Conversation.channel,
            ChannelIdentity.source,
        )
        .join(Conversation, Conversation.id == Message.conversation_id)
        .join(ChannelIdentity, ChannelIdentity.id == Conversation.identity_id)
        .where(Message.id > counted_to, Message.direction == "in")
        .order_by(Message.id)
        .limit(limit)
    )
    said: list[Said] = []
    settled_to = now - position.SETTLED
    for row in rows:
        if row.created_at > settled_to or (row.status == "pending" and row.created_at > now - STUCK):
            return said, min(settled_to, row.created_at)
        kept = row.trace if isinstance(row.trace, dict) else {}
        said.append(
            Said(
                row.id,
                row.conversation_id,
                row.person_id,
                row.created_at,
                kept.get("trace") or {},
                kept.get("state") or {},
                Place.of(row.county, row.channel, row.source),
            )
        )
    return said, said[-1].at if len(said) == limit else settled_to


def _count(one: Said, tally: Tally, known: _Known) -> None:
    def add(metric: str, key: str = "") -> None:
        tally.add(one.day, metric, key, one.place)

    add(metrics.MESSAGES)
    last = known.last_talk.get(one.conversation_id)
    if last is None:
        add(metrics.CHATS)
    if last is None or local_day(last) != one.day:
        add(metrics.CHAT_DAYS)
    known.last_talk[one.conversation_id] = one.at
    if one.person_id not in known.people:
        known.people.add(one.person_id)
        add(metrics.PEOPLE)
    trace = one.trace
    kind = str(trace.get("kind") or "")
    add(metrics.KIND, kind if trace else WITH_STAFF)
    if trace.get("intent"):
        add(metrics.INTENT, str(trace["intent"]))
    if trace.get("card_id"):
        add(metrics.CARD, str(trace["card_id"]))
    if kind == "program_info" and trace.get("program"):
        add(metrics.PROGRAM, str(trace["program"]))
    if trace.get("crisis") and (one.conversation_id, one.day) not in known.crises:
        known.crises.add((one.conversation_id, one.day))
        add(metrics.CRISIS)
    if one.project and (one.person_id, one.project) not in known.aware:
        known.aware.add((one.person_id, one.project))
        add(metrics.AWARE, one.project)


@dataclass(slots=True)
class _Known:
    """What the messages counted before say about these people: nothing is counted as a first time twice."""

    last_talk: dict[str, datetime | None] = field(default_factory=dict)
    people: set[int] = field(default_factory=set)
    aware: set[tuple[int, str]] = field(default_factory=set)
    crises: set[tuple[str, date]] = field(default_factory=set)

    @classmethod
    async def look(cls, session: AsyncSession, said: Sequence[Said], counted_to: int) -> _Known:
        known = cls()
        before = (Message.direction == "in", Message.id <= counted_to)
        last = (
            select(Message.created_at)
            .where(Message.conversation_id == Conversation.id, *before)
            .order_by(Message.id.desc())
            .limit(1)
            .scalar_subquery()
        )
        chats = {one.conversation_id for one in said}
        found = await session.execute(select(Conversation.id, last).where(Conversation.id.in_(chats)))
        known.last_talk = {row[0]: row[1] for row in found}
        known.people = {one.person_id for one in said if known.last_talk.get(one.conversation_id) is not None}
        doubtful = {one.person_id for one in said} - known.people
        if doubtful:
            spoke = exists().where(Message.conversation_id == Conversation.id, *before)
            rows = select(Conversation.person_id).where(Conversation.person_id.in_(doubtful), spoke).distinct()
            known.people |= set((await session.execute(rows)).scalars())
        await known._look_at_projects(session, said, counted_to)
        await known._look_at_crises(session, said, counted_to)
        return known

    async def _look_at_projects(self, session: AsyncSession, said: Sequence[Said], counted_to: int) -> None:
        asked = {one.person_id for one in said if one.project} & self.people
        if not asked:
            return
        program, flow = (Message.trace["trace"][name].as_string() for name in ("program", "flow"))
        rows = await session.execute(
            select(Conversation.person_id, program, flow)
            .join(Message, Message.conversation_id == Conversation.id)
            .where(
                Conversation.person_id.in_(asked),
                Message.direction == "in",
                Message.id <= counted_to,
                or_(program.is_not(None), flow == metrics.PSYCH),
            )
            .distinct()
        )
        for person_id, program_id, flow_id in rows:
            self.aware.add((person_id, program_id or flow_id))

    async def _look_at_crises(self, session: AsyncSession, said: Sequence[Said], counted_to: int) -> None:
        alarmed = {one.conversation_id: one.at for one in reversed(said) if one.trace.get("crisis")}
        if not alarmed:
            return
        since = min(alarmed.values()) - timedelta(days=1)
        rows = await session.execute(
            select(Message.conversation_id, Message.created_at, Message.trace).where(
                Message.conversation_id.in_(alarmed),
                Message.direction == "in",
                Message.id <= counted_to,
                Message.created_at >= since,
            )
        )
        for chat, at, kept in rows:
            if isinstance(kept, dict) and (kept.get("trace") or {}).get("crisis"):
                self.crises.add((chat, local_day(at)))
