"""The people of the federation who work in the console."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cases.crypto import EncryptedText
from cases.models.base import Base, BigId

ROLES = ("admin", "duty", "lawyer", "counsellor", "program_officer", "county_desk", "knowledge_editor")


class Staff(Base):
    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    # The second factor (RFC 6238); confirmed once a first code was right. `totp_step`: the last step used, never again.
    totp_secret: Mapped[str | None] = mapped_column(EncryptedText)
    totp_confirmed_at: Mapped[datetime | None]
    totp_step: Mapped[int | None] = mapped_column(BigId)
    # Hashes of one-time codes for a lost phone.
    recovery: Mapped[list[Any] | None]
    must_change_password: Mapped[bool] = mapped_column(default=False)


class StaffRole(Base):
    """One role of one colleague; a county desk's role names its county, other roles may."""

    __tablename__ = "staff_roles"
    __table_args__ = (
        UniqueConstraint("staff_id", "role", "county"),
        CheckConstraint(
            "role IN ('admin', 'duty', 'lawyer', 'counsellor', 'program_officer', 'county_desk', 'knowledge_editor')",
            name="role",
        ),
        CheckConstraint("role <> 'county_desk' OR county IS NOT NULL", name="county_desk_has_county"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    role: Mapped[str]
    county: Mapped[str | None]


class StaffSession(Base):
    """A login. Only the hash of its token is stored; it ends by time or by logging out."""

    __tablename__ = "staff_sessions"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    # Ends earlier when nobody uses it. `passed`: the second factor was given, where there is one.
    seen_at: Mapped[datetime | None]
    passed: Mapped[bool] = mapped_column(default=True)
    address: Mapped[str | None]


class LoginAttempt(Base):
    """Failed logins, counted to slow a guesser down."""

    __tablename__ = "login_attempts"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    login: Mapped[str] = mapped_column(index=True)
    address: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime]
