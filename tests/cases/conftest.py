"""Scenes for the case database: a story on each kind of database, and a second program that opened the same one."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from cases.crypto import KeyRing
from cases.database import Database
from cases.worktime import WorkCalendar
from tests.cases.story import Chat, Story
from tests.conftest import Clock


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
