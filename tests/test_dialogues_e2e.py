"""Every scripted dialogue, played by a worker at the public API of the running assistant with the real model."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from tests import dialogues
from tests import stack as stacks
from tests.worker import Worker


@pytest.mark.slow
@pytest.mark.rasa
@pytest.mark.timeout(600)
async def test_every_scripted_dialogue_ends_with_the_right_case(tmp_path: Path) -> None:
    why = stacks.missing()
    if why is not None:
        pytest.skip(why)
    wrong: dict[str, list[str]] = {}
    played = dialogues.load()
    async with stacks.running(tmp_path) as stack, httpx.AsyncClient(timeout=20, trust_env=False) as http:
        database = stack.open_database()
        for dialogue in played:
            worker = await Worker(http, stack.web).arrive()
            problems = await dialogues.play(worker, database, dialogue)
            if problems:
                wrong[dialogue["id"]] = problems
        await database.close()
    assert len(played) - len(wrong) >= dialogues.BAR * len(played), wrong
