"""What is counted, so that a page of figures reads a few rows instead of a million messages; and early warnings."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from cases.crypto import EncryptedText
from cases.models.base import Base, BigId


class DayCount(Base):
    """How often something happened on one local day. `metric` says what (`cases/figures/metrics.py` lists them); `key` what of
    it (an intent, a card, a program, a field). Empty strings mean: not told apart by this."""

    __tablename__ = "day_counts"
    __table_args__ = (
        UniqueConstraint("day", "metric", "key", "county", "channel", "source"),
        # What a figure adds up stands in the index itself: two years of it are read without touching the rows.
        Index(
            "ix_day_counts_metric",
            "metric",
            "day",
            postgresql_include=["key", "county", "channel", "source", "count"],
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    day: Mapped[date]
    metric: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(120))
    county: Mapped[str] = mapped_column(String(12))
    channel: Mapped[str] = mapped_column(String(20))
    source: Mapped[str] = mapped_column(String(60))
    count: Mapped[int]


class CountedTo(Base):
    """How far a count has come through a table: the last id that is in the figures."""

    __tablename__ = "counted_to"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    position: Mapped[int]
    at: Mapped[datetime]


class FormRunCount(Base):
    """One run of a form as the figures see it: where it began, the field it stands at, how it ended.

    `outcome`: open | done | cancelled | abandoned. Ids only, no answers.
    """

    __tablename__ = "form_runs"
    __table_args__ = (
        CheckConstraint("outcome IN ('open', 'done', 'cancelled', 'abandoned')", name="outcome"),
        Index(
            "ix_form_runs_open",
            "conversation_id",
            sqlite_where=text("outcome = 'open'"),
            postgresql_where=text("outcome = 'open'"),
        ),
        Index("ix_form_runs_day", "started_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    flow: Mapped[str] = mapped_column(String(64))
    program_id: Mapped[str | None] = mapped_column(String(64))
    field: Mapped[str | None] = mapped_column(String(64))
    started_at: Mapped[datetime]
    moved_at: Mapped[datetime]
    outcome: Mapped[str]


class EarlyWarning(Base):
    """苗头: several people with one kind of trouble at one employer, told to the county desk, and what came of it.

    `status`: new | seen | acted | closed | dismissed. The times beside it are what 早发现、早报告、早介入 is counted by.
    """

    __tablename__ = "early_warnings"
    __table_args__ = (
        CheckConstraint("status IN ('new', 'seen', 'acted', 'closed', 'dismissed')", name="status"),
        CheckConstraint("people >= 3", name="at_least_three"),
        Index(
            "uq_early_warnings_open",
            "employer_key",
            "topic",
            "county",
            unique=True,
            sqlite_where=text("status IN ('new', 'seen', 'acted')"),
            postgresql_where=text("status IN ('new', 'seen', 'acted')"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    employer_key: Mapped[str] = mapped_column(String(120))
    employer: Mapped[str]
    topic: Mapped[str] = mapped_column(String(64))
    county: Mapped[str] = mapped_column(String(12))
    people: Mapped[int]
    before: Mapped[int]
    case_ids: Mapped[list[Any]]
    first_case_at: Mapped[datetime]
    raised_at: Mapped[datetime] = mapped_column(index=True)
    grown_at: Mapped[datetime]
    status: Mapped[str]
    seen_at: Mapped[datetime | None]
    acted_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    handled_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    note: Mapped[str | None] = mapped_column(EncryptedText)
