"""Every role goes through its day in the real console. The same stories take the pictures of the handbook."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.browser.people import chromium
from tests.roles.camera import Camera
from tests.roles.stage import Desk, opened
from tests.roles.stories import STORIES

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk() -> AsyncIterator[Desk]:
    """Started once; the stories leave one another's people and cases alone."""
    if chromium() is None:
        pytest.skip("Chromium is not installed (set TEST_CHROMIUM)")
    async with opened() as desk:
        yield desk


@pytest.mark.parametrize("role", sorted(STORIES))
async def test_a_day_of(role: str, desk: Desk) -> None:
    await STORIES[role](desk, Camera())
    assert desk.troubles == []
