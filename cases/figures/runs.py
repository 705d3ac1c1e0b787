"""Forms begun, finished, cancelled and left: one row a run while it is open, day counts once it has ended.

A run is one form of one person: a form moved by a one-time link from a messenger to the web chat stays the same run. A run
nobody moved for a day is abandoned; who comes back later begins a new one. Everything counts for the day the run began, so
that of the runs begun in a period each is finished, cancelled, abandoned or still open.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.figures import metrics
from cases.figures.periods import local_day
from cases.figures.said import Said
from cases.figures.tally import Place, Tally
from cases.models import ChannelIdentity, Conversation, FormRunCount

LEFT_AFTER = timedelta(hours=24)
CALCULATOR: Final = "calculator"
# Flows that open a case exactly when they are finished: how messages stored before the trace told the end are read.
ENDS_WITH_CASE: Final = frozenset({"enrollment", "legal_consultation", "psych_consultation"})
OUTCOME_METRICS: Final = {
    "done": metrics.FLOW_DONE,
    "cancelled": metrics.FLOW_CANCELLED,
    "abandoned": metrics.FLOW_ABANDONED,
}


class Runs:
    """The open runs of some people, moved on message by message."""

    def __init__(self, session: AsyncSession, tally: Tally, open_runs: Iterable[tuple[FormRunCount, int]]) -> None:
        self._session = session
        self._tally = tally
        self._open = {(person_id, run.flow, run.program_id): run for run, person_id in open_runs}

    @classmethod
    async def of_people(cls, session: AsyncSession, tally: Tally, people: set[int]) -> Runs:
        rows = await session.execute(
            select(FormRunCount, Conversation.person_id)
            .join(Conversation, Conversation.id == FormRunCount.conversation_id)
            .where(FormRunCount.outcome == "open", Conversation.person_id.in_(people))
            .execution_options(populate_existing=True)
        )
        return cls(session, tally, [(run, person_id) for run, person_id in rows])

    def step(self, said: Said) -> None:
        """What one turn did to the forms of its person. While a colleague has the chat nothing moves."""
        if not said.trace:
            return
        ended = _ended(said)
        if ended is not None:
            flow, program, outcome = ended
            run = self._moved(said, flow, program, None)
            self._close(run, said.person_id, outcome, said.place)
        standing = said.state.get("flow")
        if standing:
            self._moved(said, str(standing), said.state.get("program"), said.state.get("field"))

    async def abandon(self, through: datetime) -> int:
        """Close what has not moved for a day, as of a moment up to which all messages are counted. Returns how many."""
        rows = await self._session.execute(
            select(
                FormRunCount, Conversation.person_id, Conversation.county, Conversation.channel, ChannelIdentity.source
            )
            .join(Conversation, Conversation.id == FormRunCount.conversation_id)
            .join(ChannelIdentity, ChannelIdentity.id == Conversation.identity_id)
            .where(FormRunCount.outcome == "open", FormRunCount.moved_at <= through - LEFT_AFTER)
        )
        left = rows.all()
        for run, person_id, county, channel, source in left:
            self._close(run, person_id, "abandoned", Place.of(county, channel, source))
        await self._session.flush()
        return len(left)

    def _moved(self, said: Said, flow: str, program: str | None, field: str | None) -> FormRunCount:
        flow, program = flow[:64], str(program)[:64] if program else None
        run = self._open.get((said.person_id, flow, program))
        if run is not None and run.moved_at <= said.at - LEFT_AFTER:
            self._close(run, said.person_id, "abandoned", said.place)
            run = None
        if run is None:
            run = FormRunCount(
                conversation_id=said.conversation_id,
                flow=flow,
                program_id=program,
                started_at=said.at,
                moved_at=said.at,
                outcome="open",
            )
            self._session.add(run)
            self._open[said.person_id, flow, program] = run
        run.moved_at = said.at
        if field:
            run.field = str(field)[:64]
        return run

    def _close(self, run: FormRunCount, person_id: int, outcome: str, place: Place) -> None:
        self._open.pop((person_id, run.flow, run.program_id), None)
        run.outcome = outcome
        day, key = local_day(run.started_at), f"{run.flow}:{run.program_id or ''}"
        self._tally.add(day, OUTCOME_METRICS[outcome], key, place)
        if outcome != "done":
            self._tally.add(day, metrics.STOPPED_AT, f"{key}:{run.field or ''}", place)


def _ended(said: Said) -> tuple[str, str | None, str] | None:
    """(flow, program, done or cancelled) of the form this turn ended."""
    trace = said.trace
    flow = trace.get("flow") or (CALCULATOR if trace.get("kind") == CALCULATOR else None)
    if not flow:
        return None
    program = trace.get("program") if flow != CALCULATOR else None
    how = trace.get("ended")
    if how in ("done", "cancelled"):
        return str(flow), program, str(how)
    finished = flow in ENDS_WITH_CASE and trace.get("case_number") and not said.state.get("flow")
    if "ended" not in trace and finished:
        return str(flow), program, "done"
    return None
