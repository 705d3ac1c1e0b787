"""What keeps the keepers honest: the chained log of what staff did, and looks behind the counselling wall."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from cases.crypto import EncryptedText
from cases.models.base import Base, BigId


class AuditEntry(Base):
    """One act of a colleague, never changed (the database refuses UPDATE and DELETE).

    `digest` covers the entry and the digest before it, so that a changed or missing one shows. `data` holds ids and
    states only, never words about people.
    """

    __tablename__ = "audit_log"
    __table_args__ = (Index("ix_audit_log_subject", "subject", "id"), Index("ix_audit_log_actor_id", "actor_id", "id"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor_kind: Mapped[str]
    actor_id: Mapped[int | None]
    action: Mapped[str] = mapped_column(index=True)
    subject: Mapped[str]
    data: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(String(64))


class WallOpening(Base):
    """A look behind the counselling wall: asked for with a reason, opened by a second person, over after a short time."""

    __tablename__ = "wall_openings"
    __table_args__ = (
        CheckConstraint("status IN ('asked', 'open', 'refused', 'over')", name="status"),
        CheckConstraint("decided_by IS NULL OR decided_by <> asked_by", name="second_person"),
        CheckConstraint("(status = 'open') <= (expires_at IS NOT NULL)", name="open_has_end"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    asked_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    asked_at: Mapped[datetime] = mapped_column(index=True)
    reason: Mapped[str] = mapped_column(EncryptedText)
    status: Mapped[str]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    decided_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
