"""The return timer: a chat whose owner stays silent goes back to the queue, so that nobody waits for one absent colleague."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import yaml
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases import casefile, conversations
from cases.actors import Actor
from cases.chats.notes import leave_note
from cases.inbox import is_counselling
from cases.models import Conversation, Message, Staff
from cases.worktime import WorkCalendar

TIMER_FILE = Path(__file__).with_name("returning.yml")
AT_ONCE = 200  # chats looked at in one round


@dataclass(frozen=True, slots=True)
class Timer:
    """`silent`: working time after which a chat goes back. `answer`: working time the next colleague has."""

    silent: timedelta
    answer: timedelta
    note: str


@cache  # the file is part of the release
def load_timer(path: Path = TIMER_FILE) -> Timer:
    raw = yaml.safe_load(path.read_text("utf-8"))
    return Timer(timedelta(minutes=raw["silent_minutes"]), timedelta(minutes=raw["answer_minutes"]), raw["note"])


@cache
def working_time() -> WorkCalendar:
    """The calendar by which silence and promises of the inbox are counted."""
    return WorkCalendar.load()


async def return_silent(session: AsyncSession, now: datetime, *, calendar: WorkCalendar | None = None) -> list[str]:
    """Give chats of silent owners back to the queue; returns their ids, to be woken after the commit with `queue`.

    Silent: the worker's last message has no answer, and for `silent_minutes` of working time (returning.yml) neither did the
    owner do anything in the chat (take it, answer, note, write a draft) nor the worker write more. The chat keeps its
    reason, its first waiting time and its wall; the hand-over case stays open, without a colleague.
    """
    timer, calendar = load_timer(), calendar or working_time()
    last = (
        select(Message.id)
        .where(
            Message.conversation_id == Conversation.id,
            Message.status.not_in(("note", "cancelled")),
            Message.author.in_(("worker", "staff")),
        )
        .order_by(Message.id.desc())
        .limit(1)
        .correlate(Conversation)
        .scalar_subquery()
    )
    rows = await session.execute(
        select(Conversation.id, Message.created_at)
        .join(Message, Message.id == last)
        .where(
            Conversation.owner == "staff",
            Message.author == "worker",
            # No working time is longer than the time on the wall, so this rules out most of them in the database.
            func.coalesce(Conversation.owner_active_at, Conversation.waiting_since) <= now - timer.silent,
        )
        .order_by(Conversation.waiting_since)
        .limit(AT_ONCE)
    )
    given_back = []
    for chat, written_at in rows.all():
        row = await conversations.locked(session, chat)
        active_at = row.owner_active_at or row.waiting_since
        if row.owner != "staff" or active_at is None:
            continue
        since = max(active_at, written_at)
        if calendar.add(since, timer.silent) > now:
            continue
        await _give_back(session, row, timer, due_at=calendar.add(now, timer.answer), now=now)
        given_back.append(chat)
    return given_back


async def _give_back(
    session: AsyncSession, row: Conversation, timer: Timer, *, due_at: datetime, now: datetime
) -> None:
    owner = await session.get(Staff, row.owner_staff_id)
    minutes = int(timer.silent.total_seconds() // 60)
    text = timer.note.format(name=owner.name if owner else "", minutes=minutes)
    row.owner, row.owner_staff_id, row.owner_active_at = "queue", None, None
    row.reply_due_at = row.reply_due_at or due_at  # a promise that was not kept yet stays as it was
    await leave_note(session, row, text, actor=Actor.system(), now=now, walled=is_counselling(row))
    case = await casefile.open_handoff(session, row.id)
    if case is not None:
        case.assigned_to = None
        data = {"staff": owner.id if owner else None}
        casefile.record(session, case, actor=Actor.system(), kind="chat_returned", data=data, now=now)
    await session.flush()
