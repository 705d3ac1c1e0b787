"""Photos and papers a worker sends: into the case that waits for them, and to the very paper that was asked for."""

from __future__ import annotations

from actions.context import TurnContext
from actions.turn import Button, Reply
from cases.casework import receiving
from cases.casework.receiving import Received
from cases.errors import NotFound
from cases.models import Case

LONGEST_TITLE = 30  # of a button; a program may describe a paper at length
OTHER = "0"


async def file(ctx: TurnContext) -> Reply | None:
    """Put the files of this message into the case that waits for them. None when the chat has no such case."""
    case = await receiving.waiting_case(ctx.session, ctx.snapshot.id)
    if case is None:
        return None
    files = ctx.message.attachment_ids
    received = await receiving.receive_files(ctx.session, case, files, now=ctx.now)
    ctx.trace.case_number = case.number
    if received.unsure:
        buttons = [Button(_title(name), f"paper:{paper_id}:{files[0]}") for paper_id, name in received.unsure]
        other = ctx.button("paper.other", f"paper:{OTHER}:{files[0]}")
        return Reply(ctx.say("files.paper.which", number=case.number), (*buttons, other))
    if received.filled:
        return Reply(_said(ctx, case, received))
    lines = [ctx.say("files.filed", count=len(files), number=case.number), *_missing(ctx, received)]
    return Reply("\n".join(lines))


async def named(ctx: TurnContext, paper: str, file_id: str) -> Reply | None:
    """The worker pressed which paper a file is. None for a button nobody made for them."""
    if paper == OTHER:
        case = await receiving.waiting_case(ctx.session, ctx.snapshot.id)
        return Reply(ctx.say("files.paper.other", number=case.number)) if case is not None else None
    if not (paper.isascii() and paper.isdigit() and len(paper) < 19):
        return None
    try:
        case, received = await receiving.name_file(ctx.session, int(paper), file_id, actor=ctx.worker, now=ctx.now)
    except NotFound:
        return None
    ctx.trace.case_number = case.number
    if received.filled:
        return Reply(_said(ctx, case, received))
    return Reply(ctx.say("files.filed", count=1, number=case.number))


def _said(ctx: TurnContext, case: Case, received: Received) -> str:
    filled = ctx.say("files.paper", papers="”“".join(received.filled), number=case.number)
    return "\n".join([filled, *_missing(ctx, received)])


def _missing(ctx: TurnContext, received: Received) -> list[str]:
    return [ctx.say("files.paper.missing", papers="”“".join(received.missing))] if received.missing else []


def _title(name: str) -> str:
    return name if len(name) <= LONGEST_TITLE else name[: LONGEST_TITLE - 1] + "…"
