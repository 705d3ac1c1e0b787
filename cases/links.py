"""One-time links: from a messenger to the web chat, for the steps a messenger must not see (design D8)."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cases import conversations, messages
from cases.errors import NotFound
from cases.messages import Outgoing
from cases.models import Conversation, OneTimeLink

LIFETIME = timedelta(hours=24)


class LinkOver(NotFound):
    message = "这个链接已经用过或者过期了，请回到原来的聊天里再要一个。"


async def make(
    session: AsyncSession, *, conversation_id: str, state: dict[str, Any], opening: Outgoing, now: datetime
) -> str:
    """A secret for a link that opens a web chat of the same person, once, within a day.

    The new chat starts with this dialogue state and says `opening` first.
    """
    token = secrets.token_urlsafe(24)
    kept = {"state": state, "text": opening.text, "buttons": list(opening.buttons)}
    session.add(
        OneTimeLink(
            token_hash=conversations.hash_token(token),
            conversation_id=conversation_id,
            state=kept,
            expires_at=now + LIFETIME,
        )
    )
    await session.flush()
    return token


async def follow(session: AsyncSession, token: str, *, now: datetime) -> tuple[str, str]:
    """Use a link: (conversation id, bearer token) of a new web chat of the same person. Raises LinkOver."""
    row = (
        await session.execute(
            select(OneTimeLink).where(OneTimeLink.token_hash == conversations.hash_token(token)).with_for_update()
        )
    ).scalar_one_or_none()
    if row is None or row.used_at is not None or row.expires_at <= now:
        raise LinkOver("one-time link")
    row.used_at = now
    person_id = (
        await session.execute(select(Conversation.person_id).where(Conversation.id == row.conversation_id))
    ).scalar_one()
    opened = await conversations.open_web_conversation(session, now=now, person_id=person_id, state=row.state["state"])
    opening = Outgoing(text=row.state["text"], buttons=row.state["buttons"])
    await messages.say(session, conversation_id=opened[0], channel="web", outgoing=[opening], now=now)
    return opened
