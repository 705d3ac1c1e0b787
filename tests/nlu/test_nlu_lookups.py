"""Words that stand for a value: places, platforms, lawyers, ways, programs, case numbers."""

from __future__ import annotations

from typing import Any

import pytest
from components.lookups import NOTHING, Lookups, read_places, read_table
from nlu_project import LEXICON, NLU, load_yaml


@pytest.fixture(scope="module")
def table() -> dict[str, dict[str, list[str]]]:
    """As LookupExtractor puts it together."""
    shared = {"employer_platform": load_yaml(LEXICON / "platforms.yml")}
    merged = read_table({**load_yaml(NLU / "data" / "lookups.yml"), **shared})
    return {**merged, "county": read_places(load_yaml(LEXICON / "places.yml"))}


@pytest.fixture(scope="module")
def lookups(table: dict[str, dict[str, list[str]]]) -> Lookups:
    return Lookups(table)


def values(lookups: Lookups, text: str, entity: str) -> list[str]:
    return [found.value for found in lookups.find(text) if found.entity == entity]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("我在虢镇上班", "610304"),
        ("蔡家坡这搭", "610323"),
        ("高新的", "610302"),
        ("渭滨区", "610302"),
        ("眉县", "610326"),
    ],
)
def test_a_local_name_gives_the_county_code(lookups: Lookups, said: str, code: str) -> None:
    assert values(lookups, said, "county") == [code]


def test_two_places_are_both_found_in_the_order_of_the_text(lookups: Lookups) -> None:
    assert values(lookups, "住扶风，在金台区干活", "county") == ["610324", "610303"]


def test_of_overlapping_words_the_longest_counts(lookups: Lookups) -> None:
    assert values(lookups, "太白酒厂的工人", "county") == ["610326"]


@pytest.mark.parametrize(
    "said", ["太白路有个驿站", "岐山臊子面好吃", "我在宝鸡市上班", "上马营这块", "宝鸡哪有驿站", "高新技术企业"]
)
def test_a_name_that_says_no_county_hides_the_one_inside(lookups: Lookups, said: str) -> None:
    assert values(lookups, said, "county") == []


def test_the_whole_city_gives_way_to_the_county_named_with_it(lookups: Lookups) -> None:
    assert values(lookups, "宝鸡市渭滨区的", "county") == ["610302"]


@pytest.mark.parametrize(
    ("said", "platform"), [("跑顺丰同城的", "shunfeng_rush"), ("给SF送件", "sf"), ("跑uu跑腿", "uu")]
)
def test_a_platform_is_found_by_its_longest_name(lookups: Lookups, said: str, platform: str) -> None:
    assert values(lookups, said, "employer_platform") == [platform]


def test_latin_names_must_stand_alone() -> None:
    lookups = Lookups({"employer_platform": {"didi": ["dd"]}})
    assert [found.value for found in lookups.find("我跑DD的")] == ["didi"]
    assert lookups.find("add一下") == []


def test_a_program_is_found_by_its_name(lookups: Lookups) -> None:
    assert values(lookups, "金秋助学咋申请", "program") == ["autumn_scholarship"]


@pytest.mark.parametrize("typed", ["26-4831-0729", "2648310729", "26 4831 0729", "查一下２６－４８３１－０７２９"])
def test_a_case_number_is_read_however_it_is_written(lookups: Lookups, typed: str) -> None:
    number = _with_check_digit("264831072")
    typed = typed.replace("0729", number[6:]).replace("０７２９", number[6:])
    assert values(lookups, typed, "case_number") == [f"{number[:2]}-{number[2:6]}-{number[6:]}"]


def test_a_phone_or_a_mistyped_number_is_no_case_number(lookups: Lookups) -> None:
    number = _with_check_digit("264831072")
    mistyped = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert values(lookups, f"我电话13891712345，编号{mistyped}", "case_number") == []


def test_every_value_is_an_id_that_exists(
    table: dict[str, Any], domain: dict[str, Any], taxonomy: dict[str, Any]
) -> None:
    assert set(table) <= set(domain["entities"])
    assert set(table["county"]) == {*taxonomy["counties"], NOTHING}
    assert set(table["program"]) == set(taxonomy["programs"])
    assert set(table["lawyer_kind"]) == set(taxonomy["lawyer_kinds"])
    assert set(table["way"]) == {"in_person", "phone", "video"}


def test_no_word_stands_for_two_values_of_one_entity(table: dict[str, dict[str, list[str]]]) -> None:
    for entity, listed in table.items():
        words = [word for words in listed.values() for word in words]
        assert sorted(words) == sorted(set(words)), f"{entity}: repeated words"


def test_a_table_of_the_wrong_shape_says_where(table: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"county\.610302"):
        read_table({"county": {"610302": "渭滨"}})
    with pytest.raises(ValueError, match="unclear"):
        read_places({"counties": {}, "only_as_answer": []})


def _with_check_digit(body: str) -> str:
    total = 0
    for position, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if position % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return body + str(-total % 10)
