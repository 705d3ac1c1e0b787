"""Leaving a form and coming back: questions, other wishes, people, silence, restarts, danger."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from actions.assistant import Assistant
from cases import programs as live_programs
from tests.actions.dialogue.chat import Chat, ScriptedUnderstander
from tests.actions.dialogue.test_booking import to_confirmation
from tests.conftest import Clock

HALF = ("我想找个律师", ">工资", "欠了我半年工资")


async def test_a_policy_question_is_answered_and_the_question_asked_again(
    chat: Chat, model: ScriptedUnderstander
) -> None:
    question = "试用期最长能定几个月"
    model.knows(question, "ask_policy")
    await chat.all(*HALF, question)
    assert chat.trace["kind"] == "policy" and chat.replies[0].card
    assert "您在哪个县区" in chat.replies[-1].text and chat.field == "county"
    await chat.say("金台")
    assert chat.value("county") == "610303"


async def test_a_question_that_names_a_county_is_no_answer(chat: Chat, model: ScriptedUnderstander) -> None:
    question = "渭滨区最低工资是多少"
    model.knows(question, "ask_policy")
    await chat.all(*HALF, question)
    assert chat.value("county") is None and chat.field == "county"


async def test_a_question_at_the_confirmation(chat: Chat, model: ScriptedUnderstander) -> None:
    model.knows("试用期最长能定几个月", "ask_policy")
    await to_confirmation(chat)
    await chat.say("试用期最长能定几个月")
    assert chat.field == "confirm" and "确认提交" in chat.titles
    await chat.press("确认提交")
    assert "约好了" in chat.heard


async def test_another_wish_parks_the_form_and_its_end_offers_it_again(chat: Chat) -> None:
    await chat.all(*HALF, "我要评价一下")
    assert "先给您留着" in chat.heard and chat.view["flow"] == "feedback"
    await chat.all(">满意", ">跳过")
    assert "接着填" in chat.titles
    await chat.press("接着填")
    assert chat.view["flow"] == "legal_consultation" and chat.field == "county"
    assert chat.value("account") == "欠了我半年工资"


async def test_who_gives_up_one_thing_and_names_another_is_half_as_hard_to_believe(
    chat: Chat, model: ScriptedUnderstander
) -> None:
    changed = "算了 这个不报了 我要约律师"
    model.knows(changed, "cancel_booking", confidence=0.51)
    model.knows("我要约律师", "legal_consultation", confidence=0.5)
    await chat.all("我要参加读书会", changed)
    assert chat.view["flow"] == "legal_consultation"


@pytest.mark.parametrize("word", ["继续", "接着填吧", "咱接着来"])
async def test_a_word_goes_on_with_what_was_put_aside(chat: Chat, word: str) -> None:
    await chat.all(*HALF, "菜单")
    assert "留着" in chat.heard and chat.view["flow"] is None
    await chat.say(word)
    assert chat.field == "county" and "咱接着办" in chat.heard


async def test_the_word_continue_is_not_taken_as_the_account(chat: Chat) -> None:
    await chat.all("我想找个律师", ">工资", "继续")
    assert chat.field == "account" and chat.value("account") is None


async def test_asking_for_the_same_again_goes_on_with_what_was_begun(chat: Chat) -> None:
    await chat.all(*HALF, "菜单", ">约律师")
    assert chat.field == "county" and chat.value("account") == "欠了我半年工资"


async def test_looking_at_ones_cases_does_not_lose_the_form(chat: Chat) -> None:
    await to_confirmation(chat)
    await chat.say("确认")
    await chat.all("我要入会", ">送外卖", "美团")
    await chat.payload("start:check_status")
    assert "法律咨询" in chat.heard and chat.field == "was_member", "the form goes on at once"


async def test_a_person_in_the_middle_keeps_the_form(chat: Chat) -> None:
    await chat.all(*HALF, "人工")
    assert chat.view["owner"] == "queue" and "留着" in chat.heard
    assert (await chat.row()).waiting_reason == "asked"
    await chat.say("继续")
    assert chat.field == "county"


async def test_days_of_silence_and_a_restart(
    chat: Chat, clock: Clock, restarted: Callable[[], Awaitable[Assistant]]
) -> None:
    await chat.all(*HALF)
    clock.advance(timedelta(days=5))
    chat.assistant = await restarted()
    await chat.say("金台")
    assert chat.field == "lawyer_kind" and chat.value("county") == "610303"


async def test_a_program_taken_out_meanwhile_does_not_break_the_chat(
    chat: Chat, restarted: Callable[[], Awaitable[Assistant]]
) -> None:
    await chat.all("我要入会", ">送外卖")
    async with chat.database.transaction() as session:
        await session.delete(await live_programs.get(session, "join_union"))
    chat.assistant = await restarted()
    await chat.say("你好")
    assert chat.view["flow"] is None and chat.heard


async def test_danger_in_the_middle_of_a_form(chat: Chat) -> None:
    await chat.all(*HALF, "我不想活了，活着没意思")
    assert chat.trace["crisis"] and chat.trace["kind"] == "crisis" and "12356" in chat.heard
    assert "不着急" in chat.heard and chat.field is None
    row = await chat.row()
    assert (row.owner, row.waiting_reason) == ("queue", "crisis")
    await chat.say("嗯")
    assert chat.trace["kind"] == "crisis" and "县区" not in chat.heard, "no form question to somebody in danger"
    await chat.say("继续")
    assert chat.field == "county" and chat.value("account") == "欠了我半年工资"


async def test_danger_outranks_the_reason_one_already_waits_for(chat: Chat) -> None:
    await chat.say("人工")
    await chat.say("我想从楼上跳下去")
    assert (await chat.row()).waiting_reason == "crisis"
    assert len(await chat.cases("handoff")) == 1


async def test_not_understood_twice_offers_a_person(chat: Chat, model: ScriptedUnderstander) -> None:
    model.knows("呱唧呱唧", "ask_policy", 0.1)
    model.knows("叽里咕噜", "ask_policy", 0.1)
    await chat.say("呱唧呱唧")
    await chat.say("叽里咕噜")
    assert "找真人" in chat.titles


async def test_emptiness_and_emoji_are_answered(chat: Chat) -> None:
    await chat.say("😀😀")
    assert "打字" in chat.heard
    await chat.all(*HALF, "……")
    assert chat.field == "county" and "县区" in chat.heard
