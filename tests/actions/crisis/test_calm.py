"""Where the second look has only a feeling, the language model may know better; where it cannot say, danger stands."""

from __future__ import annotations

import asyncio

import pytest

from actions.crisis.found import SUSPECTED, Crisis
from actions.reading.calm import PATIENCE_S, is_calm
from actions.understanding import UnderstanderDown, Understanding

FEELING = Crisis("suicide", "hint", f"{SUSPECTED} 0.33", 0.33)
GIVES_BACK = "那个位子让给别人吧，我用不上了"


def read_as(intent: str, confidence: float, *, danger: float = 0.1) -> Understanding:
    return Understanding(intent, confidence, ((intent, confidence), ("crisis", danger)))


class Model:
    """Stands where the model server stands."""

    def __init__(self, answer: Understanding | None, *, seconds: float = 0.0) -> None:
        self.answer, self.seconds = answer, seconds
        self.health: dict[str, str | int | bool] = {"up": True}

    async def understand(self, text: str) -> Understanding:
        await asyncio.sleep(self.seconds)
        if self.answer is None:
            raise UnderstanderDown("gone")
        return self.answer


async def test_a_wish_the_model_is_sure_of_takes_a_feeling_back() -> None:
    assert await is_calm(Model(read_as("cancel_booking", 0.97)), FEELING, GIVES_BACK)


@pytest.mark.parametrize(
    "answer",
    [
        read_as("cancel_booking", 0.6),  # not sure
        read_as("psych_consultation", 0.9),  # what people in danger ask for, too
        read_as("ask_policy", 0.9),
        Understanding("cancel_booking", 0.97, degraded=True),  # keyword rules, not the model
        None,  # no model
    ],
)
async def test_anything_less_takes_nothing_back(answer: Understanding | None) -> None:
    assert not await is_calm(Model(answer), FEELING, GIVES_BACK)


async def test_a_message_in_which_the_model_sees_hardly_any_danger_takes_a_feeling_back() -> None:
    sleepless = "我妈走了以后哥姐为房子打破头，半年没睡个囫囵觉，想跟人说说"
    assert await is_calm(Model(read_as("psych_consultation", 0.98, danger=0.003)), FEELING, sleepless)
    assert not await is_calm(Model(read_as("psych_consultation", 0.6, danger=0.3)), FEELING, sleepless)


async def test_what_a_rule_saw_or_the_second_look_is_sure_of_stands() -> None:
    sure = Model(read_as("cancel_booking", 0.99, danger=0.0))
    assert not await is_calm(sure, Crisis("suicide", "explicit", "想死"), "不约了，想死")
    assert not await is_calm(sure, Crisis("suicide", "hint", f"{SUSPECTED} 0.80", 0.8), "位置留给别人，我不来了")


async def test_a_model_that_hangs_does_not_keep_danger_waiting() -> None:
    started = asyncio.get_running_loop().time()
    assert not await is_calm(Model(read_as("greet", 0.99), seconds=5), FEELING, GIVES_BACK)
    assert asyncio.get_running_loop().time() - started < PATIENCE_S + 0.3
