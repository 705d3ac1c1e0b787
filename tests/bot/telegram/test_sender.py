"""Sending: what the phone shows, and what a refusal of the server means for the outbox."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramNetworkError
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery import Blocked, TryLater, Undeliverable
from bot.telegram.sender import LONGEST, TelegramSender, split
from tests.bot.telegram.conftest import Phone

BUTTONS = [{"title": "1. 确认提交", "payload": "confirm:ab12"}, {"title": "2. 改一改", "payload": "change:ab12"}]


async def no_sleep(seconds: float) -> None:
    return None


@pytest.fixture
async def bot(emulator: str, token: str) -> AsyncIterator[Bot]:
    async with Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(emulator))) as bot:
        yield bot


@pytest.fixture
def sender(bot: Bot) -> TelegramSender:
    return TelegramSender(bot, again_mark="（重发）", sleep=no_sleep)


@pytest.mark.slow
class TestOnThePhone:
    async def test_buttons_stand_one_a_row_under_short_names(self, sender: TelegramSender, phone: Phone) -> None:
        sent_as = await sender.send(str(phone.chat), "对吗？", BUTTONS, 12345, again=False)
        assert await phone.read() == ["对吗？"]
        rows = phone.got[0]["reply_markup"]["inline_keyboard"]
        assert [[b["text"] for b in row] for row in rows] == [["1. 确认提交"], ["2. 改一改"]]
        assert [row[0]["callback_data"] for row in rows] == ["m9ix.0", "m9ix.1"]
        assert sent_as is not None and sent_as.isdigit()

    async def test_markup_stays_what_it_is(self, sender: TelegramSender, phone: Phone) -> None:
        text = "<b>加粗</b> *星号* [链接](http://example.com) `x` & &amp;"
        await sender.send(str(phone.chat), text, (), 1, again=False)
        assert await phone.read() == [text]
        assert "parse_mode" not in phone.got[0]

    async def test_links_are_not_opened_by_a_preview(self, sender: TelegramSender, phone: Phone) -> None:
        await sender.send(str(phone.chat), "http://chat.example/#link=abc", (), 1, again=False)
        await phone.read()
        assert phone.got[0]["link_preview_options"] == '{"is_disabled": true}'

    async def test_a_repeat_says_so(self, sender: TelegramSender, phone: Phone) -> None:
        await sender.send(str(phone.chat), "约好了", (), 1, again=True)
        assert await phone.read() == ["（重发）约好了"]

    async def test_a_long_text_comes_in_parts_with_the_buttons_last(self, sender: TelegramSender, phone: Phone) -> None:
        text = "".join(f"第{i}条，讲的是工资、工时和休息。\n" for i in range(500)).strip()
        await sender.send(str(phone.chat), text, BUTTONS, 1, again=False)
        parts = await phone.read(3)
        assert "".join(parts) == text
        assert all(len(part) <= LONGEST for part in parts)
        assert [len(phone.buttons(i)) for i in range(3)] == [0, 0, 2]

    async def test_after_a_limit_only_the_missing_parts_follow(self, sender: TelegramSender, phone: Phone) -> None:
        text = "\n".join("工" * 99 for _ in range(60))
        limit = {"error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": 7}}
        await phone.refuse(None, limit)
        with pytest.raises(TryLater) as caught:
            await sender.send(str(phone.chat), text, BUTTONS, 1, again=False)
        assert caught.value.seconds == 7
        assert len(await phone.read(1)) == 1
        await sender.send(str(phone.chat), text, BUTTONS, 1, again=False)
        assert "".join(await phone.read(2)) == text
        assert [len(phone.buttons(i)) for i in range(2)] == [0, 2]

    async def test_refused_buttons_leave_the_words(self, sender: TelegramSender, phone: Phone) -> None:
        await phone.refuse({"error_code": 400, "description": "Bad Request: BUTTON_DATA_INVALID"})
        await sender.send(str(phone.chat), "对吗？", BUTTONS, 1, again=False)
        assert await phone.read() == ["对吗？"]
        assert phone.buttons() == []

    @pytest.mark.parametrize(
        ("answers", "means"),
        [
            ([{"error_code": 403, "description": "Forbidden: bot was blocked by the user"}], Blocked),
            ([{"error_code": 403, "description": "Forbidden: user is deactivated"}], Blocked),
            ([{"error_code": 400, "description": "Bad Request: chat not found"}] * 2, Undeliverable),
            ([{"error_code": 500, "description": "Internal Server Error"}], TryLater),
            ([{"error_code": 502, "description": "Bad Gateway"}], TryLater),
            ([{"error_code": 401, "description": "Unauthorized"}], TryLater),
            ([{"error_code": 404, "description": "Not Found"}], TryLater),
        ],
    )
    async def test_what_a_refusal_means(
        self, sender: TelegramSender, phone: Phone, answers: list[dict[str, Any]], means: type[Exception]
    ) -> None:
        await phone.refuse(*answers)
        with pytest.raises(means):
            await sender.send(str(phone.chat), "您好", BUTTONS, 1, again=False)
        assert await phone.look() == []


class LosesTheFirstAnswer:
    """A network that carries a message there, but not the answer back."""

    def __init__(self) -> None:
        self.arrived: list[str] = []

    async def __call__(self, method: Any, request_timeout: int) -> dict[str, Any]:
        self.arrived.append(method.text)
        if len(self.arrived) == 1:
            raise TelegramNetworkError(method=method, message="Request timeout error")
        return {"message_id": 2}


async def test_what_may_have_arrived_is_marked_the_next_time() -> None:
    network: Any = LosesTheFirstAnswer()
    sender = TelegramSender(network, again_mark="（重发）", sleep=no_sleep)
    with pytest.raises(TryLater):
        await sender.send("5", "约好了", (), 1, again=False)
    assert await sender.send("5", "约好了", (), 1, again=False) == "2"
    assert network.arrived == ["约好了", "（重发）约好了"]


async def test_a_server_that_is_away_means_later() -> None:
    async with Bot("1:a", session=AiohttpSession(api=TelegramAPIServer.from_base("http://127.0.0.1:9"))) as bot:
        with pytest.raises(TryLater):
            await TelegramSender(bot, again_mark="", sleep=no_sleep).send("5", "您好", (), 1, again=False)


async def test_an_empty_text_is_never_sent() -> None:
    async with Bot("1:a", session=AiohttpSession(api=TelegramAPIServer.from_base("http://127.0.0.1:9"))) as bot:
        with pytest.raises(Undeliverable):
            await TelegramSender(bot, again_mark="", sleep=no_sleep).send("5", " \n", (), 1, again=False)


@given(st.text(alphabet="工资。\n 😀a", max_size=300), st.integers(2, 40))
def test_parts_fit_and_lose_nothing(text: str, longest: int) -> None:
    parts = split(text, longest)
    assert "".join(parts) == text.rstrip()
    assert all(len(part.encode("utf-16-le")) // 2 <= longest for part in parts)


def test_parts_end_between_sentences() -> None:
    assert split("头一句说完了。第二句也说完了。", 10) == ["头一句说完了。", "第二句也说完了。"]
