"""One clock's arithmetic: starting, standing still, going on, stopping. Working time only; no database.

A clock holds the working time `left_seconds` at `since`; due, half and late times follow from both on the desk's calendar.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from cases.models.clocks import Clock
from cases.worktime import WorkCalendar, load_book

HALF, LATE, DUE = 50, 80, 100  # per cent of the promise; what is told at each


def new(case_id: int, kind: str, desk: str, *, since: datetime, due: datetime, started: datetime) -> Clock:
    """A running clock that is to stop by `due`. All three times aware; `since` may lie ahead (after an appointment)."""
    clock = Clock(case_id=case_id, kind=kind, desk=desk, started_at=started, warned=0, breached=False)
    set_going(clock, since=since, due=due)
    return clock


def set_going(clock: Clock, *, since: datetime, due: datetime) -> None:
    """The whole promise anew: from `since` until `due`."""
    since = since.replace(microsecond=0)
    left = _seconds(calendar_of(clock).between(since, due)) if due > since else 0
    clock.allowed_seconds = left
    _run(clock, since=since, left=left, due=due)


def hold(clock: Clock, reason: str, now: datetime) -> None:
    """Stand still; the working time left is kept. One that was late stays late."""
    if clock.paused_at is not None:
        return
    clock.breached = clock.breached or is_late(clock, now)
    clock.left_seconds = left(clock, now)
    clock.since = clock.paused_at = now.replace(microsecond=0)
    clock.pause_reason = reason
    clock.due_at = clock.half_at = clock.late_at = None


def go_on(clock: Clock, now: datetime) -> None:
    """Run again with the time that was left."""
    if clock.paused_at is not None:
        _run(clock, since=now.replace(microsecond=0), left=clock.left_seconds)


def re_time(clock: Clock, allowed: timedelta, now: datetime) -> None:
    """Another promise from the same start: what has been used stays used."""
    used = clock.allowed_seconds - left(clock, now)
    clock.allowed_seconds = _seconds(allowed)
    remaining = max(0, clock.allowed_seconds - used)
    if clock.paused_at is not None:
        clock.left_seconds = remaining
        return
    _run(clock, since=max(clock.since, now.replace(microsecond=0)), left=remaining)
    clock.breached = is_late(clock, now)
    clock.warned = told_by_now(clock, now)


def stop(clock: Clock, now: datetime) -> None:
    """The end; `breached` says whether the promise was broken."""
    clock.breached = clock.breached or is_late(clock, now)
    clock.stopped_at = now


def is_late(clock: Clock, now: datetime) -> bool:
    return clock.due_at is not None and now > clock.due_at


def left(clock: Clock, now: datetime) -> int:
    """Working seconds left, never below zero."""
    if clock.paused_at is not None or now <= clock.since:
        return clock.left_seconds
    return max(0, clock.left_seconds - int(calendar_of(clock).between(clock.since, now).total_seconds()))


def share_used(clock: Clock, now: datetime) -> float:
    """How much of the promise is used: 0.0 at its start, 1.0 when due, more when late."""
    if clock.allowed_seconds <= 0:
        return 1.0 if clock.due_at is None or now >= clock.due_at else 0.0
    used = clock.allowed_seconds - clock.left_seconds
    if clock.paused_at is None and now > clock.since:
        used += int(calendar_of(clock).between(clock.since, now).total_seconds())
    return used / clock.allowed_seconds


def told_by_now(clock: Clock, now: datetime) -> int:
    """Which share has been reached: 0, 50, 80 or 100. A clock that stands still has reached nothing new."""
    for share, at in ((DUE, clock.due_at), (LATE, clock.late_at), (HALF, clock.half_at)):
        if at is not None and now >= at:
            return share
    return 0


def calendar_of(clock: Clock) -> WorkCalendar:
    return load_book().for_desk(clock.desk)


def _run(clock: Clock, *, since: datetime, left: int, due: datetime | None = None) -> None:
    calendar = calendar_of(clock)
    clock.since, clock.left_seconds = since, left
    clock.paused_at = clock.pause_reason = None
    end = due or (calendar.add(since, timedelta(seconds=left)) if left > 0 else since)
    clock.due_at = end
    clock.half_at, clock.late_at = (
        min(end, calendar.add(since, timedelta(seconds=left - rest)) if left > rest else since)
        for rest in (clock.allowed_seconds // 2, clock.allowed_seconds // 5)
    )


def _seconds(span: timedelta) -> int:
    return max(0, -(-span // timedelta(seconds=1)))
