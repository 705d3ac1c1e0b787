"""Answers as people put them: with a reason, a lead, a correction, in wrong characters. Found in dialogues by other hands."""

from __future__ import annotations

import pytest

from tests.actions.dialogue.chat import Chat, ScriptedUnderstander

TO_COUNTY = ("我要约律师", "工资的事", "四个月没给我发钱了")
TO_CONFIRM = (*TO_COUNTY, "金台", "都行", "打电话", "1", "可以", "我叫李雷", "13800001234")


@pytest.mark.parametrize(
    "told",
    [
        "电焊干了一年半 工资打微信 啥手序都没有",
        "早年厂子改制 档案不知道弄到哪去了 退休手续办不下来",
        "谁都找不着 没啥凭据",
    ],
)
async def test_a_story_with_啥_and_哪_in_it_is_a_story(chat: Chat, model: ScriptedUnderstander, told: str) -> None:
    model.knows(told, "ask_policy", 0.98)
    await chat.all("我要约律师", "合同的事", told)
    assert chat.field == "county", chat.trace
    assert chat.value("account") == told


async def test_a_question_in_place_of_the_story_is_answered(chat: Chat) -> None:
    await chat.all("我要约律师", "合同的事", "试用期最长多久")
    assert chat.trace["kind"] == "policy" and chat.field == "account"


async def test_the_matter_said_once_more_tells_no_story(chat: Chat) -> None:
    await chat.all("我要约律师", "工资的事", "工资")
    assert chat.field == "account"


async def test_who_goes_on_telling_about_others_is_heard_too(chat: Chat, model: ScriptedUnderstander) -> None:
    more = "实习转正两个月 一毛没发 HR已读不回 打了八个电话都不接"
    model.knows(more, "ask_policy", 0.94)
    await chat.all(*TO_COUNTY, more)
    assert chat.field == "county" and more in chat.value("account")


@pytest.mark.parametrize("said", ["我打字慢 说不清 能不能叫个活人跟我说", "你给我派个真人来说吧", "跟工作人员说行不行"])
async def test_a_living_person_asked_for_in_the_middle_is_called(chat: Chat, said: str) -> None:
    await chat.all("我要约律师", "工伤", said)
    assert chat.view["owner"] == "queue"


async def test_two_counties_and_the_word_which_of_them_counts(chat: Chat) -> None:
    await chat.all(*TO_COUNTY, "我家是麟游的 上班在金台 按上班的算")
    assert chat.value("county") == "610303"


async def test_two_counties_alone_are_asked_for_and_are_no_story(chat: Chat) -> None:
    await chat.all(*TO_COUNTY, "我家是麟游的 上班在金台")
    assert chat.field == "county" and "麟游" in chat.heard and "金台" in chat.heard
    assert "麟游" not in chat.value("account")


@pytest.mark.parametrize("said", ["当面 我耳背 电话听不清", "电话听不清，还是当面", "当面吧 视频我不会弄"])
async def test_an_answer_with_its_reason(chat: Chat, said: str) -> None:
    await chat.all(*TO_COUNTY, "金台", "都行", said)
    assert chat.value("way") == "in_person"


async def test_somebody_else_may_choose_the_lawyer(chat: Chat) -> None:
    await chat.all(*TO_COUNTY, "金台", "不懂 你给挑一个")
    assert chat.value("lawyer_kind") == "any"


@pytest.mark.parametrize("said", ["对对对就这些", "ok没问题", "冲 提交", "好着呢 交", "嗯好的提交吧"])
async def test_yes_in_many_words_submits(chat: Chat, said: str) -> None:
    await chat.all(*TO_CONFIRM)
    assert chat.field == "confirm", chat.heard
    await chat.say(said)
    assert "编号" in chat.heard


async def test_yes_in_wrong_characters_submits(chat: Chat, model: ScriptedUnderstander) -> None:
    model.knows("可已", "affirm", 0.83)
    await chat.all(*TO_CONFIRM, "可已")
    assert "编号" in chat.heard


async def test_a_no_before_the_word_submit_submits_nothing(chat: Chat) -> None:
    await chat.all(*TO_CONFIRM, "不对 先别提交")
    assert "编号" not in chat.heard


async def test_a_correction_behind_a_lead_and_with_a_reason(chat: Chat) -> None:
    await chat.all(*TO_COUNTY, "眉县", "都可以", "哦对了 县区改成太白县 滑雪场在那边")
    assert chat.value("county") == "610331" and "太白" not in chat.value("account")
    await chat.all("视频", "算了 方式改成打电话 工棚里人多")
    assert chat.value("way") == "phone"


async def test_a_number_put_right_by_a_word_near_its_label(chat: Chat) -> None:
    await chat.all("报名公益大讲堂", "健康养生", "三个人", "刚才人数说错咧 是四个人")
    assert chat.value("people") == 4


@pytest.mark.parametrize("said", ["名字就不留了", "不想说名字", "能不能匿名", "随便叫啥都行"])
async def test_a_counsellor_needs_no_name(chat: Chat, said: str) -> None:
    await chat.all("我要约心理咨询", said)
    assert chat.field == "way" and chat.value("alias") is None


async def test_what_a_counsellor_may_call_me_and_how_we_talk_at_once(chat: Chat) -> None:
    await chat.all("我要约心理咨询", "叫额阿莲吧 打电话聊")
    assert chat.value("alias") == "阿莲" and chat.value("way") == "phone"


async def test_a_question_is_nobodys_name(chat: Chat) -> None:
    await chat.all("我要约心理咨询", "要钱不")
    assert chat.field == "alias" and chat.value("alias") is None


async def test_not_knowing_skips_a_question_that_may_be_left_out(chat: Chat) -> None:
    await chat.all("我想申请集体协商指导", "某某同城配送站", "普通职工", "不知道有没有")
    assert chat.field != "has_union" and chat.value("has_union") is None


async def test_a_change_of_mind_while_cancelling_keeps_the_booking(chat: Chat) -> None:
    await chat.all(*TO_CONFIRM, "确认", "取消预约", "等等 不取消了 我还是去")
    assert "没有取消" in chat.heard
