"""Colleagues log in; guessers are slowed down; a login ends."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from cases import staff
from cases.errors import NotFound
from cases.models import LoginAttempt, Staff, StaffSession
from cases.staff import FAILURE_WINDOW, FAILURES_ALLOWED, SESSION_LIFETIME, TooManyAttempts, WrongLogin
from tests.cases.story import Story
from tests.conftest import START

PASSWORD = "工会 Duty-2026"


async def account(story: Story, login: str = "zhiban") -> int:
    async with story.database.transaction() as session:
        return await staff.add(
            session, login=login, name="示例值班员", password=PASSWORD, roles=[("duty", None)], now=story.clock()
        )


async def try_login(story: Story, password: str, *, login: str = "zhiban", address: str = "10.0.0.1") -> str:
    """As the login page does it: the failure is recorded in a transaction of its own."""
    try:
        async with story.database.transaction() as session:
            staff_id = await staff.check_password(
                session, login=login, password=password, address=address, now=story.clock()
            )
            return await staff.open_session(session, staff_id, now=story.clock())
    except WrongLogin:
        async with story.database.transaction() as session:
            await staff.record_failure(session, login=login, address=address, now=story.clock())
        raise


async def fail(story: Story, times: int, **who: str) -> None:
    for _ in range(times):
        with pytest.raises(WrongLogin):
            await try_login(story, "wrong", **who)


async def test_the_right_password_opens_a_session_with_the_colleagues_roles(story: Story) -> None:
    staff_id = await account(story)
    token = await try_login(story, PASSWORD)
    async with story.database.reading() as session:
        actor = await staff.by_session(session, token, now=story.clock())
        assert (actor.kind, actor.id, actor.name, actor.roles) == (
            "staff",
            staff_id,
            "示例值班员",
            {("duty", None)},
        )
        kept = (await session.execute(select(StaffSession.token_hash))).scalar_one()
        assert token not in kept
        assert PASSWORD not in (await session.execute(select(Staff.password_hash))).scalar_one()


async def test_after_five_wrong_passwords_even_the_right_one_waits_fifteen_minutes(story: Story) -> None:
    await account(story)
    assert (5, timedelta(minutes=15)) == (FAILURES_ALLOWED, FAILURE_WINDOW)
    await fail(story, 4)
    await try_login(story, PASSWORD)  # four are forgiven
    await fail(story, 1)
    with pytest.raises(TooManyAttempts) as caught:
        await try_login(story, PASSWORD)
    assert "15 分钟" in caught.value.message
    story.clock.advance(FAILURE_WINDOW - timedelta(seconds=1))
    with pytest.raises(TooManyAttempts):
        await try_login(story, PASSWORD)
    story.clock.advance(1)
    await try_login(story, PASSWORD)


async def test_guessing_many_names_from_one_address_is_slowed_too(story: Story) -> None:
    await account(story)
    for n in range(5):
        await fail(story, 1, login=f"name{n}", address="6.6.6.6")
    with pytest.raises(TooManyAttempts):
        await try_login(story, PASSWORD, address="6.6.6.6")
    await try_login(story, PASSWORD, address="10.0.0.1")  # colleagues elsewhere are not shut out


async def test_guessing_one_name_from_many_addresses_is_slowed_too(story: Story) -> None:
    await account(story)
    for n in range(5):
        await fail(story, 1, address=f"6.6.6.{n}")
    with pytest.raises(TooManyAttempts):
        await try_login(story, PASSWORD, address="6.6.7.7")


async def test_old_failures_are_forgotten(story: Story) -> None:
    await fail(story, 3)
    story.clock.advance(FAILURE_WINDOW + timedelta(seconds=1))
    await fail(story, 1)
    async with story.database.reading() as session:
        assert len((await session.execute(select(LoginAttempt))).scalars().all()) == 1


async def test_an_unknown_name_and_a_wrong_password_look_the_same(story: Story) -> None:
    await account(story)
    messages = set()
    for login in ("zhiban", "nobody"):
        with pytest.raises(WrongLogin) as caught:
            await try_login(story, "wrong", login=login)
        messages.add(caught.value.message)
    assert messages == {"用户名或密码不对。"}


async def test_a_name_of_any_length_is_just_wrong(story: Story) -> None:
    await fail(story, 5, login="啊" * 400)
    with pytest.raises(TooManyAttempts):
        await try_login(story, PASSWORD, login="啊" * 400, address="6.6.6.6")


async def test_a_session_ends_after_twelve_hours(story: Story) -> None:
    await account(story)
    token = await try_login(story, PASSWORD)
    for _ in range(23):  # at work all day
        story.clock.advance(timedelta(minutes=30))
        async with story.database.transaction() as session:
            await staff.keep_alive(session, token, now=story.clock())
    story.clock.advance(timedelta(minutes=30, seconds=-1))
    async with story.database.reading() as session:
        await staff.by_session(session, token, now=story.clock())
    story.clock.advance(1)
    assert story.clock() - START == SESSION_LIFETIME
    async with story.database.reading() as session:
        with pytest.raises(NotFound) as caught:
            await staff.by_session(session, token, now=story.clock())
        assert caught.value.message == "登录已过期，请重新登录。"
    await try_login(story, PASSWORD)  # and sweeps the old one out
    async with story.database.reading() as session:
        assert len((await session.execute(select(StaffSession))).scalars().all()) == 1


async def test_logging_out_ends_this_session_only(story: Story) -> None:
    await account(story)
    here, there = await try_login(story, PASSWORD), await try_login(story, PASSWORD)
    async with story.database.transaction() as session:
        await staff.close_session(session, here)
    async with story.database.reading() as session:
        await staff.by_session(session, there, now=story.clock())
        for token in (here, "", "made up"):
            with pytest.raises(NotFound):
                await staff.by_session(session, token, now=story.clock())


async def test_who_has_left_is_out_at_once(story: Story) -> None:
    await account(story)
    token = await try_login(story, PASSWORD)
    async with story.database.transaction() as session:
        await session.execute(update(Staff).values(active=False))
    async with story.database.reading() as session:
        with pytest.raises(NotFound):
            await staff.by_session(session, token, now=story.clock())
    with pytest.raises(WrongLogin):
        await try_login(story, PASSWORD)


async def test_a_new_password_replaces_the_old_one(story: Story) -> None:
    staff_id = await account(story)
    async with story.database.transaction() as session:
        await staff.change_password(session, staff_id, "another one")
        with pytest.raises(NotFound):
            await staff.change_password(session, staff_id + 1, "another one")
    with pytest.raises(WrongLogin):
        await try_login(story, PASSWORD)
    await try_login(story, "another one")


async def test_two_colleagues_cannot_have_one_name(story: Story) -> None:
    await account(story)
    with pytest.raises(IntegrityError):
        await account(story)
