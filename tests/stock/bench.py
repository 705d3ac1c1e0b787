"""Ours and a stock Rasa bot under the same conversations, in one run on one machine:

    python -m tests.stock.bench [--seconds 20] [--chats 1,8,20] [--epochs 100] [--every 1] [--only stock,stock-linear] [--durable]

One after the other, never both at once; the load generator shares the cores with whichever is measured. All traffic stays on
127.0.0.1, bounded by --seconds for each number of chats and by MOST_TURNS for each conversation. Writes build/stock/bench.md.
"""

from __future__ import annotations

import argparse
import asyncio
import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
import yaml
from cases import appointments
from cases.worktime import LOCAL, WorkCalendar

from tests import stack as stacks
from tests.stock import table
from tests.stock.conversation import COUNTIES, Ours, Side, Stock, Tally, chat, questions
from tests.stock.data import Snapshot
from tests.stock.nlu import names
from tests.stock.projects import BUILD, CONTENDERS, HERE, SENTENCES, Contender, missing
from tests.stock.servers import cpu_seconds, our_nlu, stock_bot, supported
from tests.stock.training import train

HEAD = (
    "",
    "chats",
    "turns/s",
    "p50 ms",
    "p95 ms",
    "CPU ms a turn",
    "MB",
    "booked",
    "failed",
    "turns/s, ours ÷",
    "CPU, ÷ ours",
)
WARM_UP_S = 5.0


@dataclass(frozen=True)
class Figures:
    """Of one number of chats at once. `cpu`: milliseconds of all its processes together, for a turn."""

    chats: int
    turns: float
    p50: float
    p95: float
    cpu: float
    megabytes: float
    booked: int
    failed: int


async def drive(side: Side, chats: int, seconds: float) -> tuple[Tally, float]:
    """`chats` workers at once for so many seconds. Gives what they saw, and how long it took in the end."""
    tally = Tally()
    began = time.perf_counter()
    await asyncio.gather(
        *(chat(side, number, lambda: time.perf_counter() - began >= seconds, tally) for number in range(chats))
    )
    return tally, time.perf_counter() - began


async def measure(side: Side, processes: list[stacks.Process], numbers: list[int], seconds: float) -> list[Figures]:
    await drive(side, 2, WARM_UP_S)
    found = []
    for chats in numbers:
        before = cpu_seconds(processes)
        tally, took = await drive(side, chats, seconds)
        turns = len(tally.milliseconds)
        found.append(Figures(
            chats, turns / took, table.percentile(tally.milliseconds, 0.5), table.percentile(tally.milliseconds, 0.95),
            (cpu_seconds(processes) - before) * 1000 / turns, sum(p.memory_mb() for p in processes),
            tally.booked, tally.failed,
        ))  # fmt: skip
        for line in sorted(set(tally.why))[:3]:
            print(f"    no booking: {line}", flush=True)
        print(f"    {chats} chats: {turns / took:.1f} turns/s, {tally.booked} booked", flush=True)
    return found


async def ours(folder: Path, numbers: list[int], seconds: float) -> list[Figures]:
    """The stack of tests/stack.py, with the language model that learned from the same sentences as the stock bot's."""
    async with (
        our_nlu(CONTENDERS["ours"], folder) as (settings, nlu),
        stacks.running(folder, nlu=False, settings=settings) as stack,
        _client(max(numbers)) as http,
    ):
        await hire(stack)
        return await measure(Ours(http, stack.web), [nlu, *stack.processes.values()], numbers, seconds)


async def stock(
    contender: Contender, folder: Path, numbers: list[int], seconds: float, *, durable: bool
) -> list[Figures]:
    words = questions(yaml.safe_load((HERE / "bot" / "domain.yml").read_text("utf-8")))
    async with stock_bot(contender, folder, durable=durable) as (base, processes), _client(max(numbers)) as http:
        found = await measure(Stock(http, base, words), processes, numbers, seconds)
    with closing(sqlite3.connect(folder / "bookings.sqlite3")) as database:
        (rows,) = database.execute("SELECT count(*) FROM bookings").fetchone()
    told = sum(figures.booked for figures in found)
    print(f"    {rows} rows in the stock bot's database (the warm-up's too), {told} bookings told", flush=True)
    return found


