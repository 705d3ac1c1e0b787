"""After an alarm that was none: the worker says so, is believed without being let down, and gets what was wanted."""

from __future__ import annotations

import dataclasses
from collections.abc import Awaitable, Callable

import pytest

from actions.assistant import Assistant
from actions.crisis import CrisisRules, DangerWatch
from actions.crisis.denial import Denial
from actions.crisis.watch import said_afterwards
from tests.actions.dialogue.chat import Chat
from tests.actions.dialogue.test_switching import HALF

NewChat = Callable[[], Awaitable[Chat]]
ALARM = "我不想活了"


@pytest.fixture(scope="module")
def watch() -> DangerWatch:
    """Rules, and what was learned of denials from their words alone."""
    rules = CrisisRules.load()
    return DangerWatch(rules, denial=Denial.learn(said_afterwards(rules), None))


@pytest.fixture
def alarmed(chat: Chat, assistant: Assistant, watch: DangerWatch) -> Chat:
    chat.assistant = Assistant(dataclasses.replace(assistant._services, crisis=watch), chat.clock)
    return chat


async def waits_for(chat: Chat) -> tuple[str, str | None]:
    row = await chat.row()
    return row.owner, row.waiting_reason


@pytest.mark.parametrize(
    "said",
    ["没想死，随口说的，别当真", "我没有想自杀，是你想多了", "额可没想不开，随口说的", "没有没有，开玩笑的，别当真"],
)
async def test_who_denies_is_believed_and_not_alarmed_again(alarmed: Chat, said: str) -> None:
    await alarmed.all(ALARM, said)
    assert "是我多心" in alarmed.heard and "12356" not in alarmed.heard
    assert alarmed.trace["crisis"] is False


async def test_the_person_who_was_called_comes_all_the_same(alarmed: Chat) -> None:
    await alarmed.all(ALARM, "没有没有，开玩笑的，别当真")
    assert "还是会来" in alarmed.heard and await waits_for(alarmed) == ("queue", "crisis")
    await alarmed.say("不等了")
    assert await waits_for(alarmed) == ("queue", "crisis"), "one sentence closes nothing"


async def test_what_was_wanted_comes_along(alarmed: Chat) -> None:
    await alarmed.all(ALARM, "没有的事，我没想不开，就想问加班费怎么算")
    assert "多心" in alarmed.heard and "百分之一百五十" in alarmed.heard


async def test_the_form_put_aside_is_offered_and_goes_on(alarmed: Chat) -> None:
    await alarmed.all(*HALF, ALARM, "没有没有，开玩笑的，别当真")
    assert "接着填" in alarmed.titles
    await alarmed.say("继续")
    assert alarmed.field == "county"


async def test_who_only_goes_on_to_ask_is_not_told_of_a_mistake(alarmed: Chat) -> None:
    await alarmed.all(ALARM, "离了婚带俩娃打零工的，够得上困难帮扶的线不")
    assert "多心" not in alarmed.heard


async def test_a_no_to_a_question_of_the_form_taken_up_again_is_an_answer(alarmed: Chat) -> None:
    await alarmed.all(*HALF, ALARM, "继续")
    assert alarmed.field == "county"
    await alarmed.say("没有没有，开玩笑的，别当真")
    assert "多心" not in alarmed.heard and alarmed.field == "county"


async def test_danger_after_a_denial_is_danger(alarmed: Chat) -> None:
    await alarmed.all(ALARM, "没有没有，开玩笑的，别当真", "我站在楼顶，要跳下去了")
    assert alarmed.trace["crisis"] and "110" in alarmed.heard


@pytest.mark.parametrize("said", ["嗯", "想过好几次", "我已经把药吃了", "没想死，可他又在砸门，要打我"])
async def test_who_says_yes_is_not_taken_to_deny(alarmed: Chat, said: str) -> None:
    await alarmed.all(ALARM, said)
    assert alarmed.trace["crisis"] and "多心" not in alarmed.heard


async def test_the_same_danger_told_on_is_stayed_with_and_not_asked_from_the_start(alarmed: Chat) -> None:
    await alarmed.say(ALARM)
    first = alarmed.heard
    await alarmed.say("活着没意思，真的不想活了")
    assert alarmed.trace["crisis"] and alarmed.heard != first and "我还在" in alarmed.heard


async def test_what_was_hinted_and_is_then_said_outright_is_answered_as_such(alarmed: Chat) -> None:
    await alarmed.say("这世上少我一个也不少")
    hinted = alarmed.heard
    assert alarmed.trace["crisis"]
    await alarmed.say(ALARM)
    assert alarmed.heard != hinted and "您现在在哪儿" in alarmed.heard


async def test_without_an_alarm_before_it_a_denial_is_a_sentence_like_any(alarmed: Chat) -> None:
    await alarmed.say("没有没有，开玩笑的，别当真")
    assert "多心" not in alarmed.heard
    await alarmed.say("没想死，就是累了发发牢骚")
    assert alarmed.trace["crisis"], "said out of the blue it is worth asking"
