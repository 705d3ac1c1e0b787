"""Times and days as people say them."""

from __future__ import annotations

from datetime import date, datetime

from cases.worktime import LOCAL

WEEKDAYS = "一二三四五六日"


def say_day(day: date, today: date) -> str:
    """今天, 明天, 后天, or 11月25日（周三）; another year is named."""
    near = {0: "今天", 1: "明天", 2: "后天"}.get((day - today).days)
    full = f"{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"
    if day.year != today.year:
        full = f"{day.year}年{full}"
    return f"{near}（{day.month}月{day.day}日）" if near else full


def say_moment(at: datetime, now: datetime) -> str:
    """An aware moment in local words: 明天（11月23日）09:00."""
    here = at.astimezone(LOCAL)
    return f"{say_day(here.date(), now.astimezone(LOCAL).date())}{here:%H:%M}"


def say_span(starts: datetime, ends: datetime, now: datetime) -> str:
    return f"{say_moment(starts, now)}–{ends.astimezone(LOCAL):%H:%M}"
