"""The pictures of README and handbook, made anew: `python -m tests.screenshots`.

Starts a real stack in a temporary folder, lets a worker and a colleague use it in a real browser, and writes docs/images/.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

import httpx
from playwright.async_api import Page

from tests import stack as stacks
from tests.browser.people import PHONE, StaffAtConsole, WorkerAtPage, browsing, chromium
from tests.worker import Worker

IMAGES = stacks.ROOT / "docs" / "images"
BOOKING = ("约律师", "拖欠工资", "在眉县工地干了四个月，工资一分没给", "眉县", "都可以", "打电话")


async def shoot(page: Page, name: str) -> None:
    await page.wait_for_timeout(400)
    await page.screenshot(path=IMAGES / name)
    print(f"docs/images/{name}  {(IMAGES / name).stat().st_size // 1024} KB")


async def fill(base: str) -> None:
    """Some people in the queue and in the case list."""
    async with httpx.AsyncClient(timeout=30, trust_env=False) as http:
        for said in (
            ("站点拖欠配送费两个月咋办", "人工"),
            ("我不想活了",),
            ("我要加入工会", "送外卖", "跳过", "没有", "渭滨区", "可以", "李雷", "13900002222", "确认"),
        ):
            worker = await Worker(http, base).arrive()
            for text in said:
                await worker.say(text)


async def main() -> None:
    why = stacks.missing() or (None if chromium() else "Chromium is not installed (set TEST_CHROMIUM)")
    if why is not None:
        sys.exit(f"cannot run: {why}")
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        async with stacks.running(Path(folder), console=True) as stack, browsing() as browser:
            worker = await WorkerAtPage.arrive(browser, stack.web)
            await shoot(worker.page, "web-start.png")
            await worker.say("老板拖了我三个月工资咋办")
            await shoot(worker.page, "web-policy.png")
            for text in BOOKING:
                await worker.say(text)
            said = await worker.tap("示例律师")
            for text in ("可以", "王建设", "13800001234"):
                said = await worker.say(text) if "您看对不对" not in said else said
            await shoot(worker.page, "web-booking.png")
            await worker.tap("确认提交")
            await worker.say("人工")
            await fill(stack.web)
            officer = await StaffAtConsole.log_in(browser, stack.console, "zhiban")
            await officer.open("王建设")
            await officer.take_over()
            await officer.reply("王师傅您好，材料我看到了，律师明天给您打电话。")
            await shoot(officer.page, "console-inbox.png")
            await officer.page.goto(f"{stack.console}/cases")
            await officer.page.get_by_text("法律咨询").first.wait_for()
            await shoot(officer.page, "console-cases.png")
            await officer.page.locator("a[href^='/cases/']").first.click()
            await officer.page.wait_for_timeout(800)
            await shoot(officer.page, "console-case.png")
            pocket = await StaffAtConsole.log_in(browser, stack.console, "zhiban", screen=PHONE, phone=True)
            await shoot(pocket.page, "console-phone.png")


if __name__ == "__main__":
    asyncio.run(main())
