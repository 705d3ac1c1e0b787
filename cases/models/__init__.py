"""The tables. Import from here: all of them must be known to the metadata before it is used."""

from cases.models.base import Base
from cases.models.casework import (
    CLOSED_STATUSES,
    OPEN_STATUSES,
    Case,
    CaseEvent,
    Feedback,
    UnansweredQuestion,
)
from cases.models.conversations import Attachment, Conversation, Message, OneTimeLink
from cases.models.knowledge import AnswerCitation, CardVersion
from cases.models.people import ChannelIdentity, Consent, Person
from cases.models.services import Appointment, Consultant, Program, Slot
from cases.models.staff import ROLES, LoginAttempt, Staff, StaffRole, StaffSession

__all__ = [
    "CLOSED_STATUSES",
    "OPEN_STATUSES",
    "ROLES",
    "AnswerCitation",
    "Appointment",
    "Attachment",
    "Base",
    "CardVersion",
    "Case",
    "CaseEvent",
    "ChannelIdentity",
    "Consent",
    "Consultant",
    "Conversation",
    "Feedback",
    "LoginAttempt",
    "Message",
    "OneTimeLink",
    "Person",
    "Program",
    "Slot",
    "Staff",
    "StaffRole",
    "StaffSession",
    "UnansweredQuestion",
]
