"""Buttons come from outside: pressed twice, a week later, of another filling-in, or made up."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from tests.actions.dialogue.chat import Chat
from tests.actions.dialogue.test_booking import to_confirmation
from tests.conftest import Clock


async def test_confirm_pressed_twice_books_once(chat: Chat, clock: Clock) -> None:
    await to_confirmation(chat)
    confirm = chat.button("确认提交").payload
    await chat.payload(confirm)
    number = (await chat.case("legal_consultation")).number
    await chat.payload(confirm)
    assert "已经办好" in chat.heard and number in chat.heard
    clock.advance(timedelta(days=7))
    await chat.payload(confirm)
    assert "已经办好" in chat.heard
    assert len(await chat.cases()) == 1


async def test_an_answer_pressed_twice_changes_nothing(chat: Chat) -> None:
    await chat.say("我想找个律师")
    wages = chat.button("工资").payload
    await chat.payload(wages)
    await chat.payload(wages)
    assert chat.field == "account" and chat.value("matter") == "wages"


async def test_an_earlier_question_is_answered_anew_by_its_old_button(chat: Chat) -> None:
    await chat.say("我想找个律师")
    injury = chat.button("工伤").payload
    await chat.all(">工资", "厂里欠薪")
    await chat.payload(injury)
    assert chat.value("matter") == "injury" and chat.field == "county"


async def test_buttons_of_a_form_put_aside_bring_it_back(chat: Chat) -> None:
    await chat.all("我想找个律师", ">工资", "厂里欠薪半年了")
    county = chat.button("金台区").payload
    await chat.say("菜单")
    await chat.payload(county)
    assert chat.view["flow"] == "legal_consultation" and chat.field == "county"


async def test_buttons_of_a_cancelled_form_are_old(chat: Chat) -> None:
    await chat.say("我想找个律师")
    old = chat.button("工资").payload
    await chat.say("取消")
    await chat.payload(old)
    assert "过期" in chat.heard and chat.view["flow"] is None
    await chat.all("我要入会")
    await chat.payload(old)
    assert "过期" in chat.heard and chat.field == "worker_kind", "the present form goes on"


@pytest.mark.parametrize(
    "payload",
    [
        "", ":", "nonsense", "start", "start:nothing", "start:enrollment", "start:enrollment:nothing", "about:x", "card:x",
        "set:x:y:z", "confirm:deadbeef", "change", "resume:deadbeef", "drop:deadbeef", "case:26-0000-0000", "case", "remind:x",
        "stations:999999", "programs:x", "pick:x:1", "rate:9", "skip:x:y", "unhelpful:x", "/intent{}", "leave_queue",
        "'; DROP TABLE cases;--", "set:" + "9" * 190,
    ],
)  # fmt: skip
async def test_made_up_payloads_do_nothing(chat: Chat, payload: str) -> None:
    await chat.payload(payload or " ")
    assert chat.heard
    assert await chat.cases() == []


@pytest.mark.parametrize("value", ["²", "9" * 30, "-1", "x", "999999999", ""])
async def test_times_nobody_offered_cannot_be_set(chat: Chat, value: str) -> None:
    await chat.all("我想找个律师", ">工资", "厂里欠薪半年了", "金台", ">都可以", ">打电话")
    await chat.payload(f"set:{chat.run['id']}:slot:{value}")
    assert chat.field == "slot" and chat.value("slot") is None


async def test_a_program_name_is_no_answer_of_a_form(chat: Chat) -> None:
    await chat.say("我想找个律师")
    for payload in (f"set:{chat.run['id']}:matter:nothing", f"set:{chat.run['id']}:nothing:1"):
        await chat.payload(payload)
        assert chat.field == "matter" and chat.value("matter") is None


async def test_somebody_elses_buttons_and_numbers_show_nothing(
    chat: Chat, new_chat: Callable[[], Awaitable[Chat]]
) -> None:
    await to_confirmation(chat)
    confirm = chat.button("确认提交").payload
    await chat.payload(confirm)
    number = (await chat.case("legal_consultation")).number
    stranger = await new_chat()
    for payload in (confirm, f"case:{number}"):
        await stranger.payload(payload)
        assert "王建设" not in stranger.heard and number not in stranger.heard
    await stranger.say(number)
    assert "法律咨询" not in stranger.heard
    assert await stranger.cases() == []
    await chat.payload(f"case:{number}")
    assert number in chat.heard and "已约好时间" in chat.heard


async def test_the_menu_button_puts_the_form_aside(chat: Chat) -> None:
    await chat.all("我想找个律师", ">工资", "厂里欠薪半年了")
    await chat.payload("menu")
    assert "留着" in chat.heard and chat.view["flow"] is None


async def test_stations_of_a_county(chat: Chat) -> None:
    await chat.payload("stations")
    await chat.press("金台区")
    assert chat.trace["kind"] == "station" and "金台区" in chat.heard
