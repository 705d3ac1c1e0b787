"""One chat in a list, read with all it shows in one statement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from cases.access import reads_walled
from cases.actors import Actor
from cases.models import Conversation, Message, Person, Staff


@dataclass(frozen=True, slots=True)
class ChatCard:
    """`owner`: bot | queue | staff. `last_…` is the newest message, in the queue the worker's newest.
    `last_text` is None when hidden, erased or empty; `last_author` then still tells who spoke. `last_hidden` means:
    behind the counselling wall. `desk_…`: where it was sent to. `labels`: keys of labels.yml."""

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
    desk_role: str | None = None
    desk_county: str | None = None
    labels: tuple[str, ...] = ()

    @property
    def in_danger(self) -> bool:
        return self.waiting_reason == "crisis"


def cards_query(now: datetime, *, by_worker: bool) -> Select[*tuple[Any, ...]]:
    """Chats with names and their newest message, by the index, without reading a transcript or a dialogue state.

    `by_worker`: the newest of the worker's own. Who waits is judged by their words, not by the assistant's answer to them.
    """
    c, m = Conversation, Message
    newest = select(m.id).where(m.conversation_id == c.id, m.status.not_in(("note", "cancelled")), m.due_at <= now)
    if by_worker:
        newest = newest.where(m.author == "worker")
    last = newest.order_by(m.id.desc()).limit(1).correlate(c).scalar_subquery()
    found: Select[*tuple[Any, ...]] = (
        select(
            c.id, Person.name, c.channel, c.county, c.owner, c.owner_staff_id, Staff.name.label("owner_name"),
            c.waiting_since, c.waiting_reason, c.reply_due_at, m.author, m.text, m.walled, m.created_at,
            c.desk_role, c.desk_county,
        )
        .join(Person, Person.id == c.person_id)
        .outerjoin(Staff, Staff.id == c.owner_staff_id)
        .outerjoin(m, m.id == last)
    )  # fmt: skip
    return found


def as_cards(rows: Iterable[Any], actor: Actor, labels: dict[str, tuple[str, ...]]) -> tuple[ChatCard, ...]:
    """The rows of `cards_query` as this colleague may see them."""
    opens = reads_walled(actor)
    return tuple(
        ChatCard(
            id=row.id,
            name=row.name,
            channel=row.channel,
            county=row.county,
            owner=row.owner,
            owner_id=row.owner_staff_id,
            owner_name=row.owner_name,
            waiting_since=row.waiting_since,
            waiting_reason=row.waiting_reason,
            reply_due_at=row.reply_due_at,
            last_author=row.author,
            last_text=None if row.walled and not opens else row.text,
            last_hidden=bool(row.walled) and not opens,
            last_at=row.created_at,
            desk_role=row.desk_role,
            desk_county=row.desk_county,
            labels=labels.get(row.id, ()),
        )
        for row in rows
    )
