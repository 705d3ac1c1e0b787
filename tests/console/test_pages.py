"""A colleague's day at the console, without a browser."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

import pytest
from nicegui import ui

from cases import staff
from cases.database import Database
from tests.conftest import Clock
from tests.console.conftest import Colleague
from tests.console.world import World


async def settle() -> None:
    await asyncio.sleep(0.4)


async def test_who_guesses_passwords_is_slowed_and_told_so(colleague: Colleague, world: World, clock: Clock) -> None:
    await world.colleague("zhang", "张敏", ("duty", None))
    said = [(await colleague.log_in("zhang", f"wrong{n}")).text for n in range(5)]
    assert "还可以再试 4 次" in said[0]
    assert 'value="zhang"' in said[0]  # the name need not be typed again
    assert "请 15 分钟后再试" in said[4]

    locked = await colleague.log_in("zhang")  # even the right password
    assert locked.status_code == 429
    assert "set-cookie" not in locked.headers

    clock.advance(timedelta(minutes=16))
    entered = await colleague.log_in("zhang")
    assert entered.status_code == 303
    assert "HttpOnly" in entered.headers["set-cookie"]


async def test_logging_in_leads_back_to_our_own_pages_only(colleague: Colleague, world: World) -> None:
    await world.colleague("zhang", "张敏", ("duty", None))
    client = colleague.user.http_client
    sent = await client.get("/cases?status=open")
    assert (sent.status_code, sent.headers["location"]) == (303, "/login?next=/cases%3Fstatus%3Dopen")
    for target, lands in (
        ("/cases", "/cases"),
        ("//evil.example", "/"),
        ("https://evil.example", "/"),
        ("/\\evil", "/"),
    ):
        answer = await client.post("/login", data={"login": "zhang", "password": "gonghui-2026", "next": target})
        assert answer.headers["location"] == lands
    foreign = await client.post(
        "/login",
        data={"login": "zhang", "password": "gonghui-2026"},
        headers={"origin": "https://evil.example"},
    )
    assert foreign.status_code == 403


async def test_logging_out_ends_the_session_in_the_database(
    colleague: Colleague, world: World, sqlite_database: Database, clock: Clock
) -> None:
    await world.colleague("zhang", "张敏", ("duty", None))
    await colleague.log_in("zhang")
    token = next(iter(colleague.user.http_client.cookies.jar)).value
    assert (await colleague.user.http_client.get("/cases")).status_code == 200
    await colleague.user.http_client.post("/logout")
    colleague.user.http_client.cookies.set("niangjiaren_console", token)  # somebody kept a copy
    assert (await colleague.user.http_client.get("/cases")).status_code == 303


async def test_the_inbox_says_who_waits_why_and_for_how_long(colleague: Colleague, world: World) -> None:
    await world.colleague("zhang", "张敏", ("duty", None))
    await world.asks_for_person(
        await world.chat("王小军", county="610302", said=[("worker", "找个真人")]),
        ago=timedelta(minutes=38),
        due=timedelta(minutes=-8),
    )
    await world.asks_for_person(
        await world.chat("李秀兰", said=[("worker", "不想活了")]), "crisis", ago=timedelta(minutes=2)
    )
    await colleague.log_in("zhang")
    await colleague.user.open("/")
    await settle()
    page = colleague.sees()
    assert page.index("李秀兰") < page.index("王小军")
    for words in ("⚠ 危险信号", "要求人工", "等了 38 分钟", "已超时 8 分钟", "渭滨区", "找个真人", "手上没有对话。"):
        assert words in page


async def test_an_empty_inbox_says_what_will_be_here(colleague: Colleague, world: World) -> None:
    await world.colleague("zhang", "张敏", ("duty", None))
    await colleague.log_in("zhang")
    await colleague.user.open("/")
    await settle()
    assert "现在没有人在等。" in colleague.sees()
    await colleague.user.open("/cases")
    assert "还没有案件。" in colleague.sees()


async def test_a_duty_officer_sees_that_there_was_counselling_but_not_what(colleague: Colleague, world: World) -> None:
    await world.colleague("zhang", "张敏", ("duty", None))
    await world.colleague("liu", "刘静", ("counsellor", None))
    chat = await world.chat(said=[("worker", "我整夜睡不着"), ("bot", "愿意说说吗")], walled=True)
    await world.asks_for_person(chat, "asked")
    await colleague.log_in("zhang")
    await colleague.user.open(f"/chats/{chat.id}")
    await settle()
    page = colleague.sees()
    assert "心理咨询内容，仅咨询师可见" in page
    assert "睡不着" not in page
    await colleague.user.http_client.post("/logout")
    await colleague.log_in("liu")
    await colleague.user.open(f"/chats/{chat.id}")
    await settle()
    assert "我整夜睡不着" in colleague.sees()


async def test_a_case_of_another_county_is_not_there_and_the_attempt_is_recorded(
    colleague: Colleague, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    await world.colleague("weibin", "渭滨区工会", ("county_desk", "610302"))
    chat = await world.chat(county="610303")
    theirs = await world.applies(chat, county="610303")
    ours = await world.applies(await world.chat(county="610302"), county="610302")
    await colleague.log_in("weibin")
    await colleague.user.open("/cases")
    assert ours in colleague.sees()
    assert theirs not in colleague.sees()

    caplog.set_level(logging.WARNING)
    client = colleague.user.http_client
    refused, invented = await client.get(f"/cases/{theirs}"), await client.get("/cases/26-0000-0007")
    assert (refused.status_code, refused.text) == (invented.status_code, invented.text)
    assert refused.status_code == 404
    assert "view_refused" in await world.case_events(theirs)
    assert f"refused case {theirs}" in caplog.text

    await colleague.user.open(f"/chats/{chat.id}")
    await settle()
    assert "没有找到这个对话" in colleague.sees()
    assert "refused conversation" in caplog.text


async def test_every_look_at_a_case_is_recorded_once(colleague: Colleague, world: World) -> None:
    await world.colleague("zhang", "张敏", ("duty", None))
    number = await world.applies(await world.chat("李雷"), fields={"name": ("称呼", "李雷", "李雷")})
    await colleague.log_in("zhang")
    await colleague.user.open(f"/cases/{number}")
    assert "李雷" in colleague.sees()
    assert (await world.case_events(number)).count("viewed") == 1


async def test_an_identity_number_is_shown_when_asked_for_and_that_is_recorded(
    colleague: Colleague, world: World
) -> None:
    await world.colleague("zhang", "张敏", ("duty", None))
    secret = "610302198503120021"
    number = await world.applies(await world.chat(), fields={"id_number": ("身份证号", secret, secret)})
    await colleague.log_in("zhang")
    await colleague.user.open(f"/cases/{number}")
    assert secret not in colleague.sees()
    assert "610302********0021" in colleague.sees()
    colleague.user.find("显示完整号码").click()
    await settle()
    assert secret in colleague.sees()
    assert "revealed" in await world.case_events(number)


async def test_a_status_changes_with_words_the_worker_reads(colleague: Colleague, world: World) -> None:
    await world.colleague("zhang", "张敏", ("duty", None))
    chat = await world.chat("赵梅")
    number = await world.applies(chat)
    await colleague.log_in("zhang")
    await colleague.user.open(f"/cases/{number}")
    user = colleague.user
    with user:
        [choice] = user.find(ui.select).elements
        choice.set_value("needs_papers")
    user.find("保存并通知").click()
    await settle()
    assert await world.case_status(number) == "submitted"  # without a word about what is missing nothing happens

    user.find(ui.textarea).type("请补一份工资流水。")
    await settle()
    assert "还需要您补充材料。\n请补一份工资流水。" in colleague.sees()  # the very message, before it is sent
    user.find("保存并通知").click()
    await settle()
    assert await world.case_status(number) == "needs_papers"
    [told] = await world.heard(chat)
    assert number in told and "请补一份工资流水。" in told and "可以直接在这里发照片" in told
    assert "状态由“已提交”改为“待补材料”" in colleague.sees()


async def test_who_is_too_late_with_a_decision_keeps_what_they_wrote(colleague: Colleague, world: World) -> None:
    zhang = await world.colleague("zhang", "张敏", ("duty", None))
    chat = await world.chat()
    number = await world.applies(chat)
    await colleague.log_in("zhang")
    user = colleague.user
    await user.open(f"/cases/{number}")

    from cases import casefile

    async with world.database.transaction() as session:  # a colleague, at the same moment
        case = await casefile.by_number(session, number, actor=zhang)
        await casefile.change_status(session, case, actor=zhang, status="accepted", now=world.now)

    user.find(ui.textarea).type("材料不够")
    with user:
        [choice] = user.find(ui.select).elements
        choice.set_value("refused")
    user.find("保存并通知").click()
    await settle()
    assert any("刚被同事改过，现在是“已受理”" in m for m in user.notify.messages)
    assert await world.case_status(number) == "accepted"
    assert "材料不够" in colleague.sees()
    assert await world.heard(chat) == []


async def test_a_reply_typed_when_the_login_ends_is_there_after_the_next_login(
    colleague: Colleague, world: World, clock: Clock
) -> None:
    await world.colleague("zhang", "张敏", ("duty", None))
    chat = await world.chat("李雷", said=[("worker", "在吗")])
    await world.asks_for_person(chat)
    user = colleague.user
    await colleague.log_in("zhang")
    await user.open(f"/chats/{chat.id}")
    await settle()
    user.find("接手对话").click()
    await settle()
    assert await world.owner(chat) == "staff"
    user.find(ui.textarea).type("您先别签字，")
    clock.advance(timedelta(hours=13))
    user.find(kind=ui.button, content="发送").click()
    await settle()
    assert "登录已过期" in colleague.sees()
    assert await world.heard(chat) == ["工会工作人员已经接手，接下来由工作人员直接回复您。"]

    await colleague.log_in("zhang")
    await user.open(f"/chats/{chat.id}")
    await settle()
    assert "您先别签字，" in colleague.sees()


async def test_a_closed_account_stops_at_once(
    colleague: Colleague, world: World, sqlite_database: Database, clock: Clock
) -> None:
    zhang = await world.colleague("zhang", "张敏", ("duty", None))
    chat = await world.chat(said=[("worker", "在吗")])
    await world.asks_for_person(chat)
    await colleague.log_in("zhang")
    await colleague.user.open(f"/chats/{chat.id}")
    await settle()
    async with sqlite_database.transaction() as session:
        row = await session.get(staff.Staff, zhang.id)
        assert row is not None
        row.active = False
    colleague.user.find("接手对话").click()
    await settle()
    assert await world.owner(chat) == "queue"


async def test_a_paper_goes_only_to_who_may_see_it(colleague: Colleague, world: World) -> None:
    await world.colleague("zhang", "张敏", ("duty", None))
    await world.colleague("weibin", "渭滨区工会", ("county_desk", "610302"))
    chat = await world.chat(county="610303")
    file_id = await world.sends_file(chat, "工资条 <b>.png")
    number = await world.applies(chat, county="610303", files=[file_id])
    client = colleague.user.http_client
    assert (await client.get(f"/files/{file_id}")).status_code == 303
    await colleague.log_in("weibin")
    assert (await client.get(f"/files/{file_id}")).status_code == 404
    await client.post("/logout")
    await colleague.log_in("zhang")
    got = await client.get(f"/files/{file_id}")
    assert (got.status_code, got.headers["content-type"]) == (200, "image/png")
    assert "sandbox" in got.headers["content-security-policy"]
    assert "no-store" in got.headers["cache-control"]
    assert "file_viewed" in await world.case_events(number)


async def test_filters_and_pages_lead_to_every_case(colleague: Colleague, world: World) -> None:
    await world.colleague("zhang", "张敏", ("duty", None))
    chat = await world.chat()
    numbers = [await world.applies(chat, county="610302" if n % 2 else "610303") for n in range(35)]
    await colleague.log_in("zhang")
    user = colleague.user
    await user.open("/cases")
    first = colleague.sees()
    assert "下一页" in first
    with user:
        [link] = [e for e in user.find(ui.link).elements if e.text == "下一页"]
        target = link.props["href"]
    await user.open(target)
    second = colleague.sees()
    assert all((n in first) != (n in second) for n in numbers)

    await user.open("/cases?county=610302&status=open")
    assert [n in colleague.sees() for n in numbers[:4]] == [False, True, False, True]
    await user.open("/cases?status=done")
    assert "没有符合条件的案件。" in colleague.sees()
    await user.open("/cases?status=%27;DROP&before=xyz")
    assert "没有符合条件的案件。" in colleague.sees()


async def test_script_in_a_name_is_only_letters(colleague: Colleague, world: World) -> None:
    await world.colleague("zhang", "张敏", ("duty", None))
    bad = "<img src=x onerror=alert(1)>"
    chat = await world.chat(bad, said=[("worker", f"{bad} **粗** [x](javascript:1)")])
    await world.asks_for_person(chat)
    await colleague.log_in("zhang")
    await colleague.user.open(f"/chats/{chat.id}")
    await settle()
    assert f"{bad} **粗** [x](javascript:1)" in colleague.sees()
    with colleague.user:
        assert not [e for e in colleague.user.client.layout.descendants() if isinstance(e, (ui.html, ui.markdown))]
