"""Staff say what a misunderstood sentence means, and the language model's file is written from it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from nicegui import ui

from cases import feedback
from cases.actors import Actor
from console.corrections import as_file, meanings, sentences_by_label
from console.export import export_corrections
from knowledge.taxonomy import load_taxonomy
from tests.console.conftest import Colleague
from tests.console.test_knowledge_pages import ask, until
from tests.console.world import World

NLU = Path(__file__).resolve().parents[2] / "nlu"


@pytest.fixture
async def editor(world: World) -> Actor:
    return await world.colleague("zhishi", "孙知", ("knowledge_editor", None))


async def taught(world: World, editor: Actor) -> dict[str, list[str]]:
    async with world.database.reading() as session:
        return sentences_by_label(await feedback.labelled(session, actor=editor))


async def label(world: World, editor: Actor, meaning: str, *said: str) -> None:
    await ask(world, *said)
    async with world.database.transaction() as session:
        found = [q.id for q in await feedback.unanswered(session, actor=editor) if q.text in said]
        await feedback.close_questions(session, found, actor=editor, outcome="dismissed", label=meaning, now=world.now)


def pick(colleague: Colleague, value: str) -> None:
    with colleague.user:
        [box] = [e for e in colleague.user.find(ui.select).elements if value in (e.options or {})]
        box.set_value(value)


def untick(colleague: Colleague, said: str) -> None:
    with colleague.user:
        [box] = [e for e in colleague.user.find(ui.checkbox).elements if e.text == said]
        box.set_value(False)


async def test_staff_pick_what_the_ticked_sentences_mean_and_the_others_stay_open(
    colleague: Colleague, world: World, editor: Actor
) -> None:
    await ask(world, "员工宿舍没有暖气", "员工宿舍没有暖气", "员工宿舍没有暖气13891712345")
    await ask(world, "宿舍没有暖气咋办")
    await colleague.log_in("zhishi")
    await colleague.user.open("/knowledge/questions")
    untick(colleague, "宿舍没有暖气咋办")
    pick(colleague, "join_program/winter_warmth")
    await until(colleague, "已记下 1 句")
    assert await taught(world, editor) == {"join_program/winter_warmth": ["员工宿舍没有暖气"]}

    await colleague.user.open("/knowledge/questions")
    page = colleague.sees()
    assert "改正理解：要报名、申请：冬送温暖" in page and "孙知" in page and "没有待处理的问题" not in page
    with colleague.user:
        boxes = [e.text for e in colleague.user.find(ui.checkbox).elements]
    assert "宿舍没有暖气咋办" in boxes and "员工宿舍没有暖气（2 次）" not in boxes


async def test_a_group_that_is_all_picked_leaves_the_page_and_can_be_downloaded(
    colleague: Colleague, world: World, editor: Actor
) -> None:
    await ask(world, "给我喊个喘气的来")
    await colleague.log_in("zhishi")
    await colleague.user.open("/knowledge/questions")
    assert "下载改正" not in colleague.sees()
    pick(colleague, "handoff")
    await until(colleague, "已记下 1 句")
    await colleague.user.open("/knowledge/questions")
    colleague.user.find("下载改正（1 句）").click()
    answer = await colleague.user.download.next()
    assert answer.text == 'version: "3.1"\nnlu:\n- intent: handoff\n  examples: |\n    - 给我喊个喘气的来\n'


async def test_the_file_is_what_the_model_reads_and_holds_nothing_personal(
    world: World, editor: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await label(world, editor, "handoff", "打13891712345给我回话", "- 叫个人: 来\n快\x07些")
    await label(world, editor, "ask_policy", "一句话两种意思")
    world.now = world.now.replace(hour=9)
    await label(world, editor, "feedback", "一句话两种意思")  # thought better of
    file = tmp_path / "corrections.yml"
    assert await export_corrections(world.database, file) == 2
    monkeypatch.syspath_prepend(str(NLU))
    from correction_rows import read_examples

    rows = [(row.text, row.label) for row in read_examples(yaml.safe_load(file.read_text("utf-8")))]
    assert rows == [("一句话两种意思", "feedback"), ("- 叫个人: 来 快些", "handoff")]
    assert read_examples(yaml.safe_load(as_file({}))) == []


def test_what_can_be_picked_is_what_the_model_knows() -> None:
    domain: dict[str, Any] = yaml.safe_load((NLU / "domain.yml").read_text("utf-8"))
    programs = {name.partition("_")[2] for name in domain["responses"]}
    intents = set(domain["intents"]) - {"ask_program", "join_program"}
    assert set(meanings(load_taxonomy())) == intents | programs
