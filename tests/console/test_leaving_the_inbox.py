"""Chats change inside the inbox; every other link leaves it. NiceGUI tells the two apart by the names of the page builders."""

from __future__ import annotations

import pytest

from tests.console.conftest import Colleague
from tests.console.world import World


@pytest.mark.parametrize("path", ["/cases", "/cases/26-4831-0726", "/warnings", "/people/wall", "/canned", "/me"])
async def test_a_link_to_another_page_leaves_the_inbox(colleague: Colleague, world: World, path: str) -> None:
    await world.colleague("zhang", "张敏", ("duty", None))
    await colleague.log_in("zhang")
    await colleague.user.open("/")
    client = colleague.user.client
    assert client is not None
    assert client.sub_pages_router._other_page_builder_matches_path(path, client)
    assert not client.sub_pages_router._other_page_builder_matches_path("/chats/0a1b2c", client)
