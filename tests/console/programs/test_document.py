"""Steps of the program form on the document behind it."""

from __future__ import annotations

from typing import Any

import pytest

from console.program_document import (
    add_field,
    add_rule,
    bound,
    copy_field,
    move_field,
    remove_field,
    same,
    set_bound,
    set_condition,
    set_options,
    set_type,
)
from tests.console.programs.conftest import from_file


def options(*lines: str, of: dict[str, str]) -> dict[str, str]:
    field: dict[str, Any] = {"options": dict(of)}
    set_options(field, lines)
    found: dict[str, str] = field["options"]
    return found


def test_an_option_keeps_its_key_so_that_answers_still_belong_to_it() -> None:
    old = {"male": "男士", "female": "女士"}
    assert options("女士", "男士", of=old) == {"female": "女士", "male": "男士"}  # another order
    assert options("男", "女士", of=old) == {"male": "男", "female": "女士"}  # reworded
    assert options("男士", "女士", "不说", of=old) == old | {"o1": "不说"}  # one more
    assert options("不说", of=old) == {"o1": "不说"}  # two gone, one new: no key is inherited by chance
    assert options("男士", "男士", of=old) == {"male": "男士"}
    assert options("甲", "乙", of={}) == {"o1": "甲", "o2": "乙"}


def test_a_question_taken_out_takes_along_what_rests_on_it() -> None:
    values = from_file("matchmaking")
    remove_field(values, 1)
    assert [field["key"] for field in values["fields"]] == ["single", "gender", "hobby"]
    assert [rule["field"] for rule in values["rules"]] == ["single"]


def test_keys_are_never_given_twice() -> None:
    values = from_file("matchmaking")
    add_field(values)
    copy_field(values, 0)
    add_field(values)
    keys = [field["key"] for field in values["fields"]]
    assert len(set(keys)) == len(keys) == 7
    assert values["fields"][1] == values["fields"][0] | {"key": keys[1]}


def test_questions_move_by_one_place_and_not_beyond_the_ends() -> None:
    values = from_file("matchmaking")
    assert move_field(values, 0, 1) and not move_field(values, 0, -1) and not move_field(values, 3, 1)
    assert [field["key"] for field in values["fields"]] == ["age", "single", "gender", "hobby"]


@pytest.mark.parametrize(
    ("typed", "fen", "kept"),
    [("3,000", True, 300_000), ("12.5", True, 1250), (" 18 ", False, 18), ("十八", False, "十八")],
)
def test_bounds_are_kept_as_the_form_reads_them(typed: str, fen: bool, kept: object) -> None:
    field: dict[str, Any] = {}
    set_bound(field, "min", typed, fen=fen)
    assert field == {"min": kept}
    assert bound(field, "min", fen=fen) == typed.strip().replace(",", "")
    set_bound(field, "min", "", fen=fen)
    assert field == {}


def test_nothing_of_the_old_type_stays() -> None:
    field: dict[str, Any] = {"key": "x", "type": "number", "min": 1, "max": 5}
    set_type(field, "choice")
    assert field == {"key": "x", "type": "choice", "options": {"o1": "", "o2": ""}}
    set_type(field, "yes_no")
    assert field == {"key": "x", "type": "yes_no"}
    rule: dict[str, Any] = {"field": "x", "min": 3, "otherwise": "不行"}
    set_condition(rule, "yes_no", True)
    assert rule == {"field": "x", "equals": True, "otherwise": "不行"}


def test_a_rule_needs_a_question_that_can_be_compared() -> None:
    assert add_rule({"fields": [{"key": "x", "type": "text"}]}) is False
    values: dict[str, Any] = {"fields": [{"key": "x", "type": "text"}, {"key": "n", "type": "money"}]}
    assert add_rule(values) and values["rules"][0]["field"] == "n" and values["rules"][0]["min"] == 0


def test_the_revision_alone_is_no_difference() -> None:
    assert same({"id": "a", "revision": 1}, {"id": "a", "revision": 9})
    assert not same({"id": "a"}, None) and same(None, None)
