"""Bad networks and bad days: what the worker wrote is never lost and never doubled."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from bot.web.problems import Problem
from tests.browser.fake_api import FakeApi
from tests.browser.screens import both_screens, chat_kept, choices, messages, say

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
STREAM = re.compile(r"/stream\?")


@both_screens
async def test_what_was_written_without_network_goes_out_once_when_it_is_back(page: Page, api: FakeApi) -> None:
    await page.goto(api.address)
    await say(page, "你好")
    await expect(messages(page, "bot")).to_have_count(1)
    await page.context.set_offline(True)
    await say(page, "单位不给我缴社保")

    await expect(page.locator("#banner")).to_have_text("网络断了。您写的都存着，连上了自动发。")
    await expect(page.get_by_role("button", name="马上重发")).to_be_visible()
    assert api.texts() == ["你好"]

    await page.context.set_offline(False)
    await expect(messages(page, "bot").last).to_have_text("您说的是：单位不给我缴社保")
    await expect(page.locator("#banner")).to_be_hidden()
    await expect(page.locator("#log .note")).to_have_count(0)
    await expect(messages(page, "worker")).to_have_text(["你好", "单位不给我缴社保"])
    assert api.texts() == ["你好", "单位不给我缴社保"]


async def test_an_answer_that_breaks_off_is_asked_for_again_with_the_same_id(page: Page, api: FakeApi) -> None:
    api.lose_answers = 2
    await page.goto(api.address)
    await say(page, "约律师")
    await expect(choices(page)).to_have_count(4)
    await choices(page).first.tap()

    await expect(messages(page, "bot").last).to_have_text("记下了。您贵姓？")
    await expect(messages(page, "worker")).to_have_text(["约律师", "拖欠工资"])
    await expect(messages(page, "bot")).to_have_count(3)
    assert api.texts() == ["约律师", "拖欠工资"]


async def test_closing_the_page_while_an_answer_is_lost_doubles_nothing(page: Page, api: FakeApi) -> None:
    await page.goto(api.address)
    await say(page, "1")
    await expect(messages(page, "bot")).to_have_count(1)
    # The server stores it, but neither the answer nor the stream gets through, and the worker gives up.
    await page.route(STREAM, lambda route: route.abort())
    await page.reload()
    await expect(messages(page, "bot")).to_have_count(1)
    api.lose_answers = 1
    await say(page, "1")
    await expect(page.get_by_role("button", name="马上重发")).to_be_visible()
    await page.unroute(STREAM)
    await page.reload()

    await expect(messages(page, "bot")).to_have_count(2)
    await expect(messages(page, "worker")).to_have_text(["1", "1"])
    await expect(page.locator("#log .note")).to_have_count(0)
    assert api.texts() == ["1", "1"]
    assert len({sent["client_message_id"] for sent in api.sent}) == 2


async def test_a_reload_without_network_still_sends_what_waits(page: Page, api: FakeApi) -> None:
    await page.goto(api.address)
    await page.route("**/api/**", lambda route: route.abort())
    await say(page, "第一句")
    await expect(page.get_by_role("button", name="马上重发")).to_be_visible()
    await page.reload()
    await expect(messages(page, "worker")).to_have_text(["第一句"])
    await page.unroute("**/api/**")

    await page.get_by_role("button", name="马上重发").tap()
    await expect(messages(page, "bot")).to_have_text(["您说的是：第一句"])
    assert api.texts() == ["第一句"]


async def test_words_in_the_box_are_there_after_a_reload(page: Page, api: FakeApi) -> None:
    await page.goto(api.address)
    await page.locator("#say").press_sequentially("我还没写完")
    await page.reload()
    await expect(page.locator("#say")).to_have_value("我还没写完")

    await page.get_by_role("button", name="发送").tap()
    await expect(messages(page, "bot")).to_have_count(1)
    await page.reload()
    await expect(messages(page, "bot")).to_have_count(1)
    await expect(page.locator("#say")).to_have_value("")


async def test_an_expired_chat_is_replaced_kindly_and_the_words_arrive_in_the_new_one(page: Page, api: FakeApi) -> None:
    await page.goto(api.address)
    await say(page, "你好")
    await expect(messages(page, "bot")).to_have_count(1)
    before = await chat_kept(page)
    api.chat.token = "another"

    await say(page, "我想查进度")
    await expect(page.locator("#log")).to_contain_text("之前的对话打不开了，给您换了一个新的")
    await expect(messages(page, "bot")).to_have_text(["您说的是：我想查进度"])
    assert await chat_kept(page) != before
    assert api.texts() == ["我想查进度"]


async def test_too_many_at_once_waits_and_sends_by_itself(page: Page, api: FakeApi) -> None:
    api.refuse.append(Problem(429, headers={"retry-after": "1"}))
    await page.goto(api.address)
    await say(page, "快点快点")
    await expect(page.locator("#log .note")).to_contain_text("发得有点快，歇一下，1 秒后自动再发")
    await expect(messages(page, "bot")).to_have_text(["您说的是：快点快点"])
    assert api.texts() == ["快点快点"]


async def test_a_server_in_trouble_is_tried_again(page: Page, api: FakeApi) -> None:
    api.refuse.extend([Problem(503), Problem(500)])
    await page.goto(api.address)
    await say(page, "在吗")
    await expect(messages(page, "bot")).to_have_text(["您说的是：在吗"])
    assert api.texts() == ["在吗"]


async def test_what_the_server_refuses_can_be_changed_and_does_not_hold_up_the_rest(page: Page, api: FakeApi) -> None:
    api.refuse.append(Problem(422, "有文件没有找到，请重新发一次。"))
    await page.goto(api.address)
    await say(page, "旧的")
    await expect(page.locator("#log .note")).to_contain_text("有文件没有找到")
    await say(page, "新的")
    await expect(messages(page, "bot")).to_have_text(["您说的是：新的"])

    await page.get_by_role("button", name="改一改").tap()
    await expect(page.locator("#say")).to_have_value("旧的")
    await expect(messages(page, "worker")).to_have_text(["新的"])


async def test_a_second_tab_shows_the_same_chat(page: Page, api: FakeApi) -> None:
    await page.goto(api.address)
    second = await page.context.new_page()
    await second.goto(api.address)
    await say(page, "你好")
    await expect(messages(page, "bot")).to_have_count(1)
    await expect(messages(second, "bot")).to_have_count(1)
    await expect(messages(second, "worker")).to_have_text(["你好"])
