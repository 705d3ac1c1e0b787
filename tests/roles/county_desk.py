"""A day at the union of a county: five workers of one factory, seen early, visited, and handled together."""

from __future__ import annotations

import re

from playwright.async_api import Page, expect
from sqlalchemy import select

from cases.models import CaseGroup, EarlyWarning
from tests.roles.camera import Camera
from tests.roles.stage import Desk, until

WEIBIN = "610302"
DONE_THERE = "上午到厂里，见了老板和五位职工。厂里答应周五前先发一个月，我们周五再去。"
TOLD = "我们今天去厂里核实了，厂里答应周五前先发一个月工资，我们周五再去看。"


async def story(desk: Desk, camera: Camera) -> None:
    qin = await desk.at_work("weibin")
    await _sees_the_warning(desk, camera, qin)
    await _acts(desk, camera, qin)
    await _handles_all_together(desk, camera, qin)
    await _is_refused_elsewhere(desk, camera, qin)
    await _on_the_road(desk, camera)
    await qin.context.close()


async def _warning(desk: Desk) -> EarlyWarning:
    [found] = await desk.rows(select(EarlyWarning).where(EarlyWarning.county == WEIBIN))
    assert isinstance(found, EarlyWarning)
    return found


async def _sees_the_warning(desk: Desk, camera: Camera, qin: Page) -> None:
    await expect(qin.get_by_role("heading", name="等待接手")).to_be_visible()
    await expect(qin.locator(".ticket", has_text="赵玉兰")).to_be_visible()
    await expect(qin.locator(".ticket", has_text="陈志强")).to_have_count(0)  # of another county
    await qin.locator(".bell").click()
    await qin.get_by_role("link", name="有 1 条新苗头").click()
    card = qin.locator(".warning")
    await expect(card).to_have_count(1)
    await expect(card).to_contain_text("秦川阀门有限公司")
    await expect(card).to_contain_text("工资拖欠、克扣")
    await expect(card).to_contain_text("5 人反映")
    await expect(card.locator(".case-link")).to_have_count(5)
    await camera.take(qin, "county_desk-1-warning")
    await card.get_by_role("button", name="已看到", exact=True).click()
    await expect(card.locator(".chip-warning-seen")).to_have_text("已看到")
    warning = await _warning(desk)
    assert warning.status == "seen" and warning.seen_at is not None
    assert await desk.logged("weibin", "warning.seen") == [f"warning:{warning.id}"]


async def _acts(desk: Desk, camera: Camera, qin: Page) -> None:
    card = qin.locator(".warning")
    await card.get_by_role("button", name="已介入", exact=True).click()
    dialog = qin.get_by_role("dialog")
    await dialog.get_by_label("说明").fill(DONE_THERE)
    await camera.take(qin, "county_desk-2-acted")
    await dialog.get_by_role("button", name="记下").click()
    await expect(card).to_contain_text(DONE_THERE)
    await expect(card.locator(".chip-warning-acted")).to_have_text("已介入")
    warning = await _warning(desk)
    assert warning.status == "acted" and warning.acted_at is not None


async def _handles_all_together(desk: Desk, camera: Camera, qin: Page) -> None:
    numbers = [desk.day.cases[f"unpaid{n}"] for n in range(5)]
    await desk.open(qin, "/cases?employer=秦川阀门")
    await expect(qin.locator(".table-row")).to_have_count(5)
    await qin.get_by_role("button", name="选几个建群体案件").click()
    for number in numbers:
        await qin.get_by_label(f"选中 {number}").click()
    await expect(qin.locator(".picking")).to_contain_text("选了 5 个")
    await camera.take(qin, "county_desk-3-pick")
    await qin.locator(".picking").get_by_role("button", name="建群体案件").click()
    await qin.get_by_role("dialog").get_by_label("名称").fill("秦川阀门欠薪（示例）")
    await qin.get_by_role("dialog").get_by_role("button", name="建群体案件").click()
    await expect(qin.get_by_role("heading", name="秦川阀门欠薪（示例）")).to_be_visible()
    await expect(qin.locator(".group-members .relation")).to_have_count(5)
    [group] = await desk.rows(select(CaseGroup))
    assert group.county == WEIBIN
    assert {(await desk.case(number)).group_id for number in numbers} == {group.id}

    # One step for all five; each of them reads it with their own number.
    step = qin.locator(".decide", has_text="一起更新进展")
    await step.get_by_label("改为").click()
    await qin.get_by_role("option", name="已受理").click()
    await step.get_by_label("给职工的说明").fill(TOLD)
    await step.get_by_role("button", name="更新并通知").click()
    await expect(qin.locator(".results")).to_contain_text("结果：5 个已完成，0 个没有")
    await camera.take(qin, "county_desk-4-group")
    assert {(await desk.case(number)).status for number in numbers} == {"accepted"}
    for number in numbers:
        heard = await desk.said_about(number)
        assert [number in text and TOLD in text for text in heard] == [True]


async def _is_refused_elsewhere(desk: Desk, camera: Camera, qin: Page) -> None:
    """A case of 金台区: by its address and by its number in the group. Both attempts stand in that case's own file."""
    foreign = desk.day.cases["scholarship"]
    add = qin.get_by_label("按编号加入")
    await add.fill(foreign)
    await qin.get_by_role("button", name="加入", exact=True).click()
    await expect(qin.get_by_text("这次访问已经记录").first).to_be_visible()
    await desk.open(qin, f"/cases/{foreign}")
    await expect(qin.get_by_role("heading", name="没有找到这一页")).to_be_visible()
    await expect(qin.get_by_text("吴春霞")).to_have_count(0)
    assert (await desk.world.case_events(foreign)).count("view_refused") == 2
    assert len(await desk.logged("weibin", "case.view_refused")) == 2
    assert (await desk.case(foreign)).group_id is None

    await desk.open(qin, "/figures")
    await expect(qin.get_by_text("渭滨区").first).to_be_visible()
    await expect(qin.get_by_text("金台区")).to_have_count(0)


async def _on_the_road(desk: Desk, camera: Camera) -> None:
    """The result is written down where it was reached: at the factory, on the phone."""
    phone = await desk.at_work("weibin", "/warnings", phone=True)
    card = phone.locator(".warning")
    await expect(card).to_contain_text(DONE_THERE)
    assert await phone.evaluate("document.documentElement.scrollWidth") <= 390
    await card.scroll_into_view_if_needed()
    await camera.take(phone, "county_desk-5-phone")
    await card.get_by_role("button", name="结案").click()
    dialog = phone.get_by_role("dialog")
    await dialog.get_by_label("说明").fill("五个人的工资都补发了，欠条收回。")
    await dialog.get_by_role("button", name="结案").click()
    await expect(phone.get_by_text("现在没有苗头。")).to_be_visible()

    async def closed() -> bool:
        return (await _warning(desk)).status == "closed"

    await until(closed, "the warning is still open")
    await phone.get_by_role("link", name="已了结").click()
    await expect(phone.locator(".warning")).to_contain_text("五个人的工资都补发了")
    await expect(phone.locator(".promise")).to_contain_text(re.compile("1 / 1 条已结案"))
    await phone.context.close()
