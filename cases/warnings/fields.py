"""Employer and topic of a case, read off the answers of its form; nothing of a walled kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.access import WALLED_KINDS
from cases.models import Case
from cases.warnings.employers import NO_PLATFORMS, Platforms, employer_in, employer_key, employer_name
from cases.warnings.rules import load_rules

BATCH = 500


class About(NamedTuple):
    """What early warning keeps of a case: the employer as people see it, its key, and the topic."""

    employer: str | None
    key: str | None
    topic: str | None


def read_fields(
    kind: str, program_id: str | None, fields: Mapping[str, Any], platforms: Platforms = NO_PLATFORMS
) -> About:
    """`fields`: key → {"label", "value", "display"}. The topic is one of rules.yml, or the program's id where that is none
    of them; an employer not asked for is looked for in the account. All None for counselling."""
    if kind in WALLED_KINDS:
        return About(None, None, None)
    said = _value(fields, "employer")
    if not said and (account := _value(fields, "account")):
        said = employer_in(account) or ""
    key = employer_key(said, platforms) if said else None
    matter = load_rules().matters.get(program_id or kind)
    topic = program_id if matter is None else matter.topics.get(_value(fields, matter.field), "other")
    if key is None and topic == "platform":
        key = platforms.mentioned(_value(fields, "account"))
        said = platforms.names[key] if key else ""
    return About(employer_name(said, platforms) if key else None, key, topic[:64] if topic else None)


def _value(fields: Mapping[str, Any], key: str) -> str:
    answer = fields.get(key)
    value = answer.get("value") if isinstance(answer, Mapping) else None
    return value if isinstance(value, str) else ""


async def backfill(session: AsyncSession, *, platforms: Platforms = NO_PLATFORMS, after_id: int = 0) -> int | None:
    """Fill employer and topic of one batch of older cases. Returns the last id looked at, None when there are no more.

    One batch a transaction, so that a running desk is not held up. What is filled already stays.
    """
    found = await session.execute(
        select(Case).where(Case.id > after_id, Case.kind.not_in(WALLED_KINDS)).order_by(Case.id).limit(BATCH)
    )
    cases = list(found.scalars())
    for case in cases:
        if case.topic is not None and case.employer_key is not None:
            continue
        about = read_fields(case.kind, case.program_id, case.fields, platforms)
        case.topic = case.topic or about.topic
        if case.employer_key is None:
            case.employer, case.employer_key = about.employer, about.key
    await session.flush()
    return cases[-1].id if cases else None
