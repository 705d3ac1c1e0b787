"""What the outbox sends to a messenger, in order, within its limits, and what it does when sending fails."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from bot.delivery import Blocked, Delivery, TryLater, Undeliverable
from bot.limits import SendLimits
from cases import buttons, conversations, messages, outbox, people
from cases.messages import Outgoing
from cases.outbox import CLAIM_SECONDS, MAX_ATTEMPTS
from tests.bot.conftest import Carrier


@dataclass
class Phone:
    """A messenger's side: what arrived, and which error comes next for which text."""

    arrived: list[tuple[str, str, bool]] = field(default_factory=list)
    errors: dict[str, list[Exception]] = field(default_factory=dict)

    async def send(
        self, address: str, text: str, buttons: Sequence[dict[str, str]], message_id: int, again: bool
    ) -> str | None:
        if self.errors.get(text):
            raise self.errors[text].pop(0)
        self.arrived.append((address, text, again))
        return f"t{message_id}"

    @property
    def texts(self) -> list[str]:
        return [text for _, text, _ in self.arrived]


async def nap(_seconds: float) -> None:
    await asyncio.sleep(0)


@pytest.fixture
def phone() -> Phone:
    return Phone()


@pytest.fixture
def delivery(carrier: Carrier, phone: Phone) -> Delivery:
    return Delivery(carrier.database, "telegram", phone, carrier.wakeups, carrier.clock, SendLimits(sleep=nap))


async def tell(carrier: Carrier, address: str, *texts: str) -> str:
    async with carrier.database.transaction() as session:
        chat = await conversations.messenger_conversation(
            session, channel="telegram", address=address, now=carrier.clock()
        )
        await messages.say(
            session,
            conversation_id=chat,
            channel="telegram",
            outgoing=[Outgoing(text) for text in texts],
            now=carrier.clock(),
        )
    return chat


async def test_a_chat_gets_its_messages_in_order_and_others_do_not_wait_for_it(
    carrier: Carrier, delivery: Delivery, phone: Phone
) -> None:
    await tell(carrier, "7", "一", "二")
    await tell(carrier, "8", "三")
    assert [await delivery.round() for _ in range(3)] == [2, 1, 0]
    assert phone.texts.index("一") < phone.texts.index("二")
    assert sorted(phone.texts) == ["一", "三", "二"]


async def test_a_limit_puts_a_message_off_and_nothing_overtakes_it(
    carrier: Carrier, delivery: Delivery, phone: Phone
) -> None:
    await tell(carrier, "7", "一", "二")
    phone.errors["一"] = [TryLater(5)]
    await delivery.round()
    assert await delivery.round() == 0
    carrier.clock.advance(6)  # type: ignore[attr-defined]
    assert [await delivery.round() for _ in range(3)] == [1, 1, 0]
    assert phone.texts == ["一", "二"]


async def test_a_person_who_blocked_us_is_left_alone(carrier: Carrier, delivery: Delivery, phone: Phone) -> None:
    await tell(carrier, "7", "一")
    phone.errors["一"] = [Blocked()]
    await delivery.round()
    assert await delivery.round() == 0
    async with carrier.database.transaction() as session:
        assert (await people.meet(session, channel="telegram", address="7", now=carrier.clock())).blocked


async def test_what_can_never_be_delivered_does_not_hold_up_the_rest(
    carrier: Carrier, delivery: Delivery, phone: Phone
) -> None:
    await tell(carrier, "7", "坏", "好")
    phone.errors["坏"] = [Undeliverable()]
    await delivery.round()
    await delivery.round()
    assert phone.texts == ["好"]


async def test_a_dead_network_is_tried_some_times_and_then_given_up(
    carrier: Carrier, delivery: Delivery, phone: Phone
) -> None:
    await tell(carrier, "7", "一")
    phone.errors["一"] = [OSError("no route")] * 20
    tried = 0
    for _ in range(20):
        tried += await delivery.round()
        carrier.clock.advance(31)  # type: ignore[attr-defined]
    assert tried == MAX_ATTEMPTS


async def test_a_message_whose_sender_died_is_sent_again_and_marked(
    carrier: Carrier, delivery: Delivery, phone: Phone
) -> None:
    await tell(carrier, "7", "一")
    async with carrier.database.transaction() as session:  # claimed by a process that dies here
        assert len(await outbox.claim_due(session, channel="telegram", now=carrier.clock())) == 1
    assert await delivery.round() == 0
    carrier.clock.advance(CLAIM_SECONDS + 1)  # type: ignore[attr-defined]
    await delivery.round()
    assert phone.arrived == [("7", "一", True)]


async def test_two_processes_deliver_and_nothing_arrives_twice(
    carrier: Carrier, delivery: Delivery, phone: Phone
) -> None:
    for n in range(12):
        await tell(carrier, str(n), f"给{n}")
    other = Delivery(carrier.database, "telegram", phone, carrier.wakeups, carrier.clock, SendLimits(sleep=nap))
    await asyncio.gather(delivery.round(), other.round(), delivery.round(), other.round())
    assert sorted(phone.texts) == sorted(f"给{n}" for n in range(12))


async def test_the_loop_sends_as_soon_as_it_is_woken(carrier: Carrier, delivery: Delivery, phone: Phone) -> None:
    running = asyncio.create_task(delivery.run())
    await asyncio.sleep(0.1)
    await tell(carrier, "7", "一", "二", "三")
    await carrier.wakeups.publish("outbox")
    async with asyncio.timeout(5):
        while len(phone.arrived) < 3:  # noqa: ASYNC110 - what a phone shows
            await asyncio.sleep(0.02)
    running.cancel()
    await asyncio.wait([running])  # it ends before its database does, as in the program
    assert phone.texts == ["一", "二", "三"]


async def test_limits_are_thirty_a_second_overall_and_one_a_second_to_a_chat() -> None:
    now, waits = 0.0, []

    async def sleep(seconds: float) -> None:
        waits.append(round(seconds, 3))

    limits = SendLimits(time=lambda: now, sleep=sleep)
    for n in range(31):
        await limits.wait(str(n))
    assert waits == [round(1 / 30, 3)]  # thirty at once, the next one waits its turn
    waits.clear()
    now = 10.0
    await limits.wait("same")
    await limits.wait("same")
    assert waits == [1.0]


async def test_a_button_is_found_again_by_its_short_name_only_in_its_own_chat(carrier: Carrier) -> None:
    now = carrier.clock()
    async with carrier.database.transaction() as session:
        mine, other = [
            await conversations.messenger_conversation(session, channel="telegram", address=a, now=now) for a in "78"
        ]
        shown = Outgoing("选一个", buttons=[{"title": "1. 甲", "payload": "p:a"}, {"title": "2. 乙", "payload": "p:b"}])
        (row,) = await messages.say(session, conversation_id=mine, channel="telegram", outgoing=[shown], now=now)
        token = buttons.token_for(row, 1)
        assert len(token.encode()) <= 64
        assert await buttons.payload_for(session, mine, token) == "p:b"
        assert await buttons.payload_for(session, other, token) is None
        for odd in (buttons.token_for(row, 2), "m0.0", "m" + "z" * 13 + ".0", "start:handoff", "", "m1.-1"):
            assert await buttons.payload_for(session, mine, odd) is None
