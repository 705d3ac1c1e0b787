"""What happens between "received" and the answer: order, once only, and nothing lost when a process dies."""

from __future__ import annotations

import asyncio
import logging

import pytest

from cases import attachments, casefile, conversations, messages, outbox, staff
from cases.actors import Actor
from cases.casework import papers
from cases.messages import Outgoing
from tests.bot.conftest import APOLOGY, Carrier


async def texts_of(carrier: Carrier, chat: str, author: str = "bot") -> list[str]:
    async with carrier.database.reading() as session:
        rows = await messages.transcript(session, chat, now=carrier.clock())
        return [row.text or "" for row in rows if row.author == author]


async def store(carrier: Carrier, chat: str, text: str, external_id: str) -> int:
    """Stored and committed, but the process dies before the turn."""
    async with carrier.database.transaction() as session:
        received = await messages.receive(
            session, conversation_id=chat, channel="web", external_id=external_id, text=text, now=carrier.clock()
        )
    return received.message_id


async def a_colleague(carrier: Carrier) -> Actor:
    async with carrier.database.transaction() as session:
        staff_id = await staff.add(
            session, login="zhiban", name="值班员", password="x" * 12, roles=[("duty", None)], now=carrier.clock()
        )
        return await staff.actor(session, staff_id)


async def test_three_messages_sent_quickly_are_answered_in_their_order(carrier: Carrier) -> None:
    chat, _ = await carrier.new_chat()
    carrier.assistant.prepare_waits = asyncio.Event()
    taken = [
        await carrier.intake.receive(conversation_id=chat, channel="web", external_id=f"{chat}:{n}", text=text)
        for n, text in enumerate(["老板欠薪", "三个月了", "咋办"])
    ]
    assert [t.turn is not None for t in taken] == [True, False, False]  # one run answers all three
    carrier.assistant.prepare_waits.set()
    assert taken[0].turn is not None
    await taken[0].turn
    assert await texts_of(carrier, chat) == ["1：老板欠薪", "2：三个月了", "3：咋办"]


async def test_two_messages_in_the_same_instant_both_get_their_answer(carrier: Carrier) -> None:
    chat, _ = await carrier.new_chat()
    taken = await asyncio.gather(
        *(
            carrier.intake.receive(conversation_id=chat, channel="web", external_id=f"{chat}:{n}", text=str(n))
            for n in range(8)
        )
    )
    await asyncio.gather(*(t.turn for t in taken if t.turn is not None))
    said = await texts_of(carrier, chat)
    assert [line.split("：")[0] for line in said] == [str(n) for n in range(1, 9)]
    assert sorted(line.split("：")[1] for line in said) == [str(n) for n in range(8)]


async def test_the_same_update_twice_is_answered_once(carrier: Carrier) -> None:
    chat, _ = await carrier.new_chat()
    first = await carrier.intake.receive(conversation_id=chat, channel="web", external_id="u1", text="你好")
    again = await carrier.intake.receive(conversation_id=chat, channel="web", external_id="u1", text="你好")
    assert (again.message_id, again.new, again.turn) == (first.message_id, False, None)
    assert first.turn is not None
    await first.turn
    assert await texts_of(carrier, chat) == ["1：你好"]


async def test_two_processes_wake_for_one_chat_and_nothing_is_said_twice(carrier: Carrier) -> None:
    chat, _ = await carrier.new_chat()
    for n in range(5):
        await store(carrier, chat, f"第{n}句", f"u{n}")
    other = carrier.another_runner("two")
    await asyncio.gather(carrier.runner.run(chat), other.run(chat), carrier.runner.run(chat), other.run(chat))
    assert await texts_of(carrier, chat) == [f"{n + 1}：第{n}句" for n in range(5)]


async def test_a_process_that_slept_through_its_lease_cannot_write(carrier: Carrier, clock: object) -> None:
    chat, _ = await carrier.new_chat()
    await store(carrier, chat, "在吗", "u1")
    carrier.assistant.prepare_waits = asyncio.Event()
    sleeper = asyncio.create_task(carrier.runner.run(chat))
    await asyncio.sleep(0.1)  # it holds the lease and waits for the model
    carrier.clock.advance(conversations.LEASE_SECONDS + 1)  # type: ignore[attr-defined]
    carrier.assistant.prepare_waits, gate = None, carrier.assistant.prepare_waits
    await carrier.another_runner("two").run(chat)
    gate.set()
    assert await sleeper == {}  # it left quietly
    assert await texts_of(carrier, chat) == ["1：在吗"]


async def test_a_process_killed_in_the_middle_of_a_turn_loses_nothing(carrier: Carrier) -> None:
    chat, _ = await carrier.new_chat()
    carrier.assistant.act_waits = asyncio.Event()
    taken = await carrier.intake.receive(conversation_id=chat, channel="web", external_id="u1", text="工伤咋认定")
    await asyncio.sleep(0.2)  # inside the transaction of the turn
    assert taken.turn is not None
    taken.turn.cancel()
    await asyncio.wait({taken.turn})
    carrier.assistant.act_waits = None
    assert await texts_of(carrier, chat) == []
    carrier.clock.advance(3)  # type: ignore[attr-defined]
    assert await carrier.runner.sweep_once() == 1  # the dead run's lease still holds
    assert await texts_of(carrier, chat) == []
    carrier.clock.advance(conversations.LEASE_SECONDS)  # type: ignore[attr-defined]
    assert await carrier.another_runner("after restart").sweep_once() == 1
    assert await texts_of(carrier, chat) == ["1：工伤咋认定"]
    assert await carrier.runner.sweep_once() == 0


