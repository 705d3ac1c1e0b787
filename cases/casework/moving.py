"""What goes over from one case to another when they are merged, and back: papers, files, links, the appointment.

Each step returns what it moved, as a merge keeps it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cases import appointments, casefile, clocks
from cases.actors import Actor
from cases.casework.states import machine_of
from cases.models import Appointment, Attachment, Case, CaseLink, CasePaper


async def move_papers(session: AsyncSession, kept: Case, merged: Case) -> list[int]:
    """Papers the kept case does not list; one both list stays behind, its file moves with the other files."""
    here = set((await session.execute(select(CasePaper.name).where(CasePaper.case_id == kept.id))).scalars())
    moved = []
    for paper in (await session.execute(select(CasePaper).where(CasePaper.case_id == merged.id))).scalars():
        if paper.name not in here:
            paper.case_id = kept.id
            moved.append(paper.id)
    await session.flush()
    return moved


async def move_files(session: AsyncSession, kept: Case, merged: Case) -> list[str]:
    moved = list((await session.execute(select(Attachment.id).where(Attachment.case_id == merged.id))).scalars())
    await _put_files(session, moved, kept.id)
    return moved


async def _put_files(session: AsyncSession, files: list[str], case_id: int) -> None:
    await session.execute(
        update(Attachment)
        .where(Attachment.id.in_(files))
        .values(case_id=case_id)
        .execution_options(synchronize_session=False)
    )


async def move_links(session: AsyncSession, kept: Case, merged: Case) -> list[dict[str, Any]]:
    """Links go over to the kept case, except those it has already and the one between the two. Returns them as they were."""
    rows = list(
        (
            await session.execute(
                select(CaseLink).where(or_(CaseLink.case_id == merged.id, CaseLink.other_id == merged.id))
            )
        ).scalars()
    )
    were = []
    for row in rows:
        other = row.other_id if row.case_id == merged.id else row.case_id
        were.append({"other": other, "kind": row.kind, "by": row.by, "at": row.at.isoformat(), "moved": False})
        first, second = sorted((kept.id, other))
        there = await session.execute(select(CaseLink.id).where(CaseLink.case_id == first, CaseLink.other_id == second))
        await session.delete(row)
        await session.flush()
        if other != kept.id and there.first() is None:
            session.add(CaseLink(case_id=first, other_id=second, kind=row.kind, by=row.by, at=row.at))
            were[-1]["moved"] = True
    await session.flush()
    return were


async def move_booking(
    session: AsyncSession, kept: Case, merged: Case, *, actor: Actor, now: datetime
) -> dict[str, Any] | None:
    booking = await appointments.booking_of(session, merged.id)
    if booking is None:
        return None
    if await appointments.booking_of(session, kept.id) is not None:
        await appointments.cancel_booking(session, case=merged, actor=actor, now=now)
        return {"id": booking[0].id, "moved": False}
    await _put_booking(session, booking[0].id, kept.id)
    if kept.status != "scheduled" and machine_of(kept).allows(kept.status, "scheduled"):
        await casefile.change_status(session, kept, actor=Actor.system(), status="scheduled", now=now)
    return {"id": booking[0].id, "moved": True}


async def _put_booking(session: AsyncSession, appointment_id: int, case_id: int) -> None:
    await session.execute(
        update(Appointment)
        .where(Appointment.id == appointment_id)
        .values(case_id=case_id)
        .execution_options(synchronize_session="fetch")
    )


async def move_back(session: AsyncSession, before: dict[str, Any], kept: Case, merged: Case, now: datetime) -> None:
    await session.execute(
        update(CasePaper)
        .where(CasePaper.id.in_(before["papers"]), CasePaper.case_id == kept.id)
        .values(case_id=merged.id)
        .execution_options(synchronize_session="fetch")
    )
    still = await session.execute(
        select(Attachment.id).where(Attachment.id.in_(before["files"]), Attachment.case_id == kept.id)
    )
    await _put_files(session, list(still.scalars()), merged.id)
    for was in before["links"]:
        first, second = sorted((kept.id, was["other"]))
        here = (
            await session.execute(select(CaseLink).where(CaseLink.case_id == first, CaseLink.other_id == second))
        ).scalar_one_or_none()
        if was["moved"] and here is not None:
            await session.delete(here)
            await session.flush()
        low, high = sorted((merged.id, was["other"]))
        session.add(
            CaseLink(case_id=low, other_id=high, kind=was["kind"], by=was["by"], at=datetime.fromisoformat(was["at"]))
        )
    booking = before["booking"]
    if booking is not None and booking["moved"]:
        await _put_booking(session, booking["id"], merged.id)
        if kept.status == "scheduled" and before["kept_status"] != "scheduled":
            kept.status = before["kept_status"]  # the time it stood for went back
            await clocks.case_moved(session, kept, "scheduled", now)
    await session.flush()
