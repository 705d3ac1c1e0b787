"""Canned replies of a desk: sentences colleagues reuse, with places that must be filled before they are sent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import yaml
from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.access import CITY
from cases.actors import Actor
from cases.errors import Conflict, InvalidChange, NotFound
from cases.models import ROLES, CannedReply
from cases.rights import may, require_right

SEED_FILE = Path(__file__).parents[1] / "seed" / "canned_replies.yml"
LONGEST_TITLE, LONGEST_BODY = 60, 2_000
# {姓名}: a word in braces. A colleague may write other braces; only what looks like a place stops a message.
PLACE = re.compile(r"[{｛]\s*([A-Za-z_一-鿿]{1,20})\s*[}｝]")


class Unfilled(InvalidChange):
    message = "还有没填的空，填好再发。"


def places(body: str) -> tuple[str, ...]:
    """The names of the places in a text, each once, in order."""
    return tuple(dict.fromkeys(PLACE.findall(body)))


def fill(body: str, values: Mapping[str, str]) -> str:
    """The text with the places that have a value filled; a value is never read for places itself."""
    return PLACE.sub(lambda found: values.get(found[1], "").strip() or found[0], body)


def require_filled(text: str) -> None:
    """Raises Unfilled, naming the places, when a text still has some."""
    if empty := places(text):
        raise Unfilled(f"{len(empty)} places", message=f"还有没填的空：{'、'.join(empty)}。填好再发。")


async def replies_for(session: AsyncSession, *, actor: Actor) -> list[CannedReply]:
    """What this colleague may use: everybody's and their desks', their own county's first, then by title."""
    c = CannedReply
    mine = []
    for role, scope in actor.roles:
        of_role = or_(c.role.is_(None), c.role == role)
        mine.append(of_role if scope in (None, CITY) else and_(of_role, or_(c.county.is_(None), c.county == scope)))
    if not mine:
        return []
    rows = (await session.execute(select(c).where(c.active, or_(*mine)))).scalars()
    return sorted(rows, key=lambda r: (r.county is None, r.role is None, r.title))


async def all_replies(session: AsyncSession, *, actor: Actor) -> list[CannedReply]:
    """What this colleague may change, retired ones last. Raises NotAllowed."""
    require_right(actor, "canned.edit", "")
    rows = (await session.execute(select(CannedReply))).scalars()
    seen = [row for row in rows if may(actor, "canned.edit", row.county)]
    return sorted(seen, key=lambda r: (not r.active, r.county or "", r.role or "", r.title))


async def add_reply(
    session: AsyncSession, *, actor: Actor, title: str, body: str, role: str | None, county: str | None, now: datetime
) -> CannedReply:
    """A new one for a desk (no role: for all roles; no county: for the city). Raises InvalidChange, NotAllowed."""
    require_right(actor, "canned.edit", county)
    title, body = _checked(title, body, role)
    await _require_new(session, title, role, county, but=None)
    row = CannedReply(role=role, county=county, title=title, body=body, changed_by=actor.id, changed_at=now)
    session.add(row)
    await session.flush()
    return row


async def change_reply(
    session: AsyncSession,
    reply_id: int,
    *,
    actor: Actor,
    seen: datetime,
    title: str,
    body: str,
    role: str | None,
    county: str | None,
    active: bool,
    now: datetime,
) -> CannedReply:
    """Change, retire or bring back one. `seen`: its `changed_at` as the colleague had it before them.

    Raises Conflict when somebody changed it since, InvalidChange, NotAllowed, NotFound.
    """
    row = (
        await session.execute(
            select(CannedReply)
            .where(CannedReply.id == reply_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    ).scalar_one_or_none()
    if row is None or not may(actor, "canned.edit", row.county):
        raise NotFound(f"canned reply {reply_id}")
    require_right(actor, "canned.edit", county)
    if row.changed_at != seen:
        raise Conflict(f"canned reply {reply_id}", message="刚刚有同事改过这一条，请核对后再保存。您写的还在。")
    title, body = _checked(title, body, role)
    await _require_new(session, title, role, county, but=reply_id)
    row.title, row.body, row.role, row.county, row.active = title, body, role, county, active
    row.changed_by, row.changed_at = actor.id, now
    await session.flush()
    return row


async def load_first_replies(session: AsyncSession, *, now: datetime, path: Path = SEED_FILE) -> int:
    """The first ones, into an empty table only: what staff changed or retired is never brought back. Returns how many."""
    if (await session.execute(select(CannedReply.id).limit(1))).first() is not None:
        return 0
    rows = _read(path)
    for row in rows:
        title, body = _checked(row["title"], row["body"], row.get("role"))
        session.add(CannedReply(role=row.get("role"), county=row.get("county"), title=title, body=body, changed_at=now))
    await session.flush()
    return len(rows)


def _read(path: Path) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = yaml.safe_load(path.read_text("utf-8"))
    return rows


def _checked(title: str, body: str, role: str | None) -> tuple[str, str]:
    title, body = " ".join(title.split()), body.strip()
    if not title or len(title) > LONGEST_TITLE:
        raise InvalidChange("title", message=f"请起一个名字，最多 {LONGEST_TITLE} 个字。")
    if not body or len(body) > LONGEST_BODY:
        raise InvalidChange("body", message=f"请写内容，最多 {LONGEST_BODY} 个字。")
    if role is not None and role not in ROLES:
        raise InvalidChange(f"role {role[:20]}", message="没有这个岗位。")
    return title, body


async def _require_new(
    session: AsyncSession, title: str, role: str | None, county: str | None, *, but: int | None
) -> None:
    """The key of the table does not hold where role or county is empty, so it is asked here."""
    c = CannedReply
    same = select(c.id).where(
        c.title == title, c.role.is_not_distinct_from(role), c.county.is_not_distinct_from(county)
    )
    found = (await session.execute(same)).scalars().first()
    if found is not None and found != but:
        raise InvalidChange("same title", message="这个岗位已经有同名的常用语，请换一个名字。")
