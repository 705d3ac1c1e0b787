"""Words for stories of clocks: the clocks of a case, and a moment in Baoji."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from cases.models import Case, CaseEvent
from cases.models.clocks import Clock as CaseClock
from cases.worktime import LOCAL
from tests.cases.story import Story
from tests.conftest import Clock


def at(text: str) -> datetime:
    """`2026-11-23 10:00` in Baoji."""
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


@pytest.fixture
def go_to(clock: Clock) -> Callable[[str], datetime]:
    """Move the clock to a moment in Baoji."""

    def go(text: str) -> datetime:
        clock.now = at(text)
        return clock.now

    return go


async def clocks_of(story: Story, case: Case) -> dict[str, CaseClock]:
    """Kind → the clock that has not stopped."""
    async with story.database.reading() as session:
        rows = await session.execute(
            select(CaseClock).where(CaseClock.case_id == case.id, CaseClock.stopped_at.is_(None))
        )
        return {clock.kind: clock for clock in rows.scalars()}


async def stopped(story: Story, case: Case, kind: str) -> list[CaseClock]:
    """Those of a kind that have stopped, oldest first."""
    async with story.database.reading() as session:
        rows = await session.execute(
            select(CaseClock)
            .where(CaseClock.case_id == case.id, CaseClock.kind == kind, CaseClock.stopped_at.is_not(None))
            .order_by(CaseClock.id)
        )
        return list(rows.scalars())


async def told(story: Story, case: Case, kind: str) -> list[dict[str, Any]]:
    """The data of a case's events of one kind."""
    async with story.database.reading() as session:
        rows = await session.execute(
            select(CaseEvent.data).where(CaseEvent.case_id == case.id, CaseEvent.kind == kind).order_by(CaseEvent.id)
        )
        return list(rows.scalars())


async def does(story: Story, case: Case, verb: Callable[..., Awaitable[Any]], **more: Any) -> Any:
    """Call a verb on the case afresh, in a transaction of its own."""
    async with story.database.transaction() as session:
        row = await session.get(Case, case.id)
        return await verb(session, row, now=story.clock(), **more)
