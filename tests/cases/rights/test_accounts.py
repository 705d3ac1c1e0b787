"""Who looks after people: accounts, roles, and that somebody always can."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import select

from cases import conversations, desk, messages, staff
from cases.actors import Actor
from cases.database import Database
from cases.errors import CasesError, Conflict, InvalidChange, NotAllowed, NotFound
from cases.models import AuditEntry, Conversation, Message, Staff
from cases.staff import Account, BadPassword, LastAdmin, LoginTaken, WrongLogin, problem_with
from tests.cases.story import Chat, Story

WEIBIN = "610302"


@pytest.fixture
async def admin(story: Story) -> Actor:
    return await story.colleague(("admin", None), login="admin")


async def account(story: Story, staff_id: int | None, admin: Actor) -> Account:
    async with story.database.reading() as session:
        return await staff.account(session, staff_id or 0, actor=admin, now=story.clock())


async def do(story: Story, verb: Any, staff_id: int | None, actor: Actor, **more: Any) -> Any:
    async with story.database.transaction() as session:
        return await verb(session, staff_id, actor=actor, now=story.clock(), **more)


async def new(story: Story, admin: Actor, **how: Any) -> tuple[int, str]:
    given: dict[str, Any] = {"login": "li", "name": "李静", "roles": [("duty", None)]} | how
    async with story.database.transaction() as session:
        return await staff.create(session, actor=admin, now=story.clock(), **given)


async def check(story: Story, login: str, password: str) -> int:
    async with story.database.reading() as session:
        return await staff.check_password(session, login=login, password=password, address="a", now=story.clock())


async def log(story: Story) -> list[tuple[str, str, dict[str, Any]]]:
    async with story.database.reading() as session:
        rows = (await session.execute(select(AuditEntry).order_by(AuditEntry.id))).scalars()
        return [(row.action, row.subject, row.data) for row in rows]


async def test_a_new_colleague_gets_a_first_password_that_must_be_changed(story: Story, admin: Actor) -> None:
    staff_id, password = await new(
        story, admin, login=" Li.Jing ", roles=[("county_desk", WEIBIN), ("lawyer", "610300")]
    )
    found = await account(story, staff_id, admin)
    assert (found.login, found.roles) == ("li.jing", (("lawyer", None), ("county_desk", WEIBIN)))
    assert found.must_change_password and found.last_login is None and found.active
    assert await check(story, "li.jing", password) == staff_id
    assert len(password) == 19
    assert (await new(story, admin, login="other"))[1] != password
    assert (await log(story))[0] == (
        "account.created",
        f"staff:{staff_id}",
        {"roles": ["lawyer@610300", f"county_desk@{WEIBIN}"]},
    )
    assert password not in str(await log(story))


@pytest.mark.parametrize(
    "how",
    [
        {"login": "a"},
        {"login": "李静"},
        {"login": "a b"},
        {"login": "x" * 41},
        {"login": "<script>"},
        {"name": "  "},
        {"name": "a\u202eb"},
        {"name": "名" * 61},
        {"roles": []},
        {"roles": [("boss", None)]},
        {"roles": [("county_desk", None)]},
        {"roles": [("duty", "宝鸡市渭滨")]},
        {"roles": [("duty", "61030'")]},
    ],
)
async def test_what_does_not_make_an_account(story: Story, admin: Actor, how: dict[str, Any]) -> None:
    with pytest.raises(InvalidChange):
        await new(story, admin, **how)
    async with story.database.reading() as session:
        assert len(await staff.names(session)) == 1
    assert await log(story) == []


async def test_a_login_belongs_to_one(story: Story, admin: Actor) -> None:
    await new(story, admin)
    with pytest.raises(LoginTaken):
        await new(story, admin, login="LI", name="另一个")


async def test_roles_change_when_nobody_changed_them_meanwhile(story: Story, admin: Actor) -> None:
    li = await story.colleague(("duty", None), ("lawyer", WEIBIN), login="li")
    seen = list(li.roles)
    await do(story, staff.change_roles, li.id, admin, roles=[("lawyer", WEIBIN), ("counsellor", None)], seen=seen)
    assert (await account(story, li.id, admin)).roles == (("lawyer", WEIBIN), ("counsellor", None))
    assert await log(story) == [
        ("account.roles", f"staff:{li.id}", {"added": ["counsellor@610300"], "removed": ["duty@610300"]})
    ]
    with pytest.raises(Conflict):
        await do(story, staff.change_roles, li.id, admin, roles=[("duty", None)], seen=seen)
    with pytest.raises(InvalidChange):
        await do(story, staff.change_roles, li.id, admin, roles=[], seen=[("lawyer", WEIBIN), ("counsellor", None)])


async def test_nobody_gives_themselves_more(story: Story, admin: Actor) -> None:
    """Least of all a way behind the counselling wall."""
    await story.colleague(("admin", None), login="second")
    mine = [("admin", None)]
    for more in (("counsellor", None), ("duty", WEIBIN)):
        with pytest.raises(InvalidChange, match="own roles"):
            await do(story, staff.change_roles, admin.id, admin, roles=[*mine, more], seen=mine)
    with pytest.raises(InvalidChange):
        await do(story, staff.reset_second_factor, admin.id, admin)
    with pytest.raises(InvalidChange):
        await do(story, staff.reset_password, admin.id, admin)


async def test_the_last_admin_stays_one(story: Story) -> None:
    admin = await story.colleague(("admin", None), ("duty", None), login="admin")
    second = await story.colleague(("admin", WEIBIN), ("duty", None), login="weibin")  # for one county: not enough
    both, less = [("admin", None), ("duty", None)], [("duty", None)]
    with pytest.raises(LastAdmin):
        await do(story, staff.change_roles, admin.id, admin, roles=less, seen=both)
    with pytest.raises(InvalidChange):
        await do(story, staff.deactivate, admin.id, admin, note="")
    third = await story.colleague(("admin", None), login="third")
    await do(story, staff.deactivate, third.id, admin, note="")
    with pytest.raises(LastAdmin):  # one who is closed does not count
        await do(story, staff.change_roles, admin.id, admin, roles=less, seen=both)
    await do(story, staff.activate, third.id, admin)
    await do(story, staff.change_roles, admin.id, admin, roles=less, seen=both)
    assert [a.login for a in await everyone(story, third) if ("admin", None) in a.roles] == ["third"]
    assert second.id in {a.id for a in await everyone(story, third)}


async def everyone(story: Story, admin: Actor) -> list[Account]:
    async with story.database.reading() as session:
        return await staff.accounts(session, actor=admin, now=story.clock())


async def test_two_admins_who_close_each_other_at_once_leave_one(
    story: Story, admin: Actor, other_program: Database
) -> None:
    second = await story.colleague(("admin", None), login="second")

    async def close(database: Database, who: Actor, by: Actor) -> str:
        try:
            async with database.transaction() as session:
                await staff.deactivate(session, who.id or 0, actor=by, note="", now=story.clock())
        except CasesError as error:
            return type(error).__name__
        return "done"

    said = await asyncio.gather(close(story.database, second, admin), close(other_program, admin, second))
    assert sorted(said) == ["LastAdmin", "done"]
    async with story.database.reading() as session:
        assert len(list((await session.execute(select(Staff.id).where(Staff.active))).scalars())) == 1


async def test_who_leaves_is_out_at_once_and_their_chats_wait_for_somebody(
    story: Story, admin: Actor, chat: Chat
) -> None:
    li = await story.colleague(("duty", None), login="li")
    quiet = await story.chat("quiet")
    async with story.database.transaction() as session:
        await conversations.ask_for_person(session, chat.id, reason="asked", reply_due_at=None, now=story.clock())
        token = await staff.open_session(session, li.id or 0, now=story.clock())
    handoff = await story.case(chat, "handoff")
    waited_since = story.clock()
    story.clock.advance(600)
    async with story.database.transaction() as session:
        for one in (chat, quiet):
            await desk.take_over(session, one.id, actor=li, now=story.clock())
    assert (await account(story, li.id, admin)).chats == 2
    woken = await do(story, staff.deactivate, li.id, admin, note="李静的账号停用，对话回到队列。")
    assert set(woken) == {chat.id, quiet.id}
    async with story.database.reading() as session:
        with pytest.raises(NotFound):
            await staff.by_session(session, token, now=story.clock())
        row = await session.get(Conversation, chat.id)
        assert row is not None
        assert (row.owner, row.owner_staff_id, row.waiting_since) == ("queue", None, waited_since)
        said = await messages.transcript(session, chat.id, now=story.clock(), for_staff=True)
        assert (said[-1].status, said[-1].text) == ("note", "李静的账号停用，对话回到队列。")
        heard = await messages.transcript(session, chat.id, now=story.clock())
        assert "李静的账号停用，对话回到队列。" not in [m.text for m in heard]
    assert (await story.read(handoff)).assigned_to is None
    async with story.database.transaction() as session:  # the next one takes it as ever
        await desk.take_over(session, chat.id, actor=await _duty(session), now=story.clock())
    assert (await log(story))[-1][0::2] == ("account.closed", {"chats": 2})
    with pytest.raises(InvalidChange):
        await do(story, staff.deactivate, li.id, admin, note="")


async def _duty(session: Any) -> Actor:
    found = (await session.execute(select(Staff).where(Staff.login == "admin"))).scalar_one()
    return await staff.actor(session, found.id)


async def test_a_counselling_chat_given_back_stays_behind_its_wall(story: Story, admin: Actor, chat: Chat) -> None:
    liu = await story.colleague(("counsellor", None), login="liu")
    async with story.database.transaction() as session:
        await conversations.ask_for_person(session, chat.id, reason="psych", reply_due_at=None, now=story.clock())
        await desk.take_over(session, chat.id, actor=liu, now=story.clock())
    await do(story, staff.deactivate, liu.id, admin, note="停用")
    async with story.database.reading() as session:
        row = await session.get(Conversation, chat.id)
        assert row is not None and (row.owner, row.waiting_reason) == ("queue", "psych")
        note = (await session.execute(select(Message).where(Message.status == "note"))).scalar_one()
        assert note.walled


async def test_a_reset_password_ends_sessions_and_waits_for_nobody(story: Story, admin: Actor) -> None:
    staff_id, first = await new(story, admin)
    async with story.database.transaction() as session:
        token = await staff.open_session(session, staff_id, now=story.clock())
        for _ in range(5):
            await staff.record_failure(session, login="li", address="b", now=story.clock())
    assert (await account(story, staff_id, admin)).locked
    second = await do(story, staff.reset_password, staff_id, admin)
    found = await account(story, staff_id, admin)
    assert not found.locked and found.must_change_password and found.last_login == story.clock()
    assert await check(story, "li", second) == staff_id
    with pytest.raises(WrongLogin):
        await check(story, "li", first)
    async with story.database.reading() as session:
        with pytest.raises(NotFound):
            await staff.by_session(session, token, now=story.clock())


async def test_unlocking_forgets_the_wrong_passwords(story: Story, admin: Actor) -> None:
    staff_id, password = await new(story, admin)
    async with story.database.transaction() as session:
        for _ in range(5):
            await staff.record_failure(session, login="li", address="b", now=story.clock())
    with pytest.raises(staff.TooManyAttempts):
        await check(story, "li", password)
    await do(story, staff.unlock, staff_id, admin)
    assert await check(story, "li", password) == staff_id


async def test_only_who_may_edit_people_does_and_only_for_the_whole_city(story: Story, admin: Actor) -> None:
    li = await story.colleague(("duty", None), login="li")
    nobodies = [
        li,
        await story.colleague(("admin", WEIBIN), login="weibin"),
        await story.colleague(("counsellor", None), login="liu"),
        Actor.worker(1),
    ]
    for actor in nobodies:
        for verb, more in (
            (staff.change_roles, {"roles": [("admin", None)], "seen": [("duty", None)]}),
            (staff.deactivate, {"note": ""}),
            (staff.activate, {}),
            (staff.reset_password, {}),
            (staff.reset_second_factor, {}),
            (staff.unlock, {}),
            (staff.account, {}),
        ):
            with pytest.raises(NotAllowed):
                await do(story, verb, li.id, actor, **more)
        with pytest.raises(NotAllowed):
            await new(story, actor)
        with pytest.raises(NotAllowed):
            await everyone(story, actor)
    assert await log(story) == []
    for verb in (staff.activate, staff.reset_password, staff.unlock, staff.account):
        for crafted in (0, -1, 10**12):
            with pytest.raises(NotFound):
                await do(story, verb, crafted, admin)


async def test_ones_own_password_asks_for_the_old_one(story: Story, admin: Actor) -> None:
    staff_id, first = await new(story, admin)
    async with story.database.transaction() as session:
        here = await staff.open_session(session, staff_id, now=story.clock())
        there = await staff.open_session(session, staff_id, now=story.clock())
        li = await staff.actor(session, staff_id)

    async def change(old: str, password: str) -> str | None:
        async with story.database.transaction() as session:
            return await staff.change_own_password(
                session, actor=li, token=here, old=old, new=password, now=story.clock()
            )

    assert await change("guess", "daqin-guandong-7") == "原密码不对。"
    with pytest.raises(BadPassword):
        await change(first, "short")
    with pytest.raises(BadPassword):
        await change(first, first)
    assert await change(first, "daqin-guandong-7") is None
    assert not (await account(story, staff_id, admin)).must_change_password
    assert await check(story, "li", "daqin-guandong-7") == staff_id
    async with story.database.reading() as session:
        await staff.by_session(session, here, now=story.clock())
        with pytest.raises(NotFound):
            await staff.by_session(session, there, now=story.clock())
    said = [await change("guess", "x") for _ in range(5)]
    assert said[3] == "原密码不对。" and said[4] == "尝试次数过多，请 15 分钟后再试。"
    assert await change("daqin-guandong-7", "guanzhong-8-daqin") == said[4]


@pytest.mark.parametrize(
    ("password", "will_do"),
    [
        ("daqin-guandong-7", True),
        ("西府老街的臊子面好吃", True),
        ("gonghui-2026-desk", True),
        ("correct horse battery", True),
        ("short-7", False),
        ("password123", False),
        ("Password 123", False),
        ("1234567890", False),
        ("0987654321", False),
        ("qwertyuiop", False),
        ("qwertyuiop[]", False),
        ("abcdefghijk", False),
        ("aaaaaaaaaaaa", False),
        ("ababababab", False),
        ("woaini1314!!!", False),
        ("gonghui123456", False),
        ("lijing2026", False),
        ("zhangmin-lijing-daqin", True),
        ("x" * 201, False),
        ("", False),
    ],
)
def test_which_passwords_will_do(password: str, will_do: bool) -> None:
    assert (problem_with(password, login="lijing") is None) is will_do
