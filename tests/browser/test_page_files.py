"""Photos and PDFs in the web chat."""

from __future__ import annotations

import pytest
from playwright.async_api import FilePayload, Page, expect

from tests.browser.fake_api import FakeApi
from tests.browser.screens import both_screens, messages, say

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@both_screens
async def test_a_photo_goes_along_with_the_words_and_can_be_looked_at(
    page: Page, api: FakeApi, png: FilePayload
) -> None:
    await page.goto(api.address)
    await page.get_by_label("加照片或 PDF").set_input_files([png])
    await expect(page.locator("#staged")).to_contain_text("已传好")
    await say(page, "这是我的工资条")

    await expect(messages(page, "bot")).to_have_text(["收到您发的 1 个文件，已经存好了。"])
    await expect(page.locator("#staged li")).to_have_count(0)
    assert len(api.sent[-1]["attachment_ids"]) == 1
    await messages(page, "worker").get_by_role("button", name="工资条.png").tap()
    await expect(messages(page, "worker").get_by_role("img", name="工资条.png")).to_be_visible()

    await page.reload()
    await expect(messages(page, "worker")).to_contain_text(["这是我的工资条"])
    await messages(page, "worker").get_by_role("button", name="工资条.png").tap()
    await expect(messages(page, "worker").get_by_role("img")).to_be_visible()


async def test_a_file_alone_can_be_sent_and_a_pdf_is_saved(page: Page, api: FakeApi) -> None:
    await page.goto(api.address)
    pdf = FilePayload(name="合同.pdf", mimeType="application/pdf", buffer=b"%PDF-1.7 x")
    await page.locator("#file").set_input_files([pdf])
    await expect(page.get_by_role("button", name="发送")).to_be_enabled()
    await page.get_by_role("button", name="发送").tap()
    await expect(messages(page, "bot")).to_have_count(1)
    await expect(messages(page, "worker")).to_have_count(1)
    async with page.expect_download() as coming:
        await page.get_by_role("button", name="合同.pdf").tap()
    assert (await coming.value).suggested_filename == "合同.pdf"


async def test_a_wrong_file_is_refused_with_a_reason_and_does_not_stop_the_words(
    page: Page, api: FakeApi, png: FilePayload
) -> None:
    await page.goto(api.address)
    await page.locator("#file").set_input_files(
        [FilePayload(name="坏.png", mimeType="image/png", buffer=b"no picture")]
    )
    await expect(page.locator("#staged")).to_contain_text("只能收照片（JPG、PNG、GIF、WebP）和 PDF。")
    await expect(page.get_by_role("button", name="重试")).to_be_hidden()
    await say(page, "先说事")
    await expect(messages(page, "bot")).to_have_text(["您说的是：先说事"])
    await page.get_by_role("button", name="移除 坏.png").tap()
    await expect(page.locator("#staged li")).to_have_count(0)


async def test_too_large_a_file_is_not_even_sent(page: Page, api: FakeApi) -> None:
    await page.goto(api.address)
    await page.locator("#file").set_input_files(
        [FilePayload(name="大.pdf", mimeType="application/pdf", buffer=b"%PDF-" + b"0" * (10 * 1024 * 1024))]
    )
    await expect(page.locator("#staged")).to_contain_text("这个文件超过 10 MB")
    assert api.chats == {}


async def test_an_upload_that_broke_is_tried_again_and_a_finished_one_survives_a_reload(
    page: Page, api: FakeApi, png: FilePayload
) -> None:
    await page.goto(api.address)
    await page.route("**/attachments", lambda route: route.abort())
    await page.locator("#file").set_input_files([png])
    await expect(page.locator("#staged")).to_contain_text("没传上去，网络断了")
    await page.unroute("**/attachments")
    await page.get_by_role("button", name="重试").tap()
    await expect(page.locator("#staged")).to_contain_text("已传好")
    await page.reload()

    await expect(page.locator("#staged")).to_contain_text("工资条.png")
    await page.get_by_role("button", name="发送").tap()
    await expect(messages(page, "bot")).to_have_text(["收到您发的 1 个文件，已经存好了。"])
