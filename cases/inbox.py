"""What staff read of one chat, as far as this colleague may see it: the transcript, the cases (lists: cases/chats/lists.py)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cases import attachments, conversations, messages
from cases.access import WALLED_KINDS, reads_walled, sees_case, sees_conversation
from cases.actors import Actor
from cases.chats.cards import ChatCard, as_cards, cards_query
from cases.chats.labels import labels_of
from cases.errors import NotFound
from cases.models import Case, Conversation, Message, Staff


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


async def read_chat(
    session: AsyncSession,
    conversation_id: str,
    *,
    actor: Actor,
    now: datetime,
    limit: int = 100,
    through_wall: bool = False,
) -> Chat:
    """The newest `limit` messages of a chat. NotFound also when the chat is not the actor's to see.

    `through_wall`: counselling is open to this colleague just now; for cases.wall alone, which asks and logs.
    """
    row = await conversations.get(session, conversation_id)
    if not (through_wall or sees_conversation(actor, row)):
        raise NotFound(f"conversation {conversation_id}")
    said = await messages.transcript(session, conversation_id, now=now, limit=limit + 1, for_staff=True)
    shown = said[-limit:]
    names = await _staff_names(session, {m.staff_id for m in shown})
    files: dict[int | None, list[File]] = {}
    for file_id, message_id, name, media_type, size in await attachments.of_conversation(session, conversation_id):
        files.setdefault(message_id, []).append(File(file_id, name, media_type, size))
    inside = through_wall or reads_walled(actor)
    lines = tuple(_line(m, inside, names, files.get(m.id, ())) for m in shown)
    found_card = (
        await session.execute(cards_query(now, by_worker=row.owner == "queue").where(Conversation.id == row.id))
    ).all()
    [card] = as_cards(found_card, actor, await labels_of(session, [row.id]))
    found = (
        await session.execute(select(Case).where(Case.conversation_id == conversation_id).order_by(Case.id.desc()))
    ).scalars()
    cases = tuple(CaseLine(c.number, c.kind, c.program_id, c.status) for c in found if sees_case(actor, c))
    return Chat(card, lines, len(said) > limit, cases)


def _line(message: Message, inside: bool, names: dict[int, str], files: Sequence[File]) -> Line:
    hidden = message.walled and not inside
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
