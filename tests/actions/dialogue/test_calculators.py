"""Sums in a chat: how they begin, what workers say to their questions, what comes out, and how to change a number."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
import yaml

from actions.assistant import Assistant
from actions.reading.calculation import CalculatorShelf
from cases.worktime import LOCAL
from knowledge.calculators import load_calculators
from tests.actions.dialogue.chat import Chat, ScriptedUnderstander
from tests.conftest import START, Clock

SENTENCES = yaml.safe_load((Path(__file__).parents[2] / "data" / "sums.yml").read_text("utf-8"))
TODAY = START.astimezone(LOCAL).date()  # 2026-11-23
OVERTIME = ("帮我算加班费", "普通上班", "4350", "20个小时", "周末上了两天", "国庆一天")


# ---------------------------------------------------------------- beginning
@pytest.fixture(scope="module")
def calculators() -> CalculatorShelf:
    return CalculatorShelf.load(load_calculators())


@pytest.mark.parametrize(("wanted", "text"), [(key, text) for key, texts in SENTENCES.items() for text in texts])
def test_which_sum_a_sentence_wants(calculators: CalculatorShelf, wanted: str, text: str) -> None:
    seen = calculators.wanted(text, TODAY) or ("list" if calculators.wants_list(text) else "none")
    assert seen == wanted


async def test_one_sentence_can_hold_the_whole_sum(chat: Chat) -> None:
    await chat.say("我干了三年零五个月 一个月四千五 老板突然不要我了 能赔多少")
    # 3 years and 5 months count 3.5 months of pay; without a reason it is twice that: 4500 × 3.5 × 2.
    assert "31,500元" in chat.heard and "3.5" in chat.heard
    assert "入职的日子" in chat.heard and "按干了3年5个月倒推" in chat.heard, "what was assumed is said"
    assert chat.trace["kind"] == "calculator" and chat.trace["flow"] is None and chat.trace["card_id"] is None
    card = chat.replies[-1].card
    assert card is not None and card["id"] == "severance" and "《劳动合同法》第四十七条" in card["citations"]
    assert chat.view["flow"] is None and not await chat.cases()


async def test_a_question_about_the_rule_gets_its_card_and_the_card_offers_the_sum(chat: Chat) -> None:
    await chat.say("加班费怎么算")
    assert chat.trace["kind"] == "policy" and chat.trace["card_id"] == "overtime_pay"
    await chat.press("帮我算算")
    assert chat.view["flow"] == "calculator" and chat.view["program"] is None and chat.field == "system"


async def test_after_a_card_a_bare_wish_means_its_sum(chat: Chat) -> None:
    await chat.all("加班费怎么算", "帮我算算")
    assert chat.field == "system"


async def test_the_list_of_sums_is_on_the_menu_and_by_word(chat: Chat) -> None:
    await chat.all("菜单", ">算一算")
    assert chat.trace["kind"] == "calculator" and "加班费" in chat.titles and "仲裁" in chat.titles
    listed = chat.titles
    await chat.say("帮我算算")
    assert chat.titles == listed


async def test_no_consent_is_asked_and_nothing_is_kept_as_a_case(chat: Chat) -> None:
    await chat.all(*OVERTIME, "没给")
    assert not await chat.cases() and not chat.reminders
    assert all("同意" not in reply.text for turn in chat.turns for reply in turn.replies)


# ---------------------------------------------------------------- each calculator, in workers' words
async def test_severance_question_by_question(chat: Chat) -> None:
    await chat.all("帮我算算辞退补偿", "他说明天别来了", "2020年3月", "2023年9月30号", "四千五")
    # Full 3 years and 7 months: 4 months of pay, twice.
    assert "36,000元" in chat.heard and "《劳动合同法》第八十七条" in chat.heard


async def test_severance_of_somebody_who_goes_of_their_own_accord(chat: Chat) -> None:
    await chat.all("算一下经济补偿", "我自己不想干了")
    assert "没规定单位要给" in chat.heard and chat.view["flow"] is None


async def test_overtime(chat: Chat) -> None:
    await chat.all(*OVERTIME, "没给")
    # 4350 a month are 200 a day and 25 an hour: 25×20×1.5 + 200×2×2 + 200×1×3.
    assert "2,150元" in chat.heard and "《劳动法》第四十四条" in chat.heard


async def test_overtime_told_at_once_in_dialect(chat: Chat) -> None:
    await chat.say("额一个月4350 平时加班20个小时 周末上了2天 国庆加班一天 帮额算哈加班费")
    assert chat.field == "system" and "休息日加班的天数 2" in chat.heard
    await chat.all("说不清", "就给了500")
    assert "还差1,650元" in chat.heard


async def test_hours_a_day_are_multiplied_and_shown(chat: Chat) -> None:
    await chat.all("帮我算加班费", "普通", "4350", "每天两个半小时，一共20天")
    assert chat.value("weekday_hours") == 50 and "2.5小时×20天" in chat.run["answers"]["weekday_hours"]["display"]


async def test_double_pay(chat: Chat) -> None:
    await chat.all("算一下双倍工资", "2026年1月5号来的", "走了 一直没签", "4月20号", "4350块")
    # Two whole months from 5 February, then 11 working days of 200.
    assert "10,900元" in chat.heard and "《劳动合同法》第八十二条" in chat.heard


async def test_is_it_too_late_for_arbitration(chat: Chat) -> None:
    await chat.say("仲裁还来得及吗 我去年三月被辞退的")
    assert chat.value("claim") == "leaving" and chat.value("dismissed_on") == "2025-03-01"
    await chat.say("今年1月15号去要过")
    assert "2027年1月15日" in chat.heard and "53天" in chat.heard


async def test_too_late_is_said_kindly(chat: Chat) -> None:
    await chat.all("仲裁还来得及吗 我去年三月被辞退的", "没去要过")
    assert "过了" in chat.heard and "别放弃" in chat.heard and "约律师" in chat.titles
    assert "提醒我" not in chat.titles


async def test_annual_leave(chat: Chat) -> None:
    await chat.all("帮我算没休的年假能补多少", "工龄十年半", "整年都在", "都没有", "一天没休", "4350")
    # 10 days; 200 a day, of 300 % one part is already paid: 200×10×2.
    assert "4,000元" in chat.heard


async def test_a_work_injury_of_the_ninth_grade(chat: Chat) -> None:
    await chat.say("工伤九级 一个月五千 能赔多少钱")
    assert chat.value("grade") == 9 and chat.field == "local_wage"
    await chat.all("不知道", "不清楚")
    assert "45,000元" in chat.heard and "《工伤保险条例》第三十七条" in chat.heard


async def test_how_long_one_may_be_ill(chat: Chat) -> None:
    await chat.all("帮我算医疗期", "一共干了8年", "在这儿3年", "9月1号", "跳过")
    assert "3 个月" in chat.heard.replace("3个月", "3 个月") and "2026年11月30日" in chat.heard


async def test_maternity_leave_of_a_child_to_come(chat: Chat) -> None:
    await chat.all("帮我算产假", "产假", "预产期3月1号", "头胎", "单胎", "不是", "没做")
    assert "158天" in chat.heard and "2027年7月21日" in chat.heard


# ---------------------------------------------------------------- dates and sums in words
@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2022年3月", "2022-03-01"), ("2022.3", "2022-03-01"), ("20220315", "2022-03-15"), ("去年三月份", "2025-03-01"),
        ("三年前", "2023-11-01"), ("今年年初", "2026-01-01"), ("去年年底", "2025-12-01"), ("三月五号", "2026-03-05"),
        ("二零一九年五月", "2019-05-01"), ("上个月", "2026-10-01"), ("18年8月来的", "2018-08-01"),
    ],
)  # fmt: skip
async def test_days_long_gone(chat: Chat, said: str, day: str) -> None:
    await chat.all("算一下双倍工资", said)
    assert chat.value("start") == day


async def test_a_year_alone_is_asked_for_its_month(chat: Chat) -> None:
    await chat.all("算一下双倍工资", "前年")
    assert chat.field == "start" and "2024年几月" in chat.heard
    await chat.say("好像是五月份")
    assert chat.value("start") == "2024-05-01"


async def test_a_last_day_without_a_year_may_lie_ahead(chat: Chat) -> None:
    await chat.all("算一下经济补偿", "公司裁员", "2020年3月", "12月3号")
    assert chat.value("end") == "2026-12-03"


async def test_still_there_counts_up_to_today(chat: Chat) -> None:
    await chat.all("算一下经济补偿", "公司裁员", "2020年3月", "还没走呢")
    assert chat.value("end") == TODAY.isoformat()


async def test_a_time_worked_answers_the_first_day(chat: Chat) -> None:
    await chat.all("算一下经济补偿", "公司裁员", "干了六年零两个月")
    assert chat.field == "wage" and "先按今天算" in chat.heard
    await chat.say("一个月四千块")
    assert "26,000元" in chat.heard, "6.5 months"


async def test_years_and_a_bit_are_asked_back(chat: Chat) -> None:
    await chat.all("算一下经济补偿", "公司裁员", "干了三年多")
    assert chat.field == "start" and "三年零五个月" in chat.heard


@pytest.mark.parametrize(
    ("said", "hears"),
    [
        ("负5000", "负号"), ("-300", "负号"), ("0元", "大于 0"), ("零", "大于 0"), ("年薪八万", "一年的钱"),
        ("一天两百", "一天的钱"),
        ("一小时20", "一小时的钱"), ("三四千", "大概"), ("一个亿的小目标", ""), ("哈哈哈", "数目"),
    ],
)  # fmt: skip
async def test_odd_pay_is_asked_again(chat: Chat, said: str, hears: str) -> None:
    await chat.all("帮我算加班费", "普通", said)
    assert chat.field == "wage" and hears in chat.heard


@pytest.mark.parametrize(
    "said", ["2月31日", "公元0年", "0000年1月1日", "9999年9月9日", "1800年1月1日", "明年三月", "最近", "？？"]
)
async def test_days_that_cannot_be_are_asked_again(chat: Chat, said: str) -> None:
    await chat.all("算一下双倍工资", said)
    assert chat.field == "start" and chat.value("start") is None and chat.heard


@pytest.mark.parametrize("said", ["三百小时一天", "每天25小时，20天", "99999999", "-3", "几个小时吧", "每天俩小时"])
async def test_odd_hours_are_asked_again(chat: Chat, said: str) -> None:
    await chat.all("帮我算加班费", "普通", "4350", said)
    assert chat.field == "weekday_hours"


async def test_days_in_the_wrong_order_are_asked_again(chat: Chat) -> None:
    await chat.all("算一下经济补偿", "公司裁员", "2023年5月", "2021年5月")
    assert chat.field == "end" and "还早" in chat.heard
    await chat.all("2025年5月", "四千")
    assert chat.trace["kind"] == "calculator" and chat.view["flow"] is None


async def test_a_number_for_another_question_is_not_taken_for_this_one(chat: Chat) -> None:
    await chat.all("帮我算加班费", "普通", "4350", "20小时", "2天", "周末上了6天")
    assert chat.field == "holiday_days" and "休息日加班的天数" in chat.heard


# ---------------------------------------------------------------- steering, asides, other wishes
async def test_back_and_cancel(chat: Chat) -> None:
    await chat.all("帮我算加班费", "普通", "4350", "返回")
    assert chat.field == "wage"
    await chat.all("5000", "算了不算了")
    assert chat.view["flow"] is None or chat.field == "weekday_hours"
    await chat.all("取消")
    assert chat.view["flow"] is None


async def test_a_correction_in_the_middle(chat: Chat) -> None:
    await chat.all("帮我算加班费", "普通", "4350", "20小时", "月工资改成5000")
    assert chat.value("wage") == 5000_00 and chat.field == "rest_days"


async def test_a_policy_question_in_the_middle(chat: Chat, model: ScriptedUnderstander) -> None:
    model.knows("试用期最长能定几个月", "ask_policy")
    await chat.all("帮我算加班费", "普通", "试用期最长能定几个月")
    assert chat.trace["card_id"] == "probation_length" and chat.field == "wage" and "咱接着刚才的" in chat.heard


async def test_a_sum_in_the_middle_of_a_booking_keeps_the_booking(chat: Chat) -> None:
    await chat.all("我想找个律师", ">工资", "欠了我半年工资", "帮我算加班费")
    assert chat.view["flow"] == "calculator" and "留着" in chat.heard
    await chat.all("不定时")
    assert "接着填" in chat.titles
    await chat.press("接着填")
    assert chat.view["flow"] == "legal_consultation" and chat.field == "county"


async def test_the_story_for_the_lawyer_is_no_wish_for_a_sum(chat: Chat) -> None:
    await chat.all("我想找个律师", ">辞退")
    await chat.say("我干了三年零五个月 一个月四千五 老板突然不要我了")
    assert chat.view["flow"] == "legal_consultation" and "三年零五个月" in chat.value("account")


async def test_another_sum_and_the_same_sum_again(chat: Chat) -> None:
    await chat.all("帮我算加班费", "普通", "帮我算加班费")
    assert chat.field == "wage", "the same wish again loses nothing"
    await chat.all("帮我算年假")
    assert chat.field == "years" and "留着" in chat.heard
    await chat.payload("calc:overtime")
    assert chat.field == "system" and not [
        run for run in chat.turns[-1].state["parked"] if run["program"] == "overtime"
    ]


async def test_danger_comes_before_any_sum(chat: Chat) -> None:
    await chat.all("帮我算经济补偿", "我不想活了")
    assert chat.trace["crisis"] and chat.field is None


# ---------------------------------------------------------------- after the result
async def test_one_number_is_changed_by_button(chat: Chat) -> None:
    await chat.all(*OVERTIME, "没给", ">改一个数", ">月工资", "8700")
    assert "4,300元" in chat.heard and chat.view["flow"] is None


@pytest.mark.parametrize("said", ["月工资改成8700", "要是一个月8700呢", "那要是月薪八千七呢"])
async def test_one_number_is_changed_by_word(chat: Chat, said: str) -> None:
    await chat.all(*OVERTIME, "没给", said)
    assert "4,300元" in chat.heard


async def test_all_of_it_once_more(chat: Chat) -> None:
    await chat.all(*OVERTIME, "没给", "重新算")
    assert chat.field == "system" and chat.run["answers"] == {}


async def test_changing_a_number_keeps_what_was_begun_meanwhile(chat: Chat) -> None:
    await chat.all(*OVERTIME, "没给")
    change = chat.button("改一个数").payload
    await chat.all("我想找个律师", ">工资", "欠了我半年工资")
    await chat.payload(change)
    assert chat.view["flow"] == "calculator" and "留着" in chat.heard


async def test_a_result_leads_to_its_card_and_to_a_lawyer(chat: Chat) -> None:
    await chat.all(*OVERTIME, "没给", ">加班费怎么算")
    assert chat.trace["card_id"] == "overtime_pay"


async def test_what_was_worked_out_survives_a_restart(chat: Chat, restarted: object) -> None:
    await chat.all(*OVERTIME, "没给")
    chat.assistant = await restarted()  # type: ignore[operator]
    await chat.say("月工资改成8700")
    assert "4,300元" in chat.heard


# ---------------------------------------------------------------- reminders
async def test_a_deadline_brings_a_reminder_once(chat: Chat) -> None:
    await chat.all("仲裁还来得及吗 我今年三月十号被辞退的", "没有")
    assert "2027年3月10日" in chat.heard
    remind = chat.button("提醒我").payload
    await chat.payload(remind)
    (reminder,) = chat.reminders
    # Two weeks before is 24 February 2027, a Wednesday.
    assert reminder.due_at == datetime(2027, 2, 24, 9, 30, tzinfo=LOCAL) and "2027年3月10日" in reminder.text
    await chat.payload(remind)
    assert not chat.reminders and "提醒您" in chat.heard


async def test_a_near_deadline_is_told_three_days_before(chat: Chat) -> None:
    await chat.all("仲裁还来得及吗 我去年12月15号被辞退的", "没有", ">提醒我")
    assert chat.reminders[0].due_at == datetime(2026, 12, 11, 9, 30, tzinfo=LOCAL), "the 12th is a Saturday"


async def test_tomorrow_is_too_near_for_a_reminder(chat: Chat) -> None:
    await chat.all("仲裁还来得及吗 我去年11月24号被辞退的", "没有")
    assert "2026年11月24日" in chat.heard and "提醒我" not in chat.titles


async def test_the_button_of_an_older_sum(chat: Chat, clock: Clock) -> None:
    await chat.all("仲裁还来得及吗 我今年三月十号被辞退的", "没有")
    remind = chat.button("提醒我").payload
    await chat.all(*OVERTIME, "没给")
    await chat.payload(remind)
    assert not chat.reminders and "重新算" in chat.heard
    clock.advance(timedelta(days=1))


@pytest.mark.parametrize(
    "payload", ["calc:nothing", "calc:", "remind:calculator:", "start:calculator", "calc:overtime:x:y"]
)
async def test_payloads_from_outside_are_checked(chat: Chat, payload: str) -> None:
    await chat.payload(payload)
    assert chat.heard


async def test_sums_work_while_the_model_is_down(chat: Chat, assistant: Assistant) -> None:
    """The scripted model knows none of these sentences: keyword rules and the calculator's own words do it all."""
    await chat.all("公伤十级帮我算一下能赔多少", "月薪6000", "跳过", "交了")
    assert "42,000元" in chat.heard


async def test_the_word_arbitration_names_no_dismissal(chat: Chat) -> None:
    await chat.say("帮我算仲裁时效")
    assert chat.field == "claim" and chat.value("claim") is None
