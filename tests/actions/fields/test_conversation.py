# ruff: noqa: E501 (word lists and tables of examples stay whole)
"""Several answers at once, commands, corrections."""

from __future__ import annotations

import pytest

from actions.fields import Context, MissTexts, correction, extract_all, parse, steering
from tests.actions.fields.conftest import Field

FORM = [
    Field("person_name", "name", "姓名"), Field("phone", "phone", "电话"), Field("county", "county", "县区"), Field("slot", "slot", "时间"),
    Field("choice", "way", "方式", options={"in_person": "见面", "phone": "电话", "video": "视频"}), Field("money", "owed", "欠薪"),
    Field("id_number", "id", "身份证号"), Field("text", "account", "经过"), Field("yes_no", "signed", "签过合同"),
]  # fmt: skip


def test_a_worker_says_everything_in_one_breath(ctx: Context) -> None:
    found = extract_all(FORM, "我叫李雷，电话13912345678，在金台区，下周三下午见面谈", ctx)
    assert {key: value.display for key, value in found.items()} == {
        "name": "李雷", "phone": "139 1234 5678", "county": "金台区", "way": "见面", "slot": "12月2日（周三）下午",
    }  # fmt: skip


@pytest.mark.parametrize("text", ["李雷", "我昨天被辞退了", "好的", "我的事有点复杂", "金台和渭滨都跑"])
def test_nothing_is_taken_from_a_message_that_is_not_plain(ctx: Context, text: str) -> None:
    assert extract_all(FORM, text, ctx) == {}


def test_my_phone_is_no_wish_to_be_called(ctx: Context) -> None:
    assert set(extract_all(FORM, "我的电话是13912345678", ctx)) == {"phone"}


def test_two_phones_of_two_people_need_their_labels(ctx: Context) -> None:
    form = [Field("phone", "mine", "本人电话"), Field("phone", "other", "家属电话")]
    assert extract_all(form, "13912345678", ctx) == {}
    found = extract_all(form, "本人电话13912345678，家属电话13812345678", ctx)
    assert {key: value.value for key, value in found.items()} == {"mine": "13912345678", "other": "13812345678"}


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("取消", "cancel"), ("算咧不办咧", "cancel"), ("不算了", "cancel"), ("不想算咧", "cancel"), ("嫑算了", "cancel"), ("返回", "back"), ("改上一个", "back"), ("跳过", "skip"), ("不想说", "skip"), ("不填", "skip"),
        ("我要人工", "human"), ("额要寻个人说", "human"), ("确认提交", "confirm"), ("对的没问题", "confirm"), ("改一下时间", "change"),
        ("重新开始", "restart"), ("主菜单", "menu"),
    ],
)  # fmt: skip
def test_a_plain_command_is_seen(text: str, action: str) -> None:
    found = steering(text)
    assert found is not None and found.action == action


@pytest.mark.parametrize(
    "text",
    [
        "不取消",
        "不要人工",
        "不提交",
        "李雷",
        "我要取消合同",
        "老板不给钱我想找真人律师告他",
        "公司要改制",
        "好的",
        "没有",
        "x" * 5000,
    ],
)
def test_an_answer_is_no_command(text: str) -> None:
    assert steering(text) is None


def test_no_need_is_an_answer_when_yes_or_no_was_asked() -> None:
    assert steering("不用了", awaiting="yes_no") is None
    assert steering("没问题", awaiting="yes_no") is None
    found = steering("取消", awaiting="yes_no")
    assert found is not None and found.action == "cancel"


@pytest.mark.parametrize(
    ("text", "hint", "rest"),
    [
        ("不对，是13912345678", None, "13912345678"), ("电话错了应该是13912345678", "电话", "13912345678"), ("时间改成周五", "时间", "周五"),
        ("改一下时间", "时间", ""), ("把县区改成金台", "县区", "金台"), ("不是金台是渭滨", None, "渭滨"), ("改到下周三下午", None, "下周三下午"),
    ],
)  # fmt: skip
def test_a_correction_names_the_field_or_the_new_value(text: str, hint: str | None, rest: str) -> None:
    found = correction(text)
    assert found is not None and (found.hint, found.rest) == (hint, rest)


@pytest.mark.parametrize("text", ["不对", "老板说是他的错", "应该咋办？"])
def test_not_every_no_is_a_correction(text: str) -> None:
    assert correction(text) is None


def test_every_reason_has_words_for_the_worker(ctx: Context) -> None:
    import re
    from pathlib import Path

    texts = MissTexts.load()
    reasons: set[str] = set()
    for path in Path("actions/fields").glob("*.py"):
        reasons.update(re.findall(r'Miss\(\s*"([a-z_.]+)"', path.read_text(encoding="utf-8")))
        reasons.update(re.findall(r'"(yes_no\.[a-z]+|name\.[a-z]+)" (?:if|else)', path.read_text(encoding="utf-8")))
    from actions.fields import Miss

    assert len(reasons) > 40
    for reason in reasons:
        assert texts.of(Miss(reason))
    miss = parse(Field("phone"), "1391234567", ctx)
    assert isinstance(miss, Miss) and "10位" in texts.of(miss)
