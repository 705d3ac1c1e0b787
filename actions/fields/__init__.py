"""Field parsers: what a worker's words answer to a question of a form."""

from __future__ import annotations

from actions.fields.choice_words import ChoiceWords
from actions.fields.extraction import extract_all
from actions.fields.learned import LearnedAnswers
from actions.fields.miss_texts import MissTexts
from actions.fields.parsing import parse
from actions.fields.places import Places
from actions.fields.slot import TimeWish, read_wish
from actions.fields.steering import Correction, Steering, correction, steering
from actions.fields.values import Context, FieldLike, Miss, Value
from actions.fields.yes_no import read_yes_no

__all__ = [
    "ChoiceWords", "Context", "Correction", "FieldLike", "LearnedAnswers", "Miss", "MissTexts", "Places", "Steering",
    "TimeWish", "Value", "correction", "extract_all", "parse", "read_wish", "read_yes_no", "steering",
]  # fmt: skip