async def test_a_process_killed_before_the_turn_is_made_up_for_by_the_sweep(carrier: Carrier) -> None:
    chat, _ = await carrier.new_chat()
    await store(carrier, chat, "有人吗", "u1")
    assert await carrier.runner.sweep_once() == 0  # too fresh: somebody is surely at it
    carrier.clock.advance(2.5)  # type: ignore[attr-defined]
    assert await carrier.runner.sweep_once() == 1
    assert await texts_of(carrier, chat) == ["1：有人吗"]


async def test_the_bot_is_silent_while_a_colleague_has_the_chat_and_speaks_again_after(carrier: Carrier) -> None:
    chat, _ = await carrier.new_chat()
    colleague = await a_colleague(carrier)
    async with carrier.database.transaction() as session:
        await conversations.take_over(session, chat, actor=colleague, now=carrier.clock())
    taken = await carrier.intake.receive(conversation_id=chat, channel="web", external_id="u1", text="在不在")
    assert taken.turn is not None
    answers = await taken.turn
    assert answers is not None and answers[taken.message_id].replies == ()
    assert answers[taken.message_id].state["owner"] == "staff"
    assert carrier.assistant.heard == []
    async with carrier.database.transaction() as session:
        await conversations.hand_back(session, chat, actor=colleague, now=carrier.clock())
    taken = await carrier.intake.receive(conversation_id=chat, channel="web", external_id="u2", text="谢谢")
    assert taken.turn is not None
    await taken.turn
    assert await texts_of(carrier, chat) == ["1：谢谢"]


async def test_a_paper_asked_for_again_finds_its_place_while_a_colleague_has_the_chat(carrier: Carrier) -> None:
    chat, _ = await carrier.new_chat()
    colleague = await a_colleague(carrier)
    async with carrier.database.transaction() as session:
        person = (await conversations.get(session, chat)).person_id
        case, _ = await casefile.open_case(
            session, actor=Actor.worker(person), kind="legal_consultation", person_id=person, conversation_id=chat,
            fields={}, now=carrier.clock(),
        )  # fmt: skip
        await papers.ask_for(
            session, case.number, "工资条", actor=colleague, seen_revision=None, reason="算欠薪", message="请发工资条",
            now=carrier.clock(),
        )  # fmt: skip
        await conversations.take_over(session, chat, actor=colleague, now=carrier.clock())
        photo = await attachments.keep(
            session, conversation_id=chat, name="工资条.jpg", content=b"\xff\xd8\xff", now=carrier.clock()
        )
    taken = await carrier.intake.receive(
        conversation_id=chat, channel="web", external_id="u1", text="", attachment_ids=[photo]
    )
    assert taken.turn is not None
    await taken.turn
    async with carrier.database.reading() as session:
        [paper] = await papers.list_papers(session, case.id)
    assert (paper.status, paper.attachment_id) == ("received", photo)
    assert carrier.assistant.heard == []


async def test_a_colleague_takes_over_while_the_bot_is_thinking(carrier: Carrier) -> None:
    chat, _ = await carrier.new_chat()
    colleague = await a_colleague(carrier)
    carrier.assistant.prepare_waits = asyncio.Event()
    taken = await carrier.intake.receive(conversation_id=chat, channel="web", external_id="u1", text="急")
    async with carrier.database.transaction() as session:
        await conversations.take_over(session, chat, actor=colleague, now=carrier.clock())
    carrier.assistant.prepare_waits.set()
    assert taken.turn is not None
    await taken.turn
    assert await texts_of(carrier, chat) == []


async def test_a_message_that_breaks_the_assistant_gets_one_apology_and_the_chat_goes_on(
    carrier: Carrier, caplog: pytest.LogCaptureFixture
) -> None:
    chat, _ = await carrier.new_chat()
    with caplog.at_level(logging.DEBUG):
        for n, text in enumerate(["你好", "炸", "还在吗"]):
            taken = await carrier.intake.receive(conversation_id=chat, channel="web", external_id=f"u{n}", text=text)
            assert taken.turn is not None
            await taken.turn
    assert await texts_of(carrier, chat) == ["1：你好", APOLOGY, "2：还在吗"]
    assert "ValueError" in caplog.text
    assert "610302199001011234" not in caplog.text  # errors quote workers, logs must not


async def test_replies_of_the_web_chat_need_no_sending_and_a_reminder_waits_for_its_time(carrier: Carrier) -> None:
    chat, _ = await carrier.new_chat()
    now = carrier.clock()
    async with carrier.database.transaction() as session:
        await messages.say(session, conversation_id=chat, channel="web", outgoing=[Outgoing("您好")], now=now)
    async with carrier.database.transaction() as session:
        assert await outbox.claim_due(session, channel="web", now=now) == []
