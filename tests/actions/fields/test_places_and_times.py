# ruff: noqa: E501 (word lists and tables of examples stay whole)
"""Where and when: counties by local names, days in words, wishes for an appointment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest

from actions.fields import Context, Miss, TimeWish, read_wish

Answer = Callable[..., Any]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("高新", "610302"), ("虢镇", "610304"), ("蔡家坡", "610323"), ("法门寺那儿", "610324"), ("柳林", "610305"), ("横渠", "610326"),
        ("凤翔县", "610305"), ("凤县", "610330"), ("陈仓镇", "610303"), ("宝鸡市金台区", "610303"), ("歧山", "610323"),
        ("不是金台是渭滨", "610302"), ("610331", "610331"), ("凤", "county.two_feng"), ("宝鸡", "county.unclear"),
        ("市区", "county.unclear"), ("西安", "county.outside"), ("金台和渭滨", "county.several"), ("老家", "county.none"),
    ],
)  # fmt: skip
def test_a_county_by_the_name_people_use(answer: Answer, text: str, code: str) -> None:
    assert answer("county", text) == code


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("明天", "2026-11-24"), ("后天", "2026-11-25"), ("外后天", "2026-11-26"), ("下周三", "2026-12-02"), ("这周五下午", "2026-11-27"),
        ("12月3号", "2026-12-03"), ("三号上午", "2026-12-03"), ("月底", "2026-11-30"), ("下个月五号", "2026-12-05"),
        ("不是周三是周四", "2026-11-26"), ("1月5号", "2027-01-05"), ("廿五号", "2026-11-25"), ("周末", "date.weekend"),
        ("过两天", "date.vague"), ("2月30号", "date.invalid"), ("昨天", "date.past"), ("随便", "date.none"),
    ],
)  # fmt: skip
def test_a_day_to_come_in_words(answer: Answer, text: str, day: str) -> None:
    assert answer("date", text, label="希望的日子") == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("今年9月", "2026-09-01"), ("去年", "2025-01-01"), ("半年前", "2026-05-01"), ("两年半前", "2024-05-01"), ("上个月15号", "2026-10-15"),
        ("前天", "2026-11-21"), ("夜儿个", "2026-11-22"), ("12月3号", "2025-12-03"), ("明天", "date.not_yet"), ("不记得了", "date.none"),
    ],
)  # fmt: skip
def test_a_day_gone_by_may_be_rough(answer: Answer, text: str, day: str) -> None:
    assert answer("date", text, label="什么时候的事") == day


def test_next_wednesday_afternoon_narrows_the_calendar(ctx: Context) -> None:
    wish = read_wish("下周三下午吧", ctx)
    assert isinstance(wish, TimeWish)
    assert wish.fits(date(2026, 12, 2), time(15))
    assert not wish.fits(date(2026, 12, 2), time(9))
    assert not wish.fits(date(2026, 12, 3), time(15))
    assert TimeWish.from_json(wish.to_json()) == wish


@pytest.mark.parametrize(
    ("text", "day", "start", "fits"),
    [
        ("三点以后", date(2026, 11, 24), time(15, 30), True), ("三点以后", date(2026, 11, 24), time(10), False),
        ("后晌", date(2026, 11, 24), time(16), True), ("下周", date(2026, 12, 1), time(9), True), ("下周", date(2026, 11, 25), time(9), False),
        ("周三或者周四", date(2026, 11, 26), time(9), True), ("上午九点到十一点", date(2026, 11, 24), time(10), True), ("都行", date(2026, 12, 9), time(9), True),
    ],
)  # fmt: skip
def test_a_wish_fits_some_slots_only(ctx: Context, text: str, day: date, start: time, fits: bool) -> None:
    wish = read_wish(text, ctx)
    assert isinstance(wish, TimeWish)
    assert wish.fits(day, start) is fits


@pytest.mark.parametrize("text", ["昨天", "我想想", "不要周三"])
def test_no_wish_is_asked_again(ctx: Context, text: str) -> None:
    assert isinstance(read_wish(text, ctx), Miss)
