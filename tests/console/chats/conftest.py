"""The real program on a database of its own, which a story may kill and start again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from cases.crypto import KeyRing
from cases.database import Database
from tests.console.conftest import ROOT, Desk, Stage
from tests.console.world import World


class Program:
    """`python -m console` on one address."""

    def __init__(self, folder: Path, key_text: str) -> None:
        self.url = f"sqlite+aiosqlite:///{folder / 'stage.sqlite3'}"
        self.log = folder / "log"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self._env = {k: v for k, v in os.environ.items() if not k.startswith("NICEGUI")} | {
            "DATABASE_URL": self.url,
            "FIELD_KEYS": key_text,
            "CONSOLE_PORT": str(self.port),
            "REDIS_URL": "",
        }
        self._env.pop("PYTEST_CURRENT_TEST", None)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("a") as out:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "console"], cwd=ROOT, env=self._env, stdout=out, stderr=out
            )
        for _ in range(300):
            with suppress(httpx.TransportError):
                if httpx.get(f"{self.address}/login").status_code == 200:
                    return
            assert self._process.poll() is None, self.log.read_text()
            time.sleep(0.2)
        raise AssertionError("the console did not start")

    def kill(self) -> None:
        """As a power cut does: no goodbye."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait(20)
            self._process = None

    @property
    def stage(self) -> Stage:
        return Stage(self.address, self.url, self._process.pid if self._process else 0, self.log)


@pytest.fixture
def program(sqlite_template: Path, tmp_path: Path, key_text: str) -> Iterator[Program]:
    (tmp_path / "stage.sqlite3").write_bytes(sqlite_template.read_bytes())
    running = Program(tmp_path, key_text)
    running.start()
    yield running
    running.kill()


@pytest.fixture
async def program_world(program: Program, keyring: KeyRing) -> AsyncIterator[World]:
    database = Database(program.url, keyring)
    yield World(database, datetime.now(UTC))
    await database.close()


@pytest.fixture
async def program_desk(program: Program, chromium: str) -> AsyncIterator[Desk]:
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page: Any = await browser.new_page(viewport={"width": 1280, "height": 800}, locale="zh-CN")
        yield Desk(page, program.stage)
        await browser.close()
