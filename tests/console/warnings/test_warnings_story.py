"""A county desk's morning with a warning, in a real browser, at the desk and on the phone."""

from __future__ import annotations

import os
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cases.warnings import watch
from tests.console.world import World

pytestmark = [pytest.mark.browser, pytest.mark.slow]


async def test_a_county_desk_learns_of_unpaid_wages_and_acts(live_world: World, desks: Any, tmp_path: Path) -> None:
    world, login = live_world, f"jt{secrets.token_hex(3)}"
    await world.programs({"id": "violation_report", "revision": 1, "places": None})
    await world.colleague(login, "陈芳", ("county_desk", "610303"))
    for days, employer, issue in (
        (9, "宝鸡市恒达建筑有限公司", "wages"),
        (4, "恒达建筑公司", "wages"),
        (2, "恒达建筑（宝鸡）有限公司", "wages"),
        (1, "恒达建筑有限公司", "wages"),
        (3, "恒大建筑有限公司", "wages"),
        (6, "西府食品厂", "safety"),
        (3, "西府食品厂", "safety"),
        (1, "西府食品厂", "safety"),
    ):
        await world.applies(
            await world.chat("王小军", county="610303"),
            "enrollment",
            {"employer": ("被反映的单位", employer, employer), "issue": ("什么问题", issue, issue)},
            program="violation_report",
            county="610303",
            ago=timedelta(days=days),
        )
    async with world.database.transaction() as session:
        assert await watch.look(session, now=world.now) == ("queue",)

    pictures = Path(os.environ.get("PICTURES", tmp_path))
    desk = await desks()
    await desk.log_in(login, path="/warnings")
    await desk.sees("4 人反映")
    await desk.sees("西府食品厂 · 劳动安全")
    await desk.sees("要紧")
    await desk.sees("恒大建筑有限公司（1 人）")
    await desk.page.screenshot(path=pictures / "warnings.png", full_page=True)
    card = desk.page.locator("article", has_text="恒达建筑有限公司 · 工资拖欠、克扣")
    await card.get_by_role("button", name="已介入", exact=True).click()
    await desk.page.locator(".dialog textarea").fill("已到工地，约谈项目经理，周五前补发")
    await desk.press("记下")
    await desk.sees("已到工地，约谈项目经理，周五前补发")

    phone = await desks(phone=True)
    await phone.log_in(login, path="/warnings")
    await phone.sees("已介入 · 陈芳")
    wide = await phone.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0
    await phone.page.screenshot(path=pictures / "warnings-phone.png")
    for each in (desk, phone):
        assert each.errors == []
        assert each.foreign == []
