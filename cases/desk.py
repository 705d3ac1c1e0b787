"""What staff do in a chat and to a case, each as one call inside the caller's transaction.

After the commit the caller wakes `conversation:<id>`, `outbox` and `queue`. Sentences for the worker are arguments: their
wording belongs to the room that shows it.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from cases import casefile, clocks, conversations, messages
from cases.access import require, sees_conversation
from cases.actors import Actor
from cases.chats.canned import require_filled
from cases.chats.rating import Rating, ask_to_rate
from cases.errors import InvalidChange
from cases.inbox import is_counselling
from cases.messages import Outgoing
from cases.models import Conversation, Message
from cases.rights import require_right


async def take_over(
    session: AsyncSession, conversation_id: str, *, actor: Actor, now: datetime, notice: str = ""
) -> None:
    """The bot falls silent, the hand-over case becomes this colleague's, and the worker reads `notice`.

    Taking a chat one has already changes nothing. Raises AlreadyOwned with the name of who has it, NotAllowed, NotFound.
    """
    row = await _opened(session, conversation_id)
    require_right(actor, "chats.take", row.county)
    had = row.owner == "staff" and row.owner_staff_id == actor.id
    await conversations.take_over(session, conversation_id, actor=actor, now=now)
    if had:
        return
    case = await casefile.open_handoff(session, conversation_id)
    if case is not None:
        case.assigned_to = actor.id
        await casefile.accept_handoff(session, case, actor=actor, now=now)
    await _say(session, row, notice, author="system", actor=actor, now=now)


async def reply_as_staff(session: AsyncSession, conversation_id: str, *, actor: Actor, text: str, now: datetime) -> int:
    """Answer the worker; only who has the chat may. Returns the message id. Raises AlreadyOwned, InvalidChange (also for
    a canned reply with a place nobody filled)."""
    row = await _owned(session, conversation_id, actor)
    if not text.strip():
        raise InvalidChange("empty reply", message="请先写点内容再发送。")
    require_filled(text)
    row.last_message_at, row.reply_due_at = now, None  # the promised answer has been given
    row.owner_active_at = now
    await clocks.replied(session, conversation_id, actor=actor, now=now)
    return (await _say(session, row, text.strip(), author="staff", actor=actor, now=now))[0]


async def add_note(session: AsyncSession, conversation_id: str, *, actor: Actor, text: str, now: datetime) -> None:
    """An internal note, for colleagues only. Raises NotAllowed, InvalidChange."""
    row = await _opened(session, conversation_id)
    require(sees_conversation(actor, row))
    if not text.strip():
        raise InvalidChange("empty note", message="请先写点内容再保存。")
    if row.owner_staff_id == actor.id:
        row.owner_active_at = now
    await messages.note(
        session,
        conversation_id=conversation_id,
        channel=row.channel,
        text=text.strip(),
        staff_id=_id(actor),
        now=now,
        walled=is_counselling(row),
    )


async def hand_back(
    session: AsyncSession, conversation_id: str, *, actor: Actor, now: datetime, notice: str = ""
) -> None:
    """The bot speaks again and the hand-over is done. The owner may, and a duty officer for an absent owner."""
    row = await _opened(session, conversation_id)
    if row.owner != "staff":
        raise InvalidChange(f"owner is {row.owner}", message="这个对话现在不在同事手里。")
    await _leave(session, row, actor=actor, note=None, now=now)
    await _say(session, row, notice, author="system", actor=actor, now=now)


async def close_chat(
    session: AsyncSession,
    conversation_id: str,
    *,
    actor: Actor,
    note: str,
    now: datetime,
    notice: str = "",
    rating: Rating | None = None,
) -> None:
    """End the talk: `note` reaches the worker (and stays in the hand-over case), `notice` follows it, the bot speaks again.

    With `rating` the worker is asked, once a service, how it was. Only who has the chat may close it. Raises AlreadyOwned,
    InvalidChange.
    """
    row = await _owned(session, conversation_id, actor)
    if not note.strip():
        raise InvalidChange("empty closing note", message="请写一句给职工的结束说明。")
    require_filled(note)
    await _say(session, row, note.strip(), author="staff", actor=actor, now=now)
    await _say(session, row, notice, author="system", actor=actor, now=now)
    if rating is not None:
        await ask_to_rate(session, row, rating, now=now)
    await _leave(session, row, actor=actor, note=note.strip(), now=now)


async def _opened(session: AsyncSession, conversation_id: str) -> Conversation:
    return await conversations.locked(session, conversation_id)


async def _owned(session: AsyncSession, conversation_id: str, actor: Actor) -> Conversation:
    row = await _opened(session, conversation_id)
    require(sees_conversation(actor, row))
    if row.owner != "staff":
        raise InvalidChange(f"owner is {row.owner}", message="请先接手这个对话，再回复职工。")
    if row.owner_staff_id != actor.id:
        raise await conversations.owned_already(session, row)
    return row


async def _leave(session: AsyncSession, row: Conversation, *, actor: Actor, note: str | None, now: datetime) -> None:
    if is_counselling(row):
        # What was said to the counsellor stays behind the wall when the chat leaves the counsellors' hands.
        await session.execute(
            update(Message)
            .where(Message.conversation_id == row.id, Message.created_at >= row.waiting_since)
            .values(walled=True)
            .execution_options(synchronize_session=False)
        )
    await conversations.hand_back(session, row.id, actor=actor, now=now)
    case = await casefile.open_handoff(session, row.id)
    if case is not None:
        await casefile.end_handoff(session, case, actor=actor, note=note, now=now)


async def _say(
    session: AsyncSession,
    row: Conversation,
    text: str,
    *,
    author: str,
    actor: Actor,
    now: datetime,
) -> list[int]:
    if not text:
        return []
    return await messages.say(
        session,
        conversation_id=row.id,
        channel=row.channel,
        outgoing=[Outgoing(text, author=author, walled=author == "staff" and is_counselling(row))],
        now=now,
        staff_id=_id(actor),
    )


def _id(actor: Actor) -> int:
    require(actor.kind == "staff" and actor.id is not None, f"{actor.kind} at the desk")
    assert actor.id is not None
    return actor.id
