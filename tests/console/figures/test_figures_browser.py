"""The figures in a real browser: charts drawn without the outside world, a phone, files to take along."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import docx
import pytest

from cases.figures.periods import local_day
from console.texts import figures as texts
from tests.console.figures.conftest import QISHAN, WEIBIN, count
from tests.console.world import World

pytestmark = [pytest.mark.browser, pytest.mark.slow]


async def _busy_days(world: World) -> None:
    today = local_day(world.now)
    rows: list[Any] = []
    for back in range(40):
        day = today - timedelta(days=back)
        rows += [
            (day, "chat_days", "", WEIBIN, 20 + back % 7),
            (day, "chat_days", "", QISHAN, 6 + back % 3),
            (day, "messages", "", WEIBIN, 130 + back),
            (day, "cases_opened", "winter_warmth", WEIBIN, 3 + back % 2),
            (day, "cases_opened", "legal_consultation", QISHAN, 2),
            (day, "cases_done", "winter_warmth", WEIBIN, 2),
            (day, "kept", "first_reply:winter_warmth", WEIBIN, 9),
            (day, "breached", "first_reply:winter_warmth", WEIBIN, 1),
            (day, "aware", "winter_warmth", WEIBIN, 5),
            (day, "signed_up", "winter_warmth", WEIBIN, 2),
            (day, "flow_done", "enrollment:winter_warmth", WEIBIN, 3),
            (day, "flow_abandoned", "enrollment:winter_warmth", WEIBIN, 1),
            (day, "stopped_at", "enrollment:winter_warmth:phone", WEIBIN, 1),
        ]
    await count(world.database, *rows)


async def test_the_duty_officer_looks_at_the_month_and_takes_the_report(live_world: World, desks: Any) -> None:
    from playwright.async_api import expect

    await live_world.colleague("zhiban", "示例值班员", ("duty", None))
    await _busy_days(live_world)
    desk = await desks()
    await desk.log_in("zhiban", path="/login?next=/figures")
    await desk.sees("来访人次")
    await expect(desk.page.locator(".figure-days canvas")).to_be_visible()
    await expect(desk.page.locator(".figure-matters .figure-table")).to_contain_text("冬送温暖")

    await desk.page.get_by_role("link", name=texts.TABS["projects"], exact=True).click()
    await expect(desk.page.locator(".figure-projects canvas")).to_be_visible()
    await desk.page.locator(".figure-projects .how summary").click()
    await desk.sees("知晓：问过、看过这个项目的人")

    async with desk.page.expect_download() as waiting:
        await desk.page.locator(".figure-projects .figure-download").click()
    table = await (await waiting.value).path()
    assert "冬送温暖" in await asyncio.to_thread(Path(table).read_text, "utf-8-sig")

    async with desk.page.expect_download() as waiting:
        await desk.page.get_by_role("button", name=texts.MADE_REPORT).click()
    report = await (await waiting.value).path()
    assert "娘家人" in docx.Document(report).paragraphs[0].text
    assert desk.foreign == [] and desk.errors == []


async def test_on_a_phone_nothing_sticks_out(live_world: World, desks: Any) -> None:
    from playwright.async_api import expect

    await live_world.colleague("xiangmu", "示例项目员", ("program_officer", None))
    desk = await desks(phone=True)
    await desk.log_in("xiangmu", path="/login?next=/figures")
    for tab in texts.TABS:
        await desk.open(f"/figures?tab={tab}&period=quarter")
        await expect(desk.page.locator(".figure").first).to_be_visible()
        wide = await desk.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390, tab
    assert desk.foreign == [] and desk.errors == []
