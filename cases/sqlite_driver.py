"""A quicker way from SQLAlchemy to SQLite.

aiosqlite runs every call in a thread of its own, and SQLAlchemy makes four calls a statement (cursor, execute, fetch, close)
and more to begin and end. Here one statement is one call, "begin" goes along with the first statement, and a rollback
with nothing to roll back is none.

The connection that writes goes further, and so do those that read where reads are short: their statements run on the event
loop itself (`Driver(on_loop=True)`). They take tens of microseconds, while a change of threads costs more than that, and the
more the busier the loop is: everybody waits for the one writer. What may take long goes another way: the lock of another
process is waited for without holding up the loop, and a commit, which waits for the disk, goes to the thread where the disk is
not quick.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections import deque
from collections.abc import Sequence
from typing import Any

import aiosqlite
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    AsyncAdapt_aiosqlite_dbapi,
)
from sqlalchemy.util.concurrency import await_

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.001, 0.05
# A commit that takes less than this (a running mean) costs less on the loop than two changes of threads; one that takes more
# would hold up everybody's chat.
QUICK_COMMIT_S = 0.002
_NEWEST_WEIGHS = 0.2


class _Cursor(AsyncAdapt_aiosqlite_cursor):
    __slots__ = ("_description", "_lastrowid", "_rowcount", "arraysize")

    def __init__(self, adapt_connection: _Connection) -> None:
        self._adapt_connection = adapt_connection
        self._connection = adapt_connection._connection
        self._rows = deque()
        self._description: Any = None
        self._rowcount = -1
        self._lastrowid: Any = None
        self.arraysize = 1

    @property
    def description(self) -> Any:
        return self._description

    @property
    def rowcount(self) -> int:
        return self._rowcount

    @property
    def lastrowid(self) -> Any:
        return self._lastrowid

    async def _async_soft_close(self) -> None:
        return

    def close(self) -> None:
        self._rows.clear()

    def execute(self, operation: Any, parameters: Any = None) -> Any:
        self._run(operation, parameters, many=False)

    def executemany(self, operation: Any, seq_of_parameters: Any) -> Any:
        self._run(operation, seq_of_parameters, many=True)

    def _run(self, operation: str, parameters: Any, *, many: bool) -> None:
        connection: Any = self._adapt_connection
        try:
            begin, connection.to_begin = connection.to_begin, None
            self._description, self._rowcount, self._lastrowid, rows = await_(
                connection.run(begin, operation, parameters, many)
            )
            self._rows = deque(rows)
        except Exception as error:  # noqa: BLE001 - translated and raised again
            connection._handle_exception(error)


# description, rowcount, lastrowid, rows
_Result = tuple[Any, int, Any, Sequence[Any]]


def _at_once(driver: sqlite3.Connection, begin: str | None, operation: str, parameters: Any, many: bool) -> _Result:
    if begin is not None:
        driver.execute(begin)
    cursor = driver.cursor()
    try:
        if many:
            cursor.executemany(operation, parameters)
        else:
            cursor.execute(operation, () if parameters is None else parameters)
        rows = cursor.fetchall() if cursor.description else []
        return cursor.description, cursor.rowcount, cursor.lastrowid, rows
    finally:
        cursor.close()


class _Connection(AsyncAdapt_aiosqlite_connection):
    __slots__ = ("in_flight", "to_begin")

    _cursor_cls = _Cursor  # type: ignore[assignment]

    def __init__(self, dbapi: Any, connection: Any) -> None:
        super().__init__(dbapi, connection)
        self.to_begin: str | None = None
        self.in_flight = False  # stays True when a task was cancelled while its statement ran in the thread

    async def run(self, begin: str | None, operation: str, parameters: Any, many: bool) -> _Result:
        """One statement in the connection's thread, with `begin` before it."""
        self.in_flight = True
        try:
            driver = self._connection
            result: _Result = await driver._execute(_at_once, driver._conn, begin, operation, parameters, many)
        except Exception:
            self.in_flight = False
            raise
        self.in_flight = False
        return result

    def commit(self) -> None:
        self._end(super().commit)

    def rollback(self) -> None:
        self._end(super().rollback)

    def _end(self, end: Any) -> None:
        self.to_begin = None
        driver = self._connection._connection
        if driver is not None and (driver.in_transaction or self.in_flight):
            end()
            self.in_flight = False


class _LoopConnection(_Connection):
    """Statements on the event loop. Where they write SQLite itself must not wait (busy_timeout 0): `_begin` does."""

    __slots__ = ("commit_s", "patience_s")

    def __init__(self, dbapi: Any, connection: Any, patience_s: float) -> None:
        super().__init__(dbapi, connection)
        self.patience_s = patience_s
        self.commit_s = 0.0

    async def run(self, begin: str | None, operation: str, parameters: Any, many: bool) -> _Result:
        driver = self._connection._conn
        if begin is not None:
            await self._begin(driver, begin)
        return _at_once(driver, None, operation, parameters, many)

    async def _begin(self, driver: sqlite3.Connection, statement: str) -> None:
        """While another process writes, look again after a moment. Nothing after BEGIN IMMEDIATE can find the file locked."""
        until = time.monotonic() + self.patience_s
        pause = FIRST_PAUSE_S
        while True:
            try:
                driver.execute(statement)
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                    raise
            else:
                return
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_S)

    def commit(self) -> None:
        self._end(self._commit)

    def rollback(self) -> None:
        # After a commit that was cut off in the thread, its rollback has to queue behind it.
        self._end(super().rollback if self.in_flight else self._rollback)

    def _rollback(self) -> None:
        self._connection._conn.rollback()

    def _commit(self) -> None:
        driver = self._connection
        try:
            if self.commit_s < QUICK_COMMIT_S:
                self._commit_timed(driver._conn)
            else:
                self.in_flight = True
                await_(driver._execute(self._commit_timed, driver._conn))
        except Exception as error:  # noqa: BLE001 - translated and raised again
            self.in_flight = False
            self._handle_exception(error)

    def _commit_timed(self, driver: sqlite3.Connection) -> None:
        began = time.perf_counter()
        driver.commit()
        self.commit_s += _NEWEST_WEIGHS * (time.perf_counter() - began - self.commit_s)


class Driver(AsyncAdapt_aiosqlite_dbapi):
    """Give it to `create_async_engine(module=…)`; see `begin_with` for the engine's begin event.

    `on_loop`: statements run on the event loop, and another process's lock is waited for `patience_s` seconds. For
    connections that ask nothing long, and begin with BEGIN IMMEDIATE when they write.
    """

    def __init__(self, *, on_loop: bool = False, patience_s: float = 0.0) -> None:
        super().__init__(aiosqlite, sqlite3)
        self._on_loop = on_loop
        self._patience_s = patience_s

    def connect(self, *arg: Any, **kw: Any) -> AsyncAdapt_aiosqlite_connection:
        connection = aiosqlite.connect(*arg, **kw)
        connection._thread.daemon = True  # as SQLAlchemy does: a forgotten connection must not keep the program alive
        if not self._on_loop:
            return _Connection(self, await_(connection))
        return _LoopConnection(self, await_(connection), self._patience_s)


def begin_with(dbapi_connection: Any, statement: str) -> None:
    """Begin with this statement, together with the first one that follows."""
    dbapi_connection.to_begin = statement
