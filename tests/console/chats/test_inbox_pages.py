"""A colleague's inbox without a browser: desks, presence, summary, canned replies, handing on."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from nicegui import events, ui
from nicegui.element import Element

from cases import casefile
from cases.actors import Actor
from cases.chats import canned, presence
from cases.chats.labels import labels_of
from cases.chats.rating import rate_service
from cases.staff import IDLE_LIFETIME
from tests.conftest import Clock
from tests.console.conftest import Colleague
from tests.console.world import World

WEIBIN = "610302"


async def settle() -> None:
    await asyncio.sleep(0.5)


async def shows(colleague: Colleague, words: str) -> None:
    """Wait until the page says so."""
    for _ in range(60):
        if words in colleague.sees():
            return
        await asyncio.sleep(0.1)
    raise AssertionError(f"{words!r} did not come: {colleague.sees()}")


async def enter(colleague: Colleague, login: str, path: str = "/") -> None:
    """Log in and wait until the page has been drawn."""
    await colleague.log_in(login)
    await colleague.user.open(path)
    await shows(colleague, "摘要" if path.startswith("/chats/") else "常用语" if path == "/canned" else "我的岗位")
    await settle()


def click(colleague: Colleague, element: Element) -> None:
    with colleague.user:
        for listener in list(element._event_listeners.values()):
            if listener.type == "click":
                args = events.GenericEventArguments(sender=element, client=element.client, args=None)
                events.handle_event(listener.handler, args)


def choose(colleague: Colleague, name: str) -> None:
    """An entry of a menu."""
    with colleague.user:
        items = [e for e in colleague.user.client.layout.descendants() if isinstance(e, ui.menu_item)]
    [found] = [e for e in items if any(getattr(part, "text", "") == name for part in e.descendants())]
    click(colleague, found)


def press_last(colleague: Colleague, name: str) -> None:
    """The button in the dialog, not the one of the same name that opened it."""
    click(colleague, max(colleague.user.find(kind=ui.button, content=name).elements, key=lambda e: e.id))


async def test_each_sees_what_waits_at_their_desk_and_may_look_at_all(colleague: Colleague, world: World) -> None:
    await world.colleague("zhang", "张敏", ("duty", None))
    await world.colleague("weibin", "渭滨区工会", ("county_desk", WEIBIN))
    await world.asks_for_person(
        await world.chat("王小军", county=WEIBIN, said=[("worker", "找人")]), due=timedelta(hours=1)
    )
    await world.asks_for_person(await world.chat("李秀兰", said=[("worker", "找人")]), due=timedelta(hours=1))
    await enter(colleague, "zhang")
    assert "李秀兰" in colleague.sees()
    assert "王小军" not in colleague.sees()
    assert "我的岗位 1" in colleague.sees()
    colleague.user.find("全部 2").click()
    await settle()
    assert "王小军" in colleague.sees()
    await colleague.user.http_client.post("/logout")
    await enter(colleague, "weibin")
    assert "王小军" in colleague.sees()
    assert "李秀兰" not in colleague.sees()


async def test_an_empty_desk_says_that_others_have_work(colleague: Colleague, world: World) -> None:
    await world.colleague("lvshi", "王律师", ("lawyer", None))
    await world.asks_for_person(await world.chat("李秀兰", said=[("worker", "找人")]), due=timedelta(hours=1))
    await enter(colleague, "lvshi")
    assert "您的岗位现在没有人在等。" in colleague.sees()
    assert "其他岗位还有 1 个在等" in colleague.sees()


async def test_a_reason_filters_and_a_second_press_takes_it_back(colleague: Colleague, world: World) -> None:
    await world.colleague("zhang", "张敏", ("duty", None))
    for name, reason in (("甲甲", "asked"), ("乙乙", "complaint"), ("丙丙", "not_understood")):
        await world.asks_for_person(await world.chat(name, said=[("worker", "x")]), reason, due=timedelta(minutes=5))
    await enter(colleague, "zhang")
    assert "快超时 3" in colleague.sees()
    colleague.user.find("投诉不满 1").click()
    await settle()
    assert [name in colleague.sees() for name in ("甲甲", "乙乙", "丙丙")] == [False, True, False]
    colleague.user.find("投诉不满 1").click()
    await settle()
    assert [name in colleague.sees() for name in ("甲甲", "乙乙", "丙丙")] == [True, True, True]


async def test_who_takes_over_reads_why_and_a_summary(colleague: Colleague, world: World) -> None:
    await world.colleague("zhang", "张敏", ("duty", None))
    chat = await world.chat(
        "陈志强",
        said=[
            ("worker", "我在宝鸡红星机械厂干了三年，拖欠工资2万三"),
            ("bot", "拖欠工资可以这样办"),
            ("worker", "没签劳动合同，电话13891712345"),
        ],
    )
    await world.sends_file(chat, "工资条.png")
    await world.asks_for_person(chat, "not_understood", due=timedelta(minutes=20))
    await enter(colleague, "zhang", f"/chats/{chat.id}")
    page = colleague.sees()
    for words in (
        "助手连续两次没听懂", "还剩 20 分钟", "摘要", "陈志强 138****2345", "宝鸡红星机械厂", "2万三（23,000元）",
        "欠薪、劳动合同",
        "工资条.png、没签劳动合同",
    ):  # fmt: skip
        assert words in page, words


async def test_the_summary_hides_what_was_said_to_a_counsellor(colleague: Colleague, world: World) -> None:
    await world.colleague("zhang", "张敏", ("duty", None))
    chat = await world.chat("李秀兰", said=[("worker", "在红星机械厂撑不住了，借了两万块")], walled=True)
    await world.asks_for_person(chat, "asked")
    await enter(colleague, "zhang", f"/chats/{chat.id}")
    assert "红星机械厂" not in colleague.sees()
    assert "职工还没说到具体的事。" not in colleague.sees()  # the name is known: that may be told
    assert "是谁\n李秀兰" in colleague.sees()


async def test_script_in_a_name_and_a_message_stays_letters_in_ticket_summary_and_label(
    colleague: Colleague, world: World
) -> None:
    await world.colleague("zhang", "张敏", ("duty", None))
    bad = "<script>alert(1)</script>"
    chat = await world.chat(bad, said=[("worker", f"{bad}在红星机械厂欠我4500元")])
    await world.asks_for_person(chat)
    await enter(colleague, "zhang", f"/chats/{chat.id}")
    assert colleague.sees().count(bad) >= 3  # ticket, head, summary
    with colleague.user:
        assert not [e for e in colleague.user.client.layout.descendants() if isinstance(e, (ui.html, ui.markdown))]


async def test_who_else_looks_is_shown_and_states_are_set(colleague: Colleague, world: World, clock: Clock) -> None:
    await world.colleague("zhang", "张敏", ("duty", None))
    wang = await world.colleague("wang", "王建国", ("duty", None))
    chat = await world.chat("李雷", said=[("worker", "在吗")])
    await world.asks_for_person(chat)
    async with world.database.transaction() as session:
        await presence.beat(session, actor=wang, conversation_id=chat.id, now=clock(), opened=True)
    await enter(colleague, "zhang", f"/chats/{chat.id}")
    assert "王建国 也在看" in colleague.sees()
    assert "在线 2 人：王建国" in colleague.sees()
    choose(colleague, "忙")
    await settle()
    async with world.database.reading() as session:
        assert {c.name: c.state for c in await presence.present(session, now=clock())} == {
            "张敏": "busy",
            "王建国": "here",
        }


async def test_an_open_page_alone_does_not_keep_the_login_alive(
    colleague: Colleague, world: World, clock: Clock
) -> None:
    zhang = await world.colleague("zhang", "张敏", ("duty", None))
    await enter(colleague, "zhang")
    clock.advance(IDLE_LIFETIME / 2)
    await asyncio.sleep(5.5)  # the page looks again by itself
    async with world.database.reading() as session:
        assert [c.id for c in await presence.present(session, now=clock())] == [zhang.id]  # it was written down as here
    clock.advance(IDLE_LIFETIME / 2 + timedelta(minutes=1))
    answer = await colleague.user.http_client.get("/")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?next=/")


async def test_minutes_that_pass_leave_the_list_of_labels_open(
    colleague: Colleague, world: World, clock: Clock
) -> None:
    """The promise in the head counts down; what somebody is choosing from beside it must not be drawn anew."""
    await world.colleague("duty", "张敏", ("duty", None))
    chat = await world.chat("陈志强", county="610323", said=[("worker", "在吗")])
    await world.asks_for_person(chat, due=timedelta(minutes=25))
    await enter(colleague, "duty", f"/chats/{chat.id}")

    def menus() -> list[int]:
        with colleague.user:
            return [e.id for e in colleague.user.client.layout.descendants() if isinstance(e, ui.menu_item)]

    before = menus()
    await shows(colleague, "还剩 25 分钟")
    clock.advance(timedelta(minutes=3))
    await world.says(chat, "还在等")  # another program's commit wakes the page
    await shows(colleague, "还剩 22 分钟")
    assert before and menus() == before


async def test_labels_are_put_on_and_taken_off(colleague: Colleague, world: World) -> None:
    await world.colleague("zhang", "张敏", ("duty", None))
    chat = await world.chat("李雷", said=[("worker", "在吗")])
    await world.asks_for_person(chat)
    await enter(colleague, "zhang", f"/chats/{chat.id}")
    choose(colleague, "欠薪")
    await settle()
    assert "欠薪 ×" in colleague.sees()
    async with world.database.reading() as session:
        assert await labels_of(session, [chat.id]) == {chat.id: ("wages",)}
    colleague.user.find(kind=ui.button, content="欠薪 ×").click()
    await settle()
    assert "欠薪 ×" not in colleague.sees()


async def canned_reply(world: World, actor: Actor, title: str, body: str) -> None:
    async with world.database.transaction() as session:
        await canned.add_reply(session, actor=actor, title=title, body=body, role=None, county=None, now=world.now)


async def test_a_canned_reply_asks_for_what_the_chat_cannot_know(colleague: Colleague, world: World) -> None:
    zhang = await world.colleague("zhang", "张敏", ("duty", None))
    await canned_reply(world, zhang, "说好时间", "{姓名}您好，我是{同事}，{时间}前给您回话。")
    chat = await world.chat("李雷", said=[("worker", "在吗")])
    await world.asks_for_person(chat)
    await enter(colleague, "zhang", f"/chats/{chat.id}")
    user = colleague.user
    user.find("接手对话").click()
    await settle()
    user.find(kind=ui.button, content="常用语").click()
    await settle()
    assert "李雷您好，我是张敏，{时间}前给您回话。" in colleague.sees()
    with user:
        label = min(user.find(kind=ui.label, content="说好时间").elements, key=lambda e: e.id)
        assert label.parent_slot is not None
    click(colleague, label.parent_slot.parent)
    await settle()
    user.find(kind=ui.button, content="插入").click()
    await settle()
    assert any("还有没填的空：时间" in said for said in user.notify.messages)
    user.find(kind=ui.input, content="时间").type("今天 17:30")
    user.find(kind=ui.button, content="插入").click()
    await settle()
    user.find(kind=ui.button, content="发送").click()
    await settle()
    assert (await world.heard(chat))[-1] == "李雷您好，我是张敏，今天 17:30前给您回话。"


async def test_a_typed_place_is_not_sent_and_the_text_stays(colleague: Colleague, world: World) -> None:
    await world.colleague("zhang", "张敏", ("duty", None))
    chat = await world.chat("李雷", said=[("worker", "在吗")])
    await world.asks_for_person(chat)
    await enter(colleague, "zhang", f"/chats/{chat.id}")
    user = colleague.user
    user.find("接手对话").click()
    await settle()
    before = await world.heard(chat)
    user.find(ui.textarea).type("{姓名}您好")
    user.find(kind=ui.button, content="发送").click()
    await settle()
    assert await world.heard(chat) == before
    assert "{姓名}您好" in colleague.sees()
    assert any("还有没填的空：姓名" in said for said in user.notify.messages)


async def test_canned_replies_are_kept_by_who_may(colleague: Colleague, world: World) -> None:
    await world.colleague("zhang", "张敏", ("duty", None))
    await world.colleague("lvshi", "王律师", ("lawyer", None))
    await colleague.log_in("lvshi")
    assert (await colleague.user.http_client.get("/canned")).status_code == 404
    await colleague.user.http_client.post("/logout")
    await enter(colleague, "zhang", "/canned")
    assert "还没有常用语。" in colleague.sees()
    user = colleague.user
    user.find(kind=ui.button, content="新加一条").click()
    await settle()
    user.find(kind=ui.input, content="名字").type("打招呼")
    user.find(kind=ui.textarea, content="内容").type("{姓名}您好")
    user.find(kind=ui.button, content="保存").click()
    await settle()
    assert "打招呼" in colleague.sees()
    user.find(kind=ui.button, content="停用").click()
    await settle()
    assert "已停用" in colleague.sees()


async def test_a_chat_is_handed_on_with_a_reason(colleague: Colleague, world: World) -> None:
    await world.colleague("zhang", "张敏", ("duty", None))
    await world.colleague("weibin", "渭滨区工会", ("county_desk", WEIBIN))
    chat = await world.chat("李雷", said=[("worker", "在吗")])
    number = await world.asks_for_person(chat, due=timedelta(minutes=30))
    await enter(colleague, "zhang", f"/chats/{chat.id}")
    user = colleague.user
    user.find("接手对话").click()
    await settle()
    user.find(kind=ui.button, content="转交").click()
    await settle()
    with user:
        [choice] = user.find(ui.select).elements
        assert choice.options[f"desk:county_desk:{WEIBIN}"] == "渭滨区工会"
        choice.set_value(f"desk:county_desk:{WEIBIN}")
    await settle()
    assert "我请渭滨区工会的同事接着帮您，前面说的都看得到，不用您再讲一遍。" in colleague.sees()
    press_last(colleague, "转交")
    await settle()
    assert await world.owner(chat) == "staff"  # no reason, no step
    user.find(kind=ui.textarea, content="为什么转").type("单位在渭滨")
    press_last(colleague, "转交")
    await settle()
    assert await world.owner(chat) == "queue"
    assert (await world.heard(chat))[-1].startswith("我请渭滨区工会的同事")
    assert "转给渭滨区工会\n单位在渭滨" in colleague.sees()
    assert "chat_transferred" in await world.case_events(number)


async def test_a_rating_stands_in_the_head_of_its_chat_only(colleague: Colleague, world: World) -> None:
    await world.colleague("zhang", "张敏", ("duty", None))
    chat, other = (
        await world.chat("李雷", said=[("worker", "在吗")]),
        await world.chat("王梅", said=[("worker", "在吗")]),
    )
    number = await world.asks_for_person(chat)
    await world.asks_for_person(other)
    async with world.database.transaction() as session:
        worker = Actor.worker(chat.person_id)
        await casefile.by_number(session, number, actor=worker)
        await rate_service(session, number, actor=worker, conversation_id=chat.id, rating=4, now=world.now)
    await enter(colleague, "zhang", f"/chats/{chat.id}")
    assert "职工评分 4.0（1 次）" in colleague.sees()
    await colleague.user.open(f"/chats/{other.id}")
    await settle()
    assert "职工评分" not in colleague.sees()
