"""Reading behind the wall. Each call leaves its entry in the log, in the same transaction: there is no reading without one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from cases import attachments, audit, inbox
from cases.actors import Actor
from cases.errors import NotFound
from cases.inbox import Chat
from cases.models import Attachment, Message
from cases.wall.openings import READ, open_for


async def read(
    session: AsyncSession, conversation_id: str, *, actor: Actor, now: datetime, limit: int = 200
) -> tuple[Chat, datetime]:
    """The talk, what is walled included, and when the look ends. Raises NotFound unless it is open for this colleague."""
    opening = await open_for(session, actor=actor, conversation_id=conversation_id, now=now)
    if opening is None or opening.expires_at is None:
        raise NotFound(f"conversation {conversation_id[:40]}")
    chat = await inbox.read_chat(session, conversation_id, actor=actor, now=now, limit=limit, through_wall=True)
    audit.record(
        session, actor=actor, action=READ, subject=f"wall:{opening.id}", data={"chat": conversation_id}, now=now
    )
    return chat, opening.expires_at


async def file(session: AsyncSession, attachment_id: str, *, actor: Actor, now: datetime) -> Attachment:
    """A file that came with a message of the talk. Files in a case stay with who may see the case. Raises NotFound."""
    row = await attachments.get(session, attachment_id)
    message = await session.get(Message, row.message_id) if row.message_id is not None else None
    opening = await open_for(session, actor=actor, conversation_id=row.conversation_id, now=now)
    if message is None or row.case_id is not None or opening is None:
        raise NotFound(f"attachment {attachment_id[:40]}")
    audit.record(
        session,
        actor=actor,
        action="wall.file",
        subject=f"wall:{opening.id}",
        data={"chat": row.conversation_id, "file": row.id},
        now=now,
    )
    return row
