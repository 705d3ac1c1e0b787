"""A case from the officer's chair: its own steps, its papers one by one, who works on it, and what it belongs to."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest

from cases import casefile
from cases.casework import deciding
from tests.console.casework.scene import AID, fill, options, paper_states, press, settle
from tests.console.conftest import Colleague
from tests.console.world import World


async def test_an_application_for_help_goes_its_own_way(colleague: Colleague, world: World) -> None:
    await world.colleague("xiao", "肖芳", ("program_officer", None))
    await world.programs(AID)
    chat = await world.chat("赵梅")
    number = await world.applies(chat, "enrollment", program="hardship_assistance")
    await colleague.log_in("xiao")
    await colleague.user.open(f"/cases/{number}")
    assert list(options(colleague, "改为")) == ["accepted", "needs_papers", "refused", "cancelled"]

    await fill(colleague, "改为", "refused")
    await fill(colleague, "给职工的说明", "家里收入超过标准。")
    page = colleague.sees()
    assert "家里收入超过标准。" in page and "也可以打 12351" in page  # the way to appeal stands in the message
    await press(colleague, "保存并通知")
    [told] = await world.heard(chat)
    assert "这次没有通过。\n家里收入超过标准。\n对结果有疑问" in told
    # Looking at it again is offered, and wants words.
    assert "重新受理" in colleague.sees() and list(options(colleague, "改为")) == ["accepted"]
    await fill(colleague, "改为", "accepted")
    await press(colleague, "保存并通知")
    assert await world.case_status(number) == "refused"
    await fill(colleague, "给职工的说明", "补了住院票据，再看一次。")
    await press(colleague, "保存并通知")
    assert await world.case_status(number) == "accepted"
    assert list(options(colleague, "改为").values()) == ["待补材料", "已入户核实", "未通过", "已取消"]


async def test_a_refusal_cannot_be_kept_from_the_worker(colleague: Colleague, world: World) -> None:
    await world.colleague("zhang", "张敏", ("duty", None))
    chat = await world.chat()
    number = await world.applies(chat)
    await colleague.log_in("zhang")
    await colleague.user.open(f"/cases/{number}")
    colleague.user.find("通知职工").click()  # no message, please
    await settle()
    await fill(colleague, "改为", "refused")
    assert "职工将收到" in colleague.sees()
    await fill(colleague, "给职工的说明", "不在范围")
    await press(colleague, "保存并通知")
    assert len(await world.heard(chat)) == 1


async def test_papers_are_checked_one_by_one(colleague: Colleague, world: World) -> None:
    await world.colleague("xiao", "肖芳", ("program_officer", None))
    await world.programs(AID)
    chat = await world.chat("赵梅")
    number = await world.applies(
        chat, "enrollment", program="hardship_assistance", files=[await world.sends_file(chat)]
    )
    await colleague.log_in("xiao")
    await colleague.user.open(f"/cases/{number}")
    page = colleague.sees()
    assert "身份证、户口本" in page and "0 / 2 样合格" in page and "还没归类的文件" in page
    assert "不用材料的说明" not in page

    await press(colleague, "归类")
    choices = options(colleague, "归到哪一样")
    [first] = [key for key, name in choices.items() if name == "身份证、户口本"]
    await fill(colleague, "归到哪一样", first)
    await press(colleague, "保存")
    assert await paper_states(world, number) == {"身份证、户口本": "received", "病历（示例）": "asked"}

    await press(colleague, "请职工重发", 0)
    await press(colleague, "发给职工")
    assert await world.heard(chat) == []  # without a reason nothing is sent, and the dialog is still there
    await fill(colleague, "为什么要重发（职工会看到）", "照片太暗，看不清号码。")
    assert "请重新发一样材料：身份证、户口本。\n原因：照片太暗，看不清号码。" in colleague.sees()
    await press(colleague, "发给职工")
    [told] = await world.heard(chat)
    assert "身份证、户口本" in told and "照片太暗" in told and "病历" not in told
    assert await world.case_status(number) == "needs_papers"
    assert "已请重发" in colleague.sees() and "请职工重发材料：身份证、户口本" in colleague.sees()

    await press(colleague, "不需要", 1)
    await press(colleague, "合格", 0)
    assert await paper_states(world, number) == {"身份证、户口本": "ok", "病历（示例）": "ok"}
    assert "2 / 2 样合格" in colleague.sees()


async def test_one_more_paper_is_asked_for_by_name(colleague: Colleague, world: World) -> None:
    await world.colleague("zhang", "张敏", ("duty", None))
    chat = await world.chat()
    number = await world.applies(chat)
    await colleague.log_in("zhang")
    await colleague.user.open(f"/cases/{number}")
    await press(colleague, "再要一样材料")
    await fill(colleague, "材料名称", "银行流水 <b>")
    await fill(colleague, "用来做什么（职工会看到）", "算欠了多少")
    await press(colleague, "发给职工")
    assert await paper_states(world, number) == {"银行流水 <b>": "redo"}
    assert "还差一样材料：银行流水 <b>。\n用处：算欠了多少" in (await world.heard(chat))[0]


async def test_taking_giving_and_how_pressing(colleague: Colleague, world: World) -> None:
    zhang = await world.colleague("zhang", "张敏", ("duty", None))
    wang = await world.colleague("wang", "王建国", ("duty", None))
    await world.colleague("liu", "刘静", ("counsellor", None))
    number = await world.applies(await world.chat())
    await colleague.log_in("zhang")
    await colleague.user.open(f"/cases/{number}")
    assert "还没有人经办" in colleague.sees()
    await press(colleague, "我来办")
    assert "经办：张敏" in colleague.sees() and "交给 张敏 经办" in colleague.sees()
    await press(colleague, "交给同事")
    assert set(options(colleague, "同事").values()) == {"张敏", "王建国", "先不定"}  # no counsellor: it is not theirs
    await fill(colleague, "同事", str(wang.id))
    await press(colleague, "保存")
    assert "经办：王建国" in colleague.sees()
    assert zhang.id != wang.id

    await press(colleague, "调整程度")
    await fill(colleague, "改为", "major")
    await press(colleague, "保存")  # without a reason: stays open
    await fill(colleague, "原因", "三十多人一起欠薪")
    await press(colleague, "保存")
    page = colleague.sees()
    assert "紧急程度由“一般”改为“重大”" in page and "三十多人一起欠薪" in page


async def test_who_is_too_late_hears_who_did_what(colleague: Colleague, world: World) -> None:
    await world.colleague("zhang", "张敏", ("duty", None))
    wang = await world.colleague("wang", "王建国", ("duty", None))
    chat = await world.chat()
    number = await world.applies(chat)
    await colleague.log_in("zhang")
    await colleague.user.open(f"/cases/{number}")
    await fill(colleague, "改为", "done")
    await fill(colleague, "给职工的说明", "电话里已经说清楚")
    async with world.database.transaction() as session:
        await deciding.assign(
            session, number, actor=wang, seen_revision=0, staff_id=wang.id, now=world.now + timedelta(minutes=1)
        )
    await press(colleague, "保存并通知")
    [warned] = [m for m in colleague.user.notify.messages if "刚被同事改过" in m]
    assert "王建国" in warned and "交给 王建国 经办" in warned
    assert await world.case_status(number) == "submitted" and await world.heard(chat) == []
    assert "电话里已经说清楚" in colleague.sees() and "经办：王建国" in colleague.sees()
    await fill(colleague, "改为", "done")
    await press(colleague, "保存并通知")  # having seen it
    assert await world.case_status(number) == "done"


async def test_merging_shows_first_what_moves_and_can_be_undone(colleague: Colleague, world: World) -> None:
    await world.colleague("zhang", "张敏", ("duty", None))
    chat = await world.chat("赵梅")
    kept = await world.applies(chat)
    again = await world.applies(chat, files=[await world.sends_file(chat)])
    await colleague.log_in("zhang")
    await colleague.user.open(f"/cases/{kept}")
    assert "可能是重复提交" in colleague.sees() and again in colleague.sees()
    await press(colleague, "合并")
    page = colleague.sees()
    assert f"{again} 会并入 {kept}" in page and "文件：1 个" in page and "是同一件事，我们并到一起办" in page
    assert await world.case_status(again) == "submitted"
    await press(colleague, "合并并告诉职工")
    assert await world.case_status(again) == "cancelled"
    [told] = await world.heard(chat)
    assert kept in told and again in told
    page = colleague.sees()
    assert (
        "并进来的案件" in page and f"{again} 并了进来" in page and f"案件 {again}" in page
    )  # its own steps beside ours

    await press(colleague, "撤销合并")
    await press(colleague, "撤销合并", 1)  # the one in the dialog
    assert await world.case_status(again) == "submitted"
    assert len(await world.heard(chat)) == 2
    assert f"撤销了与 {again} 的合并" in colleague.sees()


async def test_linking_a_foreign_case_is_refused_and_recorded(
    colleague: Colleague, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    await world.colleague("weibin", "渭滨区工会", ("county_desk", "610302"))
    ours = await world.applies(await world.chat(), county="610302")
    other = await world.applies(await world.chat(), county="610302")
    theirs = await world.applies(await world.chat(), county="610303")
    await colleague.log_in("weibin")
    await colleague.user.open(f"/cases/{ours}")
    caplog.set_level(logging.WARNING)
    await press(colleague, "建立关联")
    for foreign in (theirs, "26-0000-0007"):
        await fill(colleague, "另一个案件的编号", foreign)
        await press(colleague, "建立关联", 1)
        assert any("没有找到这个案件" in m for m in colleague.user.notify.messages)
    assert "view_refused" in await world.case_events(theirs)
    assert f"refused case {theirs} (exists)" in caplog.text
    await fill(colleague, "另一个案件的编号", other.replace("-", ""))
    await press(colleague, "建立关联", 1)
    assert f"与 {other} 建立关联（有关联）" in colleague.sees()
    await press(colleague, "解除")
    assert "解除了关联" in colleague.sees()


async def test_the_timeline_shows_steps_talk_or_looks(colleague: Colleague, world: World) -> None:
    zhang = await world.colleague("zhang", "张敏", ("duty", None))
    chat = await world.chat("赵梅")
    number = await world.applies(chat, ago=timedelta(hours=1))
    await world.says(chat, "材料我下午发")
    async with world.database.transaction() as session:
        case = await casefile.locked(session, number, actor=zhang)
        await casefile.change_status(
            session, case, actor=zhang, status="accepted", note="先打个电话", quiet=True, now=world.now
        )
    await colleague.log_in("zhang")
    await colleague.user.open(f"/cases/{number}")
    page = colleague.sees()
    assert "先打个电话（职工看不到）" in page and "查看了案件" not in page and "材料我下午发" not in page
    await press(colleague, "往来消息")
    assert "材料我下午发" in colleague.sees() and "先打个电话" not in colleague.sees()
    await press(colleague, "查阅 1")
    assert "查看了案件" in colleague.sees()


async def test_who_may_only_look_gets_no_buttons(colleague: Colleague, world: World) -> None:
    """A lawyer decides their cases, but merges none and makes no groups."""
    await world.colleague("lvshi", "李律师", ("lawyer", None))
    chat = await world.chat()
    number, _ = await world.applies(chat), await world.applies(chat)
    await colleague.log_in("lvshi")
    await colleague.user.open(f"/cases/{number}")
    page = colleague.sees()
    assert "可能是重复提交" in page and "建立关联" in page
    assert "合并" not in page.replace("关联与合并", "") and "建群体案件" not in page


async def test_a_clock_stands_still_with_a_reason_and_goes_on(colleague: Colleague, world: World) -> None:
    await world.colleague("zhang", "张敏", ("duty", None))
    number = await world.applies(await world.chat(), due=timedelta(days=3))
    await colleague.log_in("zhang")
    await colleague.user.open(f"/cases/{number}")
    assert "办结 还剩" in colleague.sees()
    await press(colleague, "暂停计时")
    await fill(colleague, "原因", "agency")
    await press(colleague, "暂停计时", 1)  # what is waited for is missing: the dialog stays
    assert "办结 还剩" in colleague.sees()
    await fill(colleague, "在等什么", "等人社局回函")
    await press(colleague, "暂停计时", 1)
    page = colleague.sees()
    assert "办结 暂停：等其他部门或承办单位" in page and "等人社局回函" in page
    await colleague.user.open("/cases")
    await colleague.user.open(f"/cases/{number}")
    await press(colleague, "恢复计时")
    assert "办结 还剩" in colleague.sees() and "恢复计时" in colleague.sees()


async def test_what_is_late_says_so(colleague: Colleague, world: World) -> None:
    await world.colleague("zhang", "张敏", ("duty", None))
    number = await world.applies(await world.chat(), due=timedelta(hours=-5), ago=timedelta(days=9))
    await colleague.log_in("zhang")
    await colleague.user.open(f"/cases/{number}")
    assert "办结 已超 5 小时" in colleague.sees()
