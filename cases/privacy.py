"""See, export, erase: the rights of 《个人信息保护法》第四十五条、第四十七条."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cases import appointments, casefile, people
from cases.actors import Actor
from cases.calendars import waiting
from cases.chats.drafts import forget_drafts
from cases.models import (
    CLOSED_STATUSES,
    Appointment,
    Attachment,
    Case,
    CaseEvent,
    CaseMerge,
    CasePaper,
    ChannelIdentity,
    Consent,
    Conversation,
    Feedback,
    Message,
    OneTimeLink,
    Slot,
    UnansweredQuestion,
)


async def export(session: AsyncSession, person_id: int) -> dict[str, Any]:
    """Everything we hold of a person, as JSON-ready data; times as ISO text. Of files the list, not the content."""
    person = await people.get_person(session, person_id)
    chats = list((await session.execute(select(Conversation.id).where(Conversation.person_id == person_id))).scalars())
    said = list(
        (
            await session.execute(
                select(Message).where(Message.conversation_id.in_(chats), Message.status != "note").order_by(Message.id)
            )
        ).scalars()
    )
    consents = (await session.execute(select(Consent).where(Consent.person_id == person_id))).scalars()
    met = (await session.execute(select(ChannelIdentity).where(ChannelIdentity.person_id == person_id))).scalars()
    booked = await session.execute(
        select(Case.number, Slot.starts_at, Appointment.way, Appointment.status)
        .join(Appointment, Appointment.case_id == Case.id)
        .join(Slot, Slot.id == Appointment.slot_id)
        .where(Case.person_id == person_id)
        .order_by(Appointment.id)
    )
    a = Attachment
    files = await session.execute(
        select(a.name, a.media_type, a.size, a.created_at).where(a.conversation_id.in_(chats)).order_by(a.created_at)
    )
    papers: dict[int, list[dict[str, Any]]] = {}
    for paper in (
        await session.execute(
            select(CasePaper).join(Case, Case.id == CasePaper.case_id).where(Case.person_id == person_id)
        )
    ).scalars():
        papers.setdefault(paper.case_id, []).append(
            {"name": paper.name, "status": paper.status, "reason": paper.reason, "at": paper.changed_at.isoformat()}
        )
    opinions = (await session.execute(select(Feedback).where(Feedback.person_id == person_id))).scalars()
    asked = (
        await session.execute(select(UnansweredQuestion).where(UnansweredQuestion.conversation_id.in_(chats)))
    ).scalars()
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
                "wording": c.wording,
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
                "papers": papers.get(c.id, []),
                "created_at": c.created_at.isoformat(),
            }
            for c in await casefile.cases_of(session, person_id, limit=1000)
        ],
        "messages": [{"at": m.created_at.isoformat(), "author": m.author, "text": m.text} for m in said],
        "addresses": [{"channel": i.channel, "address": i.address, "since": i.created_at.isoformat()} for i in met],
        "appointments": [
            {"case": number, "starts_at": at.isoformat(), "way": way, "status": status}
            for number, at, way, status in booked
        ],
        "waiting": [
            {"service": e.service, "since": e.created_at.isoformat(), "answers": e.answers}
            for e in await waiting.entries_of(session, person_id)
        ],
        "files": [
            {"name": name, "media_type": kind, "size": size, "at": at.isoformat()} for name, kind, size, at in files
        ],
        "feedback": [{"at": f.created_at.isoformat(), "rating": f.rating, "text": f.text} for f in opinions],
        "questions": [{"at": q.created_at.isoformat(), "text": q.text} for q in asked],
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
        case.employer = case.employer_key = None  # an account may have named it, and a small one names a person
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
        .where(Message.conversation_id.in_(chats), Message.status.in_(("due", "sending")))  # nothing is left to send
        .values(status="cancelled")
        .execution_options(synchronize_session=False)
    )
    await session.execute(
        update(Conversation)
        .where(Conversation.id.in_(chats))
        .values(state={})
        .execution_options(synchronize_session=False)
    )
    # Nobody waits any more; a colleague who has the chat keeps it, they are talking.
    await session.execute(
        update(Conversation)
        .where(Conversation.id.in_(chats), Conversation.owner == "queue")
        .values(owner="bot", waiting_since=None, waiting_reason=None, reply_due_at=None)
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
    await _erase_casework(session, person_id, chats)
    await forget_drafts(session, chats)
    for table in (Attachment, OneTimeLink, UnansweredQuestion):
        await session.execute(delete(table).where(table.conversation_id.in_(chats)))
    await session.execute(
        update(Feedback)
        .where(Feedback.person_id == person_id)
        .values(text=None)
        .execution_options(synchronize_session=False)
    )
    await people.withdraw_consents(session, person_id, now=now)
    await waiting.forget(session, person_id, now=now)
    person = await people.get_person(session, person_id)
    person.name = person.phone = person.phone_index = person.id_number = person.id_number_index = None
    person.county, person.erased_at = None, now
    await session.flush()


async def _erase_casework(session: AsyncSession, person_id: int, chats: list[str]) -> None:
    """Papers with what was wrong with them, and what merges remember. What went into another person's case when two were
    merged is taken out of it there, too."""
    theirs = select(Case.id).where(Case.person_id == person_id)
    merges = (await session.execute(select(CaseMerge.before).where(CaseMerge.merged_id.in_(theirs)))).scalars()
    moved = [paper for before in merges for paper in before.get("papers", ())]
    await session.execute(
        delete(CasePaper)
        .where(CasePaper.case_id.in_(theirs) | CasePaper.id.in_(moved))
        .execution_options(synchronize_session=False)
    )
    await session.execute(
        update(CasePaper)
        .where(CasePaper.attachment_id.in_(select(Attachment.id).where(Attachment.conversation_id.in_(chats))))
        .values(attachment_id=None, status="asked")
        .execution_options(synchronize_session=False)
    )
    await session.execute(
        update(CaseMerge)
        .where(CaseMerge.kept_id.in_(theirs) | CaseMerge.merged_id.in_(theirs))
        .values(before={})
        .execution_options(synchronize_session=False)
    )
