"""The tables come from migrations: up, down, up again, and then they are what the models say."""

from __future__ import annotations

import os
import secrets
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, Connection, inspect, make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from cases.migrate import migrate
from cases.models import Base
from tests.conftest import POSTGRES_URL


@pytest.fixture(params=["sqlite", "postgresql"])
async def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """A database without any table."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path / 'new folder' / 'walk.sqlite3'}"
        return
    request.getfixturevalue("postgres_url")  # skips where no server answers
    name = f"walk_{os.getpid()}_{secrets.token_hex(3)}"
    server = create_async_engine(POSTGRES_URL, isolation_level="AUTOCOMMIT")
    async with server.connect() as connection:
        await connection.execute(text(f'CREATE DATABASE "{name}"'))
    yield make_url(POSTGRES_URL).set(database=name).render_as_string(hide_password=False)
    async with server.connect() as connection:
        await connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    await server.dispose()


async def look(url: str, reader: Any) -> Any:
    engine = create_async_engine(url)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(reader)
    finally:
        await engine.dispose()


def shape(connection: Connection) -> dict[str, Any]:
    """Tables, columns, checks, indexes, and whatever else the database itself runs (triggers, functions)."""
    found = inspect(connection)
    if connection.dialect.name == "sqlite":
        code = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
    else:
        code = connection.execute(
            text(
                "SELECT proname, prosrc FROM pg_proc JOIN pg_namespace n ON n.oid = pronamespace "
                "WHERE nspname = 'public' UNION ALL SELECT tgname, tgrelid::regclass::text FROM pg_trigger "
                "WHERE NOT tgisinternal"
            )
        ).all()
    tables = sorted(set(found.get_table_names()) - {"alembic_version"})
    return {
        "code": sorted(map(str, code)),
        "tables": {
            name: (
                sorted(str((c["name"], str(c["type"]), c["nullable"])) for c in found.get_columns(name)),
                sorted(str(c["name"]) for c in found.get_check_constraints(name)),
                sorted(str((i["name"], i["column_names"], i["unique"])) for i in found.get_indexes(name)),
            )
            for name in tables
        },
    }


async def test_walked_up_down_and_up_again_the_tables_are_the_same(empty_url: str) -> None:
    await migrate(empty_url)
    first = await look(empty_url, shape)
    assert first["tables"] and first["code"]

    await migrate(empty_url, to="base")
    assert await look(empty_url, shape) == {"code": [], "tables": {}}

    await migrate(empty_url)
    assert await look(empty_url, shape) == first


async def test_migrating_twice_changes_nothing(empty_url: str) -> None:
    await migrate(empty_url)
    first = await look(empty_url, shape)
    await migrate(empty_url)
    assert await look(empty_url, shape) == first


async def test_models_and_migrated_tables_agree(empty_url: str) -> None:
    await migrate(empty_url)

    def differences(connection: Connection) -> list[Any]:
        options = {"compare_type": True}
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata))

    assert await look(empty_url, differences) == []


async def test_every_check_of_the_models_is_in_the_database(empty_url: str) -> None:
    """Alembic does not compare checks, so they are compared here by name."""
    await migrate(empty_url)

    def checks(connection: Connection) -> set[tuple[str, str]]:
        found = inspect(connection)
        return {(t, str(c["name"])) for t in found.get_table_names() for c in found.get_check_constraints(t)}

    meant = {
        (table.name, str(constraint.name))
        for table in Base.metadata.sorted_tables
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
    }
    assert len(meant) >= 20
    assert await look(empty_url, checks) == meant


async def test_partial_indexes_keep_their_condition(empty_url: str) -> None:
    """Without its WHERE, "one live booking a slot" would become "one booking a slot, ever"."""
    await migrate(empty_url)

    def conditions(connection: Connection) -> dict[str, str]:
        if connection.dialect.name == "sqlite":
            rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql <> ''"))
        else:
            rows = connection.execute(text("SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"))
        return {name: sql.partition(" WHERE ")[2] for name, sql in rows.all()}

    found = await look(empty_url, conditions)
    for table in Base.metadata.sorted_tables:
        for index in table.indexes:
            partial = index.dialect_options["postgresql"]["where"] is not None
            assert partial == (index.dialect_options["sqlite"]["where"] is not None), index.name
            assert bool(found[str(index.name)]) == partial, index.name


async def test_kept_questions_and_roles_walk_along(empty_url: str) -> None:
    """The second migration copies tables on SQLite: what stood in them is there afterwards, both ways."""
    await migrate(empty_url, to="0001")
    await run(empty_url, *OLD_ROWS)
    await migrate(empty_url)
    questions = "SELECT id, reason, walled, closed_at FROM unanswered_questions ORDER BY id"
    assert [tuple(row) for row in await rows(empty_url, questions)] == [
        (1, "no_card", 0, None),
        (2, "no_card", 1, None),
    ]
    await run(empty_url, "INSERT INTO staff_roles (id, staff_id, role) VALUES (2, 1, 'knowledge_editor')")

    await migrate(empty_url, to="-3")
    assert [tuple(row) for row in await rows(empty_url, "SELECT id, text FROM unanswered_questions ORDER BY id")] == [
        (1, "甲"),
        (2, "乙"),
    ]
    assert [tuple(row) for row in await rows(empty_url, "SELECT role FROM staff_roles")] == [("duty",)]


async def test_cases_walk_along_and_a_state_the_old_tables_do_not_know_counts_as_accepted(empty_url: str) -> None:
    await migrate(empty_url, to="0003")
    await run(empty_url, *OLD_ROWS[:3])
    for number, status in ((1, "submitted"), (2, "approved")):
        await run(
            empty_url,
            "INSERT INTO cases (id, number, kind, person_id, conversation_id, status, fields, created_at, updated_at) "
            f"VALUES ({number}, '26-{number}', 'legal_consultation', 1, 'open', '{status}', '', "
            "'2026-01-01 00:00:00', '2026-01-01 00:00:00')",
        )
    await run(
        empty_url,
        "INSERT INTO feedback (id, conversation_id, person_id, case_id, rating, created_at) "
        "VALUES (1, 'open', 1, 1, 5, '2026-01-01 00:00:00')",
    )
    await migrate(empty_url)
    kept = "SELECT id, status, tier, revision FROM cases ORDER BY id"
    assert [tuple(row) for row in await rows(empty_url, kept)] == [
        (1, "submitted", "ordinary", 0),
        (2, "approved", "ordinary", 0),
    ]
    await run(empty_url, "UPDATE cases SET status = 'public_notice' WHERE id = 2")
    await migrate(empty_url, to="-1")
    assert [tuple(row) for row in await rows(empty_url, "SELECT id, status FROM cases ORDER BY id")] == [
        (1, "submitted"),
        (2, "accepted"),
    ]
    assert [tuple(row) for row in await rows(empty_url, "SELECT case_id, rating FROM feedback")] == [(1, 5)]


OLD_ROWS = (
    "INSERT INTO people (id, created_at) VALUES (1, '2026-01-01 00:00:00')",
    "INSERT INTO channel_identities (id, person_id, channel, address, created_at) "
    "VALUES (1, 1, 'web', 'a', '2026-01-01 00:00:00'), (2, 1, 'web', 'b', '2026-01-01 00:00:00')",
    "INSERT INTO conversations (id, identity_id, person_id, channel, address, owner, state, fence, created_at) "
    "VALUES ('open', 1, 1, 'web', 'a', 'bot', '', 0, '2026-01-01 00:00:00'), "
    "('wall', 2, 1, 'web', 'b', 'bot', '', 0, '2026-01-01 00:00:00')",
    "INSERT INTO messages (conversation_id, channel, direction, author, walled, status, due_at, attempts, created_at) "
    "VALUES ('wall', 'web', 'in', 'worker', TRUE, 'done', '2026-01-01 00:00:00', 0, '2026-01-01 00:00:00')",
    "INSERT INTO unanswered_questions (id, conversation_id, text, reason, created_at) "
    "VALUES (1, 'open', '甲', 'no_card', '2026-01-01 00:00:00'), (2, 'wall', '乙', 'no_card', '2026-01-01 00:00:00')",
    "INSERT INTO staff (id, login, name, password_hash, active, created_at) "
    "VALUES (1, 'a', '甲', '', TRUE, '2026-01-01 00:00:00')",
    "INSERT INTO staff_roles (id, staff_id, role) VALUES (1, 1, 'duty')",
)


async def run(url: str, *statements: str) -> None:
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        for statement in statements:
            await connection.execute(text(statement))
    await engine.dispose()


async def rows(url: str, query: str) -> Any:
    return await look(url, lambda connection: connection.execute(text(query)).all())
