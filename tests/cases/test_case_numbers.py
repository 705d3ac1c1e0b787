"""Case numbers are said over the phone: a slip of the tongue must be noticed."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.numbers import check_digit, new_number, read_number

BODIES = st.text("0123456789", min_size=9, max_size=9)
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def complete(body: str) -> str:
    return body + str(check_digit(body))


@given(BODIES)
def test_what_we_give_out_is_read_back(body: str) -> None:
    number = complete(body)
    assert read_number(number) == f"{number[:2]}-{number[2:6]}-{number[6:]}"


@given(BODIES, st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(body: str, place: int, off: int) -> None:
    number = complete(body)
    wrong = str((int(number[place]) + off) % 10)
    assert read_number(number[:place] + wrong + number[place + 1 :]) is None


@given(BODIES, st.integers(0, 8))
def test_two_swapped_neighbours_are_noticed_except_09_and_90(body: str, place: int) -> None:
    number = complete(body)
    pair = number[place : place + 2]
    swapped = number[:place] + pair[::-1] + number[place + 2 :]
    if pair[0] == pair[1] or set(pair) == {"0", "9"}:
        assert read_number(swapped) is not None  # the same number, or Luhn's known blind spot
    else:
        assert read_number(swapped) is None


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused_but_never_breaks(text: str) -> None:
    found = read_number(text)
    assert found is None or (found.isascii() and len(found) == 12)


def test_known_check_digits() -> None:
    """Hand-worked: 7992739871 → 3 is the standard's own example."""
    assert check_digit("7992739871") == 3
    assert check_digit("000000000") == 0
    assert check_digit("264831072") == 6


@pytest.mark.parametrize(
    "text",
    [
        "26-4831-0726",
        "2648310726",
        "26 4831 0726",
        " 26-4831-0726 ",
        "26－4831－0726",
        "２６４８３１０７２６",
        "编号26-4831-0726",
        "我的案子是26—4831—0726，咋样了",
        "26.4831.0726",
    ],
)
def test_the_forms_people_write(text: str) -> None:
    assert read_number(text) == "26-4831-0726"


@pytest.mark.parametrize(
    "text",
    ["", "你好", "26-4831-072", "26-4831-07264", "26-4831-0729", "26-4831-072⑥", "26-4831-072⁶", "13891712345"],
)
def test_what_is_no_case_number(text: str) -> None:
    assert read_number(text) is None


def test_new_numbers_begin_with_the_year_and_cannot_be_counted_through() -> None:
    numbers = {new_number(NOW) for _ in range(300)}
    assert len(numbers) > 290
    assert all(n.startswith("26-") and read_number(n) == n for n in numbers)
    bodies = sorted(int(n.replace("-", "")[:9]) for n in numbers)
    assert max(b - a for a, b in pairwise(bodies)) > 10_000
