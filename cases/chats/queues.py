"""Whose desk a waiting chat belongs to: the rule once for one chat, and once in SQL for a list (a test holds them equal).

- danger: the duty desk at once, and everybody of the chat's county;
- counselling: the counsellors;
- handed on: the desk it was sent to;
- else the county desk where the county has one with staff, otherwise the duty desk;
- and whatever is about to break its promise is the duty desk's, too.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, false, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from cases.access import CITY, covers
from cases.actors import Actor
from cases.models import Conversation, Staff, StaffRole
from cases.rights import load_rights

NEAR = timedelta(minutes=10)  # left until the promised time
DUTY = frozenset({"duty", "admin"})  # who sits at the duty desk


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the rule asks of a waiting chat."""

    reason: str | None
    county: str | None
    due_at: datetime | None = None
    desk_role: str | None = None
    desk_county: str | None = None


async def staffed_counties(session: AsyncSession) -> frozenset[str]:
    """Counties whose desk has somebody with an open account."""
    rows = await session.execute(
        select(StaffRole.county)
        .join(Staff, Staff.id == StaffRole.staff_id)
        .where(StaffRole.role == "county_desk", Staff.active, StaffRole.county.is_not(None))
        .distinct()
    )
    return frozenset(county for county in rows.scalars() if county is not None)


def desk_of(chat: Waiting, staffed: Collection[str]) -> tuple[str, str | None]:
    """(role, county) of the desk a chat waits at."""
    if chat.reason == "psych":
        return "counsellor", chat.county
    if chat.desk_role:
        return chat.desk_role, chat.desk_county
    if chat.reason != "crisis" and chat.county in staffed:
        return "county_desk", chat.county
    return "duty", None


def is_at_desk_of(actor: Actor, chat: Waiting, staffed: Collection[str], now: datetime) -> bool:
    """Is this chat for this colleague to attend to?"""
    if chat.reason == "psych":
        return covers(actor, load_rights().roles("chats.see.psych"), chat.county)
    seeing = load_rights().roles("chats.see")
    if not covers(actor, seeing, chat.county):
        return False
    duty = covers(actor, DUTY, chat.county)
    if chat.reason == "crisis" and (duty or any(r in seeing and s == chat.county for r, s in actor.roles if s)):
        return True
    if duty and chat.due_at is not None and chat.due_at <= now + NEAR:
        return True
    if chat.desk_role:
        wanted = chat.desk_county or chat.county
        return any(r == chat.desk_role and (s in (None, CITY) or s == wanted) for r, s in actor.roles)
    if chat.reason == "crisis":
        return False
    if chat.county in staffed:
        return covers(actor, frozenset({"county_desk"}), chat.county)
    return duty


def may_see(actor: Actor) -> ColumnElement[bool]:
    """`access.sees_conversation` for staff, in SQL."""
    c = Conversation
    counselling = c.waiting_reason.is_not_distinct_from("psych")
    return or_(
        and_(counselling, _reach(actor, load_rights().roles("chats.see.psych"))),
        and_(~counselling, _reach(actor, load_rights().roles("chats.see"))),
    )


def at_desk(actor: Actor, staffed: Collection[str], now: datetime) -> ColumnElement[bool]:
    """`is_at_desk_of` in SQL, for chats the actor may see."""
    c = Conversation
    duty = _reach(actor, DUTY)
    counselling, danger = (
        c.waiting_reason.is_not_distinct_from("psych"),
        c.waiting_reason.is_not_distinct_from("crisis"),
    )
    seeing = load_rights().roles("chats.see")
    own = [s for r, s in actor.roles if r in seeing and s]
    sent = []
    for role, scope in actor.roles:
        here = true() if scope in (None, CITY) else or_(
            c.desk_county == scope, and_(c.desk_county.is_(None), c.county == scope)
        )  # fmt: skip
        sent.append(and_(c.desk_role == role, here))
    in_staffed = and_(c.county.is_not(None), c.county.in_(list(staffed)))
    return or_(
        counselling,  # only counsellors see these at all
        and_(danger, or_(duty, c.county.in_(own))),
        and_(duty, ~counselling, c.reply_due_at <= now + NEAR),
        and_(~counselling, or_(false(), *sent)),
        and_(~counselling, ~danger, c.desk_role.is_(None), in_staffed, _reach(actor, frozenset({"county_desk"}))),
        and_(~counselling, ~danger, c.desk_role.is_(None), ~in_staffed, duty),
    )


def _reach(actor: Actor, roles: frozenset[str]) -> ColumnElement[bool]:
    scopes = {scope for role, scope in actor.roles if role in roles}
    if not scopes:
        return false()
    return true() if scopes & {None, CITY} else Conversation.county.in_([s for s in scopes if s])
