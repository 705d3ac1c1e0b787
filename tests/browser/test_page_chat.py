"""A worker at the web chat: the first look, asking, tapping, and a colleague who answers."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from tests.browser.fake_api import FakeApi
from tests.browser.screens import both_screens, chat_kept, choices, messages, say

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@both_screens
async def test_the_first_look_shows_who_this_is_how_to_begin_and_whom_to_call(page: Page, api: FakeApi) -> None:
    await page.goto(api.address)

    await expect(page.get_by_role("heading", level=1)).to_have_text("娘家人 · 宝鸡市总工会")
    await expect(page.locator("#status")).to_have_text("机器人助手")
    await expect(page.locator("#starts button")).to_have_count(6)
    await expect(page.locator("#starts button").first).to_be_in_viewport()
    for number in ("110", "120", "12351"):
        await expect(page.locator(f".urgent a[href='tel:{number}']")).to_be_in_viewport()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert api.chats == {}, "a look at the page opens no chat"


@both_screens
async def test_a_starting_suggestion_is_sent_as_plain_text_and_answered_with_a_cited_card(
    page: Page, api: FakeApi
) -> None:
    await page.goto(f"{api.address}/?s=poster-7")
    await page.get_by_role("button", name="拖欠工资怎么办").tap()

    card = messages(page, "bot").last
    await expect(card).to_contain_text("打 12333 或者去劳动监察投诉")
    await expect(card.locator(".basis")).to_contain_text("《劳动合同法》第三十条")
    await expect(choices(page)).to_have_text(["1. 约律师", "2. 找真人"])
    await expect(page.locator("#welcome")).to_be_hidden()
    assert api.sent[0]["text"] == "拖欠工资怎么办"
    assert "payload" not in api.sent[0]
    assert api.chat.source == "poster-7"
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@both_screens
async def test_many_articles_are_folded_behind_the_first_and_open_with_a_tap(page: Page, api: FakeApi) -> None:
    await page.goto(api.address)
    await say(page, "依据很多的问题")
    basis = messages(page, "bot").last.locator(".basis")
    await expect(basis.locator("summary")).to_have_text("依据：《劳动合同法》第三十条等 5 条")
    await expect(basis.get_by_text("《劳动法》第四十条")).to_be_hidden()
    await basis.locator("summary").tap()
    await expect(basis.get_by_text("《劳动法》第四十条")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@both_screens
async def test_a_long_answer_is_read_from_its_first_line(page: Page, api: FakeApi) -> None:
    await page.goto(api.address)
    await say(page, "说来话长的问题")
    await expect(messages(page, "bot").last).to_contain_text("第59点")
    await expect(page.get_by_text("先说结论。")).to_be_in_viewport()


@both_screens
async def test_a_tapped_row_says_its_words_and_the_rows_of_the_earlier_turn_are_over(page: Page, api: FakeApi) -> None:
    await page.goto(api.address)
    await say(page, "约律师")
    await choices(page).filter(has_text="工伤").tap()

    await expect(messages(page, "worker").last).to_have_text("工伤")
    await expect(messages(page, "bot").last).to_have_text("记下了。您贵姓？")
    await expect(choices(page)).to_have_text(["1. 返回上一项", "2. 不办了"])
    old = page.locator("#log .choices.past button")
    assert await old.count() == 4
    for n in range(4):
        await expect(old.nth(n)).to_be_disabled()
    await expect(page.locator("#log .past .chosen")).to_have_text("2. 工伤")
    assert api.sent[-1]["payload"] == "set:r1:matter:2"


async def test_after_a_reload_the_chat_is_there_again_each_line_once_and_old_rows_stay_over(
    page: Page, api: FakeApi
) -> None:
    await page.goto(api.address)
    await say(page, "约律师")
    await choices(page).filter(has_text="工伤").tap()
    await expect(messages(page, "bot")).to_have_count(3)
    await page.reload()

    await expect(messages(page, "bot")).to_have_count(3)
    await expect(messages(page, "worker")).to_have_text(["约律师", "工伤"])
    await expect(choices(page)).to_have_text(["1. 返回上一项", "2. 不办了"])
    await expect(page.locator("#log .past .chosen")).to_have_text("2. 工伤")


@both_screens
async def test_a_colleague_answers_and_the_worker_reads_it_without_reloading(page: Page, api: FakeApi) -> None:
    await page.goto(api.address)
    await say(page, "人工")
    await expect(page.locator("#status")).to_have_text("正在排队，等工作人员")

    api.push("您好，我是值班的小李，您慢慢说。", owner="staff")
    await expect(messages(page, "staff")).to_have_text(["您好，我是值班的小李，您慢慢说。"])
    await expect(page.locator("#log > li.staff .author")).to_have_text("工作人员")
    await expect(page.locator("#status")).to_have_text("工作人员在线")
    await expect(messages(page, "staff").last).to_be_in_viewport()

    await say(page, "单位欠我三个月工资")
    await expect(page.locator("#log > li").last).not_to_contain_text("正在发送")
    await expect(page.locator("#typing")).to_be_hidden()
    api.push("收到，我给您记下。")
    await expect(messages(page, "staff")).to_have_count(2)
    await expect(messages(page, "worker")).to_have_count(2)


async def test_while_the_worker_reads_above_a_new_message_is_offered_and_does_not_move_the_page(
    page: Page, api: FakeApi
) -> None:
    await page.goto(api.address)
    for n in range(8):
        await say(page, f"第{n}件事，" + "话很长，" * 40)
        await expect(messages(page, "bot")).to_have_count(n + 1)
    await page.wait_for_timeout(300)  # the page has come to rest
    await page.locator("#scroll").evaluate("s => { s.scrollTop = 0; }")
    await page.wait_for_timeout(100)

    api.push("您还在吗？")
    await expect(page.locator("#fresh")).to_be_visible()
    assert await page.locator("#scroll").evaluate("s => s.scrollTop") == 0
    await page.locator("#fresh").tap()
    await expect(messages(page, "staff").last).to_be_in_viewport()
    await expect(page.locator("#fresh")).to_be_hidden()


async def test_a_slow_answer_shows_that_somebody_is_writing_and_comes_by_itself(page: Page, api: FakeApi) -> None:
    api.late, api.patience = 1.5, 0.2
    await page.goto(api.address)
    await say(page, "年假有几天")

    await expect(page.locator("#typing")).to_be_visible()
    await expect(messages(page, "bot")).to_have_count(0)
    await expect(messages(page, "bot")).to_have_text(["您说的是：年假有几天"])
    await expect(page.locator("#typing")).to_be_hidden()
    assert len(api.sent) == 1


async def test_two_quick_messages_keep_their_order_even_when_the_first_answer_is_slow(page: Page, api: FakeApi) -> None:
    api.late = 1.0
    await page.goto(api.address)
    await say(page, "第一句")
    await say(page, "第二句")

    await expect(messages(page, "bot")).to_have_count(2)
    await expect(messages(page, "worker")).to_have_text(["第一句", "第二句"])
    assert api.texts() == ["第一句", "第二句"]


async def test_a_one_time_link_opens_the_chat_it_was_made_for_and_leaves_no_secret_in_the_address(
    page: Page, api: FakeApi
) -> None:
    api.links["abcdefgh12345678"] = "咱接着刚才的：请填身份证号。"
    await page.goto(f"{api.address}/#link=abcdefgh12345678")

    await expect(messages(page, "bot")).to_have_text(["咱接着刚才的：请填身份证号。"])
    assert "link" not in page.url
    kept = await chat_kept(page)
    assert kept is not None
    assert kept["token"] == api.chat.token


async def test_a_used_link_says_so_kindly_and_the_page_goes_on(page: Page, api: FakeApi) -> None:
    await page.goto(f"{api.address}/#link=abcdefgh12345678")
    await expect(page.locator("#log")).to_contain_text("这个链接已经用过或者过期了")
    await say(page, "你好")
    await expect(messages(page, "bot")).to_have_text(["您说的是：你好"])

    # The same again, now in a page that is open and has a history: the word stands below it.
    await page.goto(f"{api.address}/#link=abcdefgh12345678")
    await expect(page.locator("#log > li").last).to_contain_text("这个链接已经用过或者过期了")
    await expect(messages(page, "bot")).to_have_text(["您说的是：你好"])


async def test_starting_over_asks_first(page: Page, api: FakeApi) -> None:
    await page.goto(api.address)
    await say(page, "你好")
    await expect(messages(page, "bot")).to_have_count(1)
    await page.get_by_role("button", name="菜单").tap()
    await page.get_by_role("button", name="重新开始").tap()
    await page.get_by_role("button", name="先不了").tap()
    await expect(messages(page, "bot")).to_have_count(1)

    await page.get_by_role("button", name="菜单").tap()
    await page.locator("#restart").tap()
    await page.get_by_role("dialog").get_by_role("button", name="重新开始").tap()
    await expect(page.locator("#welcome")).to_be_visible()
    await expect(messages(page, "bot")).to_have_count(0)
    await say(page, "再来一次")
    await expect(messages(page, "bot")).to_have_text(["您说的是：再来一次"])
    assert len(api.chats) == 2


async def test_the_worker_takes_the_own_data_away_as_a_file(page: Page, api: FakeApi) -> None:
    await page.goto(api.address)
    await say(page, "额的事")
    await expect(messages(page, "bot")).to_have_count(1)
    await page.get_by_role("button", name="菜单").tap()
    async with page.expect_download() as coming:
        await page.get_by_role("button", name="导出我的信息").tap()
    saved = await (await coming.value).path()
    assert "额的事" in saved.read_text(encoding="utf-8")
