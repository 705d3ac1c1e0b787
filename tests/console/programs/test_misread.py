"""From the transcript: a colleague says what a message really meant, and the model's file holds it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from nicegui import ui

from cases import feedback
from cases.actors import Actor
from console.export import export_corrections
from tests.console.conftest import Colleague
from tests.console.programs.conftest import press, until
from tests.console.world import World


async def taught(world: World) -> list[tuple[str, str | None, int | None]]:
    async with world.database.reading() as session:
        return [(q.text, q.label, q.closed_by) for q in await feedback.labelled(session, actor=Actor.system())]


def pick(colleague: Colleague, meaning: str) -> None:
    with colleague.user:
        [box] = [e for e in colleague.user.find(ui.select).elements if meaning in (e.options or {})]
        box.set_value(meaning)


async def test_a_message_is_marked_and_exported(colleague: Colleague, world: World, tmp_path: Path) -> None:
    zhang = await world.colleague("zhang", "张敏", ("duty", None))
    chat = await world.chat("李雷", said=[("worker", "给我喊个喘气的来"), ("bot", "这个我没听懂")])
    await world.asks_for_person(chat)
    await colleague.log_in("zhang")
    await colleague.user.open(f"/chats/{chat.id}")
    await until(colleague, "给我喊个喘气的来")
    press(colleague, "标为误解")
    await until(colleague, "这句话其实是什么意思？")
    press(colleague, "确定")
    await until(colleague, "这句话其实是什么意思？")
    assert await taught(world) == []  # nothing was picked yet
    pick(colleague, "handoff")
    press(colleague, "确定")
    for _ in range(60):
        if any("已记下" in said for said in colleague.user.notify.messages):
            break
        await asyncio.sleep(0.05)
    assert await taught(world) == [("给我喊个喘气的来", "handoff", zhang.id)]
    file = tmp_path / "corrections.yml"
    assert await export_corrections(world.database, file) == 1
    assert "- intent: handoff\n  examples: |\n    - 给我喊个喘气的来\n" in file.read_text("utf-8")


@pytest.mark.parametrize("walled", [True, False])
async def test_no_mark_on_lines_behind_the_wall_nor_for_who_may_not(
    colleague: Colleague, world: World, walled: bool
) -> None:
    await world.colleague("zhang", "张敏", ("duty" if walled else "counsellor", None))
    chat = await world.chat("李雷", said=[("worker", "我整夜睡不着")], walled=walled)
    await world.asks_for_person(chat)
    await colleague.log_in("zhang")
    await colleague.user.open(f"/chats/{chat.id}")
    page = await until(colleague, "咨询内容已隐藏" if walled else "我整夜睡不着")
    assert "标为误解" not in page
