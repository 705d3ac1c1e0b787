"""What a colleague does on the case pages, without a browser."""

from __future__ import annotations

import asyncio
from typing import Any

from nicegui import ui

from cases import casefile
from cases.actors import Actor
from cases.casework import papers
from tests.console.conftest import Colleague
from tests.console.world import World

AID = {
    "id": "hardship_assistance", "revision": 1, "places": None,
    "papers": ["身份证、户口本", "病历（示例）", "不用材料的说明"],
}  # fmt: skip


async def settle() -> None:
    await asyncio.sleep(0.4)


async def press(colleague: Colleague, text: str, n: int = 0) -> None:
    """The n-th button that says exactly this."""
    from nicegui.testing.user_interaction import UserInteraction

    user = colleague.user
    with user:
        found = sorted((e for e in _all(user, ui.button) if e.text == text), key=lambda e: e.id)
    assert found, f"no button {text}"
    UserInteraction(user, {found[n]}, text).click()
    await settle()


async def fill(colleague: Colleague, label: str, value: str) -> None:
    """The field with this label (the newest one, where a dialog asks the same)."""
    with colleague.user:
        found = [
            e
            for kind in (ui.input, ui.textarea, ui.select)
            for e in _all(colleague.user, kind)
            if e.props.get("label") == label
        ]
        assert found, f"no field {label}"
        max(found, key=lambda e: e.id).set_value(value)
    await asyncio.sleep(0.05)


def _all(user: Any, kind: type) -> list[Any]:
    return [
        e
        for e in user.client.layout.descendants()
        if isinstance(e, kind) and e.visible and all(a.visible for a in e.ancestors())
    ]


def options(colleague: Colleague, label: str) -> dict[str, str]:
    with colleague.user:
        [select] = [e for e in _all(colleague.user, ui.select) if e.props.get("label") == label]
        return dict(select.options)


async def paper_states(world: World, number: str) -> dict[str, str]:
    async with world.database.reading() as session:
        case = await casefile.by_number(session, number, actor=Actor.system())
        return {p.name: p.status for p in await papers.list_papers(session, case.id)}
