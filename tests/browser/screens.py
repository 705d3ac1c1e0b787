"""The screens the worker's page must work on, and what a test looks at on it."""

from __future__ import annotations

import pytest
from playwright.async_api import Locator, Page, ViewportSize

PHONE = ViewportSize(width=390, height=844)
SMALL_PHONE = ViewportSize(width=320, height=568)

both_screens = pytest.mark.parametrize("screen", [PHONE, SMALL_PHONE], ids=["390x844", "320x568"], indirect=True)


def messages(page: Page, author: str) -> Locator:
    """What one author said, as bubbles in their order."""
    return page.locator(f"#log > li.{author} .bubble")


def choices(page: Page) -> Locator:
    """The rows that can be tapped now."""
    return page.locator("#log .choices:not(.past) button:enabled")


async def say(page: Page, text: str) -> None:
    """Type it and tap 发送."""
    await page.get_by_role("textbox", name="说说您的事").fill(text)
    await page.get_by_role("button", name="发送").tap()


async def chat_kept(page: Page) -> dict[str, str] | None:
    """The chat this phone remembers: {"id", "token"}."""
    kept: dict[str, str] | None = await page.evaluate("JSON.parse(localStorage.getItem('niangjiaren.chat'))")
    return kept
