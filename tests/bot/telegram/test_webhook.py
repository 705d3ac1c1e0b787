"""Telegram calls us: only with the secret, and "received" only once the message is stored."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from sqlalchemy import select

from bot.server import listen
from bot.settings import Settings
from bot.telegram.door import Telegram, open_telegram
from bot.telegram.webhook import PATH, full_address
from bot.web.guard import Guard
from bot.web.problems import answer_errors
from cases.models import Message
from cases.settings import WrongSetting
from tests.bot.conftest import Carrier
from tests.bot.telegram.conftest import SECRET, Phone, Start
from tests.bot.telegram.test_stories import BrokenIntake

HEADER = "X-Telegram-Bot-Api-Secret-Token"
NOWHERE = "http://127.0.0.1:9"


def web_app(telegram: Telegram) -> FastAPI:
    app = FastAPI(openapi_url=None)
    app.add_middleware(Guard)
    answer_errors(app)
    for router in telegram.routers:
        app.include_router(router)
    return app


def opened(carrier: Carrier, token: str, **more: Any) -> Telegram:
    values: dict[str, Any] = {
        "_env_file": None,
        "telegram_bot_token": token,
        "telegram_api_url": NOWHERE,
        "telegram_webhook_url": "https://chat.example",
        "telegram_webhook_secret": SECRET,
        **more,
    }
    intake = values.pop("intake", carrier.intake)
    return open_telegram(
        Settings(**values),
        database=carrier.database,
        intake=intake,
        wakeups=carrier.wakeups,
        tasks=carrier.tasks,
        clock=carrier.clock,
    )


@asynccontextmanager
async def called(telegram: Telegram) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(web_app(telegram))
    async with httpx.AsyncClient(transport=transport, base_url="http://chat.test") as client:
        yield client
    await telegram.close()


def update(text: str = "老板跑了", number: int = 7) -> dict[str, Any]:
    person = {"id": 8001, "first_name": "李雷", "is_bot": False}
    message = {"message_id": 1, "date": 1, "from": person, "chat": {"id": 8001, "type": "private"}, "text": text}
    return {"update_id": number, "message": message}


async def texts(carrier: Carrier) -> list[str | None]:
    async with carrier.database.reading() as session:
        found = await session.execute(select(Message.text).where(Message.direction == "in").order_by(Message.id))
        return list(found.scalars())


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET[:-1], SECRET + "x", "密钥".encode()])
async def test_without_the_secret_nobody_is_heard(carrier: Carrier, token: str, secret: str | bytes | None) -> None:
    async with called(opened(carrier, token)) as server:
        headers: Any = {} if secret is None else {HEADER: secret}
        answer = await server.post(PATH, json=update(), headers=headers)
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert await texts(carrier) == []


async def test_received_means_stored_and_twice_is_once(carrier: Carrier, token: str) -> None:
    async with called(opened(carrier, token)) as server:
        assert (await server.post(PATH, json=update(), headers={HEADER: SECRET})).status_code == 200
        assert await texts(carrier) == ["老板跑了"]
        assert (await server.post(PATH, json=update(), headers={HEADER: SECRET})).status_code == 200
        assert await texts(carrier) == ["老板跑了"]


async def test_when_the_database_is_away_telegram_is_asked_to_come_again(carrier: Carrier, token: str) -> None:
    async with called(opened(carrier, token, intake=BrokenIntake())) as server:
        answer = await server.post(PATH, json=update(), headers={HEADER: SECRET})
    assert answer.status_code == 503
    assert "disk full" not in answer.text


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b'"x"', b"\xff\xfe"])
async def test_what_is_no_json_object_is_refused(carrier: Carrier, token: str, body: bytes) -> None:
    async with called(opened(carrier, token)) as server:
        assert (await server.post(PATH, content=body, headers={HEADER: SECRET})).status_code == 400


@pytest.mark.parametrize("body", [{}, {"update_id": 1}, {"update_id": "x", "message": 5}, {"update_id": 2, "new": {}}])
async def test_an_update_nobody_can_read_is_not_asked_for_again(
    carrier: Carrier, token: str, body: dict[str, Any]
) -> None:
    async with called(opened(carrier, token)) as server:
        assert (await server.post(PATH, json=body, headers={HEADER: SECRET})).status_code == 200
    assert await texts(carrier) == []


async def test_while_polling_there_is_no_webhook(carrier: Carrier, token: str) -> None:
    telegram = opened(carrier, token, telegram_webhook_url="", telegram_webhook_secret="")
    assert telegram.routers == []
    await telegram.close()


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"telegram_bot_token": "not a token"}, "TELEGRAM_BOT_TOKEN"),
        ({"telegram_webhook_secret": "有空格 的"}, "TELEGRAM_WEBHOOK_SECRET"),
    ],
)
async def test_a_wrong_setting_is_named(carrier: Carrier, token: str, values: dict[str, str], name: str) -> None:
    with pytest.raises(WrongSetting, match=name) as caught:
        opened(carrier, token, **values)
    assert "not a token" not in str(caught.value)


def test_a_bare_host_gets_our_path() -> None:
    assert full_address("https://chat.example") == f"https://chat.example{PATH}"
    assert full_address("https://chat.example/hooks/7") == "https://chat.example/hooks/7"


@pytest.mark.slow
async def test_a_whole_chat_by_webhook(start: Start, emulator: str, phone: Phone) -> None:
    sock = listen("127.0.0.1", 0)
    address = f"http://127.0.0.1:{sock.getsockname()[1]}"
    async with start(emulator, telegram_webhook_url=address, telegram_webhook_secret=SECRET) as program:
        server = uvicorn.Server(uvicorn.Config(web_app(program.telegram), log_level="warning", lifespan="off"))
        serving = asyncio.create_task(server.serve(sockets=[sock]))
        calls = await phone.wait_for_call("setWebhook")
        assert "getUpdates" not in calls
        await phone.say("老板拖欠工资")
        assert await phone.read() == ["1：老板拖欠工资"]
        await phone.press(phone.buttons()[0]["callback_data"])
        assert (await phone.read(2))[1] == "2：menu"
        server.should_exit = True
        await serving
