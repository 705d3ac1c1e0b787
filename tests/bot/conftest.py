"""A small assistant that can be told what to do, and the carrying parts around it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from actions.turn import Button, Message, Plan, Reply, Trace, TurnResult
from bot.intake import Intake
from bot.tasks import OwnedTasks
from bot.turns import TurnRunner, view
from bot.web.api import create_app
from bot.web.limits import LocalLimiter
from bot.web.page import PageFile
from bot.web.parts import Limits, Parts
from bot.web.stream import Streams
from cases import conversations
from cases.conversations import Snapshot
from cases.database import Database, Session
from cases.wakeups import LocalWakeups

APOLOGY = "对不住，出了点问题。"


@dataclass
class EchoAssistant:
    """Says what it heard with a running number kept in the dialogue state, so loss and doubling show."""

    prepare_waits: asyncio.Event | None = None
    act_waits: asyncio.Event | None = None
    heard: list[str] = field(default_factory=list)

    async def prepare(self, snapshot: Snapshot, message: Message) -> Plan:
        if self.prepare_waits is not None:
            await self.prepare_waits.wait()
        return Plan("echo")

    async def act(
        self, session: Session, snapshot: Snapshot, message: Message, plan: Plan, *, owner: str
    ) -> TurnResult:
        if message.text == "炸":
            raise ValueError("身份证 610302199001011234")
        if self.act_waits is not None:
            await self.act_waits.wait()
        self.heard.append(message.text)
        count = int(snapshot.state.get("count", 0)) + 1
        words = message.payload or message.text or f"{len(message.attachment_ids)} 个文件"
        replies = (Reply(f"{count}：{words}", (Button("1. 好", "menu"),)),)
        trace = Trace(kind="smalltalk", intent="greet", confidence=0.9).as_dict()
        return TurnResult(replies, {"count": count}, trace, view(owner))


@dataclass
class Carrier:
    """The parts that carry messages, over one database. Not a TestClient: stories call the parts themselves."""

    database: Database
    assistant: EchoAssistant
    runner: TurnRunner
    intake: Intake
    wakeups: LocalWakeups
    clock: Callable[[], datetime]
    tasks: OwnedTasks

    async def new_chat(self) -> tuple[str, str]:
        async with self.database.transaction() as session:
            return await conversations.open_web_conversation(session, now=self.clock())

    def another_runner(self, holder: str) -> TurnRunner:
        return TurnRunner(self.database, self.assistant, self.wakeups, self.clock, holder, apology=APOLOGY)


@pytest.fixture
async def carrier(database: Database, clock: Any) -> AsyncIterator[Carrier]:
    assistant = EchoAssistant()
    wakeups = LocalWakeups(database)
    runner = TurnRunner(database, assistant, wakeups, clock, "one", apology=APOLOGY)
    async with OwnedTasks(grace=1) as tasks:
        yield Carrier(
            database, assistant, runner, Intake(database, runner, wakeups, tasks, clock), wakeups, clock, tasks
        )


@dataclass
class Services:
    up: dict[str, bool | None] = field(default_factory=lambda: {"database": True, "nlu": True, "redis": None})

    async def __call__(self) -> dict[str, bool | None]:
        return self.up


@pytest.fixture
def services() -> Services:
    return Services()


@pytest.fixture
def streams() -> Streams:
    return Streams(keep_alive=0.2)


@pytest.fixture
def app(carrier: Carrier, services: Services, streams: Streams, tmp_path: Any) -> FastAPI:
    page = tmp_path / "index.html"
    page.write_text("<!doctype html><title>娘家人</title>" + "<p>您好</p>" * 100, "utf-8")
    file = PageFile.read(page)
    parts = Parts(
        database=carrier.database,
        intake=carrier.intake,
        wakeups=carrier.wakeups,
        limiter=LocalLimiter(),
        clock=carrier.clock,
        alive=services,
        limits=Limits(messages=20, chats=5, loopback=False),
        answer_wait_seconds=1,
    )
    return create_app(parts, page={"/": file, "/index.html": file}, streams=streams)


@pytest.fixture
async def web(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A browser on this machine."""
    transport = httpx.ASGITransport(app, client=("127.0.0.1", 5000))
    async with httpx.AsyncClient(transport=transport, base_url="http://chat.test") as client:
        yield client


@pytest.fixture
async def stranger(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A browser somewhere on the internet."""
    transport = httpx.ASGITransport(app, client=("203.0.113.9", 5000))
    async with httpx.AsyncClient(transport=transport, base_url="http://chat.test") as client:
        yield client


@dataclass
class Worker:
    """One worker with one chat open in a browser."""

    web: httpx.AsyncClient
    chat: str
    token: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    @property
    def path(self) -> str:
        return f"/api/conversations/{self.chat}"

    async def say(self, text: str, message_id: str = "m1", **more: Any) -> httpx.Response:
        body = {"client_message_id": message_id, "text": text, **more}
        return await self.web.post(f"{self.path}/messages", json=body, headers=self.headers)

    async def read(self, after: int = 0) -> list[dict[str, Any]]:
        answer = await self.web.get(f"{self.path}/messages", params={"after": after}, headers=self.headers)
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["messages"]
        return found


@pytest.fixture
async def worker(web: httpx.AsyncClient) -> Worker:
    opened = (await web.post("/api/conversations", json={"source": "poster-7"})).json()
    return Worker(web, opened["conversation_id"], opened["token"])
