"""The sentences for workers, as the verbs of `cases.calendars` take them."""

from __future__ import annotations

from functools import cache

from cases.calendars.notices import Wording
from console.texts import calendar as texts


@cache
def wording() -> Wording:
    return Wording(
        moved=texts.MOVED,
        cancelled=texts.CANCELLED,
        booked=texts.BOOKED,
        missed=texts.MISSED_YOU,
        choose=texts.CHOOSE,
        change=texts.CHANGE,
        none_left=texts.NONE_LEFT,
        at_place=texts.AT_PLACE,
        reminder_day=texts.REMIND_DAY,
        reminder_hours=texts.REMIND_HOURS,
        human=texts.HUMAN,
        ways=texts.WAYS,
    )
