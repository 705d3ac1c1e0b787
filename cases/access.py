"""Who may see which case and which chat: the table of rights (cases/rights/roles.yml) asked about one row.

A role without a county holds for the whole city; with one, for that county only. Counselling stays behind its wall: only
counsellors read it, not even administrators (design D8). Who needs to look all the same asks a counsellor: cases/wall.
"""

from __future__ import annotations

from collections.abc import Mapping

from cases import rights
from cases.actors import Actor
from cases.errors import NotAllowed
from cases.models import Case, Conversation
from cases.rights import may

CITY = rights.CITY
WALLED_KINDS = frozenset({"psych_consultation"})
# Which roles work on which kind of case.
KIND_ROLES: Mapping[str, frozenset[str]] = rights.KindRoles()
covers = rights.covers


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
    action = "chats.see.psych" if conversation.waiting_reason == "psych" else "chats.see"
    return covers(actor, rights.load_rights().roles(action), conversation.county)


def reads_walled(actor: Actor) -> bool:
    """May this person read messages of a counselling talk, without asking?"""
    return actor.kind != "staff" or may(actor, "wall.read", "")


def edits_knowledge(actor: Actor) -> bool:
    """May this person change what the assistant answers? For the whole city, as the cards are."""
    return actor.kind == "system" or (actor.kind == "staff" and may(actor, "knowledge.edit", CITY))


def require(allowed: bool, detail: str = "") -> None:
    """Raise NotAllowed unless allowed."""
    if not allowed:
        raise NotAllowed(detail)
