"""Dated facts: amounts that change by notice. Cards name them ({fact:min_wage_1}); the number lives in facts.yml."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from knowledge.errors import KnowledgeError
from knowledge.reading import Reader, read_yaml_mapping

FACT_MARK = re.compile(r"\{fact:([a-z][a-z0-9_]*)\}")


@dataclass(frozen=True, slots=True)
class Fact:
    """An amount with its unit (元/月, 天 …), the notice it comes from, its first day and the day to look again."""

    id: str
    label: str
    value: str
    unit: str
    source: str
    effective: dt.date
    review_by: dt.date

    def overdue(self, today: dt.date) -> bool:
        return today > self.review_by

    def warning(self, today: dt.date) -> str | None:
        """What a person should know before trusting an amount that was due for review."""
        if not self.overdue(today):
            return None
        day = self.effective
        return f"（这是{day.year}年{day.month}月{day.day}日起的数，之后可能调过，以最新通知为准，可打12333核对）"

    def shown(self, today: dt.date | None = None) -> str:
        warning = self.warning(today) if today is not None else None
        return f"{self.value}{self.unit}{warning or ''}"


def fill_facts(text: str, facts: Mapping[str, Fact], today: dt.date | None = None) -> str:
    """Replace each {fact:id}. An unknown id reads 以最新通知为准, so a person never sees the mark itself."""

    def put(match: re.Match[str]) -> str:
        fact = facts.get(match[1])
        return fact.shown(today) if fact else "（以最新通知为准）"

    return FACT_MARK.sub(put, text)


def load_facts(path: Path) -> dict[str, Fact]:
    """Facts by id, in the order of the file. Raises KnowledgeError."""
    reader = read_yaml_mapping(path)
    facts: dict[str, Fact] = {}
    for name in reader.values:
        entry = reader.mapping(str(name))
        if entry is None:
            raise KnowledgeError(path.name, "不能空着", field=str(name))
        facts[str(name)] = _fact(str(name), entry)
    return facts


def _fact(name: str, entry: Reader) -> Fact:
    entry.only("label", "value", "unit", "source", "effective", "review_by")
    fact = Fact(
        id=name,
        label=entry.string("label"),
        value=entry.string("value"),
        unit=entry.string("unit", default=""),
        source=entry.string("source"),
        effective=entry.required_date("effective"),
        review_by=entry.required_date("review_by"),
    )
    if fact.review_by <= fact.effective:
        raise entry.fail("review_by", "复核日期应晚于生效日期")
    return fact
