# ruff: noqa: E501 (a table stays whole)
"""The farmers' calendar, by which people in Baoji remember days: 正月初六, 腊月二十三, 农历八月十五, and the feasts that move."""

from __future__ import annotations

from datetime import date, timedelta

# Year → its first day (month, day), the leap month (0: none), the length of each month in order (1: 30 days, 0: 29).
_YEARS: dict[int, tuple[int, int, int, str]] = {
    1999: (2, 16, 0, "100100101110"), 2000: (2, 5, 0, "110010010110"), 2001: (1, 24, 4, "1101010010101"), 2002: (2, 12, 0, "110101001010"),
    2003: (2, 1, 0, "110110100101"), 2004: (1, 22, 2, "0101101010101"), 2005: (2, 9, 0, "010101101010"), 2006: (1, 29, 7, "1010101011011"),
    2007: (2, 18, 0, "001001011101"), 2008: (2, 7, 0, "100100101101"), 2009: (1, 26, 5, "1100100101011"), 2010: (2, 14, 0, "101010010101"),
    2011: (2, 3, 0, "101101001010"), 2012: (1, 23, 4, "1011010101010"), 2013: (2, 10, 0, "101011010101"), 2014: (1, 31, 9, "0101010110101"),
    2015: (2, 19, 0, "010010111010"), 2016: (2, 8, 0, "101001011011"), 2017: (1, 28, 6, "0101001010111"), 2018: (2, 16, 0, "010100101011"),
    2019: (2, 5, 0, "101010010011"), 2020: (1, 25, 4, "0111010010101"), 2021: (2, 12, 0, "011010101010"), 2022: (2, 1, 0, "101011010101"),
    2023: (1, 22, 2, "0100110110101"), 2024: (2, 10, 0, "010010110110"), 2025: (1, 29, 6, "1010010101110"), 2026: (2, 17, 0, "101001001110"),
    2027: (2, 6, 0, "110100100110"), 2028: (1, 26, 5, "1110100100110"), 2029: (2, 13, 0, "110101010011"), 2030: (2, 3, 0, "010110101010"),
    2031: (1, 23, 3, "0110101101010"), 2032: (2, 11, 0, "100101101101"), 2033: (1, 31, 11, "0100101011101"), 2034: (2, 19, 0, "010010101101"),
    2035: (2, 8, 0, "101001001101"), 2036: (1, 28, 6, "1101001001011"), 2037: (2, 15, 0, "110100100101"), 2038: (2, 4, 0, "110101010010"),
    2039: (1, 24, 5, "1101101010100"), 2040: (2, 12, 0, "101101011010"),
}  # fmt: skip


def solar(year: int, month: int, day: int, leap: bool = False) -> date | None:
    """The day of our calendar, or None when the year is not in the table or has no such day."""
    if year not in _YEARS or not 1 <= month <= 12 or day < 1:
        return None
    first_month, first_day, leap_month, lengths = _YEARS[year]
    if leap and month != leap_month:
        return None
    before = month - 1 + (1 if leap_month and (month > leap_month or leap) else 0)
    if day > 29 + int(lengths[before]):
        return None
    gone = sum(29 + int(length) for length in lengths[:before])
    return date(year, first_month, first_day) + timedelta(days=gone + day - 1)


def new_years_eve(year: int) -> date | None:
    """除夕 of the winter that ends in `year`: the day before its first."""
    first = solar(year, 1, 1)
    return first - timedelta(days=1) if first else None


def qingming(year: int) -> date:
    """清明 falls on the 4th or 5th of April (a rule that holds for this century)."""
    short = year % 100
    return date(year, 4, int(short * 0.2422 + 4.81) - short // 4)
