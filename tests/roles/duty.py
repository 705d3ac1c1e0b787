"""A duty officer's morning: danger first, a talk handed to the lawyers, one brought to its end, and a promise about to break."""

from __future__ import annotations

import re
from datetime import timedelta

from playwright.async_api import Page, expect
from sqlalchemy import select

from cases.actors import Actor
from cases.chats import rating
from cases.chats.canned import load_first_replies
from cases.models import Case, ChatLabel, Conversation, Feedback, Message
from tests.console.world import Chat
from tests.roles.camera import Camera
from tests.roles.day import answers
from tests.roles.stage import Desk, until

HERE = "我在，我是工会值班的周敏。您先往里走几步，坐下来。我一直陪着您，咱慢慢说。"
PROMISED = "这个我要去核实一下，今天 17:30前给您回话，您不用一直守着。"
REMARK = "协议照片还没发来；师傅那边有一位工友看见了受伤经过。"
WHY_LAWYER = "老板催着今天签五千块的私了协议，要律师看。已答应今天 17:30 前回话。"
LAST_WORD = "驿站就在您站点对面，进门报工会就能歇脚、接水。往后有事直接在这里说。"


async def story(desk: Desk, camera: Camera) -> None:
    async with desk.world.database.transaction() as session:
        await load_first_replies(session, now=desk.world.now)
    zhou = await desk.at_work("zhoumin")
    await _danger_first(desk, camera, zhou)
    await _colleague_sees_who_has_it(desk, camera, zhou)
    await _answers_and_hands_on(desk, camera, zhou)
    await _closes_and_is_rated(desk, camera, zhou)
    await _follows_the_bell(desk, camera, zhou)
    await _on_the_phone(desk, camera)
    await zhou.context.close()


async def _chat(desk: Desk, chat: Chat) -> Conversation:
    [row] = await desk.rows(select(Conversation).where(Conversation.id == chat.id))
    assert isinstance(row, Conversation)
    return row


async def _handoff(desk: Desk, chat: Chat) -> Case:
    query = select(Case).where(Case.conversation_id == chat.id, Case.kind == "handoff").order_by(Case.id.desc())
    case = (await desk.rows(query))[0]
    assert isinstance(case, Case)
    return case


async def _danger_first(desk: Desk, camera: Camera, zhou: Page) -> None:
    """Whoever is in danger stands above people who wait longer; two keys take the chat."""
    chat = desk.day.chats["danger"]
    first = zhou.locator(".list-queue .ticket").first
    await expect(first).to_contain_text("危险信号")
    await expect(zhou.locator(".list-queue .ticket", has_text="刘建军")).to_contain_text("投诉不满")
    await camera.take(zhou, "duty-1-queue")
    await zhou.keyboard.press("?")
    await expect(zhou.get_by_role("dialog")).to_contain_text("接手打开的对话")
    await zhou.get_by_role("button", name="关闭").click()
    await expect(zhou.get_by_role("dialog")).to_have_count(0)
    await zhou.keyboard.press("j")
    await expect(zhou.locator(".danger-bar")).to_contain_text("请马上接手")
    assert zhou.url.endswith(f"/chats/{chat.id}")
    await zhou.keyboard.press("c")
    box = zhou.locator(".composer textarea")
    await expect(box).to_be_visible()
    assert await desk.world.owner(chat) == "staff"
    await box.fill(HERE)
    await box.press("Enter")
    await desk.hears(chat, HERE)
    await zhou.get_by_role("button", name="贴标签").click()
    await zhou.locator(".q-menu").get_by_text("重点关注").click()
    await expect(zhou.get_by_role("button", name="去掉标签“重点关注”")).to_be_visible()
    await expect(zhou.locator(".list-mine .ticket.is-danger")).to_be_visible()
    await camera.take(zhou, "duty-2-danger")
    assert (await _chat(desk, chat)).owner_staff_id == (await desk.actor("zhoumin")).id
    labels = await desk.rows(select(ChatLabel.label).where(ChatLabel.conversation_id == chat.id))
    assert labels == ["care"]


