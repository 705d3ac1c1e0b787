"""Scenes for the case database: a story on each kind of database, and a second program that opened the same one."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from cases.crypto import KeyRing
from cases.database import Database
from cases.models import Base
from cases.worktime import WorkCalendar
from tests.cases.story import Chat, Story
from tests.conftest import Clock


@pytest.fixture
async def postgres_database(postgres_url: str, keyring: KeyRing) -> AsyncIterator[Database]:
    """Emptied by DELETE: these tests are many and small, and TRUNCATE makes new files for all tables each time."""
    engine = create_async_engine(postgres_url)
    async with engine.begin() as connection:
        # Without the triggers, which would keep case events, and without the order foreign keys ask for.
        await connection.execute(text("SET LOCAL session_replication_role = replica"))
        # One statement: four dozen of them, each on its way and back, cost more than the deleting.
        deletes = "".join(f"DELETE FROM {table.name};" for table in Base.metadata.sorted_tables)
        await connection.execute(text(f"DO $$ BEGIN {deletes} END $$"))
    await engine.dispose()
    database = Database(postgres_url, keyring)
    yield database
    await database.close()


@pytest.fixture
def story(database: Database, clock: Clock) -> Story:
    return Story(database, clock)


@pytest.fixture
async def other_program(database: Database, keyring: KeyRing) -> AsyncIterator[Database]:
    """Another process's view of the same database: its own connections, its own locks."""
    other = Database(database.url.render_as_string(hide_password=False), keyring)
    yield other
    await other.close()


@pytest.fixture
async def chat(story: Story) -> Chat:
    return await story.chat()


@pytest.fixture(scope="session")
def calendar() -> WorkCalendar:
    return WorkCalendar.load()
