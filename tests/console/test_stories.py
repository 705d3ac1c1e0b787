"""The console as its people use it: the real program, a real browser."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest
from sqlalchemy import text

from tests.console.conftest import Desk, Stage
from tests.console.world import World

pytestmark = [pytest.mark.browser, pytest.mark.slow]


async def until(check: Any, *, within: float = 5) -> None:
    end = time.monotonic() + within
    while not await check():
        assert time.monotonic() < end, "it did not happen"
        await asyncio.sleep(0.1)


async def test_a_duty_officer_takes_over_answers_and_closes(live_world: World, desks: Any) -> None:
    world = live_world
    await world.colleague("story1", "张敏", ("duty", None))
    await world.colleague("story1b", "王建国", ("duty", None))
    chat = await world.chat("陈志强", county="610323", said=[("worker", "手压伤咧"), ("bot", "为您转人工")])
    case = await world.asks_for_person(chat)

    zhang: Desk = await desks()
    await zhang.log_in("story1")
    await zhang.sees("要求人工")
    await zhang.page.locator(".ticket", has_text="陈志强").click()
    await zhang.sees("职工在等工作人员")
    await zhang.press("接手对话")
    await zhang.sees("已接手，助手不再自动回复。")

    # What the worker writes appears by itself, although another program stored it.
    await world.says(chat, "老板让我签私了协议")
    started = time.monotonic()
    await zhang.sees("老板让我签私了协议", within=4)
    print(f"a worker's message was on the screen after {time.monotonic() - started:.2f} s")

    await zhang.types("先别签字，")
    await zhang.page.locator(".composer textarea").press("Shift+Enter")
    await zhang.page.keyboard.type("我帮您约律师。")
    await zhang.page.keyboard.press("Enter")
    await until(lambda: _heard(world, chat, "先别签字，\n我帮您约律师。"))
    box = zhang.page.locator(".composer textarea")

    async def emptied() -> bool:
        return await box.input_value() == ""

    await until(emptied)  # the reply is stored a moment before the box is cleared

    # A second colleague sees who has it and cannot answer.
    wang: Desk = await desks()
    await wang.log_in("story1b", path=f"/login?next=/chats/{chat.id}")
    await wang.sees("张敏 正在处理这个对话")
    assert not await wang.page.get_by_role("button", name="接手对话").is_visible()
    assert not await wang.page.locator(".composer").is_visible()

    await zhang.press("结束对话")
    await zhang.page.get_by_label("给职工的结束说明").fill("已为您约好公职律师，周二上午见。")
    await zhang.press("发送并结束")
    await until(lambda: _heard(world, chat, "已为您约好公职律师，周二上午见。"))
    assert await world.owner(chat) == "bot"
    assert await world.case_status(case) == "done"
    assert zhang.foreign == wang.foreign == []
    assert zhang.errors == wang.errors == []


async def test_two_press_take_over_at_once_and_the_second_is_told(live_world: World, desks: Any) -> None:
    world = live_world
    await world.colleague("story2", "张敏", ("duty", None))
    await world.colleague("story2b", "王建国", ("duty", None))
    chat = await world.chat("周磊", said=[("worker", "有人吗")])
    await world.asks_for_person(chat)
    both: list[Desk] = [await desks(), await desks()]
    for desk, login in zip(both, ("story2", "story2b"), strict=True):
        await desk.log_in(login, path=f"/login?next=/chats/{chat.id}")
        await desk.sees("职工在等工作人员")
    await asyncio.gather(*(desk.press("接手对话") for desk in both))
    await until(lambda: _owner(world, chat, "staff"))

    async def told() -> list[bool]:
        return sorted([await desk.page.get_by_text("正在处理这个对话").first.is_visible() for desk in both])

    async def one_is_told() -> bool:
        return await told() == [False, True]

    await until(one_is_told)
    assert (await world.heard(chat)).count("工会工作人员已经接手，接下来由工作人员直接回复您。") == 1


async def test_an_unsent_draft_waits_in_its_own_chat(live_world: World, desks: Any) -> None:
    world = live_world
    await world.colleague("story3", "张敏", ("duty", None))
    chats = [await world.chat(name, said=[("worker", "在吗")]) for name in ("草稿甲", "草稿乙")]
    for chat in chats:
        await world.asks_for_person(chat)
    desk: Desk = await desks()
    await desk.log_in("story3")
    for name in ("草稿甲", "草稿乙"):
        await desk.page.locator(".ticket", has_text=name).click()
        await desk.sees("职工在等工作人员")
        await desk.press("接手对话")
        await desk.page.locator(".composer").wait_for()
        await desk.types(f"写给{name}的半句")
    await desk.page.locator(".ticket", has_text="草稿甲").click()
    box = desk.page.locator(".composer textarea")
    await until(lambda: _value(box, "写给草稿甲的半句"))
    await desk.page.reload()
    await until(lambda: _value(desk.page.locator(".composer textarea"), "写给草稿甲的半句"))
    await desk.page.go_back()
    await until(lambda: _value(desk.page.locator(".composer textarea"), "写给草稿乙的半句"))

    # A note is kept apart from what is meant for the worker.
    await desk.press("内部备注")
    await until(lambda: _value(box, ""))
    await desk.types("先问用工形式")
    await box.press("Control+Enter")
    await desk.page.locator(".line-note", has_text="先问用工形式").wait_for()
    assert "先问用工形式" not in await world.heard(chats[1])
    await desk.press("回复职工")
    await until(lambda: _value(box, "写给草稿乙的半句"))


async def test_on_a_phone_one_column_leads_to_the_chat_and_back(live_world: World, desks: Any) -> None:
    world = live_world
    await world.colleague("story4", "张敏", ("duty", None))
    chat = await world.chat("李秀兰", county="610303", said=[("worker", "心里难受")])
    await world.asks_for_person(chat, "crisis")
    desk: Desk = await desks(phone=True)
    await desk.log_in("story4")
    await desk.sees("危险信号")
    assert await desk.page.evaluate("document.documentElement.scrollWidth") <= 390
    await desk.page.locator(".ticket", has_text="李秀兰").click()
    await desk.sees("请马上接手")
    assert not await desk.page.locator(".list-queue").is_visible()
    await desk.press("接手对话")
    await desk.page.locator(".composer").wait_for()
    await desk.types("我在，您慢慢说。")
    await desk.press("发送")
    await until(lambda: _heard(world, chat, "我在，您慢慢说。"))
    assert await desk.page.evaluate("document.documentElement.scrollWidth") <= 390
    await desk.page.get_by_label("回到对话").click()
    await desk.page.locator(".list-queue").wait_for()
    await desk.press("退出")
    await desk.sees("您已退出登录。")


async def test_a_case_moves_on_and_hands_back(live_world: World, desks: Any) -> None:
    world = live_world
    await world.colleague("story5", "张敏", ("duty", None))
    chat = await world.chat("赵梅", said=[("worker", "找人")])
    await world.asks_for_person(chat)
    number = await world.applies(chat, fields={"name": ("称呼", "赵梅", "赵梅")})
    desk: Desk = await desks()
    await desk.log_in("story5", path=f"/login?next=/chats/{chat.id}")
    await desk.sees("职工在等工作人员")
    await desk.press("接手对话")
    await desk.press("交还助手")
    await desk.page.locator(".dialog").get_by_role("button", name="交还助手").click()
    await until(lambda: _owner(world, chat, "bot"))
    assert any("接下来由我继续陪您" in said for said in await world.heard(chat))

    await desk.open("/cases")
    await desk.page.get_by_label("按编号查找").fill(number.replace("-", ""))
    await desk.page.get_by_label("按编号查找").press("Enter")
    await desk.sees("更新进展")
    await desk.page.get_by_label("改为").click()
    await desk.page.get_by_role("option", name="审核通过").click()
    await desk.page.get_by_label("给职工的说明").fill("下周一发放到工会卡。")
    await desk.sees("职工将收到")
    await desk.press("保存并通知")
    await until(lambda: _heard(world, chat, "下周一发放到工会卡。"))
    assert await world.case_status(number) == "approved"
    await desk.sees("状态由“已提交”改为“审核通过”")
    assert desk.foreign == [] and desk.errors == []


async def test_five_wrong_passwords_slow_the_guesser(live_world: World, desks: Any) -> None:
    world = live_world
    await world.colleague("story6", "张敏", ("duty", None))
    desk: Desk = await desks()
    try:
        for n in range(5):
            await desk.log_in("story6", f"wrong{n}", path="/login")
            await desk.page.locator(".door-problem").wait_for()
        await desk.log_in("story6", path="/login")
        await desk.sees("尝试次数过多，请 15 分钟后再试。")
        assert await desk.page.locator("#login").input_value() == "story6"
    finally:
        async with world.database.transaction() as session:  # the other stories come from this address, too
            await session.execute(text("DELETE FROM login_attempts"))


async def test_a_county_desk_cannot_open_another_county_by_its_number(live_world: World, desks: Any) -> None:
    world = live_world
    await world.colleague("story7", "渭滨区工会", ("county_desk", "610302"))
    number = await world.applies(await world.chat(county="610303"), county="610303")
    desk: Desk = await desks()
    await desk.log_in("story7", path=f"/login?next=/cases/{number}")
    await desk.sees("没有找到这一页")
    assert "view_refused" in await world.case_events(number)


async def test_the_program_stays_small(live_world: World, desks: Any, stage: Stage) -> None:
    await live_world.colleague("story8", "张敏", ("duty", None))
    for n in range(30):
        await live_world.asks_for_person(await live_world.chat(f"职工{n}", said=[("worker", "在吗")]))
    open_desks = [await desks() for _ in range(3)]
    for desk in open_desks:
        await desk.log_in("story8")
        await desk.sees("职工29")
    print(f"console: {stage.memory_mb():.0f} MB with {len(open_desks)} colleagues")
    assert stage.memory_mb() < 180


async def _heard(world: World, chat: Any, said: str) -> bool:
    return any(said in told for told in await world.heard(chat))


async def _owner(world: World, chat: Any, owner: str) -> bool:
    return await world.owner(chat) == owner


async def _value(box: Any, expected: str) -> bool:
    return await box.is_visible() and await box.input_value() == expected