async def _colleague_sees_who_has_it(desk: Desk, camera: Camera, zhou: Page) -> None:
    li = await desk.at_work("lijie")
    await expect(li.locator(".presence-text")).to_contain_text("周敏")
    hers = li.locator(".list-mine .ticket", has=li.locator(".chip", has_text="周敏"))
    await hers.click()
    await expect(li.locator(".standing-text")).to_contain_text("周敏 正在处理这个对话")
    await expect(li.get_by_role("button", name="接手对话")).to_be_hidden()
    await expect(zhou.locator(".chip-watching")).to_contain_text("李洁 也在看")
    await li.get_by_role("button", name="我的状态").click()
    await li.locator(".q-menu").get_by_text("忙", exact=True).click()
    await expect(li.get_by_text("已设为“忙”。")).to_be_visible()
    await expect(zhou.locator(".presence-text")).to_contain_text("李洁（忙）")
    # She adds what she knows, where only colleagues read it.
    await li.get_by_role("button", name="内部备注").first.click()
    await li.locator(".composer textarea").fill("我已经打给值班领导。")
    await li.get_by_role("button", name="保存备注").click()
    await expect(zhou.locator(".line-note")).to_contain_text("我已经打给值班领导。")
    assert not any("值班领导" in heard for heard in await desk.world.heard(desk.day.chats["danger"]))
    await li.context.close()


async def _answers_and_hands_on(desk: Desk, camera: Camera, zhou: Page) -> None:
    """陈志强: what he said so far in a few lines, an answer made of a canned reply, and on to the lawyers with the reason."""
    chat = desk.day.chats["hurt"]
    await zhou.locator(".list-queue .ticket", has_text="陈志强").click()
    summary = zhou.locator(".summary")
    await expect(summary).to_contain_text("五千")
    await expect(summary).to_contain_text(desk.day.cases["legal"])
    await zhou.get_by_role("button", name="接手对话").click()
    box = zhou.locator(".composer textarea")
    await expect(box).to_be_visible()
    await expect(zhou.locator(".chat-name")).to_contain_text("陈志强")
    await box.press("/")
    dialog = zhou.get_by_role("dialog")
    await dialog.get_by_label("按标题或内容找").fill("核实")
    await dialog.locator(".canned-row", has_text="稍等我去核实").click()
    await dialog.get_by_role("button", name="插入").click()
    await expect(zhou.get_by_text("还有没填的空：时间。")).to_be_visible()
    await dialog.get_by_label("时间", exact=True).fill("今天 17:30")
    await expect(dialog.locator(".preview-text")).to_have_text(PROMISED)
    await camera.take(zhou, "duty-3-canned")
    await dialog.get_by_role("button", name="插入").click()
    await expect(dialog).to_have_count(0)
    await expect(box).to_have_value(PROMISED)
    await box.press("Enter")
    await desk.hears(chat, PROMISED)

    await zhou.get_by_role("button", name="贴标签").click()
    await zhou.locator(".q-menu").get_by_text("工伤", exact=True).click()
    await expect(zhou.get_by_role("button", name="去掉标签“工伤”")).to_be_visible()
    await zhou.locator(".modes").get_by_role("button", name="内部备注").click()
    await box.fill(REMARK)
    await zhou.get_by_role("button", name="保存备注").click()
    await expect(zhou.locator(".line-note")).to_contain_text(REMARK)

    await zhou.get_by_role("button", name="转交").click()
    await dialog.get_by_label("转给谁").click()
    await zhou.get_by_role("option", name="律师岗位").click()
    await dialog.get_by_label("为什么转（只有同事看得到）").fill(WHY_LAWYER)
    await expect(dialog.locator(".preview-text")).to_have_text(
        "我请律师的同事接着帮您，前面说的都看得到，不用您再讲一遍。"
    )
    await camera.take(zhou, "duty-4-transfer")
    await dialog.get_by_role("button", name="转交").click()
    await desk.hears(chat, "我请律师的同事接着帮您")
    await expect(dialog).to_have_count(0)
    await expect(zhou.get_by_role("button", name="接手对话")).to_be_visible()  # it waits at the lawyers' desk
    await expect(zhou.locator(".picks")).not_to_contain_text("工伤")
    await zhou.locator(".desk-tabs").get_by_role("button", name="全部").click()
    await expect(zhou.locator(".list-queue .ticket", has_text="陈志强")).to_contain_text("→ 律师岗位")
    await expect(zhou.locator(".picks")).to_contain_text("工伤 1")
    await zhou.locator(".desk-tabs").get_by_role("button", name="我的岗位").click()
    row = await _chat(desk, chat)
    assert (row.owner, row.desk_role) == ("queue", "lawyer")
    case = await _handoff(desk, chat)
    assert case.closed_at is None and "chat_transferred" in await desk.world.case_events(case.number)
    notes = select(Message.text).where(Message.conversation_id == chat.id, Message.status == "note")
    assert any(WHY_LAWYER in (text or "") for text in await desk.rows(notes))
    assert not any(WHY_LAWYER in heard or REMARK in heard for heard in await desk.world.heard(chat))


