"""Logging in with a phone, and looking after people, in a real browser."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
import pytest
from sqlalchemy import select, update

from cases import staff
from cases.models import StaffSession
from tests.console.conftest import Desk
from tests.console.world import World

pytestmark = [pytest.mark.browser, pytest.mark.slow]
OpenDesk = Callable[..., Awaitable[Desk]]
REASON = "职工家属来电，担心其安全，需核对最近谈到的住址。"
FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"


async def _show(desk: Desk, name: str) -> None:
    import os

    if folder := os.environ.get("PICTURES"):
        await desk.page.wait_for_timeout(500)
        await desk.page.screenshot(path=f"{folder}/{name}.png")


async def with_phone(
    world: World, login: str, name: str, *roles: tuple[str, str | None]
) -> tuple[pyotp.TOTP, list[str]]:
    actor = await world.colleague(login, name, *roles)
    now = datetime.now(UTC)
    async with world.database.transaction() as session:
        made = await staff.begin_second_factor(session, actor=actor)
        phone = pyotp.TOTP(made.secret)
        codes = await staff.confirm_second_factor(session, actor=actor, code=phone.at(now), token="", now=now)
    assert codes is not None
    return phone, codes


async def test_the_code_step_on_a_phone(desks: OpenDesk, live_world: World) -> None:
    _, codes = await with_phone(live_world, "liujing", "刘静", ("duty", None))
    desk = await desks(phone=True)
    await desk.log_in("liujing", path="/cases")
    await desk.sees("输入动态验证码")
    assert await desk.page.evaluate("document.activeElement.id") == "code"
    assert await desk.page.evaluate(FITS)
    await _show(desk, "code-phone")
    await desk.page.fill("#code", "000000")
    await desk.page.keyboard.press("Enter")
    await desk.sees("还可以再试 4 次")
    await desk.page.fill("#code", codes[0])
    await desk.page.keyboard.press("Enter")
    await desk.page.wait_for_url("**/cases")
    cookies = {c["name"]: c for c in await desk.page.context.cookies()}
    assert cookies["niangjiaren_console"]["httpOnly"] and cookies["niangjiaren_console"]["sameSite"] == "Lax"
    assert (desk.foreign, desk.errors) == ([], [])


async def test_an_admin_sets_up_their_phone_and_makes_a_colleague(desks: OpenDesk, live_world: World) -> None:
    await live_world.colleague("wangguan", "王管", ("admin", None))
    desk = await desks()
    await desk.log_in("wangguan", path="/people")
    await desk.sees("请给您的账号启用动态验证码")
    await _show(desk, "people")
    await desk.page.get_by_role("link", name="现在启用").click()
    await desk.press("启用")
    shown = await desk.page.locator(".secret").inner_text()
    assert await desk.page.locator(".my-qr svg").count() == 1
    await _show(desk, "me-factor")
    await desk.page.get_by_label("验证码", exact=True).fill(pyotp.TOTP(shown.replace(" ", "")).now())
    await desk.press("确认启用")
    await desk.sees("请把这十个恢复码抄下来")
    await _show(desk, "me-recovery")
    assert await desk.page.locator(".dialog .secret").count() == 10
    await desk.press("我抄好了")
    await desk.sees("登录时会问手机上的验证码")
    await desk.open("/people")
    assert await desk.page.get_by_text("请给您的账号启用动态验证码").count() == 0

    await desk.press("新建账号")
    await desk.page.get_by_label("用户名").fill("zhaomei")
    await desk.page.get_by_label("姓名").fill("赵梅")
    await desk.page.get_by_label("县区工会").click()
    await desk.page.get_by_role("option", name="渭滨区").click()
    await desk.page.keyboard.press("Escape")
    await _show(desk, "people-new")
    await desk.press("建立账号")
    await desk.sees("初始密码只显示这一次")
    password = await desk.page.locator(".dialog .secret").inner_text()
    await _show(desk, "people-password")
    await desk.press("已经告诉本人")
    await desk.sees("县区工会（渭滨区）")
    await desk.page.get_by_text("赵梅").click()
    await desk.sees("账号操作")
    await _show(desk, "people-one")
    await desk.open("/people/audit")
    await desk.sees("新建账号")
    await _show(desk, "audit")

    newcomer = await desks(phone=True)
    await newcomer.log_in("zhaomei", password, path="/cases")
    await newcomer.sees("请先换成您自己的")
    assert await newcomer.page.evaluate(FITS)
    await _show(newcomer, "me-phone")
    for label, words in (("原密码", password), ("新密码", "daqin-guandong-7"), ("再输一遍新密码", "daqin-guandong-7")):
        await newcomer.page.get_by_label(label, exact=True).fill(words)
    await newcomer.press("修改密码")
    await newcomer.page.wait_for_url("**/cases")
    assert (desk.foreign, desk.errors, newcomer.foreign, newcomer.errors) == ([], [], [], [])


async def test_a_look_behind_the_wall_between_two_browsers(desks: OpenDesk, live_world: World) -> None:
    await live_world.colleague("qianzhi", "钱值", ("duty", None))
    await live_world.colleague("sunzixun", "孙咨询", ("counsellor", None))
    chat = await live_world.chat(said=[("worker", "我整夜睡不着"), ("bot", "愿意说说吗")], walled=True)
    duty: Any = await desks(phone=True)
    counsellor = await desks()
    await counsellor.log_in("sunzixun", path="/people/wall")
    await counsellor.sees("现在没有等您决定的申请")
    await duty.log_in("qianzhi", path=f"/people/wall?chat={chat.id}")
    await duty.page.get_by_label("为什么要看").fill(REASON)
    await duty.press("提交申请")
    await duty.sees("等待答复")
    await counsellor.sees(REASON)  # by itself
    await _show(counsellor, "wall-decide")
    await counsellor.press("同意，开放 60 分钟")
    await duty.sees("开放中")
    assert await duty.page.evaluate(FITS)
    await _show(duty, "wall-phone")
    await duty.page.get_by_role("link", name="查看内容").first.click()
    await duty.sees("我整夜睡不着")
    assert await duty.page.evaluate(FITS)
    await _show(duty, "wall-talk-phone")
    await counsellor.sees("查看 1 次", within=8)
    await counsellor.page.get_by_role("button", name="现在就关闭").first.click()
    await counsellor.sees("已结束")
    await duty.page.reload()
    await duty.sees("没有对您开放，或者查看时间已经到了")
    for desk in (duty, counsellor):
        assert (desk.foreign, desk.errors) == ([], [])


async def test_keys_and_clicks_on_an_open_page_keep_the_login(desks: OpenDesk, live_world: World) -> None:
    """Typing for an hour is work, though no page is opened and nothing is sent."""
    zhou = await live_world.colleague("zhouzhi", "周值", ("duty", None))
    desk = await desks()
    await desk.log_in("zhouzhi", path="/me")
    await desk.sees("登录的地方")
    long_ago = datetime.now(UTC) - timedelta(minutes=55)

    async def seen(*, set_to: datetime | None = None) -> datetime:
        async with live_world.database.transaction() as session:
            if set_to is not None:
                await session.execute(
                    update(StaffSession).where(StaffSession.staff_id == zhou.id).values(seen_at=set_to)
                )
            found = await session.execute(select(StaffSession.seen_at).where(StaffSession.staff_id == zhou.id))
            return found.scalar_one() or long_ago

    await seen(set_to=long_ago)
    await desk.page.get_by_label("原密码", exact=True).press("a")
    await desk.page.wait_for_timeout(700)
    assert await seen() == long_ago  # told at most once a minute
    await desk.page.evaluate("(() => { const real = Date.now; Date.now = () => real() + 120000; })()")
    await desk.page.get_by_label("原密码", exact=True).press("b")
    for _ in range(30):
        if await seen() > long_ago:
            break
        await desk.page.wait_for_timeout(200)
    assert await seen() > long_ago
    assert (desk.foreign, desk.errors) == ([], [])
