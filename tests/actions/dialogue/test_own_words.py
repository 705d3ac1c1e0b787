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


@pytest.mark.parametrize(
    "said", ["打电话我耳朵听不太清，还是当面吧", "电话还是当面呢……还是当面吧", "视频不太会弄，当面吧"]
)
async def test_who_hesitates_is_taken_at_the_last_word(chat: Chat, said: str) -> None:
    await chat.all(*TO_COUNTY, "金台", "都行", said)
    assert chat.value("way") == "in_person"


async def test_an_answer_and_a_question_in_one_breath_are_both_heard(chat: Chat) -> None:
    await chat.all(*TO_COUNTY, "扶风法门镇这边 试用期最长多久")
    assert chat.trace["kind"] == "policy" and chat.value("county") == "610324" and chat.field == "lawyer_kind"


@pytest.mark.parametrize("said", ["行，记吧", "可以 你记", "她说可以", "能行 你登记"])
async def test_consent_in_many_words(chat: Chat, said: str) -> None:
    await chat.all(*TO_COUNTY, "金台", "都行", "打电话", "1", said)
    assert chat.field == "name"


async def test_how_to_talk_is_heard_in_the_first_sentence(chat: Chat) -> None:
    await chat.all("我在太白县咀头镇，想约个律师当面说说", "工资的事", "四个月没给我发钱了")
    assert chat.value("way") == "in_person" and chat.field == "lawyer_kind"


async def test_everything_for_a_counsellor_in_the_first_sentence(chat: Chat) -> None:
    await chat.all("帮我约心理咨询，叫我阿木，打电话，号码13649170582", "可以")
    assert chat.field == "slot" and chat.value("alias") == "阿木" and chat.value("way") == "phone"


async def test_who_was_told_to_come_is_not_called_so(chat: Chat) -> None:
    await chat.say("我姐叫我来约个心理咨询")
    assert chat.field == "alias"


async def test_an_answer_called_by_its_label_is_changed(chat: Chat) -> None:
    await chat.all(*TO_COUNTY, "金台", "都可以吧", "哦不 律师类别我要公职律师")
    assert chat.value("lawyer_kind") == "government" and "公职" not in chat.value("account")


async def test_numbers_written_the_wrong_way_round(chat: Chat) -> None:
    await chat.all("我要入会", "在单位上班", "云岭大酒店", "没入过", "眉县汤峪", "74", "同意", "阎小荣", "15129170863")
    assert chat.field == "confirm", chat.heard
    await chat.say("年龄写反咧 是47")
    assert chat.value("age") == 47


@pytest.mark.parametrize("said", ["哪有单位 谁叫跟谁走", "没固定的 都是熟人介绍", "没有单位 自己接活"])
async def test_no_firm_in_many_words(chat: Chat, said: str) -> None:
    await chat.all("我要入会", "打零工", said)
    assert chat.field == "was_member" and chat.value("employer") is None


async def test_a_membership_told_in_passing_is_not_asked_for(chat: Chat) -> None:
    await chat.all("我要办职工互助保障", "申请互助金的 我是咱工会会员")
    assert chat.value("is_member") is True, chat.run


async def test_one_alone_is_a_number_of_people(chat: Chat) -> None:
    await chat.all("报名公益大讲堂", "健康养生", "就我自己")
    assert chat.value("people") == 1


async def test_who_goes_on_telling_when_asked_for_consent_is_heard(chat: Chat) -> None:
    await chat.all(*TO_COUNTY, "金台", "都行", "打电话", "1", "去要了三回 会计都推说老板出差了")
    assert "出差" in chat.value("account") and chat.field == "consent"


async def test_called_off_at_the_end_with_a_reason(chat: Chat) -> None:
    await chat.all(*TO_CONFIRM, "先不提交了 我跟家里人商量商量再说 取消吧")
    assert chat.field is None and "编号" not in chat.heard


async def test_yes_to_a_list_of_times_picks_none_and_changes_nothing(chat: Chat) -> None:
    await chat.all(*TO_COUNTY, "金台", "公益律师", "打电话", "可以")
    assert chat.field == "slot" and chat.value("lawyer_kind") == "public_interest" and "挑一个" in chat.heard


