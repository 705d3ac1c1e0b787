"""Questions of one matter come together in other words, different matters stay apart."""

from __future__ import annotations

import random
import time
from itertools import combinations
from pathlib import Path

import pytest
import yaml

import knowledge
from knowledge.cards import load_cards
from knowledge.likeness import group_alike

MATTERS: list[list[str]] = yaml.safe_load(Path("tests/data/likeness.yml").read_text(encoding="utf-8"))
LABELLED = [(str(question), n) for n, matter in enumerate(MATTERS) for question in matter]


def labels(questions: list[str]) -> dict[int, int]:
    return {member: n for n, group in enumerate(group_alike(questions)) for member in group.members}


def measure(extra: list[str]) -> tuple[float, float]:
    """(share of pairs of one matter that came together, share of pairs of two matters that did)."""
    found = labels([question for question, _ in LABELLED] + extra)
    pairs = list(combinations(range(len(LABELLED)), 2))
    same = [found[a] == found[b] for a, b in pairs if LABELLED[a][1] == LABELLED[b][1]]
    apart = [found[a] == found[b] for a, b in pairs if LABELLED[a][1] != LABELLED[b][1]]
    return sum(same) / len(same), sum(apart) / len(apart)


def many(count: int) -> list[str]:
    cards = load_cards(Path(knowledge.__file__).parent / "cards")
    return random.Random(7).sample([question for card in cards for question in card.questions], count)


@pytest.mark.parametrize("others", [0, 1900])
def test_rewordings_come_together_and_matters_stay_apart(others: int) -> None:
    together, wrong = measure(many(others))
    print(f"beside {others} other questions: {together:.0%} of rewordings together, {wrong:.2%} of other pairs")
    assert together >= 0.7
    assert wrong <= 0.01


def test_every_question_is_in_one_group_and_the_largest_comes_first() -> None:
    questions = [question for question, _ in LABELLED] + ["宿舍没有暖气"] * 5 + ["", "？？", "😀"]
    groups = group_alike(questions)
    assert sorted(member for group in groups for member in group.members) == list(range(len(questions)))
    sizes = [len(group.members) for group in groups]
    assert sizes == sorted(sizes, reverse=True)
    assert sum(questions[n] == "宿舍没有暖气" for n in groups[0].members) == 6
    assert group_alike([]) == []


def test_the_order_in_which_people_asked_does_not_matter() -> None:
    questions = [question for question, _ in LABELLED]
    shuffled = random.Random(3).sample(questions, len(questions))

    def sets(asked: list[str]) -> set[frozenset[str]]:
        return {frozenset(asked[n] for n in group.members) for group in group_alike(asked)}

    assert sets(questions) == sets(shuffled)


def test_two_thousand_questions_take_less_than_two_seconds() -> None:
    questions = many(2000)
    best = min(_seconds(questions) for _ in range(2))
    print(f"2,000 questions: {best:.2f} s")
    assert best < 2.0


def _seconds(questions: list[str]) -> float:
    started = time.perf_counter()
    group_alike(questions)
    return time.perf_counter() - started
