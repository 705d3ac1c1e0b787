"""Casework as its people do it: the real program, a real browser."""

from __future__ import annotations

import asyncio
import os
import re
import time
from pathlib import Path
from typing import Any

import pytest

from cases import casefile
from cases.actors import Actor
from cases.casework import receiving
from tests.console.casework.scene import AID, paper_states
from tests.console.conftest import Desk
from tests.console.world import World

pytestmark = [pytest.mark.browser, pytest.mark.slow]
EMPLOYER = {"employer": ("单位", "宝鸡示例建筑有限公司", "宝鸡示例建筑有限公司")}


async def until(check: Any, *, within: float = 8) -> None:
    end = time.monotonic() + within
    while not await check():
        assert time.monotonic() < end, "it did not happen"
        await asyncio.sleep(0.1)


async def _heard(world: World, chat: Any, said: str) -> bool:
    return any(said in told for told in await world.heard(chat))


async def picture(desk: Desk, name: str) -> None:
    """For looking at by hand: CASEWORK_PICTURES names a folder."""
    if folder := os.environ.get("CASEWORK_PICTURES"):
        await desk.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


async def test_an_officer_checks_papers_and_the_worker_sends_just_the_one(live_world: World, desks: Any) -> None:
    world = live_world
    await world.colleague("papers1", "肖芳", ("program_officer", None))
    await world.programs(AID)
    chat = await world.chat("赵梅", county="610302", said=[("worker", "家里困难")])
    first = await world.sends_file(chat, "身份证.png")
    number = await world.applies(
        chat, "enrollment", {"name": ("称呼", "赵梅", "赵梅")}, program="hardship_assistance", files=[first]
    )
    desk: Desk = await desks()
    await desk.log_in("papers1", path=f"/login?next=/cases/{number}")
    await desk.sees("0 / 2 样合格")
    await desk.page.get_by_role("button", name="归类").click()
    await desk.page.get_by_label("归到哪一样").click()
    await desk.page.get_by_role("option", name="身份证、户口本").click()
    await desk.press("保存")
    await desk.sees("待核对")

    await desk.page.get_by_role("button", name="请职工重发：身份证、户口本").click()
    await desk.page.get_by_label("为什么要重发（职工会看到）").fill("照片太暗，看不清号码。")
    await desk.sees("请重新发一样材料：身份证、户口本。")
    await picture(desk, "paper-redo")
    await desk.press("发给职工")
    await until(lambda: _heard(world, chat, "照片太暗，看不清号码。"))
    assert len(await world.heard(chat)) == 1
    await desk.sees("已请重发")

    # The worker sends it again; the assistant puts it to that paper.
    second = await world.sends_file(chat, "身份证2.png")
    async with world.database.transaction() as session:
        case = await casefile.locked(session, number, actor=Actor.system())
        await receiving.receive_files(session, case, [second], now=world.now)
    assert (await paper_states(world, number))["身份证、户口本"] == "received"
    await desk.page.reload()
    await desk.sees("身份证2.png")
    await desk.page.get_by_role("button", name="合格：身份证、户口本").click()
    await desk.sees("1 / 2 样合格")
    assert await world.case_status(number) == "accepted"
    await picture(desk, "case")
    assert desk.foreign == [] and desk.errors == []


async def test_merging_and_taking_it_back(live_world: World, desks: Any) -> None:
    world = live_world
    await world.colleague("merge1", "张敏", ("duty", None))
    chat = await world.chat("周磊", said=[("worker", "我报了两次")])
    kept = await world.applies(chat)
    again = await world.applies(chat, files=[await world.sends_file(chat)])
    desk: Desk = await desks()
    await desk.log_in("merge1", path=f"/login?next=/cases/{kept}")
    await desk.sees("可能是重复提交")
    await desk.press("合并")
    await desk.sees(f"{again} 会并入 {kept}")
    await picture(desk, "merge")
    await desk.press("合并并告诉职工")
    await until(lambda: _heard(world, chat, f"以后查编号 {kept} 就行"))
    await desk.sees("并进来的案件")
    assert await world.case_status(again) == "cancelled"

    await desk.open(f"/cases/{again}")
    await desk.sees(f"这个案件已并入 {kept}")
    await desk.press("撤销合并")
    await desk.page.locator(".dialog").get_by_role("button", name="撤销合并").click()
    await until(lambda: _heard(world, chat, "还是单独办"))
    assert await world.case_status(again) == "submitted"
    assert desk.foreign == [] and desk.errors == []


