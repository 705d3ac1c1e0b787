"""What staff did stays told: entries are linked, and a changed, missing or cut off one shows."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from cases import audit, casefile
from cases.actors import Actor
from cases.audit import Head, Verdict
from cases.crypto import KeyRing
from cases.database import Database
from cases.errors import NotAllowed, NotFound
from cases.models import AuditEntry
from tests.cases.story import Chat, Story

ZHANG = Actor("staff", 7, "张敏", frozenset({("admin", None)}))


async def did(story: Story, action: str = "login.done", subject: str = "staff:7", **data: Any) -> None:
    async with story.database.transaction() as session:
        audit.record(session, actor=ZHANG, action=action, subject=subject, data=data, now=story.clock())
    story.clock.advance(1.5)


async def verdict(database: Database, anchor: Head | None = None) -> Verdict:
    async with database.reading() as session:
        return await audit.inspect(session, anchor=anchor)


async def newest(database: Database) -> Head:
    async with database.reading() as session:
        found = await audit.head(session)
    assert found is not None
    return found


async def tamper(database: Database, statement: str) -> None:
    """As somebody who has the database itself, and knows how to get around its guards."""
    async with database.transaction() as session:
        if database.is_sqlite:
            await session.execute(text("DROP TRIGGER audit_log_no_update"))
            await session.execute(text("DROP TRIGGER audit_log_no_delete"))
        else:
            await session.execute(text("SET LOCAL session_replication_role = replica"))
        await session.execute(text(statement))


async def test_an_empty_log_is_whole(story: Story) -> None:
    assert await verdict(story.database) == Verdict(0, None, None, None)
    async with story.database.reading() as session:
        assert await audit.head(session) is None


async def test_entries_are_numbered_without_gaps_and_the_chain_fits(story: Story) -> None:
    for n in range(5):
        await did(story, data_id=n, name="李 <b>", deep={"z": [1, None], "a": True})
    found = await verdict(story.database)
    assert (found.count, found.broken) == (5, None)
    assert found.first is not None and found.last is not None
    assert (found.first.id, found.last.id) == (1, 5)
    assert found.last == await newest(story.database)
    async with story.database.reading() as session:
        rows = list((await session.execute(select(AuditEntry).order_by(AuditEntry.id))).scalars())
        assert await audit.verify(session) is None
    assert len({row.digest for row in rows}) == 5
    assert rows[0].data == {"data_id": 0, "name": "李 <b>", "deep": {"z": [1, None], "a": True}}


async def test_what_was_undone_was_not_done(story: Story) -> None:
    await did(story)
    with pytest.raises(RuntimeError):
        async with story.database.transaction() as session:
            audit.record(session, actor=ZHANG, action="account.roles", subject="staff:8", now=story.clock())
            raise RuntimeError
    await did(story, "login.out")
    async with story.database.reading() as session:
        said = list((await session.execute(select(AuditEntry.action).order_by(AuditEntry.id))).scalars())
    assert said == ["login.done", "login.out"]
    assert (await verdict(story.database)).broken is None


async def test_several_acts_of_one_transaction_stand_in_their_order(story: Story) -> None:
    async with story.database.transaction() as session:
        for n in range(3):
            audit.record(session, actor=ZHANG, action="a.b", subject=f"x:{n}", now=story.clock())
        async with session.begin_nested():
            audit.record(session, actor=ZHANG, action="a.b", subject="x:3", now=story.clock())
        audit.record(session, actor=ZHANG, action="a.b", subject="x:4", now=story.clock())
    async with story.database.reading() as session:
        subjects = list((await session.execute(select(AuditEntry.subject).order_by(AuditEntry.id))).scalars())
    assert subjects == [f"x:{n}" for n in range(5)]
    assert (await verdict(story.database)).broken is None


async def test_workers_and_the_bot_are_not_in_it(story: Story) -> None:
    async with story.database.transaction() as session:
        for actor in (Actor.worker(3), Actor.bot(), Actor.system()):
            audit.record(session, actor=actor, action="case.viewed", subject="case:1", now=story.clock())
    assert (await verdict(story.database)).count == 0


@pytest.mark.parametrize(
    ("statement", "broken", "why"),
    [
        ("UPDATE audit_log SET actor_id = 8 WHERE id = 3", 3, "changed"),
        ("UPDATE audit_log SET action = 'login.out' WHERE id = 3", 3, "changed"),
        ("UPDATE audit_log SET subject = 'staff:9' WHERE id = 1", 1, "changed"),
        ("UPDATE audit_log SET data = '{\"n\": 9}' WHERE id = 5", 5, "changed"),
        ("UPDATE audit_log SET at = (SELECT at FROM audit_log WHERE id = 2) WHERE id = 4", 4, "changed"),
        ("UPDATE audit_log SET digest = (SELECT digest FROM audit_log WHERE id = 2) WHERE id = 4", 4, "changed"),
        ("DELETE FROM audit_log WHERE id = 3", 4, "gap"),
        ("DELETE FROM audit_log WHERE id = 1", 2, "gap"),
        ("UPDATE audit_log SET digest = 'x' WHERE id = 2", 2, "key"),
        (
            "INSERT INTO audit_log (id, at, actor_kind, action, subject, data, digest) "
            "SELECT 6, at, actor_kind, action, subject, data, digest FROM audit_log WHERE id = 5",
            6,
            "changed",
        ),
    ],
)
async def test_who_changes_the_past_is_seen(story: Story, statement: str, broken: int, why: str) -> None:
    for n in range(5):
        await did(story, n=n)
    await tamper(story.database, statement)
    found = await verdict(story.database)
    assert (found.broken, found.why) == (broken, why)
    async with story.database.reading() as session:
        assert await audit.verify(session) == broken


async def test_a_closed_gap_is_seen_too(story: Story) -> None:
    """Somebody takes one out and moves the later ones up."""
    for n in range(4):
        await did(story, n=n)
    await tamper(story.database, "DELETE FROM audit_log WHERE id = 2")
    if story.database.is_sqlite:
        async with story.database.transaction() as session:
            await session.execute(text("UPDATE audit_log SET id = id - 1 WHERE id > 2"))
    else:
        await tamper(story.database, "UPDATE audit_log SET id = id - 1 WHERE id > 2")
    found = await verdict(story.database)
    assert (found.broken, found.why) == (2, "changed")


async def test_a_cut_off_end_shows_by_what_was_written_down_elsewhere(story: Story) -> None:
    for n in range(5):
        await did(story, n=n)
    kept = await newest(story.database)
    await did(story)
    assert (await verdict(story.database, kept)).broken is None
    await tamper(story.database, "DELETE FROM audit_log WHERE id >= 5")
    assert (await verdict(story.database)).broken is None  # the chain alone cannot know
    assert ((found := await verdict(story.database, kept)).broken, found.why) == (5, "anchor")
    await did(story)  # somebody else's act takes its number
    assert ((found := await verdict(story.database, kept)).broken, found.why) == (5, "anchor")


async def test_the_database_itself_refuses(story: Story) -> None:
    await did(story)
    for statement in ("UPDATE audit_log SET action = 'x'", "DELETE FROM audit_log"):
        with pytest.raises(DBAPIError):
            async with story.database.transaction() as session:
                await session.execute(text(statement))


async def test_without_the_keys_nobody_makes_a_chain_that_fits(story: Story) -> None:
    """A thief of the database alone rebuilds the log with a key of their own."""
    await did(story)
    other = Database(story.database.url.render_as_string(hide_password=False), KeyRing.parse(KeyRing.generate()))
    async with other.transaction() as session:
        audit.record(session, actor=ZHANG, action="login.out", subject="staff:7", now=story.clock())
    assert (await verdict(other)).why == "key"
    await other.close()
    assert ((found := await verdict(story.database)).broken, found.why) == (2, "key")


async def test_the_chain_goes_on_through_a_key_rotation(story: Story) -> None:
    await did(story)
    address = story.database.url.render_as_string(hide_password=False)
    fresh, secret = KeyRing.generate("k2"), b"2" * 32
    assert fresh.startswith("k2:")
    old_secret = story.database.keyring._keys[0].secret
    rotated = Database(address, KeyRing([("k2", secret), ("k1", old_secret)]))
    async with rotated.transaction() as session:
        audit.record(session, actor=ZHANG, action="login.out", subject="staff:7", now=story.clock())
    assert (await verdict(rotated)).broken is None
    await rotated.close()
    dropped = Database(address, KeyRing([("k2", secret)]))
    assert ((found := await verdict(dropped)).broken, found.why) == (1, "key")
    await dropped.close()


async def test_forty_colleagues_at_once_make_one_chain(story: Story, other_program: Database) -> None:
    async def one(database: Database, n: int) -> None:
        async with database.transaction() as session:
            audit.record(session, actor=Actor("staff", n), action="a.b", subject=f"x:{n}", now=story.clock())

    programs = (story.database, other_program)
    await asyncio.gather(*(one(programs[n % 2], n) for n in range(40)))
    found = await verdict(story.database)
    assert (found.count, found.broken) == (40, None)


async def test_a_look_at_a_case_and_a_refused_one_are_in_it(story: Story, chat: Chat) -> None:
    case = await story.case(chat, county="610303")
    zhang = await story.colleague(("duty", None))
    weibin = await story.colleague(("county_desk", "610302"), login="weibin")
    async with story.database.transaction() as session:
        await casefile.look(session, case.number, actor=zhang, now=story.clock())
    with pytest.raises(NotFound):
        async with story.database.transaction() as session:
            await casefile.look(session, case.number, actor=weibin, now=story.clock())
    async with story.database.transaction() as session:
        assert await casefile.record_refusal(session, case.number, actor=weibin, now=story.clock())
    async with story.database.reading() as session:
        rows = list((await session.execute(select(AuditEntry).order_by(AuditEntry.id))).scalars())
    assert [(r.actor_id, r.action, r.subject) for r in rows] == [
        (zhang.id, "case.viewed", f"case:{case.number}"),
        (weibin.id, "case.view_refused", f"case:{case.number}"),
    ]


async def test_the_log_is_read_by_person_action_and_time(story: Story) -> None:
    admin = await story.colleague(("admin", None))
    for n in range(6):
        await did(story, "case.viewed" if n % 2 else "login.done", f"x:{n}")
    await did(story, "cases.exported", "x:6")
    start = story.clock() - timedelta(seconds=7 * 1.5)

    async def subjects(**how: Any) -> list[str]:
        async with story.database.reading() as session:
            return [line.subject for line in await audit.lines(session, actor=admin, **how)]

    assert await subjects(limit=2) == ["x:6", "x:5"]
    assert await subjects(before_id=3) == ["x:1", "x:0"]
    assert await subjects(group="case") == ["x:5", "x:3", "x:1"]
    assert await subjects(group="case.viewed", limit=1) == ["x:5"]
    assert await subjects(group="ca%") == []
    assert await subjects(person=8) == []
    assert await subjects(person=7, since=start + timedelta(seconds=1.5), until=start + timedelta(seconds=4)) == [
        "x:2",
        "x:1",
    ]
    async with story.database.reading() as session:
        assert await audit.actions_seen(session, actor=admin) == ["case.viewed", "cases.exported", "login.done"]
        for nobody in (Actor("staff", 1, "", frozenset({("duty", None)})), Actor.worker(1)):
            with pytest.raises(NotAllowed):
                await audit.lines(session, actor=nobody)
