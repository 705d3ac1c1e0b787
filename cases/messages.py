"""Messages: storing what comes in exactly once, writing what goes out, and delivering it exactly once where that is possible."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from cases.models import Attachment, Conversation, Message

PAGE = 200  # messages of a transcript read at once
LOOKED_BACK = 5  # messages without buttons may follow an offer; further back nobody means it
NUMBER = re.compile(r"\d{1,2}\. ")


@dataclass(frozen=True, slots=True)
class Inbound:
    """A stored message waiting for its turn."""

    id: int
    text: str
    payload: str | None
    attachment_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Received:
    message_id: int
    new: bool


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One thing to say. Buttons are {"title", "payload"}; `due_at` in the future makes it a reminder."""

    text: str
    buttons: Sequence[dict[str, str]] = ()
    card: dict[str, Any] | None = None
    due_at: datetime | None = None
    appointment_id: int | None = None
    author: str = "bot"
    walled: bool = False

    def content(self) -> dict[str, Any] | None:
        if not self.buttons and self.card is None:
            return None
        return {"buttons": list(self.buttons), "card": self.card}


async def receive(
    session: AsyncSession,
    *,
    conversation_id: str,
    channel: str,
    external_id: str,
    text: str,
    payload: str | None = None,
    attachment_ids: Sequence[str] = (),
    now: datetime,
) -> Received:
    """Store an inbound message once: the same (channel, external id) again returns the first one's id."""
    values = {
        "conversation_id": conversation_id,
        "channel": channel,
        "external_id": external_id,
        "direction": "in",
        "author": "worker",
        "text": text,
        "payload": payload,
        "status": "pending",
        "due_at": now,
        "created_at": now,
        "walled": False,
        "attempts": 0,
    }
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    # The row lock orders this conversation's message ids by commit, so a reader that asks "after N" misses none.
    await session.execute(
        update(Conversation)
        .where(Conversation.id == conversation_id)
        .values(last_message_at=now)
        .execution_options(synchronize_session=False)
    )
    message_id = (
        await session.execute(
            insert(Message)
            .values(**values)
            .on_conflict_do_nothing(index_elements=["channel", "external_id"])
            .returning(Message.id)
        )
    ).scalar_one_or_none()
    if message_id is None:
        found = await session.execute(
            select(Message.id).where(Message.channel == channel, Message.external_id == external_id)
        )
        return Received(found.scalar_one(), new=False)
    if attachment_ids:
        await session.execute(
            update(Attachment)
            .where(
                Attachment.id.in_(attachment_ids),
                Attachment.conversation_id == conversation_id,
                Attachment.message_id.is_(None),
            )
            .values(message_id=message_id)
        )
    return Received(message_id, new=True)


async def pending(session: AsyncSession, conversation_id: str) -> list[Inbound]:
    """Inbound messages without a turn yet, oldest first."""
    rows = (
        await session.execute(
            select(Message.id, Message.text, Message.payload, Attachment.id.label("file"))
            .outerjoin(Attachment, Attachment.message_id == Message.id)
            .where(Message.conversation_id == conversation_id, Message.status == "pending")
            .order_by(Message.id, Attachment.created_at)
        )
    ).all()
    files: dict[int, list[str]] = {row.id: [] for row in rows}
    for row in rows:
        if row.file is not None:
            files[row.id].append(row.file)
    said = {row.id: row for row in rows}
    return [Inbound(r.id, r.text or "", r.payload, tuple(files[r.id])) for r in said.values()]


async def conversations_with_pending(session: AsyncSession, *, older_than: datetime, limit: int = 100) -> list[str]:
    """Conversations that have waited for a turn since before `older_than`: their worker may have died."""
    found = await session.execute(
        select(Message.conversation_id)
        .where(Message.status == "pending", Message.created_at <= older_than)
        .group_by(Message.conversation_id)
        .limit(limit)
    )
    return list(found.scalars())


async def finish(session: AsyncSession, message_id: int, *, trace: dict[str, Any] | None, walled: bool = False) -> None:
    """The turn of an inbound message is over; `trace` keeps what the channel answered beside the replies."""
    await session.execute(
        update(Message)
        .where(Message.id == message_id)
        .values(status="done", trace=trace, walled=walled)
        .execution_options(synchronize_session=False)
    )


