"""Clocks: what a worker was promised and a colleague is measured by, in working time (design D10)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from cases.models.base import Base, BigId


class Clock(Base):
    """One running promise about a case or a chat: first_reply, update or solve.

    `desk` names the working calendar. `left_seconds` is the working time left at `since` (the start, or the end of the last
    pause); `due_at`, `half_at` (50 %) and `late_at` (80 %) follow from it and are None while paused. `warned` is the
    highest share told so far: 0, 50, 80 or 100. `allowed_seconds` is the whole promise.
    """

    __tablename__ = "clocks"
    __table_args__ = (
        CheckConstraint("kind IN ('first_reply', 'update', 'solve')", name="kind"),
        CheckConstraint("warned IN (0, 50, 80, 100)", name="warned"),
        CheckConstraint("(paused_at IS NULL) = (due_at IS NOT NULL)", name="paused_has_no_due"),
        CheckConstraint("(paused_at IS NULL) = (pause_reason IS NULL)", name="paused_has_reason"),
        Index(
            "uq_clocks_running",
            "case_id",
            "kind",
            unique=True,
            sqlite_where=text("stopped_at IS NULL"),
            postgresql_where=text("stopped_at IS NULL"),
        ),
        Index(
            "ix_clocks_due",
            "due_at",
            sqlite_where=text("stopped_at IS NULL"),
            postgresql_where=text("stopped_at IS NULL"),
        ),
        Index("ix_clocks_stopped", "kind", "stopped_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    kind: Mapped[str]
    desk: Mapped[str]
    allowed_seconds: Mapped[int]
    left_seconds: Mapped[int]
    started_at: Mapped[datetime]
    since: Mapped[datetime]
    due_at: Mapped[datetime | None]
    half_at: Mapped[datetime | None]
    late_at: Mapped[datetime | None]
    warned: Mapped[int] = mapped_column(default=0)
    paused_at: Mapped[datetime | None]
    pause_reason: Mapped[str | None]
    stopped_at: Mapped[datetime | None]
    breached: Mapped[bool] = mapped_column(default=False)
