"""Small translations: commands, tags of posters, shared numbers and places; and the manners in groups."""

from __future__ import annotations

from pathlib import Path

import pytest

import bot.telegram.door
from actions.texts import Texts
from bot.telegram.commands import Said, understand
from bot.telegram.groups import GroupManners
from bot.telegram.handlers import NOT_TAKEN, national
from bot.telegram.places import Counties
from knowledge.taxonomy import load_taxonomy


@pytest.fixture(scope="module")
def texts() -> Texts:
    return Texts.load(Path(bot.telegram.door.__file__).with_name("texts"))


@pytest.fixture(scope="module")
def counties() -> Counties:
    return Counties.load()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("/start", Said("你好")),
        ("/start@niangjiaren_bot", Said("你好")),
        ("/START  ", Said("你好")),
        ("/start metro-3", Said("你好", source="metro-3")),
        ("/start p_autumn_scholarship", Said(payload="about:autumn_scholarship", source="p_autumn_scholarship")),
        ("/start c_wage_arrears-gate2", Said(payload="card:wage_arrears", source="c_wage_arrears-gate2")),
        ("/start 我想 <b>问</b>", Said("你好")),
        ("/start " + "x" * 65, Said("你好")),
        ("/help", Said("帮助")),
        ("/cancel 全部", Said("取消")),
        ("/human", Said("人工")),
        ('/intent{"a": 1}', Said('/intent{"a": 1}')),
        ("/restart", Said("/restart")),
        ("工资/start", Said("工资/start")),
        ("", Said("")),
    ],
)
def test_what_a_typed_text_means(texts: Texts, typed: str, said: Said) -> None:
    assert understand(typed, texts) == said


def test_every_kind_we_turn_down_has_its_words(texts: Texts) -> None:
    for kind in {*NOT_TAKEN.values(), "file", "far_away"}:
        assert texts(f"telegram.heard.{kind}").startswith("（")
    assert all(texts(f"telegram.{kind}") for kind in NOT_TAKEN.values())


@pytest.mark.parametrize(
    ("shared", "number"),
    [
        ("+8613891712345", "13891712345"),
        ("8613891712345", "13891712345"),
        ("13891712345", "13891712345"),
        ("+79161234567", "+79161234567"),
    ],
)
def test_a_shared_number_reads_as_at_home(shared: str, number: str) -> None:
    assert national(shared) == number


def test_the_counties_are_those_of_the_federation(counties: Counties) -> None:
    known = dict(load_taxonomy().counties)
    known.pop("610300")  # the city itself has no border of its own
    assert {county.code: county.name for county in counties.counties} == known


@pytest.mark.parametrize(
    ("north", "east", "county"),
    [
        (34.345, 107.24, "渭滨区"),  # 高新区
        (34.30, 107.62, "岐山县"),  # 蔡家坡
        (34.37, 107.38, "陈仓区"),  # 虢镇
        (34.24, 107.88, "眉县"),  # 常兴
        (33.99, 106.66, "凤县"),
        (34.26, 108.94, None),  # Xi'an
        (39.90, 116.40, None),
        (0.0, 0.0, None),
    ],
)
def test_a_place_lies_in_the_county_of_the_nearest_town(
    counties: Counties, north: float, east: float, county: str | None
) -> None:
    assert counties.at(north, east) == county


def test_a_group_is_spoken_to_once_an_hour() -> None:
    now = [0.0]
    manners = GroupManners(lambda: now[0])
    assert [manners.may_speak(-1), manners.may_speak(-1), manners.may_speak(-2)] == [True, False, True]
    now[0] = 3599.0
    assert not manners.may_speak(-1)
    now[0] = 3601.0
    assert manners.may_speak(-1)
