"""The scene of the program pages: two programs of the house as they come with a release, and a program officer."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from nicegui import ui

import knowledge
from cases.actors import Actor
from knowledge.programs import program_values
from tests.console.conftest import Colleague
from tests.console.world import World

FILES = Path(knowledge.__file__).parent / "programs"


def from_file(program_id: str) -> dict[str, Any]:
    return program_values(FILES / f"{program_id}.yml")


@pytest.fixture
async def officer(world: World) -> Actor:
    await world.programs(*(from_file(name) for name in ("autumn_scholarship", "matchmaking", "violation_report")))
    return await world.colleague("xiangmu", "周项", ("program_officer", None))


async def until(colleague: Colleague, words: str, *, there: bool = True) -> str:
    """The page once it shows (or no longer shows) these words."""
    for _ in range(80):
        if (words in (page := colleague.sees())) is there:
            return page
        await asyncio.sleep(0.05)
    raise AssertionError(f"{words!r} {'is not' if there else 'is still'} on the page:\n{colleague.sees()[:4000]}")


def fill(colleague: Colleague, label: str, value: Any) -> None:
    """Type into (or pick in) the box with this label."""
    with colleague.user:
        found = [
            e
            for e in colleague.user.client.layout.descendants()
            if isinstance(e, (ui.input, ui.textarea, ui.select)) and e.props.get("label") == label
        ]
        assert len(found) == 1, f"{len(found)} boxes {label!r}"
        found[0].set_value(value)


def press(colleague: Colleague, text: str, *, nth: int = 0) -> None:
    """Press the button that says this (or has it as its name for screen readers)."""
    from nicegui.testing.user_interaction import UserInteraction

    with colleague.user:
        found = sorted(
            (
                e
                for e in colleague.user.client.layout.descendants()
                if isinstance(e, ui.button) and text in (e.text, e.props.get("aria-label"))
            ),
            key=lambda e: e.id,
        )
        assert len(found) > nth, f"no button {text!r} in {colleague.sees()[:2000]}"
        UserInteraction(colleague.user, {found[nth]}, None).click()
