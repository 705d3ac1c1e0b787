"""A lawyer's day: today's talks, the case behind one, a chat the duty officer handed on, and three days of leave."""

from __future__ import annotations

from datetime import date, timedelta

from playwright.async_api import Page, expect
from sqlalchemy import select

from cases.chats.transfer import Desk as ToDesk
from cases.chats.transfer import transfer
from cases.models import Appointment, CalendarException, Slot
from cases.worktime import LOCAL
from tests.console.world import Chat
from tests.roles.camera import Camera
from tests.roles.stage import LAWYER, Desk

REASON = "公司让签“自愿离职”，想问签了还能不能要补偿。已答应今天之内回话。"
ANSWER = "先别签。签了“自愿离职”，补偿就很难要了。您把那张纸拍给我看看。"
LAST_WORD = "纸先不签，等公司出书面的解除通知。拿到以后拍给我们，我再帮您算补偿。"


async def story(desk: Desk, camera: Camera) -> None:
    he = await desk.at_work("helvshi", "/calendar")
    await _sees_the_day(desk, camera, he)
    await _reads_the_case(desk, camera, he)
    await _marks_it_done(desk, he)
    await _answers_a_chat(desk, camera, he)
    await _goes_on_leave(desk, camera, he)
    await _sees_no_more_than_law(desk, he)
    await he.context.close()


async def _booking(desk: Desk, key: str) -> tuple[Appointment, Slot]:
    case = await desk.case(desk.day.cases[key])
    [appointment] = await desk.rows(select(Appointment).where(Appointment.case_id == case.id))
    [slot] = await desk.rows(select(Slot).where(Slot.id == appointment.slot_id))
    return appointment, slot


def _local(slot: Slot) -> date:
    return slot.starts_at.astimezone(LOCAL).date()


async def _sees_the_day(desk: Desk, camera: Camera, he: Page) -> None:
    await expect(he.locator(".cal-column.is-today")).to_be_visible()
    _, slot = await _booking(desk, "dismissed")
    await desk.open(he, f"/calendar?view=day&day={_local(slot)}&consultant={LAWYER}")
    row = he.locator(".cal-time", has_text="贾宏伟")
    await expect(row).to_contain_text(desk.day.cases["dismissed"])
    await expect(row).to_contain_text("电话")
    await camera.take(he, "lawyer-1-day")
    phone = await desk.at_work("helvshi", f"/calendar?view=day&day={_local(slot)}&consultant={LAWYER}", phone=True)
    await expect(phone.locator(".cal-time", has_text="贾宏伟").get_by_role("button", name="已谈")).to_be_visible()
    assert await phone.evaluate("document.documentElement.scrollWidth") <= 390
    await camera.take(phone, "lawyer-2-phone")
    await phone.context.close()


async def _reads_the_case(desk: Desk, camera: Camera, he: Page) -> None:
    number = desk.day.cases["dismissed"]
    await he.get_by_role("link", name=number).click()
    await expect(he.get_by_role("heading", name="申请内容")).to_be_visible()
    await expect(he.locator(".fields")).to_contain_text("干了六年，上周口头叫我别来了")
    await expect(he.locator(".booking")).to_contain_text("何律师")
    await camera.take(he, "lawyer-3-case")
    assert "viewed" in await desk.world.case_events(number)
    assert await desk.logged("helvshi", "case.viewed") == [f"case:{number}"]


async def _marks_it_done(desk: Desk, he: Page) -> None:
    await he.go_back()
    row = he.locator(".cal-time", has_text="贾宏伟")
    await row.get_by_role("button", name="已谈").click()
    await expect(row.locator(".chip", has_text="已谈")).to_be_visible()
    appointment, _ = await _booking(desk, "dismissed")
    assert appointment.status == "done"
    assert "meeting_done" in await desk.world.case_events(desk.day.cases["dismissed"])


