"""Right after an alarm: how well a denial is told from a plea, on sentences of a hand that saw neither rules nor examples."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest
import yaml

from actions.crisis.denial import Denial, Says, load_said
from actions.crisis.rules import CrisisRules
from actions.crisis.watch import said_afterwards

ROWS = Path(__file__).parents[2] / "data" / "after_danger.yml"
WISHES = Path(__file__).parents[3] / "nlu" / "data" / "heldout_market.yml"


@pytest.fixture(scope="module")
def rules() -> CrisisRules:
    return CrisisRules.load()


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    found: list[dict[str, str]] = yaml.safe_load(ROWS.read_text("utf-8"))
    return found


@pytest.fixture(scope="module")
def denial(rules: CrisisRules) -> Denial:
    """From the words alone: the sentence vectors are measured by `python -m actions.crisis denials`."""
    return Denial.learn(said_afterwards(rules), None)


def test_hardly_a_plea_is_taken_for_a_denial(denial: Denial, rules: CrisisRules, rows: list[dict[str, str]]) -> None:
    confirms = [row["text"] for row in rows if row["expect"] == "confirms"]
    wrong = [text for text in confirms if denial.denies(rules.plain(text))]
    assert len(wrong) <= 0.04 * len(confirms), wrong


def test_most_denials_are_heard(denial: Denial, rules: CrisisRules, rows: list[dict[str, str]]) -> None:
    denies = [row["text"] for row in rows if row["expect"] == "denies"]
    heard = [text for text in denies if denial.denies(rules.plain(text))]
    assert len(heard) >= 0.6 * len(denies)


def test_a_wish_is_no_denial(denial: Denial, rules: CrisisRules) -> None:
    wishes = [row["text"] for row in yaml.safe_load(WISHES.read_text("utf-8"))]
    wrong = [text for text in wishes if denial.denies(rules.plain(text))]
    assert len(wrong) <= 0.02 * len(wishes), wrong


def test_no_sentence_of_the_measure_was_learned(rules: CrisisRules, rows: list[dict[str, str]]) -> None:
    learned = {rules.plain(text) for text, says in load_said() if says != "confirms"}
    asked = [rules.plain(row["text"]) for row in rows if row["expect"] != "confirms"]
    assert [text for text in asked if text in learned] == []


def test_it_is_learned_once_and_kept(rules: CrisisRules, tmp_path: Path) -> None:
    learned = Denial.open("key", lambda: said_afterwards(rules), None, tmp_path)
    (kept,) = tmp_path.glob("denial-*.npz")
    written = kept.stat().st_mtime_ns
    again = Denial.open("key", lambda: said_afterwards(rules), None, tmp_path)
    assert kept.stat().st_mtime_ns == written
    text = rules.plain("没想死，就是累")
    assert again.likely(text) == pytest.approx(learned.likely(text), abs=1e-3)


def test_nothing_said_denies_nothing(denial: Denial) -> None:
    assert not denial.denies("")


@pytest.mark.parametrize("content", ["- 没有", "denise:\n- 没有"])
def test_a_file_that_is_none_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "odd.yml").write_text(content, "utf-8")
    with pytest.raises(ValueError, match=r"odd\.yml"):
        load_said(tmp_path)


def test_every_kind_is_there() -> None:
    assert {says for _, says in load_said()} == set(get_args(Says))
