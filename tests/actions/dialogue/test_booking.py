"""Booking a lawyer or a counsellor, from the first word to the row in the calendar."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from cases import people
from tests.actions.dialogue.chat import Chat
from tests.conftest import Clock

LOCAL = ZoneInfo("Asia/Shanghai")
BEFORE_SLOT = ("我想找个律师", ">工资", "在工地干了四个月，工资一直没给", "高新", ">都可以", ">打电话")
AFTER_SLOT = (">同意", "王建设", "13800001234")


async def to_confirmation(chat: Chat, slot: str = "1") -> None:
    await chat.all(*BEFORE_SLOT, slot, *AFTER_SLOT)


async def test_a_worker_books_a_lawyer_step_by_step(chat: Chat) -> None:
    await to_confirmation(chat)
    assert chat.field == "confirm"
    for shown in ("拖欠、克扣工资", "在工地干了四个月", "渭滨区", "打电话", "王建设", "138"):
        assert shown in chat.heard
    await chat.say("确认")
    assert "约好了" in chat.heard and chat.view["flow"] is None
    case = await chat.case("legal_consultation")
    assert case.number in chat.heard and chat.trace["case_number"] == case.number
    assert (case.status, case.county) == ("scheduled", "610302")
    assert case.fields["matter"]["value"] == "wages"
    assert case.fields["phone"]["value"] == "13800001234"
    booking = await chat.booking(case)
    assert booking is not None and booking[0].way == "phone"
    async with chat.database.reading() as session:
        person = await people.get_person(session, case.person_id)
    assert (person.name, person.phone) == ("王建设", "13800001234")


async def test_every_button_has_a_number_that_can_be_typed(chat: Chat) -> None:
    await chat.say("我想找个律师")
    numbered = [button.title.split(". ")[0] for button in chat.buttons]
    assert numbered == [str(n) for n in range(1, len(numbered) + 1)]
    await chat.say("三")
    assert chat.value("matter") == "dismissal"


async def test_a_day_in_words_narrows_the_offer_and_one_fitting_time_is_taken(chat: Chat) -> None:
    await chat.all(*BEFORE_SLOT, "下周三下午")
    assert chat.field == "slot" and len(chat.buttons) > 1
    assert all("12月2日（周三）1" in button.title for button in chat.buttons)
    await chat.say("第二个")
    assert chat.value("slot")
    assert chat.field == "consent"


async def test_a_time_nobody_has_is_said_honestly_with_the_nearest_others(chat: Chat) -> None:
    await chat.all(*BEFORE_SLOT, "这周日下午")
    assert "没有空档" in chat.heard and chat.buttons


async def test_reminders_are_written_with_the_booking(chat: Chat) -> None:
    await to_confirmation(chat, "下周三下午三点")
    await chat.press("确认提交")
    starts = datetime(2026, 12, 2, 15, 0, tzinfo=LOCAL)
    booking = await chat.booking(await chat.case("legal_consultation"))
    assert booking is not None and booking[1] == starts
    assert [r.due_at for r in chat.reminders] == [starts - timedelta(days=1), starts - timedelta(hours=2)]


async def test_the_time_is_taken_by_somebody_else_before_the_confirmation(
    chat: Chat, new_chat: Callable[[], Awaitable[Chat]]
) -> None:
    other = await new_chat()
    await to_confirmation(chat, "下周三下午三点")
    await to_confirmation(other, "下周三下午三点")
    await other.press("确认提交")
    assert "约好了" in other.heard
    await chat.press("确认提交")
    assert "刚刚被别人约走" in chat.heard and chat.field == "slot"
    assert await chat.cases() == []
    await chat.say("1")
    assert chat.field == "confirm" and "王建设" in chat.heard  # nothing else is asked again
    await chat.say("对着呢")
    assert len(await chat.cases("legal_consultation")) == 1


async def test_a_chosen_time_that_has_gone_by_is_not_called_taken(chat: Chat, clock: Clock) -> None:
    await to_confirmation(chat)
    clock.advance(timedelta(days=9))
    await chat.press("确认提交")
    assert "已经过了" in chat.heard and chat.field == "slot" and chat.buttons


async def test_no_time_at_all_offers_a_change_and_a_person(chat: Chat, clock: Clock) -> None:
    clock.advance(timedelta(days=60))
    await chat.all(*BEFORE_SLOT)
    assert "没有合适的空档" in chat.heard and "找真人" in chat.titles
    await chat.all(">改一项", ">方式", ">视频")
    assert chat.field == "slot"


async def test_changing_the_way_asks_for_a_time_again(chat: Chat) -> None:
    await to_confirmation(chat)
    await chat.all(">改一项", ">方式", ">视频")
    assert chat.field == "slot", "the lawyer chosen may not work by video"
    await chat.all("1", "确认")
    booking = await chat.booking(await chat.case("legal_consultation"))
    assert booking is not None and booking[0].way == "video"


async def test_a_counsellor_is_booked_without_a_name_or_a_reason(chat: Chat) -> None:
    await chat.all("心里堵得慌睡不着", ">跳过", ">视频", "1")
    assert chat.field == "confirm" and "姓名" not in chat.heard
    turn = await chat.press("确认提交")
    assert turn.walled
    case = await chat.case("psych_consultation")
    assert set(case.fields) == {"way", "slot"}
    async with chat.database.reading() as session:
        person = await people.get_person(session, case.person_id)
    assert person.name is None


async def test_an_alias_is_enough_and_a_call_needs_only_a_number(chat: Chat) -> None:
    await chat.all("想约个心理咨询", "小雨", "打电话", "1", ">同意", "一三九零零零零一二三四")
    assert "小雨" in chat.heard and chat.field == "confirm"
    await chat.say("行")
    case = await chat.case("psych_consultation")
    assert (case.fields["alias"]["value"], case.fields["phone"]["value"]) == ("小雨", "13900001234")
    async with chat.database.reading() as session:
        assert (await people.get_person(session, case.person_id)).phone is None, "counselling stays behind its wall"
    assert all(turn.walled for turn in chat.turns)


async def test_a_worry_in_place_of_an_alias_is_answered_not_kept_as_a_name(chat: Chat) -> None:
    await chat.all("想约个心理咨询", "你们会告诉我们单位吗")
    assert chat.value("alias") is None and chat.field == "alias"
