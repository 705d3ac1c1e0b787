"""A card is read as it was written; a mistake is named with its place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.cards import Card, load_card
from knowledge.errors import KnowledgeError
from knowledge.facts import Fact, load_facts
from tests.knowledge.conftest import CARD, TODAY

MakeCard = Callable[..., Card]


def test_every_part_of_a_card_is_read(make_card: MakeCard) -> None:
    card = make_card()
    assert card.questions == ("中午能歇多长时间", "午休算不算上班")
    assert card.steps == ("先看合同", "再找工会")
    assert card.notes == ("口头说的也要留个记录",)
    assert [str(citation) for citation in card.citations] == ["《劳动法》第三十六条"]
    assert card.papers == ()


def test_a_card_holds_from_its_first_to_its_last_day(make_card: MakeCard) -> None:
    card = make_card(("valid_until:", "valid_until: 2026-11-23"))
    assert card.in_force(dt.date(2026, 11, 23))
    assert not card.in_force(dt.date(2026, 11, 24))
    assert not card.in_force(dt.date(2019, 12, 31))


def test_a_worker_reads_the_amount_and_a_warning_when_it_is_old(make_card: MakeCard, folder: Path) -> None:
    text = make_card().text(load_facts(folder / "facts.yml"), TODAY)
    assert "2160元/月" in text
    assert "以最新通知为准" in text
    assert "{fact" not in text


def test_a_fact_within_its_review_carries_no_warning() -> None:
    fact = Fact("a", "甲", "100", "元", "通知", dt.date(2026, 1, 1), dt.date(2027, 1, 1))
    assert fact.warning(TODAY) is None
    assert fact.shown(TODAY) == "100元"


def test_an_unknown_fact_never_shows_its_mark(make_card: MakeCard) -> None:
    assert "以最新通知为准" in make_card().text({}, TODAY)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("region: 全国", "region: 西安", "lunch_break.md:10: region"),
        ("owner: 法律维权部", "owner:", "lunch_break.md:14: owner"),
        ("valid_from: 2020-01-01", "valid_from: 去年", "lunch_break.md:11: valid_from"),
        ("related: []", "relatd: []", "lunch_break.md:15: relatd"),
        ("## 注意", "## 小心", "lunch_break.md:25: 不认识的小标题"),
        ("{law: 劳动法, article: 第三十六条}", "{law: 劳动法}", "citations[1].article"),
        ("  - 午休算不算上班", "  - 午休: [", "格式不对"),
    ],
)
def test_a_mistake_is_named_with_its_line(make_card: MakeCard, old: str, new: str, said: str) -> None:
    with pytest.raises(KnowledgeError) as caught:
        make_card((old, new))
    assert said in str(caught.value)


def test_a_card_without_an_answer_is_refused(make_card: MakeCard) -> None:
    with pytest.raises(KnowledgeError, match="没有答案"):
        make_card(("午休多长由单位和职工商量。最低工资是{fact:min_wage_1}。\n", ""))


def test_the_file_name_is_the_id(tmp_path: Path) -> None:
    path = tmp_path / "other.md"
    path.write_text(CARD, encoding="utf-8")
    with pytest.raises(KnowledgeError, match="应与文件名相同"):
        load_card(path)
