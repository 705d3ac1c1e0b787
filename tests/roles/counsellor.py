"""A counsellor's day: a talk nobody else can read, and who asked to look behind the wall all the same."""

from __future__ import annotations

from datetime import timedelta

from playwright.async_api import Page, expect
from sqlalchemy import select

from cases import wall
from cases.models import Case, WallOpening
from tests.console.world import Chat
from tests.roles.camera import Camera
from tests.roles.stage import Desk

SECRET = "躺下就是睡不着"
ANSWER = "半年夜班，身子和心里都熬着。您最近一次睡踏实，是什么时候？"
WRITTEN = "值夜班的人睡不着很常见，不是您不行。先试今晚说的那两样，周四我们再聊。"
COURT = "法院来函要求核实 11 月 20 日的求助经过，需要看当天的往来内容。"
CURIOUS = "想了解一下这位职工的情况，方便以后安排慰问。"


async def story(desk: Desk, camera: Camera) -> None:
    calm = desk.day.chats["sleepless"]
    await _duty_sees_that_it_is_there(desk, calm)
    tang = await desk.at_work("tangzixun")
    await _talks(desk, camera, tang, calm)
    await _afterwards_duty_reads_nothing(desk, camera, calm)
    await _decides_who_may_look(desk, camera, tang)
    await tang.context.close()


async def _handoff(desk: Desk, chat: Chat) -> Case:
    [case] = await desk.rows(select(Case).where(Case.conversation_id == chat.id, Case.kind == "handoff"))
    assert isinstance(case, Case)
    return case


async def _duty_sees_that_it_is_there(desk: Desk, calm: Chat) -> None:
    """The hand-over is a case of the desk, so that its promise is kept; the talk is not in the duty officer's inbox."""
    duty = await desk.at_work("zhoumin")
    await duty.get_by_role("button", name="全部").click()
    await expect(duty.locator(".list-queue .ticket", has_text="刘建军")).to_be_visible()
    await expect(duty.get_by_text(SECRET)).to_have_count(0)
    await expect(duty.locator(".list-queue .chip", has_text="心理咨询")).to_have_count(0)
    await desk.open(duty, f"/chats/{calm.id}")
    await expect(duty.get_by_text("没有找到这个对话")).to_be_visible()
    await desk.open(duty, f"/cases/{(await _handoff(desk, calm)).number}")
    await expect(duty.locator(".fields")).to_contain_text("心理咨询")
    await expect(duty.get_by_text(SECRET)).to_have_count(0)
    await duty.context.close()


async def _talks(desk: Desk, camera: Camera, tang: Page, calm: Chat) -> None:
    ticket = tang.locator(".list-queue .ticket", has_text=SECRET)
    await expect(ticket).to_contain_text("心理咨询")
    await ticket.click()
    await expect(tang.locator(".line-worker", has_text=SECRET)).to_be_visible()
    await camera.take(tang, "counsellor-1-waiting")
    await tang.get_by_role("button", name="接手对话").click()
    await tang.locator(".composer textarea").fill(ANSWER)
    await tang.locator(".composer").get_by_role("button", name="发送").click()
    await desk.hears(calm, ANSWER)
    await desk.world.says(calm, "大概是上个月回老家那两天", walled=True)
    await expect(tang.locator(".line-worker", has_text="上个月回老家")).to_be_visible()
    phone = await desk.at_work("tangzixun", f"/chats/{calm.id}", phone=True)
    await expect(phone.locator(".line-staff", has_text="睡踏实")).to_be_visible()
    assert await phone.evaluate("document.documentElement.scrollWidth") <= 390
    await camera.take(phone, "counsellor-2-phone")
    await phone.context.close()

    await tang.get_by_role("button", name="结束对话").click()
    await tang.get_by_label("给职工的结束说明").fill(WRITTEN)
    await tang.get_by_role("button", name="发送并结束").click()
    await desk.hears(calm, WRITTEN)
    await expect(tang.get_by_role("dialog")).to_be_hidden()
    assert await desk.world.owner(calm) == "bot"
    assert (await _handoff(desk, calm)).status == "done"


async def _afterwards_duty_reads_nothing(desk: Desk, camera: Camera, calm: Chat) -> None:
    duty = await desk.at_work("zhoumin", f"/chats/{calm.id}")
    await expect(duty.locator(".bubble.is-hidden").first).to_contain_text("心理咨询内容，仅咨询师可见")
    for words in (SECRET, "睡踏实", "上个月回老家", "值夜班的人"):
        await expect(duty.get_by_text(words)).to_have_count(0)
    await camera.take(duty, "counsellor-3-duty")
    await duty.context.close()


async def _decides_who_may_look(desk: Desk, camera: Camera, tang: Page) -> None:
    """The administrator asked twice: for a court, and out of curiosity."""
    world, asker = desk.world, await desk.actor("guanli")
    talks = [
        await world.chat(None, county="610303", walled=True, said=[("worker", said)]) for said in ("夜里怕", "想哭")
    ]
    async with world.database.transaction() as session:
        for talk, reason in zip(talks, (COURT, CURIOUS), strict=True):
            await wall.ask(session, talk.id, actor=asker, reason=reason, now=world.now)
    await desk.open(tang, "/")
    await expect(tang.locator(".bar")).to_contain_text("份查看咨询内容的申请等您决定")
    await tang.get_by_role("link", name="去看看").click()
    waiting = tang.locator(".panel", has=tang.get_by_role("heading", name="等您决定"))
    await expect(waiting.locator(".look", has_text=COURT)).to_contain_text("郑管理员")
    await camera.take(tang, "counsellor-4-asked")
    await waiting.locator(".look", has_text=COURT).get_by_role("button", name="同意，开放 60 分钟").click()
    await expect(waiting.locator(".look", has_text=COURT)).to_have_count(0)
    await waiting.locator(".look", has_text=CURIOUS).get_by_role("button", name="不同意").click()
    await expect(waiting.locator(".look", has_text=CURIOUS)).to_have_count(0)
    found = await desk.rows(select(WallOpening).where(WallOpening.conversation_id.in_([t.id for t in talks])))
    assert {row.reason: row.status for row in found} == {COURT: "open", CURIOUS: "refused"}
    [opened] = [row for row in found if row.reason == COURT]
    assert opened.expires_at is not None and opened.decided_at is not None
    assert opened.expires_at - opened.decided_at == timedelta(minutes=60)

    # The list of the month: all that was asked, and what came of it. She can close an open look early.
    month = tang.locator(".panel", has=tang.get_by_role("heading", name="月的申请"))
    await expect(month.locator(".look", has_text=COURT)).to_contain_text("开放中")
    await expect(month.locator(".look", has_text=CURIOUS)).to_contain_text("不同意")
    await month.scroll_into_view_if_needed()
    await camera.take(tang, "counsellor-5-month")
    await month.locator(".look", has_text=COURT).get_by_role("button", name="现在就关闭").click()
    await expect(month.locator(".look", has_text=COURT)).to_contain_text("已结束")
    assert len(await desk.logged("tangzixun", "wall.opened")) == 1
    assert len(await desk.logged("tangzixun", "wall.refused")) == 1
    assert len(await desk.logged("tangzixun", "wall.ended")) == 1
