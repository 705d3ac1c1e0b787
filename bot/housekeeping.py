"""What has to be done once a day without anybody asking."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, time, timedelta

from cases import appointments
from cases.database import Database
from cases.first_content import SLOT_DAYS
from cases.worktime import LOCAL, WorkCalendar

log = logging.getLogger(__name__)

AT = time(3, 10)  # in Baoji, when hardly anybody writes
LONGEST_SLEEP_SECONDS = 3600.0  # a machine that was suspended must not miss a day


class Housekeeping:
    def __init__(self, database: Database, calendar: WorkCalendar, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._calendar = calendar
        self._clock = clock

    async def run(self) -> None:
        """At once and then every night, until cancelled."""
        while True:
            await self.once()
            due = self.next_time()
            while (left := (due - self._clock()).total_seconds()) > 0:  # noqa: ASYNC110 - the clock is what is awaited
                await asyncio.sleep(min(left, LONGEST_SLEEP_SECONDS))

    async def once(self) -> int:
        """Offer consultants' times for the weeks ahead; returns how many are new."""
        today = self._clock().astimezone(LOCAL).date()
        async with self._database.transaction() as session:
            made = await appointments.make_slots(session, calendar=self._calendar, first=today, days=SLOT_DAYS)
        log.info("consultants' times: %s new", made)
        return made

    def next_time(self) -> datetime:
        here = self._clock().astimezone(LOCAL)
        due = datetime.combine(here.date(), AT, LOCAL)
        return due if due > here else due + timedelta(days=1)
