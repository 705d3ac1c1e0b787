"""What colleagues have typed and not sent, kept encrypted: it outlives an ended login and a restart of the console."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from cases.models import Conversation, Draft

KEPT = timedelta(days=30)  # a draft nobody sent for so long is of no use, and may hold a worker's secrets
PLACES = ("reply", "note", "close", "transfer")  # of a chat; others name a case or a card
LONGEST_PLACE = 120  # the width of the column


async def drafts_of(session: AsyncSession, staff_id: int) -> dict[str, str]:
    """Place → text of everything this colleague has not sent."""
    rows = await session.execute(select(Draft.place, Draft.text).where(Draft.staff_id == staff_id))
    return {row.place: row.text for row in rows}


async def save_drafts(session: AsyncSession, drafts: Mapping[tuple[int, str], str], *, now: datetime) -> None:
    """Write (staff id, place) → text; an empty text forgets the draft. What is older than `KEPT` falls away.

    Who writes an answer is not silent: a draft of `reply:<chat>` counts as something its owner did (returning.py).
    """
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    for (staff_id, place), text in sorted(drafts.items()):
        if len(place) > LONGEST_PLACE:
            continue
        if not text.strip():
            await session.execute(delete(Draft).where(Draft.staff_id == staff_id, Draft.place == place))
            continue
        kept = insert(Draft).values(staff_id=staff_id, place=place, text=text, saved_at=now)
        await session.execute(
            kept.on_conflict_do_update(
                index_elements=["staff_id", "place"], set_={"text": kept.excluded.text, "saved_at": now}
            )
        )
        if place.startswith("reply:"):
            await session.execute(
                update(Conversation)
                .where(Conversation.id == place.removeprefix("reply:"), Conversation.owner_staff_id == staff_id)
                .values(owner_active_at=now)
                .execution_options(synchronize_session=False)
            )
    await session.execute(delete(Draft).where(Draft.saved_at < now - KEPT))


async def forget_drafts(session: AsyncSession, chats: Sequence[str]) -> None:
    """What colleagues typed for workers who took their data away: in every place of these chats (`reply:<chat>` …)."""
    for kind in PLACES:
        await session.execute(delete(Draft).where(Draft.place.in_([f"{kind}:{chat}" for chat in chats])))
