"""Danger is seen before anything else; everyday words are no danger."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.crisis import Crisis, CrisisReplies, CrisisRules, reply
from actions.crisis.examples import load_examples
from actions.crisis.pattern import compile_pattern

# What the rules were written with; other examples are the second look's.
ROWS = [example for example in load_examples() if example.file == "ruled"]
RULES = CrisisRules.load()


def test_the_set_is_large_and_half_of_it_is_everyday_talk() -> None:
    assert len(ROWS) >= 320
    assert sum(row.kind is None for row in ROWS) >= 120


@pytest.mark.parametrize("level", ["explicit", "hint"])
def test_danger_is_seen(level: str) -> None:
    missed = [row.text for row in ROWS if row.level == level and RULES.look(row.text) is None]
    assert missed == []


def test_everyday_words_are_no_danger() -> None:
    alarms = [row.text for row in ROWS if row.kind is None and RULES.look(row.text) is not None]
    assert alarms == []


@pytest.mark.parametrize(
    "text",
    ["我 不 想 活 了", "我不，想，活，了", "我不\u200b想活了", "我不想活了" + "！" * 50, "ＷＯ我不想活了", "我想自殺"],
)
def test_disguise_does_not_hide_danger(text: str) -> None:
    crisis = RULES.look(text)
    assert crisis is not None and crisis.kind == "suicide" and crisis.level == "explicit"


def test_danger_at_the_end_of_a_paragraph_of_anger_is_seen() -> None:
    text = "老板从三月份开始就没发过工资，我找他八回，回回说没钱。" * 20 + "我不想活了"
    assert RULES.look(text) is not None


def test_danger_in_the_middle_of_a_very_long_message_is_seen() -> None:
    assert RULES.look("今天天气好" * 9_000 + "我不想活了" + "今天天气好" * 9_000) is not None


@pytest.mark.parametrize(
    "piece", ["我想", "打我", "累死了", "活着", "现在摔下来", "老公打我的手机", "a", "。", "不", "站在楼顶"]
)
def test_a_hundred_thousand_characters_cost_less_than_a_blink(piece: str) -> None:
    text = (piece * 100_000)[:100_000]
    best = 9.0
    for _ in range(3):
        start = time.process_time()
        RULES.look(text)
        best = min(best, time.process_time() - start)
    assert best < 0.05


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_can_be_looked_at(text: str) -> None:
    RULES.look(text)


def test_a_broken_rule_is_named() -> None:
    with pytest.raises(ValueError, match="没有的词表"):
        compile_pattern("{nothing} 死", {})


KINDS = ["suicide", "self_harm", "violence_threat", "extreme_protest", "domestic_violence", "medical_emergency"]
DAY, NIGHT = datetime(2026, 11, 23, 2, tzinfo=UTC), datetime(2026, 11, 23, 18, tzinfo=UTC)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("level", ["explicit", "hint"])
@pytest.mark.parametrize("now", [DAY, NIGHT])
def test_every_reply_names_a_line_that_is_open_and_a_person(kind: Any, level: Any, now: datetime) -> None:
    text = reply(Crisis(kind, level, ""), now)
    assert "110" in text or "120" in text
    assert "真人" in text
    assert "{" not in text
    assert len(text) < 400


def test_the_heart_line_is_never_promised_for_every_hour() -> None:
    night = reply(Crisis("suicide", "explicit", ""), NIGHT)
    assert "12356" in night and "各地开通时间不同" in night and "110" in night


def test_a_second_message_is_met_with_presence_not_a_form() -> None:
    text = CrisisReplies.load().stay(Crisis("suicide", "explicit", ""), DAY)
    assert "我还在" in text


def test_violence_at_home_names_the_women_line() -> None:
    text = reply(Crisis("domestic_violence", "explicit", ""), DAY)
    assert "110" in text and "12338" in text
