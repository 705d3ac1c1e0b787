"""Staff change a program: drafts stay unseen, publishing changes the live copy at once, nothing is silently overwritten."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from cases import program_desk, programs
from cases.actors import Actor
from cases.errors import Conflict, InvalidChange, NotAllowed
from cases.models import Program, ProgramVersion
from tests.cases.story import Chat, Story


def document(title: str = "技能培训", *, places: int | None = 30, **more: Any) -> dict[str, Any]:
    return {"id": "skills", "revision": 1, "title": title, "places": places, **more}


async def publish(story: Story, actor: Actor, values: dict[str, Any], *, seen: int, file: int = 1) -> ProgramVersion:
    async with story.database.transaction() as session:
        return await program_desk.publish(
            session, str(values["id"]), document=values, file_revision=file, seen=seen, actor=actor, note=" 改名 ",
            now=story.clock(),
        )  # fmt: skip


async def draft(story: Story, actor: Actor, values: dict[str, Any], *, seen: int, new: bool = False) -> ProgramVersion:
    async with story.database.transaction() as session:
        return await program_desk.save_draft(
            session, str(values["id"]), document=values, file_revision=1, seen=seen, actor=actor, new=new,
            now=story.clock(),
        )  # fmt: skip


async def live(story: Story, program_id: str = "skills") -> Program:
    async with story.database.reading() as session:
        return await programs.get(session, program_id)


@pytest.fixture
async def officer(story: Story) -> Actor:
    return await story.colleague(("program_officer", None))


async def test_a_draft_is_not_seen_and_a_published_one_is_live_at_once(story: Story, officer: Actor) -> None:
    await story.program()
    async with story.database.reading() as session:
        before = await programs.changes(session)
    await draft(story, officer, document("草稿"), seen=0)
    async with story.database.reading() as session:
        assert await programs.changes(session) == before
    assert "title" not in (await live(story)).document

    await publish(story, officer, document("新名字"), seen=1)
    row = await live(story)
    assert (row.document["title"], row.revision, row.places) == ("新名字", 2, 30)
    async with story.database.reading() as session:
        assert await programs.changes(session) != before
        told = await program_desk.history(session, "skills", actor=officer)
    assert [(v.number, v.state, v.document["title"], v.editor_id, v.note) for v in told] == [
        (2, "published", "新名字", officer.id, "改名"),
        (1, "draft", "草稿", officer.id, None),
    ]


async def test_readers_notice_two_changes_in_one_second(story: Story, officer: Actor) -> None:
    await story.program()
    seen = []
    for n in range(3):
        await publish(story, officer, document(f"第 {n} 回"), seen=n)  # the clock stands still
        async with story.database.reading() as session:
            seen.append(await programs.changes(session))
    assert len(set(seen)) == 3


async def test_a_release_does_not_overwrite_what_staff_published(story: Story, officer: Actor) -> None:
    await story.program()
    await story.program("other")
    await publish(story, officer, document("我们的"), seen=0)
    async with story.database.transaction() as session:
        newer = [document("文件的") | {"revision": 9}, {"id": "other", "revision": 9, "places": None}]
        assert await programs.load(session, newer, now=story.clock()) == 1
    assert (await live(story)).document["title"] == "我们的"
    assert (await live(story, "other")).revision == 9

    # Staff took the newer file over: the revision is above the file's, so that it never goes down.
    await publish(story, officer, document("文件的"), seen=1, file=9)
    assert (await live(story)).revision == 10


async def test_fewer_places_than_people_take_nobodys_place(story: Story, officer: Actor, chat: Chat) -> None:
    await story.program(places=5)
    for _ in range(3):
        await story.case(chat, "enrollment", program_id="skills")
    await publish(story, officer, document(places=2), seen=0)
    row = await live(story)
    assert (row.taken, row.places, row.document["places"]) == (3, 3, 2)
    await publish(story, officer, document(places=None), seen=1)
    assert (await live(story)).places is None


async def test_who_has_not_seen_the_newest_version_is_refused(story: Story, officer: Actor) -> None:
    await story.program()
    await draft(story, officer, document("同事的"), seen=0)
    for verb in (publish, draft):
        with pytest.raises(Conflict):
            await verb(story, officer, document("我的"), seen=0)  # type: ignore[operator]
    assert "title" not in (await live(story)).document


async def test_of_many_who_publish_at_one_instant_one_wins(story: Story, officer: Actor) -> None:
    await story.program()
    results = await asyncio.gather(
        *(publish(story, officer, document(f"第 {n} 位"), seen=0) for n in range(8)), return_exceptions=True
    )
    assert sorted(type(r).__name__ for r in results) == [*["Conflict"] * 7, "ProgramVersion"]
    [winner] = [r for r in results if isinstance(r, ProgramVersion)]
    assert (await live(story)).document == winner.document


async def test_a_new_program_begins_as_a_draft_and_its_id_is_its_own(story: Story, officer: Actor) -> None:
    await story.program()
    new = {"id": "blood_donation", "revision": 1, "title": "献血", "places": None}
    await draft(story, officer, new, seen=0, new=True)
    with pytest.raises(Conflict, match="after version 0"):
        await draft(story, officer, new, seen=0, new=True)
    with pytest.raises(Conflict, match="exists"):
        await draft(story, officer, document(), seen=0, new=True)
    async with story.database.reading() as session:
        lines = {line.id: line for line in await program_desk.list_programs(session, actor=officer)}
    assert lines["blood_donation"].live is None and lines["blood_donation"].draft == new
    await publish(story, officer, new, seen=1, file=0)
    assert (await live(story, "blood_donation")).revision == 1


async def test_an_earlier_version_is_published_again(story: Story, officer: Actor) -> None:
    await story.program()
    await publish(story, officer, document("第一版"), seen=0)
    await publish(story, officer, document("改坏了"), seen=1)
    async with story.database.reading() as session:
        first = await program_desk.version(session, "skills", 1, actor=officer)
    await publish(story, officer, dict(first.document), seen=2)
    row = await live(story)
    assert (row.document["title"], row.revision) == ("第一版", 4)


@pytest.mark.parametrize(
    "role", [("duty", None), ("lawyer", None), ("county_desk", "610302"), ("program_officer", "610302")]
)
async def test_others_may_not_change_programs(story: Story, role: tuple[str, str | None]) -> None:
    await story.program()
    actor = await story.colleague(role)
    for verb in (publish, draft):
        with pytest.raises(NotAllowed):
            await verb(story, actor, document("改一改"), seen=0)  # type: ignore[operator]
    assert "title" not in (await live(story)).document


@pytest.mark.parametrize(
    ("program_id", "values"),
    [
        ("skills", {**document(), "id": "other"}),
        ("Skills!", {**document(), "id": "Skills!"}),
        ("skills", document("长" * 70_000)),
        ("skills", document(places=0)),
        ("skills", document(places="3; DROP TABLE programs")),  # type: ignore[arg-type]
    ],
)
async def test_what_is_no_program_is_refused(
    story: Story, officer: Actor, program_id: str, values: dict[str, Any]
) -> None:
    await story.program()
    with pytest.raises(InvalidChange):
        async with story.database.transaction() as session:
            await program_desk.publish(
                session, program_id, document=values, file_revision=1, seen=0, actor=officer, now=story.clock()
            )
    assert (await live(story)).revision == 1


@pytest.mark.parametrize("statement", ["UPDATE program_versions SET state = 'draft'", "DELETE FROM program_versions"])
async def test_the_database_itself_keeps_the_versions(story: Story, officer: Actor, statement: str) -> None:
    await story.program()
    await publish(story, officer, document(), seen=0)
    with pytest.raises(DBAPIError, match="append-only"):
        async with story.database.transaction() as session:
            await session.execute(text(statement))
