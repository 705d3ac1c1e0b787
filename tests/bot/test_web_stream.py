"""An open page hears what is said, through a real server and a real connection."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import httpx
import orjson
import pytest
from fastapi import FastAPI

from bot.reminders import WebReminders
from bot.server import listen, make_server
from bot.web.stream import STREAMS_PER_CHAT, Streams
from cases import messages
from cases.messages import Outgoing
from tests.bot.conftest import Carrier, Worker


@pytest.fixture
async def browser(app: FastAPI, streams: Streams) -> AsyncIterator[httpx.AsyncClient]:
    sock = listen("127.0.0.1", 0)
    server = make_server(app)
    serving = asyncio.create_task(server.serve(sockets=[sock]))
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{sock.getsockname()[1]}", timeout=10) as client:
        while not server.started:  # noqa: ASYNC110 - uvicorn offers nothing to wait for
            await asyncio.sleep(0.01)
        yield client
        server.should_exit = True
        streams.close()
    await asyncio.wait_for(serving, 5)  # open streams do not hold the program up


@asynccontextmanager
async def listening(page: Worker, **how: Any) -> AsyncIterator[asyncio.Queue[dict[str, Any]]]:
    """Events as they come: {"event", "id", "data"}; a keep-alive is {"event": "comment"}."""
    heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    ready = asyncio.Event()

    async def listen_on() -> None:
        params = {"token": page.token, **how.get("params", {})}
        async with page.web.stream("GET", f"{page.path}/stream", params=params, headers=how.get("headers")) as answer:
            assert answer.status_code == 200
            assert answer.headers["content-type"].startswith("text/event-stream")
            event: dict[str, Any] = {"event": "message"}
            async for line in answer.aiter_lines():
                ready.set()
                if line.startswith(":"):
                    heard.put_nowait({"event": "comment"})
                elif line == "" and "data" in event:
                    heard.put_nowait(event)
                    event = {"event": "message"}
                elif ": " in line:
                    name, value = line.split(": ", 1)
                    event[name] = orjson.loads(value) if name == "data" else value

    task = asyncio.create_task(listen_on())
    await asyncio.wait_for(ready.wait(), 5)
    try:
        yield heard
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def next_message(heard: asyncio.Queue[dict[str, Any]]) -> dict[str, Any]:
    while True:
        event = await asyncio.wait_for(heard.get(), 5)
        if event["event"] == "message":
            return event


@pytest.fixture
async def page(browser: httpx.AsyncClient) -> Worker:
    opened = (await browser.post("/api/conversations", json={})).json()
    return Worker(browser, opened["conversation_id"], opened["token"])


async def test_what_a_colleague_writes_appears_without_reloading(page: Worker, carrier: Carrier) -> None:
    await page.say("人工")
    async with listening(page) as heard:
        state = await asyncio.wait_for(heard.get(), 5)
        assert (state["event"], state["data"]) == ("state", {"owner": "bot"})
        async with carrier.database.transaction() as session:
            said = [Outgoing("我是小王，您说", author="staff")]
            ids = await messages.say(
                session, conversation_id=page.chat, channel="web", outgoing=said, now=carrier.clock()
            )
        await carrier.wakeups.publish(f"conversation:{page.chat}")
        event = await next_message(heard)
        assert event["id"] == str(ids[0])
        assert (event["data"]["author"], event["data"]["text"]) == ("staff", "我是小王，您说")
        assert event["data"] == (await page.read())[-1]


async def test_after_a_broken_connection_nothing_is_missing_and_nothing_comes_twice(page: Worker) -> None:
    first = (await page.say("一", "1")).json()
    second = (await page.say("二", "2")).json()
    last_seen = str(first["replies"][0]["id"])
    async with listening(page, headers={"Last-Event-ID": last_seen}) as heard:
        got = [(await next_message(heard))["data"]["id"] for _ in range(2)]
    assert got == [second["message_id"], second["replies"][0]["id"]]
    async with listening(page, params={"after": last_seen}) as heard:
        assert (await next_message(heard))["data"]["text"] == "二"


async def test_a_quiet_stream_is_kept_alive(page: Worker) -> None:
    async with listening(page) as heard:
        events = [(await asyncio.wait_for(heard.get(), 5))["event"] for _ in range(3)]
    assert events.count("comment") == 2


async def test_a_reminder_comes_at_its_time_and_has_its_place_at_the_end(page: Worker, carrier: Carrier) -> None:
    later = carrier.clock.now.replace(hour=5)  # type: ignore[attr-defined]
    async with carrier.database.transaction() as session:
        due = Outgoing("明天九点见律师", due_at=later)
        await messages.say(session, conversation_id=page.chat, channel="web", outgoing=[due], now=carrier.clock())
    await page.say("好的")
    seen = await page.read()
    assert [m["text"] for m in seen] == ["好的", "1：好的"]
    reminders = WebReminders(carrier.database, carrier.wakeups, carrier.clock)
    assert await reminders.round() == 0
    async with listening(page, params={"after": seen[-1]["id"]}) as heard:
        carrier.clock.now = later  # type: ignore[attr-defined]
        assert [m["text"] for m in await page.read()] == ["好的", "1：好的"]
        assert await reminders.round() == 1
        event = await next_message(heard)
    assert event["data"]["text"] == "明天九点见律师"
    assert [m["text"] for m in await page.read(after=seen[-1]["id"])] == ["明天九点见律师"]
    assert await reminders.round() == 0


async def test_one_chat_cannot_open_streams_without_end(page: Worker) -> None:
    async with listening(page), listening(page), listening(page), listening(page), listening(page), listening(page):
        answer = await page.web.get(f"{page.path}/stream", headers=page.headers)
        assert STREAMS_PER_CHAT == 6
        assert answer.status_code == 429
    await asyncio.sleep(0.5)
    async with listening(page) as heard:
        assert (await asyncio.wait_for(heard.get(), 5))["event"] == "state"