@pytest.mark.parametrize("said", ["嗯 没错", "没错", "嗯，都没错"])
async def test_nothing_wrong_is_no_wish_to_change(chat: Chat, said: str) -> None:
    await chat.all(*TO_CONFIRM, said)
    assert "编号" in chat.heard


async def test_my_own_name_is_not_the_leaders(chat: Chat, model: ScriptedUnderstander) -> None:
    model.knows("我们厂想申报劳模创新工作室", "join_program", program="craftsman_studio")
    await chat.all("我们厂想申报劳模创新工作室", "宝鸡某某机床厂", "同意", "我叫庞博")
    assert chat.value("name") == "庞博" and chat.value("leader_name") is None, chat.run


async def test_another_course_after_all(chat: Chat) -> None:
    await chat.all("我要报名公益培训", "电工", "二十四", "哎 我不学电工了 课程改成电商直播")
    assert chat.value("course") == "e_commerce"


@pytest.mark.parametrize("said", ["嗯 就想留在宝鸡", "是的 干了十几年了"])
async def test_yes_and_more(chat: Chat, said: str) -> None:
    await chat.all("我要报名工会帮就业", "在上班想换一个", said)
    assert chat.field not in ("in_baoji", None) and True in {a["value"] for a in chat.run["answers"].values()}


@pytest.mark.parametrize(
    "told", ["车间里没有一个人有社保 谁提就让谁走 说爱干不干", "两班倒十二小时 一个月就歇一天 谁不来就说旷工"]
)
async def test_谁_and_爱干不干_in_a_story_ask_nothing(chat: Chat, model: ScriptedUnderstander, told: str) -> None:
    model.knows(told, "ask_policy", 0.99)
    await chat.all("我要约律师", "社保", told)
    assert chat.field == "county" and chat.value("account") == told


@pytest.mark.parametrize(
    "said", ["你看哪个合适就哪个 额不懂这些", "哪种律师啊我也不懂你给我安排吧", "嗯第一个就行", "头一个"]
)
async def test_any_lawyer_or_the_first_in_the_list(chat: Chat, said: str) -> None:
    await chat.all(*TO_COUNTY, "金台", said)
    assert chat.value("lawyer_kind") == "any"


async def test_a_change_of_the_way_with_its_reason_first(chat: Chat) -> None:
    await chat.all("我要约心理咨询", "小雨", "视频", "算了 合租房隔音太差 改成当面聊")
    assert chat.value("way") == "in_person" and chat.field == "slot"


async def test_given_up_with_a_reason(chat: Chat, model: ScriptedUnderstander) -> None:
    model.knows("我要举报单位", "join_program", program="violation_report")
    await chat.all("我要举报单位", "匿名", "兴隆砖厂", "算了 不举报了 都是一个村的 抬头不见低头见")
    assert chat.field is None and "编号" not in chat.heard


async def test_left_out_at_the_end_of_a_sentence(chat: Chat) -> None:
    await chat.all("我要入会", "打零工", "商场卖鞋的 单位不想说 跳过")
    assert chat.field != "employer" and chat.value("employer") is None


async def test_a_total_of_several_numbers(chat: Chat) -> None:
    await chat.all("报名公益大讲堂", "健康养生", "我们两家加起来七个")
    assert chat.value("people") == 7


@pytest.mark.parametrize("said", ["电话……哎不行 车间吵得很听不清 还是当面谈", "电话吧…算了室友在 改当面"])
async def test_the_last_word_decides(chat: Chat, said: str) -> None:
    await chat.all(*TO_COUNTY, "金台", "都行", said)
    assert chat.value("way") == "in_person"


async def test_phone_or_in_person_is_not_decided(chat: Chat) -> None:
    await chat.all(*TO_COUNTY, "金台", "都行", "电话还是当面")
    assert chat.field == "way"


async def test_a_wish_for_a_kind_of_lawyer_answers_the_question(chat: Chat, model: ScriptedUnderstander) -> None:
    model.knows("想找公职律师", "legal_consultation", 0.99)
    await chat.all(*TO_COUNTY, "金台", "想找公职律师")
    assert chat.value("lawyer_kind") == "government"


async def test_who_asks_whether_the_boss_will_know_refuses_nothing(chat: Chat) -> None:
    await chat.all(*TO_COUNTY, "金台", "都行", "打电话", "1", "你们记我信息 不会让老板看见吧")
    assert chat.field == "consent" and "单位看不到" in chat.heard


