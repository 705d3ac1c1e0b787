"""Figures of the desk: `python -m tests.desk_bench [--cases N] [--messages N] [--times N] [--only WORDS] [--explain WORDS]`.

Fills a database (tests/desk_seed.py: 100,000 cases, 1,000,000 messages on PostgreSQL) and prints p50 and p95 of what the pages
ask of it, one colleague at a time: the inbox, a chat, lists of cases with filters, a case, the figures, early warnings, exports,
claims. Everything a page reads is in its figure; drawing it in the browser is not. Inbox, lists and figures must stay under
300 ms at p95: exits 1 when one does not. `--explain` prints the plans of the lines whose name holds these words.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import event, select, text

from cases.actors import Actor
from cases.database import Database, Session
from cases.models import Case, Conversation
from cases.staff import actor as actor_of
from tests import desk_asks
from tests.desk_seed import Seeded, add_arguments, fresh_postgres, scale_of, seed, tell

BAR_MS = 300.0
WARM_UP = 2


@dataclass
class Desk:
    """The filled database, and colleagues of each kind."""

    database: Database
    now: datetime
    admin: Actor
    duty: Actor
    county: Actor
    lawyer: Actor
    waiting: list[str] = field(default_factory=list)
    chats: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    deep: int = 0  # the id of a case far back in the list

    @classmethod
    async def open(cls, database: Database, seeded: Seeded) -> Desk:
        async with database.reading() as session:
            admin, duty, lawyer, county = [await actor_of(session, n) for n in (1, 5, 19, 50)]
            desk = cls(database, seeded.now, admin, duty, county, lawyer)
            queue = select(Conversation.id).where(Conversation.owner == "queue", Conversation.waiting_reason != "psych")
            desk.waiting = list((await session.execute(queue)).scalars())
            longest = text("SELECT conversation_id FROM messages GROUP BY 1 ORDER BY count(*) DESC LIMIT 60")
            desk.chats = list((await session.execute(longest)).scalars())
            seen = select(Case.number).where(Case.kind == "enrollment").order_by(Case.id.desc()).limit(200)
            desk.numbers = list((await session.execute(seen)).scalars())
            desk.deep = seeded.rows["cases"] // 3
        return desk


@dataclass(frozen=True)
class Line:
    """One thing measured. `ask(desk, session, n)`: the n-th time; `writes`: in a transaction of its own."""

    name: str
    ask: Callable[[Desk, Session, int], Awaitable[object]]
    bar: float | None = None
    writes: bool = False
    at_most: int = 1000  # times: the slow ones not so often


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


async def measure(desk: Desk, line: Line, times: int) -> list[float]:
    """Milliseconds of each time but the first ones, opening the session included, as a page pays them."""
    took = []
    for n in range(-WARM_UP, min(times, line.at_most)):
        began = time.perf_counter()
        async with desk.database.transaction() if line.writes else desk.database.reading() as session:
            await line.ask(desk, session, n + WARM_UP)
        if n >= 0:
            took.append((time.perf_counter() - began) * 1000)
    return took


async def claims(desk: Desk, chats: int, at_once: int) -> int:
    """`at_once` colleagues claim the same chat at one instant, `chats` times. Returns how many chats had not one winner."""
    from cases import desk as verbs
    from cases.errors import Conflict

    async def claim(chat: str, n: int) -> int:
        with suppress(Conflict):
            async with desk.database.transaction() as session:
                who = Actor("staff", n, f"user{n}", frozenset({("duty", None)}))
                await verbs.take_over(session, chat, actor=who, now=desk.now)
            return 1
        return 0

    wrong, began = 0, time.perf_counter()
    for chat in desk.waiting[-chats:]:
        won = sum(await asyncio.gather(*(claim(chat, 1 + n % 60) for n in range(at_once))))
        # The same colleague claiming twice has it already: so many wins, one owner.
        wrong += not 1 <= won <= -(-at_once // 60)
    print(
        f"\n{chats} chats claimed by {at_once} at once: {wrong} without exactly one owner, {time.perf_counter() - began:.1f} s"
    )
    return wrong


async def crowd(desk: Desk, count: int) -> None:
    """As many colleagues look at their inbox at one instant: what a busy morning costs one console."""
    from cases.chats.lists import chat_lists

    async def one(number: int) -> float:
        began = time.perf_counter()
        async with desk.database.reading() as session:
            who = await actor_of(session, number)
            await chat_lists(session, actor=who, now=desk.now)
        return (time.perf_counter() - began) * 1000

    began, cpu = time.perf_counter(), time.process_time()
    took = await asyncio.gather(*(one(1 + n % 60) for n in range(count)))
    wall, spent = time.perf_counter() - began, time.process_time() - cpu
    print(f"\n{count} inboxes at once: {wall:.2f} s in all, {spent:.2f} s of this program's CPU; ", end="")
    print(f"p50 {percentile(took, 0.5):.0f} ms, p95 {percentile(took, 0.95):.0f} ms")


async def explain(desk: Desk, line: Line) -> None:
    """The statements of one asking, each with its plan and time (PostgreSQL)."""
    seen: list[tuple[str, object]] = []
    engine = desk.database._reader.sync_engine

    def note(_c: object, _cur: object, statement: str, parameters: object, _ctx: object, _many: bool) -> None:
        seen.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    async with desk.database.reading() as session:
        await line.ask(desk, session, 0)
    event.remove(engine, "before_cursor_execute", note)
    print(f"\n=== {line.name}: {len(seen)} statements")
    async with desk.database.reading() as session:
        connection = await session.connection()
        for statement, parameters in seen:
            if not statement.lstrip().upper().startswith("SELECT"):
                continue
            began = time.perf_counter()
            plan = await connection.exec_driver_sql(f"EXPLAIN (ANALYZE, BUFFERS) {statement}", parameters)
            rows = [row[0] for row in plan]
            print(f"--- {(time.perf_counter() - began) * 1000:.0f} ms\n{statement}\n" + "\n".join(rows))


async def run(desk: Desk, times: int, wanted: str | None, plans: str | None) -> int:
    lines, missing = desk_asks.lines(Line, BAR_MS)
    failed = 0
    print(f"\n{'':<54}{'p50 ms':>9}{'p95 ms':>9}{'bar':>7}")
    for line in lines:
        if wanted and wanted not in line.name:
            continue
        try:
            took = await measure(desk, line, times)
        except Exception as error:  # noqa: BLE001 - a part being built must not hide the others' figures
            print(f"{line.name:<54}  fails: {type(error).__name__}: {str(error)[:120]}", flush=True)
            failed += line.bar is not None
            continue
        p95 = percentile(took, 0.95)
        over = line.bar is not None and p95 >= line.bar
        failed += over
        bar = f"{line.bar:.0f}" if line.bar else ""
        print(f"{line.name:<54}{percentile(took, 0.5):>9.1f}{p95:>9.1f}{bar:>7}{'  OVER' if over else ''}", flush=True)
        if plans is not None and plans in line.name:
            await explain(desk, line)
    for name, why in missing:
        print(f"{name:<54}  not there yet ({why})")
    return failed


async def bench(args: argparse.Namespace) -> int:
    async def on(seeded: Seeded) -> int:
        database = seeded.open()
        try:
            desk = await Desk.open(database, seeded)
            failed = await run(desk, args.times, args.only, args.explain)
            if args.only:
                return failed
            await crowd(desk, 60)
            return failed + await claims(desk, 5, 200)
        finally:
            await database.close()

    if args.database:
        return await on(await existing(args.database, args.keys))
    if args.sqlite:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "desk.sqlite3" if args.sqlite == "-" else Path(args.sqlite)
            seeded = await seed(f"sqlite+aiosqlite:///{path}", scale_of(args))
            tell(seeded)
            return await on(seeded)
    async with fresh_postgres() as url:
        seeded = await seed(url, scale_of(args))
        tell(seeded)
        return await on(seeded)


async def existing(url: str, keys: str) -> Seeded:
    """A database that `tests.desk_seed --keep` left; its present is when its counts were made."""
    from cases.crypto import KeyRing
    from cases.models import CountedTo

    database = Database(url, KeyRing.parse(keys))
    async with database.reading() as session:
        now = (await session.execute(select(CountedTo.at).where(CountedTo.name == "messages"))).scalar_one()
        count = (await session.execute(text("SELECT count(*) FROM cases"))).scalar_one()
    await database.close()
    return Seeded(url, keys, now, {"cases": count}, 1.0)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    add_arguments(parser)
    parser.add_argument("--times", type=int, default=40, help="how often each is asked")
    parser.add_argument("--only", metavar="WORDS", help="only the lines whose name holds these words")
    parser.add_argument("--explain", metavar="WORDS", help="print the plans of the lines whose name holds these words")
    parser.add_argument("--database", metavar="URL", help="a database left by desk_seed --keep (with --keys)")
    parser.add_argument("--keys", metavar="FIELD_KEYS")
    return 1 if asyncio.run(bench(parser.parse_args())) else 0


if __name__ == "__main__":
    sys.exit(main())
