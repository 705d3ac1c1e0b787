"""What a calculator is: a form, rules read from data, and a calculation that shows its steps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from knowledge.cards import Citation
from knowledge.errors import KnowledgeError
from knowledge.facts import Fact
from knowledge.forms import FormSpec, read_fields, read_rules
from knowledge.reading import Reader, read_yaml_mapping


class CalculationError(ValueError):
    """The answers do not fit together. `field` is the question to ask again, `problem` what the worker should read."""

    def __init__(self, field: str, problem: str) -> None:
        self.field = field
        self.problem = problem
        super().__init__(f"{field}: {problem}")


@dataclass(frozen=True, slots=True)
class Reminder:
    """A day worth a word beforehand: `deadline` is the last day, `text` what to say then."""

    deadline: dt.date
    text: str


@dataclass(frozen=True, slots=True)
class Calculation:
    """A result as a worker reads it. All of it is plain Chinese; `values` holds the same for programs.

    `headline`: the answer in one sentence. `steps`: the sum, a line each, with the numbers put in. `doubts`: where the
    law can be read in two ways, both results and why. `notes`: what to mind. `values`: money in fen, days as int, dates
    as ISO strings. `reminder`: for deadlines that are still to come.
    """

    headline: str
    steps: tuple[str, ...]
    citations: tuple[Citation, ...]
    doubts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    values: Mapping[str, int | str] = field(default_factory=lambda: MappingProxyType({}))
    reminder: Reminder | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """A case worked by hand: `answers` as the form keeps them, `today`, the `values` it must give, `worked` how."""

    name: str
    answers: Mapping[str, Any]
    today: dt.date
    values: Mapping[str, int | str]
    worked: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A calculator's data file. `numbers`: what the law fixes, by name (amounts set by notice are read from facts);
    `names`: what people call it; `cards`: whose pages offer it; `citations`: every article a result of it may rest on;
    `texts`: what a result says, with {…} for the numbers."""

    id: str
    title: str
    intro: str
    names: tuple[str, ...]
    cards: tuple[str, ...]
    citations: tuple[Citation, ...]
    numbers: Mapping[str, Any]
    form: FormSpec
    examples: tuple[Example, ...]
    texts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def say(self, key: str, **values: object) -> str:
        """A sentence of the file with its {…} filled in."""
        return self.texts[key].format(**values)

    def cite(self, *articles: str) -> tuple[Citation, ...]:
        """The citations of the file that a result rests on, each written 法律第几条; all when none is named."""
        known = {f"{citation.law}{citation.article}": citation for citation in self.citations}
        return tuple(known[article] for article in articles) or self.citations


Compute = Callable[[Sheet, Mapping[str, Any], dt.date], Calculation]


@dataclass(frozen=True, slots=True)
class Calculator:
    """A data file and the function that applies it."""

    sheet: Sheet
    rule: Compute

    @property
    def id(self) -> str:
        return self.sheet.id

    def compute(self, answers: Mapping[str, Any], today: dt.date) -> Calculation:
        """`answers` as the form keeps them: money in fen, dates ISO, numbers int, yes_no bool, choices their key,
        skipped ones None or missing. Raises CalculationError when they do not fit together."""
        return self.rule(self.sheet, answers, today)


def load_sheet(path: Path, common: Mapping[str, str], facts: Mapping[str, Fact]) -> Sheet:
    """`common`: texts that every calculator shares. Raises KnowledgeError."""
    reader = read_yaml_mapping(path)
    reader.only(
        "id", "title", "intro", "names", "cards", "citations", "numbers", "fields", "rules", "texts", "examples"
    )
    sheet_id, title = reader.identifier(), reader.string("title")
    if sheet_id != path.stem:
        raise reader.fail("id", f"应与文件名相同：{path.stem}")
    fields = read_fields(reader)
    numbers = reader.mapping("numbers")
    return Sheet(
        id=sheet_id,
        title=title,
        intro=reader.string("intro"),
        names=reader.strings("names"),
        cards=reader.strings("cards"),
        citations=tuple(_citation(item) for item in reader.mappings("citations")),
        numbers=MappingProxyType(_numbers(numbers, facts) if numbers else {}),
        form=FormSpec(sheet_id, title, fields, read_rules(reader, fields)),
        examples=tuple(
            _example(item, fields_known={spec.key for spec in fields}) for item in reader.mappings("examples")
        ),
        texts=MappingProxyType({**common, **read_texts(reader)}),
    )


def read_texts(reader: Reader) -> dict[str, str]:
    texts = reader.mapping("texts")
    return {key: texts.string(key) for key in texts.values} if texts else {}


def _numbers(numbers: Reader, facts: Mapping[str, Fact]) -> dict[str, Any]:
    """`{fact: id}` stands for an amount set by notice; everything else is kept as written."""
    found: dict[str, Any] = {}
    for name, value in numbers.values.items():
        if isinstance(value, Mapping) and set(value) == {"fact"}:
            if value["fact"] not in facts:
                raise numbers.fail(name, f"facts.yml 里没有 {value['fact']}")
            value = facts[value["fact"]]
            if not value.value.isdecimal():
                raise numbers.fail(name, f"facts.yml 里的 {value.id} 应是一个整数，才能拿来算")
        found[name] = value
    return found


def _citation(item: Reader) -> Citation:
    item.only("law", "article")
    return Citation(item.string("law"), item.string("article"))


def _example(item: Reader, *, fields_known: set[str]) -> Example:
    item.only("name", "answers", "today", "values", "worked")
    answers, values = item.mapping("answers"), item.mapping("values")
    if answers is None or values is None:
        raise item.fail("answers", "例子要写 answers 和 values")
    for key in answers.values:
        if key not in fields_known:
            raise KnowledgeError(item.source, f"例子里的 {key} 不是表单字段", field=item.prefix)
    return Example(
        name=item.string("name"),
        answers=MappingProxyType(dict(answers.values)),
        today=item.required_date("today"),
        values=MappingProxyType(dict(values.values)),
        worked=item.string("worked"),
    )