async def test_the_hours_one_works_are_not_the_hours_one_can_come(chat: Chat) -> None:
    await chat.all("我要报名公益培训", "电工", "四十一", "零基础", "白天要下地 晚上行")
    assert chat.value("class_time") == "evening"


async def test_a_story_that_ends_in_not_knowing(chat: Chat, model: ScriptedUnderstander) -> None:
    told = "医院查的尘肺 矿早都关了 不知道寻谁"
    model.knows(told, "ask_policy", 0.9)
    await chat.all("我要约律师", "职业病", told)
    assert chat.value("account") == told


@pytest.mark.parametrize(
    "said",
    [
        "哎，讲座先放一放，我得先约个律师",
        "算了先不弄了 这事烦人得很 我想约个律师",
        "对了，我先约个律师，这个一会儿再说",
    ],
)
async def test_another_thing_first(chat: Chat, model: ScriptedUnderstander, said: str) -> None:
    for wish in ("我得先约个律师", "我想约个律师", "我先约个律师"):
        model.knows(wish, "legal_consultation", 0.97)
    await chat.all("我要报名公益大讲堂", "防诈骗的", said)
    assert chat.view["flow"] == "legal_consultation", chat.heard
    assert "公益大讲堂" in str(chat.turns[-1].replies)


async def test_a_living_person_asked_for_where_consent_is_asked(chat: Chat) -> None:
    await chat.all(*TO_COUNTY, "金台", "都行", "打电话", "1", "后头的我不想在手机上填 给我找个真人说")
    assert chat.view["owner"] == "queue"


async def test_a_county_in_wrong_characters_of_the_same_sound(chat: Chat) -> None:
    await chat.all(*TO_COUNTY, "为滨区")
    assert chat.value("county") == "610302"


@pytest.mark.parametrize(
    "said", ["我户口凤翔的 车队在麟游 人也常年在麟游 就写麟游吧", "我住凤翔，干活在麟游，那就按干活的地方，麟游"]
)
async def test_of_two_counties_the_last_word_says_which(chat: Chat, said: str) -> None:
    await chat.all(*TO_COUNTY, said)
    assert chat.value("county") == "610329"


async def test_being_somewhere_asks_nothing(chat: Chat, model: ScriptedUnderstander) -> None:
    model.knows("我在金台区这边上班呢", "ask_policy", 0.9)
    await chat.all(*TO_COUNTY, "我在金台区这边上班呢")
    assert chat.value("county") == "610303"


async def test_a_name_that_ends_like_a_command_is_a_name(chat: Chat) -> None:
    await chat.all(*TO_COUNTY, "金台", "都行", "打电话", "1", "可以", "赵麦换")
    assert chat.value("name") == "赵麦换"


async def test_whom_one_works_for_is_nobodys_name(chat: Chat) -> None:
    await chat.all("您好，我是铁路上的巡道工，想约个律师")
    assert "name" not in chat.run["answers"]


@pytest.mark.parametrize(
    ("said", "way"),
    [
        ("视频我害羞 打电话可以吗", "phone"),
        ("视频会看到脸吧…那我选电话", "phone"),
        ("视频 哎不 家里有人听着呢 还是我过去当面说", "in_person"),
        ("我想当面给他说我说不清电话里", "in_person"),
        ("视频我不会弄打电话行吧", "phone"),
    ],
)
async def test_one_way_given_up_for_another(chat: Chat, said: str, way: str) -> None:
    await chat.all(*TO_COUNTY, "金台", "都行", said)
    assert chat.value("way") == way, chat.heard


@pytest.mark.parametrize(
    ("said", "alias"),
    [
        ("就写老吕", "老吕"),
        ("用小满这个名字", "小满"),
        ("能用外号不 就阿泽", "阿泽"),
        ("那就好 叫额大梅就行", "大梅"),
        ("叫她小婉", "小婉"),
        ("可以不说真名吧？那叫橘子", "橘子"),
    ],
)
async def test_what_to_be_called_without_the_words_around_it(chat: Chat, said: str, alias: str) -> None:
    await chat.all("我想约心理咨询", said)
    assert chat.value("alias") == alias