async def _closes_and_is_rated(desk: Desk, camera: Camera, zhou: Page) -> None:
    world = desk.world
    chat = await world.chat("吴建平", county="610303", said=[("worker", "跑单的驿站在哪 跟人说两句")])
    number = await world.asks_for_person(chat, "asked", due=timedelta(minutes=20))
    await zhou.locator(".list-queue .ticket", has_text="吴建平").click()
    await zhou.get_by_role("button", name="接手对话").click()
    await zhou.get_by_role("button", name="结束对话").click()
    dialog = zhou.get_by_role("dialog")
    await dialog.get_by_label("给职工的结束说明").fill(LAST_WORD)
    await expect(dialog).to_contain_text("说明后面会附上五个评分按钮")
    await dialog.get_by_role("button", name="发送并结束").click()
    await desk.hears(chat, "这次帮您办得咋样？")
    assert any(LAST_WORD in heard for heard in await world.heard(chat))
    assert await world.case_status(number) == "done" and await world.owner(chat) == "bot"
    asked = select(Message).where(Message.conversation_id == chat.id, Message.direction == "out").order_by(Message.id)
    buttons = [b["payload"] for row in await desk.rows(asked) for b in (row.content or {}).get("buttons", ())]
    assert buttons == [f"rate:{n}:{number}" for n in range(1, 6)]

    # The worker taps 满意; who opens the chat sees it.
    async with world.database.transaction() as session:
        await rating.rate_service(
            session, number, actor=Actor.worker(chat.person_id), conversation_id=chat.id, rating=4, now=world.now
        )
    await desk.open(zhou, f"/chats/{chat.id}")
    await expect(zhou.locator(".chat-facts")).to_contain_text("职工评分 4.0（1 次）")
    assert await desk.rows(select(Feedback.rating).where(Feedback.conversation_id == chat.id)) == [4]


async def _follows_the_bell(desk: Desk, camera: Camera, zhou: Page) -> None:
    """An application nobody answered in time: the bell leads to it, and taking it is the first step."""
    world = desk.world
    chat = await world.chat("郭凤琴", county="610304", said=[("worker", "厂里不给补偿")], ago=timedelta(days=20))
    number = await world.applies(
        chat, "legal_consultation",
        answers(matter=("哪类事", "dismissal", "辞退、补偿"), account=("大概情况", "干了八年，说不要就不要了")),
        county="610304", due=timedelta(days=-2), ago=timedelta(days=20),
    )  # fmt: skip
    await desk.open(zhou, "/")
    await expect(zhou.locator(".bell")).to_have_text(re.compile(r"提醒 \d+"))
    await zhou.locator(".bell").click()
    row = zhou.locator(".bell-row", has_text=number).first
    await expect(row).to_contain_text("还没人办")
    await expect(row.locator(".bell-left")).to_have_class(re.compile("is-late"))
    await zhou.wait_for_timeout(300)
    await camera.take(zhou, "duty-5-bell")
    await row.click()
    await zhou.wait_for_url(re.compile(f"/cases/{number}"))
    await expect(zhou.locator(".chip-clock-late").first).to_contain_text("首次答复 已超")
    await zhou.get_by_role("button", name="我来办").click()
    await expect(zhou.get_by_text("经办：周敏")).to_be_visible()
    assert (await desk.case(number)).assigned_to == (await desk.actor("zhoumin")).id


async def _on_the_phone(desk: Desk, camera: Camera) -> None:
    world = desk.world
    chat = await world.chat("马小军", county="610304", said=[("worker", "我跑外卖的，站点两个月没结钱，3200元")])
    await world.asks_for_person(chat, "asked", due=timedelta(minutes=12))
    phone = await desk.at_work("zhoumin", phone=True)
    ticket = phone.locator(".list-queue .ticket", has_text="马小军")
    await expect(ticket).to_be_visible()
    assert await phone.evaluate("document.documentElement.scrollWidth") <= 390
    await ticket.click()
    await expect(phone.locator(".summary")).to_contain_text("3200")
    await phone.get_by_role("button", name="接手对话").click()
    await expect(phone.locator(".composer textarea")).to_be_visible()
    await phone.get_by_role("button", name="常用语").click()
    await phone.locator(".canned-row", has_text="打个招呼").click()
    said = "马小军您好，我是市总工会的周敏，您的事我来跟。"
    await expect(phone.locator(".composer textarea")).to_have_value(re.compile(re.escape(said)))
    await phone.get_by_role("button", name="发送", exact=True).click()
    await desk.hears(chat, said)
    await expect(phone.locator(".line-staff", has_text=said)).to_be_visible()
    assert await phone.evaluate("document.documentElement.scrollWidth") <= 390
    await camera.take(phone, "duty-6-phone")

    async def hers() -> bool:
        return (await _chat(desk, chat)).owner_staff_id == (await desk.actor("zhoumin")).id

    await until(hers, "the chat is not hers")
    await phone.context.close()
