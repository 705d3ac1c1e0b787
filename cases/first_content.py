"""The first content of a new database: example consultants, programs, and one account per role."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy.ext.asyncio import AsyncSession

from cases import appointments, programs, staff
from cases.chats.canned import load_first_replies
from cases.worktime import LOCAL, WorkCalendar

SLOT_DAYS = 28  # how far ahead times can be booked

EXAMPLE_STAFF: tuple[tuple[str, str, tuple[tuple[str, str | None], ...]], ...] = (
    ("admin", "示例管理员", (("admin", None), ("duty", None))),
    ("zhiban", "示例值班员", (("duty", None),)),
    ("lvshi", "示例律师", (("lawyer", None),)),
    ("zixun", "示例咨询师", (("counsellor", None),)),
    ("xiangmu", "示例项目员", (("program_officer", None),)),
    ("zhishi", "示例知识员", (("knowledge_editor", None),)),
    ("weibin", "示例渭滨区工会", (("county_desk", "610302"),)),
)


async def first_content(
    session: AsyncSession,
    *,
    program_documents: Sequence[Mapping[str, Any]],
    calendar: WorkCalendar,
    now: datetime,
    password: str | None = None,
) -> str | None:
    """Load what is missing. Returns the password of the example accounts when they were just made, else None."""
    folder = Path(__file__).with_name("seed")
    consultants = yaml.safe_load((folder / "consultants.yml").read_text("utf-8"))
    await appointments.save_consultants(session, consultants)
    await programs.load(session, program_documents, now=now)
    await load_first_replies(session, now=now)
    await appointments.make_slots(session, calendar=calendar, first=now.astimezone(LOCAL).date(), days=SLOT_DAYS)
    if await staff.exists(session):
        return None
    password = password or secrets.token_urlsafe(9)
    for login, name, roles in EXAMPLE_STAFF:
        await staff.add(session, login=login, name=name, password=password, roles=roles, now=now)
    return password
