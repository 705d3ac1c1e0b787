"""What people really did to the assistant, and what went wrong once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from cases import conversations
from tests.actions.dialogue.chat import Chat, ScriptedUnderstander
from tests.actions.dialogue.test_booking import to_confirmation
from tests.conftest import Clock

TO_SLOT = ("约律师", ">工资", "欠了我半年工资", "渭滨", "都可以", ">电话")


# ------------------------------------------------------------------ short words after something was shown
@pytest.mark.parametrize("words", ["报名", "给我报", "现在就想报", "那就报名吧"])
async def test_a_bare_sign_me_up_means_the_program_just_shown(chat: Chat, words: str) -> None:
    await chat.payload("about:hardship_assistance")
    await chat.say(words)
    assert chat.view == {"owner": "bot", "flow": "enrollment", "program": "hardship_assistance", "field": "in_baoji"}


async def test_a_bare_sign_me_up_without_a_program_shows_the_list(chat: Chat, model: ScriptedUnderstander) -> None:
    model.knows("报名", "join_program", 0.99, program="matchmaking")
    await chat.say("报名")
    assert chat.view["flow"] is None and "分这几类" in chat.heard


@pytest.mark.parametrize("words", ["咋申请", "要啥材料", "得交钱不", "去哪办"])
async def test_a_short_question_is_about_the_program_just_shown(chat: Chat, words: str) -> None:
    await chat.payload("about:join_union")
    await chat.say(words)
    assert chat.trace["kind"] == "program_info" and chat.trace["program"] == "join_union"


@pytest.mark.parametrize("words", ["好", "行", "那提醒我", "到时候通知我一声"])
async def test_yes_to_a_reminder_promises_one(chat: Chat, words: str) -> None:
    await chat.payload("start:enrollment:autumn_scholarship")
    assert "要不要到时候提醒您" in chat.heard
    await chat.say(words)
    assert "我来提醒您" in chat.heard and chat.reminders


async def test_a_county_typed_where_stations_were_asked_for(chat: Chat, model: ScriptedUnderstander) -> None:
    model.knows("虢镇", "join_program", 0.6, program="summer_cooling")
    await chat.payload("stations")
    await chat.say("虢镇")
    assert chat.trace["kind"] == "station" and "陈仓区" in chat.heard
    await chat.say("渭滨区")
    assert chat.trace["kind"] == "station" and "渭滨区" in chat.heard


# ------------------------------------------------------------------ the time wished for
async def test_a_time_said_early_is_heard_and_outlives_the_consent(chat: Chat) -> None:
    await chat.all("约律师", ">工资", "欠了我半年工资", "渭滨", "周四上午")
    assert "记下了：时间" in chat.heard and "上午" in chat.heard
    await chat.all("都可以", ">电话")
    offered = chat.titles
    assert "（周四）" in offered
    await chat.all("我叫李雷", ">同意")
    assert chat.field == "slot" and chat.titles == offered


async def test_a_miss_keeps_the_times_that_were_narrowed(chat: Chat) -> None:
    await chat.all(*TO_SLOT, "周四上午")
    offered = chat.titles
    await chat.say("那个啥")
    assert chat.field == "slot" and chat.titles.startswith(offered)


async def test_a_day_gone_by_is_called_gone_by(chat: Chat) -> None:
    await chat.all(*TO_SLOT, "昨天下午")
    assert "已经过了" in chat.heard


async def test_the_nearest_times_are_nearest_to_the_wish(chat: Chat) -> None:
    first = (await chat.all(*TO_SLOT)).replies[-1].buttons[0].title
    await chat.say("三个月以后")
    await chat.say("明年一月十号")
    assert "没有空档" in chat.heard and first not in chat.titles


async def test_another_time_at_the_end_replaces_the_chosen_one(chat: Chat) -> None:
    await to_confirmation(chat)
    await chat.say("时间改成周五下午")
    assert chat.field == "slot" and "（周五）" in chat.titles
    await chat.press("1.")
    assert chat.field == "confirm" and "（周五）" in chat.heard


# ------------------------------------------------------------------ consent
async def test_a_phone_number_is_no_yes(chat: Chat) -> None:
    await chat.all(*TO_SLOT, "1")
    assert chat.field == "consent"
    await chat.say("138 0000 1234")
    assert chat.field == "consent" and chat.value("phone") == "13800001234"


async def test_yes_and_the_phone_in_one_message(chat: Chat) -> None:
    await chat.all(*TO_SLOT, "1", "同意，13811112222")
    assert chat.field == "name" and chat.value("phone") == "13811112222"


async def test_after_a_no_nothing_personal_stays_and_the_rest_waits(chat: Chat) -> None:
    await chat.all(*TO_SLOT, "1", "我叫李雷", "不同意")
    assert chat.view["flow"] is None and "继续" in chat.heard
    (kept,) = chat.turns[-1].state["parked"]
    assert "name" not in kept["answers"] and "account" in kept["answers"]
    await chat.say("继续")
    assert chat.field == "consent"


async def test_who_will_not_give_a_name_is_offered_a_person(chat: Chat) -> None:
    await chat.all(*TO_SLOT, "1", "可以", "我不想说名字")
    assert chat.field == "name" and "找真人" in chat.titles and "这一项办事要用" in chat.heard


async def test_name_and_phone_side_by_side(chat: Chat) -> None:
    await chat.all("约律师", ">工资", "欠了我半年工资", "渭滨", "张建民，13700001111", "可以")
    assert chat.value("name") == "张建民" and chat.value("phone") == "13700001111"


# ------------------------------------------------------------------ other wishes in a form
async def test_another_wish_is_no_no(chat: Chat, model: ScriptedUnderstander) -> None:
    model.knows("不对我要入会", "join_program", 0.65, program="join_union")
    await chat.payload("start:enrollment:hardship_assistance")
    await chat.say("不对我要入会")
    assert chat.view["program"] == "join_union"


async def test_the_same_wish_again_is_no_answer_and_no_miss(chat: Chat, model: ScriptedUnderstander) -> None:
    model.knows("我想参加两癌筛查", "join_program", 0.99, program="cancer_screening")
    await chat.payload("start:enrollment:cancer_screening")
    await chat.say("我想参加两癌筛查")
    assert "多大" in chat.heard and "最少" not in chat.heard and chat.run["misses"] == 0


async def test_a_command_is_not_taken_for_the_name_of_an_employer(chat: Chat) -> None:
    await chat.payload("start:enrollment:violation_report")
    await chat.say("匿名")
    assert chat.field == "employer"
    await chat.say("查进度")
    assert chat.view["flow"] == "check_status"


async def test_changing_a_booking_while_looking_something_up(chat: Chat) -> None:
    await to_confirmation(chat)
    await chat.press("确认提交")
    await chat.all("26-0000-0000 13900009999", "改约")
    assert chat.view["flow"] == "reschedule"


async def test_after_two_misses_there_is_a_way_out(chat: Chat) -> None:
    await chat.all("我要评价一下", "渭滨", "刘洋")
    assert "找真人" in chat.titles and "不办了" in chat.titles
    await chat.press("不办了")
    assert chat.view["flow"] is None


async def test_the_number_of_a_skip_button_skips(chat: Chat) -> None:
    await chat.payload("start:psych_consultation")
    await chat.say("1")
    assert chat.field == "way" and chat.value("alias") is None


async def test_an_explicit_wish_for_a_lawyer_wins_over_its_story(chat: Chat, model: ScriptedUnderstander) -> None:
    text = "我要约公益律师，欠薪，老板拖欠我4个月工资，我在岐山县蔡家坡，周四上午，张建民，13700001111"
    model.knows(text, "ask_policy", 0.66)
    await chat.say(text)
    assert chat.view["flow"] == "legal_consultation"
    assert chat.value("county") == "610323" and chat.value("lawyer_kind") == "public_interest"


# ------------------------------------------------------------------ waiting for a person, danger, other people's cases
async def test_what_is_told_while_waiting_is_noted(chat: Chat, model: ScriptedUnderstander) -> None:
    model.knows("额叫王有福 就在工地门口", "out_of_scope", 0.97)
    await chat.all("人工", "额叫王有福 就在工地门口")
    assert "记下了" in chat.heard and "帮不上" not in chat.heard
    await chat.say("不等了")
    assert chat.view["owner"] == "bot"


async def test_where_the_accident_is_starts_no_form(chat: Chat, model: ScriptedUnderstander) -> None:
    model.knows("在陈仓化工厂", "join_program", 0.75, program="violation_report")
    await chat.all("快来人 机器把人绞进去了", "在陈仓化工厂")
    assert chat.trace["crisis"] and chat.view["flow"] is None


async def test_somebody_elses_number_is_not_answered_with_ones_own_case(
    chat: Chat, new_chat: Callable[[], Awaitable[Chat]]
) -> None:
    await to_confirmation(chat)
    await chat.press("确认提交")
    number = (await chat.case("legal_consultation")).number
    other = await new_chat()
    await other.all("人工", "不等了", number)
    assert other.field == "number_and_phone" and not other.trace["case_number"]
    await other.say(f"{number} 13900009999")
    assert "对不上" in other.heard


async def test_an_emoji_is_not_called_nothing(chat: Chat, clock: Clock) -> None:
    await chat.say("😭")
    assert "我听着" in chat.heard and "没看到" not in chat.heard


async def test_an_unknown_button_in_a_form_leads_back_to_its_question(chat: Chat) -> None:
    await chat.all("约律师", ">工资")
    await chat.payload("card:../../etc/passwd")
    assert "咱接着刚才的" in chat.heard and chat.field == "account"


# ------------------------------------------------------------------ no dead ends, no untrue words
async def test_asked_wrongly_before_anything_is_answered_shows_the_way_out(chat: Chat) -> None:
    await chat.all("约律师", "我问错了")
    assert chat.field == "matter" and "不办了" in chat.titles and "找真人" in chat.titles


async def test_not_wanting_the_running_form_ends_it(chat: Chat, model: ScriptedUnderstander) -> None:
    model.knows("我不是要约律师", "legal_consultation", 0.97)
    await chat.all("约律师", "我不是要约律师")
    assert chat.view["flow"] is None and "没有提交" in chat.heard


async def test_a_county_where_the_account_is_asked_is_only_a_county(chat: Chat) -> None:
    await chat.all("约律师", ">工资", "岐山")
    assert chat.field == "account" and chat.value("county") == "610323"


async def test_why_do_you_need_my_phone_is_answered(chat: Chat) -> None:
    await chat.all(*TO_SLOT, "1", "为啥要我电话")
    assert chat.field == "consent" and "联系上您" in chat.heard


async def test_after_an_erasure_no_messages_are_counted_that_are_gone(chat: Chat) -> None:
    await chat.all("你好", "约律师", ">工资", "取消")
    await chat.payload("start:privacy:erase")
    await chat.press("确定全删")
    await chat.payload("start:privacy:see")
    assert "1 条聊天记录" in chat.heard  # the goodbye itself; what was said before is gone


async def test_not_wanting_to_name_the_employer_is_no_name(chat: Chat) -> None:
    await chat.payload("start:enrollment:violation_report")
    await chat.all("匿名", "不想写单位")
    assert chat.value("employer") != "不想写单位"


async def test_an_anonymous_report_is_promised_no_call(chat: Chat) -> None:
    await chat.payload("start:enrollment:violation_report")
    await chat.all("匿名", "某某砖厂", "陈仓", "别的", "班长动手打人", "对")
    assert chat.trace["case_number"] and "凭它随时来查" in chat.heard and "给您回话" not in chat.heard


async def test_a_short_question_after_a_card_leans_on_it(chat: Chat, model: ScriptedUnderstander) -> None:
    model.knows("那我能要多少钱", "ask_policy", 0.35)
    await chat.payload("card:pregnancy_dismissal")
    await chat.say("那我能要多少钱")
    assert "没有可靠的答案" not in chat.heard and "违法辞退赔多少" in chat.titles


async def test_swearing_is_answered_with_patience(chat: Chat, model: ScriptedUnderstander) -> None:
    model.knows("你妈的 都是骗子", "out_of_scope", 0.97)
    await chat.say("你妈的 都是骗子")
    assert "听得出您有气" in chat.heard and "找真人" in chat.titles


async def test_another_way_while_times_are_shown(chat: Chat) -> None:
    await chat.all(*TO_SLOT, "那当面吧")
    assert chat.value("way") == "in_person" and chat.field == "slot" and "已经改了" in chat.heard


async def test_wanting_to_leave_begins_no_joining(chat: Chat, model: ScriptedUnderstander) -> None:
    model.knows("我要退会", "join_program", 0.6, program="join_union")
    await chat.say("我要退会")
    assert chat.view["flow"] is None and "找真人" in chat.titles


async def test_one_tap_does_not_take_somebody_in_danger_out_of_the_queue(chat: Chat) -> None:
    await chat.say("人工")
    await chat.say("我不想活了")
    await chat.payload("leave_queue")
    assert "110" in chat.heard and chat.view["owner"] == "queue"
    async with chat.database.reading() as session:
        held = await conversations.get(session, chat.id)
    assert (held.owner, held.waiting_reason) == ("queue", "crisis")
