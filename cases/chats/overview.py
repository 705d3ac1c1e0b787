"""What the summary of a chat is made of, read as far as this colleague may see it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cases import attachments, conversations, messages
from cases.access import reads_walled, sees_case, sees_conversation
from cases.actors import Actor
from cases.chats.summary import Filed, Said, Summary, summarise
from cases.errors import NotFound
from cases.models import Case, Person

READ_BACK = 300  # messages; what was said before is in the cases


async def summary_of(
    session: AsyncSession, conversation_id: str, *, actor: Actor, now: datetime, platforms: Mapping[str, str]
) -> Summary:
    """The newest `READ_BACK` messages and the cases of a chat in a few lines. What lies behind the counselling wall is left
    out for who may not read it. `platforms`: what people say → name. Raises NotFound."""
    row = await conversations.get(session, conversation_id)
    if not sees_conversation(actor, row):
        raise NotFound(f"conversation {conversation_id}")
    opens = reads_walled(actor)
    told = await messages.transcript(session, conversation_id, now=now, limit=READ_BACK, for_staff=True)
    seen = [m for m in told if m.status != "note" and (opens or not m.walled)]
    said = [Said(m.author, m.text or "", m.created_at, ((m.content or {}).get("card") or {}).get("id")) for m in seen]
    by_worker = {m.id for m in seen if m.author == "worker"}
    files = [f[2] for f in await attachments.of_conversation(session, conversation_id) if f[1] in by_worker]
    cases = (
        await session.execute(select(Case).where(Case.conversation_id == conversation_id).order_by(Case.id.desc()))
    ).scalars()
    filed = [
        Filed(c.number, c.kind, c.program_id, c.fields) for c in cases if sees_case(actor, c) and c.kind != "handoff"
    ]
    name = (await session.execute(select(Person.name).where(Person.id == row.person_id))).scalar_one_or_none()
    return summarise(said, filed, files, name=name, platforms=platforms)
