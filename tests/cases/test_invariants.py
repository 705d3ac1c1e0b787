"""What must never be, the database itself refuses: no program has to remember it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from cases import casefile, people
from cases.actors import Actor
from cases.database import Database
from cases.models import (
    Base,
    Case,
    CaseEvent,
    ChannelIdentity,
    Consent,
    Conversation,
    Feedback,
    Program,
    Slot,
    StaffRole,
)
from tests.cases.story import Chat, Story


async def refused(database: Database, row: Base) -> bool:
    try:
        async with database.transaction() as session:
            session.add(row)
    except IntegrityError:
        return True
    return False


async def changed(database: Database, statement: Any) -> bool:
    """False when the database refused the statement."""
    try:
        async with database.transaction() as session:
            await session.execute(statement.execution_options(synchronize_session=False))
    except DBAPIError:
        return False
    return True


async def test_an_address_belongs_to_one_identity(story: Story, chat: Chat) -> None:
    twin = ChannelIdentity(person_id=chat.person_id, channel="telegram", address="10001", created_at=story.clock())
    assert await refused(story.database, twin)
    same_number_elsewhere = ChannelIdentity(
        person_id=chat.person_id, channel="web", address="10001", created_at=story.clock()
    )
    assert not await refused(story.database, same_number_elsewhere)


async def test_one_live_consent_per_purpose_and_withdrawn_ones_stay(story: Story, chat: Chat) -> None:
    def consent(purpose: str) -> Consent:
        return Consent(person_id=chat.person_id, purpose=purpose, wording="v1", given_at=story.clock())

    assert not await refused(story.database, consent("enrollment"))
    assert await refused(story.database, consent("enrollment"))
    assert not await refused(story.database, consent("counselling"))
    async with story.database.transaction() as session:
        await people.withdraw_consents(session, chat.person_id, now=story.clock())
    async with story.database.transaction() as session:
        for _ in range(2):
            await people.give_consent(session, chat.person_id, purpose="enrollment", wording="v2", now=story.clock())
    async with story.database.reading() as session:
        kept = (await session.execute(select(Consent).where(Consent.purpose == "enrollment"))).scalars().all()
        assert sorted((c.wording, c.withdrawn_at is None) for c in kept) == [("v1", False), ("v2", True)]


async def test_staff_own_a_chat_by_name_and_the_bot_without_one(story: Story, chat: Chat) -> None:
    duty = await story.colleague(("duty", None))
    row = update(Conversation).where(Conversation.id == chat.id)
    now = story.clock()
    assert not await changed(story.database, row.values(owner="staff", waiting_since=now))
    assert not await changed(story.database, row.values(owner_staff_id=duty.id))
    assert not await changed(story.database, row.values(owner="queue"))
    assert not await changed(story.database, row.values(owner="manager", waiting_since=now))
    assert await changed(story.database, row.values(owner="staff", owner_staff_id=duty.id, waiting_since=now))


async def test_a_closed_case_has_its_time_and_an_open_one_has_none(story: Story, chat: Chat) -> None:
    case = await story.case(chat)
    row = update(Case).where(Case.id == case.id)
    assert not await changed(story.database, row.values(status="done"))
    assert not await changed(story.database, row.values(closed_at=story.clock()))
    assert not await changed(story.database, row.values(status="sleeping"))
    assert await changed(story.database, row.values(status="done", closed_at=story.clock()))


async def test_an_enrolment_names_its_program_and_nothing_else_does(story: Story, chat: Chat) -> None:
    program = await story.program()
    with pytest.raises(IntegrityError):
        await story.case(chat, "enrollment")
    with pytest.raises(IntegrityError):
        await story.case(chat, "legal_consultation", program_id=program)
    assert (await story.case(chat, "enrollment", program_id=program)).program_id == program


async def test_a_chat_waits_for_a_person_once(story: Story, chat: Chat) -> None:
    first = await story.case(chat, "handoff")
    with pytest.raises(IntegrityError):
        await story.case(chat, "handoff")
    await story.case(await story.chat("10002"), "handoff")  # another chat may
    await story.move(first, "done")
    await story.case(chat, "handoff")  # and this one again, once the first has ended


async def test_places_are_never_overdrawn(story: Story) -> None:
    await story.program(places=2)
    row = update(Program).where(Program.id == "skills")
    assert not await changed(story.database, row.values(taken=3))
    assert not await changed(story.database, row.values(taken=-1))
    assert await changed(story.database, row.values(taken=2))
    assert not await changed(story.database, row.values(places=1))
    assert await changed(story.database, row.values(places=None, taken=300))


async def test_a_county_desk_has_a_county(story: Story) -> None:
    duty = await story.colleague(("duty", None))
    assert await refused(story.database, StaffRole(staff_id=duty.id, role="county_desk", county=None))
    assert await refused(story.database, StaffRole(staff_id=duty.id, role="director", county=None))
    assert not await refused(story.database, StaffRole(staff_id=duty.id, role="county_desk", county="610302"))


@pytest.mark.parametrize(("rating", "ok"), [(0, False), (1, True), (5, True), (6, False), (None, True)])
async def test_a_rating_is_one_to_five_or_missing(story: Story, chat: Chat, rating: int | None, ok: bool) -> None:
    row = Feedback(
        conversation_id=chat.id, person_id=chat.person_id, rating=rating, text=None, created_at=story.clock()
    )
    assert await refused(story.database, row) is not ok


async def test_a_time_ends_after_it_starts(story: Story) -> None:
    lawyer = await story.consultant()
    at = story.clock()
    assert await refused(story.database, Slot(consultant_id=lawyer, starts_at=at, ends_at=at))
    assert await refused(story.database, Slot(consultant_id=lawyer, starts_at=at, ends_at=at - timedelta(minutes=30)))


async def test_a_case_of_nobody_is_refused(story: Story, chat: Chat) -> None:
    """Foreign keys hold on SQLite too, where they must be switched on."""
    with pytest.raises(IntegrityError):
        await story.case(Chat(chat.id, 999_999, "telegram"))


async def test_a_time_without_a_zone_is_a_bug(story: Story, chat: Chat) -> None:
    naive = story.clock().replace(tzinfo=None)
    with pytest.raises(StatementError, match="without a zone"):
        await changed_naive(story.database, naive)


async def changed_naive(database: Database, naive: Any) -> None:
    async with database.transaction() as session:
        await session.execute(select(Case.id).where(Case.created_at > naive))


async def test_what_happened_to_a_case_cannot_be_changed_or_taken_away(story: Story, chat: Chat) -> None:
    case = await story.case(chat)
    async with story.database.transaction() as session:
        row = await casefile.locked(session, case.number, actor=Actor.system())
        casefile.record(
            session, row, actor=Actor.system(), kind="viewed", data={"n": 1}, note="老张来过电话", now=story.clock()
        )
    event = update(CaseEvent).where(CaseEvent.kind == "viewed")
    assert not await changed(story.database, event.values(kind="status"))
    assert not await changed(story.database, event.values(data={"n": 2}))
    assert not await changed(story.database, event.values(actor_id=7))
    assert not await changed(story.database, event.values(actor_kind="bot"))
    assert not await changed(story.database, event.values(at=story.clock() + timedelta(hours=1)))
    assert not await changed(story.database, event.values(note="改过的话"))
    assert not await changed(story.database, event.values(note=None, kind="status"))
    assert not await changed(story.database, delete(CaseEvent))
    assert not await changed(story.database, text("DELETE FROM case_events"))
    async with story.database.reading() as session:
        assert [(e.kind, e.note) for e in await casefile.events(session, case.id)] == [
            ("opened", None),
            ("viewed", "老张来过电话"),
        ]


async def test_only_a_note_may_be_blanked(story: Story, chat: Chat) -> None:
    """A person may have their data erased; that something happened, and when, stays."""
    case = await story.case(chat)
    async with story.database.transaction() as session:
        row = await casefile.locked(session, case.number, actor=Actor.system())
        casefile.record(session, row, actor=Actor.system(), kind="viewed", data={}, note="私事", now=story.clock())
    assert await changed(story.database, update(CaseEvent).where(CaseEvent.kind == "viewed").values(note=None))
    async with story.database.reading() as session:
        assert [(e.kind, e.note) for e in await casefile.events(session, case.id)] == [
            ("opened", None),
            ("viewed", None),
        ]
