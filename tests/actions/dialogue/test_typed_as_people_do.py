"""Answers typed as people type them: a sign, a wrong character of the same sound, the story first, one thing more than asked.
Found in dialogues by other hands."""

from __future__ import annotations

import pytest

from tests.actions.dialogue.chat import Chat, ScriptedAnswers, ScriptedUnderstander

TO_COUNTY = ("我要约律师", "工资的事", "四个月没给我发钱了")
TO_SLOT = (*TO_COUNTY, "金台", "都行", "打电话")
TO_CONSENT = (*TO_SLOT, "1")
TO_CONFIRM = (*TO_CONSENT, "可以", "我叫李雷", "13800001234")


# ---------------------------------------------------------------- yes
@pytest.mark.parametrize("yes", ["同义", "你记，莫事", "能记", "记吧", "你们记就是", "👌"])
async def test_yes_to_keeping_a_name(chat: Chat, yes: str) -> None:
    await chat.all(*TO_CONSENT, yes)
    assert chat.field == "name", chat.heard


@pytest.mark.parametrize("no", ["莫记", "不要记", "👎"])
async def test_no_to_keeping_a_name_stays_a_no(chat: Chat, no: str) -> None:
    await chat.all(*TO_CONSENT, no)
    assert chat.field != "name", chat.heard


@pytest.mark.parametrize("yes", ["👌", "确任", "👍👍"])
async def test_a_sign_or_a_wrong_character_sends_it_off(chat: Chat, yes: str) -> None:
    await chat.all(*TO_CONFIRM, yes)
    assert chat.trace["ended"] == "done", chat.heard


async def test_a_sign_to_any_other_question_is_asked_about(chat: Chat) -> None:
    await chat.all("我要约律师", "👌")
    assert chat.field == "matter"


# ---------------------------------------------------------------- names
@pytest.mark.parametrize(
    ("said", "name"), [("名字写白永强", "白永强"), ("姓名就填任佳佳", "任佳佳"), ("边岁成", "边岁成")]
)
async def test_a_name_however_it_is_put(chat: Chat, said: str, name: str) -> None:
    await chat.all(*TO_CONSENT, "可以", said)
    assert chat.value("name") == name


async def test_another_name_for_the_talk_and_why(chat: Chat) -> None:
    await chat.all("约心理咨询", "秋叶", "视频", "1", "称呼改一下，不叫秋叶，叫春草，听着亮堂些")
    assert chat.value("alias") == "春草"


# ---------------------------------------------------------------- nothing to add, nowhere employed
async def test_nothing_to_add_to_a_rating(chat: Chat) -> None:
    await chat.all("我要评价", "很满意", "莫啥说的")
    assert chat.trace["ended"] == "done", chat.heard


async def test_who_has_no_employer_leaves_that_out(chat: Chat) -> None:
    await chat.all("我要入会", "送外卖", "没有固定单位")
    assert chat.field == "was_member"
    assert chat.value("employer") is None


# ---------------------------------------------------------------- more, or something else, than was asked
async def test_the_whole_story_in_place_of_its_kind_is_kept(chat: Chat, model: ScriptedUnderstander) -> None:
    told = "跟着工头给人安装设备，干咧四个半月，干完人就寻不着咧，电话也停机，手里就有个记工的本本"
    model.knows(told, "ask_policy", 0.95)
    await chat.all("我要约律师", told)
    assert chat.field == "matter" and "记下了" in chat.heard
    await chat.say("工资")
    assert chat.field == "county" and chat.value("account") == told


@pytest.mark.parametrize("said", ["来个公益律师", "找公益律师吧"])
async def test_an_option_of_another_question_is_no_story(chat: Chat, said: str) -> None:
    await chat.all("我要约律师", "工资的事", said)
    assert chat.field == "account"
    assert chat.value("lawyer_kind") == "public_interest"


@pytest.mark.parametrize("said", ["22个人", "好几个人呢"])
async def test_so_many_people_call_no_person(chat: Chat, model: ScriptedUnderstander, said: str) -> None:
    model.knows(said, "handoff", 0.69)
    await chat.all("我要申请劳动争议调解", "某某餐饮公司", "工资", "今年9月", said)
    assert chat.view["owner"] == "bot" and chat.field == "in_court"