async def _answers_a_chat(desk: Desk, camera: Camera, he: Page) -> None:
    world = desk.world
    chat: Chat = await world.chat("蒋丽丽", county="610303", said=[("worker", "公司叫我签自愿离职，签不签？")])
    number = await world.asks_for_person(chat, "asked", due=timedelta(minutes=25))
    async with world.database.transaction() as session:
        await transfer(
            session, chat.id, actor=await desk.actor("zhoumin"), to=ToDesk("lawyer"), reason=REASON, note="转给律师岗位",
            notice="我请律师的同事接着帮您，前面说的都看得到，不用您再讲一遍。", now=world.now,
        )  # fmt: skip
    await desk.open(he, "/")
    ticket = he.locator(".list-queue .ticket", has_text="蒋丽丽")
    await expect(ticket).to_contain_text("→ 律师岗位")
    await ticket.click()
    await expect(he.locator(".line-note")).to_contain_text(REASON)
    await he.get_by_role("button", name="接手对话").click()
    await he.locator(".composer textarea").fill(ANSWER)
    await he.locator(".composer").get_by_role("button", name="发送").click()
    await desk.hears(chat, ANSWER)
    await expect(he.locator(".line-staff", has_text="先别签")).to_be_visible()
    await camera.take(he, "lawyer-4-chat")
    assert await world.owner(chat) == "staff"
    await he.get_by_role("button", name="结束对话").click()
    await he.get_by_label("给职工的结束说明").fill(LAST_WORD)
    await he.get_by_role("button", name="发送并结束").click()
    await desk.hears(chat, LAST_WORD)
    await expect(he.get_by_role("dialog")).to_be_hidden()
    assert await world.owner(chat) == "bot"
    assert await world.case_status(number) == "done"


async def _goes_on_leave(desk: Desk, camera: Camera, he: Page) -> None:
    """陈志强 has a time on the first day of the leave: he is shown before anything is saved, and told after."""
    _, slot = await _booking(desk, "legal")
    first = _local(slot)
    await he.locator(".top-nav").get_by_role("link", name="日历").click()  # out of the chat, as people go
    await expect(he.get_by_role("heading", name="日历", exact=True)).to_be_visible()
    await desk.open(he, f"/calendar?view=day&day={first}")
    await he.locator(".cal-day", has_text="何律师").get_by_role("link", name="设置、休假").click()
    await he.get_by_label("从哪天").fill(first.isoformat())
    await he.get_by_label("到哪天").fill((first + timedelta(days=2)).isoformat())
    await he.get_by_label("备注").fill("出庭")
    await he.locator(".exception-form").get_by_role("button", name="保存").click()
    dialog = he.get_by_role("dialog")
    await expect(dialog).to_contain_text("有 1 位职工约了这些时间")
    await expect(dialog).to_contain_text(desk.day.cases["legal"])
    await camera.take(he, "lawyer-5-affected")
    assert await desk.rows(select(CalendarException)) == []
    await dialog.get_by_role("button", name="保存并告知 1 位职工").click()
    await expect(he.locator(".exception")).to_contain_text("出庭")
    [leave] = await desk.rows(select(CalendarException))
    assert (leave.kind, leave.first_day) == ("leave", first)
    appointment, slot = await _booking(desk, "legal")
    assert appointment.status == "cancelled" and slot.closed
    await desk.hears(desk.day.chats["hurt"], "接待的人临时来不了")
    await desk.open(he, f"/calendar?view=day&day={first}&consultant={LAWYER}")
    await expect(he.locator(".cal-name")).to_contain_text("休假")


async def _sees_no_more_than_law(desk: Desk, he: Page) -> None:
    """Poverty relief is not a lawyer's matter: the list has none of it, and its address finds nothing."""
    await desk.open(he, "/cases")
    await expect(he.locator(".table-row", has_text="法律咨询").first).to_be_visible()
    await expect(he.locator(".table-row", has_text="困难帮扶")).to_have_count(0)
    foreign = desk.day.cases["hardship"]
    await desk.open(he, f"/cases/{foreign}")
    await expect(he.get_by_role("heading", name="没有找到这一页")).to_be_visible()
    assert "view_refused" in await desk.world.case_events(foreign)
