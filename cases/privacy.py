"""See, export, erase: the rights of 《个人信息保护法》第四十五条、第四十七条."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cases import appointments, casefile, people
from cases.actors import Actor
from cases.models import (
    CLOSED_STATUSES,
    Attachment,
    Case,
    CaseEvent,
    Consent,
    Conversation,
    Feedback,
    Message,
    OneTimeLink,
    UnansweredQuestion,
)


async def export(session: AsyncSession, person_id: int) -> dict[str, Any]:
    """Everything we hold of a person, as JSON-ready data."""
    person = await people.get_person(session, person_id)
    chats = list((await session.execute(select(Conversation).where(Conversation.person_id == person_id))).scalars())
    said = list(
        (
            await session.execute(
                select(Message)
                .where(Message.conversation_id.in_([c.id for c in chats]), Message.status != "note")
                .order_by(Message.id)
            )
        ).scalars()
    )
    consents = (await session.execute(select(Consent).where(Consent.person_id == person_id))).scalars()
    return {
        "person": {
            "name": person.name,
            "phone": person.phone,
            "id_number": person.id_number,
            "county": person.county,
        },
        "consents": [
            {
                "purpose": c.purpose,
                "given_at": c.given_at.isoformat(),
                "withdrawn_at": c.withdrawn_at.isoformat() if c.withdrawn_at else None,
            }
            for c in consents
        ],
        "cases": [
            {
                "number": c.number,
                "kind": c.kind,
                "program": c.program_id,
                "status": c.status,
                "fields": c.fields,
                "created_at": c.created_at.isoformat(),
            }
            for c in await casefile.cases_of(session, person_id, limit=1000)
        ],
        "messages": [{"at": m.created_at.isoformat(), "author": m.author, "text": m.text} for m in said],
    }


async def erase(session: AsyncSession, person_id: int, *, now: datetime) -> None:
    """Take out everything that names the person. Open cases are cancelled (times and places freed); bare case numbers
    with kind, county and dates stay for the statistics the law asks of us."""
    actor = Actor.worker(person_id)
    for case in (await session.execute(select(Case).where(Case.person_id == person_id))).scalars().all():
        if case.status not in CLOSED_STATUSES:
            await appointments.cancel_booking(session, case=case, actor=actor, now=now)
            await casefile.change_status(session, case, actor=actor, status="cancelled", now=now)
        case.fields = {}
        casefile.record(session, case, actor=actor, kind="erased", data={}, now=now)
    chats = list((await session.execute(select(Conversation.id).where(Conversation.person_id == person_id))).scalars())
    await session.execute(
        update(Message)
        .where(Message.conversation_id.in_(chats))
        .values(text=None, payload=None, content=None)
        .execution_options(synchronize_session=False)
    )
    await session.execute(
        update(Message)
        .where(Message.conversation_id.in_(chats), Message.status == "due", Message.due_at > now)
        .values(status="cancelled")
        .execution_options(synchronize_session=False)
    )
    await session.execute(
        update(Conversation)
        .where(Conversation.id.in_(chats))
        .values(state={})
        .execution_options(synchronize_session=False)
    )
    await session.execute(  # the one change the database lets through on events: a note may be blanked
        update(CaseEvent)
        .where(
            CaseEvent.case_id.in_(select(Case.id).where(Case.person_id == person_id)),
            CaseEvent.note.is_not(None),
        )
        .values(note=None)
        .execution_options(synchronize_session=False)
    )
    for table in (Attachment, OneTimeLink, UnansweredQuestion):
        await session.execute(delete(table).where(table.conversation_id.in_(chats)))
    await session.execute(update(Feedback).where(Feedback.person_id == person_id).values(text=None))
    await people.withdraw_consents(session, person_id, now=now)
    person = await people.get_person(session, person_id)
    person.name = person.phone = person.phone_index = person.id_number = person.id_number_index = None
    person.county, person.erased_at = None, now
    await session.flush()