async def test_so_many_people_told_a_question_early(chat: Chat) -> None:
    await chat.all("我要申请劳动争议调解", "某某餐饮公司", "工资", "今年9月", "22个人", "没有")
    assert chat.field == "account" and chat.value("people") == 22


async def test_not_right_and_how_many_it_should_be(chat: Chat) -> None:
    await chat.all("我要报名公益大讲堂", "健康养生", "3个人", "都行", "千阳", "行", "容海燕", "13629174453")
    await chat.say("不对 一共来4个人，奶奶也去")
    assert chat.field == "confirm" and chat.value("people") == 4


# ---------------------------------------------------------------- a change that leaves the time as it is
async def test_the_time_chosen_stays_where_it_is_free_in_the_other_county_too(chat: Chat) -> None:
    await chat.all(*TO_CONFIRM)
    before = chat.value("slot")
    await chat.say("说错了，县区应该是渭滨区")
    assert chat.value("county") == "610302"
    assert chat.field == "confirm" and chat.value("slot") == before


# ---------------------------------------------------------------- yes or no, told in other words
@pytest.mark.parametrize("said", ["就想在宝鸡寻活", "在宝鸡工地上干着呢", "留在宝鸡就行 不出远门"])
async def test_in_town_however_it_is_put(chat: Chat, said: str) -> None:
    await chat.all("我要报名工会帮就业", "刚失业", said)
    assert chat.value("in_baoji") is True


async def test_in_town_told_along_with_the_answer_before(chat: Chat) -> None:
    await chat.all("我要报名工会帮就业", "上礼拜厂子黄咧，刚失业，就想在宝鸡寻活，不出远门")
    assert chat.field == "wanted_job", chat.heard


@pytest.mark.parametrize("said", ["人在西安，不在宝鸡", "想去西安找"])
async def test_out_of_town_is_no_yes(chat: Chat, said: str) -> None:
    await chat.all("我要报名工会帮就业", "刚失业", said)
    assert chat.value("in_baoji") is not True


async def test_no_union_there_names_no_officer_of_one(chat: Chat) -> None:
    await chat.all("我想申请集体协商", "宝鸡某某快递站", "没有工会")
    assert chat.field == "role" and chat.value("role") is None
    await chat.say("我就是个快递员")
    assert chat.value("role") == "worker" and chat.field == "headcount" and chat.value("has_union") is False


async def test_by_the_way_is_no_yes(chat: Chat) -> None:
    await chat.all("我要入会", "在单位上班", "宝鸡某某印务公司", "对了 试用期最长能定几个月？")
    assert chat.trace["kind"] == "policy" and chat.field == "was_member"


async def test_relief_that_was_refused_looks_up_no_case(chat: Chat, model: ScriptedUnderstander) -> None:
    model.knows("低保没批下来", "check_status", 0.8)
    await chat.all("我要申请困难帮扶", "在", "没收入了", "四口人", "低保没批下来")
    assert chat.view["flow"] == "enrollment"


# ---------------------------------------------------------------- said besides
async def test_when_to_call_is_kept_and_sends_nothing_off(chat: Chat) -> None:
    await chat.all(*TO_CONFIRM, "还有电话晚上打 别白天打")
    assert chat.field == "confirm" and "别白天打" in chat.heard
    await chat.say("对")
    case = (await chat.cases())[0]
    assert case.fields["remark"]["value"] == "还有电话晚上打，别白天打"


async def test_when_to_call_said_with_the_number(chat: Chat) -> None:
    await chat.all(*TO_CONSENT, "可以", "我叫李雷", "13800001234 晚上打 老板白天在跟前")
    assert chat.field == "confirm" and chat.value("phone") == "13800001234" and "晚上打" in chat.heard


async def test_yes_and_when_to_call_sends_it_off(chat: Chat) -> None:
    await chat.all(*TO_CONFIRM, "对 下午三点以后打给我")
    assert chat.trace["ended"] == "done"
    assert (await chat.cases())[0].fields["remark"]["value"] == "下午三点以后打给我"


