"""See, take away, erase: what a person may ask of us by law."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from cases import appointments, attachments, casefile, conversations, feedback, links, messages, outbox, people, privacy
from cases.actors import Actor
from cases.crypto import KeyRing
from cases.messages import Outgoing
from cases.models import Appointment, Base, Message, Person
from tests.cases.story import ID_NUMBER, PHONE, Chat, Story

DAY = timedelta(days=1)
# One mark for each place where a person's words or data can stand.
MARKS = {
    "name": "王铁锤", "phone": PHONE, "id_number": ID_NUMBER, "inbound": "老板欠我三个月", "outbound": "帮您约好了",
    "payload": "set:r1:employer:砖厂", "button": "就约砖厂的事", "field": "在砖厂干了五年", "note": "他情绪不太好",
    "state": "还没填完的话", "file": "欠条照片.jpg", "content": "欠条内容", "link": "链接里的话", "rating": "律师真好",
    "question": "没答上来的问题", "staff": "同事写的备注",
}  # fmt: skip


async def a_life_with_us(story: Story, chat: Chat, keyring: KeyRing) -> int:
    """Everything one person can leave behind; returns the slot they booked."""
    now = story.clock()
    await story.program(places=1)
    duty = await story.colleague(("duty", None))
    slot = await story.slot(await story.consultant(), now + 3 * DAY)
    legal = await story.case(chat, fields={"story": {"label": "经过", "value": MARKS["field"]}}, run="r1")
    await story.case(chat, "enrollment", program_id="skills", run="r2")
    booking = await story.book(legal, slot)
    async with story.database.transaction() as session:
        await people.learn(
            session, chat.person_id, keyring, name=MARKS["name"], phone=MARKS["phone"],
            id_number=MARKS["id_number"], county="610302",
        )  # fmt: skip
        await people.give_consent(session, chat.person_id, purpose="legal_consultation", wording="v1", now=now)
        photo = await attachments.keep(
            session, conversation_id=chat.id, name=MARKS["file"],
            content=b"\xff\xd8\xff" + MARKS["content"].encode(), now=now,
        )  # fmt: skip
        await links.make(
            session, conversation_id=chat.id, state={"said": MARKS["link"]}, opening=Outgoing("接着来"), now=now
        )
        await feedback.rate(
            session, conversation_id=chat.id, person_id=chat.person_id, rating=5, text=MARKS["rating"],
            case_id=legal.id, now=now,
        )  # fmt: skip
        await feedback.keep_question(
            session, conversation_id=chat.id, text=MARKS["question"], reason="no_card", now=now
        )
        row = await casefile.locked(session, legal.number, actor=duty)
        await casefile.change_status(session, row, actor=duty, status="accepted", note=MARKS["note"], now=now)
        await messages.note(
            session, conversation_id=chat.id, channel="telegram", text=MARKS["staff"], staff_id=duty.id or 0, now=now
        )
        snapshot = await conversations.lease(session, chat.id, holder="w", now=now)
        assert snapshot is not None
        await conversations.keep_state(session, snapshot, state={"draft": MARKS["state"]}, now=now)
    await story.hear(chat, MARKS["inbound"], "1", payload=MARKS["payload"], attachment_ids=[photo])
    await story.say(chat, MARKS["outbound"], buttons=[{"title": MARKS["button"], "payload": "x"}])
    await story.say(chat, "明天见律师。", appointment_id=booking.id, due_at=now + 2 * DAY)
    await story.say(chat, "开始报名了。", due_at=now + 5 * DAY)
    return slot


async def readable(story: Story) -> str:
    """All that anybody with the keys can read in any table."""
    found: list[Any] = []
    async with story.database.reading() as session:
        for table in Base.metadata.sorted_tables:
            found += [[str(value) for value in row] for row in (await session.execute(select(table))).all()]
            found += [
                bytes(value).decode("utf-8", "ignore")
                for row in (await session.execute(select(table))).all()
                for value in row
                if isinstance(value, bytes)
            ]
    return json.dumps(found, ensure_ascii=False)


async def test_the_export_holds_all_we_hold(story: Story, chat: Chat, keyring: KeyRing) -> None:
    await a_life_with_us(story, chat, keyring)
    async with story.database.reading() as session:
        held = await privacy.export(session, chat.person_id)
    text = json.dumps(held, ensure_ascii=False)  # JSON-ready as it is
    for mark in ("name", "phone", "id_number", "inbound", "outbound", "field", "file", "rating", "question"):
        assert MARKS[mark] in text, mark
    assert MARKS["staff"] not in text  # colleagues' notes to each other are theirs
    assert held["person"]["county"] == "610302"
    assert held["addresses"][0]["address"] == "10001"
    assert [(c["purpose"], c["wording"], c["withdrawn_at"]) for c in held["consents"]] == [
        ("legal_consultation", "v1", None)
    ]
    assert {(c["kind"], c["status"]) for c in held["cases"]} == {
        ("legal_consultation", "accepted"),
        ("enrollment", "submitted"),
    }
    [booking] = held["appointments"]
    assert (booking["way"], booking["status"]) == ("phone", "booked")
    assert booking["starts_at"] == (story.clock() + 3 * DAY).isoformat()


async def test_the_export_holds_nothing_of_others(story: Story, chat: Chat, keyring: KeyRing) -> None:
    await a_life_with_us(story, chat, keyring)
    other = await story.chat("2")
    async with story.database.reading() as session:
        held = await privacy.export(session, other.person_id)
    assert held["person"] == {"name": None, "phone": None, "id_number": None, "county": None}
    assert [a["address"] for a in held["addresses"]] == ["2"]
    for part in ("consents", "cases", "messages", "appointments", "files", "feedback", "questions"):
        assert held[part] == [], part


async def test_after_erasing_nothing_can_be_read_of_the_person(story: Story, chat: Chat, keyring: KeyRing) -> None:
    slot = await a_life_with_us(story, chat, keyring)
    before = await readable(story)
    assert [mark for mark, value in MARKS.items() if value not in before] == []

    async with story.database.transaction() as session:
        await privacy.erase(session, chat.person_id, now=story.clock())

    after = await readable(story)
    assert [mark for mark, value in MARKS.items() if value in after] == []
    async with story.database.reading() as session:
        assert await people.find_by_phone(session, PHONE, keyring) == []
        person = (await session.execute(select(Person).where(Person.id == chat.person_id))).scalar_one()
        assert (person.phone_index, person.id_number_index) == (None, None)
        assert person.erased_at == story.clock()
        assert not await people.has_consent(session, chat.person_id, purpose="legal_consultation")

        # What was open is cancelled: the time, the place and the reminders are free for others.
        cases = await casefile.cases_of(session, chat.person_id)
        assert [(c.status, c.fields) for c in cases] == [("cancelled", {}), ("cancelled", {})]
        assert await appointments.is_free(session, slot)
        assert (await session.execute(select(Appointment.status))).scalars().all() == ["cancelled"]
        outgoing = (
            await session.execute(select(Message.status).where(Message.direction == "out", Message.status != "note"))
        ).scalars()
        assert set(outgoing) == {"cancelled"}
    assert await story.taken() == 0
    # That something happened stays, for the statistics the law asks of us.
    async with story.database.reading() as session:
        kinds = [e.kind for e in await casefile.events(session, cases[-1].id)]
        assert kinds == ["opened", "booked", "status", "booking_cancelled", "status", "erased"]


async def test_nothing_empty_is_sent_after_erasing(story: Story, chat: Chat, keyring: KeyRing) -> None:
    await a_life_with_us(story, chat, keyring)
    async with story.database.transaction() as session:
        await privacy.erase(session, chat.person_id, now=story.clock())
        await messages.say(
            session, conversation_id=chat.id, channel="telegram", outgoing=[Outgoing("都删掉了。")], now=story.clock()
        )
    story.clock.advance(10 * DAY)
    async with story.database.transaction() as session:
        claimed = await outbox.claim_due(session, channel="telegram", now=story.clock())
    assert [m.text for m in claimed] == ["都删掉了。"]


async def test_erasing_one_person_leaves_the_others(story: Story, chat: Chat, keyring: KeyRing) -> None:
    await a_life_with_us(story, chat, keyring)
    other = await story.chat("2")
    await story.hear(other, "我的话还在", "2")
    theirs = await story.case(other, fields={"story": {"label": "经过", "value": "我的事还在"}})
    async with story.database.transaction() as session:
        await people.learn(session, other.person_id, keyring, name="李雷", phone=PHONE)
        await privacy.erase(session, chat.person_id, now=story.clock())
    async with story.database.reading() as session:
        held = await privacy.export(session, other.person_id)
        assert [p.id for p in await people.find_by_phone(session, PHONE, keyring)] == [other.person_id]
    assert [m["text"] for m in held["messages"]] == ["我的话还在"]
    assert (await story.read(theirs)).status == "submitted"


async def test_erasing_twice_is_harmless_and_the_person_may_come_back(
    story: Story, chat: Chat, keyring: KeyRing
) -> None:
    await a_life_with_us(story, chat, keyring)
    for _ in range(2):
        async with story.database.transaction() as session:
            await privacy.erase(session, chat.person_id, now=story.clock())
    await story.hear(chat, "我又来了", "9")
    case = await story.case(chat, "enrollment", program_id="skills")
    async with story.database.reading() as session:
        assert (
            await casefile.by_number(session, case.number, actor=Actor.worker(chat.person_id))
        ).status == "submitted"
