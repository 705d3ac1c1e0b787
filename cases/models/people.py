"""Who writes to us: people, the addresses they write from, and what they agreed to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from cases.crypto import EncryptedText
from cases.models.base import Base, BigId


class Person(Base):
    """A worker. Everything that names them is encrypted; the blind indexes answer "have we met this phone before"."""

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str | None] = mapped_column(EncryptedText)
    phone: Mapped[str | None] = mapped_column(EncryptedText)
    phone_index: Mapped[str | None] = mapped_column(index=True)
    id_number: Mapped[str | None] = mapped_column(EncryptedText)
    id_number_index: Mapped[str | None] = mapped_column(index=True)
    county: Mapped[str | None]
    created_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]


class ChannelIdentity(Base):
    """One address of a person: a Telegram chat or one browser."""

    __tablename__ = "channel_identities"
    __table_args__ = (
        UniqueConstraint("channel", "address"),
        CheckConstraint("channel IN ('web', 'telegram')", name="channel"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    channel: Mapped[str]
    address: Mapped[str]
    blocked_at: Mapped[datetime | None]
    source: Mapped[str | None]
    created_at: Mapped[datetime]


class Consent(Base):
    """A person agreed, in these words (by version), to one use of their data."""

    __tablename__ = "consents"
    __table_args__ = (
        # One live consent per purpose; withdrawn ones stay as history.
        Index(
            "uq_consents_live",
            "person_id",
            "purpose",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    purpose: Mapped[str]
    wording: Mapped[str]
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