async def test_one_more_kind_is_added_and_replaces_nothing(chat: Chat) -> None:
    await chat.all(*TO_CONFIRM, "再加一个超时加班")
    assert chat.value("matter") == "wages" and "超时加班" in chat.heard and chat.field == "confirm"


async def test_who_answers_the_phone_is_no_name(chat: Chat) -> None:
    await chat.all(*TO_CONFIRM, "电话是我女子的 您打的时候叫她接")
    assert chat.value("name") == "李雷"


# ---------------------------------------------------------------- put right
async def test_a_name_put_right_refuses_nothing(chat: Chat) -> None:
    await chat.all(*TO_SLOT, "1", "不是 我叫赵有福 电话打我女子的 13709171234")
    assert chat.field == "consent" and chat.value("name") == "赵有福"


async def test_whose_name_it_is(chat: Chat) -> None:
    await chat.all(*TO_CONSENT, "可以", "我女子帮我接电话 她叫赵敏 我叫赵有福")
    assert chat.value("name") == "赵有福"


async def test_name_and_number_said_with_the_yes(chat: Chat) -> None:
    await chat.all(*TO_CONSENT, "同意 刘海涛 13572701234")
    assert chat.value("name") == "刘海涛" and chat.field == "confirm"


async def test_what_is_so_already_is_not_called_changed(chat: Chat) -> None:
    await chat.all(
        "我要约律师",
        "工资的事",
        "四个月没给我发钱了",
        "渭滨区",
        "都行",
        "打电话",
        "1",
        "可以",
        "我叫李雷",
        "13800001234",
    )
    await chat.say("县区不是渭滨，改成高新区")
    assert "已经改了" not in chat.heard and "渭滨区" in chat.heard


async def test_not_this_matter_but_that_one(chat: Chat) -> None:
    await chat.all(*TO_CONFIRM, "不是工资的事 是辞退我的事")
    assert chat.value("matter") == "dismissal" and chat.field == "confirm"


async def test_a_number_and_words_that_disagree_are_asked_about(chat: Chat) -> None:
    await chat.all("我要约律师", "8 我腿骨折了 算工伤不算")
    assert chat.field == "matter"
    await chat.say("8 平台上的事")
    assert chat.value("matter") == "platform"


async def test_the_name_of_a_firm_after_what_it_is(chat: Chat) -> None:
    await chat.payload("start:enrollment:violation_report")
    await chat.all("匿名", "凤翔的一个纸箱厂 叫华兴纸箱")
    assert chat.value("employer") == "华兴纸箱"


# ---------------------------------------------------------------- out of it
@pytest.mark.parametrize("said", ["取消 我没说要约律师", "不对不对 取消 我没想约"])
async def test_cancel_with_a_reason(chat: Chat, said: str) -> None:
    await chat.all("我要约律师", "工资的事", said)
    assert chat.trace["ended"] == "cancelled"


async def test_the_booked_time_after_all(chat: Chat) -> None:
    await chat.all(*TO_CONFIRM, "对", "改约", "不改了 还是原来的")
    assert chat.view["flow"] is None and not chat.field


@pytest.mark.parametrize("said", ["不用真人 不等了", "不等了 我没要人工"])
async def test_out_of_the_line_in_many_words(chat: Chat, said: str) -> None:
    await chat.all("人工", said)
    assert chat.view["owner"] == "bot", chat.heard


async def test_a_mark_said_with_the_wish_is_not_asked_for(chat: Chat) -> None:
    await chat.say("我要评价 打个一分 太啰嗦了")
    case = (await chat.cases())[0]
    assert case.fields["rating"]["value"] == "1"


async def test_the_words_of_the_menu_typed_out(chat: Chat) -> None:
    await chat.all("主菜单", "算一算该拿多少钱")
    assert "calc:" in str([button.payload for button in chat.buttons])


# ---------------------------------------------------------------- times
async def test_asking_for_evenings_is_a_wish(chat: Chat, model: ScriptedUnderstander) -> None:
    said = "我不是说晚上么 白天接不了 有没有晚上的"
    model.knows(said, "ask_policy", 0.95)
    await chat.all(*TO_SLOT, said)
    assert chat.field == "slot" and chat.trace["kind"] == "flow", chat.heard


