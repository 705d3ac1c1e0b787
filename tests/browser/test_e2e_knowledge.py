"""Staff change a card at the console; the worker's next question is answered with the new words."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from cases import cards
from tests import stack as stacks
from tests.browser.people import PHONE, StaffAtConsole, WorkerAtPage, browsing, chromium

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]
QUESTION, WORDS = "加班费怎么算", "先记好哪天加了几个小时，这句是今天刚改的。"
SECONDS = 6  # "a few seconds": until the next answer has the new words


@pytest.fixture
async def stack(tmp_path: Path) -> AsyncIterator[stacks.Stack]:
    if chromium() is None:
        pytest.skip("Chromium is not installed (set TEST_CHROMIUM)")
    async with stacks.running(tmp_path, console=True, nlu=False) as running:
        yield running


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with browsing() as running:
        yield running


async def test_a_changed_card_is_what_the_next_worker_reads(stack: stacks.Stack, browser: Browser) -> None:
    worker = await WorkerAtPage.arrive(browser, stack.web)
    assert WORDS not in await worker.say(QUESTION)

    editor = await StaffAtConsole.log_in(browser, stack.console, "zhishi")
    page, wrong = editor.page, list[str]()
    page.on("pageerror", lambda error: wrong.append(str(error)))
    await page.get_by_role("link", name="知识").click()
    await page.get_by_label("查找").fill("overtime_pay")
    await page.get_by_label("查找").press("Enter")
    await expect(page.get_by_text("共 ")).to_be_visible()
    await page.locator(".table-row", has_text="overtime_pay").first.click()
    box = page.locator("textarea.document-box")
    text = await box.input_value()
    await box.fill(text.replace("\n## 怎么办", f"\n{WORDS}\n\n## 怎么办", 1))
    await expect(page.locator(".worker-sees", has_text=WORDS)).to_be_visible()
    await page.get_by_role("button", name="提交复核").click()
    await page.get_by_role("link", name="打开看改动").click()
    await expect(page.get_by_text(f"+ {WORDS}")).to_be_visible()
    address = page.url
    await expect(page.get_by_role("button", name="通过并启用")).to_have_count(0)  # not one's own
    assert WORDS not in await worker.say(QUESTION)

    second = await StaffAtConsole.log_in(browser, stack.console, "admin")
    await second.page.goto(address)
    await second.page.get_by_role("button", name="通过并启用").click()
    await expect(second.page.get_by_text("没有等复核的修改。")).to_be_visible()

    for _ in range(SECONDS):
        await asyncio.sleep(1)
        if WORDS in await worker.say(QUESTION):
            break
    else:
        pytest.fail(f"after {SECONDS} seconds workers still read the old words")

    database = stack.open_database()
    async with database.reading() as session:
        [version] = await cards.history(session, "overtime_pay")
    await database.close()
    assert version.document == text.replace("\n## 怎么办", f"\n{WORDS}\n\n## 怎么办", 1)
    assert wrong == []


async def test_on_a_phone_every_knowledge_page_fits(stack: stacks.Stack, browser: Browser) -> None:
    editor = await StaffAtConsole.log_in(browser, stack.console, "zhishi", screen=PHONE, phone=True)
    pages = ("", "/cards/overtime_pay", "/proposals", "/questions", "/reviews")
    for path in (f"/knowledge{page}" for page in pages):
        await editor.page.goto(stack.console + path)
        await expect(editor.page.locator(".page-title").first).to_be_visible()
        assert await editor.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
