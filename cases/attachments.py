"""Photos and documents: what is taken, and how it is kept."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases import casefile
from cases.access import WALLED_KINDS, reads_walled, sees_case, sees_conversation
from cases.actors import Actor
from cases.errors import CasesError, NotFound
from cases.models import Attachment, Case, CaseEvent, Conversation, Message

MAX_BYTES = 10 * 1024 * 1024
MAX_PER_CONVERSATION = 50
# What staff can open without risk, by the first bytes of the file: the claimed type is not believed.
SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
)


class BadAttachment(CasesError):
    message = "这个文件收不了，请发照片（JPG、PNG）或 PDF，10 MB 以内。"


class TooLarge(BadAttachment):
    message = "文件太大了，请发 10 MB 以内的照片或 PDF。"


class WrongType(BadAttachment):
    message = "只能收照片（JPG、PNG、GIF、WebP）和 PDF，您可以拍张照片发过来。"


def media_type(content: bytes) -> str | None:
    """The type the bytes themselves show, or None for a kind we do not take."""
    for signature, kind in SIGNATURES:
        if content.startswith(signature):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return None


async def keep(session: AsyncSession, *, conversation_id: str, name: str, content: bytes, now: datetime) -> str:
    """Store a file of a chat; returns its id. Raises TooLarge, WrongType, BadAttachment (too many)."""
    if len(content) > MAX_BYTES:
        raise TooLarge(f"{len(content)} bytes")
    kind = media_type(content)
    if kind is None:
        raise WrongType(f"first bytes {content[:8]!r}")
    # Several photos arrive at once: their counting queues for the chat's row, or all would see room.
    await session.execute(select(Conversation.id).where(Conversation.id == conversation_id).with_for_update())
    held = (
        await session.execute(
            select(func.count()).select_from(Attachment).where(Attachment.conversation_id == conversation_id)
        )
    ).scalar_one()
    if held >= MAX_PER_CONVERSATION:
        raise BadAttachment("too many files", message="这个对话里的文件已经很多了，请联系工作人员。")
    attachment_id = uuid.uuid4().hex
    session.add(
        Attachment(
            id=attachment_id,
            conversation_id=conversation_id,
            name=name[:120] or "文件",
            media_type=kind,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            content=content,
            created_at=now,
        )
    )
    await session.flush()
    return attachment_id


async def owned(session: AsyncSession, conversation_id: str, attachment_ids: Sequence[str]) -> bool:
    """Do all these files belong to this chat? A repeated request may name files its first try has used already."""
    if not attachment_ids:
        return True
    found = await session.execute(
        select(func.count())
        .select_from(Attachment)
        .where(
            Attachment.id.in_(attachment_ids),
            Attachment.conversation_id == conversation_id,
        )
    )
    return int(found.scalar_one()) == len(set(attachment_ids))


async def of_conversation(session: AsyncSession, conversation_id: str) -> list[tuple[str, int | None, str, str, int]]:
    """(id, message id, name, media type, size) of a chat's files, without their content."""
    a = Attachment
    rows = await session.execute(
        select(a.id, a.message_id, a.name, a.media_type, a.size)
        .where(a.conversation_id == conversation_id)
        .order_by(a.created_at)
    )
    return [tuple(row) for row in rows.all()]  # type: ignore[misc]


async def for_staff(session: AsyncSession, attachment_id: str, *, actor: Actor) -> Attachment:
    """A file for a colleague who may see the case it is filed in, or the message it came with. Raises NotFound."""
    row = await get(session, attachment_id)
    if row.case_id is not None:
        case = await session.get(Case, row.case_id)
        if case is not None and sees_case(actor, case):
            return row
        if case is None or case.kind in WALLED_KINDS:
            raise NotFound(f"attachment {attachment_id}")
    if row.message_id is not None:
        message = await session.get(Message, row.message_id)
        chat = await session.get(Conversation, row.conversation_id)
        if message and chat and sees_conversation(actor, chat) and (not message.walled or reads_walled(actor)):
            return row
    raise NotFound(f"attachment {attachment_id}")


async def record_refusal(session: AsyncSession, attachment_id: str, *, actor: Actor, now: datetime) -> bool:
    """Somebody asked for a paper of a case that is not theirs: an event of that case. False when it is in no case."""
    case_id = (
        await session.execute(select(Attachment.case_id).where(Attachment.id == attachment_id))
    ).scalar_one_or_none()
    case = await session.get(Case, case_id) if case_id is not None else None
    if case is not None:
        data = {"what": "file", "file": attachment_id}
        casefile.record(session, case, actor=actor, kind="view_refused", data=data, now=now)
        await session.flush()
    return case is not None


async def record_look(session: AsyncSession, case_id: int, attachment_id: str, *, actor: Actor, now: datetime) -> None:
    """Somebody opened a paper of a case: an event, once an hour and colleague, since pages show papers again and again."""
    seen = await session.execute(
        select(CaseEvent.data).where(
            CaseEvent.case_id == case_id,
            CaseEvent.kind == "file_viewed",
            CaseEvent.actor_id == actor.id,
            CaseEvent.at > now - timedelta(hours=1),
        )
    )
    case = await session.get(Case, case_id)
    if case is not None and all(data.get("file") != attachment_id for data in seen.scalars()):
        casefile.record(session, case, actor=actor, kind="file_viewed", data={"file": attachment_id}, now=now)


async def get(session: AsyncSession, attachment_id: str) -> Attachment:
    row = await session.get(Attachment, attachment_id)
    if row is None:
        raise NotFound(f"attachment {attachment_id}")
    return row
