"""Conversations and their messages: transcript, inbox and outbox in one table (design D2)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from cases.crypto import EncryptedBytes, EncryptedJSON, EncryptedText
from cases.models.base import Base, BigId


class Conversation(Base):
    """One chat: who speaks for us in it, where its dialogue stands, and who is handling it right now."""

    __tablename__ = "conversations"
    __table_args__ = (
        CheckConstraint("owner IN ('bot', 'queue', 'staff')", name="owner"),
        CheckConstraint("(owner = 'staff') = (owner_staff_id IS NOT NULL)", name="staff_owner_named"),
        CheckConstraint("(owner = 'bot') = (waiting_since IS NULL)", name="waiting_has_start"),
        Index("ix_conversations_waiting", "owner", "waiting_since"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    identity_id: Mapped[int] = mapped_column(ForeignKey("channel_identities.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    channel: Mapped[str]
    address: Mapped[str]
    token_hash: Mapped[str | None] = mapped_column(unique=True)
    token_expires_at: Mapped[datetime | None]
    county: Mapped[str | None]

    owner: Mapped[str] = mapped_column(default="bot")
    owner_staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    waiting_since: Mapped[datetime | None]
    waiting_reason: Mapped[str | None]
    reply_due_at: Mapped[datetime | None]
    # The desk it was sent to (a role, and a county where the desk has one); None: whoever the reason and the county name.
    desk_role: Mapped[str | None]
    desk_county: Mapped[str | None]
    # When its owner last did something in it: a silent owner loses it after a while (cases/chats/returning.py).
    owner_active_at: Mapped[datetime | None]

    state: Mapped[dict[str, Any]] = mapped_column(EncryptedJSON)
    # The lease (design D3): `fence` grows with every taking, so a worker that slept through its lease cannot write.
    lease_holder: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    fence: Mapped[int] = mapped_column(default=0)

    created_at: Mapped[datetime]
    last_message_at: Mapped[datetime | None] = mapped_column(index=True)


class Message(Base):
    """One thing said, by either side. Inbound: pending → done. Outbound: due → sending → sent, or cancelled / failed."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("channel", "external_id"),
        CheckConstraint("direction IN ('in', 'out')", name="direction"),
        CheckConstraint("author IN ('worker', 'bot', 'staff', 'system')", name="author"),
        CheckConstraint(
            "(direction = 'in' AND status IN ('pending', 'done')) OR "
            "(direction = 'out' AND status IN ('due', 'sending', 'sent', 'failed', 'cancelled', 'note'))",
            name="status",
        ),
        Index("ix_messages_conversation", "conversation_id", "id"),
        Index("ix_messages_reply_to", "reply_to"),
        Index(
            "ix_messages_outbox",
            "channel",
            "due_at",
            sqlite_where=text("status IN ('due', 'sending')"),
            postgresql_where=text("status IN ('due', 'sending')"),
        ),
        Index(
            "ix_messages_inbox",
            "conversation_id",
            sqlite_where=text("status = 'pending'"),
            postgresql_where=text("status = 'pending'"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    channel: Mapped[str]
    external_id: Mapped[str | None]
    direction: Mapped[str]
    author: Mapped[str]
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    text: Mapped[str | None] = mapped_column(EncryptedText)
    payload: Mapped[str | None] = mapped_column(EncryptedText)
    # {"buttons": [{"title", "payload"}], "card": {...} | null}
    content: Mapped[dict[str, Any] | None] = mapped_column(EncryptedJSON)
    # What the turn understood and the state after it, for the answer of a repeated request; holds no personal data.
    trace: Mapped[dict[str, Any] | None]
    walled: Mapped[bool] = mapped_column(default=False)
    status: Mapped[str]
    reply_to: Mapped[int | None] = mapped_column(ForeignKey("messages.id"))
    appointment_id: Mapped[int | None] = mapped_column(ForeignKey("appointments.id"), index=True)
    due_at: Mapped[datetime]
    claimed_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    delivered_as: Mapped[str | None]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]


class Attachment(Base):
    """A photo or document a worker sent. The content is encrypted; name and type are what the sender claimed, checked."""

    __tablename__ = "attachments"
    __table_args__ = (CheckConstraint("size > 0", name="size"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    name: Mapped[str] = mapped_column(EncryptedText)
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    content: Mapped[bytes] = mapped_column(EncryptedBytes)
    created_at: Mapped[datetime]


class OneTimeLink(Base):
    """Leads a worker from a messenger to the web chat for the steps that messenger must not see (design D8)."""

    __tablename__ = "one_time_links"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    state: Mapped[dict[str, Any]] = mapped_column(EncryptedJSON)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
