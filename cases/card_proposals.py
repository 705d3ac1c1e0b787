"""Changes of cards that wait for a second pair of eyes (docs/decisions/0010): the assistant knows nothing of them until then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from cases import audit, cards, feedback
from cases.actors import Actor
from cases.errors import Conflict, InvalidChange, NotAllowed, NotFound
from cases.models import CardProposal, CardVersion
from cases.rights import require_right

URGENT = "【紧急发布】"  # begins the note of a version nobody else looked over
WAITS = "这张卡片已经有一份修改在等复核，先处理完那一份。"
OWN = "自己提的修改，要请另一位同事复核。"
DONE = "这份修改已经处理过了。"
STALE = "复核前卡片又变了，请提修改的同事在新版上重新提。"
REASON_NEEDED = "请写明原因，同事才知道怎么改。"


async def propose(
    session: AsyncSession,
    *,
    card_id: str,
    document: str,
    based_on: str | None,
    seen: int,
    actor: Actor,
    now: datetime,
    state: str = "live",
    note: str | None = None,
    questions: Sequence[int] = (),
) -> CardProposal:
    """Put a change up for review; one's own open proposal of this card is replaced. `seen`, `state`: as in `cards.save`.
    `questions`: unanswered questions it answers; they are closed, and open again when it is turned down.

    Raises NotAllowed; InvalidChange; Conflict when the card changed since, or a colleague's proposal is open.
    """
    require_right(actor, "knowledge.edit")
    if not document.strip() or len(document) > cards.LONGEST:
        raise InvalidChange(f"card of {len(document)} characters", message="卡片是空的，或者太长了（最多 4 万字）。")
    if await cards.newest_number(session, card_id) != seen:
        raise Conflict(f"card {card_id} after version {seen}")
    before = await open_of(session, card_id)
    if before is not None:
        if before.editor_id != actor.id:
            raise Conflict(f"proposal {before.id} of card {card_id} is open", message=WAITS)
        before.status, before.reviewed_at = "withdrawn", now
        await session.flush()
    row = CardProposal(
        card_id=card_id,
        state=state,
        document=document,
        based_on=based_on,
        based_number=seen,
        editor_id=actor.id,
        note=(note or "").strip()[: cards.LONGEST_NOTE] or None,
        # Questions closed by the replaced proposal are found by its time.
        saved_at=before.saved_at if before is not None else now,
        status="open",
    )
    try:
        async with session.begin_nested():
            session.add(row)
    except IntegrityError as error:
        raise Conflict(f"a proposal of card {card_id} is open", message=WAITS) from error
    if questions:
        await feedback.close_questions(
            session, questions, actor=actor, outcome="written", card_id=card_id, now=row.saved_at
        )
    _log(session, row, actor, "card.proposed", now)
    return row


async def approve(
    session: AsyncSession, proposal_id: int, *, decided_on: date, actor: Actor, now: datetime, note: str | None = None
) -> CardVersion:
    """A second person says yes: the proposal becomes the next version, in its author's name.

    `decided_on`: the review day of the document (the day of today for a withdrawal). Raises NotAllowed, also for one's
    own proposal; NotFound; Conflict when it was dealt with already or the card changed since.
    """
    row = await _open(session, proposal_id, actor)
    if await cards.newest_number(session, row.card_id) != row.based_number:
        raise Conflict(f"card {row.card_id} after version {row.based_number}", message=STALE)
    _decide(row, "approved", actor, now, note)
    await session.flush()
    _log(session, row, actor, "card.published", now)
    return await cards.keep(
        session, card_id=row.card_id, document=row.document, decided_on=decided_on, based_on=row.based_on,
        seen=row.based_number, editor_id=row.editor_id, now=now, state=row.state, note=row.note,
    )  # fmt: skip


async def reject(session: AsyncSession, proposal_id: int, *, reason: str, actor: Actor, now: datetime) -> CardProposal:
    """A second person says no, and why. Raises NotAllowed, NotFound, Conflict; InvalidChange without a reason."""
    row = await _open(session, proposal_id, actor)
    if not reason.strip():
        raise InvalidChange("no reason", message=REASON_NEEDED)
    _decide(row, "rejected", actor, now, reason)
    _log(session, row, actor, "card.rejected", now)
    await feedback.reopen_written(session, card_id=row.card_id, closed_by=row.editor_id, closed_at=row.saved_at)
    return row


async def withdraw(session: AsyncSession, proposal_id: int, *, actor: Actor, now: datetime) -> CardProposal:
    """Its author takes it back. Raises NotAllowed for anybody else; NotFound, Conflict."""
    require_right(actor, "knowledge.edit")
    row = await _locked(session, proposal_id)
    if row.editor_id != actor.id:
        raise NotAllowed(f"staff {actor.id} withdraws proposal {proposal_id}")
    row.status, row.reviewed_at = "withdrawn", now
    _log(session, row, actor, "card.taken_back", now)
    await feedback.reopen_written(session, card_id=row.card_id, closed_by=row.editor_id, closed_at=row.saved_at)
    return row


async def publish_at_once(
    session: AsyncSession,
    *,
    card_id: str,
    document: str,
    decided_on: date,
    based_on: str | None,
    seen: int,
    reason: str,
    actor: Actor,
    now: datetime,
    state: str = "live",
) -> CardVersion:
    """An administrator publishes without a second person, marked as such. Raises NotAllowed, InvalidChange, Conflict."""
    require_right(actor, "knowledge.edit")
    require_right(actor, "knowledge.urgent")
    if not reason.strip():
        raise InvalidChange("no reason", message=REASON_NEEDED)
    version = await cards.save(
        session, card_id=card_id, document=document, decided_on=decided_on, based_on=based_on, seen=seen,
        actor=actor, now=now, state=state, note=URGENT + reason.strip(),
    )  # fmt: skip
    data = {"version": version.number}
    audit.record(session, actor=actor, action="card.urgent", subject=f"card:{card_id}", data=data, now=now)
    return version


async def open_of(session: AsyncSession, card_id: str) -> CardProposal | None:
    """The change of this card that waits, if any."""
    found = await session.execute(
        select(CardProposal).where(CardProposal.card_id == card_id, CardProposal.status == "open")
    )
    return found.scalar_one_or_none()


async def waiting(session: AsyncSession, *, actor: Actor) -> list[CardProposal]:
    """All open proposals, the longest waiting first. Raises NotAllowed."""
    require_right(actor, "knowledge.edit")
    rows = await session.execute(
        select(CardProposal).where(CardProposal.status == "open").order_by(CardProposal.saved_at, CardProposal.id)
    )
    return list(rows.scalars())


async def decided(session: AsyncSession, *, actor: Actor, limit: int = 20) -> list[CardProposal]:
    """What was decided last, newest first. Raises NotAllowed."""
    require_right(actor, "knowledge.edit")
    rows = await session.execute(
        select(CardProposal)
        .where(CardProposal.status != "open")
        .order_by(CardProposal.reviewed_at.desc(), CardProposal.id.desc())
        .limit(limit)
    )
    return list(rows.scalars())


async def get(session: AsyncSession, proposal_id: int, *, actor: Actor) -> CardProposal:
    """Raises NotAllowed, NotFound."""
    require_right(actor, "knowledge.edit")
    row = await session.get(CardProposal, proposal_id)
    if row is None:
        raise NotFound(f"proposal {proposal_id}")
    return row


async def reviewers(session: AsyncSession, card_id: str) -> dict[int, int]:
    """Version number → the colleague who looked it over, for the versions that came by a proposal."""
    rows = await session.execute(
        select(CardProposal.based_number, CardProposal.reviewer_id).where(
            CardProposal.card_id == card_id, CardProposal.status == "approved"
        )
    )
    return {number + 1: reviewer for number, reviewer in rows if reviewer is not None}


def _log(session: AsyncSession, row: CardProposal, actor: Actor, action: str, now: datetime) -> None:
    data = {"proposal": row.id, "state": row.state}
    audit.record(session, actor=actor, action=action, subject=f"card:{row.card_id}", data=data, now=now)


def _decide(row: CardProposal, status: str, actor: Actor, now: datetime, note: str | None) -> None:
    row.status, row.reviewer_id, row.reviewed_at = status, actor.id, now
    row.review_note = (note or "").strip()[: cards.LONGEST_NOTE] or None


async def _open(session: AsyncSession, proposal_id: int, actor: Actor) -> CardProposal:
    require_right(actor, "knowledge.review")
    row = await _locked(session, proposal_id)
    if row.editor_id == actor.id:
        raise NotAllowed(f"staff {actor.id} reviews their own proposal {proposal_id}", message=OWN)
    return row


async def _locked(session: AsyncSession, proposal_id: int) -> CardProposal:
    found = await session.execute(select(CardProposal).where(CardProposal.id == proposal_id).with_for_update())
    row = found.scalar_one_or_none()
    if row is None:
        raise NotFound(f"proposal {proposal_id}")
    if row.status != "open":
        raise Conflict(f"proposal {proposal_id} is {row.status}", message=DONE)
    return row
