"""What people say of our service, and the questions we could not answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cases.access import edits_knowledge, reads_walled, require
from cases.actors import Actor
from cases.models import Feedback, UnansweredQuestion

MOST = 2_000  # open questions shown at once


async def rate(
    session: AsyncSession,
    *,
    conversation_id: str,
    person_id: int,
    rating: int | None,
    text: str | None,
    case_id: int | None,
    now: datetime,
) -> None:
    """Keep a rating (1–5) and words, either may be missing."""
    session.add(
        Feedback(
            conversation_id=conversation_id,
            person_id=person_id,
            rating=rating,
            text=text,
            case_id=case_id,
            created_at=now,
        )
    )
    await session.flush()


async def keep_question(
    session: AsyncSession,
    *,
    conversation_id: str,
    text: str,
    reason: str,
    now: datetime,
    card_id: str | None = None,
    walled: bool = False,
) -> None:
    """A question for staff. `reason`: no_card | not_helpful (misread: see cases/misread.py). `walled`: asked in a
    counselling talk."""
    session.add(
        UnansweredQuestion(
            conversation_id=conversation_id,
            text=text[:2000],
            reason=reason,
            card_id=card_id,
            walled=walled,
            created_at=now,
        )
    )
    await session.flush()


async def unanswered(session: AsyncSession, *, actor: Actor, limit: int = MOST) -> list[UnansweredQuestion]:
    """Open questions this colleague may read, newest first. Raises NotAllowed."""
    return await _questions(session, actor, UnansweredQuestion.closed_at.is_(None), UnansweredQuestion.id, limit)


async def dealt_with(session: AsyncSession, *, actor: Actor, limit: int = 20) -> list[UnansweredQuestion]:
    """Closed questions this colleague may read, the last closed first. Raises NotAllowed."""
    q = UnansweredQuestion
    return await _questions(session, actor, q.closed_at.is_not(None), q.closed_at, limit)


async def labelled(session: AsyncSession, *, actor: Actor) -> list[UnansweredQuestion]:
    """Questions that staff gave a meaning, as they did it, oldest first. Raises NotAllowed."""
    require(edits_knowledge(actor), f"{actor.kind} {actor.id} reads labelled questions")
    q = UnansweredQuestion
    rows = select(q).where(q.label.is_not(None), q.walled.is_(False)).order_by(q.closed_at, q.id)
    return list((await session.execute(rows)).scalars())


async def _questions(
    session: AsyncSession, actor: Actor, which: ColumnElement[bool], order: Any, limit: int
) -> list[UnansweredQuestion]:
    require(edits_knowledge(actor), f"{actor.kind} {actor.id} reads questions")
    query = select(UnansweredQuestion).where(which).order_by(order.desc(), UnansweredQuestion.id.desc()).limit(limit)
    if not reads_walled(actor):
        query = query.where(UnansweredQuestion.walled.is_(False))
    return list((await session.execute(query)).scalars())


async def close_questions(
    session: AsyncSession,
    ids: Sequence[int],
    *,
    actor: Actor,
    outcome: str,
    now: datetime,
    card_id: str | None = None,
    label: str | None = None,
) -> int:
    """Deal with open questions: added | written (to or as `card_id`) | dismissed. Returns how many were still open.

    `label`: what they mean, for the language model to learn. What was said in a counselling talk is never labelled.
    """
    require(edits_knowledge(actor), f"{actor.kind} {actor.id} closes questions")
    rows = update(UnansweredQuestion).where(UnansweredQuestion.id.in_(ids), UnansweredQuestion.closed_at.is_(None))
    if label is not None or not reads_walled(actor):
        rows = rows.where(UnansweredQuestion.walled.is_(False))
    done = await session.execute(
        rows.values(
            closed_at=now, closed_by=actor.id, outcome=outcome, outcome_card=card_id, label=label
        ).execution_options(synchronize_session=False)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]


async def reopen_questions(session: AsyncSession, ids: Sequence[int], *, actor: Actor) -> int:
    """Take back what was decided about questions, such as a wrong click. Returns how many are open again.

    Not those in a card: the card has to be changed. Raises NotAllowed.
    """
    require(edits_knowledge(actor), f"{actor.kind} {actor.id} reopens questions")
    q = UnansweredQuestion
    which = [q.id.in_(ids), q.outcome == "dismissed", q.reason != "misread"]
    if not reads_walled(actor):
        which.append(q.walled.is_(False))
    return await _reopen(session, *which)


async def reopen_written(session: AsyncSession, *, card_id: str, closed_by: int, closed_at: datetime) -> int:
    """The card that was to answer these questions did not come to be: they are open again."""
    q = UnansweredQuestion
    return await _reopen(
        session, q.outcome_card == card_id, q.outcome == "written", q.closed_by == closed_by, q.closed_at == closed_at
    )


async def _reopen(session: AsyncSession, *which: ColumnElement[bool]) -> int:
    done = await session.execute(
        update(UnansweredQuestion)
        .where(*which)
        .values(closed_at=None, closed_by=None, outcome=None, outcome_card=None, label=None)
        .execution_options(synchronize_session=False)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]
