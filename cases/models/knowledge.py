"""What staff change in the knowledge: versions of cards, and which articles an answer rested on."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from cases.models.base import Base, BigId


class CardVersion(Base):
    """One saved version of a policy card, never changed (the database refuses UPDATE and DELETE).

    `state`: live (edited here), withdrawn (not shown), file (the edit is given up, the file holds again). `based_on` is
    the hash of the file the editor had before them. `decided_on` is compared with the file's review day: the later wins.
    """

    __tablename__ = "card_versions"
    __table_args__ = (
        CheckConstraint("state IN ('live', 'withdrawn', 'file')", name="state"),
        # Two colleagues who save at one instant get the same number, and the second is refused.
        UniqueConstraint("card_id", "number"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    card_id: Mapped[str] = mapped_column(String(64))
    number: Mapped[int]
    state: Mapped[str]
    document: Mapped[str] = mapped_column(Text)
    based_on: Mapped[str | None] = mapped_column(String(64))
    decided_on: Mapped[date]
    editor_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    note: Mapped[str | None] = mapped_column(Text)
    saved_at: Mapped[datetime]


class AnswerCitation(Base):
    """One article an answer named when it was given: the answer's own words are encrypted and cannot be searched."""

    __tablename__ = "answer_citations"
    __table_args__ = (Index("ix_answer_citations_citation", "citation", "at"),)

    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"), primary_key=True)
    citation: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class CardProposal(Base):
    """A change of a card that waits for a second pair of eyes. `status`: open | approved | rejected | withdrawn.

    `state` and `document` become the next version when it is approved; until then the assistant knows nothing of it.
    """

    __tablename__ = "card_proposals"
    __table_args__ = (
        CheckConstraint("state IN ('live', 'withdrawn', 'file')", name="state"),
        CheckConstraint("status IN ('open', 'approved', 'rejected', 'withdrawn')", name="status"),
        CheckConstraint("reviewer_id IS NULL OR reviewer_id <> editor_id", name="second_person"),
        Index(
            "uq_card_proposals_open",
            "card_id",
            unique=True,
            sqlite_where=text("status = 'open'"),
            postgresql_where=text("status = 'open'"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    card_id: Mapped[str] = mapped_column(String(64))
    state: Mapped[str]
    document: Mapped[str] = mapped_column(Text)
    based_on: Mapped[str | None] = mapped_column(String(64))
    based_number: Mapped[int]
    editor_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    note: Mapped[str | None] = mapped_column(Text)
    saved_at: Mapped[datetime]
    status: Mapped[str]
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    reviewed_at: Mapped[datetime | None]
    review_note: Mapped[str | None] = mapped_column(Text)
