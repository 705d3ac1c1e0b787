"""Every page of the console can be read: enough contrast (WCAG AA), nothing wider than a phone, nothing from outside."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page

from tests.browser.people import chromium
from tests.roles.stage import Desk, opened

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]

CONTRAST = (Path(__file__).parents[1] / "browser" / "contrast.js").read_text("utf-8")
# What stands wider than the screen, unless it may be pushed sideways inside something.
TOO_WIDE = """() => document.documentElement.scrollWidth - document.documentElement.clientWidth"""
PAGES = {
    "guanli": ("/", "/cases", "/calendar", "/programs", "/programs/autumn_scholarship", "/figures", "/warnings", "/people",
               "/people/audit", "/people/wall", "/me", "/canned"),
    "zhishi": ("/knowledge", "/knowledge/questions", "/knowledge/cards/wage_arrears", "/knowledge/reviews"),
    "maxiang": ("/cases/{hardship}",),
    "zhoumin": ("/chats/{hurt}",),
}  # fmt: skip


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk() -> AsyncIterator[Desk]:
    if chromium() is None:
        pytest.skip("Chromium is not installed (set TEST_CHROMIUM)")
    async with opened() as desk:
        yield desk


async def unreadable(page: Page) -> list[str]:
    await page.wait_for_load_state("networkidle")
    await page.wait_for_timeout(300)  # menus and charts settle
    return [f"{words[:20]} {ratio}" for words, ratio in await page.evaluate(CONTRAST)]


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
@pytest.mark.parametrize("login", sorted(PAGES))
async def test_every_page_is_readable_and_fits(login: str, phone: bool, desk: Desk) -> None:
    named = {**desk.day.cases, **{name: chat.id for name, chat in desk.day.chats.items()}}
    page = await desk.at_work(login, "/me", phone=phone)
    bad: dict[str, list[str]] = {}
    for path in PAGES[login]:
        await desk.open(page, path.format(**named))
        found = await unreadable(page)
        if (over := await page.evaluate(TOO_WIDE)) > 0:
            found.append(f"{over} px too wide")
        if found:
            bad[path] = found
    await page.context.close()
    assert bad == {}
    assert desk.troubles == []
