"""Who looks after people, at the console."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta

import pyotp
import pytest
from nicegui import ui
from sqlalchemy import select

from cases import staff, wall
from cases.actors import Actor
from cases.database import Database
from cases.models import Staff
from tests.conftest import Clock
from tests.console.conftest import Colleague
from tests.console.people.test_login import give, opens
from tests.console.world import PASSWORD, World

SCRIPT = "<img src=x onerror=alert(1)>"
REASON = "职工家属来电，担心其安全，需核对最近谈到的住址。"


async def settle() -> None:
    await asyncio.sleep(0.4)


def secrets_on(colleague: Colleague) -> list[str]:
    with colleague.user:
        return [
            e.text for e in colleague.user.client.elements.values() if isinstance(e, ui.label) and "secret" in e.classes
        ]


def choose(colleague: Colleague, role: str, *places: str) -> None:
    with colleague.user:
        [field] = colleague.user.find(marker=f"role-{role}").elements
        assert isinstance(field, ui.select)
        field.set_value(list(places))


async def refused(colleague: Colleague, *paths: str) -> bool:
    client = colleague.user.http_client
    return all([(await client.get(path)).status_code == 404 for path in paths])


async def roles_of(database: Database, login: str) -> frozenset[tuple[str, str | None]]:
    async with database.reading() as session:
        row = (await session.execute(select(Staff).where(Staff.login == login))).scalar_one()
        return (await staff.actor(session, row.id)).roles


async def test_a_new_colleague_is_made_told_the_password_once_and_must_change_it(
    colleague: Colleague, world: World, sqlite_database: Database
) -> None:
    await world.colleague("admin", "管理员", ("admin", None))
    await colleague.log_in("admin")
    user = colleague.user
    await user.open("/people")
    assert "管理员" in colleague.sees() and "在用" in colleague.sees()
    user.find("新建账号").click()
    await settle()
    user.find(marker="login").type("lijing")
    user.find(marker="name").type(f"李静{SCRIPT}")
    user.find("建立账号").click()
    await settle()
    assert any("至少选一个角色" in m for m in user.notify.messages)
    choose(colleague, "county_desk", "610302")
    choose(colleague, "lawyer", "610300")
    user.find("建立账号").click()
    await settle()
    [password] = secrets_on(colleague)
    assert re.fullmatch(r"(\w{4}-){3}\w{4}", password)
    assert await roles_of(sqlite_database, "lijing") == {("county_desk", "610302"), ("lawyer", None)}
    await user.open("/people")
    page = colleague.sees()
    assert password not in page
    assert f"李静{SCRIPT}" in page and "律师、县区工会（渭滨区）" in page and "初始密码未改" in page
    with user:
        assert not [e for e in user.client.layout.descendants() if isinstance(e, (ui.html, ui.markdown))]

    await user.http_client.post("/logout")
    await colleague.log_in("lijing", password)
    for path in ("/", "/cases?status=open", "/knowledge", "/people"):
        answer = await user.http_client.get(path)
        assert answer.status_code == 303 and answer.headers["location"].startswith("/me?next="), path
    for path in ("/files/abc", "/cases/export.xlsx"):  # what is no page does not open either
        assert (await user.http_client.get(path)).status_code in (303, 404), path
    assert (await user.http_client.get("/files/abc")).headers["location"] == "/login?next=/files/abc"
    await user.open("/me?next=/cases")
    assert "请先换成您自己的" in colleague.sees()
    for mark, words in (("old", password), ("new", "daqin-guandong-7"), ("again", "daqin-guandong-8")):
        user.find(marker=mark).type(words)
    user.find(kind=ui.button, content="修改密码").click()
    await settle()
    assert any("两遍新密码不一样" in m for m in user.notify.messages)
    user.find(marker="again").clear().type("daqin-guandong-7")
    user.find(kind=ui.button, content="修改密码").click()
    await settle()
    assert await opens(user.http_client, "/cases")
    assert (await colleague.log_in("lijing", "daqin-guandong-7")).status_code == 303


async def test_roles_are_changed_and_who_is_too_late_sees_the_newer_ones(
    colleague: Colleague, world: World, sqlite_database: Database
) -> None:
    admin = await world.colleague("admin", "管理员", ("admin", None))
    li = await world.colleague("li", "李静", ("duty", None))
    await colleague.log_in("admin")
    user = colleague.user
    await user.open(f"/people/{li.id}")
    choose(colleague, "lawyer", "610302", "610304")
    user.find("保存角色").click()
    await settle()
    assert await roles_of(sqlite_database, "li") == {("duty", None), ("lawyer", "610302"), ("lawyer", "610304")}

    async with sqlite_database.transaction() as session:  # another administrator, at the same moment
        seen = [("duty", None), ("lawyer", "610302"), ("lawyer", "610304")]
        await staff.change_roles(session, li.id or 0, actor=admin, roles=[("duty", None)], seen=seen, now=world.now)
    choose(colleague, "duty")
    user.find("保存角色").click()
    await settle()
    assert any("刚被别人改过" in m for m in user.notify.messages)
    assert await roles_of(sqlite_database, "li") == {("duty", None)}
    with user:
        [field] = user.find(marker="role-lawyer").elements
        assert isinstance(field, ui.select) and field.value == []


async def test_who_leaves_is_out_at_once_and_the_chat_is_back_in_the_queue(
    colleague: Colleague, world: World, sqlite_database: Database, clock: Clock
) -> None:
    await world.colleague("admin", "管理员", ("admin", None))
    li = await world.colleague("li", "李静", ("duty", None))
    chat = await world.chat("王小军", said=[("worker", "找人工")])
    await world.asks_for_person(chat)
    from cases import desk

    async with sqlite_database.transaction() as session:
        await desk.take_over(session, chat.id, actor=li, now=world.now)
        token = await staff.open_session(session, li.id or 0, now=clock())
    await colleague.log_in("admin")
    user = colleague.user
    await user.open(f"/people/{li.id}")
    user.find("停用账号").click()
    await settle()
    assert "手上的 1 个对话回到队列" in colleague.sees()
    user.find("确定").click()
    await settle()
    assert await world.owner(chat) == "queue"
    assert "已停用" in colleague.sees()
    user.http_client.cookies.clear()
    user.http_client.cookies.set("niangjiaren_console", token)
    assert not await opens(user.http_client)


async def test_the_own_account_and_the_last_admin_cannot_be_cut_off(
    colleague: Colleague, world: World, sqlite_database: Database
) -> None:
    admin = await world.colleague("admin", "管理员", ("admin", None), ("duty", None))
    await colleague.log_in("admin")
    user = colleague.user
    await user.open(f"/people/{admin.id}")
    page = colleague.sees()
    assert "自己的角色只能减" in page and "停用账号" not in page and "重置密码" not in page
    choose(colleague, "admin")
    user.find("保存角色").click()
    await settle()
    assert any("最后一位能管理账号的管理员" in m for m in user.notify.messages)
    choose(colleague, "admin", "610300")
    choose(colleague, "counsellor", "610300")
    user.find("保存角色").click()
    await settle()
    assert any("不能给自己加角色" in m for m in user.notify.messages)
    assert await roles_of(sqlite_database, "admin") == {("admin", None), ("duty", None)}


async def test_a_lost_phone_and_a_forgotten_password(
    colleague: Colleague, world: World, sqlite_database: Database, clock: Clock
) -> None:
    await world.colleague("admin", "管理员", ("admin", None))
    li = await world.colleague("li", "李静", ("duty", None))
    async with sqlite_database.transaction() as session:
        made = await staff.begin_second_factor(session, actor=li)
        code = pyotp.TOTP(made.secret).at(clock())
        await staff.confirm_second_factor(session, actor=li, code=code, token="", now=clock())
        for _ in range(5):
            await staff.record_failure(session, login="li", address="b", now=clock())
    await colleague.log_in("admin")
    user = colleague.user
    await user.open(f"/people/{li.id}")
    assert "密码输错太多，暂时锁定" in colleague.sees()
    user.find("解除锁定").click()
    await settle()
    assert "暂时锁定" not in colleague.sees()
    for step in ("重置动态验证码", "重置密码"):
        user.find(step).click()
        await settle()
        user.find("确定").click()
        await settle()
    [password] = secrets_on(colleague)
    await user.http_client.post("/logout")
    entered = await colleague.log_in("li", password)
    assert (entered.status_code, entered.headers["location"]) == (303, "/")  # no second step any more


async def test_the_people_pages_are_for_who_may_see_them(colleague: Colleague, world: World) -> None:
    admin = await world.colleague("admin", "管理员", ("admin", None))
    await world.colleague("zhang", "张敏", ("duty", None), ("lawyer", None))
    await world.colleague("weibin", "渭滨管理员", ("admin", "610302"))
    await world.colleague("liu", "刘静", ("counsellor", None))
    await world.colleague("zhishi", "知识员", ("knowledge_editor", None))
    for login in ("zhang", "weibin", "zhishi"):
        await colleague.log_in(login)
        assert await refused(colleague, f"/people/{admin.id}", "/people/audit"), login
        await colleague.user.http_client.post("/logout")
    await colleague.log_in("zhishi")
    assert await refused(colleague, "/people", "/people/wall")
    await colleague.user.http_client.post("/logout")
    await colleague.log_in("liu")
    answer = await colleague.user.http_client.get("/people")
    assert answer.headers["location"] == "/people/wall"
    assert await refused(colleague, "/people/audit", f"/people/{admin.id}")
    await colleague.user.http_client.post("/logout")
    await colleague.log_in("admin")
    for crafted in ("0", "-1", "x", "1e5", "9" * 40, "%00", "١"):
        assert await refused(colleague, f"/people/{crafted}"), crafted


async def test_who_should_have_a_second_factor_is_asked_and_may_put_it_off(colleague: Colleague, world: World) -> None:
    await world.colleague("liu", "刘静", ("counsellor", None))
    await world.colleague("zhang", "张敏", ("duty", None))
    user = colleague.user
    await colleague.log_in("zhang")
    await user.open("/cases")
    assert "以后再说" not in colleague.sees()
    await user.http_client.post("/logout")
    await colleague.log_in("liu")
    await user.open("/cases")
    assert "请给您的账号启用动态验证码" in colleague.sees()
    user.find("以后再说").click()
    await settle()
    assert "请给您的账号启用动态验证码" not in colleague.sees()
    user.http_client.cookies.set("niangjiaren_later", "1")  # what the button leaves in a browser
    await user.open("/cases")
    assert "请给您的账号启用动态验证码" not in colleague.sees()


async def test_setting_up_a_phone(colleague: Colleague, world: World, sqlite_database: Database, clock: Clock) -> None:
    liu = await world.colleague("liu", "刘静", ("counsellor", None))
    user = colleague.user
    await colleague.log_in("liu")
    await user.open("/me")
    user.find(kind=ui.button, content="启用").click()
    await settle()
    with user:
        [picture] = [e for e in user.client.layout.descendants() if isinstance(e, ui.html)]
        assert picture.content.startswith("<svg")
    [shown] = secrets_on(colleague)
    phone = pyotp.TOTP(shown.replace(" ", ""))
    user.find(marker="code").type("000000")
    user.find("确认启用").click()
    await settle()
    assert any("验证码不对" in m for m in user.notify.messages)
    user.find(marker="code").clear().type(phone.at(clock()))
    user.find("确认启用").click()
    await settle()
    codes = [word for word in secrets_on(colleague) if word != shown]
    assert len(codes) == 10
    await user.open("/me")
    assert "已启用" in colleague.sees() and not set(codes) & set(secrets_on(colleague))
    async with sqlite_database.reading() as session:
        assert await staff.has_second_factor(session, liu.id or 0)

    await user.http_client.post("/logout")
    clock.advance(60)
    assert (await colleague.log_in("liu")).headers["location"].startswith("/login/code")
    assert (await give(colleague, codes[0])).status_code == 303
    await user.open("/me")
    user.find(marker="code").type(codes[0])
    user.find("停用（换手机时用）").click()
    await settle()
    assert any("验证码不对" in m for m in user.notify.messages[-1:])
    user.find(marker="code").clear().type(phone.at(clock()))
    user.find("停用（换手机时用）").click()
    await settle()
    async with sqlite_database.reading() as session:
        assert not await staff.has_second_factor(session, liu.id or 0)


async def test_other_logins_are_seen_and_ended(colleague: Colleague, world: World, sqlite_database: Database) -> None:
    zhang = await world.colleague("zhang", "张敏", ("duty", None))
    async with sqlite_database.transaction() as session:
        there = await staff.open_session(session, zhang.id or 0, now=world.now, address="10.9.8.7")
    await colleague.log_in("zhang")
    await colleague.user.open("/me")
    await settle()  # the bell makes the page show itself before the sessions are read
    assert "10.9.8.7" in colleague.sees() and "就是这里" in colleague.sees()
    colleague.user.find("退出那里").click()
    await settle()
    assert "10.9.8.7" not in colleague.sees()
    assert await opens(colleague.user.http_client)
    colleague.user.http_client.cookies.clear()
    colleague.user.http_client.cookies.set("niangjiaren_console", there)
    assert not await opens(colleague.user.http_client)


async def test_a_look_behind_the_wall_from_the_asking_to_the_list_of_the_month(
    colleague: Colleague, world: World, clock: Clock
) -> None:
    await world.colleague("zhang", "张敏", ("duty", None))
    await world.colleague("liu", "刘静", ("counsellor", None))
    chat = await world.chat(said=[("worker", "我整夜睡不着"), ("bot", "愿意说说吗")], walled=True)
    file_id = await world.sends_file(chat, "诊断书.png", walled=True)
    user = colleague.user
    await colleague.log_in("zhang")
    assert await refused(colleague, f"/people/wall/{chat.id}", f"/files/{file_id}", "/people/wall/x' OR 1=1")
    await user.open(f"/chats/{chat.id}")
    await settle()
    with user:
        [link] = [
            e for e in user.client.layout.descendants() if isinstance(e, ui.link) and e.text == "申请查看咨询内容"
        ]
    await user.open(link.props["href"])
    await settle()
    user.find(ui.textarea).type("看看")
    user.find("提交申请").click()
    await settle()
    assert any("请写清楚为什么要看" in m for m in user.notify.messages)
    assert "看看" in colleague.sees()  # what was typed stays
    user.find(ui.textarea).clear().type(REASON)
    user.find("提交申请").click()
    await settle()
    assert "等待答复" in colleague.sees()
    assert await refused(colleague, f"/people/wall/{chat.id}")
    await user.http_client.post("/logout")

    await colleague.log_in("liu")
    await user.open("/cases")
    assert "有 1 份查看咨询内容的申请等您决定。" in colleague.sees()
    await user.open("/people/wall")
    await settle()
    assert REASON in colleague.sees()
    user.find("同意，开放 60 分钟").click()
    await settle()
    assert "现在没有等您决定的申请。" in colleague.sees()
    await user.http_client.post("/logout")

    await colleague.log_in("zhang")
    await user.open(f"/people/wall/{chat.id}")
    assert "我整夜睡不着" in colleague.sees() and "自动关闭" in colleague.sees()
    assert (await user.http_client.get(f"/files/{file_id}")).status_code == 200
    clock.advance(timedelta(minutes=61))
    await colleague.log_in("zhang")
    assert await refused(colleague, f"/people/wall/{chat.id}", f"/files/{file_id}")
    await user.http_client.post("/logout")

    await colleague.log_in("liu")
    await user.open("/people/wall?month=2026-11")
    await settle()
    page = colleague.sees()
    assert "2026 年 11 月的申请" in page and REASON in page and "查看 1 次" in page and "已结束" in page
    await user.open("/people/wall?month=2026-12")
    await settle()
    assert "这个月没有人申请" in colleague.sees()
    for crafted in ("2026-13", "x", "0000-01", "9999-12", "2026-1'"):
        await user.open(f"/people/wall?month={crafted}")
        await settle()
        assert "月的申请" in colleague.sees()


async def test_the_log_shows_who_did_what_and_is_filtered_by_its_address(
    colleague: Colleague, world: World, sqlite_database: Database, clock: Clock
) -> None:
    admin = await world.colleague("admin", "管理员", ("admin", None), ("duty", None))
    li = await world.colleague("li", f"李静{SCRIPT}", ("duty", None))
    number = await world.applies(await world.chat("王小军"))
    user = colleague.user
    await colleague.log_in("li")
    await user.http_client.get(f"/cases/{number}")
    await user.http_client.post("/logout")
    await colleague.log_in("admin", "wrong")
    async with sqlite_database.transaction() as session:
        await staff.change_roles(
            session, li.id or 0, actor=admin, roles=[("lawyer", "610302")], seen=[("duty", None)], now=clock()
        )
    clock.advance(timedelta(days=2))
    await colleague.log_in("admin")
    await user.open("/people/audit")
    page = colleague.sees()
    for words in (
        "查看案件",
        number,
        "登录失败",
        "密码不对",
        f"李静{SCRIPT}",
        "加：律师（渭滨区）；减：值班员",
        "最新校验值",
    ):
        assert words in page, words
    await user.open(f"/people/audit?person={li.id}")
    assert "查看案件" in colleague.sees() and "加：律师" not in colleague.sees()
    await user.open("/people/audit?action=case")
    assert number in colleague.sees() and "密码不对" not in colleague.sees()
    await user.open("/people/audit?period=day")
    assert number not in colleague.sees()
    await user.open("/people/audit?period=week")
    assert number in colleague.sees()
    await user.open("/people/audit?person=99&action=login")
    assert "没有符合条件的记录" in colleague.sees()
    for crafted in ("person=x&before=-1", "action=%27;DROP", "period=century", "before=" + "9" * 60, "person=9" * 9):
        assert (await user.http_client.get(f"/people/audit?{crafted}")).status_code == 200, crafted


async def test_the_log_turns_its_pages(colleague: Colleague, world: World, sqlite_database: Database) -> None:
    from cases import audit

    admin = await world.colleague("admin", "管理员", ("admin", None))
    async with sqlite_database.transaction() as session:
        for n in range(120):
            audit.record(session, actor=admin, action="case.viewed", subject=f"x:mark{n:03}", now=world.now)
    await colleague.log_in("admin")
    user = colleague.user
    pages, target = [], "/people/audit?action=case"
    for _ in range(3):
        await user.open(target)
        pages.append(set(re.findall(r"mark\d{3}", colleague.sees())))
        with user:
            older = [e for e in user.find(ui.link).elements if e.text == "更早的记录"]
            target = older[0].props["href"] if older else ""
    assert [len(p) for p in pages] == [50, 50, 20] and len(set.union(*pages)) == 120 and target == ""


@pytest.mark.parametrize("required", [True, False])
async def test_where_it_is_required_nothing_opens_before_it_is_set_up(
    colleague: Colleague, world: World, required: bool, sqlite_database: Database, clock: Clock
) -> None:
    """REQUIRE_TOTP=1, told to the gate itself."""
    from cases.wakeups import LocalWakeups
    from console.visit import Console, Visit
    from knowledge.taxonomy import load_taxonomy

    liu = Actor("staff", 1, "刘静", frozenset({("counsellor", None)}))
    console = Console(
        sqlite_database, clock, LocalWakeups(sqlite_database), load_taxonomy(), require_second_factor=required
    )
    visit = Visit(console, "", liu)
    visit.asked_for_second_factor = True
    assert (visit.held_back, visit.offers_second_factor) == (required, not required)
    visit.asked_for_second_factor = False
    assert (visit.held_back, visit.offers_second_factor) == (False, False)
    assert timedelta(minutes=60) == wall.OPEN_FOR and PASSWORD