async def test_many_workers_of_one_employer_are_helped_together(live_world: World, desks: Any) -> None:
    world = live_world
    await world.colleague("group1", "张敏", ("duty", None))
    # Who wrote a moment ago is told at any hour; to others news waits for the morning, and this story for the day.
    chats = [await world.chat(name, said=[("worker", "在吗")]) for name in ("工友甲", "工友乙", "工友丙")]
    numbers = [await world.applies(chat, fields=EMPLOYER, county="610302") for chat in chats]
    desk: Desk = await desks()
    await desk.log_in("group1", path=f"/login?next=/cases/{numbers[0]}")
    await desk.sees("更新进展")
    await desk.press("建群体案件")
    await desk.sees("同一单位的 3 个")
    await desk.page.get_by_label("名称").fill("示例建筑工地欠薪")
    await desk.page.locator(".dialog").get_by_role("button", name="建群体案件").click()
    await desk.page.wait_for_url(re.compile(r"/cases/groups/G\d\d-"))
    await desk.sees("3 个案件")
    await desk.page.get_by_label("改为").click()
    await desk.page.get_by_role("option", name="已受理").click()
    await desk.page.get_by_label("给职工的说明").fill("工会已派人去工地了解情况。")
    await desk.press("更新并通知")
    await desk.sees("结果：3 个已完成，0 个没有")
    for number, chat in zip(numbers, chats, strict=True):
        assert await world.case_status(number) == "accepted"
        assert await _heard(world, chat, "工会已派人去工地了解情况。")
    await picture(desk, "group")
    assert desk.foreign == [] and desk.errors == []


async def test_on_a_phone_nothing_runs_over_the_edge(live_world: World, desks: Any) -> None:
    world = live_world
    await world.colleague("phone1", "肖芳", ("duty", None))
    chat = await world.chat("李秀兰", county="610303")
    long = {"story": ("经过", "x" * 300, "没有空格的长句" * 40), **EMPLOYER}
    number = await world.applies(chat, fields=long, county="610303", files=[await world.sends_file(chat, "长" * 60)])
    await world.applies(chat, fields=EMPLOYER, county="610303")
    desk: Desk = await desks(phone=True)
    await desk.log_in("phone1", path="/login?next=/cases?status=open%26order=due")
    for path, seen in (
        ("/cases?status=open&order=due", "案件"),
        (f"/cases/{number}", "更新进展"),
        ("/cases?tier=major", "没有符合条件的案件。"),
    ):
        await desk.open(path)
        await desk.sees(seen)
        assert await desk.page.evaluate("document.documentElement.scrollWidth") <= 390, path
        await picture(desk, "phone-" + re.sub(r"\W+", "-", path)[:20])
    await desk.open(f"/cases/{number}")
    await desk.press("我来办")
    await desk.sees("经办：肖芳")
    await desk.press("往来消息")
    await desk.sees("还没有往来消息。")
    assert desk.foreign == [] and desk.errors == []


async def test_the_list_on_a_screen(live_world: World, desks: Any) -> None:
    """Tabs, filters and a download, by hand."""
    world = live_world
    await world.colleague("list1", "张敏", ("duty", None))
    number = await world.applies(await world.chat("王小军"), fields=EMPLOYER, county="610302")
    desk: Desk = await desks()
    await desk.log_in("list1", path="/login?next=/cases")
    await desk.sees(number)
    await desk.press("更多条件")
    await desk.page.get_by_label("单位名称").fill("示例建筑")
    await desk.page.get_by_label("单位名称").press("Enter")
    await desk.page.wait_for_url(re.compile("employer="))
    await desk.sees(number)
    await picture(desk, "list")
    async with desk.page.expect_download() as download:
        await desk.page.get_by_role("link", name="导出 Excel").click()
    assert (await download.value).suggested_filename.endswith(".xlsx")
    await desk.page.get_by_role("link", name="已超期").click()
    await desk.page.wait_for_url(re.compile("time=overdue"))
    assert desk.foreign == [] and desk.errors == []
