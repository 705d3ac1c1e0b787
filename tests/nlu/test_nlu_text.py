"""What people type is brought into one form, and entities still point into what they typed."""

from __future__ import annotations

import pytest
from components.text import MAX_CHARS, normalize


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("ＡＢＣ１２３　你好！！！！", "abc123 你好!"),
        ("在吗？？？", "在吗?"),
        ("谢谢谢谢谢谢", "谢谢"),
        ("工资被欠了😭😭，咋办啊啊啊啊", "工资被欠了,咋办啊啊"),
        ("  《劳动合同法》\n第八十二条 ", "劳动合同法 第八十二条"),
        ("欠我10000块", "欠我10000块"),
        ("零\u200b宽\ufeff字符", "零宽字符"),
        ("", ""),
        ("😭", ""),
    ],
)
def test_every_way_of_typing_becomes_one_form(typed: str, read: str) -> None:
    assert normalize(typed).text == read


def test_a_lone_thumb_is_a_yes_but_a_thumb_in_a_sentence_is_decoration() -> None:
    assert normalize("👍🏻").text == "好的"
    assert normalize("能办不👍").text == "能办不"


def test_a_span_points_back_into_the_raw_text() -> None:
    raw = "😭😭我在ＡＢＣ　上班！！！人在虢镇"
    read = normalize(raw)
    start = read.text.index("虢镇")
    first, last = read.raw_span(start, start + 2)
    assert raw[first:last] == "虢镇"


def test_of_an_endless_account_the_beginning_and_the_end_are_read() -> None:
    read = normalize("我先说" + "老板坏得很" * 4000 + "我想请个律师")
    assert len(read.text) <= MAX_CHARS
    assert read.text.startswith("我先说")
    assert read.text.endswith("我想请个律师")


def test_a_wall_of_emoji_does_not_hide_the_words_behind_it() -> None:
    assert normalize("😭" * 300 + "我要找律师").text == "我要找律师"
