"""What staff read of chats: who waits, who has whom, and the transcript as far as this colleague may see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from cases import attachments, conversations, messages
from cases.access import CITY, WALLED_KINDS, reads_walled, sees_case, sees_conversation
from cases.actors import Actor
from cases.errors import NotFound
from cases.models import Case, Conversation, Message, Person, Staff


@dataclass(frozen=True, slots=True)
class ChatCard:
    """One chat in a list. `owner`: bot | queue | staff. `last_…` is the newest message, in the queue the worker's newest.
    `last_text` is None when hidden, erased or empty; `last_author` then still tells who spoke. `last_hidden` means:
    behind the counselling wall."""

    id: str
    name: str | None
    channel: str
    county: str | None
    owner: str
    owner_id: int | None
    owner_name: str | None
    waiting_since: datetime | None
    waiting_reason: str | None
    reply_due_at: datetime | None
    last_author: str | None
    last_text: str | None
    last_hidden: bool
    last_at: datetime | None

    @property
    def in_danger(self) -> bool:
        return self.waiting_reason == "crisis"


@dataclass(frozen=True, slots=True)
class File:
    id: str
    name: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Line:
    """One message as this colleague may see it. `author`: worker | bot | staff | system. `status` as in the messages table;
    `note` marks an internal note. `hidden`: behind the counselling wall (no text, no files). `text` None otherwise: erased."""

    id: int
    author: str
    author_name: str | None
    text: str | None
    hidden: bool
    status: str
    buttons: tuple[str, ...]
    files: tuple[File, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class CaseLine:
    number: str
    kind: str
    program_id: str | None
    status: str


@dataclass(frozen=True, slots=True)
class Chat:
    """`more`: there are older messages than these. `cases`: the chat's cases this colleague may open, newest first."""

    card: ChatCard
    lines: tuple[Line, ...]
    more: bool
    cases: tuple[CaseLine, ...]


async def attended_chats(session: AsyncSession, *, actor: Actor, now: datetime, limit: int = 300) -> list[ChatCard]:
    """All chats a person should attend to: waiting ones (danger first, then longest waiting), then those colleagues have."""
    rows = (
        await session.execute(
            select(Conversation)
            .where(Conversation.owner.in_(("queue", "staff")), _in_reach(actor))
            .order_by(
                Conversation.owner != "queue",
                func.coalesce(Conversation.waiting_reason, "") != "crisis",
                Conversation.waiting_since,
            )
            .limit(limit)
        )
    ).scalars()
    seen = [row for row in rows if sees_conversation(actor, row)]
    return await _cards(session, seen, actor=actor, now=now)


def _in_reach(actor: Actor) -> ColumnElement[bool]:
    """The counties of the actor, so that a busy city does not push theirs off the list; access.py decides in the end."""
    scopes = {scope for _, scope in actor.roles}
    return true() if scopes & {None, CITY} else Conversation.county.in_(scopes)


async def read_chat(
    session: AsyncSession, conversation_id: str, *, actor: Actor, now: datetime, limit: int = 100
) -> Chat:
    """The newest `limit` messages of a chat. NotFound also when the chat is not the actor's to see."""
    row = await conversations.get(session, conversation_id)
    if not sees_conversation(actor, row):
        raise NotFound(f"conversation {conversation_id}")
    said = await messages.transcript(session, conversation_id, now=now, limit=limit + 1, for_staff=True)
    shown = said[-limit:]
    names = await _staff_names(session, {m.staff_id for m in shown})
    files: dict[int | None, list[File]] = {}
    for file_id, message_id, name, media_type, size in await attachments.of_conversation(session, conversation_id):
        files.setdefault(message_id, []).append(File(file_id, name, media_type, size))
    lines = tuple(_line(m, actor, names, files.get(m.id, ())) for m in shown)
    [card] = await _cards(session, [row], actor=actor, now=now)
    found = (
        await session.execute(select(Case).where(Case.conversation_id == conversation_id).order_by(Case.id.desc()))
    ).scalars()
    cases = tuple(CaseLine(c.number, c.kind, c.program_id, c.status) for c in found if sees_case(actor, c))
    return Chat(card, lines, len(said) > limit, cases)


def _line(message: Message, actor: Actor, names: dict[int, str], files: Sequence[File]) -> Line:
    hidden = message.walled and not reads_walled(actor)
    buttons = [] if hidden else (message.content or {}).get("buttons", [])
    return Line(
        id=message.id,
        author=message.author,
        author_name=names.get(message.staff_id or 0),
        text=None if hidden else message.text,
        hidden=hidden,
        status=message.status,
        buttons=tuple(str(b["title"]) for b in buttons),
        files=() if hidden else tuple(files),
        at=message.created_at,
    )


async def _cards(session: AsyncSession, rows: Sequence[Conversation], *, actor: Actor, now: datetime) -> list[ChatCard]:
    if not rows:
        return []
    people = await session.execute(select(Person.id, Person.name).where(Person.id.in_({r.person_id for r in rows})))
    names = {row.id: row.name for row in people}
    staff_names = await _staff_names(session, {r.owner_staff_id for r in rows})
    newest = (
        select(func.max(Message.id))
        .where(
            Message.conversation_id.in_([r.id for r in rows]),
            Message.status.not_in(("note", "cancelled")),
            Message.due_at <= now,
            # Who waits is judged by their own words, not by the assistant's answer to them.
            or_(Message.author == "worker", Message.conversation_id.not_in([r.id for r in rows if r.owner == "queue"])),
        )
        .group_by(Message.conversation_id)
    )
    last = {
        m.conversation_id: m for m in (await session.execute(select(Message).where(Message.id.in_(newest)))).scalars()
    }
    return [_card(r, names.get(r.person_id), staff_names, last.get(r.id), actor) for r in rows]


def _card(
    row: Conversation, name: str | None, staff_names: dict[int, str], last: Message | None, actor: Actor
) -> ChatCard:
    hidden = last is not None and last.walled and not reads_walled(actor)
    return ChatCard(
        id=row.id,
        name=name,
        channel=row.channel,
        county=row.county,
        owner=row.owner,
        owner_id=row.owner_staff_id,
        owner_name=staff_names.get(row.owner_staff_id or 0),
        waiting_since=row.waiting_since,
        waiting_reason=row.waiting_reason,
        reply_due_at=row.reply_due_at,
        last_author=last.author if last else None,
        last_text=last.text if last and not hidden else None,
        last_hidden=hidden,
        last_at=last.created_at if last else None,
    )


async def _staff_names(session: AsyncSession, ids: set[int | None]) -> dict[int, str]:
    wanted = [i for i in ids if i is not None]
    if not wanted:
        return {}
    found = await session.execute(select(Staff.id, Staff.name).where(Staff.id.in_(wanted)))
    return {row.id: row.name for row in found}


def is_counselling(conversation: Conversation) -> bool:
    """Does this chat wait for, or talk with, a counsellor right now?"""
    return conversation.waiting_reason == "psych"


def walled_kind(case: Case) -> bool:
    return case.kind in WALLED_KINDS


def answers_of(case: Case) -> list[tuple[str, str, Any]]:
    """(label, what people read, value) of a case's form, in its order."""
    return [(f.get("label", key), str(f.get("display") or ""), f.get("value")) for key, f in case.fields.items()]
