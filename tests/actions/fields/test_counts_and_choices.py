# ruff: noqa: E501 (word lists and tables of examples stay whole)
"""How much, how many, which, yes or no."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from actions.fields.numerals import read_number

Answer = Callable[..., Any]
WAY = {"in_person": "见面", "phone": "电话", "video": "视频"}
ISSUE = {
    "wages": "工资、加班费",
    "contract": "合同",
    "dismissal": "辞退、补偿",
    "injury": "受伤、工伤",
    "other": "别的事",
}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("两万三", 23000), ("一千零五", 1005), ("一百二", 120), ("廿三", 23), ("俩", 2), ("仨", 3), ("1万2", 12000), ("2万3500", 23500),
        ("二零二五", 2025), ("十五", 15), ("一亿二", 120000000), ("4,500", 4500), ("三四千", None), ("两三", None), ("壹万贰仟", 12000),
    ],
)  # fmt: skip
def test_chinese_numerals(text: str, number: int | None) -> None:
    assert read_number(text) == number


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("两万三", 2300000), ("4500块", 450000), ("一个月四千多", 400000), ("三块五毛", 350), ("1.2万", 1200000), ("欠三个月工资一共一万八", 1800000),
        ("不是四千是五千", 500000), ("每月3千5", 350000), ("没有", 0), ("三四千", "money.range"), ("3000-4000", "money.range"),
        ("上个月2800，这个月3000", "money.several"), ("-500", "money.negative"), ("好多", "money.none"),
    ],
)  # fmt: skip
def test_money_is_kept_in_fen(answer: Answer, text: str, fen: int | str) -> None:
    assert answer("money", text) == fen


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("45", 45), ("四十五了", 45), ("仨娃", 3), ("1985年的", 41), ("八五年的", 41), ("我〇三年出生的", 23), ("85年的", 41), ("五十还差一岁", 49), ("差两岁六十", 58), ("两三个", "number.vague"), ("十来个", "number.vague"), ("3.5", "number.whole"),
        ("300", "number.too_large"), ("-5", "number.negative"), ("属牛的", "number.none"),
    ],
)  # fmt: skip
def test_a_whole_number_within_its_limits(answer: Answer, text: str, number: int | str) -> None:
    assert answer("number", text, key="age", label="年龄", min=0, max=120) == number


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("2", "phone"), ("第二个", "phone"), ("二", "phone"), ("当面谈", "in_person"), ("微信视频", "video"), ("不要视频，电话", "phone"),
        ("不是电话是视频", "video"), ("电话或者视频", "choice.several"), ("4", "choice.number"), ("今天天气", "choice.none"),
    ],
)  # fmt: skip
def test_a_choice_by_number_word_or_sentence(answer: Answer, text: str, key: str) -> None:
    assert answer("choice", text, options=WAY) == key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("老板欠我钱", "wages"),
        ("没签合同", "contract"),
        ("把我开除了", "dismissal"),
        ("公商", "injury"),
        ("都不是", "other"),
        ("加班费", "wages"),
    ],
)
def test_a_choice_in_everyday_words(answer: Answer, text: str, key: str) -> None:
    assert answer("choice", text, options=ISSUE) == key


@pytest.mark.parametrize(
    "text",
    [
        "是",
        "中",
        "能成",
        "得成",
        "对着呢",
        "嗯嗯",
        "有的，签了三年",
        "有呢",
        "没问题",
        "莫麻达",
        "没错",
        "可以",
        "ok",
        "👌",
        "那可不",
        "交着呢",
        "签了",
    ],
)
def test_yes_in_all_its_forms(answer: Answer, text: str) -> None:
    assert answer("yes_no", text, ask="签合同没有？社保交着吗？") is True


@pytest.mark.parametrize(
    "text",
    [
        "不",
        "莫",
        "莫有",
        "么有",
        "不咧",
        "没有",
        "算了吧",
        "不用了谢谢",
        "还没有",
        "嫑",
        "对不起，没有",
        "嗯没有",
        "没签，一直拖着",
        "不是的",
        "👎",
        "不对",
    ],
)
def test_no_in_all_its_forms(answer: Answer, text: str) -> None:
    assert answer("yes_no", text, ask="签合同没有？社保交着吗？") is False


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("不知道", "yes_no.unsure"),
        ("好像签过", "yes_no.unsure"),
        ("有没有区别", "yes_no.none"),
        ("李雷", "yes_no.none"),
    ],
)
def test_neither_yes_nor_no_is_asked_again(answer: Answer, text: str, reason: str) -> None:
    assert answer("yes_no", text) == reason


def test_a_free_account_is_kept_as_it_was_written(answer: Answer) -> None:
    assert answer("text", "  老板欠钱\n三个月了　") == "老板欠钱\n三个月了"
    assert answer("text", "😭😭") == "text.no_words"
    assert answer("text", "我") == "text.too_short"
    assert answer("text", "长" * 2001) == "text.too_long"
