"""Words for the scenes of casework: a photo arrives, a colleague decides, a worker has read."""

from __future__ import annotations

from typing import Any

from cases import attachments, casefile, messages
from cases.actors import Actor
from cases.casework import deciding, papers
from cases.models import Attachment, Case, CaseEvent, CasePaper
from tests.cases.story import Chat, Story

PHOTO = b"\xff\xd8\xff photo"


async def sends(story: Story, chat: Chat, name: str = "照片.jpg", *, case: Case | None = None) -> str:
    """A file in the chat, in the case at once where one is named."""
    async with story.database.transaction() as session:
        file_id = await attachments.keep(session, conversation_id=chat.id, name=name, content=PHOTO, now=story.clock())
        if case is not None:
            row = await session.get(Attachment, file_id)
            assert row is not None
            row.case_id = case.id
    story.clock.advance(1)
    return file_id


async def decides(story: Story, case: Case, actor: Actor, status: str, **more: Any) -> Case:
    async with story.database.transaction() as session:
        return await deciding.decide(
            session,
            case.number,
            actor=actor,
            seen_revision=more.pop("seen_revision", None),
            status=status,
            note=more.pop("note", "说明"),
            message=more.pop("message", None),
            now=story.clock(),
        )


async def heard(story: Story, chat: Chat) -> list[str]:
    async with story.database.reading() as session:
        said = await messages.transcript(session, chat.id, now=story.clock())
    return [m.text or "" for m in said if m.direction == "out"]


async def events(story: Story, case: Case) -> list[CaseEvent]:
    async with story.database.reading() as session:
        return await casefile.events(session, case.id)


async def kinds(story: Story, case: Case) -> list[str]:
    return [event.kind for event in await events(story, case)]


async def papers_of(story: Story, case: Case) -> dict[str, CasePaper]:
    async with story.database.reading() as session:
        return {p.name: p for p in await papers.list_papers(session, case.id)}


async def lists(story: Story, case: Case, *names: str) -> dict[str, CasePaper]:
    """The papers of the program stand on the case."""
    async with story.database.transaction() as session:
        await papers.list_for_program(session, case, names, now=story.clock())
    return await papers_of(story, case)
