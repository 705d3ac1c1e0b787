"""A desk after two busy years: `python -m tests.desk_seed [--cases N] [--messages N] [--sqlite FILE] [--keep]`.

Makes a database of its own beside TEST_POSTGRES_URL (or the SQLite file named), migrates it, and fills it through the
database's own bulk door: 100,000 cases and 1,000,000 messages in a minute or two. Encrypted fields hold real ciphertexts, drawn
from a pool. Prints what is in it; drops it again unless `--keep`, which also prints the address and the keys.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sqlite3
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy import URL, make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from cases import programs
from cases.crypto import KeyRing
from cases.database import Database
from cases.migrate import migrate
from cases.models import Base
from knowledge.programs import load_programs
from tests.desk_town import Scale, Table, Town
from tests.desk_work import Work

POSTGRES_URL = os.environ.get("TEST_POSTGRES_URL", "postgresql+asyncpg://postgres@127.0.0.1:5432/test")
PROGRAMS = Path(__file__).parents[1] / "knowledge" / "programs"
BATCH = 20_000


@dataclass(frozen=True, slots=True)
class Seeded:
    """A filled database. `rows`: table → how many."""

    url: str
    keys: str
    now: datetime
    rows: dict[str, int]
    seconds: float

    def open(self) -> Database:
        return Database(self.url, KeyRing.parse(self.keys))


@asynccontextmanager
async def fresh_postgres() -> AsyncIterator[str]:
    """A new database that goes away at the end; yields its address."""
    name = f"desk_bench_{os.getpid()}"
    await _command(f'CREATE DATABASE "{name}"')
    try:
        yield make_url(POSTGRES_URL).set(database=name).render_as_string(hide_password=False)
    finally:
        await _command(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


async def seed(url: str, scale: Scale, *, now: datetime | None = None) -> Seeded:
    """Migrate and fill the empty database at `url`."""
    began = time.perf_counter()
    now = now or datetime.now(UTC).replace(microsecond=0)
    keys = KeyRing.generate()
    ring = KeyRing.parse(keys)
    await migrate(url)
    database = Database(url, ring)
    async with database.transaction() as session:
        await programs.load(session, _documents(), now=now)
        ids = [row.id for row in await programs.everything(session)]
    await database.close()
    town = Town(scale, ring, now)
    tables = chain(town.tables(), Work(town, sorted(ids)).tables())
    fill = _fill_sqlite if database.is_sqlite else _fill_postgres
    rows = await fill(make_url(url), tables)
    return Seeded(url, keys, now, rows, time.perf_counter() - began)


def _documents() -> list[dict[str, Any]]:
    # The desk's lists need no more of a program than that it is there.
    return [{"id": p.id, "revision": p.revision, "places": None} for p in load_programs(PROGRAMS)]


async def _fill_postgres(url: URL, tables: Iterable[Table]) -> dict[str, int]:
    """COPY, with triggers and foreign keys asleep; then sequences and statistics are put right."""
    connection = await asyncpg.connect(
        user=url.username, password=url.password, host=url.host, port=url.port, database=url.database
    )
    counts: dict[str, int] = {}
    try:
        await connection.execute("SET session_replication_role = replica")
        for table, columns, rows in tables:
            source = iter(rows)
            while batch := list(islice(source, BATCH)):
                await connection.copy_records_to_table(table, records=batch, columns=columns.split())
                counts[table] = counts.get(table, 0) + len(batch)
        for table in counts:
            serial = (
                await connection.fetchval("SELECT pg_get_serial_sequence($1, 'id')", table) if _has_id(table) else None
            )
            if serial:
                await connection.execute(f"SELECT setval('{serial}', (SELECT max(id) FROM {table}))")
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()
    return counts


async def _fill_sqlite(url: URL, tables: Iterable[Table]) -> dict[str, int]:
    return await asyncio.to_thread(_fill_file, str(url.database), tables)


def _fill_file(path: str, tables: Iterable[Table]) -> dict[str, int]:
    connection = sqlite3.connect(path)
    counts: dict[str, int] = {}
    try:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        for table, columns, rows in tables:
            names = columns.split()
            insert = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
            source = iter(rows)
            while batch := [tuple(map(_plain, row)) for row in islice(source, BATCH)]:
                connection.executemany(insert, batch)
                counts[table] = counts.get(table, 0) + len(batch)
            connection.commit()
        connection.execute("ANALYZE")
        connection.commit()
    finally:
        connection.close()
    return counts


def _plain(value: Any) -> Any:
    """As SQLAlchemy stores it in SQLite: naive UTC with microseconds, days as ISO text."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    return value.isoformat() if isinstance(value, date) else value


def _has_id(table: str) -> bool:
    return "id" in Base.metadata.tables[table].columns


async def _command(statement: str) -> None:
    engine = create_async_engine(POSTGRES_URL, isolation_level="AUTOCOMMIT")
    try:
        async with engine.connect() as connection:
            await connection.execute(text(statement))
    finally:
        await engine.dispose()


def tell(seeded: Seeded) -> None:
    for table, count in sorted(seeded.rows.items(), key=lambda item: -item[1]):
        print(f"{table:<22}{count:>12,}")
    total = sum(seeded.rows.values())
    print(f"{'together':<22}{total:>12,}  in {seeded.seconds:.0f} s ({total / seeded.seconds:,.0f} rows a second)")


def scale_of(args: argparse.Namespace) -> Scale:
    return Scale(cases=args.cases, messages=args.messages)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--sqlite", metavar="FILE", help="fill this new file instead of a PostgreSQL database")


async def run(args: argparse.Namespace) -> None:
    if args.sqlite:
        tell(await seed(f"sqlite+aiosqlite:///{args.sqlite}", scale_of(args)))
        return
    if args.keep:
        name = f"desk_bench_{os.getpid()}"
        await _command(f'CREATE DATABASE "{name}"')
        seeded = await seed(
            make_url(POSTGRES_URL).set(database=name).render_as_string(hide_password=False), scale_of(args)
        )
        tell(seeded)
        print(f"\nDATABASE_URL={seeded.url}\nFIELD_KEYS={seeded.keys}\nit stays: DROP DATABASE {name} when done")
        return
    async with fresh_postgres() as url:
        tell(await seed(url, scale_of(args)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    add_arguments(parser)
    parser.add_argument("--keep", action="store_true", help="leave the PostgreSQL database and print how to open it")
    asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    main()
