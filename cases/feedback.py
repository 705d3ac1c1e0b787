"""What people say of our service, and the questions we could not answer."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.models import Feedback, UnansweredQuestion


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
) -> None:
    """A question for staff. `reason`: no_card | not_helpful."""
    session.add(
        UnansweredQuestion(
            conversation_id=conversation_id, text=text[:2000], reason=reason, card_id=card_id, created_at=now
        )
    )
    await session.flush()


async def unanswered(session: AsyncSession, *, limit: int = 100) -> list[UnansweredQuestion]:
    rows = await session.execute(select(UnansweredQuestion).order_by(UnansweredQuestion.id.desc()).limit(limit))
    return list(rows.scalars())
