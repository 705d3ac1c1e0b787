"""The tables. Import from here: all of them must be known to the metadata before it is used."""

from cases.models.base import Base
from cases.models.casework import (
    CLOSED_STATUSES,
    OPEN_STATUSES,
    Case,
    CaseEvent,
    CaseGroup,
    CaseLink,
    CaseMerge,
    CasePaper,
    Feedback,
    UnansweredQuestion,
)
from cases.models.clocks import Clock
from cases.models.conversations import Attachment, Conversation, Message, OneTimeLink
from cases.models.desk import CannedReply, ChatLabel, Draft, Presence
from cases.models.figures import CountedTo, DayCount, EarlyWarning, FormRunCount
from cases.models.knowledge import AnswerCitation, CardProposal, CardVersion
from cases.models.oversight import AuditEntry, WallOpening
from cases.models.people import ChannelIdentity, Consent, Person
from cases.models.services import (
    Appointment,
    CalendarException,
    Consultant,
    Program,
    ProgramVersion,
    Slot,
    WaitingEntry,
)
from cases.models.staff import ROLES, LoginAttempt, Staff, StaffRole, StaffSession

__all__ = [
    "CLOSED_STATUSES",
    "OPEN_STATUSES",
    "ROLES",
    "AnswerCitation",
    "Appointment",
    "Attachment",
    "AuditEntry",
    "Base",
    "CalendarException",
    "CannedReply",
    "CardProposal",
    "CardVersion",
    "Case",
    "CaseEvent",
    "CaseGroup",
    "CaseLink",
    "CaseMerge",
    "CasePaper",
    "ChannelIdentity",
    "ChatLabel",
    "Clock",
    "Consent",
    "Consultant",
    "Conversation",
    "CountedTo",
    "DayCount",
    "Draft",
    "EarlyWarning",
    "Feedback",
    "FormRunCount",
    "LoginAttempt",
    "Message",
    "OneTimeLink",
    "Person",
    "Presence",
    "Program",
    "ProgramVersion",
    "Slot",
    "Staff",
    "StaffRole",
    "StaffSession",
    "UnansweredQuestion",
    "WaitingEntry",
    "WallOpening",
]
