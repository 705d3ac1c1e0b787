"""Everything that is done again and again without anybody asking, with one owner.

A round looks at the database for what its time has come for. Each runs in a transaction of its own, on one replica at a
time; it must find nothing left to do when it runs again right after.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import yaml

from actions.flows import queueing
from actions.texts import Texts
from bot.tasks import where
from cases import clocks
from cases.chats.returning import return_silent
from cases.chats.standing_order import escalate_labelled
from cases.database import Database, Session
from cases.figures.counting import count_new
from cases.locks import only_one
from cases.wakeups import Wakeups
from cases.warnings import watch
from cases.warnings.employers import Platforms
from cases.worktime import WorkCalendar
from knowledge import LEXICON

log = logging.getLogger(__name__)

LONGEST_SLEEP = timedelta(minutes=1)  # a machine that was suspended looks again soon
SHORTEST_SLEEP = timedelta(milliseconds=50)

Work = Callable[[Session, datetime], Awaitable[Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Round:
    """`work(session, now)` returns the channels to wake after the commit (`cases.wakeups`)."""

    name: str
    every: timedelta
    work: Work


def rounds() -> tuple[Round, ...]:
    """All rounds of the bot. A new one is a line here and a verb of `cases`."""
    return (
        Round("clock warnings", timedelta(minutes=1), tell_of_clocks),
        Round("early warnings", timedelta(minutes=10), early_warnings()),
        Round("waiting list", timedelta(minutes=1), waiting_list()),
        Round("figures", timedelta(minutes=1), count_figures),
        Round("silent owners", timedelta(minutes=1), give_back_chats),
        Round("watched chats", timedelta(minutes=1), escalate_chats),
    )


async def tell_of_clocks(session: Session, now: datetime) -> Sequence[str]:
    """Promises half used, nearly used, or due: the desk's lists are drawn again."""
    told = await clocks.due_warnings(session, now)
    return ("queue",) if told else ()


async def count_figures(session: Session, now: datetime) -> Sequence[str]:
    """What has come since the last minute goes into the day counts; a long backlog is for `python -m cases.figures`."""
    await count_new(session, now=now)
    return ()


async def give_back_chats(session: Session, now: datetime) -> Sequence[str]:
    """Chats whose colleague stays silent go back to the queue."""
    return _queue_and(await return_silent(session, now))


async def escalate_chats(session: Session, now: datetime) -> Sequence[str]:
    """Chats that a colleague asked to be told of, and in which the worker wrote again."""
    return _queue_and(await escalate_labelled(session, now))


def _queue_and(chats: Sequence[str]) -> Sequence[str]:
    return ("queue", *(f"conversation:{chat}" for chat in chats)) if chats else ()


def early_warnings() -> Work:
    """Several people with one kind of trouble at one employer; the platforms' names are those of the lexicon."""
    platforms = Platforms.of(yaml.safe_load((LEXICON / "platforms.yml").read_text("utf-8")))

    async def look(session: Session, now: datetime) -> Sequence[str]:
        return await watch.look(session, now=now, platforms=platforms)

    return look


def waiting_list() -> Work:
    """Times that became free are offered to who queues for one; offers nobody answered go to the next."""
    texts, calendar = Texts.load(), WorkCalendar.load()

    async def offer(session: Session, now: datetime) -> Sequence[str]:
        chats = await queueing.round_of_offers(session, now, texts=texts, calendar=calendar)
        return ("outbox", *(f"conversation:{chat}" for chat in chats)) if chats else ()

    return offer


class Rounds:
    def __init__(
        self, database: Database, wakeups: Wakeups, clock: Callable[[], datetime], rounds: Sequence[Round]
    ) -> None:
        self._database = database
        self._wakeups = wakeups
        self._clock = clock
        self._rounds = tuple(rounds)
        self._next: dict[str, datetime] = {}

    async def run(self) -> None:
        """All at once, then each at its interval, until cancelled."""
        while True:
            wait = await self.once()
            await asyncio.sleep(wait.total_seconds())

    async def once(self) -> timedelta:
        """Do the rounds whose time has come; returns how long there is nothing to do."""
        for each in self._rounds:
            now = self._clock()
            if now >= self._next.get(each.name, now):
                self._next[each.name] = now + each.every
                await self.go(each)
        left = min((at - self._clock() for at in self._next.values()), default=LONGEST_SLEEP)
        return min(max(left, SHORTEST_SLEEP), LONGEST_SLEEP)

    async def go(self, each: Round) -> bool:
        """Do one round now. False when another replica is at it, or when it failed: that is logged, the others go on."""
        try:
            async with self._database.transaction() as session:
                if not await only_one(session, f"round:{each.name}"):
                    return False
                channels = list(await each.work(session, self._clock()))
        except Exception as error:  # noqa: BLE001 - one round must not stop the others
            log.error("the round %s failed: %s", each.name, where(error))
            return False
        for channel in dict.fromkeys(channels):
            await self._wakeups.publish(channel)
        return True
