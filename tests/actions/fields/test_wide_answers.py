# ruff: noqa: E501 (word lists and tables of examples stay whole)
"""Two thousand answers in workers' own words (answers/*.yml): every one is read as it was meant, or asked again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.fields import ChoiceWords, Context, Places, TimeWish, Value, parse, read_wish
from knowledge.forms import FieldSpec
from tests.actions.fields.conftest import COUNTIES

_ROOT = Path(__file__).parents[3]
_ANSWERS = Path(__file__).with_name("answers")
_OF_FORMS = _ANSWERS / "of_our_forms.yml"
KINDS = sorted(path.stem for path in _ANSWERS.glob("*.yml") if path != _OF_FORMS)


@pytest.fixture(scope="module")
def here() -> Context:
    return Context.at(datetime(2026, 11, 25, 2, tzinfo=UTC), COUNTIES, Places.load(), ChoiceWords.load())


def _read(spec: FieldSpec, text: str, ctx: Context) -> Any:
    result = parse(spec, text, ctx)
    return result.value if isinstance(result, Value) else None


def _misread(spec: FieldSpec, answers: dict[str, Any], ctx: Context) -> Iterator[tuple[str, Any, Any]]:
    for text, meant in answers.items():
        if (got := _read(spec, text, ctx)) != meant:
            yield text, got, meant


@pytest.mark.parametrize("kind", KINDS)
def test_every_answer_is_read_as_it_was_meant(here: Context, kind: str) -> None:
    groups = yaml.safe_load((_ANSWERS / f"{kind}.yml").read_text(encoding="utf-8"))
    wrong = []
    for group in groups:
        words = {"key": "field", "ask": "", "label": "", **group["field"]}
        wrong.extend(_misread(FieldSpec(type=kind, **words), group["answers"], here))
    assert wrong == []


@cache
def _choices() -> dict[str, dict[str, str]]:
    """form.key → options, of all forms that exist."""
    found: dict[str, dict[str, str]] = {}
    for folder in ("knowledge/programs", "knowledge/calculators", "actions/flows"):
        for path in (_ROOT / folder).glob("*.yml"):
            data = yaml.safe_load(path.read_text(encoding="utf-8"))
            for field in data.get("fields", []) if isinstance(data, dict) else []:
                if field.get("type") == "choice":
                    found[f"{path.stem}.{field['key']}"] = {str(k): str(v) for k, v in field["options"].items()}
    return found


@cache
def _of_forms() -> dict[str, dict[str, str | None]]:
    return dict(yaml.safe_load(_OF_FORMS.read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", sorted(_of_forms()))
def test_the_options_of_our_forms_have_everyday_words(here: Context, name: str) -> None:
    options = _choices().get(name)
    if options is None:
        pytest.skip("the form is gone")
    assert list(_misread(FieldSpec(name.split(".")[1], "choice", "", "", options), _of_forms()[name], here)) == []


@pytest.mark.parametrize("name", sorted(_choices()))
def test_an_option_is_reached_by_its_own_text_and_its_number(here: Context, name: str) -> None:
    """Everyday words must never hide an option from those who copy it."""
    options = _choices()[name]
    spec = FieldSpec("field", "choice", "", "", options)
    for number, (key, text) in enumerate(options.items(), start=1):
        assert [_read(spec, said, here) for said in (text, f"我选{text}", f"第{number}个", f"{number}. {text}")] == [
            key
        ] * 4


PAST = [
    "昨天", "上周五", "今年5月20号", "前天下午", "上个月5号", "夜儿个后晌", "去年十月一", "2024.6.18", "今年中秋", "20250801", "去年今天", "大前天",
    "十天前", "上月最后一天", "去年农历八月十五",
]  # fmt: skip


@pytest.mark.parametrize("text", PAST)
def test_a_day_gone_by_is_read_where_it_may_be_and_never_booked(here: Context, text: str) -> None:
    event = FieldSpec("event_date", "date", "大概是哪天的事？", "哪天的事")
    wish = FieldSpec("preferred_date", "date", "想约在哪天？", "想约的日子")
    day = _read(event, text, here)
    assert day is not None and day < here.today.isoformat()
    assert _read(wish, text, here) is None
    assert not isinstance(read_wish(text, here), TimeWish)
