"""Labels: from the list only, once each, by who may see the chat."""

from __future__ import annotations

import asyncio

import pytest

from cases.chats.labels import labels_of, load_labels, put_label, take_label
from cases.errors import InvalidChange, NotFound
from tests.cases.chats.conftest import Inbox
from tests.cases.story import Story


def test_every_label_says_when_it_is_for() -> None:
    labels = load_labels()
    assert 8 <= len(labels) <= 10
    assert all(label.name and label.hint for label in labels.values())
    assert [key for key, label in labels.items() if label.escalates] == ["care"]


async def test_put_on_taken_off(inbox: Inbox, story: Story) -> None:
    zhang = await story.colleague(("duty", None))
    chat = await inbox.waits("1")

    async def put(key: str) -> bool:
        async with story.database.transaction() as session:
            return await put_label(session, chat.id, key, actor=zhang, now=inbox.now)

    assert sum(await asyncio.gather(*(put("injury") for _ in range(8)))) == 1  # pressed by eight at once
    assert await put("wages")
    async with story.database.reading() as session:
        assert await labels_of(session, [chat.id]) == {chat.id: ("wages", "injury")}
    async with story.database.transaction() as session:
        assert await take_label(session, chat.id, "wages", actor=zhang, now=inbox.now)
        assert not await take_label(session, chat.id, "wages", actor=zhang, now=inbox.now)
    with pytest.raises(InvalidChange):
        await put("<script>")


async def test_a_foreign_chat_is_not_there(inbox: Inbox, story: Story) -> None:
    weibin = await story.colleague(("county_desk", "610302"))
    chat = await inbox.waits("1", county="610303")
    async with story.database.transaction() as session:
        for verb in (put_label, take_label):
            with pytest.raises(NotFound):
                await verb(session, chat.id, "wages", actor=weibin, now=inbox.now)
