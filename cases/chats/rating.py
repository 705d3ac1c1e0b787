"""How a service by a person was: asked once when a colleague closes the chat, answered by one tap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from cases import casefile, messages
from cases.actors import Actor
from cases.errors import NotFound
from cases.messages import Outgoing
from cases.models import Conversation, Feedback

LOW = 2  # up to here a word about what went wrong is asked for


@dataclass(frozen=True, slots=True)
class Rating:
    """The words of the question: a sentence, and the titles of 1 to 5."""

    text: str
    titles: Sequence[str]


@dataclass(frozen=True, slots=True)
class Rated:
    """`new`: noted now; otherwise this service had been rated before, as `rating`."""

    new: bool
    rating: int


async def ask_to_rate(session: AsyncSession, row: Conversation, rating: Rating, *, now: datetime) -> bool:
    """Ask the worker of a chat about the service that is about to end. False when there is nothing to ask.

    Not after danger, and not about a chat the worker never asked a person for. Typing the number does as well as the tap.
    """
    case = await casefile.open_handoff(session, row.id)
    if case is None or row.waiting_reason == "crisis":
        return False
    payloads = [f"rate:{n}:{case.number}" for n in range(1, 6)]
    buttons = [
        {"title": f"{n}. {title}", "payload": payload}
        for n, (title, payload) in enumerate(zip(rating.titles, payloads, strict=True), 1)
    ]
    said = Outgoing(rating.text, buttons=buttons)
    await messages.say(session, conversation_id=row.id, channel=row.channel, outgoing=[said], now=now)
    return True


async def rate_service(
    session: AsyncSession, number: str, *, actor: Actor, conversation_id: str, rating: int, now: datetime
) -> Rated:
    """A worker's 1 to 5 for the service of this hand-over case. Raises NotFound for a case that is not theirs."""
    case = await casefile.by_number(session, number, actor=actor)
    if case.kind != "handoff" or actor.kind != "worker" or not 1 <= rating <= 5:
        raise NotFound(f"no service {number}")
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    made = await session.execute(
        insert(Feedback)
        .values(
            conversation_id=conversation_id,
            person_id=case.person_id,
            case_id=case.id,
            service_case=case.id,
            rating=rating,
            created_at=now,
        )
        .on_conflict_do_nothing(index_elements=["service_case"])
    )
    if made.rowcount:  # type: ignore[attr-defined]
        casefile.record(session, case, actor=actor, kind="rated", data={"rating": rating}, now=now)
        return Rated(True, rating)
    found = await session.execute(select(Feedback.rating).where(Feedback.service_case == case.id))
    return Rated(False, found.scalar_one() or rating)


async def say_why(session: AsyncSession, number: str, text: str, *, actor: Actor) -> None:
    """The sentence that goes with a low rating. Raises NotFound."""
    case = await casefile.by_number(session, number, actor=actor)
    await session.execute(
        update(Feedback)
        .where(Feedback.service_case == case.id)
        .values(text=text[:2000])
        .execution_options(synchronize_session=False)
    )


async def ratings_of(session: AsyncSession, conversation_id: str) -> tuple[float, int] | None:
    """(average, how many) of the services in this chat that were rated; None when none was."""
    average, count = (
        await session.execute(
            select(func.avg(Feedback.rating), func.count(Feedback.rating)).where(
                Feedback.conversation_id == conversation_id,
                Feedback.service_case.is_not(None),
                Feedback.rating.is_not(None),
            )
        )
    ).one()
    return (float(average), int(count)) if count else None
