"""Turns: one stored message after another, each handled once and completely (design D3)."""

from __future__ import annotations

import asyncio
import itertools
import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from actions.turn import Message, Plan, Trace, TurnResult
from bot.tasks import where
from cases import conversations, messages, turns
from cases.casework import receiving
from cases.conversations import Snapshot
from cases.database import Database, Session
from cases.errors import LeaseLost
from cases.messages import Inbound, Outgoing
from cases.wakeups import Wakeups

log = logging.getLogger(__name__)

TRY_SECONDS = 8  # for one try; two of them end within a lease
TRIES = 2
SWEEP_SECONDS = 2.0
SWEEP_AT_ONCE = 8
LONGEST_NUMBER = 6  # characters: 第二个, 选3吧
CHINESE_NUMBERS = "一二三四五六七八九十"


class Assistant(Protocol):
    """What decides. `prepare` touches no database; `act` works in the given session and never commits."""

    async def prepare(self, snapshot: Snapshot, message: Message) -> Plan: ...

    async def act(
        self, session: Session, snapshot: Snapshot, message: Message, plan: Plan, *, owner: str
    ) -> TurnResult: ...


@dataclass(frozen=True, slots=True)
class Lease:
    """A conversation taken for turns, with what waited in it then."""

    snapshot: Snapshot
    waiting: Sequence[Inbound]
    holder: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a turn said at once. `replies`: (message id, what); `state` and `trace` as in the chat API."""

    replies: tuple[tuple[int, Outgoing], ...]
    state: dict[str, Any]
    trace: dict[str, Any] | None


class TurnRunner:
    """Runs the turns of conversations that have something pending.

    `holder` names this process in leases; `apology` is said when a message cannot be handled.
    """

    def __init__(
        self,
        database: Database,
        assistant: Assistant,
        wakeups: Wakeups,
        clock: Callable[[], datetime],
        holder: str | None = None,
        *,
        apology: str,
    ) -> None:
        self._database = database
        self._assistant = assistant
        self._wakeups = wakeups
        self._clock = clock
        self._holder = holder or secrets.token_hex(6)
        self._apology = apology
        self._runs = itertools.count(1)

    def new_holder(self) -> str:
        """Every run is a holder of its own, so that two runs of one process exclude each other as well."""
        return f"{self._holder}.{next(self._runs)}"

    async def run(self, conversation_id: str, lease: Lease | None = None) -> dict[int, Answer]:
        """Handle everything pending, oldest first. Returns the answers by inbound message id.

        Losing the lease ends the run quietly. An error of the database goes to the caller; the sweep tries again.
        """
        answers: dict[int, Answer] = {}
        if lease is None:
            lease = await self._lease(conversation_id, self.new_holder())
        while lease is not None:
            message = lease.waiting[0]
            try:
                answers[message.id], more = await self._turn(lease.snapshot, message)
            except LeaseLost:
                log.info("conversation %s is handled elsewhere", conversation_id)
                break
            await self._tell(lease.snapshot, answers[message.id])
            if not more:
                break
            lease = await self._lease(conversation_id, lease.holder)
        return answers

    async def sweep(self) -> None:
        """Every two seconds run what has waited for two: its worker died, or its lease was busy. Until cancelled."""
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            await self.sweep_once()

    async def sweep_once(self) -> int:
        """Returns how many conversations were found waiting."""
        async with self._database.reading() as session:
            found = await messages.conversations_with_pending(
                session, older_than=self._clock() - timedelta(seconds=SWEEP_SECONDS)
            )
        gate = asyncio.Semaphore(SWEEP_AT_ONCE)

        async def one(conversation_id: str) -> None:
            async with gate:
                try:
                    await self.run(conversation_id)
                except Exception as error:  # noqa: BLE001 - one bad conversation must not keep the others waiting
                    log.error("sweep of conversation %s failed: %s", conversation_id, where(error))

        await asyncio.gather(*(one(c) for c in found))
        return len(found)

    async def _lease(self, conversation_id: str, holder: str) -> Lease | None:
        """None while another run has it: that one goes on to whatever is pending before it lets go."""
        async with self._database.transaction() as session:
            snapshot = await conversations.lease(session, conversation_id, holder=holder, now=self._clock())
            if snapshot is None:
                return None
            waiting = await messages.pending(session, conversation_id)
            if waiting:
                return Lease(snapshot, waiting, holder)
            await conversations.release(session, conversation_id, holder=holder, fence=snapshot.fence)
            return None

    async def _turn(self, snapshot: Snapshot, inbound: Inbound) -> tuple[Answer, bool]:
        message = Message(inbound.id, inbound.text, inbound.payload, inbound.attachment_ids)
        for attempt in range(1, TRIES + 1):
            try:
                async with asyncio.timeout(TRY_SECONDS):
                    # While staff own the chat nothing is decided; but if they just handed it back, the next try asks.
                    silent = snapshot.owner == "staff" and attempt == 1
                    seen = snapshot if silent else await as_seen(self._database, snapshot, message, now=self._clock())
                    plan = None if silent else await self._assistant.prepare(seen, message)
                    async with self._database.transaction() as session:
                        return await self._act(session, snapshot, message, plan)
            except LeaseLost:
                raise
            except Exception as error:  # noqa: BLE001 - whatever a message triggers, the chat must go on
                log.error("message %s, try %s: %s", message.id, attempt, where(error))
        async with self._database.transaction() as session:
            return await self._apologise(session, snapshot, message)

    async def _act(
        self, session: Session, snapshot: Snapshot, message: Message, plan: Plan | None
    ) -> tuple[Answer, bool]:
        now = self._clock()
        owner = await turns.hold(session, snapshot)
        if owner == "staff":
            await receiving.receive_beside_staff(session, snapshot.id, message.attachment_ids, now=now)
            return await self._close(session, snapshot, message, Answer((), view(owner), None))
        if plan is None:
            raise RuntimeError("the chat came back from staff during the turn")
        result = await self._assistant.act(session, snapshot, message, plan, owner=owner)
        outgoing = result.outgoing()
        ids = await turns.say(
            session,
            conversation_id=snapshot.id,
            channel=snapshot.channel,
            outgoing=outgoing,
            now=now,
            reply_to=message.id,
        )
        said = tuple((i, o) for i, o in zip(ids, outgoing, strict=True) if o.due_at is None or o.due_at <= now)
        return await self._close(session, snapshot, message, Answer(said, result.view, result.trace), result)

    async def _apologise(self, session: Session, snapshot: Snapshot, message: Message) -> tuple[Answer, bool]:
        owner = await turns.hold(session, snapshot)
        sorry = [Outgoing(self._apology)] if owner != "staff" else []
        ids = await turns.say(
            session,
            conversation_id=snapshot.id,
            channel=snapshot.channel,
            outgoing=sorry,
            now=self._clock(),
            reply_to=message.id,
        )
        said = tuple(zip(ids, sorry, strict=True))
        return await self._close(session, snapshot, message, Answer(said, view(owner), Trace().as_dict()))

    async def _close(
        self,
        session: Session,
        snapshot: Snapshot,
        message: Message,
        answer: Answer,
        result: TurnResult | None = None,
    ) -> tuple[Answer, bool]:
        """Mark the message done and let the conversation go, unless more is pending in it."""
        more = await turns.end(
            session,
            snapshot,
            message.id,
            trace={"trace": answer.trace, "state": answer.state},
            state=result.state if result else snapshot.state,
            now=self._clock(),
            county=result.county if result else None,
            walled=result.walled if result else False,
        )
        return answer, more

    async def _tell(self, snapshot: Snapshot, answer: Answer) -> None:
        await self._wakeups.publish(f"conversation:{snapshot.id}")
        if snapshot.channel != "web":
            await self._wakeups.publish("outbox")
        if answer.state.get("owner") != "bot" or snapshot.owner != "bot":
            await self._wakeups.publish("queue")


def view(owner: str) -> dict[str, Any]:
    """The `state` of the chat API when the dialogue was not asked."""
    return {"owner": owner, "flow": None, "program": None, "field": None}


async def as_seen(database: Database, snapshot: Snapshot, message: Message, *, now: datetime) -> Snapshot:
    """With the menu the worker has before them: a number typed after an offer of ours answers that offer."""
    short = len(message.text) <= LONGEST_NUMBER
    if not short or not any(c.isdigit() or c in CHINESE_NUMBERS for c in message.text):
        return snapshot
    async with database.reading() as session:
        pushed = await messages.pushed_menu(session, snapshot.id, now=now)
    return snapshot if pushed is None else replace(snapshot, state={**snapshot.state, "menu": pushed})
