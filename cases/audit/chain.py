"""Adding a link to the chain.

Every entry's digest covers the entry and the digest before it, so a changed, missing or inserted one breaks all that follow.
It is an HMAC under a key derived from the field key ring: who can write to the database but has not the keys cannot make a
new chain that fits. A digest reads `<mark of the key>.<base64url of HMAC-SHA-256>`; the mark says which key of the ring made it,
so the chain goes on through a rotation.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import event, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from cases.actors import Actor
from cases.crypto import KeyRing, ring_of
from cases.models import AuditEntry

PURPOSE = "audit-chain"
GENESIS = ""  # what the first entry takes for the digest before it
PENDING = "audit_pending"
LOCK = 0x6E6A72_617564  # any number no other advisory lock uses


@dataclass(frozen=True, slots=True)
class Head:
    """The newest link."""

    id: int
    digest: str


def record(
    session: AsyncSession,
    *,
    actor: Actor,
    action: str,
    subject: str,
    data: Mapping[str, Any] | None = None,
    now: datetime,
) -> None:
    """Put an act of a colleague into the log; it is written when the transaction commits, or not at all.

    `action` like "case.viewed", `subject` like "case:26-4831-0726" or "staff:7". `data` holds ids and states only, never words
    about people. Acts of workers and of the bot are not staff's and are left out. Writing waits for the commit because links
    are made one after another: the lock on the chain is then held for moments only, and never while another is waited for.
    """
    if actor.kind != "staff":
        return
    entry = AuditEntry(
        at=now,
        actor_kind=actor.kind,
        actor_id=actor.id,
        action=action,
        subject=subject[:255],
        data=orjson.loads(orjson.dumps(dict(data or {}))),  # as it will be read back
    )
    info = session.sync_session.info
    if PENDING not in info:
        info[PENDING] = []
        event.listen(session.sync_session, "before_commit", _write)
    info[PENDING].append(entry)


async def record_once_an_hour(session: AsyncSession, *, actor: Actor, action: str, subject: str, now: datetime) -> None:
    """Like `record`, for what a page does again and again, such as showing a picture."""
    lately = select(AuditEntry.id).where(
        AuditEntry.subject == subject,
        AuditEntry.actor_id == actor.id,
        AuditEntry.action == action,
        AuditEntry.at > now - timedelta(hours=1),
    )
    if (await session.execute(lately.limit(1))).first() is None:
        record(session, actor=actor, action=action, subject=subject, now=now)


def digest_of(entry: AuditEntry, before: str, key: bytes) -> str:
    """The digest this entry must have, after the digest `before`, under this key of the purpose."""
    content = {
        "before": before,
        "id": entry.id,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": [entry.actor_kind, entry.actor_id],
        "action": entry.action,
        "subject": entry.subject,
        "data": entry.data,
    }
    code = hmac.new(key, orjson.dumps(content, option=orjson.OPT_SORT_KEYS), hashlib.sha256).digest()
    return f"{mark_of(key)}.{base64.urlsafe_b64encode(code).decode().rstrip('=')}"


def mark_of(key: bytes) -> str:
    """Eight hex digits that tell keys apart."""
    return hashlib.sha256(b"mark\0" + key).hexdigest()[:8]


def keys_of(ring: KeyRing) -> dict[str, bytes]:
    """Mark → key, newest first."""
    return {mark_of(key): key for key in ring.keys_for(PURPOSE)}


def _write(session: Session) -> None:
    if session.in_nested_transaction():  # only a savepoint: the commit is still to come
        return
    entries: list[AuditEntry] = session.info[PENDING]
    if not entries:
        return
    session.info[PENDING] = []
    dialect = session.get_bind().dialect
    if dialect.name == "postgresql":  # SQLite lets one transaction write at a time anyhow
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    newest = session.execute(select(AuditEntry.id, AuditEntry.digest).order_by(AuditEntry.id.desc()).limit(1)).first()
    head = Head(*newest) if newest else Head(0, GENESIS)
    key = ring_of(dialect).keys_for(PURPOSE)[0]
    for entry in entries:
        entry.id = head.id + 1  # without gaps, so that a missing entry shows by its number, too
        entry.digest = digest_of(entry, head.digest, key)
        session.add(entry)
        head = Head(entry.id, entry.digest)
