"""The one door to the database: who commits, and how SQLite and PostgreSQL are made to behave alike."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import event, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from cases.crypto import KeyRing
from cases.sqlite_driver import Driver, begin_with

Session = AsyncSession  # what other rooms call the session they pass on to verbs

BUSY_TIMEOUT_MS = 10_000  # how long one program waits for another's write on the same SQLite file


class Database:
    """Reads and transactions over one URL.

    `sqlite+aiosqlite:///path` (write-ahead log, every commit synced) or `postgresql+asyncpg://…`. On SQLite all writes of
    this process queue for one connection, which costs less than colliding on the file lock. `reads_on_loop`: for a program
    that only ever reads a little at a time, as of one conversation; its reads on SQLite then spare a thread, too.
    """

    def __init__(self, url: str, keyring: KeyRing, *, pool_size: int = 10, reads_on_loop: bool = False) -> None:
        self.url = make_url(url)
        self.keyring = keyring
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            patience_s = BUSY_TIMEOUT_MS / 1000
            writing = Driver(on_loop=True, patience_s=patience_s)
            self._writer = _sqlite_engine(
                url, keyring, writing, begin="BEGIN IMMEDIATE", pool_size=1, busy_timeout_ms=0
            )
            self._reader = _sqlite_engine(url, keyring, Driver(on_loop=reads_on_loop), begin="BEGIN", pool_size=4)
        else:
            self._writer = create_async_engine(url, pool_size=pool_size, max_overflow=pool_size, pool_pre_ping=True)
            _attach(self._writer, keyring)
            self._reader = self._writer
        self._write = async_sessionmaker(self._writer, expire_on_commit=False, autoflush=True)
        self._read = async_sessionmaker(self._reader, expire_on_commit=False, autoflush=False)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """Everything inside is committed together at the end, or nothing is. The only place that commits."""
        async with self._write() as session, session.begin():
            yield session

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A session for looking only; what it changes is thrown away."""
        async with self._read() as session:
            yield session

    async def ping(self) -> None:
        """Raises the driver's error when the database does not answer."""
        async with self._reader.connect() as connection:
            await connection.execute(text("SELECT 1"))

    async def has_tables(self) -> bool:
        """Has the database answered, and been migrated? The console waits for the bot to do that."""
        try:
            async with self._reader.connect() as connection:
                await connection.execute(text("SELECT 1 FROM staff LIMIT 1"))
        except (DBAPIError, OSError):
            return False
        return True

    async def data_version(self) -> int | None:
        """SQLite only: a number that changes when another process commits. None elsewhere."""
        if not self.is_sqlite:
            return None
        # Asked on the one connection all our writes go through: its own commits do not count, so a change is somebody
        # else's. The driver is asked directly because the engine would begin a write transaction first.
        async with self._writer.connect() as connection:
            driver = (await connection.get_raw_connection()).driver_connection
            if driver is None:
                return None
            return int((await driver.execute_fetchall("PRAGMA data_version"))[0][0])

    async def close(self) -> None:
        await self._writer.dispose()
        if self._reader is not self._writer:
            await self._reader.dispose()


def _attach(engine: AsyncEngine, keyring: KeyRing) -> None:
    engine.sync_engine.dialect.keyring = keyring  # type: ignore[attr-defined]  # read by the encrypted column types


def _sqlite_engine(
    url: str, keyring: KeyRing, driver: Driver, *, begin: str, pool_size: int, busy_timeout_ms: int = BUSY_TIMEOUT_MS
) -> AsyncEngine:
    engine = create_async_engine(
        url,
        module=driver,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=60,
        connect_args={"timeout": BUSY_TIMEOUT_MS / 1000, "check_same_thread": False},
    )
    _attach(engine, keyring)

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        # The driver's own transaction handling is switched off: it would begin too late and deferred.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
        # Last: the first ones may have to wait for another process, and did so by the timeout of connect_args.
        cursor.execute(f"PRAGMA busy_timeout = {busy_timeout_ms}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def start(connection: Any) -> None:
        begin_with(connection.connection.dbapi_connection, begin)

    return engine
