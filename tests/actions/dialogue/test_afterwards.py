"""After the booking: following, cancelling, moving, opinions, one's own data, and people."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cases import casefile, people
from cases.actors import Actor
from tests.actions.dialogue.chat import Chat
from tests.actions.dialogue.test_booking import to_confirmation
from tests.actions.dialogue.test_enrollment import JOINING
from tests.conftest import Clock

LOCAL = ZoneInfo("Asia/Shanghai")
NewChat = Callable[[], Awaitable[Chat]]


async def booked(chat: Chat) -> str:
    await to_confirmation(chat)
    await chat.press("确认提交")
    return (await chat.case("legal_consultation")).number


async def test_one_case_is_told_with_what_comes_next(chat: Chat) -> None:
    number = await booked(chat)
    await chat.say("查进度")
    assert number in chat.heard and "约的是" in chat.heard and "改时间" in chat.titles


async def test_many_cases_are_listed_and_one_is_asked_for_by_its_number(chat: Chat) -> None:
    number = await booked(chat)
    await chat.all("我要入会", *JOINING[1:6], "王建设", "13800001234", "确认")
    await chat.say("我的事办到哪了")
    assert "2 件事" in chat.heard and "入会" in chat.heard and "法律咨询" in chat.heard
    await chat.say(number)
    assert number in chat.heard and "2 件事" not in chat.heard


async def test_a_note_of_staff_is_read_with_the_status(chat: Chat, clock: Clock) -> None:
    await chat.all(*JOINING, "确认")
    case = await chat.case("enrollment")
    staff = Actor("staff", 1, "示例项目员", frozenset({("program_officer", None)}))
    async with chat.database.transaction() as session:
        own = await casefile.locked(session, case.number, actor=staff)
        await casefile.change_status(
            session, own, actor=staff, status="needs_papers", now=clock(), note="请补一张工牌照片"
        )
    await chat.say("查进度")
    assert "等您补材料" in chat.heard and "请补一张工牌照片" in chat.heard


@pytest.mark.parametrize("form", ["{number}，13800001234", "138 0000 1234 编号{number}", "{bare} 13800001234"])
async def test_on_another_device_number_and_phone_open_the_case(chat: Chat, new_chat: NewChat, form: str) -> None:
    number = await booked(chat)
    other = await new_chat()
    await other.say("查进度")
    assert "编号" in other.heard and other.field == "number_and_phone"
    await other.say(form.format(number=number, bare=number.replace("-", "")))
    assert number in other.heard and "已约好时间" in other.heard


async def test_number_and_phone_in_the_first_sentence(chat: Chat, new_chat: NewChat) -> None:
    number = await booked(chat)
    other = await new_chat()
    await other.say(f"查进度 {number} 13800001234")
    assert "已约好时间" in other.heard


async def test_a_wrong_phone_opens_nothing(chat: Chat, new_chat: NewChat) -> None:
    number = await booked(chat)
    other = await new_chat()
    await other.all("查进度", f"{number}，13900001234")
    assert "对不上" in other.heard and "法律咨询" not in other.heard and "找真人" in other.titles


async def test_asked_for_a_number_one_may_want_something_else(chat: Chat) -> None:
    await chat.all("查进度", "那我想约个律师")
    assert chat.view["flow"] == "legal_consultation"


async def test_the_only_booking_is_cancelled_after_a_question(chat: Chat, new_chat: NewChat) -> None:
    await booked(chat)
    slot = (await chat.case("legal_consultation")).fields["slot"]["value"]
    await chat.say("取消预约")
    assert "真的要取消" in chat.heard and chat.field == "confirm"
    await chat.press("确定取消")
    case = await chat.case("legal_consultation")
    assert case.status == "cancelled" and await chat.booking(case) is None
    other = await new_chat()
    await to_confirmation(other)
    assert other.value("slot") == slot, "the time is free for others again"


@pytest.mark.parametrize("word", ["不了", "留着", "不取消了", "算了，还是去吧"])
async def test_thinking_better_of_cancelling(chat: Chat, word: str) -> None:
    await booked(chat)
    await chat.all("取消预约", word)
    assert (await chat.case("legal_consultation")).status == "scheduled"
    assert "没有取消" in chat.heard and chat.view["flow"] is None


async def test_one_of_several_is_cancelled(chat: Chat) -> None:
    await booked(chat)
    await chat.all("我要入会", *JOINING[1:6], "王建设", "13800001234", "确认")
    await chat.say("取消预约")
    assert chat.field == "case"
    await chat.press("法律咨询")
    await chat.say("取消")
    assert (await chat.case("legal_consultation")).status == "cancelled"
    assert (await chat.case("enrollment")).status == "submitted"


async def test_nothing_to_cancel_and_nothing_to_move(chat: Chat) -> None:
    await chat.say("取消预约")
    assert "没有可以取消" in chat.heard and chat.view["flow"] is None
    await chat.say("改约")
    assert "没有约好的时间" in chat.heard and "约律师" in chat.titles


async def test_a_booking_moves_with_its_reminders(chat: Chat) -> None:
    await booked(chat)
    await chat.all("改约", "下周三下午三点")
    assert chat.field == "confirm"
    await chat.say("确认")
    assert "改好了" in chat.heard
    starts = datetime(2026, 12, 2, 15, 0, tzinfo=LOCAL)
    booking = await chat.booking(await chat.case("legal_consultation"))
    assert booking is not None and booking[1] == starts
    assert [r.due_at for r in chat.reminders] == [starts - timedelta(days=1), starts - timedelta(hours=2)]


async def test_which_of_two_bookings_is_moved(chat: Chat) -> None:
    await booked(chat)
    await chat.all("想约个心理咨询", ">跳过", ">视频", "1", "确认")
    await chat.say("改约")
    assert chat.field == "case" and "心理咨询" in chat.titles
    await chat.all(">心理咨询", "2", "确认")
    assert "改好了" in chat.heard


async def test_an_opinion_with_stars(chat: Chat) -> None:
    await chat.all("我要评价", "5", "律师说得明白，给办了实事")
    case = await chat.case("feedback")
    assert (case.fields["rating"]["value"], case.fields["opinion"]["value"]) == ("5", "律师说得明白，给办了实事")
    assert "谢谢" in chat.heard


async def test_a_complaint_is_not_read_as_praise(chat: Chat) -> None:
    await chat.say("我对你们的服务特别不满意，等了三天没人管")
    if chat.field == "rating":
        await chat.press("很不满意")
    case = await chat.case("feedback")
    assert case.fields["rating"]["value"] in ("1", "2")


async def test_seeing_what_is_kept(chat: Chat) -> None:
    await booked(chat)
    await chat.all("你们存了我啥信息")
    assert "王建设" in chat.heard and "138****1234" in chat.heard and "13800001234" not in chat.heard


async def test_taking_the_records_along(chat: Chat, telegram: Chat) -> None:
    await chat.say("导出我的信息")
    assert "导出我的信息" in chat.heard and chat.trace["flow"] == "privacy"
    await telegram.say("导出我的信息")
    assert "#link=" in telegram.heard


async def test_erasing_everything_is_asked_twice_and_done_once(chat: Chat) -> None:
    await booked(chat)
    await chat.say("把我的信息都删了")
    assert chat.field == "sure" and "找不回来" in chat.heard
    await chat.press("不删了")
    assert "没有删" in chat.heard
    await chat.say("人工")
    await chat.all("把我的信息都删了", ">确定全删")
    assert "删干净" in chat.heard
    assert chat.view["owner"] == "bot", "nobody is left waiting for a person"
    case = await chat.case("legal_consultation")
    assert case.fields == {} and case.status == "cancelled"
    async with chat.database.reading() as session:
        person = await people.get_person(session, case.person_id)
    assert person.name is None and person.phone is None and person.erased_at is not None
    await chat.all("我要入会", *JOINING[1:6])
    assert chat.field == "consent", "consent fell away with the data"


async def test_a_person_in_working_hours_is_promised_soon(chat: Chat) -> None:
    await chat.say("人工")
    assert "10:30" in chat.heard and chat.view["owner"] == "queue"
    case = await chat.case("handoff")
    await chat.say("转人工")
    assert "已经在排队" in chat.heard and case.number in chat.heard
    assert len(await chat.cases("handoff")) == 1


async def test_a_person_at_night_is_promised_for_the_morning(chat: Chat, clock: Clock) -> None:
    clock.advance(timedelta(hours=12))
    await chat.say("找真人")
    assert "不是上班时间" in chat.heard and "11月24日" in chat.heard and "12351" in chat.heard


async def test_leaving_the_queue(chat: Chat) -> None:
    await chat.all("人工", ">不等了")
    assert chat.view["owner"] == "bot" and (await chat.row()).owner == "bot"
    assert (await chat.case("handoff")).status == "cancelled"
