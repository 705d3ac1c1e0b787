"""The training data: enough of it, consistent, and kept apart from what we measure with."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

import pytest
from heldout import Row, read_rows
from nearness import Nearness, key
from nlu_project import NLU, Example

FEWEST_PER_INTENT = 40
FEWEST_PER_PROGRAM_LABEL = 15

PROGRAM_INTENTS = ("ask_program", "join_program")


@pytest.fixture(scope="module")
def heldout() -> list[Row]:
    def parse(text: str) -> Any:
        import yaml

        return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))

    return read_rows(NLU / "data", parse)


def test_every_intent_has_enough_truly_different_examples(training: list[Example], domain: dict[str, Any]) -> None:
    different: dict[str, set[str]] = defaultdict(set)
    for example in training:
        different[example.intent].add(key(example.text))
    assert set(different) == set(domain["intents"])
    few = {intent: len(texts) for intent, texts in different.items() if len(texts) < FEWEST_PER_INTENT}
    assert few == {}


def test_every_program_is_asked_about_and_joined(training: list[Example], taxonomy: dict[str, Any]) -> None:
    counted = Counter(example.label for example in training if example.intent in PROGRAM_INTENTS)
    assert set(counted) == {f"{intent}/{program}" for intent in PROGRAM_INTENTS for program in taxonomy["programs"]}
    assert {label: n for label, n in counted.items() if n < FEWEST_PER_PROGRAM_LABEL} == {}


def test_no_sentence_means_two_things(training: list[Example]) -> None:
    labels: dict[str, set[str]] = defaultdict(set)
    for example in training:
        if key(example.text):
            labels[key(example.text)].add(f"{example.label} ({example.file})")
    assert {text: found for text, found in labels.items() if len({f.partition(" ")[0] for f in found}) > 1} == {}


def test_no_sentence_is_read_as_a_command_of_rasa(training: list[Example]) -> None:
    assert [example for example in training if example.text.startswith("/")] == []


def test_every_sentence_has_something_to_read(training: list[Example]) -> None:
    """Nothing but punctuation or emoji may only mean one thing, which the classifier says without learning it."""
    wordless = [example for example in training if not key(example.text)]
    assert {example.intent for example in wordless} <= {"out_of_scope"}


def test_heldout_rows_name_intents_and_programs_that_exist(
    heldout: list[Row], domain: dict[str, Any], taxonomy: dict[str, Any]
) -> None:
    assert {row.intent for row in heldout} == set(domain["intents"])
    assert {row.program for row in heldout if row.program} == set(taxonomy["programs"])
    assert [row for row in heldout if row.intent in PROGRAM_INTENTS and row.program is None] == []


def test_no_heldout_row_is_near_a_training_row(training: list[Example], heldout: list[Row]) -> None:
    nearness = Nearness(example.text for example in training)
    assert [(row.text, near) for row in heldout if (near := nearness.to(row.text)) is not None] == []
