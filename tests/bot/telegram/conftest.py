"""The bot program against an emulator of the Bot API, and workers who hold a phone."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import shutil
import subprocess
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.delivery import Delivery
from bot.intake import Intake
from bot.limits import SendLimits
from bot.settings import Settings
from bot.telegram.door import Telegram, open_telegram
from tests.bot.conftest import Carrier

VERSION = "4.2.1"
ROOT = Path(__file__).resolve().parents[3]
FOLDER = Path(os.environ.get("TELEGRAM_TEST_API", ROOT / "var" / "telegram-test-api"))
SECRET = "a-secret_only-the-server-knows"
PATIENCE_SECONDS = 8.0
TOKENS = itertools.count(100)


@pytest.fixture(scope="session")
def package() -> Path:
    """The emulator's package, fetched once. Skips, with the reason, where there is no node or no way to fetch it."""
    if not shutil.which("node") or not shutil.which("npm"):
        pytest.skip("telegram-test-api needs node and npm")
    if not (FOLDER / "node_modules" / "telegram-test-api").exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(
            ["npm", "install", "--prefix", FOLDER, "--no-audit", "--no-fund", f"telegram-test-api@{VERSION}"],
            capture_output=True,
            text=True,
            timeout=100,
        )
        if done.returncode:
            pytest.skip(f"telegram-test-api@{VERSION} cannot be installed: {done.stderr.strip()[-200:]}")
    return FOLDER


def _emulator(package: Path, *mode: str) -> Iterator[str]:
    script = Path(__file__).with_name("emulator.js")
    process = subprocess.Popen(["node", script, package, *mode], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline().split()
        assert line[:1] == ["listening"], f"the emulator did not start: {line}"
        yield f"http://127.0.0.1:{line[1]}"
    finally:
        process.terminate()
        process.wait(5)


@pytest.fixture(scope="session")
def emulator(package: Path) -> Iterator[str]:
    """Address of the emulator with what the package lacks."""
    yield from _emulator(package)


@pytest.fixture(scope="session")
def plain_emulator(package: Path) -> Iterator[str]:
    """Address of the emulator as the package comes."""
    yield from _emulator(package, "plain")


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(trust_env=False) as client:
        yield client


@dataclass
class Phone:
    """A worker's phone, in a private chat with the bot."""

    http: httpx.AsyncClient
    url: str
    token: str
    chat: int
    got: list[dict[str, Any]] = field(default_factory=list)

    def person(self) -> dict[str, Any]:
        return {"id": self.chat, "first_name": "李雷", "is_bot": False}

    def message(self, **content: Any) -> dict[str, Any]:
        chat = {"id": self.chat, "first_name": "李雷", "type": "private"}
        return {"from": self.person(), "chat": chat, "date": int(time.time()), **content}

    async def say(self, text: str) -> None:
        await self._post("sendMessage", {**self.message(text=text), "botToken": self.token})

    async def send(self, **content: Any) -> None:
        await self._post("sendMessage", {**self.message(**content), "botToken": self.token})

    async def press(self, data: str) -> None:
        message = {key: value for key, value in self.message().items() if key != "date"}
        body = {"botToken": self.token, "from": self.person(), "message": message, "data": data}
        await self._post("sendCallback", body)

    async def update(self, number: int | None = None, **content: Any) -> int:
        """An update of any kind; the same number may come twice."""
        update = content if number is None else {"update_id": number, **content}
        answer = await self._post("_test/update", {"token": self.token, "update": update})
        return int(answer["update_id"])

    async def upload(self, file_id: str, content: bytes) -> None:
        answer = await self.http.post(f"{self.url}/_test/file/{file_id}", content=content)
        assert answer.status_code == 200

    async def refuse(self, *answers: dict[str, Any] | None) -> None:
        """The server's next answers when the bot writes to this chat; None lets one pass."""
        await self._post("_test/refuse", {"chat_id": self.chat, "answers": answers})

    async def wait_for_call(self, method: str) -> list[str]:
        """Until the bot has called this method; returns all it has called."""
        called: list[str] = []

        async def there() -> bool:
            called[:] = [m for t, m in (await self.http.get(f"{self.url}/_test/calls")).json() if t == self.token]
            return method in called

        await until(there, what=f"a call of {method}")
        return called

    async def look(self) -> list[dict[str, Any]]:
        """Everything the bot has written here so far."""
        answer = await self.http.post(f"{self.url}/getUpdates", json={"token": self.token, "chatId": self.chat})
        self.got += [one["message"] for one in answer.json()["result"]]
        return self.got

    async def read(self, count: int = 1) -> list[str]:
        """Wait for so many texts in all, then a little longer: one too many would show."""
        await until(lambda: self._has(count), what=f"{count} messages on the phone")
        await asyncio.sleep(0.15)
        return [one["text"] for one in await self.look()]

    async def _has(self, count: int) -> bool:
        return len(await self.look()) >= count

    def buttons(self, index: int = -1) -> list[dict[str, str]]:
        rows = (self.got[index].get("reply_markup") or {}).get("inline_keyboard", [])
        return [button for row in rows for button in row]

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        headers = {"content-type": "application/json"}
        # In ASCII, so that half a surrogate pair can be sent as well.
        answer = await self.http.post(f"{self.url}/{path}", content=json.dumps(body).encode(), headers=headers)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found


async def until(true: Callable[[], Awaitable[bool]], *, what: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not await true():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        await asyncio.sleep(0.03)


@dataclass
class Program:
    """The bot as it runs, with its Telegram side open."""

    telegram: Telegram
    delivery: Delivery


Start = Callable[..., Any]


@pytest.fixture
def token() -> str:
    """A bot of this test alone."""
    return f"{next(TOKENS)}:test"


@pytest.fixture
def start(carrier: Carrier, token: str) -> Start:
    """`async with start(url) as program:` runs the Telegram side over the carrier's parts."""

    @asynccontextmanager
    async def running(url: str, *, intake: Intake | None = None, **settings: str) -> AsyncIterator[Program]:
        values: dict[str, Any] = {"_env_file": None, "telegram_bot_token": token, "telegram_api_url": url, **settings}
        telegram = open_telegram(
            Settings(**values),
            database=carrier.database,
            intake=intake or carrier.intake,
            wakeups=carrier.wakeups,
            tasks=carrier.tasks,
            clock=carrier.clock,
        )
        quick = SendLimits(overall=1000, per_chat=1000)
        delivery = Delivery(carrier.database, telegram.channel, telegram.sender, carrier.wakeups, carrier.clock, quick)
        loops = [asyncio.create_task(telegram.run()), asyncio.create_task(delivery.run())]
        try:
            yield Program(telegram, delivery)
        finally:
            for loop in loops:
                loop.cancel()
            for loop in loops:
                with suppress(asyncio.CancelledError):
                    await loop
            await telegram.close()

    return running


@pytest.fixture
async def phone(http: httpx.AsyncClient, emulator: str, token: str) -> Phone:
    return Phone(http, emulator, token, chat=8001)
