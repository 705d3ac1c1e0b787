"""A quicker way from SQLAlchemy to SQLite.

aiosqlite runs every call in a thread of its own, and SQLAlchemy makes four calls a statement (cursor, execute, fetch, close)
and more to begin and end. Here one statement is one call, "begin" goes along with the first statement, and a rollback
with nothing to roll back is none. A turn then costs a third of the thread switches.
"""

from __future__ import annotations

import sqlite3
from collections import deque
from typing import Any

import aiosqlite
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    AsyncAdapt_aiosqlite_dbapi,
)
from sqlalchemy.util.concurrency import await_


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
            connection.in_flight = True
            self._description, self._rowcount, self._lastrowid, rows = await_(
                self._connection._execute(_at_once, self._connection, begin, operation, parameters, many)
            )
            connection.in_flight = False
            self._rows = deque(rows)
        except Exception as error:  # noqa: BLE001 - translated and raised again
            connection.in_flight = False
            connection._handle_exception(error)


def _at_once(
    connection: aiosqlite.Connection, begin: str | None, operation: str, parameters: Any, many: bool
) -> tuple[Any, int, Any, list[Any]]:
    """Runs in the connection's thread."""
    driver: sqlite3.Connection = connection._conn
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


class Driver(AsyncAdapt_aiosqlite_dbapi):
    """Give it to `create_async_engine(module=…)`; see `begin_with` for the engine's begin event."""

    def __init__(self) -> None:
        super().__init__(aiosqlite, sqlite3)

    def connect(self, *arg: Any, **kw: Any) -> AsyncAdapt_aiosqlite_connection:
        connection = aiosqlite.connect(*arg, **kw)
        connection._thread.daemon = True  # as SQLAlchemy does: a forgotten connection must not keep the program alive
        return _Connection(self, await_(connection))


def begin_with(dbapi_connection: Any, statement: str) -> None:
    """Begin with this statement, together with the first one that follows."""
    dbapi_connection.to_begin = statement
