"""The three lists of the inbox (who waits, what I have, what colleagues have), each cut to what a page can show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.actors import Actor
from cases.chats.cards import ChatCard, as_cards, cards_query
from cases.chats.labels import labels_of
from cases.chats.queues import NEAR, at_desk, may_see, staffed_counties
from cases.models import ChatLabel, Conversation, Message

WAITING, OWN, OTHERS = 60, 60, 40  # rows shown at most; the counts tell the whole


@dataclass(frozen=True, slots=True)
class Wish:
    """What a colleague wants to see of those who wait. `reason`: as in conversations, or `near` for a promise about to
    break. Damaged values find nothing, they never fail."""

    desk_only: bool = True
    reason: str | None = None
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many there are, shown or not. `reasons`, `near` and `labels` are of those in sight of the tab that is chosen."""

    at_desk: int
    waiting: int
    danger: int
    near: int
    mine: int
    others: int
    reasons: Mapping[str, int]
    labels: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Lists:
    waiting: tuple[ChatCard, ...]
    mine: tuple[ChatCard, ...]
    others: tuple[ChatCard, ...]
    counts: Counts
    staffed: frozenset[str]


async def chat_lists(session: AsyncSession, *, actor: Actor, now: datetime, wish: Wish | None = None) -> Lists:
    """What this colleague sees of the inbox. Danger stands first, then the least time left to the promise; of my own
    chats, those whose worker waits for a word stand before the others.

    A fixed number of statements, whatever waits.
    """
    wish = wish or Wish()
    c = Conversation
    staffed = await staffed_counties(session)
    seen, here = may_see(actor), at_desk(actor, staffed, now)
    waits = [c.owner == "queue", seen]
    if wish.desk_only:
        waits.append(here)
    if wish.reason == "near":
        waits.append(c.reply_due_at <= now + NEAR)
    elif wish.reason:
        waits.append(c.waiting_reason == wish.reason)
    had = [c.owner == "staff", seen]
    if wish.label:
        labelled = exists().where(ChatLabel.conversation_id == c.id, ChatLabel.label == wish.label)
        waits.append(labelled)
        had.append(labelled)
    waiting = (await session.execute(_newest(waits, now, WAITING, by_worker=True))).all()
    unanswered = Message.author.is_distinct_from("worker")
    danger, *rest = _urgency()
    own_chats = cards_query(now, by_worker=False).where(*had, c.owner_staff_id == actor.id)
    mine = await session.execute(own_chats.order_by(danger, unanswered, *rest).limit(OWN))
    others = await session.execute(_newest([*had, c.owner_staff_id != actor.id], now, OTHERS, by_worker=False))
    rows = (waiting, mine.all(), others.all())
    labels = await labels_of(session, [row.id for part in rows for row in part])
    shown, own, theirs = (as_cards(part, actor, labels) for part in rows)
    return Lists(shown, own, theirs, await _counts(session, actor, seen, here, wish, now), staffed)


def _newest(
    which: list[ColumnElement[bool]], now: datetime, limit: int, *, by_worker: bool
) -> Select[*tuple[Any, ...]]:
    """The most urgent `limit` of these. They are chosen first: names and last words are read for what is shown only."""
    chosen = select(Conversation.id).where(*which).order_by(*_urgency()).limit(limit)
    return cards_query(now, by_worker=by_worker).where(Conversation.id.in_(chosen)).order_by(*_urgency())


def _urgency() -> tuple[Any, ...]:
    c = Conversation
    return (
        c.waiting_reason.is_distinct_from("crisis"),
        c.reply_due_at.is_(None),
        c.reply_due_at,
        c.waiting_since,
        c.id,
    )


async def _counts(
    session: AsyncSession,
    actor: Actor,
    seen: ColumnElement[bool],
    here: ColumnElement[bool],
    wish: Wish,
    now: datetime,
) -> Counts:
    c = Conversation
    near = c.reply_due_at <= now + NEAR
    by_reason = (
        await session.execute(
            select(
                c.waiting_reason,
                func.count(),
                _how_many(here),
                _how_many(near),
                _how_many(here & near),
            )
            .where(c.owner == "queue", seen)
            .group_by(c.waiting_reason)
        )
    ).all()
    owned = await session.execute(
        select(case((c.owner_staff_id == actor.id, 1), else_=0).label("own"), func.count())
        .where(c.owner == "staff", seen)
        .group_by("own")
    )
    had = {int(row[0]): int(row[1]) for row in owned}
    listed = (c.owner == "staff") | here if wish.desk_only else c.owner.in_(("queue", "staff"))
    labelled = await session.execute(
        select(ChatLabel.label, func.count())
        .join(c, c.id == ChatLabel.conversation_id)
        .where(listed, seen)
        .group_by(ChatLabel.label)
    )
    seen_by = [(row[0] or "asked", int(row[1]), int(row[2]), int(row[3]), int(row[4])) for row in by_reason]
    return Counts(
        at_desk=sum(desk for _, _, desk, _, _ in seen_by),
        waiting=sum(every for _, every, _, _, _ in seen_by),
        danger=sum(every for reason, every, _, _, _ in seen_by if reason == "crisis"),
        near=sum(near_desk if wish.desk_only else near_all for _, _, _, near_all, near_desk in seen_by),
        mine=had.get(1, 0),
        others=had.get(0, 0),
        reasons={r: n for r, every, desk, _, _ in seen_by if (n := desk if wish.desk_only else every)},
        labels={row[0]: row[1] for row in labelled},
    )


def _how_many(which: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((which, 1), else_=0)), 0)
