"""A world for the stories, a simulated colleague (fast), and the real program with a real browser (slow)."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from cases.crypto import KeyRing
from cases.database import Database
from cases.wakeups import LocalWakeups
from knowledge.taxonomy import load_taxonomy
from tests.conftest import Clock
from tests.console.world import PASSWORD, World

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def key_text() -> str:
    return KeyRing.generate()


@pytest.fixture(scope="session")
def keyring(key_text: str) -> KeyRing:
    """Known as text, too, so that the real program can be given it."""
    return KeyRing.parse(key_text)


@pytest.fixture
def world(sqlite_database: Database, clock: Clock) -> World:
    return World(sqlite_database, clock())


class Colleague:
    """Somebody at the console without a browser: opens pages, sees texts, clicks, types."""

    def __init__(self, user: Any) -> None:
        self.user = user

    async def log_in(self, login: str, password: str = PASSWORD) -> httpx.Response:
        answer: httpx.Response = await self.user.http_client.post("/login", data={"login": login, "password": password})
        return answer

    def sees(self) -> str:
        """All words on the page, in its order."""
        from nicegui import ui

        with self.user:
            client = self.user.client
            said = []
            for element in client.layout.descendants():
                if not element.visible or any(not a.visible for a in element.ancestors()):
                    continue
                if isinstance(element, (ui.label, ui.link, ui.button)):
                    said.append(str(getattr(element, "text", "") or ""))
                if isinstance(element, ui.textarea):
                    said.append(str(element.value or ""))
            return "\n".join(said)


@pytest.fixture
async def colleague(sqlite_database: Database, clock: Clock) -> AsyncIterator[Colleague]:
    """The pages in this process, with the story's own clock and database."""
    from nicegui import core
    from nicegui.testing.general import nicegui_reset_globals, prepare_simulation
    from nicegui.testing.user import User

    with nicegui_reset_globals():
        os.environ["NICEGUI_USER_SIMULATION"] = "true"
        try:
            prepare_simulation()
            from console.app import register
            from console.visit import Console

            register(core.app, Console(sqlite_database, clock, LocalWakeups(sqlite_database), load_taxonomy()))
            async with core.app.router.lifespan_context(core.app):
                transport = httpx.ASGITransport(core.app)
                async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
                    yield Colleague(User(client))
        finally:
            os.environ.pop("NICEGUI_USER_SIMULATION", None)


@dataclass(frozen=True)
class Stage:
    """The real program on a database of its own."""

    address: str
    database_url: str
    pid: int
    log: Path

    def memory_mb(self) -> float:
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024


@pytest.fixture(scope="module")
def stage(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, key_text: str) -> Iterator[Stage]:
    """`python -m console`, started once for the stories of a file."""
    folder = tmp_path_factory.mktemp("stage")
    (folder / "stage.sqlite3").write_bytes(sqlite_template.read_bytes())
    url = f"sqlite+aiosqlite:///{folder / 'stage.sqlite3'}"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {k: v for k, v in os.environ.items() if not k.startswith("NICEGUI")} | {
        "DATABASE_URL": url,
        "FIELD_KEYS": key_text,
        "CONSOLE_PORT": str(port),
        "REDIS_URL": "",
    }
    env.pop("PYTEST_CURRENT_TEST", None)  # or NiceGUI takes the program for a test of its own
    log = folder / "log"
    with log.open("w") as out:
        process = subprocess.Popen([sys.executable, "-m", "console"], cwd=ROOT, env=env, stdout=out, stderr=out)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            with suppress(httpx.TransportError):
                if httpx.get(f"{address}/login").status_code == 200:
                    break
            if process.poll() is not None:
                pytest.fail(f"the console did not start: {log.read_text()}")
            time.sleep(0.2)
        yield Stage(address, url, process.pid, log)
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture
async def live_world(stage: Stage, keyring: KeyRing) -> AsyncIterator[World]:
    """The world of the real program, at the real time."""
    database = Database(stage.database_url, keyring)
    yield World(database, datetime.now(UTC))
    await database.close()


class Desk:
    """A colleague's browser."""

    def __init__(self, page: Any, stage: Stage) -> None:
        self.page = page
        self.stage = stage
        self.foreign: list[str] = []
        self.errors: list[str] = []
        own = (stage.address, stage.address.replace("http", "ws"), "data:", "blob:")
        page.on("request", lambda r: self.foreign.append(r.url) if not r.url.startswith(own) else None)
        page.on("pageerror", lambda e: self.errors.append(str(e)))

    async def log_in(self, login: str, password: str = PASSWORD, path: str = "/") -> None:
        await self.page.goto(self.stage.address + path)
        await self.page.fill("#login", login)
        await self.page.fill("#password", password)
        await self.page.click("button[type=submit]")

    async def open(self, path: str) -> None:
        await self.page.goto(self.stage.address + path)

    async def sees(self, text: str, *, within: float = 5) -> None:
        from playwright.async_api import expect

        await expect(self.page.get_by_text(text).first).to_be_visible(timeout=within * 1000)

    async def press(self, name: str) -> None:
        await self.page.get_by_role("button", name=name, exact=True).click()

    async def types(self, text: str) -> None:
        await self.page.locator(".composer textarea").fill(text)


@pytest.fixture(scope="session")
def chromium() -> str:
    if not Path(CHROMIUM).exists():
        pytest.skip(f"no Chromium at {CHROMIUM} (set CHROMIUM)")
    return CHROMIUM


@pytest.fixture
async def desks(stage: Stage, chromium: str) -> AsyncIterator[Any]:
    """`await desks()` opens one more colleague's browser; `phone=True` a phone."""
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])

        async def one(*, phone: bool = False) -> Desk:
            size = {"width": 390, "height": 844} if phone else {"width": 1280, "height": 800}
            context = await browser.new_context(viewport=size, is_mobile=phone, has_touch=phone, locale="zh-CN")
            return Desk(await context.new_page(), stage)

        yield one
        await browser.close()
