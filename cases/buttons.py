"""Short names for buttons: a messenger allows 64 bytes, so a pressed button names its message and place, and the payload
is looked up where only we can write it."""

from __future__ import annotations

import re

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.models import Message

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
TOKEN = re.compile(r"m([0-9a-z]{1,13})\.([0-9]{1,3})")


def token_for(message_id: int, index: int) -> str:
    """`m<message id in base 36>.<index>`, counted from 0."""
    digits = ""
    while message_id:
        message_id, rest = divmod(message_id, 36)
        digits = DIGITS[rest] + digits
    return f"m{digits or '0'}.{index}"


async def payload_for(session: AsyncSession, conversation_id: str, token: str) -> str | None:
    """The payload of a button that this very conversation was shown; None for anything else."""
    match = TOKEN.fullmatch(token)
    if match is None or (message_id := int(match[1], 36)) >= 2**63:
        return None
    content = (
        await session.execute(
            select(Message.content).where(
                Message.id == message_id, Message.conversation_id == conversation_id, Message.direction == "out"
            )
        )
    ).scalar_one_or_none()
    buttons = (content or {}).get("buttons", [])
    index = int(match[2])
    return str(buttons[index]["payload"]) if index < len(buttons) else None
