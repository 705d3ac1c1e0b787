"""One process at a time, where several share a database."""

from __future__ import annotations

import hashlib

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


async def only_one(session: AsyncSession, name: str) -> bool:
    """True for the one transaction that may do `name` now; False while another has it. Held until the transaction ends.

    PostgreSQL: an advisory lock, which a dying connection gives back. SQLite has one writer anyway.
    """
    if session.get_bind().dialect.name == "sqlite":
        return True
    key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
    return bool((await session.execute(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": key})).scalar_one())
