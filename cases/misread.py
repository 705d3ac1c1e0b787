"""A worker's message the assistant took for something else: staff say what it means, and the language model learns it."""

from __future__ import annotations

import re
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from cases import audit
from cases.access import sees_conversation
from cases.actors import Actor
from cases.errors import InvalidChange, NotFound
from cases.models import Conversation, Message, UnansweredQuestion
from cases.rights import require_right

REASON = "misread"
LONGEST = 2_000  # characters kept
WALLED = "心理咨询里说的话不拿去训练。"
NO_WORDS = "这条消息没有文字，没法标。"
NOT_A_MEANING = "请从列表里选一个意思。"
_LABEL = re.compile(r"[a-z][a-z_]{1,39}(/[a-z][a-z0-9_]{1,59})?")


async def mark_misread(
    session: AsyncSession, message_id: int, label: str, *, actor: Actor, now: datetime
) -> UnansweredQuestion:
    """Keep what a message means. `label`: an intent of the model, or `ask_program/<id>`, `join_program/<id>`.

    Marked again, the later meaning counts (console/corrections.py). Raises NotFound for a message that is not this
    colleague's to see; NotAllowed; InvalidChange for what was said in a counselling talk, was not said by a worker, or has
    no words.
    """
    message = await session.get(Message, message_id)
    chat = await session.get(Conversation, message.conversation_id) if message is not None else None
    if message is None or chat is None or not sees_conversation(actor, chat):
        raise NotFound(f"message {message_id}")
    require_right(actor, "misread.mark", chat.county)
    if message.walled or chat.waiting_reason == "psych":
        raise InvalidChange(f"message {message_id} is walled", message=WALLED)
    text = (message.text or "").strip()
    if message.author != "worker" or not text:
        raise InvalidChange(f"message {message_id} of {message.author}", message=NO_WORDS)
    if not _LABEL.fullmatch(label):
        raise InvalidChange(f"label {label[:80]!r}", message=NOT_A_MEANING)
    row = UnansweredQuestion(
        conversation_id=chat.id,
        text=text[:LONGEST],
        reason=REASON,
        created_at=message.created_at,
        closed_at=now,
        closed_by=actor.id,
        outcome="dismissed",
        label=label,
    )
    session.add(row)
    await session.flush()
    audit.record(
        session, actor=actor, action="misread.marked", subject=f"message:{message_id}", data={"label": label}, now=now
    )
    return row
