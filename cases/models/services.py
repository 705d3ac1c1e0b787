"""What can be booked and joined: consultants, their free times, appointments, programs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

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


class Appointment(Base):
    __tablename__ = "appointments"
    __table_args__ = (
        CheckConstraint("status IN ('booked', 'cancelled', 'done', 'no_show')", name="status"),
        CheckConstraint("way IN ('in_person', 'phone', 'video')", name="way"),
        # The rule against double booking lives in the database, where two requests at one instant meet.
        Index(
            "uq_appointments_slot",
            "slot_id",
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
    way: Mapped[str]
    status: Mapped[str]
    created_at: Mapped[datetime]


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
