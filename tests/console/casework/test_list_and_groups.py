"""Finding cases, keeping a view, and working on many at once."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from nicegui import ui
from nicegui.testing.user_interaction import UserInteraction
from sqlalchemy import select
from starlette.datastructures import QueryParams

from cases import people
from cases.casework import deciding, groups
from cases.models import CaseGroup
from console.pages.casework.filters import Filters
from tests.console.casework.scene import fill, press, settle
from tests.console.conftest import Colleague
from tests.console.world import World

EMPLOYER = {"employer": ("单位", "宝鸡示例建筑有限公司", "宝鸡示例建筑有限公司")}


@pytest.mark.parametrize(
    "query",
    ["", "status=open&assigned=me&order=due", "employer=%E5%BB%BA%E7%AD%91&tier=major", "after=12-345&order=due"],
)
def test_a_view_is_its_address(query: str) -> None:
    filters = Filters.read(QueryParams(query))
    assert Filters.read(QueryParams(filters.query().removeprefix("?"))) == filters


def test_nonsense_in_the_address_is_harmless() -> None:
    filters = Filters.read(QueryParams({"after": "'; DROP", "employer": "x" * 9999, "assigned": "7", "order": "name"}))
    assert (filters.after, len(filters.employer), filters.sorted_by) == ("", 64, "newest")
    assert filters.wanted(5).assigned is None
    assert filters.with_choice("status", "open").address().startswith("/cases?status=open")


async def test_views_lead_to_what_is_mine_late_or_nobodys(colleague: Colleague, world: World) -> None:
    zhang = await world.colleague("zhang", "张敏", ("duty", None))
    chat = await world.chat()
    late = await world.applies(chat, due=timedelta(hours=-2))
    mine = await world.applies(chat)
    async with world.database.transaction() as session:
        await deciding.assign(session, mine, actor=zhang, seen_revision=0, staff_id=zhang.id, now=world.now)
    await colleague.log_in("zhang")
    await colleague.user.open("/cases?time=overdue&order=due")
    page = colleague.sees()
    assert late in page and mine not in page and "超 2 小时" in page
    with colleague.user:
        [tab] = [e for e in colleague.user.find(ui.link).elements if "is-active" in e.classes and "tab" in e.classes]
        assert tab.text == "已超期"
    await colleague.user.open("/cases?assigned=me")
    assert mine in colleague.sees() and late not in colleague.sees()
    await colleague.user.open("/cases?assigned=nobody&employer=%E6%97%A0")
    assert "没有符合条件的案件。" in colleague.sees()


async def test_a_phone_is_found_in_place_and_never_in_the_address(colleague: Colleague, world: World) -> None:
    await world.colleague("zhang", "张敏", ("duty", None))
    chat = await world.chat("李雷")
    async with world.database.transaction() as session:
        await people.learn(session, chat.person_id, world.database.keyring, phone="13891712345")
    number = await world.applies(chat)
    await world.applies(await world.chat())
    await colleague.log_in("zhang")
    user = colleague.user
    await user.open("/cases?status=closed")
    assert number not in colleague.sees()
    for typed, seen in (("138 9171 2345", number), ("13900000000", "没有您能看的案件")):
        await fill(colleague, "编号或手机号", typed)
        with user:
            [box] = [e for e in user.find(ui.input).elements if e.props.get("label") == "编号或手机号"]
        UserInteraction(user, {box}, None).trigger("keydown.enter")
        await settle()
        assert seen in colleague.sees()
    await fill(colleague, "编号或手机号", "李雷")
    UserInteraction(user, {box}, None).trigger("keydown.enter")
    await settle()
    assert any("姓名是加密保存的" in m for m in user.notify.messages)


async def test_cases_ticked_in_the_list_become_a_group(colleague: Colleague, world: World) -> None:
    await world.colleague("zhang", "张敏", ("duty", None))
    chats = [await world.chat(name) for name in ("甲", "乙", "丙")]
    numbers = [await world.applies(chat, fields=EMPLOYER, county="610302") for chat in chats]
    await colleague.log_in("zhang")
    user = colleague.user
    await user.open("/cases")
    await press(colleague, "选几个建群体案件")
    with user:
        for box in [e for e in user.client.layout.descendants() if isinstance(e, ui.checkbox)][:2]:
            box.set_value(True)
    await settle()
    assert "选了 2 个" in colleague.sees()
    await press(colleague, "建群体案件")
    await fill(colleague, "名称", "示例工地欠薪")
    await press(colleague, "建群体案件", 1)
    async with world.database.reading() as session:
        group = (await session.execute(select(CaseGroup))).scalar_one()
    await user.open(f"/cases/groups/{group.number}")
    page = colleague.sees()
    assert "示例工地欠薪" in page and "2 个案件" in page and numbers[0] not in page

    await fill(colleague, "按编号加入", numbers[0])
    await press(colleague, "加入")
    assert numbers[0] in colleague.sees()

    await fill(colleague, "改为", "needs_papers")
    await press(colleague, "更新并通知")
    assert await world.case_status(numbers[0]) == "submitted"  # the reason is missing
    await fill(colleague, "给职工的说明", "请补一份考勤。")
    await press(colleague, "更新并通知")
    assert {await world.case_status(n) for n in numbers} == {"needs_papers"}
    for chat in chats:
        assert "请补一份考勤。" in (await world.heard(chat))[0]
    assert "结果：3 个已完成，0 个没有" in colleague.sees()

    await fill(colleague, "给每位职工的话", "周三下午三点在工会开协调会。")
    await press(colleague, "发给大家")
    for number, chat in zip(numbers, chats, strict=True):
        assert f"编号 {number}" in (await world.heard(chat))[1]
    await press(colleague, "移出", 2)
    assert "2 个案件" in colleague.sees()
    await press(colleague, "结束群体案件")
    await press(colleague, "结束群体案件", 1)
    assert any("还有 2 个案件没有了结" in m for m in user.notify.messages)


async def test_from_one_case_to_all_of_its_employer(colleague: Colleague, world: World) -> None:
    await world.colleague("zhang", "张敏", ("duty", None))
    numbers = [await world.applies(await world.chat(), fields=EMPLOYER, county="610302") for _ in range(3)]
    await colleague.log_in("zhang")
    await colleague.user.open(f"/cases/{numbers[0]}")
    await press(colleague, "建群体案件")
    assert "同一单位的 3 个" in colleague.sees()
    await fill(colleague, "名称", "示例建筑欠薪")
    await press(colleague, "建群体案件", 1)
    await colleague.user.open(f"/cases/{numbers[1]}")
    assert "群体案件" in colleague.sees()


async def test_a_group_of_another_county_is_not_there_and_the_attempt_is_recorded(
    colleague: Colleague, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    zhang = await world.colleague("zhang", "张敏", ("duty", None))
    await world.colleague("weibin", "渭滨区工会", ("county_desk", "610302"))
    numbers = [await world.applies(await world.chat(), county="610303") for _ in range(2)]
    async with world.database.transaction() as session:
        group = await groups.create(session, title="金台的事", numbers=numbers, actor=zhang, now=world.now)
    await colleague.log_in("weibin")
    caplog.set_level(logging.WARNING)
    client = colleague.user.http_client
    theirs, invented = (
        await client.get(f"/cases/groups/{group.number}"),
        await client.get("/cases/groups/G26-0000-0007"),
    )
    assert (theirs.status_code, theirs.text) == (invented.status_code, invented.text)
    assert theirs.status_code == 404 and "金台" not in theirs.text
    assert "view_refused" in await world.case_events(numbers[0])
    assert f"refused group {group.number}" in caplog.text
    for crafted in ("%27;DROP%20TABLE", "x" * 300, "..%2F..%2Fetc"):
        assert (await client.get(f"/cases/groups/{crafted}")).status_code == 404
