"""How answers may come: several at once, inside a sentence, corrected, skipped, or not at all."""

from __future__ import annotations

import pytest

from actions.answers.policy import one_choice
from knowledge.search import Hit, SearchResult
from tests.actions.dialogue.chat import Chat
from tests.actions.dialogue.test_booking import to_confirmation


async def test_several_answers_in_one_message_are_taken_and_said_back(chat: Chat) -> None:
    await chat.all("我想找个律师", ">工资", "老板欠我三个月工资，我叫张建设，电话13712345678，在蔡家坡")
    assert "记下了" in chat.heard and "张建设" in chat.heard and "岐山县" in chat.heard
    assert chat.value("account").startswith("老板欠我")
    assert (chat.value("county"), chat.value("phone")) == ("610323", "13712345678")
    await chat.all(">同意", ">都可以", ">打电话", "1")
    assert chat.field == "confirm", "name and phone are not asked again"


async def test_the_sentence_that_asks_answers_too(chat: Chat) -> None:
    await chat.say("我在金台区，想约个律师打电话说")
    assert (chat.value("county"), chat.value("way")) == ("610303", "phone")
    assert "记下了" in chat.heard and chat.field == "matter"


async def test_an_answer_inside_a_sentence(chat: Chat) -> None:
    await chat.all("我要入会", "我现在给美团送外卖呢", "就在美团", "以前莫有入过", "主要在渭滨跑", "我今年三十二咧")
    assert chat.value("worker_kind") == "delivery"
    assert (chat.value("was_member"), chat.value("county"), chat.value("age")) == (False, "610302", 32)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("改电话", None), ("电话错了", None), ("电话填错了，应该是13900005678", "13900005678"),
        ("不对，电话是13900005678", "13900005678"), ("把电话改成13900005678", "13900005678"),
        ("不对不对，我的电话是幺三九零零零零五六七八", "13900005678"), ("13900005678", "13900005678"),
    ],
)  # fmt: skip
async def test_one_answer_is_changed_at_the_end(chat: Chat, said: str, kept: str | None) -> None:
    await to_confirmation(chat)
    await chat.say(said)
    if kept is None:
        assert chat.field == "phone"
        await chat.say("13900005678")
    assert chat.field == "confirm" and "已经改了" in chat.heard and "139" in chat.heard
    await chat.say("没问题")
    assert (await chat.case("legal_consultation")).fields["phone"]["value"] == "13900005678"


async def test_no_at_the_end_asks_which_answer_is_wrong(chat: Chat) -> None:
    await to_confirmation(chat)
    await chat.say("不对")
    assert chat.field == "change" and "姓名" in chat.titles
    await chat.all("名字", "李雷")
    assert chat.field == "confirm" and "李雷" in chat.heard


async def test_changing_ones_mind_about_changing(chat: Chat) -> None:
    await to_confirmation(chat)
    await chat.all(">改一项", ">电话")
    await chat.say("返回")
    assert chat.field == "confirm" and chat.value("phone") == "13800001234"


async def test_a_wrong_new_value_is_asked_again_and_the_old_one_kept(chat: Chat) -> None:
    await to_confirmation(chat)
    await chat.all("改电话", "1390000")
    assert chat.field == "phone" and "11位" in chat.heard and chat.value("phone") == "13800001234"


async def test_an_earlier_answer_is_corrected_in_the_middle(chat: Chat) -> None:
    await chat.all("我想找个律师", ">工资", "欠了我半年工资", "金台", "不对，是陈仓区")
    assert chat.value("county") == "610304"


async def test_a_no_inside_the_account_belongs_to_the_account(chat: Chat) -> None:
    told = "不是我不干了，是老板不让我干了"
    await chat.all("我想找个律师", ">辞退", told)
    assert chat.value("account") == told


async def test_going_back_skipping_and_starting_over(chat: Chat) -> None:
    await chat.all("我要入会", ">送外卖", "跳过")
    assert chat.field == "was_member" and "先空着" in chat.heard
    await chat.say("返回")
    assert chat.field == "employer"
    await chat.say("返回")
    assert chat.field == "worker_kind"
    await chat.say("返回")
    assert "第一项" in chat.heard
    await chat.all(">送快递", "顺丰", "重新开始")
    assert chat.field == "worker_kind" and chat.run["answers"] == {}


async def test_what_must_be_answered_cannot_be_skipped_but_a_person_helps(chat: Chat) -> None:
    await chat.all("我想找个律师", ">工资", "欠薪半年了", "跳过")
    assert chat.field == "county" and "找真人" in chat.titles


@pytest.mark.parametrize("nothing", ["没有", "莫有", "不知道", "忘了", "没想好"])
async def test_nothing_to_say_skips_an_optional_question(chat: Chat, nothing: str) -> None:
    await chat.all("我要评价", ">很满意", nothing)
    case = await chat.case("feedback")
    assert "opinion" not in case.fields


