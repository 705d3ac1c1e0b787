"""Is the chain whole?"""

from __future__ import annotations

import hmac
from collections.abc import AsyncIterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.audit.chain import GENESIS, Head, digest_of, keys_of
from cases.crypto import ring_of
from cases.models import AuditEntry

STEP = 2_000  # entries read at once


@dataclass(frozen=True, slots=True)
class Verdict:
    """`count` entries were read, up to the first `broken` one (None: all fit). `why`: gap | changed | key | anchor.

    "key": the digest was made with a key that is not in the ring, so nothing can be said; "anchor": the entry that was written
    down elsewhere is not there any more, or is another.
    """

    count: int
    first: Head | None
    last: Head | None
    broken: int | None
    why: str = ""


async def head(session: AsyncSession) -> Head | None:
    """The newest link, None while the log is empty. Written down elsewhere, it shows later that no end was cut off."""
    newest = (
        await session.execute(select(AuditEntry.id, AuditEntry.digest).order_by(AuditEntry.id.desc()).limit(1))
    ).one_or_none()
    return Head(*newest) if newest else None


async def verify(session: AsyncSession) -> int | None:
    """The id of the first entry that does not fit, None when the chain is whole."""
    return (await inspect(session)).broken


async def inspect(session: AsyncSession, *, anchor: Head | None = None) -> Verdict:
    """Walk the whole chain, and look for the `anchor` in it."""
    keys = keys_of(ring_of(session.get_bind().dialect))
    first: Head | None = None
    last: Head | None = None
    anchored = anchor is None
    async for entry in _entries(session):
        expected, before = (last.id + 1, last.digest) if last else (1, GENESIS)
        why = ""
        if entry.id != expected:
            why = "gap"
        elif (key := keys.get(entry.digest.partition(".")[0])) is None:
            why = "key"
        elif not hmac.compare_digest(entry.digest, digest_of(entry, before, key)):
            why = "changed"
        if why:
            return Verdict(expected - 1, first, last, entry.id, why)
        last = Head(entry.id, entry.digest)
        first = first or last
        anchored = anchored or last == anchor
    count = last.id if last else 0
    if not anchored and anchor is not None:
        return Verdict(count, first, last, anchor.id, "anchor")
    return Verdict(count, first, last, None)


async def _entries(session: AsyncSession) -> AsyncIterator[AuditEntry]:
    after = -1
    while True:
        rows = list(
            (
                await session.execute(
                    select(AuditEntry).where(AuditEntry.id > after).order_by(AuditEntry.id).limit(STEP)
                )
            ).scalars()
        )
        for row in rows:
            yield row
        if len(rows) < STEP:
            return
        after = rows[-1].id
        session.expunge_all()  # a log of years need not fit into memory
