"""`python -m cases.audit`: what an auditor runs, as they run it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from cases import audit
from cases.actors import Actor
from cases.crypto import KeyRing
from cases.database import Database
from tests.conftest import Clock

KEYS = KeyRing.generate()


@pytest.fixture
def file(sqlite_template: Path, tmp_path: Path) -> Path:
    path = tmp_path / "log.sqlite3"
    path.write_bytes(sqlite_template.read_bytes())
    return path


def run(file: Path, *arguments: str, keys: str = KEYS) -> tuple[int, str]:
    env = os.environ | {"DATABASE_URL": f"sqlite+aiosqlite:///{file}", "FIELD_KEYS": keys}
    done = subprocess.run(
        [sys.executable, "-m", "cases.audit", *arguments],
        cwd=Path(__file__).parents[3],
        env=env,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stdout + done.stderr


async def write(file: Path, clock: Clock, count: int) -> None:
    database = Database(f"sqlite+aiosqlite:///{file}", KeyRing.parse(KEYS))
    for n in range(count):
        async with database.transaction() as session:
            actor = Actor("staff", 7)
            audit.record(session, actor=actor, action="case.viewed", subject=f"case:{n}", now=clock.advance(1))
    await database.close()


async def test_a_whole_log_says_so_and_a_broken_one_names_the_first_that_does_not_fit(file: Path, clock: Clock) -> None:
    assert run(file, "head") == (0, "审计日志还是空的 / the log is empty\n")
    await write(file, clock, 4)
    code, anchor = run(file, "head")
    assert code == 0 and anchor.startswith("4:")
    code, said = run(file, "verify")
    assert code == 0
    assert "entries: 4" in said and f"last: {anchor.strip()}" in said and "完整 / OK" in said

    database = Database(f"sqlite+aiosqlite:///{file}", KeyRing.parse(KEYS))
    async with database.transaction() as session:
        await session.execute(text("DROP TRIGGER audit_log_no_update"))
        await session.execute(text("DROP TRIGGER audit_log_no_delete"))
        await session.execute(text("DELETE FROM audit_log WHERE id = 4"))
    assert run(file, "verify")[0] == 0
    code, said = run(file, "verify", anchor)
    assert code == 1 and "BROKEN: 4" in said and "末尾可能被截去" in said
    async with database.transaction() as session:
        await session.execute(text("UPDATE audit_log SET actor_id = 8 WHERE id = 2"))
    await database.close()
    code, said = run(file, "verify")
    assert code == 1 and "entries: 1" in said and "BROKEN: 2" in said


async def test_other_keys_are_not_taken_for_tampering(file: Path, clock: Clock) -> None:
    await write(file, clock, 1)
    code, said = run(file, "verify", keys=KeyRing.generate())
    assert code == 1 and "密钥不在 FIELD_KEYS" in said


@pytest.mark.parametrize(
    "arguments", [(), ("check",), ("verify", "5"), ("verify", "x:y"), ("verify", "1:a", "2:b"), ("head", "1:a")]
)
def test_a_wrong_call_is_told_how(file: Path, arguments: tuple[str, ...]) -> None:
    code, said = run(file, *arguments)
    assert code == 2 and said.startswith("用法 / usage")


def test_a_database_that_is_not_there_is_told_in_one_line(tmp_path: Path) -> None:
    code, said = run(tmp_path / "none" / "x.sqlite3", "verify")
    assert code == 2 and len(said.splitlines()) == 1
