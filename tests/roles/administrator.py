"""An administrator's day: accounts that come, change and go, the second factor, a request to look, and the log."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime

import pyotp
from playwright.async_api import Page, expect
from sqlalchemy import select

from cases.models import Staff, StaffRole, WallOpening
from tests.roles.camera import Camera
from tests.roles.stage import Desk
from tests.stack import ROOT

LOGIN, NAME, OWN_PASSWORD = "chencang", "陈仓区工会小雷", "三棵柿子树-下雨天-9"
REASON = "公安机关来函，请协助核实一名失联职工最近一次求助的时间和内容，只看最近两天。"
STEP = 30  # seconds a code holds


async def story(desk: Desk, camera: Camera) -> None:
    zheng = await desk.sit("guanli", "/people")
    await expect(zheng.locator(".bar")).to_contain_text("请给您的账号启用动态验证码")
    await zheng.get_by_role("button", name="以后再说").click()
    first = await _creates_an_account(desk, camera, zheng)
    lei = await _the_newcomer_arrives(desk, first)
    await _changes_a_role(desk, camera, zheng, lei)
    await _deactivates(desk, zheng, lei)
    await _asks_for_a_look(desk, camera, zheng)
    await _sets_up_the_second_factor(desk, camera, zheng)
    await _reads_and_verifies_the_log(desk, camera, zheng)


async def _account(desk: Desk) -> Staff:
    [row] = await desk.rows(select(Staff).where(Staff.login == LOGIN))
    assert isinstance(row, Staff)
    return row


async def _roles(desk: Desk) -> set[tuple[str, str | None]]:
    rows = await desk.rows(select(StaffRole).where(StaffRole.staff_id == (await _account(desk)).id))
    return {(row.role, row.county) for row in rows}


async def _creates_an_account(desk: Desk, camera: Camera, zheng: Page) -> str:
    await zheng.get_by_role("button", name="新建账号").click()
    dialog = zheng.get_by_role("dialog")
    await dialog.get_by_label("用户名").fill(LOGIN)
    await dialog.get_by_label("姓名").fill(NAME)
    await dialog.get_by_label("县区工会").click()
    await zheng.get_by_role("option", name="陈仓区").click()
    await dialog.locator(".dialog-title").click()  # the list closes
    await expect(zheng.get_by_role("option")).to_have_count(0)
    await camera.take(zheng, "administrator-1-new")
    await dialog.get_by_role("button", name="建立账号").click()
    shown = zheng.get_by_role("dialog").filter(has_text="初始密码只显示这一次")
    password = await shown.locator(".secret").inner_text()
    await shown.get_by_role("button", name="已经告诉本人").click()
    await expect(zheng.locator(".table-row", has_text=NAME)).to_contain_text("初始密码未改")
    assert await _roles(desk) == {("county_desk", "610304")}
    return password


async def _the_newcomer_arrives(desk: Desk, first: str) -> Page:
    """With the first password one gets no further than to the own account."""
    lei = await desk.sit(LOGIN, "/cases", password=first)
    await expect(lei.get_by_text("这是管理员给的初始密码")).to_be_visible()
    await lei.get_by_label("原密码").fill(first)
    await lei.get_by_label("新密码", exact=True).fill(OWN_PASSWORD)
    await lei.get_by_label("再输一遍新密码").fill(OWN_PASSWORD)
    await lei.get_by_role("button", name="修改密码").click()
    await expect(lei.get_by_role("heading", name="案件", exact=True)).to_be_visible()
    await expect(lei.locator(".table-row", has_text="渭滨区")).to_have_count(0)
    return lei


async def _changes_a_role(desk: Desk, camera: Camera, zheng: Page, lei: Page) -> None:
    await zheng.reload()
    await zheng.locator(".table-row", has_text=NAME).click()
    await expect(zheng.get_by_role("heading", name=NAME)).to_be_visible()
    await zheng.get_by_label("县区工会").click()
    await zheng.get_by_role("option", name="渭滨区").click()
    await zheng.locator(".page-title").click()
    await zheng.get_by_role("button", name="保存角色").click()
    await expect(zheng.get_by_text("角色已保存，下一步操作起生效。")).to_be_visible()
    await camera.take(zheng, "administrator-2-account")
    assert await _roles(desk) == {("county_desk", "610304"), ("county_desk", "610302")}
    await lei.reload()
    await expect(lei.locator(".table-row", has_text="渭滨区").first).to_be_visible()


async def _deactivates(desk: Desk, zheng: Page, lei: Page) -> None:
    """He is out at once: the page he has open says so, and the next one asks for a password that no longer helps."""
    await zheng.get_by_role("button", name="停用账号").click()
    await expect(zheng.get_by_role("dialog")).to_contain_text("会马上退出，不能再登录")
    await zheng.get_by_role("button", name="确定").click()
    await expect(zheng.locator(".chip-account-closed")).to_have_text("已停用")
    assert not (await _account(desk)).active
    await desk.open(lei, "/cases")
    await expect(lei.get_by_role("heading", name="登录工作台")).to_be_visible()
    await lei.fill("#login", LOGIN)
    await lei.fill("#password", OWN_PASSWORD)
    await lei.click("button[type=submit]")
    await expect(lei.locator(".door-problem")).to_contain_text("用户名或密码不对")
    await lei.context.close()


async def _asks_for_a_look(desk: Desk, camera: Camera, zheng: Page) -> None:
    """Asking is not reading: until a counsellor agrees the talk stays closed, also to administrators."""
    talk = await desk.world.chat(None, county="610304", walled=True, said=[("worker", "心里堵得慌，不想见人")])
    await desk.open(zheng, "/people/wall")
    await zheng.get_by_label("对话编号或案件编号").fill(talk.id)
    await zheng.get_by_label("为什么要看").fill(REASON)
    await zheng.get_by_role("button", name="提交申请").click()
    mine = zheng.locator(".panel", has=zheng.get_by_role("heading", name="我的申请")).locator(".look", has_text=REASON)
    await expect(mine).to_contain_text("等待答复")
    await camera.take(zheng, "administrator-3-ask")
    [row] = await desk.rows(select(WallOpening).where(WallOpening.conversation_id == talk.id))
    assert (row.status, row.reason) == ("asked", REASON)
    await desk.open(zheng, f"/people/wall/{talk.id}")
    await expect(zheng.get_by_text("心里堵得慌")).to_have_count(0)
    await desk.open(zheng, f"/chats/{talk.id}")
    await expect(zheng.locator(".bubble.is-hidden").first).to_be_visible()
    await expect(zheng.get_by_text("心里堵得慌")).to_have_count(0)


async def _sets_up_the_second_factor(desk: Desk, camera: Camera, zheng: Page) -> None:
    await desk.open(zheng, "/me")
    await zheng.locator(".my-factor").get_by_role("button", name="启用").click()
    secret = (await zheng.locator(".my-factor .secret").inner_text()).replace(" ", "")
    await zheng.locator(".my-factor").scroll_into_view_if_needed()
    await camera.take(zheng, "administrator-4-factor")
    totp, moment = pyotp.TOTP(secret), int(datetime.now(UTC).timestamp())
    await zheng.locator(".my-factor").get_by_role("textbox").fill(totp.at(moment))
    await zheng.get_by_role("button", name="确认启用").click()
    paper = zheng.get_by_role("dialog")
    await expect(paper.locator(".secret")).to_have_count(10)
    await paper.get_by_role("button", name="我抄好了").click()
    await expect(zheng.get_by_text("登录时会问手机上的验证码。")).to_be_visible()
    assert len(await desk.logged("guanli", "second_factor.on")) == 1

    # From now on the password alone opens nothing. A code serves once, so the next one is given.
    phone = await desk.sit("guanli", "/people/audit", phone=True)
    await expect(phone.get_by_role("heading", name="输入动态验证码")).to_be_visible()
    await camera.take(phone, "administrator-5-code")
    await phone.fill("#code", "000000" if totp.at(moment + STEP) != "000000" else "000001")
    await phone.click("button[type=submit]")
    await expect(phone.locator(".door-problem")).to_contain_text("验证码不对")
    await phone.fill("#code", totp.at(moment + STEP))
    await phone.click("button[type=submit]")
    await expect(phone.locator(".top-nav")).to_be_visible()
    await phone.context.close()


async def _reads_and_verifies_the_log(desk: Desk, camera: Camera, zheng: Page) -> None:
    await desk.open(zheng, f"/people/audit?person={(await desk.actor('guanli')).id}")
    for words in ("新建账号", "改了角色", "停用账号", "申请查看咨询内容", "启用动态验证码"):
        await expect(zheng.locator(".table-row", has_text=words).first).to_be_visible()
    await expect(zheng.get_by_text(REASON)).to_have_count(0)  # the log holds ids and states, no words about people
    await camera.take(zheng, "administrator-6-audit")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "cases.audit", "verify", cwd=ROOT, env=desk.env, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()
    assert "完整 / OK" in said.decode()
    await zheng.context.close()
