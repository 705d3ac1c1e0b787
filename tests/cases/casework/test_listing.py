"""The list finds what is looked for, in two orders, and its pages neither skip nor repeat."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from cases import people
from cases.actors import Actor
from cases.casework import export
from cases.casework.listing import Place, Wanted, by_phone, list_cases, place_after
from cases.crypto import KeyRing
from cases.errors import InvalidChange, NotAllowed
from cases.models import Case
from tests.cases.story import PHONE, Chat, Story

HOUR = timedelta(hours=1)
ALL = Wanted()


async def listed(story: Story, actor: Actor, wanted: Wanted = ALL, **more: Any) -> list[int]:
    async with story.database.reading() as session:
        return [c.id for c in await list_cases(session, actor=actor, wanted=wanted, now=story.clock(), **more)]


async def change(story: Story, case: Case, **values: Any) -> None:
    async with story.database.transaction() as session:
        row = await session.get(Case, case.id)
        for name, value in values.items():
            setattr(row, name, value)


async def test_each_filter_finds_its_own(story: Story, chat: Chat) -> None:
    duty = await story.colleague(("duty", None))
    await story.program("skills")
    plain = await story.case(chat, county="610302")
    signup = await story.case(chat, "enrollment", program_id="skills", county="610303")
    await change(story, signup, tier="major", employer="100%建筑（示例）", employer_key="100%建筑", assigned_to=duty.id)
    closed = await story.case(chat)
    await story.move(closed, "cancelled")
    for wanted, found in (
        (Wanted(), [closed, signup, plain]),
        (Wanted(status="open"), [signup, plain]),
        (Wanted(status="closed"), [closed]),
        (Wanted(status="cancelled"), [closed]),
        (Wanted(status="'; DROP"), []),
        (Wanted(kind="enrollment"), [signup]),
        (Wanted(program="skills"), [signup]),
        (Wanted(county="610302"), [plain]),
        (Wanted(tier="major"), [signup]),
        (Wanted(assigned=duty.id), [signup]),
        (Wanted(assigned=0), [closed, plain]),
        (Wanted(employer="0%建"), [signup]),
        (Wanted(employer="%"), [signup]),  # a sign people write, not a wildcard
        (Wanted(employer="_"), []),
        (Wanted(time="nonsense"), []),
    ):
        assert await listed(story, duty, wanted) == [c.id for c in found], wanted


async def test_what_is_due_today_this_week_and_overdue(story: Story, chat: Chat) -> None:
    duty = await story.colleague(("duty", None))
    by_hours = {}
    for hours in (-1, 0, 13, 15, 24 * 6, 24 * 8):  # it is Monday, 10:00
        by_hours[hours] = await story.case(chat)
        await change(story, by_hours[hours], due_at=story.clock() + hours * HOUR)
    never = await story.case(chat)
    await change(story, never, due_at=None)
    over = await story.case(chat)
    await story.move(over, "cancelled")
    await change(story, over, due_at=story.clock() - HOUR)
    for time, hours in (("overdue", [-1]), ("today", [0, 13]), ("week", [0, 13, 15, 24 * 6])):
        assert await listed(story, duty, Wanted(time=time), order="due") == [by_hours[h].id for h in hours], time


@pytest.mark.parametrize("order", ["newest", "due"])
async def test_pages_neither_skip_nor_repeat(story: Story, chat: Chat, order: str) -> None:
    duty = await story.colleague(("duty", None))
    cases = [await story.case(chat) for _ in range(17)]
    for n, case in enumerate(cases):
        due = story.clock() + (n % 3) * HOUR if n % 4 else None  # many due at one moment, some never
        await change(story, case, due_at=due)
    await story.move(cases[5], "cancelled")
    seen: list[int] = []
    after: Place | None = None
    async with story.database.reading() as session:
        while page := await list_cases(session, actor=duty, order=order, after=after, limit=3):
            seen += [c.id for c in page]
            after = Place.read(place_after(page[-1], order).text())  # as the address holds it
            assert after == place_after(page[-1], order)
            assert len(seen) <= len(cases)
    expected = await listed(story, duty, order=order)
    assert seen == expected and len(seen) == (16 if order == "due" else 17)


@pytest.mark.parametrize("text", ["", "x", "-", "12-", "12-x", "-5", "1.5", "9" * 30, "1-" + "9" * 18, "１２"])
def test_a_page_nobody_wrote_is_the_first(text: str) -> None:
    assert Place.read(text) is None or text == "12-"


async def test_a_phone_finds_the_cases_one_may_see(story: Story, chat: Chat, keyring: KeyRing) -> None:
    duty = await story.colleague(("duty", None))
    desk = await story.colleague(("county_desk", "610304"), login="desk")
    other = await story.chat("2")
    async with story.database.transaction() as session:
        await people.learn(session, chat.person_id, keyring, phone=PHONE)
        await people.learn(session, other.person_id, keyring, phone="0917-3260000")
    first, second = await story.case(chat, county="610302"), await story.case(other, county="610304")
    await story.case(await story.chat("3"))

    async def found(phone: str, actor: Actor) -> list[int]:
        async with story.database.reading() as session:
            return [c.id for c in await by_phone(session, phone, actor=actor, keyring=keyring)]

    assert await found("138 9171-2345", duty) == [first.id]
    assert await found("09173260000", duty) == [second.id]
    assert await found(PHONE, desk) == []
    assert await found("13900000000", duty) == []
    for wrong in ("李雷", "1389171", "", "1" * 40):
        with pytest.raises(InvalidChange) as told:
            await found(wrong, duty)
        assert "加密" in told.value.message


async def test_an_export_ends_at_its_limit_and_hides_numbers(story: Story, chat: Chat, keyring: KeyRing) -> None:
    duty = await story.colleague(("duty", None))
    async with story.database.transaction() as session:
        await people.learn(session, chat.person_id, keyring, name="李雷", phone=PHONE)
    told = {"story": {"label": "经过", "value": "x", "display": f"打 {PHONE}"}}
    cases = [await story.case(chat, fields=told) for _ in range(7)]

    async def exported(most: int) -> list[export.Row]:
        async with story.database.reading() as session:
            pages = export.rows(session, actor=duty, wanted=ALL, order="newest", now=story.clock(), most=most)
            return [row async for page in pages for row in page]

    assert [row.case.id for row in await exported(5)] == [c.id for c in reversed(cases)][:5]
    rows = await exported(100)
    assert len(rows) == 7
    assert (rows[0].name, rows[0].phone, rows[0].content) == ("李雷", "138****2345", "经过：打 〔已隐去〕")
    lawyer = await story.colleague(("lawyer", None), login="lvshi")
    async with story.database.transaction() as session:
        with pytest.raises(NotAllowed):
            await export.begin(session, actor=lawyer, wanted=ALL, now=story.clock())
