"""What staff do to a case, said to its worker in the chat it came from."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from cases import clocks, conversations, messages
from cases.access import WALLED_KINDS
from cases.actors import Actor
from cases.messages import Outgoing
from cases.models import Case


async def tell(session: AsyncSession, case: Case, text: str, *, actor: Actor, now: datetime) -> int:
    """Write `text` into the chat of the case, in the name of staff; it is delivered after the commit, not at night.

    About counselling it stays behind the wall. The case's clocks count it as an answer. Returns the message id.
    """
    row = await conversations.locked(session, case.conversation_id)
    await clocks.note_reply(session, case, now)
    due_at = clocks.when_to_tell(row, now)
    await clocks.note_reply(session, case, now)
    due_at = clocks.when_to_tell(row, now)
    [message_id] = await messages.say(
        session,
        conversation_id=row.id,
        channel=row.channel,
        outgoing=[Outgoing(text, author="staff", walled=case.kind in WALLED_KINDS, due_at=due_at)],
        now=now,
        staff_id=actor.id if actor.kind == "staff" else None,
    )
    return message_id
