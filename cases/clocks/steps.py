"""What staff do to clocks: hold them with a reason, let them go on, make a case more or less pressing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from cases.access import sees_case
from cases.actors import Actor
from cases.clocks import clockwork
from cases.clocks.limits import TIERS, Limit, calendar_for, load_limits
from cases.clocks.rows import in_step, limit_of, running, start, tell
from cases.errors import InvalidChange, NotFound
from cases.models import Case
from cases.models.clocks import Clock
from cases.rights import require_right

LONGEST_NOTE = 500


async def pause(
    session: AsyncSession, case: Case, *, actor: Actor, reason: str, note: str = "", now: datetime
) -> list[str]:
    """Hold the clocks this reason stops (limits.yml) and return which. Staff say in `note` what is waited for.

    The first answer cannot be held. Raises NotFound for a foreign case, NotAllowed, InvalidChange for an unknown reason, a
    missing or overlong note, or when nothing is left to hold.
    """
    _may(actor, case)
    known = load_limits().pauses.get(reason)
    if known is None or (actor.kind == "staff" and known.by_step):
        raise InvalidChange(f"pause {reason}", message="请从列出的原因里选一个。")
    if actor.kind == "staff" and not 0 < len(note.strip()) <= LONGEST_NOTE:
        raise InvalidChange("pause without a note", message=f"暂停计时要写明在等什么（{LONGEST_NOTE} 字以内）。")
    clocks = await running(session, case)
    held = [what for what, clock in sorted(clocks.items()) if what in known.stops and clock.paused_at is None]
    if not held:
        raise InvalidChange("nothing to pause", message="这个案件现在没有可以暂停的计时。")
    for what in held:
        clockwork.hold(clocks[what], reason, now)
    tell(
        session, case.id, "clock_paused", {"reason": reason, "clocks": held}, actor=actor, now=now, note=note.strip() or None
    )  # fmt: skip
    await in_step(session, case, clocks)
    return held


async def resume(session: AsyncSession, case: Case, *, actor: Actor, note: str = "", now: datetime) -> list[str]:
    """Let the clocks staff held go on, and return which. What waits for papers goes on when they come, not before.

    Raises NotFound, NotAllowed, InvalidChange when nothing stands still.
    """
    _may(actor, case)
    pauses = load_limits().pauses
    clocks = await running(session, case)
    by_step = {reason for reason, known in pauses.items() if known.by_step}
    held = [
        what
        for what, clock in sorted(clocks.items())
        if clock.paused_at is not None and not (actor.kind == "staff" and clock.pause_reason in by_step)
    ]
    if not held:
        raise InvalidChange("nothing is paused", message="这个案件的计时没有暂停，或者在等职工补材料。")
    for what in held:
        clockwork.go_on(clocks[what], now)
    tell(
        session,
        case.id,
        "clock_resumed",
        {"clocks": held},
        actor=actor,
        now=now,
        note=note.strip()[:LONGEST_NOTE] or None,
    )
    await in_step(session, case, clocks)
    return held


async def change_tier(
    session: AsyncSession, case: Case, *, actor: Actor, tier: str, note: str = "", now: datetime
) -> None:
    """Make a case more or less pressing; its running clocks are set by the limits of that tier, what is used stays used.

    The same tier again changes nothing. Raises NotFound, NotAllowed, InvalidChange for an unknown tier, a closed case, or
    a colleague's change without a reason.
    """
    _may(actor, case)
    if tier not in TIERS or case.closed_at is not None:
        raise InvalidChange(f"tier {tier} of {case.status}", message="这个案件现在不能改等级。")
    if tier == case.tier:
        return
    if actor.kind == "staff" and not 0 < len(note.strip()) <= LONGEST_NOTE:
        raise InvalidChange("tier without a reason", message=f"改等级要写明原因（{LONGEST_NOTE} 字以内）。")
    before, case.tier, case.updated_at = case.tier, tier, now
    case.revision = (case.revision or 0) + 1
    tell(session, case.id, "tier", {"from": before, "to": tier}, actor=actor, now=now, note=note.strip() or None)
    await tier_changed(session, case, now)


async def tier_changed(session: AsyncSession, case: Case, now: datetime) -> None:
    """Hook of whatever sets `case.tier`: its running clocks follow the limits of the new one."""
    clocks = await running(session, case)
    for what, clock in clocks.items():
        if (limit := await limit_of(session, case, what)) is not None:
            _set(case, clock, limit, now)
    if case.kind == "handoff" and case.tier == "major" and "first_reply" not in clocks:
        # Answered before, in danger now: somebody is to answer again, at once.
        first = await start(session, case, "first_reply", now=now)
        clocks |= {"first_reply": first} if first is not None else {}
    await in_step(session, case, clocks)


def _set(case: Case, clock: Clock, limit: Limit, now: datetime) -> None:
    if case.status == "scheduled" and clock.kind == "solve":
        return  # the appointment comes first, and what follows it was promised with it
    name, calendar = calendar_for(load_limits().desk(case.kind, case.county), limit)
    if name != clock.desk:
        # Onto the clock on the wall or off it: minutes of one are not minutes of the other, so it begins anew.
        clock.desk = name
        clockwork.set_going(clock, since=now, due=limit.due(calendar, now))
        clock.warned = 0
        return
    clockwork.re_time(clock, calendar.between(clock.started_at, limit.due(calendar, clock.started_at)), now)


def _may(actor: Actor, case: Case) -> None:
    if not sees_case(actor, case):
        raise NotFound(f"case {case.number}")
    require_right(actor, "cases.decide", case.county)
