"""The language model learns danger from the same sentences as the second look."""

from __future__ import annotations

from pathlib import Path

import yaml
from danger import EVERY, as_training_data, danger_sentences
from nlu_project import NLU, examples_of
from project import danger_examples


def test_only_danger_is_taken_each_sentence_once_and_without_marks_rasa_would_read(tmp_path: Path) -> None:
    file = tmp_path / "suicide.yml"
    rows = ["不想活了", "走了\n不回来", "[再见](x)了", "不想活了", "药攒够了"]
    file.write_text(yaml.safe_dump({"none": ["累死了", "笑死"], "hint": rows}, allow_unicode=True), "utf-8")
    assert danger_sentences([file], yaml.safe_load) == ["不想活了", "走了 不回来", "再见(x)了", "药攒够了"][::EVERY]


def test_the_rows_are_rasas_own_shape() -> None:
    block = yaml.safe_load(as_training_data(["不想活了", "药攒够了"]))["nlu"][0]
    assert (block["intent"], block["examples"]) == ("crisis", "- 不想活了\n- 药攒够了\n")


def test_no_sentence_of_danger_stands_under_another_intent() -> None:
    danger = set(danger_sentences(danger_examples(), yaml.safe_load))
    calm = {
        example.text: example.label
        for path in sorted((NLU / "data" / "nlu").glob("*.yml"))
        for example in examples_of(path)
        if example.intent != "crisis"
    }
    assert {text: calm[text] for text in danger & calm.keys()} == {}
