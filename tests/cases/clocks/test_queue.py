"""Where a chat stands in its desk's queue, and what can be promised from there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from cases import clocks, conversations
from cases.clocks.queue import Place
from cases.errors import NotFound
from tests.cases.clocks.conftest import at
from tests.cases.story import Chat, Story

GoTo = Callable[[str], datetime]


async def waits(story: Story, address: str, reason: str = "asked", county: str | None = None) -> Chat:
    chat = await story.chat(address)
    async with story.database.transaction() as session:
        (await conversations.get(session, chat.id)).county = county
        due = story.clock() + timedelta(minutes=30)
        await conversations.ask_for_person(session, chat.id, reason=reason, reply_due_at=due, now=story.clock())
    story.clock.advance(60)
    return chat


async def place(story: Story, chat: Chat, county: str | None = None) -> Place:
    async with story.database.reading() as session:
        return await clocks.place_of(session, chat.id, county=county)


async def test_first_come_first_served_but_danger_before_all(story: Story, chat: Chat) -> None:
    first, second = await waits(story, "1"), await waits(story, "2")
    third = await waits(story, "3")
    assert [(await place(story, who)).ahead for who in (first, second, third)] == [0, 1, 2]
    assert (await place(story, first)).promised == at("2026-11-23 10:30")
    newcomer = await place(story, chat)
    assert newcomer == Place(3, None), "who has not joined stands behind all"
    await waits(story, "4", "crisis")
    assert [(await place(story, who)).ahead for who in (first, second, third)] == [1, 2, 3]


async def test_every_desk_has_its_own_queue(story: Story, chat: Chat) -> None:
    await story.colleague(("county_desk", "610326"), login="meixian")
    await waits(story, "1")
    await waits(story, "2", county="610302")  # nobody has an account there: the duty desk's
    await waits(story, "3", county="610326")
    await waits(story, "4", "psych")
    assert (await place(story, chat, "610326")).ahead == 1
    assert (await place(story, chat, "610302")).ahead == (await place(story, chat)).ahead == 2


async def test_who_is_talking_is_not_ahead(story: Story, chat: Chat) -> None:
    duty = await story.colleague(("duty", None))
    first = await waits(story, "1")
    async with story.database.transaction() as session:
        await conversations.take_over(session, first.id, actor=duty, now=story.clock())
    assert (await place(story, chat)).ahead == 0


async def test_an_unknown_chat_is_not_there(story: Story) -> None:
    async with story.database.reading() as session:
        with pytest.raises(NotFound):
            await clocks.place_of(session, "gibtsnicht")


@pytest.mark.parametrize(
    ("now", "county", "tier", "ahead", "due"),
    [
        ("2026-11-23 10:00", None, "ordinary", 0, "2026-11-23 10:30"),
        ("2026-11-23 10:00", None, "ordinary", 2, "2026-11-23 10:30"),  # three of ten minutes fit into the limit
        ("2026-11-23 10:00", None, "ordinary", 3, "2026-11-23 10:40"),
        ("2026-11-23 11:30", None, "ordinary", 5, "2026-11-23 14:30"),  # an hour: half before lunch, half after
        ("2026-11-23 17:00", None, "ordinary", 8, "2026-11-24 09:30"),
        ("2026-11-23 22:00", None, "ordinary", 0, "2026-11-24 09:00"),
        ("2026-11-23 17:30", "610330", "ordinary", 0, "2026-11-23 18:00"),  # 凤县 is still there
        ("2026-11-23 10:00:20", None, "ordinary", 0, "2026-11-23 10:31"),  # 10:30 as told would be 20 seconds early
        ("2026-11-28 23:30", None, "major", 40, "2026-11-28 23:40"),  # danger waits behind nobody
    ],
)
def test_the_time_promised_can_be_kept(now: str, county: str | None, tier: str, ahead: int, due: str) -> None:
    assert clocks.promise(at(now), county=county, tier=tier, ahead=ahead) == at(due)
