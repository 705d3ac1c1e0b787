"""Rounds: each at its interval, one failing alone, one replica at a time; and the one that tells of promises."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.rounds import LONGEST_SLEEP, Round, Rounds, rounds
from cases import casefile, conversations
from cases.actors import Actor
from cases.crypto import KeyRing
from cases.database import Database, Session
from cases.locks import only_one
from cases.models import CaseEvent, Person
from cases.wakeups import LocalWakeups
from tests.conftest import Clock

MINUTE = timedelta(minutes=1)


class Counting:
    """Work that counts itself and says whom to wake."""

    def __init__(self, *channels: str, fails: bool = False) -> None:
        self.times: list[datetime] = []
        self._channels = channels
        self._fails = fails

    async def __call__(self, session: Session, now: datetime) -> Sequence[str]:
        self.times.append(now)
        if self._fails:
            session.add(Person(created_at=now))
            await session.flush()
            raise ValueError("身份证 610302199001011234")
        return self._channels


async def test_each_comes_at_its_own_interval(database: Database, clock: Clock) -> None:
    often, seldom = Counting(), Counting()
    owner = Rounds(database, LocalWakeups(database), clock, [Round("a", MINUTE, often), Round("b", 3 * MINUTE, seldom)])
    for _ in range(7):
        assert timedelta(0) < await owner.once() <= LONGEST_SLEEP
        clock.advance(MINUTE)
    assert len(often.times) == 7 and len(seldom.times) == 3
    clock.advance(-10 * MINUTE)  # a clock put back makes it wait, not run wild
    before = len(often.times)
    await owner.once()
    assert len(often.times) == before


async def test_one_that_fails_leaves_nothing_behind_and_stops_nobody(
    database: Database, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    broken, sound = Counting(fails=True), Counting("queue", "queue", "outbox")
    wakeups = LocalWakeups(database)
    owner = Rounds(database, wakeups, clock, [Round("broken", MINUTE, broken), Round("sound", MINUTE, sound)])
    with caplog.at_level(logging.ERROR), wakeups.subscribed("queue") as ears:
        await owner.once()
        assert await ears.wait(1), "whoever waits is woken after the commit"
    assert len(broken.times) == len(sound.times) == 1
    assert "broken failed: ValueError" in caplog.text and "610302199001011234" not in caplog.text
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(Person)) == 0, "half a round is none"
    clock.advance(MINUTE)
    await owner.once()
    assert len(broken.times) == 2, "and it is tried again"


async def test_a_wake_up_is_not_sent_for_a_round_that_failed(database: Database, clock: Clock) -> None:
    async def breaks_at_the_end(session: Session, now: datetime) -> Sequence[str]:
        raise OSError

    wakeups = LocalWakeups(database)
    owner = Rounds(database, wakeups, clock, [])
    with wakeups.subscribed("queue") as ears:
        assert not await owner.go(Round("a", MINUTE, breaks_at_the_end))
        assert not await ears.wait(0.05)


async def test_it_runs_until_it_is_cancelled(database: Database, clock: Clock) -> None:
    seen = asyncio.Event()

    async def work(session: Session, now: datetime) -> Sequence[str]:
        seen.set()
        return ()

    running = asyncio.create_task(Rounds(database, LocalWakeups(database), clock, [Round("a", MINUTE, work)]).run())
    await asyncio.wait_for(seen.wait(), 5)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def test_two_replicas_do_not_do_one_round_at_once(
    postgres_database: Database, postgres_url: str, keyring: KeyRing, clock: Clock
) -> None:
    inside, go_on, second = asyncio.Event(), asyncio.Event(), Counting()

    async def slow(session: Session, now: datetime) -> Sequence[str]:
        inside.set()
        await go_on.wait()
        return ()

    other = Database(postgres_url, keyring)
    try:
        here = Rounds(postgres_database, LocalWakeups(postgres_database), clock, [])
        there = Rounds(other, LocalWakeups(other), clock, [])
        first = asyncio.create_task(here.go(Round("night", MINUTE, slow)))
        await asyncio.wait_for(inside.wait(), 5)
        assert not await there.go(Round("night", MINUTE, second)) and second.times == []
        assert await there.go(Round("another", MINUTE, second)), "another round is not held up"
        go_on.set()
        assert await first
        assert await there.go(Round("night", MINUTE, second)), "free again after the commit"
    finally:
        go_on.set()
        await other.close()


async def test_a_lock_ends_with_its_transaction(database: Database) -> None:
    for _ in range(2):
        async with database.transaction() as session:
            assert await only_one(session, "a")


async def test_promises_that_run_out_are_told_by_the_bot_itself(database: Database, clock: Clock) -> None:
    ours = {each.name: each for each in rounds()}
    assert len(ours) == len(rounds()), "the name is also the lock"
    async with database.transaction() as session:
        chat_id, _ = await conversations.open_web_conversation(session, now=clock())
        person_id = (await conversations.get(session, chat_id)).person_id
        case, _ = await casefile.open_case(
            session,
            actor=Actor.worker(person_id),
            kind="handoff",
            person_id=person_id,
            conversation_id=chat_id,
            fields={},
            now=clock(),
        )
    wakeups = LocalWakeups(database)
    owner = Rounds(database, wakeups, clock, [ours["clock warnings"]])
    with wakeups.subscribed("queue") as ears:
        await owner.once()
        clock.advance(15 * MINUTE)
        await owner.once()
        assert await ears.wait(1)
    async with database.reading() as session:
        kinds = (await session.execute(select(CaseEvent.kind).where(CaseEvent.case_id == case.id))).scalars()
        assert list(kinds) == ["opened", "clock_warning"]
