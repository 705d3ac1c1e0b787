"""What staff say a misunderstood sentence means: the meanings to pick from, and the file the language model learns from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from cases.masking import HIDDEN, masked
from cases.models import UnansweredQuestion
from console.program_names import learned_programs
from console.texts import knowledge as texts
from knowledge.lint import plain_question
from knowledge.taxonomy import Taxonomy


def meanings(taxonomy: Taxonomy) -> dict[str, str]:
    """Label as the language model is taught it → what staff read. Programs made here are found by name, not learned."""
    found = dict(texts.INTENTS)
    for intent, words in texts.PROGRAM_INTENTS.items():
        programs = learned_programs(taxonomy)
        found |= {f"{intent}/{key}": words.format(program=one.title) for key, one in programs.items()}
    return found


def sentences_by_label(questions: Iterable[UnansweredQuestion]) -> dict[str, list[str]]:
    """Masked; each sentence once, with the meaning it was given last. What had to be masked is left out."""
    given: dict[str, tuple[str, str]] = {}
    for question in questions:
        text = "".join(c for c in " ".join(masked(question.text).split()) if c.isprintable())
        if question.label and HIDDEN not in text and plain_question(text):
            given[plain_question(text)] = (question.label, text)
    found: dict[str, list[str]] = defaultdict(list)
    for label, text in given.values():
        found[label].append(text)
    return dict(sorted(found.items()))


def as_file(sentences: dict[str, list[str]]) -> str:
    """Training data of Rasa, which `make corrections FILE=…` reads (nlu/correction_rows.py)."""
    lines = ['version: "3.1"', "nlu:" if sentences else "nlu: []"]
    for label, texts_of_label in sentences.items():
        lines += [f"- intent: {label}", "  examples: |", *(f"    - {text}" for text in texts_of_label)]
    return "\n".join(lines) + "\n"
