"""The knowledge that ships has no mistakes, and the lint sees those that staff make."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from knowledge.__main__ import main
from knowledge.cards import Card
from knowledge.facts import load_facts
from knowledge.lint import lint_cards, lint_folder
from knowledge.taxonomy import load_taxonomy
from tests.knowledge.conftest import TODAY

MakeCard = Callable[..., Card]


def problems(folder: Path, *cards: Card) -> str:
    facts, taxonomy = load_facts(folder / "facts.yml"), load_taxonomy()
    known = {card.id for card in cards}
    return "\n".join(map(str, lint_cards(cards, facts, taxonomy, TODAY, known=known)))


def test_the_knowledge_that_ships_has_no_errors(folder: Path) -> None:
    assert [str(finding) for finding in lint_folder(folder, TODAY) if finding.level == "error"] == []


def test_names_that_lead_nowhere_are_found(make_card: MakeCard, folder: Path) -> None:
    card = replace(make_card(), related=("nothing",), programs=("free_lunch",), flows=("sleep",), facts=("none",))
    found = problems(folder, card)
    assert all(f"没有 {name}" in found for name in ("nothing", "free_lunch", "sleep", "none"))


def test_the_same_question_on_two_cards_is_found_despite_punctuation(make_card: MakeCard, folder: Path) -> None:
    other = replace(make_card(), id="tea_break", questions=("中午，能歇多长时间？",))
    assert "与 lunch_break 重复" in problems(folder, make_card(), other)


def test_few_questions_and_long_sentences_are_found(make_card: MakeCard, folder: Path) -> None:
    found = problems(folder, replace(make_card(), answer="长" * 121 + "。"))
    assert "至少 20 种" in found
    assert "请拆短" in found


def test_a_derived_figure_without_its_reason_is_found(make_card: MakeCard, folder: Path) -> None:
    found = problems(folder, replace(make_card(), derived=("11个月", "十一个月：一年减去第一个月")))
    assert "'11个月' 应写成" in found
    assert "十一个月" not in found


def test_an_expired_card_is_found(make_card: MakeCard, folder: Path) -> None:
    assert "失效" in problems(folder, make_card(("valid_until:", "valid_until: 2021-01-01")))


def test_a_hotline_nobody_knows_is_found(make_card: MakeCard, folder: Path) -> None:
    found = problems(folder, make_card(("先看合同", "打 0917-3260000 问")), make_card(("再找工会", "打 12351")))
    assert "0917-3260000" in found
    assert "12351" not in found


def test_a_citation_missing_under_the_answer_is_found(make_card: MakeCard, folder: Path) -> None:
    assert "依据里没有 《劳动法》第三十六条" in problems(folder, make_card(("《劳动法》第三十六条：", "")))


def test_the_commands_print_and_fail_as_they_should(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["cards"]) == 0
    assert "wage_arrears" in capsys.readouterr().out
    shutil.copytree(folder, tmp_path / "knowledge")
    (tmp_path / "knowledge" / "cards" / "wage_arrears.md").write_text("你好", encoding="utf-8")
    assert main(["lint", "--folder", str(tmp_path / "knowledge")]) == 1
    assert "wage_arrears.md:1" in capsys.readouterr().out
