"""For every eye, hand and ear: large text, keyboard alone, a screen reader, thumbs, light and dark."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.async_api import FilePayload, Page, expect

from tests.browser.fake_api import FakeApi
from tests.browser.screens import both_screens, choices, messages, say

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
CONTRAST = Path(__file__).with_name("contrast.js").read_text(encoding="utf-8")
SMALLEST_TARGET_PX = 44
NO_PICTURE = FilePayload(name="坏.png", mimeType="image/png", buffer=b"no picture")


async def small_targets(page: Page) -> list[Any]:
    """Everything that can be tapped and is smaller than a thumb. Links inside a sentence are as high as their line."""
    small: list[Any] = await page.evaluate(
        """least => Array.from(document.querySelectorAll('button:enabled, a:not(.skip), label.tool, textarea'))
            .filter(e => e.checkVisibility() && !e.closest('.bubble p'))
            .map(e => [e.textContent.trim(), e.getBoundingClientRect()])
            .filter(([, box]) => box.width < least - 0.5 || box.height < least - 0.5)
            .map(([text, box]) => [text, box.width, box.height])""",
        SMALLEST_TARGET_PX,
    )
    return small


@both_screens
async def test_everything_to_tap_is_as_large_as_a_thumb(page: Page, api: FakeApi, png: FilePayload) -> None:
    await page.goto(api.address)
    assert await small_targets(page) == []
    await say(page, "约律师")
    await expect(choices(page)).to_have_count(4)
    await page.set_input_files("#file", [NO_PICTURE, png])
    await expect(page.locator("#staged")).to_contain_text("已传好")
    await page.get_by_role("button", name="菜单").tap()
    assert await small_targets(page) == []
    await page.locator("#restart").tap()
    assert await small_targets(page) == []


@both_screens
async def test_large_text_is_remembered_and_nothing_runs_off_the_screen(page: Page, api: FakeApi) -> None:
    await page.goto(api.address)
    await say(page, "约律师")
    await expect(choices(page)).to_have_count(4)
    size = "parseFloat(getComputedStyle(document.querySelector('#log .bubble')).fontSize)"
    before = await page.evaluate(size)
    switch = page.get_by_role("button", name="大字显示")
    await switch.tap()
    assert await page.evaluate(size) >= before * 1.25
    await page.reload()

    await expect(switch).to_have_attribute("aria-pressed", "true")
    await expect(choices(page)).to_have_count(4)
    assert await page.evaluate(size) >= before * 1.25
    for part in ("document.documentElement", "document.getElementById('scroll')", "document.querySelector('.top')"):
        assert await page.evaluate(f"{part}.scrollWidth <= {part}.clientWidth"), part
    await expect(page.locator("#say")).to_be_in_viewport()


async def test_with_the_keyboard_alone_a_worker_asks_answers_and_opens_the_menu(page: Page, api: FakeApi) -> None:
    await page.goto(api.address)
    await page.keyboard.press("Tab")
    await expect(page.locator(".skip")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator("#say")).to_be_focused()
    await page.keyboard.type("约律师")
    await page.keyboard.press("Enter")
    await expect(choices(page)).to_have_count(4)

    for _ in range(20):
        await page.keyboard.press("Shift+Tab")
        if await page.evaluate("document.activeElement.textContent") == "2. 工伤":
            break
    focused = page.locator(":focus")
    await expect(focused).to_have_text("2. 工伤")
    assert await focused.evaluate("e => parseFloat(getComputedStyle(e).outlineWidth)") >= 2
    await page.keyboard.press("Enter")
    await expect(messages(page, "bot").last).to_have_text("记下了。您贵姓？")
    await expect(page.locator("#say")).to_be_focused()

    menu = page.locator("#menu-button")
    await menu.focus()
    await page.keyboard.press("Enter")
    await expect(menu).to_have_attribute("aria-expanded", "true")
    await expect(page.locator("#export")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(menu).to_be_focused()
    await expect(page.locator("#menu")).to_be_hidden()


async def test_shift_enter_makes_a_new_line_and_enter_of_an_input_method_does_not_send(
    page: Page, api: FakeApi
) -> None:
    await page.goto(api.address)
    box = page.locator("#say")
    await box.focus()
    await page.keyboard.type("第一行")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("第二行")
    # What a browser sends while a Chinese input method turns pinyin into characters.
    enter = "new KeyboardEvent('keydown', {key: 'Enter', bubbles: true, cancelable: true, %s})"
    for way in ("isComposing: true", "keyCode: 229"):
        assert await box.evaluate(f"e => e.dispatchEvent({enter % way})"), "the key is left to the input method"
    await expect(box).to_have_value("第一行\n第二行")
    assert api.sent == []

    await page.keyboard.press("Enter")
    await expect(messages(page, "worker")).to_have_count(1)
    await expect(box).to_have_value("")
    await expect(messages(page, "bot")).to_have_count(1)
    assert api.texts() == ["第一行\n第二行"]


async def test_a_text_that_is_too_long_is_counted_and_kept_in_the_box(page: Page, api: FakeApi) -> None:
    await page.goto(api.address)
    await page.locator("#say").fill("字" * 20_005)
    await expect(page.locator("#count")).to_have_text("多了 5 个字，一次最多 20,000 字，请分几次发")
    await expect(page.get_by_role("button", name="发送")).to_be_disabled()
    await page.locator("#say").press("Enter")
    assert api.sent == []

    await page.locator("#say").fill("字" * 20_000)
    await page.get_by_role("button", name="发送").tap()
    await expect(messages(page, "worker")).to_have_count(1)
    await expect(page.locator("#say")).to_have_value("")


async def test_a_screen_reader_hears_new_messages_and_knows_every_control(page: Page, api: FakeApi) -> None:
    await page.goto(api.address)
    log = page.get_by_role("log", name="聊天记录")
    await expect(log).to_have_attribute("aria-live", "polite")
    await say(page, "约律师")
    await expect(page.get_by_role("group", name="可选的回答").get_by_role("button")).to_have_count(4)
    await expect(log.get_by_text("娘家人").first).to_be_attached()
    assert await page.locator("html").get_attribute("lang") == "zh-CN"
    nameless = await page.evaluate(
        """() => Array.from(document.querySelectorAll('button, a, input, textarea'))
            .filter(e => e.checkVisibility())
            .filter(e => !(e.getAttribute('aria-label') || e.textContent.trim() || (e.labels && e.labels.length)))
            .map(e => e.outerHTML)"""
    )
    assert nameless == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_all_text_stands_out_enough_from_its_ground(
    page: Page, api: FakeApi, scheme: Literal["light", "dark"], png: FilePayload
) -> None:
    await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    await page.goto(api.address)
    assert await page.evaluate(CONTRAST) == []
    await say(page, "拖欠工资怎么办")
    await expect(messages(page, "bot")).to_have_count(1)
    await say(page, "人工")
    await expect(page.locator("#status")).to_have_attribute("data-owner", "queue")
    assert await page.evaluate(CONTRAST) == []
    api.push("您好，打12351也行。", owner="staff")
    api.push("您的预约有了新进展。", author="system")
    await page.set_input_files("#file", [png, NO_PICTURE])
    await expect(page.locator("#staged .failed")).to_be_visible()
    await expect(messages(page, "system")).to_have_count(1)
    await say(page, "好")
    await page.context.set_offline(True)
    await say(page, "没网了")
    await expect(page.locator("#banner")).to_be_visible()
    await page.get_by_role("button", name="菜单").tap()
    assert await page.evaluate(CONTRAST) == []


async def test_people_who_ask_for_calm_see_nothing_move(page: Page, api: FakeApi) -> None:
    await page.emulate_media(reduced_motion="reduce")
    api.late = 2
    await page.goto(api.address)
    await say(page, "你好")
    await expect(page.locator("#typing")).to_be_visible()
    assert await page.evaluate("document.getAnimations().length") == 0
