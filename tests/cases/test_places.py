"""A program with ten places takes ten people, and an eleventh when one of them steps back."""

from __future__ import annotations

import asyncio

import pytest

from cases import casefile, programs
from cases.actors import Actor
from cases.database import Database
from cases.errors import ProgramFull
from tests.cases.story import Chat, Story


async def test_fifty_want_ten_places_and_ten_get_one(story: Story, other_program: Database, chat: Chat) -> None:
    await story.program(places=10)

    async def join(n: int) -> bool:
        async with (story.database, other_program)[n % 2].transaction() as session:
            try:
                await casefile.open_case(
                    session, actor=chat.worker, kind="enrollment", program_id="skills", person_id=chat.person_id,
                    conversation_id=chat.id, fields={}, run=f"run{n}", now=story.clock(),
                )  # fmt: skip
            except ProgramFull as error:
                assert error.message == "这个项目的名额刚刚报满了。"
                # The transaction goes on, for instance to put the worker on a list.
                await casefile.open_case(
                    session, actor=chat.worker, kind="feedback", person_id=chat.person_id,
                    conversation_id=chat.id, fields={}, now=story.clock(),
                )  # fmt: skip
                return False
            return True

    assert sum(await asyncio.gather(*map(join, range(50)))) == 10
    assert await story.taken() == 10
    async with story.database.reading() as session:
        everything = await casefile.cases_of(session, chat.person_id, limit=100)
    kinds = [case.kind for case in everything]
    assert (kinds.count("enrollment"), kinds.count("feedback")) == (10, 40)


@pytest.mark.parametrize("step", ["cancelled", "refused"])
async def test_who_steps_back_frees_a_place(story: Story, chat: Chat, step: str) -> None:
    await story.program(places=1)
    first = await story.case(chat, "enrollment", program_id="skills")
    with pytest.raises(ProgramFull):
        await story.case(chat, "enrollment", program_id="skills")
    await story.move(first, step)
    assert await story.taken() == 0
    await story.case(chat, "enrollment", program_id="skills")
    assert await story.taken() == 1


async def test_a_finished_enrolment_keeps_its_place(story: Story, chat: Chat) -> None:
    await story.program(places=1)
    case = await story.case(chat, "enrollment", program_id="skills")
    await story.move(case, "approved", "done")
    assert await story.taken() == 1
    await story.move(case, "accepted")  # opened again: still the same one place
    assert await story.taken() == 1
    await story.move(case, "cancelled")
    assert await story.taken() == 0


async def test_a_cancelled_enrolment_comes_back_only_while_there_is_room(story: Story, chat: Chat) -> None:
    await story.program(places=1)
    first = await story.case(chat, "enrollment", program_id="skills")
    await story.move(first, "cancelled")
    second = await story.case(chat, "enrollment", program_id="skills")
    async with story.database.transaction() as session:
        row = await casefile.locked(session, first.number, actor=Actor.system())
        with pytest.raises(ProgramFull):
            await casefile.change_status(session, row, actor=Actor.system(), status="accepted", now=story.clock())
    kept = await story.read(first)  # the caller caught the error and committed: nothing half-done may remain
    assert (kept.status, kept.closed_at) == ("cancelled", story.clock())
    await story.move(second, "cancelled")
    await story.move(first, "accepted")
    assert await story.taken() == 1


async def test_without_a_limit_nobody_is_turned_away(story: Story, chat: Chat) -> None:
    await story.program(places=None)
    for _ in range(12):
        await story.case(chat, "enrollment", program_id="skills")
    assert await story.taken() == 12


async def test_a_newer_file_replaces_the_live_copy_and_an_older_one_does_not(story: Story, chat: Chat) -> None:
    await story.program(places=5, revision=3)
    await story.case(chat, "enrollment", program_id="skills")
    await story.program(places=9, revision=3)
    await story.program(places=9, revision=2)
    async with story.database.reading() as session:
        assert (await programs.get(session, "skills")).places == 5
    story.clock.advance(60)
    await story.program(places=9, revision=4)
    async with story.database.reading() as session:
        live = await programs.get(session, "skills")
        assert (live.places, live.taken, live.revision) == (9, 1, 4)
        assert await programs.newest_change(session) == story.clock()


async def test_fewer_places_than_people_signed_up_means_full_not_broken(story: Story, chat: Chat) -> None:
    """The new file must load at start, and nobody loses a place they have."""
    await story.program(places=5)
    for _ in range(3):
        await story.case(chat, "enrollment", program_id="skills")
    await story.program(places=2, revision=2)
    assert await story.taken() == 3
    with pytest.raises(ProgramFull):
        await story.case(chat, "enrollment", program_id="skills")


async def test_places_lowered_below_those_taken_are_given_to_nobody_when_they_come_free(
    story: Story, chat: Chat
) -> None:
    await story.program(places=5)
    held = [await story.case(chat, "enrollment", program_id="skills") for _ in range(4)]
    await story.program(places=2, revision=2)
    await story.move(held[0], "cancelled")  # three of two places: still full
    with pytest.raises(ProgramFull):
        await story.case(chat, "enrollment", program_id="skills")
    await story.move(held[1], "cancelled")
    await story.move(held[2], "cancelled")  # one of two: now there is room again
    await story.case(chat, "enrollment", program_id="skills")
    assert await story.taken() == 2