async def say(
    session: AsyncSession,
    *,
    conversation_id: str,
    channel: str,
    outgoing: Sequence[Outgoing],
    now: datetime,
    reply_to: int | None = None,
    staff_id: int | None = None,
) -> list[int]:
    """Write outbound messages; delivery sends them after the commit. Returns their ids in order.

    What no turn says (`reply_to` None) gets its buttons numbered here, so that people may type the number (`pushed_menu`).
    The web chat fetches what is there, so what is due now counts as sent; a later one waits for `reminders.bring_due`.
    """
    rows = [
        Message(
            conversation_id=conversation_id,
            channel=channel,
            direction="out",
            author=o.author,
            staff_id=staff_id,
            text=o.text,
            content=o.content() if reply_to is not None else _numbered(o.content()),
            status="sent" if channel == "web" and (o.due_at or now) <= now else "due",
            sent_at=now if channel == "web" and (o.due_at or now) <= now else None,
            reply_to=reply_to,
            appointment_id=o.appointment_id,
            due_at=o.due_at or now,
            created_at=now,
            walled=o.walled,
        )
        for o in outgoing
    ]
    session.add_all(rows)
    await session.flush()
    return [row.id for row in rows]


def _numbered(content: dict[str, Any] | None) -> dict[str, Any] | None:
    if content is None or any(NUMBER.match(button["title"]) for button in content["buttons"]):
        return content
    buttons = [{**b, "title": f"{n}. {b['title']}"} for n, b in enumerate(content["buttons"], 1)]
    return {**content, "buttons": buttons}


async def pushed_menu(session: AsyncSession, conversation_id: str, *, now: datetime) -> list[str] | None:
    """The payloads of the buttons a worker saw last, when they came by themselves (an offer, a question of ours) after the
    last answer of a turn; None when the last turn's own menu is what a typed number means."""
    newest = await session.execute(
        select(Message.reply_to, Message.content)
        .where(
            Message.conversation_id == conversation_id,
            Message.direction == "out",
            Message.status.in_(("due", "sending", "sent")),
            Message.due_at <= now,
        )
        .order_by(Message.id.desc())
        .limit(LOOKED_BACK)
    )
    for reply_to, content in newest:
        if reply_to is not None:
            return None
        if content and content.get("buttons"):
            return [str(button["payload"]) for button in content["buttons"]]
    return None


async def note(
    session: AsyncSession,
    *,
    conversation_id: str,
    channel: str,
    text: str,
    staff_id: int,
    now: datetime,
    walled: bool = False,
) -> None:
    """An internal note of staff in the transcript; never sent."""
    session.add(
        Message(
            conversation_id=conversation_id,
            channel=channel,
            direction="out",
            author="staff",
            staff_id=staff_id,
            text=text,
            status="note",
            due_at=now,
            created_at=now,
            walled=walled,
        )
    )
    await session.flush()


async def replies_to(session: AsyncSession, message_id: int) -> list[Message]:
    """What the turn of this inbound message said at once (reminders for later are left out)."""
    rows = await session.execute(
        select(Message).where(Message.reply_to == message_id, Message.due_at <= Message.created_at).order_by(Message.id)
    )
    return list(rows.scalars())


async def get(session: AsyncSession, message_id: int) -> Message | None:
    return await session.get(Message, message_id)


async def inbound_of(session: AsyncSession, conversation_id: str) -> list[Message]:
    """Everything a worker sent in a chat, oldest first, with the channel's own ids."""
    rows = await session.execute(
        select(Message)
        .where(Message.conversation_id == conversation_id, Message.direction == "in")
        .order_by(Message.id)
    )
    return list(rows.scalars())


async def transcript(
    session: AsyncSession,
    conversation_id: str,
    *,
    now: datetime,
    after: int = 0,
    limit: int = PAGE,
    for_staff: bool = False,
) -> list[Message]:
    """Messages of a chat with ids above `after`, oldest first; without `after`, the newest `limit`.

    What is not due yet, was cancelled, or is an internal note is not for the worker.
    """
    query = select(Message).where(
        Message.conversation_id == conversation_id, Message.due_at <= now, Message.status != "cancelled"
    )
    if not for_staff:
        # A reminder of the web chat shows once `reminders.bring_due` has given it its place at the end.
        query = query.where(Message.status != "note", or_(Message.channel != "web", Message.status != "due"))
    if after:
        rows = (await session.execute(query.where(Message.id > after).order_by(Message.id).limit(limit))).scalars()
        return list(rows)
    newest = (await session.execute(query.order_by(Message.id.desc()).limit(limit))).scalars()
    return list(reversed(list(newest)))
