"""Danger with everything else down: no language model, no Redis, no console. Then the console comes back."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import httpx
import pytest
from playwright.async_api import expect

from tests import stack as stacks
from tests.browser.people import StaffAtConsole, browsing, chromium
from tests.worker import Worker

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]
NOBODY_LISTENS = "redis://127.0.0.1:9/0"
SAID = ["我不想活了，药都买好了", "存折给妹妹了 狗也送人了 以后吃饭不用等我"]


@pytest.mark.parametrize("words", SAID)
async def test_danger_is_answered_within_a_second_and_waits_in_the_console_when_that_is_back(
    tmp_path: Path, words: str
) -> None:
    if chromium() is None:
        pytest.skip("Chromium is not installed (set TEST_CHROMIUM)")
    async with (
        stacks.running(tmp_path, nlu=False, settings={"REDIS_URL": NOBODY_LISTENS}) as stack,
        httpx.AsyncClient(timeout=30, trust_env=False) as http,
    ):
        worker = await Worker(http, stack.web).arrive()
        await worker.say("我要约律师")
        began = time.monotonic()
        await worker.say(words)
        assert time.monotonic() - began < 1
        assert worker.trace["crisis"] and worker.state["owner"] == "queue"
        assert ("110" in worker.heard or "120" in worker.heard) and "真人" in worker.heard
        await worker.say("在高新区")
        assert worker.trace["crisis"] and worker.state["field"] is None, "no form question to somebody in danger"

        console = stacks.Process(
            "console", [sys.executable, "-m", "console"], stack.env, f"{stack.console}/login", tmp_path / "console.log"
        )
        stack.processes["console"] = console
        await console.start()
        await console.wait_ready()
        async with browsing() as browser:
            officer = await StaffAtConsole.log_in(browser, stack.console, "zhiban")
            await expect(officer.waiting().first).to_contain_text("危险信号", timeout=5_000)
