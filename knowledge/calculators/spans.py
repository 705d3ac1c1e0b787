"""Spans of the calendar as the law counts them: whole months to the corresponding day, or to the month's last."""

from __future__ import annotations

import calendar
import datetime as dt

ONE_DAY = dt.timedelta(days=1)


def add_months(day: dt.date, months: int) -> dt.date:
    """31 January + 1 month = 28 (29) February: where there is no such day, the last of the month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def whole_months(start: dt.date, end: dt.date) -> int:
    """Full months worked from `start` to `end`, both days counted: 1 January to 30 June is six."""
    after = end + ONE_DAY
    months = (after.year - start.year) * 12 + after.month - start.month
    return months if add_months(start, months) <= after else months - 1


def weekdays(start: dt.date, end: dt.date) -> int:
    """Mondays to Fridays from `start` to `end`, both counted; 0 when `end` comes first."""
    days = (end - start).days + 1
    if days <= 0:
        return 0
    weeks, rest = divmod(days, 7)
    return weeks * 5 + sum((start.weekday() + n) % 7 < 5 for n in range(rest))


def chinese_date(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def chinese_span(months: int, days: int = 0) -> str:
    """3年7个月; 5个月零3天; 2年; 1天."""
    years, rest = divmod(months, 12)
    whole = (f"{years}年" if years else "") + (f"{rest}个月" if rest else "")
    if not days:
        return whole or "0天"
    return f"{whole}零{days}天" if whole else f"{days}天"


def worked(start: dt.date, end: dt.date) -> tuple[int, int]:
    """Full months and days left over from `start` to `end`, both days counted."""
    months = whole_months(start, end)
    return months, (end + ONE_DAY - add_months(start, months)).days


def month_end(day: dt.date) -> dt.date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