async def test_the_earliest_whatever_it_is(chat: Chat) -> None:
    await chat.all(*TO_SLOT, "那随便吧 最早那个")
    assert chat.field == "consent" and chat.value("slot")


async def test_about_which_day_of_the_month_is_kept_as_the_month(chat: Chat) -> None:
    await chat.all("我要申请劳动争议调解", "某某餐饮公司", "工资", "七月十几号吧 记不太清")
    assert chat.field == "in_court" and str(chat.value("happened_on")).endswith("-07-01")


@pytest.mark.parametrize(
    ("said", "way"),
    [("打电话宿舍人都听着呢，不好，我去当面说", "in_person"), ("电话…算了还是当面说清楚些", "in_person")],
)
async def test_the_way_that_is_left_after_the_other(chat: Chat, said: str, way: str) -> None:
    await chat.all(*TO_COUNTY, "金台", "都行", said)
    assert chat.value("way") == way


# ---------------------------------------------------------------- what is wished
async def test_joining_wished_for_in_so_many_words(chat: Chat, model: ScriptedUnderstander) -> None:
    model.knows("没单位 我想加入工会", "ask_policy", 0.51)
    await chat.say("没单位 我想加入工会")
    assert chat.view["program"] == "join_union"


@pytest.mark.parametrize("said", ["想问想入工会要交多少钱", "我不想入会"])
async def test_joining_asked_about_or_refused_is_no_wish(chat: Chat, model: ScriptedUnderstander, said: str) -> None:
    model.knows(said, "ask_policy", 0.6)
    await chat.say(said)
    assert chat.view["flow"] is None


async def test_a_short_name_of_a_platform_is_not_left_out(chat: Chat, learned: ScriptedAnswers) -> None:
    learned.knows("skip", "滴滴", "skip", 0.99)
    await chat.all("我要入会", "跑网约车的", "滴滴")
    assert chat.value("employer") == "滴滴"


async def test_why_it_is_noted_is_no_yes(chat: Chat, learned: ScriptedAnswers) -> None:
    learned.knows("consent", "你们记我名字干啥用呢", "yes", 0.99)
    await chat.all(*TO_CONSENT, "你们记我名字干啥用呢")
    assert chat.field == "consent"


async def test_an_identity_number_that_is_none_is_no_part_of_the_story(chat: Chat) -> None:
    await chat.all("我要申请困难帮扶", "在", "没收入了", "四口人", "没有", "媳妇住院两个月，我请假照看没收入", "可以")
    assert chat.field == "id_number"
    await chat.say("610323198703152518")
    assert chat.field == "id_number" and "610323198703152518" not in chat.value("account")


async def test_the_county_by_its_name_and_a_street_beside_it(chat: Chat) -> None:
    await chat.all(*TO_COUNTY, "金台区 经二路")
    assert chat.value("county") == "610303"


async def test_a_private_firm_and_what_it_is_not(chat: Chat) -> None:
    await chat.payload("start:enrollment:legal_checkup")
    await chat.all("某某餐饮店", "可以", "马建国", "私人的么 不是公家的")
    assert chat.value("is_private") is True


# ---------------------------------------------------------------- where a remark would be lost, or does not belong
async def test_where_nobody_would_read_it_no_remark_is_promised(chat: Chat) -> None:
    await chat.all(*TO_CONFIRM, "对", "改约", "明天上午 下午打给我")
    assert "补充" not in chat.heard


async def test_a_number_is_an_answer_and_no_part_of_a_remark(chat: Chat) -> None:
    await chat.all(*TO_CONSENT, "可以", "李强 还有我电话13571749920")
    assert chat.field == "confirm" and chat.value("phone") == "13571749920"
    assert "补充" not in chat.heard


async def test_starting_over_drops_the_remark_too(chat: Chat) -> None:
    await chat.all(
        *TO_CONFIRM, "还有晚上打", "重新开始", "工资的事", "四个月没给我发钱了", "金台", "都行", "打电话", "1"
    )
    await chat.all("我叫李雷", "13800001234")
    assert chat.field == "confirm" and "晚上打" not in chat.heard
