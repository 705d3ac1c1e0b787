"""A card is looked over while it is typed: what must be mended, what should be looked at, small helping edits."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import knowledge
from knowledge.cards import Card, parse_card
from knowledge.drafting import Look, add_questions, look_over, new_document, set_reviewed_on, tidy
from knowledge.facts import load_facts
from knowledge.standing import load_card_files
from knowledge.statutes import load_statutes
from knowledge.taxonomy import Taxonomy, load_taxonomy
from knowledge.truth import LawBook

FOLDER = Path(knowledge.__file__).parent
TODAY = dt.date(2026, 11, 22)
FILES = load_card_files(FOLDER / "cards")
TEXT = FILES["overtime_pay"].document


@pytest.fixture(scope="module")
def taxonomy() -> Taxonomy:
    return load_taxonomy()


@pytest.fixture(scope="module")
def book() -> LawBook:
    return LawBook(load_statutes(), TODAY)


@pytest.fixture
def look(taxonomy: Taxonomy, book: LawBook):  # type: ignore[no-untyped-def]
    facts = load_facts(FOLDER / "facts.yml")
    others: list[Card] = [file.card for file in FILES.values()]

    def over(document: str, card_id: str | None = "overtime_pay", **more: dt.date) -> Look:
        return look_over(
            document, card_id, others=others, facts=facts, taxonomy=taxonomy, today=TODAY, book=book, **more
        )

    return over


def test_a_good_card_has_no_errors(look) -> None:  # type: ignore[no-untyped-def]
    assert look(TEXT).errors == ()
    assert look(TEXT).card == FILES["overtime_pay"].card


@pytest.mark.parametrize(
    ("change", "to", "said"),
    [
        ("id: overtime_pay", "id: other_id", "编号定了就不能改"),
        ("title:", "titel:", "没有这个字段"),
        ("group: wages", "group: wagez", "没有 wagez 这个分组"),
        ("## 依据", "## 根据", "不认识的小标题"),
        ("related: [", "related: [no_such_card, ", "没有 no_such_card"),
        ("questions:\n", "questions:\n  - 老板压了我三个月工资咋办\n", "与 wage_arrears 重复"),
        ("## 怎么办\n", "打 13800001234 问。\n\n## 怎么办\n", "不在热线表里"),
    ],
)
def test_what_is_wrong_is_named(look, change: str, to: str, said: str) -> None:  # type: ignore[no-untyped-def]
    assert change in TEXT
    assert any(said in error for error in look(TEXT.replace(change, to, 1)).errors)


def test_an_edit_older_than_its_file_would_not_hold(look) -> None:  # type: ignore[no-untyped-def]
    errors = look(set_reviewed_on(TEXT, dt.date(2026, 11, 20)), file_reviewed_on=dt.date(2026, 11, 21)).errors
    assert any("存了也不会生效" in error for error in errors)


def test_a_figure_the_law_does_not_hold_is_a_warning_for_a_person(look) -> None:  # type: ignore[no-untyped-def]
    seen = look(TEXT.replace("## 怎么办\n", "干够77天就能要。\n\n## 怎么办\n", 1))
    assert seen.errors == ()
    assert any("77" in warning for warning in seen.warnings)


def test_a_new_card_may_begin_with_few_questions_and_is_told_so(look) -> None:  # type: ignore[no-untyped-def]
    seen = look(new_document(["宿舍没暖气咋办", "- 冒号: 引号' \"都有 #"], today=TODAY), None)
    assert seen.errors == ()
    assert seen.card is not None and seen.card.questions == ("宿舍没暖气咋办", "- 冒号: 引号' \"都有 #")
    assert any("只有 2 种问法" in warning for warning in seen.warnings)
    assert any("编号是 overtime_pay" in error for error in look(TEXT, None).errors)


def test_questions_are_added_and_nothing_else_changes() -> None:
    told = add_questions(TEXT, ["夜里加了四个钟头: 咋算", "  两行\n变一行  ", "夜里加了四个钟头：咋算"])
    before, after = parse_card(TEXT, "a"), parse_card(told, "a")
    assert after.questions == (*before.questions, "夜里加了四个钟头: 咋算", "两行 变一行")
    assert [line for line in told.split("\n") if line not in TEXT.split("\n")] == [
        "  - '夜里加了四个钟头: 咋算'",
        "  - 两行 变一行",
    ]
    assert add_questions(told, ["夜里加了四个钟头咋算"]) == told  # it has that one already


@given(st.lists(st.text(max_size=40), max_size=4))
def test_any_words_become_questions_that_read_back(words: list[str]) -> None:
    told = parse_card(add_questions(TEXT, words), "a").questions
    asked = [" ".join(word.split()) for word in words]
    assert set(told) - set(parse_card(TEXT, "a").questions) <= set(asked)
    assert told[: len(parse_card(TEXT, "a").questions)] == parse_card(TEXT, "a").questions


@given(st.text(max_size=200))
def test_no_text_makes_the_look_fail(text: str) -> None:
    for document in (text, TEXT + text, f"---\n{text}\n---\n答", TEXT.replace("reviewed_on:", f"{text}:", 1)):
        try:
            parse_card(tidy(document), "a")
        except knowledge.errors.KnowledgeError as error:
            assert str(error)


def test_line_ends_of_another_system_are_put_right() -> None:
    assert tidy("\ufeff" + TEXT.replace("\n", "\r\n") + "\r\n\r\n") == TEXT


def test_the_review_day_is_set_in_its_line_only() -> None:
    told = set_reviewed_on(TEXT, dt.date(2027, 1, 2))
    changed = [(a, b) for a, b in zip(TEXT.split("\n"), told.split("\n"), strict=True) if a != b]
    assert [b.startswith("reviewed_on: 2027-01-02") for _, b in changed] == [True]
