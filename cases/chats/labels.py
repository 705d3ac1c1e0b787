"""Labels on chats: for colleagues only. Which there are is data (`labels.yml`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

import yaml
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases import conversations
from cases.access import require, sees_conversation
from cases.actors import Actor
from cases.errors import InvalidChange, NotFound
from cases.models import ChatLabel
from cases.rights import require_right

LABELS_FILE = Path(__file__).with_name("labels.yml")


@dataclass(frozen=True, slots=True)
class Label:
    """`escalates`: a chat with it goes to a person as soon as its worker writes again (`cases/chats/standing_order.py`)."""

    key: str
    name: str
    hint: str
    escalates: bool = False


@cache  # the file is part of the release
def load_labels(path: Path = LABELS_FILE) -> Mapping[str, Label]:
    """Key → label, in the order of the file. Raises KeyError for a label without a name or a hint."""
    raw = yaml.safe_load(path.read_text("utf-8"))
    return {key: Label(key, row["name"], row["hint"], bool(row.get("escalates"))) for key, row in raw.items()}


async def put_label(session: AsyncSession, conversation_id: str, key: str, *, actor: Actor, now: datetime) -> bool:
    """Put a label on a chat. False when it is there already. Raises InvalidChange for an unknown label, NotFound, NotAllowed."""
    if key not in load_labels():
        raise InvalidChange(f"label {key[:40]}", message="没有这个标签。")
    await _reach(session, conversation_id, actor)
    if await session.get(ChatLabel, (conversation_id, key)) is not None:
        return False
    session.add(ChatLabel(conversation_id=conversation_id, label=key, by=actor.id, at=now))
    await session.flush()
    return True


async def take_label(session: AsyncSession, conversation_id: str, key: str, *, actor: Actor, now: datetime) -> bool:
    """Take a label off. False when it was not there. Raises NotFound, NotAllowed."""
    await _reach(session, conversation_id, actor)
    done = await session.execute(
        delete(ChatLabel).where(ChatLabel.conversation_id == conversation_id, ChatLabel.label == key)
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]


async def labels_of(session: AsyncSession, conversation_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Chat → its labels, in the order of the file; labels a later release dropped are left out."""
    if not conversation_ids:
        return {}
    rows = await session.execute(
        select(ChatLabel.conversation_id, ChatLabel.label).where(ChatLabel.conversation_id.in_(conversation_ids))
    )
    put: dict[str, set[str]] = {}
    for chat, label in rows:
        put.setdefault(chat, set()).add(label)
    return {chat: tuple(key for key in load_labels() if key in found) for chat, found in put.items()}


async def _reach(session: AsyncSession, conversation_id: str, actor: Actor) -> None:
    """Lock the chat, so that two colleagues with one label meet here and not at the key. A foreign one is not there."""
    row = await conversations.locked(session, conversation_id)
    if not sees_conversation(actor, row):
        raise NotFound(f"conversation {conversation_id}")
    require(actor.kind == "staff", f"{actor.kind} labels")
    require_right(actor, "chats.see", row.county)
