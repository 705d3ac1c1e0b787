"""A rule colleagues set on one chat: with a label that escalates (labels.yml) it goes to a person when its worker writes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from cases import casefile, conversations
from cases.actors import Actor
from cases.chats.labels import load_labels
from cases.chats.returning import AT_ONCE, load_timer, working_time
from cases.models import ChatLabel, Conversation, Message
from cases.worktime import WorkCalendar

REASON = "rule"


async def escalate_labelled(session: AsyncSession, now: datetime, *, calendar: WorkCalendar | None = None) -> list[str]:
    """Queue the chats with an escalating label in which the worker wrote after it was put on and after colleagues last
    spoke. Returns their ids, to be woken after the commit with `queue`. The promised time is that of returning.yml."""
    keys = [label.key for label in load_labels().values() if label.escalates]
    theirs, ours = aliased(Message), aliased(Message)
    answered = exists().where(
        ours.conversation_id == Conversation.id, ours.author == "staff", ours.status != "note", ours.id > theirs.id
    )
    rows = await session.execute(
        select(Conversation.id)
        .join(ChatLabel, ChatLabel.conversation_id == Conversation.id)
        .where(
            Conversation.owner == "bot",
            ChatLabel.label.in_(keys),
            exists().where(
                theirs.conversation_id == Conversation.id,
                theirs.author == "worker",
                theirs.created_at > ChatLabel.at,
                ~answered,
            ),
        )
        .distinct()
        .limit(AT_ONCE)
    )
    due_at = (calendar or working_time()).add(now, load_timer().answer)
    queued = []
    for chat in rows.scalars().all():
        if not await conversations.ask_for_person(session, chat, reason=REASON, reply_due_at=due_at, now=now):
            continue
        row = await conversations.get(session, chat)
        if await casefile.open_handoff(session, chat) is None:
            await casefile.open_case(
                session,
                actor=Actor.system(),
                kind="handoff",
                person_id=row.person_id,
                conversation_id=chat,
                fields={"reason": {"label": "原因", "value": REASON, "display": "同事设定"}},
                county=row.county,
                due_at=due_at,
                now=now,
            )
        queued.append(chat)
    return queued
