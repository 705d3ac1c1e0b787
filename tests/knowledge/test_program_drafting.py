"""A program is looked over while it is typed: every mistake at once, each beside its field, and nothing ever raises."""

from __future__ import annotations

import copy
import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import knowledge
from knowledge.errors import KnowledgeError
from knowledge.program_drafting import ProgramLook, as_yaml, from_yaml, look_over_program, new_program
from knowledge.programs import load_programs, program_values
from knowledge.taxonomy import load_taxonomy

FILES = Path(knowledge.__file__).parent / "programs"
TAXONOMY = load_taxonomy()
OTHERS = load_programs(FILES)
TODAY = dt.date(2026, 11, 23)


def look(values: dict[str, Any]) -> ProgramLook:
    return look_over_program(values, others=OTHERS, taxonomy=TAXONOMY, today=TODAY)


def file(name: str = "matchmaking", **changes: Any) -> dict[str, Any]:
    return copy.deepcopy(program_values(FILES / f"{name}.yml")) | changes


@pytest.mark.parametrize("path", sorted(FILES.glob("*.yml")), ids=lambda path: path.stem)
def test_the_programs_of_the_house_have_no_errors_and_survive_the_text_view(path: Path) -> None:
    values = program_values(path)
    assert look(values).errors == ()
    assert from_yaml(as_yaml(values)) == values


def test_all_mistakes_are_named_at_once_each_beside_its_field() -> None:
    values = file(title=" ", platform="moon", places=0, promise_days="五", window={"kind": "yearly", "opens": "13-40"})
    values["fields"][0]["ask"] = ""
    values["fields"][1] |= {"type": "number", "min": 90, "max": 10}
    values["fields"][2]["options"] = {"male": "男士"}
    values["rules"][0]["otherwise"] = ""
    values["surprise"] = 1
    found = look(values)
    assert found.program is None
    assert {problem.field for problem in found.errors} == {
        "title", "platform", "places", "promise_days", "window.opens", "fields[1].ask", "fields[2].min",
        "fields[3].options", "rules[1].otherwise", "surprise",
    }  # fmt: skip
    assert found.of("title") == "不能空着" and found.of("fields[2].min") == "最小值比最大值还大"
    assert found.of("who") == ""


def test_a_broken_question_is_not_blamed_on_what_rests_on_it() -> None:
    values = file("violation_report")
    values["fields"][0]["type"] = "riddle"  # two questions are asked only when this one is answered no
    assert [problem.field for problem in look(values).errors] == ["fields[1].type"]


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"names": ["相亲", "金秋助学"]}, "names", "“金秋助学”也是“金秋助学”的叫法"),
        ({"names": ["相亲", "相亲"]}, "names", "写了两遍"),
        ({"names": []}, "names", "还没有叫法"),
        ({"window": {"kind": "dates", "opens": "2026-01-01", "closes": "2026-02-01"}}, "window", "时间已经过了"),
        ({"window": {"kind": "yearly", "opens": "12-24", "closes": "12-31"}}, "window", "要到 2026-12-24"),
        (
            {"rules": [{"field": "age", "min": 20, "otherwise": "小了", "offer": ["about:nothing"]}]},
            "rules[1].offer",
            "没有去处",
        ),
        (
            {"fields": [{"key": "card", "type": "id_number", "label": "证", "ask": "证号？"}], "rules": []},
            "fields[1].type",
            "一次性链接",
        ),
    ],
)
def test_what_a_person_should_look_at_twice(changes: dict[str, Any], field: str, words: str) -> None:
    found = look(file(**changes))
    assert found.errors == ()
    assert any(problem.field == field and words in problem.text for problem in found.warnings), found.warnings


def test_a_name_of_one_character_would_catch_every_sentence() -> None:
    assert look(file(names=["我"])).of("names") == "“我”太短，别的话里也会有"


def test_a_blank_program_says_what_is_still_to_be_written() -> None:
    found = look(new_program("blood_donation", "献血", "culture"))
    assert {problem.field for problem in found.errors} == {
        "summary", "who", "how", "where", "duration", "appeal", "source", "next_steps",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title: [", "格式不对"),
        ("- 一\n- 二", "应由“键: 值”组成"),
        ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]", "不能用 * 引用"),
        ("day: 2026-02-30", "格式不对"),
        ("fields:\n- {key: sure, options: {yes: 是, no: 否}}", "选项的键请加引号"),
        ("[" * 2_000, "格式不对"),
        ("长" * 70_000, "太长了"),
    ],
)
def test_text_that_is_no_program_is_refused_with_its_reason(text: str, said: str) -> None:
    with pytest.raises(KnowledgeError, match=said.replace("*", r"\*")):
        from_yaml(text)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from([*file(), "surprise"]), JSON, max_size=6))
def test_nothing_typed_makes_the_check_fail(changes: dict[str, Any]) -> None:
    found = look(file(**changes))
    assert found.program is not None or found.errors
