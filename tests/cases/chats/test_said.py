"""What is read off a sentence for the summary: sums, days, employers, papers. Wrong is worse than nothing."""

from __future__ import annotations

from datetime import date

import pytest

from cases.chats.said.amounts import amounts
from cases.chats.said.dates import days
from cases.chats.said.employers import employers
from cases.chats.said.matters import load_matters, matters, papers_told

MONDAY = date(2026, 11, 23)
PLATFORMS = {"美团": "美团", "饿了么": "饿了么", "SF": "顺丰", "顺丰": "顺丰"}


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        ("欠我2万三", ["2万三（23,000元）"]),
        ("一共是两万三千五百块", ["两万三千五百块（23,500元）"]),
        ("工资4500元，押金500块", ["4500元", "500块（500元）"]),
        ("一个月四千五，干了三个月", ["四千五（4,500元）"]),
        ("拖了三个月工资没给", ["三个月工资"]),
        ("大概3万多元吧", ["3万多元"]),  # 多: no single sum, so none is worked out
        ("赔我1.2万", ["1.2万（12,000元）"]),
        ("扣了￥800", ["￥800（800元）"]),
        ("12,500元", ["12,500元"]),
        ("一千零五块钱", ["一千零五块钱（1,005元）"]),
        ("4500元，又说4500元", ["4500元"]),
        ("十五万块", ["十五万块（150,000元）"]),
        # Counts, times and other numbers are no money.
        ("我跑了三千单，开了两万公里", []),
        ("两千人的厂子", []),
        ("我电话13891712345", []),
        ("2025年3月5号进的厂，编号26-4831-0726", []),
        ("我们厂有三万多人", []),
        ("万一不给咋办，千万别", []),
        ("十几年了", []),
        ("", []),
    ],
)
def test_sums_are_quoted_and_worked_out_only_when_certain(sentence: str, shown: list[str]) -> None:
    assert [str(amount) for amount in amounts(sentence)] == shown


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        ("昨天把我辞退的", ["昨天（2026年11月22日）"]),
        ("上个月15号发的", ["上个月15号（2026年10月15日）"]),
        ("去年三月进的厂", ["去年三月（2025年3月）"]),
        ("2024年5月20日签的合同", ["2024年5月20日"]),
        ("3月5号受的伤", ["3月5号"]),  # of which year only the worker knows
        ("前年来的", ["前年"]),
        ("今年2月30号", ["今年2月30号"]),  # no such day: quoted, not worked out
        ("一个多月前", ["一个多月前"]),
        ("干了三个月没给钱", []),
        ("十三月薪", []),
        ("电话13891712345", []),
    ],
)
def test_days_are_worked_out_only_when_certain(sentence: str, shown: list[str]) -> None:
    assert [str(day) for day in days(sentence, MONDAY)] == shown


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("我在宝鸡红星机械厂干了三年", ["宝鸡红星机械厂"]),
        ("给陕西大秦建筑有限公司打工", ["陕西大秦建筑有限公司"]),
        ("我们公司不给交社保", []),
        ("在工地干了四个月，一分钱没给", ["工地"]),
        ("老板开的是老张饭店", ["老张饭店"]),
        ("我跑美团的，也跑过饿了么", ["美团", "饿了么"]),
        ("SF快递", ["顺丰"]),
        ("ASF 是啥", []),
        ("厂里不给钱，厂长不管", []),
        ("在蔡家坡那家纺织厂上班，后来去了工地", ["蔡家坡那家纺织厂"]),
        ("公司、厂、店", []),
        ("", []),
    ],
)
def test_employers_are_named_as_they_were_written(sentence: str, found: list[str]) -> None:
    assert employers(sentence, PLATFORMS) == found


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("没签劳动合同，有工资条", ["没签劳动合同", "有工资条"]),
        ("有没有合同都行吗", []),
        ("签了合同，聊天记录我留着", ["签了合同"]),
        ("需要病历吗", []),
    ],
)
def test_papers_are_told_not_asked(sentence: str, told: list[str]) -> None:
    assert papers_told(sentence) == told


def test_a_denied_matter_is_none() -> None:
    assert matters(["老板拖欠工资三个月", "工资没给，还把我辞退了"]) == ["欠薪", "辞退"]
    assert matters(["不是工伤，是自己摔的"]) == []
    assert matters(["今天天气不错"]) == []
    assert all(words for words in load_matters().values())


def test_a_very_long_sentence_is_read_quickly() -> None:
    import time

    nonsense = "一二三四五六七八九十百千万" * 3_000 + "公司" * 2_000 + "去年" * 2_000
    started = time.perf_counter()
    amounts(nonsense)
    employers(nonsense, PLATFORMS)
    days(nonsense, MONDAY)
    papers_told(nonsense)
    assert time.perf_counter() - started < 2
