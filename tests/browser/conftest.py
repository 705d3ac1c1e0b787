"""A real browser, phones to hold, and the stand-in server."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, FilePayload, Page, ViewportSize, async_playwright

from tests.browser.fake_api import FakeApi, serving
from tests.browser.screens import PHONE

CHROMIUM = Path(os.environ.get("TEST_CHROMIUM", "/usr/bin/chromium"))
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Skips, with the reason, where there is no Chromium."""
    if not CHROMIUM.exists():
        pytest.skip(f"Chromium is not at {CHROMIUM} (set TEST_CHROMIUM)")
    return str(CHROMIUM)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def shared_browser(chromium_path: str) -> AsyncIterator[Browser]:
    """Headless Chromium; starting one for each test would take longer than the tests."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium_path, args=SWITCHES)
        yield browser
        await browser.close()


@pytest.fixture
def api() -> Iterator[FakeApi]:
    """The stand-in server, with the real page."""
    with serving(FakeApi()) as running:
        yield running


@pytest.fixture
def screen(request: pytest.FixtureRequest) -> ViewportSize:
    """A common phone; `@both_screens` adds the smallest one the page must work at."""
    return getattr(request, "param", PHONE)


@pytest_asyncio.fixture(loop_scope="session")
async def page(shared_browser: Browser, screen: ViewportSize) -> AsyncIterator[Page]:
    """A phone in the hand. A script error or anything the content policy forbids fails the test."""
    context = await shared_browser.new_context(
        viewport=screen, locale="zh-CN", timezone_id="Asia/Shanghai", has_touch=True
    )
    context.set_default_timeout(8000)
    page = await context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
    yield page
    await context.close()
    assert wrong == []


@pytest.fixture
def png() -> FilePayload:
    """A photo to choose, as the file chooser gives it."""
    pixel = bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63f8cfc0f01f0005050102"
        "cfa02ecf0000000049454e44ae426082"
    )
    return FilePayload(name="工资条.png", mimeType="image/png", buffer=pixel)
