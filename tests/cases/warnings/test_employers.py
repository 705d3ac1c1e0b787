"""What is one employer and what is not: never two firms under one key, three spellings of one firm together."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.warnings.employers import (
    LONGEST,
    MUCH_ALIKE,
    Platforms,
    Sounding,
    employer_in,
    employer_key,
    employer_name,
)
from knowledge import LEXICON
from knowledge.sounds import load_sounds

PLATFORMS = Platforms.of(yaml.safe_load((LEXICON / "platforms.yml").read_text("utf-8")))

SAME = """
宝钛 | 宝钛集团
宝钛 | 宝鸡宝钛集团有限公司
宝钛股份 | 宝鸡市宝钛股份有限公司
恒达建筑有限公司 | 恒达建筑公司
恒达建筑有限公司 | 宝鸡恒达建筑有限责任公司
恒达建筑有限公司 | 陕西省宝鸡市恒达建筑有限公司
恒达建筑有限公司 | 宝鸡市金台区恒达建筑有限公司
恒达建筑有限公司 | 恒达建筑 有限公司
恒达建筑有限公司 | 「恒达建筑」有限公司
恒达建筑有限公司 | 恒达建筑（宝鸡）有限公司
恒达建筑有限公司 | 恒达建筑(宝鸡市)有限公司
恒达建筑有限公司 | 恒达建筑有限公司宝鸡分公司
恒达建筑有限公司 | 恒达建筑有限公司陕西分公司
ABC电子有限公司 | ＡＢＣ电子有限公司
ABC电子有限公司 | abc 电子公司
鑫源劳务派遣有限公司 | 宝鸡鑫源劳务派遣公司
老陈家饭店 | 宝鸡老陈家饭店
老陈家饭店 | 老陈家 饭店。
宝鸡市烟草公司 | 宝鸡烟草
宝鸡市人民医院 | 宝鸡人民医院
秦川机床 | 秦川机床集团有限公司
秦川机床 | 宝鸡秦川机床股份有限公司
中铁二十局三公司项目部 | 中铁二十局三公司 项目部
恒大名都工地 | 宝鸡恒大名都工地
西凤酒厂 | 宝鸡西凤酒厂
美团 | 美团外卖
美团 | 美团骑手
美团外卖 | 美团外卖高新站
美团外卖 | 美图外卖
美团 | meituan
饿了么 | 饿了吗
饿了么 | 蜂鸟众包
顺丰 | 顺丰速运
顺丰 | SF
顺丰 | 顺丰速运有限公司宝鸡分公司
中通快递 | 中通快递陈仓网点
圆通快递 | 园通
滴滴 | 滴滴出行
滴滴出行 | 花小猪
货拉拉 | 货啦啦
京东 | 京东物流
韵达 | 宝鸡韵达快递
"""
DIFFERENT = """
宝鸡烟草 | 宝鸡烟厂
宝鸡市人民医院 | 宝鸡市中医医院
陈仓区人民医院 | 金台区人民医院
宝鸡市人民医院 | 陈仓区人民医院
岐山县中医医院 | 扶风县中医医院
恒大名都工地 | 中建三局恒大名都工地
中建三局恒大名都工地 | 中铁二十局恒大名都工地
恒达建筑有限公司 | 恒大建筑有限公司
恒达建筑有限公司 | 恒达装饰有限公司
宝钛 | 宝光
宝钛 | 宝太
宝鸡机床厂 | 秦川机床厂
机床厂 | 秦川机床厂
西凤酒厂 | 西凤酒厂饭店
老陈家饭店 | 老陈家宾馆
中铁二十局项目部 | 中铁二十一局项目部
宝鸡第一中学 | 宝鸡第二中学
恒达第一分公司 | 恒达第二分公司
顺丰同城 | 顺丰速运
京东 | 京东方
美团优选 | 饿了么
海底捞宝鸡店 | 海底捞高新店
滴滴 | 嘀嗒
圆通快递 | 申通快递
鑫源劳务 | 鑫源商贸
宝鸡供电公司 | 宝鸡供水公司
陕汽 | 陕汽技校
中通快递 | 中通客车
曹操出行 | 曹操酒家
"""


def pairs(table: str) -> list[tuple[str, str]]:
    return [tuple(part.strip() for part in line.split("|")) for line in table.strip().splitlines()]  # type: ignore[misc]


@pytest.mark.parametrize(("one", "other"), pairs(SAME))
def test_one_firm_in_two_spellings(one: str, other: str) -> None:
    assert employer_key(one, PLATFORMS) == employer_key(other, PLATFORMS) is not None


@pytest.mark.parametrize(("one", "other"), pairs(DIFFERENT))
def test_two_firms_stay_two(one: str, other: str) -> None:
    assert employer_key(one, PLATFORMS) != employer_key(other, PLATFORMS)


def test_the_tables_are_as_long_as_promised() -> None:
    assert len(pairs(SAME)) + len(pairs(DIFFERENT)) >= 60


@pytest.mark.parametrize(
    "name",
    ["没有固定单位", "公司", "工地", "某公司", "老板", "", "。。。", "12345678", "宝鸡公司", "无", "我们 公司", "厂"],
)
def test_a_name_that_names_nobody_has_no_key(name: str) -> None:
    assert employer_key(name, PLATFORMS) is None


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("宝钛", "宝太", True),  # by ear
        ("恒达建筑", "恒大建筑", True),
        ("宝鸡机床", "宝鸡机床厂", True),
        ("宝鸡烟草", "宝鸡烟厂", False),
        ("宝光", "宝钛", False),
        ("鑫源劳务", "恒达建筑", False),
    ],
)
def test_what_sounds_or_looks_alike_is_worth_a_look(one: str, other: str, alike: bool) -> None:
    first, second = (Sounding.of(name, load_sounds()) for name in (one, other))
    assert (first.likeness(second) >= MUCH_ALIKE) is alike
    assert first.likeness(second) == second.likeness(first)
    assert first.likeness(first) == 1


def test_people_see_the_name_as_it_was_written_but_clean() -> None:
    assert employer_name(" 恒达（宝鸡）\n有限公司。", PLATFORMS) == "恒达(宝鸡) 有限公司"
    assert employer_name("美团外卖高新站", PLATFORMS) == "美团"
    assert employer_name("宝\u202e钛", PLATFORMS) == "宝 钛"  # a mark that would turn the line around


@pytest.mark.parametrize(
    ("account", "name"),
    [
        ("我在恒达建筑公司干了三个月，工资没给", "恒达建筑公司"),
        ("给宝鸡鑫源劳务有限公司干活，摔了", "宝鸡鑫源劳务有限公司"),
        ("恒达建筑公司欠薪", "恒达建筑公司"),
        ("在我们公司干了两年", None),
        ("在建筑公司上班", None),
        ("公司不给钱", None),
        ("老板跑了", None),
    ],
)
def test_an_employer_in_an_account_only_when_it_is_said_plainly(account: str, name: str | None) -> None:
    assert employer_in(account) == name


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=300))
def test_no_name_breaks_it_and_a_key_is_short_and_plain(name: str) -> None:
    key = employer_key(name, PLATFORMS)
    if key is not None:
        assert 2 <= len(key) <= LONGEST
        assert key.isalnum()
    assert len(employer_name(name, PLATFORMS)) <= LONGEST
    employer_in(name)


def test_a_huge_account_costs_little() -> None:
    for text in ("公司" * 50_000, "在" * 100_000, "（" * 100_000, "在宝" * 50_000):
        assert employer_key(text, PLATFORMS) is None
        assert employer_in(text) is None
