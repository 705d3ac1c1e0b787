"""Somebody asked for what is not theirs: an event of the case, a line in the log, and the page says “not found”."""

from __future__ import annotations

import logging

from cases import casefile
from cases.casework import groups
from console.visit import Visit

log = logging.getLogger(__name__)


async def record_refused(visit: Visit, number: str, *, what: str | None = None) -> None:
    """`what` was tried with the case, where it was more than a look: link, group."""
    async with visit.console.database.transaction() as session:
        real = await casefile.record_refusal(session, number, actor=visit.actor, now=visit.now, what=what)
    log.warning("staff %s was refused case %s (%s)", visit.staff_id, number, "exists" if real else "no such case")


async def record_refused_group(visit: Visit, number: str) -> None:
    async with visit.console.database.transaction() as session:
        real = await groups.refuse(session, number, actor=visit.actor, now=visit.now)
    log.warning("staff %s was refused group %.20s (%s)", visit.staff_id, number, "exists" if real else "no such group")
