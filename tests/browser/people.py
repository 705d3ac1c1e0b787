"""A worker at the page and a colleague at the console, in real browsers: they read, tap and type, nothing else."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser, BrowserContext, Locator, Page, ViewportSize, async_playwright, expect

from tests import stack

SWITCHES = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
PHONE = ViewportSize(width=390, height=844)
DESK = ViewportSize(width=1280, height=800)
NUMBER = re.compile(r"\d{2}-\d{4}-\d{4}")
ANSWER_MS = 20_000  # a busy machine may be slow; what must be quick is measured where it matters


def chromium() -> str | None:
    """Path of a Chromium, or None."""
    given = os.environ.get("TEST_CHROMIUM", "/usr/bin/chromium")
    return given if Path(given).exists() else shutil.which("chromium") or shutil.which("chromium-browser")


@asynccontextmanager
async def browsing() -> AsyncIterator[Browser]:
    """Headless Chromium. Raises RuntimeError where there is none."""
    path = chromium()
    if path is None:
        raise RuntimeError("Chromium is not installed (set TEST_CHROMIUM)")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(SWITCHES))
        try:
            yield browser
        finally:
            await browser.close()


async def _context(browser: Browser, screen: ViewportSize, *, phone: bool, scale: float) -> BrowserContext:
    context = await browser.new_context(
        viewport=screen, locale="zh-CN", timezone_id="Asia/Shanghai", has_touch=phone, is_mobile=phone,
        device_scale_factor=scale, reduced_motion="reduce",
    )  # fmt: skip
    context.set_default_timeout(ANSWER_MS)
    return context


@dataclass(slots=True)
class WorkerAtPage:
    """Somebody with a phone in the hand."""

    page: Page

    @classmethod
    async def arrive(
        cls, browser: Browser, web: str, *, screen: ViewportSize = PHONE, scale: float = 1
    ) -> WorkerAtPage:
        context = await _context(browser, screen, phone=True, scale=scale)
        worker = cls(await context.new_page())
        await worker.page.goto(web)
        await expect(worker.page.locator("#say")).to_be_visible()
        return worker

    async def leave(self) -> None:
        await self.page.context.close()

    async def type(self, text: str) -> None:
        """Write it and tap 发送, without waiting for an answer."""
        await self.page.locator("#say").fill(text)
        await self.page.locator("#send").tap()

    async def say(self, text: str) -> str:
        """Write it and read the answer."""
        await self.type(text)
        return await self.answer()

    def choices(self) -> Locator:
        """The rows that can be tapped now."""
        return self.page.locator("#log .choices:not(.past) button:enabled")

    async def tap(self, words: str) -> str:
        """Tap the row with these words and read the answer."""
        await self.choices().filter(has_text=words).first.tap()
        return await self.answer()

    async def answer(self) -> str:
        """Wait until somebody has spoken after the worker's last words and nothing is under way; what was said."""
        last = self.page.locator("#log > li.message:last-child")
        await expect(last).not_to_have_class(re.compile(r"\bworker\b"), timeout=ANSWER_MS)
        await expect(self.page.locator("#typing")).to_be_hidden(timeout=ANSWER_MS)
        return await self.latest()

    async def latest(self) -> str:
        """What others said since the worker's last words."""
        said: list[str] = []
        for author, text in reversed(await self.transcript()):
            if author == "worker":
                break
            said.insert(0, text)
        return "\n".join(said)

    async def transcript(self) -> list[tuple[str, str]]:
        """(author, words) of everything on the page, in its order."""
        rows: list[list[str]] = await self.page.locator("#log > li.message").evaluate_all(
            "rows => rows.map(r => [r.classList[1], (r.querySelector('.bubble') || r).innerText.trim()])"
        )
        return [(author, text) for author, text in rows]

    async def reads(self, words: str, *, author: str = "staff", seconds: float = 20) -> None:
        """See these words appear, without touching the page."""
        await expect(self.page.locator(f"#log > li.message.{author}", has_text=words).first).to_be_visible(
            timeout=seconds * 1000
        )

    @property
    async def conversation_id(self) -> str:
        kept: str = await self.page.evaluate("JSON.parse(localStorage.getItem('niangjiaren.chat')).id")
        return kept


@dataclass(slots=True)
class StaffAtConsole:
    """A colleague at a desk, logged in."""

    page: Page

    @classmethod
    async def log_in(
        cls,
        browser: Browser,
        console: str,
        login: str,
        *,
        screen: ViewportSize = DESK,
        phone: bool = False,
        scale: float = 1,
    ) -> StaffAtConsole:
        context = await _context(browser, screen, phone=phone, scale=scale)
        staff = cls(await context.new_page())
        await staff.page.goto(f"{console}/login")
        await staff.page.get_by_label("用户名").fill(login)
        await staff.page.get_by_label("密码").fill(stack.PASSWORD)
        await staff.page.get_by_role("button", name="登录").click()
        await expect(staff.page.get_by_role("heading", name="等待接手")).to_be_visible(timeout=ANSWER_MS)
        return staff

    async def leave(self) -> None:
        await self.page.context.close()

    def waiting(self) -> Locator:
        """The tickets of those who wait, first one first."""
        return self.page.locator(".list-queue .ticket")

    async def open(self, words: str) -> None:
        """Open the waiting chat whose ticket has these words."""
        await self.waiting().filter(has_text=words).first.click()
        await expect(self.page.locator(".chat-head .name")).to_be_visible()

    async def take_over(self) -> None:
        await self.page.get_by_role("button", name="接手对话").click()
        await expect(self.page.get_by_role("button", name="结束对话")).to_be_visible()

    async def reply(self, text: str) -> None:
        await self.page.locator(".typing-box textarea").fill(text)
        await self.page.locator(".composer").get_by_role("button", name="发送").click()
        await expect(self.page.locator(".line-staff", has_text=text)).to_be_visible()

    async def close(self, note: str) -> None:
        await self.page.get_by_role("button", name="结束对话").click()
        await self.page.get_by_label("给职工的结束说明").fill(note)
        await self.page.get_by_role("button", name="发送并结束").click()
        await expect(self.page.get_by_role("dialog")).to_be_hidden()

    async def lines(self) -> Sequence[str]:
        """Everything said in the open chat, as the colleague reads it."""
        return await self.page.locator(".chat-scroll .line").all_inner_texts()
