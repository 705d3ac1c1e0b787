"""What can be booked and joined: consultants, their free times, appointments, programs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from cases.crypto import EncryptedJSON
from cases.models.base import Base, BigId


class Consultant(Base):
    __tablename__ = "consultants"
    __table_args__ = (
        CheckConstraint("kind IN ('government', 'public_interest', 'social', 'counsellor')", name="kind"),
    )

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]
    county: Mapped[str]
    ways: Mapped[list[Any]]
    place: Mapped[str]
    weekly: Mapped[dict[str, Any]]
    minutes: Mapped[int]
    active: Mapped[bool] = mapped_column(default=True)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    # How many people one time takes (a group talk), and the minutes kept free between two times.
    capacity: Mapped[int] = mapped_column(default=1)
    buffer_minutes: Mapped[int] = mapped_column(default=0)
    # Opens the calendar feed of this consultant; only the hash is kept.
    feed_hash: Mapped[str | None] = mapped_column(String(64))


class CalendarException(Base):
    """Days on which a consultant's week does not hold. `kind`: leave (nothing), extra (these spans too), instead (only these)."""

    __tablename__ = "calendar_exceptions"
    __table_args__ = (
        CheckConstraint("kind IN ('leave', 'extra', 'instead')", name="kind"),
        CheckConstraint("last_day >= first_day", name="order"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    consultant_id: Mapped[str] = mapped_column(ForeignKey("consultants.id"), index=True)
    kind: Mapped[str]
    first_day: Mapped[date]
    last_day: Mapped[date]
    spans: Mapped[list[Any]]
    note: Mapped[str | None]
    by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]


class Slot(Base):
    """One bookable time of one consultant."""

    __tablename__ = "slots"
    __table_args__ = (
        UniqueConstraint("consultant_id", "starts_at"),
        CheckConstraint("ends_at > starts_at", name="order"),
        Index("ix_slots_time", "starts_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    consultant_id: Mapped[str] = mapped_column(ForeignKey("consultants.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    # Taken off the calendar by a leave or a changed week; kept because something may be booked in it.
    closed: Mapped[bool] = mapped_column(default=False)


class Appointment(Base):
    __tablename__ = "appointments"
    __table_args__ = (
        CheckConstraint("status IN ('booked', 'cancelled', 'done', 'no_show')", name="status"),
        CheckConstraint("way IN ('in_person', 'phone', 'video')", name="way"),
        # The rule against double booking lives in the database, where two requests at one instant meet.
        Index(
            "uq_appointments_slot",
            "slot_id",
            "seat",
            unique=True,
            sqlite_where=text("status = 'booked'"),
            postgresql_where=text("status = 'booked'"),
        ),
        Index(
            "uq_appointments_case",
            "case_id",
            unique=True,
            sqlite_where=text("status = 'booked'"),
            postgresql_where=text("status = 'booked'"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("slots.id"))
    # 0 unless the time takes several people.
    seat: Mapped[int] = mapped_column(default=0)
    way: Mapped[str]
    status: Mapped[str]
    created_at: Mapped[datetime]


class WaitingEntry(Base):
    """Somebody for whom no time was free. `status`: waiting | offered | taken | lapsed | cancelled.

    `answers` is the filled-in form, so that saying yes to an offered time is enough."""

    __tablename__ = "waiting_list"
    __table_args__ = (
        CheckConstraint("service IN ('legal_consultation', 'psych_consultation')", name="service"),
        CheckConstraint("status IN ('waiting', 'offered', 'taken', 'lapsed', 'cancelled')", name="status"),
        CheckConstraint("(status = 'offered') <= (offered_slot IS NOT NULL)", name="offered_has_time"),
        Index("ix_waiting_list_open", "status", "created_at"),
        Index(
            "uq_waiting_list_open",
            "conversation_id",
            "service",
            unique=True,
            sqlite_where=text("status IN ('waiting', 'offered')"),
            postgresql_where=text("status IN ('waiting', 'offered')"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    service: Mapped[str]
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    county: Mapped[str | None]
    way: Mapped[str | None]
    lawyer_kind: Mapped[str | None]
    answers: Mapped[dict[str, Any]] = mapped_column(EncryptedJSON)
    status: Mapped[str]
    offered_slot: Mapped[int | None] = mapped_column(ForeignKey("slots.id"))
    offer_ends_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class ProgramVersion(Base):
    """One saved version of a program's document. `state`: draft, or published (then it is, or was, the live copy)."""

    __tablename__ = "program_versions"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'published')", name="state"),
        UniqueConstraint("program_id", "number"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    program_id: Mapped[str] = mapped_column(String(64))
    number: Mapped[int]
    state: Mapped[str]
    document: Mapped[dict[str, Any]]
    based_on: Mapped[int]
    editor_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    note: Mapped[str | None] = mapped_column(Text)
    saved_at: Mapped[datetime]


class Program(Base):
    """The live copy of a program file. `taken` counts open enrolments, so that the last place is given once."""

    __tablename__ = "programs"
    __table_args__ = (
        CheckConstraint("taken >= 0", name="taken"),
        CheckConstraint("places IS NULL OR taken <= places", name="places"),
    )

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    revision: Mapped[int]
    document: Mapped[dict[str, Any]]
    places: Mapped[int | None]
    taken: Mapped[int] = mapped_column(default=0)
    updated_at: Mapped[datetime]
