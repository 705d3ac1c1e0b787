"""A case from the first word to its end; every step leaves an event."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cases import casefile
from cases.actors import Actor
from cases.casework.listing import Place, list_cases, place_after
from cases.errors import CasesError, NotAllowed, NotFound
from tests.cases.story import Chat, Story


async def test_a_confirmation_pressed_twice_opens_one_case(story: Story, chat: Chat) -> None:
    await story.program(places=3)
    fields = {"phone": {"label": "电话", "value": "13891712345", "display": "138****2345"}}
    async with story.database.transaction() as session:
        opened = [
            await casefile.open_case(
                session, actor=chat.worker, kind="enrollment", program_id="skills", person_id=chat.person_id,
                conversation_id=chat.id, fields=fields, run="r1", county="610302", now=story.clock(),
            )
            for _ in range(3)
        ]  # fmt: skip
    assert [new for _, new in opened] == [True, False, False]
    assert len({case.number for case, _ in opened}) == 1
    assert await story.taken() == 1
    async with story.database.reading() as session:
        case = await casefile.by_run(session, "r1", actor=chat.worker)
        assert case is not None and case.fields == fields
        assert [e.kind for e in await casefile.events(session, case.id)] == ["opened"]
        assert await casefile.by_run(session, "r1", actor=Actor.worker(chat.person_id + 1)) is None


async def test_a_foreign_case_is_not_moved_and_not_even_there(story: Story, chat: Chat) -> None:
    case = await story.case(chat, county="610302")
    strangers = [
        Actor.worker(chat.person_id + 1),
        await story.colleague(("county_desk", "610304"), login="chencang"),
        await story.colleague(("counsellor", None), login="zixun"),
        await story.colleague(login="nobody"),
    ]
    for stranger in strangers:
        async with story.database.transaction() as session:
            row = await casefile.locked(session, case.number, actor=Actor.system())
            with pytest.raises(NotAllowed):
                await casefile.change_status(session, row, actor=stranger, status="accepted", now=story.clock())
            for reader in (casefile.by_number, casefile.locked):
                with pytest.raises(NotFound):
                    await reader(session, case.number, actor=stranger)
            with pytest.raises(NotFound):
                await casefile.look(session, case.number, actor=stranger, now=story.clock())
    assert (await story.read(case)).status == "submitted"


async def test_every_look_and_every_refused_look_is_an_event(story: Story, chat: Chat) -> None:
    case = await story.case(chat)
    duty = await story.colleague(("duty", None))
    other = await story.colleague(("counsellor", None), login="zixun")
    async with story.database.transaction() as session:
        await casefile.look(session, case.number, actor=duty, now=story.clock())
    async with story.database.transaction() as session:
        assert await casefile.record_refusal(session, case.number, actor=other, now=story.clock())
        assert not await casefile.record_refusal(session, "26-0000-0000", actor=other, now=story.clock())
    async with story.database.reading() as session:
        found = [(e.kind, e.actor_kind, e.actor_id) for e in await casefile.events(session, case.id)]
    assert found == [
        ("opened", "worker", chat.person_id),
        ("viewed", "staff", duty.id),
        ("view_refused", "staff", other.id),
    ]


async def test_from_another_phone_a_case_opens_with_its_number_and_phone(story: Story, chat: Chat) -> None:
    fields = {"phone": {"label": "电话", "value": "13891712345", "display": "13891712345"}}
    case, bare = await story.case(chat, fields=fields), await story.case(chat)
    async with story.database.reading() as session:
        assert await casefile.by_number_and_phone(session, case.number, "13891712345") is not None
        assert await casefile.by_number_and_phone(session, case.number, "13891712346") is None
        assert await casefile.by_number_and_phone(session, bare.number, "") is None
        assert await casefile.by_number_and_phone(session, "26-0000-0000", "13891712345") is None


async def test_my_cases_open_ones_first(story: Story, chat: Chat) -> None:
    old, closed, new = [await story.case(chat) for _ in range(3)]
    await story.move(closed, "cancelled")
    async with story.database.reading() as session:
        mine = [c.number for c in await casefile.cases_of(session, chat.person_id)]
        assert mine == [new.number, old.number, closed.number]
        latest = await casefile.latest_open(session, chat.id)
        assert latest is not None and latest.number == new.number


async def test_papers_go_into_no_opinion_and_no_hand_over(story: Story, chat: Chat) -> None:
    for kind in ("feedback", "handoff", "privacy"):
        await story.case(chat, kind)
    async with story.database.reading() as session:
        assert await casefile.latest_open(session, chat.id) is None


async def test_a_list_turns_its_pages_without_gaps(story: Story, chat: Chat) -> None:
    duty = await story.colleague(("duty", "610302"))
    for n in range(25):
        await story.case(chat, county=("610302", "610304", None)[n % 3])
        story.clock.advance(timedelta(minutes=1))
    seen: list[int] = []
    after: Place | None = None
    async with story.database.reading() as session:
        while page := await list_cases(session, actor=duty, limit=4, after=after):
            seen += [c.id for c in page]
            after = place_after(page[-1], "newest")
            assert all(c.county == "610302" for c in page)
    assert len(seen) == len(set(seen)) == 9
    assert seen == sorted(seen, reverse=True)


async def test_every_error_has_a_sentence_for_people() -> None:
    def family(error: type[CasesError]) -> list[type[CasesError]]:
        return [error, *(child for sub in error.__subclasses__() for child in family(sub))]

    for error in family(CasesError):
        assert any("一" <= c <= "鿿" for c in error("internal detail").message), error
        assert "internal detail" not in error("internal detail").message
