"""Nothing that anybody writes is taken for more than text, and the page stays small and to itself."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

import bot.web.page
from tests.browser.fake_api import FakeApi
from tests.browser.screens import messages, say

STATIC = bot.web.page.FOLDER
EVIL = "<img src=x onerror=\"document.title='坏'\"><script>document.title='坏'</script><b>粗</b> **x** {{1+1}}"


@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="session")
async def test_html_from_anybody_is_shown_as_text(page: Page, api: FakeApi) -> None:
    await page.goto(api.address)
    await say(page, EVIL)
    await expect(messages(page, "worker")).to_have_text([EVIL])
    await expect(messages(page, "bot")).to_have_text([f"您说的是：{EVIL}"])
    api.push(EVIL)
    api.push(EVIL, author="system")
    await expect(messages(page, "staff")).to_have_text([EVIL])
    await expect(messages(page, "system")).to_have_text([EVIL])

    await page.reload()
    await expect(messages(page, "staff")).to_have_text([EVIL])
    assert await page.locator("#log").locator("img, script, b").count() == 0
    assert await page.title() == "娘家人 · 宝鸡市总工会"


@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="session")
async def test_only_web_addresses_and_known_hotlines_become_links(page: Page, api: FakeApi) -> None:
    await page.goto(api.address)
    await say(page, "你好")
    await expect(messages(page, "bot")).to_have_count(1)
    api.push(
        "看 https://example.org/a?b=1，别点 javascript:alert(1) 和 data:text/html,x。打110；补 12345 元，赔 110 元，"
        "打12351，编号 26-4831-0729，电话 09171235100。"
    )
    links = messages(page, "staff").locator("a")
    await expect(links).to_have_count(3)
    assert await links.evaluate_all("all => all.map(a => a.getAttribute('href'))") == [
        "https://example.org/a?b=1", "tel:110", "tel:12351",
    ]  # fmt: skip
    await expect(links.first).to_have_attribute("rel", "noopener noreferrer")


@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="session")
async def test_everything_comes_from_our_own_server(page: Page, api: FakeApi) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.goto(api.address)
    await say(page, "拖欠工资怎么办")
    await expect(messages(page, "bot")).to_have_count(1)
    assert asked
    assert [url for url in asked if not url.startswith(api.address)] == []


def test_the_whole_page_is_at_most_40_kb_gzip() -> None:
    sizes = {path.name: len(gzip.compress(path.read_bytes(), 9)) for path in STATIC.iterdir()}
    print(sum(sizes.values()), sizes)
    assert {"index.html", "style.css", "app.js"} <= set(sizes)
    assert sum(sizes.values()) <= 40 * 1024


@pytest.mark.parametrize("path", sorted(STATIC.glob("*.*")), ids=lambda path: path.name)
def test_no_file_breaks_the_content_policy_or_reads_text_as_html(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", text) == []
    assert re.findall(r"\sstyle=|\son\w+=\"|<style|javascript:|@import", text) == []
    assert re.findall(r"(?:https?:)?//[\w.-]+\.\w+/", text.replace("http://www.w3.org/", "")) == []