async def hire(stack: stacks.Stack) -> None:
    """Enough lawyers for all who will book: ours takes times from a calendar, and they must not run out in the run."""
    hours = ["08:00-12:00", "14:00-18:00"]
    lawyers = [
        {"id": f"load_{code}_{n}", "name": f"示例律师{n}", "kind": "social", "county": code, "ways": ["phone"],
         "place": "示例", "weekly": dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), hours), "minutes": 30}
        for code in COUNTIES.values() for n in range(2)
    ]  # fmt: skip
    database = stack.open_database()
    async with database.transaction() as session:
        await appointments.save_consultants(session, lawyers)
        today = datetime.now(UTC).astimezone(LOCAL).date()
        await appointments.make_slots(session, calendar=WorkCalendar.load(), first=today, days=28)
    await database.close()


def _client(connections: int) -> httpx.AsyncClient:
    return httpx.AsyncClient(timeout=120, trust_env=False, limits=httpx.Limits(max_connections=connections))


def rows(title: str, found: list[Figures], against: list[Figures] | None) -> list[list[str]]:
    """`against`: our figures, for the ratios in the rows of a stock bot."""
    lines = []
    for n, f in enumerate(found):
        ratios = ["", ""]
        if against is not None:
            ratios = [f"{against[n].turns / f.turns:.1f} ×", f"{f.cpu / against[n].cpu:.1f} ×"]
        lines.append([
            title, str(f.chats), f"{f.turns:.1f}", f"{f.p50:.0f}", f"{f.p95:.0f}", f"{f.cpu:.1f}", f"{f.megabytes:.0f}",
            str(f.booked), str(f.failed), *ratios,
        ])  # fmt: skip
    return lines


async def run(arguments: argparse.Namespace, wanted: list[Contender]) -> int:
    lines = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print("  ours …", flush=True)
        own = await ours(folder, arguments.chats, arguments.seconds)
        lines += rows("ours", own, None)
        outcomes = [(figures.booked, figures.failed) for figures in own]
        for each in wanted:
            print(f"  {each.id} …", flush=True)
            (folder / each.id).mkdir()
            found = await stock(each, folder / each.id, arguments.chats, arguments.seconds, durable=arguments.durable)
            lines += rows(each.title, found, own)
            outcomes += [(figures.booked, figures.failed) for figures in found]
    kept = "in SQLite" if arguments.durable else "in memory, as `rasa init` has it"
    under = (
        f"{arguments.seconds:.0f} s each, load generator on the same cores; the stock bot keeps conversations {kept}, "
        f"ours in SQLite, committed before each answer; {table.machine()}."
    )
    print("\n" + table.plain(HEAD, lines) + "\n" + under)
    (BUILD / "bench.md").write_text(table.markdown(HEAD, lines) + "\n\n" + under + "\n", "utf-8")
    if any(failed > booked for booked, failed in outcomes):
        print("\nMost conversations ended without a booking: these figures compare nothing (build/stock/*/rasa.log).")
        return 1
    return 0


def main(arguments: argparse.Namespace) -> int:
    why = missing() or supported()
    if why is not None:
        sys.exit(f"cannot run: {why}")
    wanted = [CONTENDERS[name] for name in arguments.only]
    BUILD.mkdir(parents=True, exist_ok=True)
    # The sentences of the last `make stock-nlu`, so that its hour of training serves here too.
    snapshot = Snapshot.kept(SENTENCES) if SENTENCES.is_file() else Snapshot.take(arguments.every)
    snapshot.keep(SENTENCES)
    train(CONTENDERS["ours"], snapshot, arguments.epochs)
    for each in wanted:
        train(each, snapshot, arguments.epochs, kind="bot")
    return asyncio.run(run(arguments, wanted))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=20, help="for each number of chats")
    parser.add_argument("--chats", type=lambda text: [int(n) for n in text.split(",")], default=[1, 8, 20])
    parser.add_argument("--epochs", type=int, default=100)
    parser.add_argument(
        "--every", type=int, default=1, help="every n-th sentence, where none are kept from a run before"
    )
    parser.add_argument("--only", type=names, default=["stock", "stock-linear"], help="which stock bots")
    parser.add_argument("--durable", action="store_true", help="give the stock bot a tracker store in SQLite")
    try:
        sys.exit(main(parser.parse_args()))
    except KeyboardInterrupt:
        sys.exit("\nstopped; what was trained is kept")
