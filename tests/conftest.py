"""What every room's tests share: a fixed clock, a key ring, and migrated databases of both kinds."""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
from collections.abc import AsyncIterator, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from cases.crypto import KeyRing
from cases.database import Database
from cases.migrate import migrate
from cases.models import Base

# A busy machine draws slowly; that says nothing about the code under test.
settings.register_profile("busy machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy machine")

POSTGRES_URL = os.environ.get("TEST_POSTGRES_URL", "postgresql+asyncpg://postgres@127.0.0.1:5432/test")
REDIS_URL = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/15")
# A Monday, 10:00 in Baoji: everybody is at work.
START = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@dataclass
class Clock:
    """A clock that moves only when told. Call it for the time; aware UTC."""

    now: datetime = field(default=START)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, step: timedelta | float) -> datetime:
        """Move on by a timedelta or a number of seconds; returns the new time."""
        self.now += step if isinstance(step, timedelta) else timedelta(seconds=step)
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def keyring() -> KeyRing:
    return KeyRing.parse(KeyRing.generate())


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A migrated database of this run. Skips, with the reason, where no server answers."""
    name = f"test_{os.getpid()}_{secrets.token_hex(3)}"
    try:
        _run(_execute(POSTGRES_URL, f'CREATE DATABASE "{name}"'))
    except (OSError, DBAPIError) as error:
        pytest.skip(f"PostgreSQL does not answer at TEST_POSTGRES_URL: {type(error).__name__}")
    url = make_url(POSTGRES_URL).set(database=name).render_as_string(hide_password=False)
    _run(migrate(url))
    yield url
    _run(_execute(POSTGRES_URL, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty file: copying it is quicker than migrating for every test."""
    path = tmp_path_factory.mktemp("template") / "empty.sqlite3"
    _run(migrate(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture
async def sqlite_database(sqlite_template: Path, tmp_path: Path, keyring: KeyRing) -> AsyncIterator[Database]:
    """A migrated SQLite database of this test alone."""
    path = tmp_path / "test.sqlite3"
    shutil.copyfile(sqlite_template, path)
    database = Database(f"sqlite+aiosqlite:///{path}", keyring)
    yield database
    await database.close()


@pytest.fixture
async def postgres_database(postgres_url: str, keyring: KeyRing) -> AsyncIterator[Database]:
    """The PostgreSQL database of this run, emptied for this test (quicker than making one for each)."""
    tables = ", ".join(table.name for table in Base.metadata.sorted_tables)
    await _execute(postgres_url, f"TRUNCATE {tables} RESTART IDENTITY CASCADE")
    database = Database(postgres_url, keyring)
    yield database
    await database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """The same story on both kinds of database."""
    found: Database = request.getfixturevalue("sqlite_database" if request.param == "sqlite" else "postgres_database")
    return found


@pytest.fixture
async def redis_url() -> str:
    """A Redis to talk to. Skips, with the reason, where none answers."""
    import redis.asyncio

    client = redis.asyncio.from_url(REDIS_URL, socket_connect_timeout=1)
    try:
        await client.ping()
    except (OSError, redis.RedisError) as error:
        pytest.skip(f"Redis does not answer at TEST_REDIS_URL: {type(error).__name__}")
    finally:
        await client.aclose()
    return REDIS_URL


async def _execute(url: str, statement: str) -> None:
    engine = create_async_engine(url, isolation_level="AUTOCOMMIT", connect_args={"timeout": 3})
    try:
        async with engine.connect() as connection:
            await connection.execute(text(statement))
    finally:
        await engine.dispose()


def _run(work: Coroutine[Any, Any, None]) -> None:
    # In a thread of its own: fixtures of the session may be set up while a test's loop is current.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work).result()