async def test_after_two_misses_a_person_is_offered(chat: Chat) -> None:
    await chat.all("我想找个律师", ">工资", "欠薪半年了", "哈哈哈")
    assert chat.field == "county" and "找真人" not in chat.titles and "县区" in chat.heard
    await chat.say("嘿嘿嘿")
    assert "找真人" in chat.titles and "找工作人员帮您" in chat.heard
    await chat.say("岐山")
    assert chat.value("county") == "610323"


async def test_consent_is_asked_once_and_kept(chat: Chat) -> None:
    await to_confirmation(chat)
    assert sum("可以吗" in reply.text for turn in chat.turns for reply in turn.replies) == 1
    await chat.say("确认")
    await chat.all("我要入会", ">送外卖", "美团", "没有", "渭滨", "32")
    assert chat.field == "name", "consent was given before"


async def test_consent_refused_ends_it_without_a_word_kept(chat: Chat) -> None:
    await chat.all("我要入会", ">送外卖", "美团", "没有", "渭滨", "32")
    assert chat.field == "consent"
    await chat.say("不")
    assert "不记您的信息" in chat.heard and chat.view["flow"] is None and "12351" in chat.heard
    assert await chat.cases() == []


async def test_cancelling_keeps_nothing(chat: Chat) -> None:
    await to_confirmation(chat)
    await chat.say("算了不办了")
    assert "没有提交" in chat.heard and await chat.cases() == []


@pytest.mark.parametrize("command", ["返回", "重新开始", "菜单"])
async def test_commands_without_a_form_show_the_menu(chat: Chat, command: str) -> None:
    await chat.say(command)
    assert "约律师" in chat.titles and chat.view["flow"] is None


async def test_not_a_member_is_a_no_and_no_correction(chat: Chat) -> None:
    await chat.payload("start:enrollment:mutual_insurance")
    await chat.all(">想参加", "不是会员")
    assert chat.value("is_member") is False and "先是会员" in chat.heard


async def test_a_platform_whose_name_ends_like_a_question(chat: Chat) -> None:
    await chat.all("我要入会", ">送外卖", "饿了么")
    assert chat.value("employer") == "饿了么" and chat.field == "was_member"


async def test_a_name_given_where_consent_is_asked_is_kept_but_consent_still_needed(chat: Chat) -> None:
    await chat.all("我要入会", ">送外卖", "美团", "没有", "渭滨", "32", "我叫丁一凡")
    assert chat.field == "consent" and "丁一凡" in chat.heard
    await chat.say("愿意")
    assert chat.field == "phone" and chat.value("name") == "丁一凡"


async def test_any_lawyer_will_do_in_many_words(chat: Chat) -> None:
    for words in ("都行", "随便哪个都行", "无所谓哪种", "你们安排", "哪种都成"):
        await chat.all("我想找个律师", ">工资", "欠薪半年了", "金台", words)
        assert chat.value("lawyer_kind") == "any", words
        await chat.say("取消")


async def test_giving_up_in_a_sentence(chat: Chat) -> None:
    await chat.payload("start:enrollment:violation_report")
    await chat.all("要匿名", "某某砖厂", "算了 我怕报复 不举报了")
    assert "没有提交" in chat.heard and chat.view["flow"] is None


async def test_a_roughly_counted_crowd_is_good_enough_where_roughly_was_asked(chat: Chat) -> None:
    await chat.payload("start:enrollment:collective_bargaining")
    await chat.all("某某快递站点", "职工", "不知道", "六十来个")
    assert chat.value("headcount") == 60


async def test_a_school_named_for_technology_chooses_no_subject(chat: Chat) -> None:
    await chat.payload("start:enrollment:model_worker_talk")
    await chat.say("某某职业技术学校")
    assert chat.value("theme") is None and chat.value("company") == "某某职业技术学校"


async def test_what_one_is_called_without_the_words_around_it(chat: Chat) -> None:
    await chat.all("想约个心理咨询", "就叫老秦吧")
    assert chat.value("alias") == "老秦"


def test_two_halves_that_are_both_guesses_make_one_choice_with_the_best_of_each_first() -> None:
    fines = SearchResult((Hit("platform_fines", 0.6), Hit("wage_deduction", 0.3)), "unsure")
    bad_reviews = SearchResult((Hit("bad_reviews", 0.5), Hit("platform_fines", 0.2)), "unsure")
    (choice,) = one_choice([fines, bad_reviews])
    assert [hit.card_id for hit in choice.hits] == ["platform_fines", "bad_reviews", "wage_deduction"]
    sure = SearchResult((Hit("overtime_pay", 0.97),), "sure")
    assert one_choice([sure, bad_reviews]) == [sure, bad_reviews]
