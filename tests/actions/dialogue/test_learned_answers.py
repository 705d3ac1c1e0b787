"""Answers no written word knows: taken by likeness, said back at once, and never against what is plainly said."""

from __future__ import annotations

from tests.actions.dialogue.chat import Chat, ScriptedAnswers

TO_LAWYER = ("我要约律师", "工资的事", "四个月没给我发钱了", "金台")
TO_CONSENT = (*TO_LAWYER, "都行", "打电话", "1")
TO_CONFIRM = (*TO_CONSENT, "可以", "我叫李雷", "13800001234")


async def test_an_answer_in_own_words_is_taken_and_said_back(chat: Chat, learned: ScriptedAnswers) -> None:
    learned.knows("lawyer_kind", "抓阄抓到谁算谁", "any")
    await chat.all(*TO_LAWYER, "抓阄抓到谁算谁")
    assert chat.value("lawyer_kind") == "any"
    assert chat.field == "way"
    assert "记下了：律师类别 都可以，听安排" in chat.heard


async def test_what_is_plainly_said_is_not_said_back(chat: Chat) -> None:
    await chat.all(*TO_LAWYER, "公益律师")
    assert "记下了" not in chat.heard


async def test_an_unsure_guess_is_asked_again(chat: Chat, learned: ScriptedAnswers) -> None:
    learned.knows("lawyer_kind", "抓阄抓到谁算谁", "any", 0.4)
    await chat.all(*TO_LAWYER, "抓阄抓到谁算谁")
    assert chat.field == "lawyer_kind"


async def test_a_guess_taken_wrongly_is_put_right_by_a_word(chat: Chat, learned: ScriptedAnswers) -> None:
    learned.knows("lawyer_kind", "抓阄抓到谁算谁", "social")
    await chat.all(*TO_LAWYER, "抓阄抓到谁算谁", "不对，律师类别改成公益律师")
    assert chat.value("lawyer_kind") == "public_interest"


async def test_consent_in_own_words(chat: Chat, learned: ScriptedAnswers) -> None:
    learned.knows("consent", "你们记着就是了", "yes")
    await chat.all(*TO_CONSENT, "你们记着就是了")
    assert chat.field == "name"


async def test_consent_is_not_guessed_lightly(chat: Chat, learned: ScriptedAnswers) -> None:
    learned.knows("consent", "你们记着就是了", "yes", 0.75)
    await chat.all(*TO_CONSENT, "你们记着就是了")
    assert chat.field == "consent"


async def test_the_list_is_agreed_to_in_own_words(chat: Chat, learned: ScriptedAnswers) -> None:
    learned.knows("confirm", "以上信息核过一遍了", "yes")
    await chat.all(*TO_CONFIRM, "以上信息核过一遍了")
    assert len(await chat.cases("legal_consultation")) == 1


async def test_nothing_to_change_is_no_wish_to_change(chat: Chat, learned: ScriptedAnswers) -> None:
    learned.knows("confirm", "没有要改的了，确认", "yes", 0.99)
    await chat.all(*TO_CONFIRM, "没有要改的了，确认")
    assert len(await chat.cases("legal_consultation")) == 1


async def test_a_form_is_not_dropped_on_a_faint_guess(chat: Chat, learned: ScriptedAnswers) -> None:
    learned.knows("confirm", "我再掂量掂量", "cancel", 0.85)
    await chat.all(*TO_CONFIRM, "我再掂量掂量")
    assert chat.field == "confirm"


async def test_an_optional_question_left_out_in_other_words(chat: Chat, learned: ScriptedAnswers) -> None:
    learned.knows("skip", "日子先不定", "skip")
    await chat.payload("start:enrollment:legal_checkup")
    await chat.all("某某机械公司", "可以", "周敏", "是民营的", "120人", "劳动合同", "日子先不定")
    assert chat.field == "county" and chat.value("preferred_date") is None


async def test_words_that_may_be_ones_own_are_left_out_only_where_nearly_certain(
    chat: Chat, learned: ScriptedAnswers
) -> None:
    learned.knows("skip", "没解决我的事", "skip", 0.85)
    await chat.all("我要评价", "不太满意", "没解决我的事")
    assert chat.trace["ended"] == "done", (chat.heard, chat.field)
    assert (await chat.cases())[0].fields["opinion"]["value"] == "没解决我的事"
