"""Putting the assistant together with what this program has: its database, its model server, its cache."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import httpx

from actions.assembly import build_assistant as build
from actions.assembly import build_understander
from actions.assistant import Assistant
from bot.settings import Settings
from cases.database import Database

CACHE = Path("var/cache")


def utc_now() -> datetime:
    return datetime.now(UTC)


async def build_assistant(
    settings: Settings, database: Database, http: httpx.AsyncClient, clock: Callable[[], datetime] = utc_now
) -> Assistant:
    """The assistant that answers workers."""
    return await build(
        database=database,
        understander=build_understander(http, settings.nlu_url, settings.nlu_token),
        clock=clock,
        public_url=settings.address,
        cache=CACHE,
    )
