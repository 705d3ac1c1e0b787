"""A number typed after an offer of ours answers that offer; after an answer of the assistant it means that answer's menu."""

from __future__ import annotations

from dataclasses import dataclass, field

from actions.turn import Message, Plan
from cases import messages
from cases.conversations import Snapshot
from cases.messages import Outgoing
from tests.bot.conftest import Carrier, EchoAssistant

YES, NO = {"title": "要这个时间", "payload": "wait:yes:1:2"}, {"title": "不要了", "payload": "wait:no:1:2"}


@dataclass
class Watching(EchoAssistant):
    """Remembers the menu each turn was planned with."""

    menus: list[list[str]] = field(default_factory=list)

    async def prepare(self, snapshot: Snapshot, message: Message) -> Plan:
        self.menus.append(list(snapshot.state.get("menu", [])))
        return await super().prepare(snapshot, message)


async def say(carrier: Carrier, chat: str, text: str) -> None:
    taken = await carrier.intake.receive(conversation_id=chat, channel="web", external_id=f"{chat}{text}", text=text)
    assert taken.turn is not None
    await taken.turn


async def push(carrier: Carrier, chat: str, outgoing: Outgoing) -> None:
    async with carrier.database.transaction() as session:
        await messages.say(session, conversation_id=chat, channel="web", outgoing=[outgoing], now=carrier.clock())


async def test_a_number_after_an_offer_answers_the_offer(carrier: Carrier) -> None:
    carrier.runner._assistant = watching = Watching()
    chat, _ = await carrier.new_chat()
    await say(carrier, chat, "你好")
    await push(carrier, chat, Outgoing("有空位了，要不要？", buttons=[YES, NO]))
    await push(carrier, chat, Outgoing("工作人员给您留了句话。", author="staff"))
    await say(carrier, chat, "1")
    await say(carrier, chat, "2")  # the turn in between has a menu of its own
    assert watching.menus == [[], ["wait:yes:1:2", "wait:no:1:2"], []]

    async with carrier.database.reading() as session:
        said = await messages.transcript(session, chat, now=carrier.clock())
    offer = next(m for m in said if m.text == "有空位了，要不要？")
    assert [b["title"] for b in (offer.content or {})["buttons"]] == ["1. 要这个时间", "2. 不要了"]


async def test_words_and_long_numbers_are_no_choice(carrier: Carrier) -> None:
    carrier.runner._assistant = watching = Watching()
    chat, _ = await carrier.new_chat()
    await push(carrier, chat, Outgoing("有空位了，要不要？", buttons=[YES, NO]))
    await say(carrier, chat, "要")
    await push(carrier, chat, Outgoing("有空位了，要不要？", buttons=[YES, NO]))
    await say(carrier, chat, "13800001234")
    assert watching.menus == [[], []]
