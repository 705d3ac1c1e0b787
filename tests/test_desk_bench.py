"""The seeded desk holds together, and everything the benchmark asks of it can be asked."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import select

from cases.models import Case, Conversation, Message
from tests import desk_bench
from tests.desk_seed import Seeded, seed
from tests.desk_town import Scale


@pytest.fixture
async def seeded(tmp_path: Path) -> Seeded:
    return await seed(f"sqlite+aiosqlite:///{tmp_path / 'desk.sqlite3'}", Scale(cases=600, messages=4000))


@pytest.mark.slow
async def test_a_small_desk_is_whole_and_every_question_of_the_benchmark_has_an_answer(
    seeded: Seeded, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (seeded.rows["cases"], seeded.rows["messages"]) == (600, 4000)
    raw = sqlite3.connect(tmp_path / "desk.sqlite3")
    assert raw.execute("PRAGMA foreign_key_check").fetchall() == []
    assert raw.execute("SELECT count(*) FROM messages WHERE text LIKE '%工资%'").fetchone() == (0,)
    raw.close()

    database = seeded.open()
    async with database.reading() as session:
        said = (await session.execute(select(Message.text).where(Message.author == "worker"))).scalars().all()
        assert any("工资" in (text or "") for text in said)  # they open with the keys
        case = (await session.execute(select(Case).where(Case.topic == "wages").limit(1))).scalar_one()
        assert case.employer
        assert case.employer in case.fields["account"]["value"]
        waiting = select(Conversation.id).where(Conversation.owner == "queue", Conversation.waiting_since.is_(None))
        assert (await session.execute(waiting)).first() is None
    desk = await desk_bench.Desk.open(database, seeded)
    await desk_bench.run(desk, 1, None, None)
    assert await desk_bench.claims(desk, 1, 20) == 0
    await database.close()
    told = capsys.readouterr().out
    assert "fails:" not in told
    assert "not there yet" not in told
    for part in ("inbox", "chat", "list", "case", "figures", "warnings", "export", "claim"):
        assert f"\n{part}: " in told
