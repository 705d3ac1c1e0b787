"""The program editor in a real browser: desk and phone."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect

from cases import cards, programs
from tests.console.programs.conftest import from_file
from tests.console.world import World

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(180)]
WORDS = "今天刚在工作台改的一句介绍。<b>不是标签</b>"
SHOTS = os.environ.get("SHOTS")  # a folder to look at the pages in


async def shoot(page: Any, name: str) -> None:
    if SHOTS:
        await page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=False)


async def test_an_officer_changes_tries_and_publishes_a_program(desks: Any, live_world: World) -> None:
    await live_world.programs(*(from_file(name) for name in ("autumn_scholarship", "matchmaking", "violation_report")))
    await live_world.colleague("xiangmu", "周项", ("program_officer", None))
    desk = await desks()
    page = desk.page
    await desk.log_in("xiangmu", path="/programs")
    await desk.sees("共 3 个")
    await shoot(page, "programs-list")
    await page.locator(".table-row", has_text="autumn_scholarship").click()
    await page.get_by_label("一句话介绍").fill(WORDS)
    screen = page.locator(".phone-screen")
    await expect(screen).to_contain_text(WORDS)  # as words, not as HTML
    await page.get_by_label("什么时候收").click()
    await page.get_by_role("option", name="随时").click()
    await screen.get_by_role("button", name="现在就报名").click()
    await screen.get_by_role("button", name="2. 否").click()
    await expect(screen).to_contain_text("金秋助学是给在宝鸡干活的职工家庭的")
    await page.get_by_role("button", name="3. 就读阶段").click()
    await page.get_by_label("选项（一行一个）").fill("高中")
    await desk.sees("选择题至少要有两个选项")
    await shoot(page, "programs-editor")
    await page.get_by_label("选项（一行一个）").fill("高中\n大专\n本科\n研究生")
    await desk.press("发布……")
    await desk.sees("+ summary: 今天刚在工作台改的一句介绍。")
    await shoot(page, "programs-publish")
    await desk.press("确认发布")
    await desk.sees("第 1 版 · 发布")
    async with live_world.database.reading() as session:
        row = await programs.get(session, "autumn_scholarship")
    assert row.document["summary"] == WORDS and row.revision == 2
    assert row.document["fields"][2]["options"] == {
        "senior": "高中", "college": "大专", "bachelor": "本科", "o1": "研究生",
    }  # fmt: skip
    assert desk.errors == [] and desk.foreign == []


async def test_the_pages_fit_a_phone(desks: Any, live_world: World) -> None:
    await live_world.programs(from_file("violation_report"))
    await live_world.colleague("shouji", "手机周项", ("admin", None))
    desk = await desks(phone=True)
    await desk.log_in("shouji", path="/programs")
    for path in ("/programs", "/programs/new", "/programs/violation_report", "/knowledge/proposals"):
        await desk.open(path)
        await expect(desk.page.locator(".page-title").first).to_be_visible()
        assert await desk.page.evaluate("document.documentElement.scrollWidth") <= 390, path
        await shoot(desk.page, "phone" + path.replace("/", "-"))
    assert desk.errors == []


async def test_a_card_is_changed_by_one_and_approved_by_another(desks: Any, live_world: World) -> None:
    words = "先记好哪天加了几个小时，这句是今天刚改的。"
    await live_world.colleague("bianji", "孙知", ("knowledge_editor", None))
    await live_world.colleague("fuhe", "李审", ("knowledge_editor", None))
    editor = await desks()
    await editor.log_in("bianji", path="/knowledge/cards/overtime_pay")
    box = editor.page.locator("textarea.document-box")
    text = await box.input_value()
    await box.fill(text.replace("\n## 怎么办", f"\n{words}\n\n## 怎么办", 1))
    await expect(editor.page.locator(".worker-sees", has_text=words)).to_be_visible(timeout=30_000)
    await editor.press("提交复核")
    await editor.page.get_by_role("link", name="打开看改动").click()
    await editor.sees(f"+ {words}", within=30)
    await expect(editor.page.get_by_role("button", name="通过并启用")).to_have_count(0)  # not one's own

    second = await desks()
    await second.log_in("fuhe", path="/knowledge/proposals")
    await second.page.locator(".due-row a").first.click()
    await second.sees(f"+ {words}", within=30)
    await shoot(second.page, "knowledge-proposal")
    await second.press("通过并启用")
    await second.sees("没有等复核的修改。", within=30)
    async with live_world.database.reading() as session:
        [version] = await cards.history(session, "overtime_pay")
    assert words in version.document
    assert editor.errors == [] and second.errors == []
