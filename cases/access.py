"""Who may see and do what: every rule about rights stands in this file.

A role without a county holds for the whole city; with one, for that county only. Counselling stays behind its wall: only
counsellors read it, not even administrators (design D8).
"""

from __future__ import annotations

from cases.actors import Actor
from cases.errors import NotAllowed
from cases.models import Case, Conversation

WALLED_KINDS = frozenset({"psych_consultation"})
# Which roles work on which kind of case.
KIND_ROLES: dict[str, frozenset[str]] = {
    "legal_consultation": frozenset({"admin", "duty", "lawyer", "county_desk"}),
    "psych_consultation": frozenset({"counsellor"}),
    "enrollment": frozenset({"admin", "duty", "program_officer", "county_desk"}),
    "handoff": frozenset({"admin", "duty", "county_desk"}),
    "feedback": frozenset({"admin", "duty"}),
    "privacy": frozenset({"admin", "duty"}),
}
# Who changes policy cards and deals with what could not be answered; for the whole city, as the cards are.
KNOWLEDGE_ROLES = frozenset({"admin", "knowledge_editor"})
CITY = "610300"


def covers(actor: Actor, roles: frozenset[str], county: str | None) -> bool:
    """Has the actor one of the roles for this county? A matter without a county belongs to the city's people."""
    return any(role in roles and (scope is None or scope in (CITY, county)) for role, scope in actor.roles)


def sees_case(actor: Actor, case: Case) -> bool:
    """Workers see their own cases; staff those of their role and county."""
    if actor.kind in ("bot", "system"):
        return True
    if actor.kind == "worker":
        return case.person_id == actor.id
    return covers(actor, KIND_ROLES[case.kind], case.county)


def sees_conversation(actor: Actor, conversation: Conversation) -> bool:
    """Staff see the chats of their county; a chat waiting for a counsellor is seen by counsellors."""
    if actor.kind in ("bot", "system"):
        return True
    if actor.kind == "worker":
        return conversation.person_id == actor.id
    if conversation.waiting_reason == "psych":
        return covers(actor, frozenset({"counsellor"}), conversation.county)
    return covers(
        actor,
        frozenset({"admin", "duty", "lawyer", "counsellor", "program_officer", "county_desk"}),
        conversation.county,
    )


def reads_walled(actor: Actor) -> bool:
    """May this person read messages of a counselling talk?"""
    return actor.kind != "staff" or actor.has_role("counsellor")


def edits_knowledge(actor: Actor) -> bool:
    """May this person change what the assistant answers?"""
    return actor.kind == "system" or covers(actor, KNOWLEDGE_ROLES, CITY)


def require(allowed: bool, detail: str = "") -> None:
    """Raise NotAllowed unless allowed."""
    if not allowed:
        raise NotAllowed(detail)
