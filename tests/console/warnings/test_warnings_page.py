"""A county desk finds a sign of trouble on its page, acts on it, and the promise is counted."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from nicegui import ui

from cases.actors import Actor
from cases.models import EarlyWarning
from cases.warnings import handling, watch
from tests.conftest import Clock
from tests.console.conftest import Colleague
from tests.console.world import World


class Street:
    """A street of building sites."""

    def __init__(self, world: World, clock: Clock) -> None:
        self.world = world
        self.clock = clock

    async def report(
        self, employer: str = "恒达建筑有限公司", issue: str = "wages", *, county: str = "610303", days: int = 1
    ) -> str:
        return await self.world.applies(
            await self.world.chat("王小军", county=county),
            "enrollment",
            {"employer": ("被反映的单位", employer, employer), "issue": ("什么问题", issue, issue)},
            program="violation_report",
            county=county,
            ago=timedelta(days=days),
        )

    async def look(self) -> None:
        async with self.world.database.transaction() as session:
            await watch.look(session, now=self.clock())

    async def warning(self) -> EarlyWarning:
        async with self.world.database.reading() as session:
            open_ones = await handling.list_warnings(session, actor=Actor.system(), now=self.clock())
            over = await handling.list_warnings(session, actor=Actor.system(), now=self.clock(), over=True)
        [view] = open_ones + over
        return view.warning


@pytest.fixture
async def street(world: World, clock: Clock) -> Street:
    await world.programs({"id": "violation_report", "revision": 1, "places": None})
    await world.colleague("jintai", "陈芳", ("county_desk", "610303"))
    await world.colleague("weibin", "李强", ("county_desk", "610302"))
    await world.colleague("zhang", "张敏", ("duty", None))
    await world.colleague("wang", "王律", ("lawyer", None))
    return Street(world, clock)


async def at_page(colleague: Colleague, login: str, path: str = "/warnings") -> str:
    await colleague.log_in(login)
    await colleague.user.open(path)
    return await until(colleague, "解决率")  # the list is read once the page stands


async def until(colleague: Colleague, words: str) -> str:
    for _ in range(60):
        if words in (page := colleague.sees()):
            return page
        await asyncio.sleep(0.1)
    raise AssertionError(f"{words!r} is not on the page:\n{colleague.sees()}")


def press(colleague: Colleague, name: str) -> None:
    with colleague.user:
        [button] = [
            b
            for b in colleague.user.client.layout.descendants()
            if isinstance(b, ui.button) and b.text == name and b.visible and _reachable(b)
        ]
    from nicegui.testing.user_interaction import UserInteraction

    UserInteraction(colleague.user, {button}, None).click()


def _reachable(element: ui.element) -> bool:
    return all(not isinstance(a, ui.dialog) or a.value for a in element.ancestors())


def type_words(colleague: Colleague, words: str) -> None:
    with colleague.user:
        [box] = [e for e in colleague.user.client.layout.descendants() if isinstance(e, ui.textarea)]
        box.set_value(words)


def words_typed(colleague: Colleague) -> str:
    with colleague.user:
        [box] = [e for e in colleague.user.client.layout.descendants() if isinstance(e, ui.textarea)]
        return str(box.value)


async def test_the_county_desk_reads_what_rises_and_another_countys_desk_sees_nothing(
    colleague: Colleague, street: Street
) -> None:
    numbers = [await street.report(days=n) for n in (1, 2, 4)]
    await street.look()
    page = await at_page(colleague, "jintai")
    for words in ("恒达建筑有限公司 · 工资拖欠、克扣", "3 人反映", "金台区", "前 14 天 0 人", "时间取中位数", *numbers):
        assert words in page
    assert "待处理" in page
    await colleague.user.http_client.post("/logout")
    page = await at_page(colleague, "weibin")
    assert "现在没有苗头。" in page
    assert "恒达" not in page
    assert (await colleague.user.http_client.get("/warnings?county=610303")).status_code == 404
    await colleague.user.http_client.post("/logout")
    assert "恒达建筑有限公司" in await at_page(colleague, "zhang")
    assert "恒达" not in await at_page(colleague, "zhang", "/warnings?county=610302")


async def test_a_lawyer_has_no_such_page(colleague: Colleague, street: Street) -> None:
    await colleague.log_in("wang")
    answer = await colleague.user.http_client.get("/warnings")
    assert answer.status_code == 404
    await colleague.user.open("/knowledge")
    assert "苗头" not in colleague.sees()


async def test_seen_acted_and_closed_from_the_page(colleague: Colleague, street: Street, clock: Clock) -> None:
    for n in (1, 2, 4):
        await street.report(days=n)
    await street.look()
    clock.advance(timedelta(hours=1))
    await at_page(colleague, "jintai")
    press(colleague, "已看到")
    await until(colleague, "已看到 · 陈芳")
    press(colleague, "已介入")
    type_words(colleague, "  ")
    press(colleague, "记下")
    await asyncio.sleep(0.3)
    assert (await street.warning()).status == "seen"  # what was done must be said; the dialog is still there
    type_words(colleague, "已到工地，约谈项目经理")
    press(colleague, "记下")
    page = await until(colleague, "已介入 · 陈芳")
    assert "已到工地，约谈项目经理" in page
    assert "1 小时" in page  # 早报告, 早介入
    press(colleague, "结案")
    type_words(colleague, "工资已全部发清")
    with colleague.user:
        [confirm] = [
            b
            for b in colleague.user.client.layout.descendants()
            if isinstance(b, ui.button) and b.text == "结案" and any(isinstance(a, ui.dialog) for a in b.ancestors())
        ]
    from nicegui.testing.user_interaction import UserInteraction

    UserInteraction(colleague.user, {confirm}, None).click()
    page = await until(colleague, "现在没有苗头。")
    assert "100%" in page
    assert "工资已全部发清" in await at_page(colleague, "jintai", "/warnings?list=over")


async def test_a_second_colleague_is_told_and_keeps_the_words(
    colleague: Colleague, street: Street, world: World, clock: Clock
) -> None:
    other = await world.colleague("zhao", "赵亮", ("county_desk", "610303"))
    for n in (1, 2, 4):
        await street.report(days=n)
    await street.look()
    row = await street.warning()
    await at_page(colleague, "jintai")
    press(colleague, "不是苗头")
    type_words(colleague, "我看是误会")
    async with world.database.transaction() as session:
        await handling.handle(session, row.id, actor=other, status="acted", was="new", note="已经去看过了", now=clock())
    press(colleague, "确认")
    page = await until(colleague, "同事刚处理过，现在是“已介入”")
    assert "已经去看过了" in page
    assert words_typed(colleague) == "我看是误会"
    assert (await street.warning()).status == "acted"
    press(colleague, "确认")  # having seen it, still of that mind
    await until(colleague, "现在没有苗头。")
    assert (await street.warning()).status == "dismissed"


async def test_names_that_sound_alike_are_suggested_joined_and_parted(colleague: Colleague, street: Street) -> None:
    for n in (1, 2, 4):
        await street.report(days=n)
    await street.report("恒大建筑有限公司")
    await street.look()
    page = await at_page(colleague, "jintai")
    assert "恒大建筑有限公司（1 人）" in page
    press(colleague, "合并为一家")
    page = await until(colleague, "“恒大建筑有限公司”和“恒达建筑有限公司”是同一家？")
    with colleague.user:
        [confirm] = [
            b
            for b in colleague.user.client.layout.descendants()
            if isinstance(b, ui.button)
            and b.text == "合并为一家"
            and any(isinstance(a, ui.dialog) for a in b.ancestors())
        ]
    from nicegui.testing.user_interaction import UserInteraction

    UserInteraction(colleague.user, {confirm}, None).click()
    await until(colleague, "合并在一起的写法：")
    await street.look()
    assert (await street.warning()).people == 4
    press(colleague, "分开")
    await until(colleague, "恒大建筑有限公司（1 人）")


async def test_a_name_with_script_in_it_is_only_a_name(colleague: Colleague, street: Street) -> None:
    name = "<script>alert(1)</script>\" onload=x '建筑有限公司"
    for n in (1, 2, 4):
        await street.report(name, days=n)
    await street.look()
    page = await at_page(colleague, "jintai")
    assert "<script>alert(1)</script>" in page  # as words, in a label
    source = (await colleague.user.http_client.get("/warnings")).text
    assert "<script>alert(1)" not in source


@pytest.mark.parametrize("query", ["county=%00", "days=9999999999999", "days=٣", "list=x", "county=" + "9" * 5000])
async def test_crafted_addresses_break_nothing(colleague: Colleague, street: Street, query: str) -> None:
    await colleague.log_in("zhang")
    assert (await colleague.user.http_client.get(f"/warnings?{query}")).status_code in (200, 404)
