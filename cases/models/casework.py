"""Cases, what happened to them, and what people said of our service."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from cases.crypto import EncryptedJSON, EncryptedText
from cases.models.base import Base, BigId

# Which of them a case may take, and in what order, is data of its kind: cases/casework/states.yml.
OPEN_STATUSES = (
    "submitted", "accepted", "needs_papers", "scheduled", "transferred", "supervised", "visited", "approved",
    "public_notice", "paid", "called_back",
)  # fmt: skip
CLOSED_STATUSES = ("done", "refused", "cancelled")


class Case(Base):
    """One matter of one person, from the first word to its end."""

    __tablename__ = "cases"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('legal_consultation', 'psych_consultation', 'enrollment', 'handoff', 'feedback', 'privacy')",
            name="kind",
        ),
        CheckConstraint("(kind = 'enrollment') = (program_id IS NOT NULL)", name="enrollment_has_program"),
        CheckConstraint(
            "status IN ('submitted', 'accepted', 'needs_papers', 'scheduled', 'transferred', 'supervised', 'visited', "
            "'approved', 'public_notice', 'paid', 'called_back', 'done', 'refused', 'cancelled')",
            name="status",
        ),
        CheckConstraint(
            "(status IN ('done', 'refused', 'cancelled')) = (closed_at IS NOT NULL)", name="closed_has_time"
        ),
        CheckConstraint("tier IN ('ordinary', 'urgent', 'major')", name="tier"),
        CheckConstraint("merged_into IS NULL OR merged_into <> id", name="not_into_itself"),
        Index("ix_cases_list", "status", "county", "created_at"),
        Index(
            "ix_cases_due", "due_at", sqlite_where=text("closed_at IS NULL"), postgresql_where=text("closed_at IS NULL")
        ),
        Index("ix_cases_employer", "employer_key", "created_at"),
        Index("ix_cases_created_at", "created_at"),
        # One open hand-over a chat: asking for a person twice does not queue twice.
        Index(
            "uq_cases_open_handoff",
            "conversation_id",
            unique=True,
            sqlite_where=text("kind = 'handoff' AND closed_at IS NULL"),
            postgresql_where=text("kind = 'handoff' AND closed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    number: Mapped[str] = mapped_column(String(16), unique=True)
    kind: Mapped[str] = mapped_column(index=True)
    program_id: Mapped[str | None] = mapped_column(ForeignKey("programs.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    county: Mapped[str | None]
    status: Mapped[str]
    # The answers of the form, key → {"value", "display", "label"}; encrypted whole, since free text names people too.
    fields: Mapped[dict[str, Any]] = mapped_column(EncryptedJSON)
    # The run of the form that opened the case: a confirmation pressed twice finds it again.
    run: Mapped[str | None] = mapped_column(unique=True)
    assigned_to: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    due_at: Mapped[datetime | None]
    # How pressing the matter is; the limits of each tier are data (cases/clocks/limits.yml).
    tier: Mapped[str] = mapped_column(default="ordinary")
    # Grows with every change, so that two colleagues who had the same page open find out.
    revision: Mapped[int] = mapped_column(default=0)
    # For early warning and the list: one spelling of an employer, and what the matter is about. No personal data.
    employer_key: Mapped[str | None] = mapped_column(String(120))
    employer: Mapped[str | None]
    topic: Mapped[str | None] = mapped_column(String(64))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("case_groups.id"), index=True)
    merged_into: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class CaseEvent(Base):
    """What happened, never changed (the database refuses UPDATE and DELETE). Notes are encrypted."""

    __tablename__ = "case_events"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    at: Mapped[datetime]
    actor_kind: Mapped[str]
    actor_id: Mapped[int | None]
    kind: Mapped[str]
    data: Mapped[dict[str, Any]]
    note: Mapped[str | None] = mapped_column(EncryptedText)


class CaseGroup(Base):
    """One matter of many workers with one employer: their cases are decided one by one and followed together."""

    __tablename__ = "case_groups"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    number: Mapped[str] = mapped_column(String(16), unique=True)
    title: Mapped[str]
    employer_key: Mapped[str | None] = mapped_column(String(120), index=True)
    county: Mapped[str | None]
    note: Mapped[str | None] = mapped_column(EncryptedText)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class CasePaper(Base):
    """One paper a case needs, checked by itself. `status`: asked | received | ok | redo (with `reason` for the worker)."""

    __tablename__ = "case_papers"
    __table_args__ = (
        UniqueConstraint("case_id", "name"),
        CheckConstraint("status IN ('asked', 'received', 'ok', 'redo')", name="status"),
        CheckConstraint("status <> 'redo' OR reason IS NOT NULL", name="redo_has_reason"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    status: Mapped[str]
    reason: Mapped[str | None] = mapped_column(EncryptedText)
    attachment_id: Mapped[str | None] = mapped_column(ForeignKey("attachments.id"))
    checked_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    changed_at: Mapped[datetime]


class CaseLink(Base):
    """Two cases that belong together; kept once, the lower id first. `kind`: related | duplicate | follow_up."""

    __tablename__ = "case_links"
    __table_args__ = (
        UniqueConstraint("case_id", "other_id"),
        CheckConstraint("case_id < other_id", name="order"),
        CheckConstraint("kind IN ('related', 'duplicate', 'follow_up')", name="kind"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    kind: Mapped[str]
    by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]


class CaseMerge(Base):
    """One case became part of another. `before` holds what is needed to undo it (encrypted)."""

    __tablename__ = "case_merges"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kept_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    merged_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    before: Mapped[dict[str, Any]] = mapped_column(EncryptedJSON)
    by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class Feedback(Base):
    """What somebody thinks of our service. `service_case` is the case it is about: rated once."""

    __tablename__ = "feedback"
    __table_args__ = (
        CheckConstraint("rating IS NULL OR rating BETWEEN 1 AND 5", name="rating"),
        UniqueConstraint("service_case"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    service_case: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    rating: Mapped[int | None]
    text: Mapped[str | None] = mapped_column(EncryptedText)
    created_at: Mapped[datetime]


class UnansweredQuestion(Base):
    """A question no card answered, or whose answer did not help: kept for staff until somebody deals with it.

    `outcome`: added (to the card `outcome_card`), written (a new card), dismissed (no card has anything to do with it).
    `label`: what it means, when the language model is to learn it: an intent, or `ask_program/<id>`, `join_program/<id>`.
    """

    __tablename__ = "unanswered_questions"
    __table_args__ = (
        CheckConstraint("outcome IN ('added', 'written', 'dismissed')", name="outcome"),
        CheckConstraint("(closed_at IS NULL) = (outcome IS NULL)", name="closed_has_outcome"),
        Index(
            "ix_unanswered_questions_open",
            "id",
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    text: Mapped[str] = mapped_column(EncryptedText)
    card_id: Mapped[str | None]
    reason: Mapped[str]
    created_at: Mapped[datetime]
    # Asked in a counselling talk: for counsellors only.
    walled: Mapped[bool] = mapped_column(default=False)
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    outcome: Mapped[str | None]
    outcome_card: Mapped[str | None]
    label: Mapped[str | None]