async def test_a_name_and_the_way_side_by_side(chat: Chat) -> None:
    await chat.all("我想约心理咨询", "阿凯 视频")
    assert (chat.value("alias"), chat.value("way")) == ("阿凯", "video")


@pytest.mark.parametrize("said", ["不留", "称呼跳过"])
async def test_no_name_in_a_word(chat: Chat, said: str) -> None:
    await chat.all("我想约心理咨询", said)
    assert chat.field == "way" and chat.value("alias") is None


async def test_whether_it_goes_into_ones_file_is_answered_and_deletes_nothing(
    chat: Chat, model: ScriptedUnderstander
) -> None:
    model.knows("聊的内容会记到我档案里吗", "privacy", 0.9)
    await chat.all("我想约心理咨询", "聊的内容会记到我档案里吗")
    assert chat.view["flow"] == "psych_consultation"


async def test_a_matter_read_too_early_is_chosen_anew(chat: Chat) -> None:
    await chat.all("快递的 天天罚我 我要找律师", "工资 全让罚款扣完咧")
    assert chat.value("matter") == "wages" and chat.field == "account"


async def test_called_for_by_name_the_right_booking_is_cancelled(chat: Chat, model: ScriptedUnderstander) -> None:
    model.knows("我去不成了 把大讲堂的报名退了", "cancel_booking", 0.97)
    await chat.all(*TO_CONFIRM, "确认")
    await chat.all("我要报名公益大讲堂", "防诈骗的", "一个人", "周末", "金台", "李雷", "13800001234", "确认")
    await chat.all("我去不成了 把大讲堂的报名退了", "确定取消")
    lecture = await chat.case("enrollment")
    assert lecture.status == "cancelled"


async def test_a_wish_to_rate_is_no_opinion(chat: Chat) -> None:
    await chat.all("我要给你们的服务评价一下", "很满意")
    assert chat.field == "opinion"


async def test_hidden_names_are_a_yes_to_staying_unnamed(chat: Chat) -> None:
    await chat.all("我要举报单位不给交社保", "千万别留我名字")
    assert chat.run["answers"]["anonymous"]["value"] is True


async def test_an_injury_told_in_a_form_goes_on_with_a_word_of_caution(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("actions.crisis.watch.DangerWatch.is_over", lambda self, crisis, text: True)
    await chat.all("我要约律师", "工伤", "从架子上掉下来腰坏了 老板不管")
    assert "先打120" in chat.heard
    assert chat.field == "county" and not chat.trace["crisis"]


async def test_an_injury_of_this_moment_told_in_a_form_is_an_alarm(chat: Chat) -> None:
    await chat.all("我要约律师", "工伤", "刚从架子上掉下来 人叫不醒")
    assert chat.trace["crisis"]


async def test_yes_and_keep_it_to_yourselves_is_a_yes(chat: Chat) -> None:
    await chat.all(*TO_COUNTY, "金台", "都行", "打电话", "1", "可以，请保密")
    assert chat.field == "name"


async def test_a_number_in_a_question_is_no_age(chat: Chat) -> None:
    await chat.all("我要加入工会", "开货车的", "跳过", "没入过", "千阳", "入了会一个月要扣我多少钱")
    assert chat.field == "age" and "最少" not in chat.heard


async def test_said_wrongly_and_put_right_when_the_next_is_asked(chat: Chat) -> None:
    await chat.all(*TO_COUNTY, "陇县", "哎 说岔咧 不是陇县 是千阳")
    assert chat.value("county") == "610328"


async def test_no_call_but_a_video_changes_the_way_and_no_number(chat: Chat) -> None:
    await chat.all(*TO_CONFIRM, "不打电话了 改成视频吧")
    assert chat.value("way") == "video" and chat.value("phone") == "13800001234"


async def test_one_way_is_better_and_the_other_makes_one_nervous(chat: Chat) -> None:
    await chat.all(*TO_COUNTY, "金台", "都行", "还是面对面好一些，视频我会紧张")
    assert chat.value("way") == "in_person"


async def test_who_gives_up_and_wants_a_living_person_gets_one(chat: Chat) -> None:
    await chat.all(*TO_COUNTY, "算了 我不想填咧 找个真人")
    assert chat.view["owner"] == "queue"
