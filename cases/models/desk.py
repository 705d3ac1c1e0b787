"""What colleagues share at the desk: who is here, canned replies, labels, drafts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cases.crypto import EncryptedText
from cases.models.base import Base, BigId


class Presence(Base):
    """When a colleague was last at the console, whether they take chats, and which chat is open before them."""

    __tablename__ = "staff_presence"
    __table_args__ = (CheckConstraint("state IN ('here', 'busy', 'away')", name="state"),)

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    state: Mapped[str]
    seen_at: Mapped[datetime]
    conversation_id: Mapped[str | None] = mapped_column(ForeignKey("conversations.id"))


class CannedReply(Base):
    """A sentence colleagues reuse. `{name}`-like places must be filled before it is sent. No desk: for everybody."""

    __tablename__ = "canned_replies"
    __table_args__ = (UniqueConstraint("role", "county", "title"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    role: Mapped[str | None]
    county: Mapped[str | None]
    title: Mapped[str]
    body: Mapped[str] = mapped_column(Text)
    active: Mapped[bool] = mapped_column(default=True)
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    changed_at: Mapped[datetime]


class ChatLabel(Base):
    """One label on one chat; which labels there are is data of the desk (`cases/chats/labels.yml`)."""

    __tablename__ = "chat_labels"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    label: Mapped[str] = mapped_column(String(64), primary_key=True)
    by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]


class Draft(Base):
    """What a colleague has typed and not sent, by place (`reply:<chat>`, `case:<number>`): it outlives login and restart."""

    __tablename__ = "drafts"

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    place: Mapped[str] = mapped_column(String(120), primary_key=True)
    text: Mapped[str] = mapped_column(EncryptedText)
    saved_at: Mapped[datetime]
