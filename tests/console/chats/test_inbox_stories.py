"""The inbox as colleagues use it: the real program, a real browser."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta
from typing import Any

import pytest

from cases.chats import canned
from tests.console.chats.conftest import Program
from tests.console.conftest import Desk
from tests.console.world import World

pytestmark = [pytest.mark.browser, pytest.mark.slow]


async def until(check: Any, *, within: float = 6) -> None:
    end = time.monotonic() + within
    while not await check():
        assert time.monotonic() < end, "it did not happen"
        await asyncio.sleep(0.1)


async def value(box: Any, expected: str) -> bool:
    return await box.is_visible() and await box.input_value() == expected


async def heard(world: World, chat: Any, said: str) -> bool:
    return any(said in told for told in await world.heard(chat))


async def test_claim_summary_canned_reply_and_on_to_the_county(live_world: World, desks: Any) -> None:
    world = live_world
    zhang = await world.colleague("inbox1", "张敏", ("duty", None))
    await world.colleague("inbox1b", "渭滨区工会", ("county_desk", "610302"))
    async with world.database.transaction() as session:
        await canned.add_reply(
            session, actor=zhang, title="说好时间", body="{姓名}您好，我是{同事}，{时间}前给您回话。", role="duty", county=None,
            now=world.now,
        )  # fmt: skip
    chat = await world.chat(
        "陈志强<b>", said=[("worker", "我在红星机械厂上班，拖欠工资2万三，没签劳动合同"), ("bot", "为您转人工")]
    )
    await world.asks_for_person(chat, "complaint", due=timedelta(minutes=25))

    duty: Desk = await desks()
    await duty.log_in("inbox1")
    await duty.page.locator(".ticket", has_text="陈志强").wait_for()
    await duty.page.keyboard.press("?")
    await duty.sees("键盘快捷键")
    await duty.press("关闭")
    await duty.page.locator(".q-dialog").wait_for(state="detached")
    await duty.page.keyboard.press("j")  # the first ticket
    await duty.sees("2万三（23,000元）")
    await duty.sees("红星机械厂")
    await duty.sees("职工对服务或答复不满意。")
    await duty.page.keyboard.press("c")
    await duty.sees("已接手，助手不再自动回复。")

    box = duty.page.locator(".composer textarea")
    await box.press("/")
    await duty.page.get_by_label("按标题或内容找").fill("时间")
    await duty.page.locator(".canned-row", has_text="说好时间").click()
    await duty.page.get_by_label("时间", exact=True).fill("今天 17:30")
    await duty.press("插入")
    await until(lambda: value(box, "陈志强<b>您好，我是张敏，今天 17:30前给您回话。"))
    await box.press("j")  # a letter while typing is a letter
    await until(lambda: value(box, "陈志强<b>您好，我是张敏，今天 17:30前给您回话。j"))
    await box.press("Backspace")
    await box.press("Enter")
    await until(lambda: heard(world, chat, "今天 17:30前给您回话。"))

    await duty.press("转交")
    dialog = duty.page.locator(".dialog")
    await dialog.get_by_label("转给谁").click()
    await duty.page.get_by_role("option", name="渭滨区工会").first.click()
    await duty.sees("我请渭滨区工会的同事接着帮您")
    await dialog.get_by_label("为什么转").fill("厂子在渭滨，要当面核实")
    await dialog.get_by_role("button", name="转交").click()
    await duty.sees("已转交。")

    county: Desk = await desks()
    await county.log_in("inbox1b")
    await county.page.locator(".list-queue .ticket", has_text="陈志强").click()
    await county.sees("厂子在渭滨，要当面核实")
    await county.press("接手对话")
    await county.page.locator(".composer").wait_for()
    await county.types("我是渭滨区工会的，您说。")
    await county.press("发送")
    await until(lambda: heard(world, chat, "我是渭滨区工会的"))
    await duty.sees("渭滨区工会 正在处理这个对话")
    await duty.sees("渭滨区工会 也在看")
    assert duty.errors == county.errors == []
    assert duty.foreign == county.foreign == []


async def test_on_a_phone_desks_summary_and_canned_replies_fit(live_world: World, desks: Any) -> None:
    world = live_world
    zhang = await world.colleague("inbox2", "张敏", ("duty", None))
    async with world.database.transaction() as session:
        await canned.add_reply(
            session, actor=zhang, title="手机上的招呼", body="您好，我是{同事}。", role=None, county=None, now=world.now
        )
    for n in range(3):
        other = await world.chat(f"职工{n}", said=[("worker", "在吗")])
        await world.asks_for_person(other, ("asked", "complaint", "not_understood")[n], due=timedelta(minutes=5 + n))
    chat = await world.chat(
        "赵小燕", said=[("worker", "我跑美团的，昨天摔伤了，医药费3200元，公司在宝鸡市渭滨区经二路")]
    )
    await world.asks_for_person(chat, "crisis", due=timedelta(minutes=9))
    phone: Desk = await desks(phone=True)
    await phone.log_in("inbox2")
    await phone.page.locator(".ticket", has_text="赵小燕").wait_for()
    assert await phone.page.evaluate("document.documentElement.scrollWidth") <= 390
    await phone.page.locator(".ticket", has_text="赵小燕").click()
    await phone.page.locator(".summary", has_text="3200元").wait_for()
    await phone.press("接手对话")
    await phone.page.locator(".composer").wait_for()
    assert await phone.page.evaluate("document.documentElement.scrollWidth") <= 390
    send = await phone.page.locator(".composer .send").bounding_box()
    assert send is not None and send["y"] + send["height"] <= 844  # what must be reached is on the screen
    assert (await phone.page.locator(".chat-scroll").bounding_box() or {})["height"] >= 140  # and the talk is, too
    await phone.press("常用语")
    await phone.page.locator(".canned-row", has_text="手机上的招呼").click()
    await phone.press("发送")
    await until(lambda: heard(world, chat, "您好，我是张敏。"))
    assert await phone.page.evaluate("document.documentElement.scrollWidth") <= 390


async def test_a_reply_outlives_the_end_of_the_login_and_a_restart_of_the_console(
    program: Program, program_world: World, program_desk: Desk
) -> None:
    world, desk = program_world, program_desk
    await world.colleague("inbox3", "张敏", ("duty", None))
    chat = await world.chat("李雷", said=[("worker", "在吗")])
    await world.asks_for_person(chat)
    await desk.log_in("inbox3", path=f"/login?next=/chats/{chat.id}")
    await desk.press("接手对话")
    await desk.page.locator(".composer").wait_for()
    await desk.types("您先别签字，我帮您看看协议")
    await asyncio.sleep(2)
    program.kill()
    from sqlalchemy import text

    async with world.database.transaction() as session:
        await session.execute(text("DELETE FROM staff_sessions"))  # and the login is over, too
    program.start()
    await desk.open(f"/chats/{chat.id}")
    await desk.page.fill("#login", "inbox3")
    await desk.page.fill("#password", "gonghui-2026")
    await desk.page.click("button[type=submit]")
    box = desk.page.locator(".composer textarea")
    await until(lambda: value(box, "您先别签字，我帮您看看协议"), within=10)
    await desk.press("发送")
    await until(lambda: heard(world, chat, "您先别签字，我帮您看看协议"))
    await until(lambda: value(box, ""))
    await desk.page.reload()
    await until(lambda: value(box, ""), within=10)
