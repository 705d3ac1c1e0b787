# ruff: noqa: E501 (word lists and tables of examples stay whole)
"""A worker in Baoji writes on Monday 23 November 2026, ten in the morning."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from actions.fields import ChoiceWords, Context, Places, Value, parse

COUNTIES = {
    "610300": "宝鸡市（市本级）", "610302": "渭滨区", "610303": "金台区", "610304": "陈仓区", "610305": "凤翔区", "610323": "岐山县",
    "610324": "扶风县", "610326": "眉县", "610327": "陇县", "610328": "千阳县", "610329": "麟游县", "610330": "凤县", "610331": "太白县",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """A question of a form, as the parsers see it."""

    type: str
    key: str = "field"
    label: str = ""
    ask: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    optional: bool = False
    min: int | None = None
    max: int | None = None


@pytest.fixture(scope="session")
def ctx() -> Context:
    now = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
    return Context.at(now, COUNTIES, Places.load(), ChoiceWords.load())


@pytest.fixture(scope="session")
def answer(ctx: Context) -> Callable[..., Any]:
    """The value a text gives for a field, or the reason it gives none."""

    def _answer(kind: str, text: str, **more: Any) -> Any:
        result = parse(Field(kind, **more), text, ctx)
        return result.value if isinstance(result, Value) else result.reason

    return _answer
