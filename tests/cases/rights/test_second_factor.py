"""The code from the phone, the codes on paper, and sessions nobody uses."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select, update

from cases import staff
from cases.actors import Actor
from cases.database import Database
from cases.errors import InvalidChange, NotFound
from cases.models import AuditEntry, LoginAttempt, Staff, StaffSession
from cases.staff import IDLE_LIFETIME, CodeGiven
from tests.cases.story import Story

ADDRESS = "10.0.0.1"


async def code_of(story: Story, actor: Actor, *, steps: int = 0) -> str:
    async with story.database.reading() as session:
        secret = (await session.execute(select(Staff.totp_secret).where(Staff.id == actor.id))).scalar_one()
    return pyotp.TOTP(secret or "").at(story.clock() + timedelta(seconds=30 * steps))


async def set_up(story: Story, actor: Actor) -> list[str]:
    async with story.database.transaction() as session:
        await staff.begin_second_factor(session, actor=actor)
    code = await code_of(story, actor)
    async with story.database.transaction() as session:
        codes = await staff.confirm_second_factor(session, actor=actor, code=code, token="", now=story.clock())
    assert codes is not None
    story.clock.advance(60)
    return codes


async def half_way(story: Story, actor: Actor) -> str:
    async with story.database.transaction() as session:
        return await staff.open_session(session, actor.id or 0, now=story.clock(), passed=False)


async def give(story: Story, token: str, code: str, *, address: str = ADDRESS) -> CodeGiven:
    async with story.database.transaction() as session:
        return await staff.give_code(session, token, code, address=address, now=story.clock())


async def is_in(database: Database, story: Story, token: str) -> bool:
    async with database.reading() as session:
        try:
            await staff.by_session(session, token, now=story.clock())
        except NotFound:
            return False
    return True


@pytest.fixture
async def zhang(story: Story) -> Actor:
    return await story.colleague(("admin", None))


async def test_setting_up_counts_from_the_first_right_code(story: Story, zhang: Actor) -> None:
    async with story.database.transaction() as session:
        first = await staff.begin_second_factor(session, actor=zhang)
    async with story.database.transaction() as session:
        assert await staff.begin_second_factor(session, actor=zhang) == first  # the page was opened again
        assert first.address.startswith("otpauth://totp/") and first.secret in first.address
        assert not await staff.has_second_factor(session, zhang.id or 0)
    for wrong in ("", "000", "abcdef", "１２３４５６", "000000 0", "9" * 5000):
        async with story.database.transaction() as session:
            if wrong == "9" * 5000:
                with pytest.raises(InvalidChange):  # the sixth try
                    await staff.confirm_second_factor(session, actor=zhang, code=wrong, token="", now=story.clock())
            else:
                said = await staff.confirm_second_factor(session, actor=zhang, code=wrong, token="", now=story.clock())
                assert said is None
    story.clock.advance(timedelta(minutes=16))
    codes = await set_up(story, zhang)
    assert len(set(codes)) == 10
    async with story.database.reading() as session:
        row = await session.get(Staff, zhang.id)
        assert row is not None
        assert all(code not in str(row.recovery) and code.replace("-", "") not in str(row.recovery) for code in codes)
        assert await staff.has_second_factor(session, zhang.id or 0)
    async with story.database.transaction() as session:
        for again in (
            staff.begin_second_factor(session, actor=zhang),
            staff.confirm_second_factor(session, actor=zhang, code="1", token="", now=story.clock()),
        ):
            with pytest.raises(InvalidChange):
                await again


async def test_half_way_in_is_out(story: Story, zhang: Actor) -> None:
    """The password was right, the code is still to come: the token opens nothing, and is good for ten minutes."""
    await set_up(story, zhang)
    token = await half_way(story, zhang)
    assert not await is_in(story.database, story, token)
    story.clock.advance(timedelta(minutes=10))
    with pytest.raises(NotFound):
        await give(story, token, await code_of(story, zhang))


async def test_the_right_code_opens_a_new_session_and_the_half_one_is_gone(story: Story, zhang: Actor) -> None:
    await set_up(story, zhang)
    half = await half_way(story, zhang)
    code = await code_of(story, zhang)
    given = await give(story, half, f" {code[:3]} {code[3:]} ")
    assert given.token is not None and given.token != half
    assert await is_in(story.database, story, given.token)
    assert not await is_in(story.database, story, half)
    with pytest.raises(NotFound):
        await give(story, half, code)
    with pytest.raises(NotFound):  # a whole session is no half one
        await give(story, given.token, code)


@pytest.mark.parametrize(("steps", "good"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
async def test_a_phones_clock_may_be_half_a_minute_wrong(story: Story, zhang: Actor, steps: int, good: bool) -> None:
    await set_up(story, zhang)
    story.clock.advance(300)
    given = await give(story, await half_way(story, zhang), await code_of(story, zhang, steps=steps))
    assert (given.token is not None) is good


async def test_a_code_is_good_once(story: Story, zhang: Actor) -> None:
    """Somebody looked over the shoulder and is quick."""
    await set_up(story, zhang)
    code = await code_of(story, zhang)
    assert (await give(story, await half_way(story, zhang), code)).token is not None
    assert (await give(story, await half_way(story, zhang), code)) == CodeGiven(None, 4)
    story.clock.advance(30)
    earlier = await code_of(story, zhang, steps=-1)
    assert earlier == code
    assert (await give(story, await half_way(story, zhang), earlier)).token is None
    assert (await give(story, await half_way(story, zhang), await code_of(story, zhang))).token is not None


async def test_who_confirms_with_a_code_cannot_log_in_with_the_same_one(story: Story, zhang: Actor) -> None:
    await set_up(story, zhang)
    story.clock.advance(-60)
    code = await code_of(story, zhang)
    assert (await give(story, await half_way(story, zhang), code)).token is None


async def test_a_code_of_the_paper_works_once_however_it_is_written(story: Story, zhang: Actor) -> None:
    codes = await set_up(story, zhang)
    assert (await give(story, await half_way(story, zhang), codes[3].upper().replace("-", " "))).token is not None
    assert (await give(story, await half_way(story, zhang), codes[3])).token is None
    assert (await give(story, await half_way(story, zhang), codes[4])).token is not None
    async with story.database.reading() as session:
        used = list(
            (
                await session.execute(select(AuditEntry.data).where(AuditEntry.action == "second_factor.recovery_used"))
            ).scalars()
        )
    assert used == [{"left": 9}, {"left": 8}]


async def test_guessing_ends_after_five_tries_even_with_the_right_code(story: Story, zhang: Actor) -> None:
    await set_up(story, zhang)
    half = await half_way(story, zhang)
    assert [(await give(story, half, "000000")).left for _ in range(5)] == [4, 3, 2, 1, 0]
    assert (await give(story, half, await code_of(story, zhang))).token is None
    assert (await give(story, half, await code_of(story, zhang), address="6.6.6.6")).token is None
    story.clock.advance(timedelta(minutes=15, seconds=1))
    assert (await give(story, await half_way(story, zhang), await code_of(story, zhang))).token is not None


async def test_sixty_guesses_at_once_are_no_more_than_sixty_one_by_one(
    story: Story, zhang: Actor, other_program: Database
) -> None:
    await set_up(story, zhang)
    half = await half_way(story, zhang)

    async def guess(n: int) -> int:
        database = (story.database, other_program)[n % 2]
        async with database.transaction() as session:
            given = await staff.give_code(session, half, f"{n:06}", address=f"10.0.{n}.1", now=story.clock())
            return given.left

    left = await asyncio.gather(*(guess(n) for n in range(60)))
    assert sorted(left) == [0] * 56 + [1, 2, 3, 4]
    async with story.database.reading() as session:
        assert len(list((await session.execute(select(LoginAttempt))).scalars())) == 5


async def test_one_code_given_twice_at_once_logs_in_once(story: Story, zhang: Actor, other_program: Database) -> None:
    await set_up(story, zhang)
    halves = [await half_way(story, zhang) for _ in range(4)]
    code = await code_of(story, zhang)

    async def one(n: int) -> bool:
        async with (story.database, other_program)[n % 2].transaction() as session:
            return (await staff.give_code(session, halves[n], code, address="a", now=story.clock())).token is not None

    assert sorted(await asyncio.gather(*(one(n) for n in range(4)))) == [False, False, False, True]


async def test_who_left_between_password_and_code_stays_out(story: Story, zhang: Actor) -> None:
    await set_up(story, zhang)
    half = await half_way(story, zhang)
    async with story.database.transaction() as session:
        await session.execute(update(Staff).values(active=False))
    with pytest.raises(NotFound):
        await give(story, half, await code_of(story, zhang))


async def test_switching_off_asks_for_a_code(story: Story, zhang: Actor) -> None:
    codes = await set_up(story, zhang)

    async def off(code: str) -> bool:
        async with story.database.transaction() as session:
            return await staff.remove_second_factor(session, actor=zhang, code=code, now=story.clock())

    assert not await off("000000")
    assert await off(codes[0])
    with pytest.raises(InvalidChange):
        await off(codes[1])
    again = await set_up(story, zhang)
    assert not await off(codes[1]), "codes of an older paper"
    assert await off(again[1])


async def test_a_session_nobody_uses_ends_after_an_hour(story: Story, zhang: Actor) -> None:
    async with story.database.transaction() as session:
        token = await staff.open_session(session, zhang.id or 0, now=story.clock())
    story.clock.advance(timedelta(minutes=40))
    async with story.database.transaction() as session:
        await staff.keep_alive(session, token, now=story.clock())
    story.clock.advance(IDLE_LIFETIME - timedelta(seconds=1))
    assert await is_in(story.database, story, token)
    story.clock.advance(1)
    assert not await is_in(story.database, story, token)
    async with story.database.transaction() as session:
        await staff.keep_alive(session, token, now=story.clock())  # too late
    assert not await is_in(story.database, story, token)


async def test_use_is_written_once_a_minute(story: Story, zhang: Actor) -> None:
    async with story.database.transaction() as session:
        token = await staff.open_session(session, zhang.id or 0, now=story.clock())

    async def seen() -> object:
        async with story.database.transaction() as session:
            await staff.keep_alive(session, token, now=story.clock())
            return (await session.execute(select(StaffSession.seen_at))).scalar_one()

    start = story.clock()
    story.clock.advance(59)
    assert await seen() == start
    story.clock.advance(1)
    assert await seen() == story.clock()


async def test_my_sessions_are_mine_to_see_and_to_end(story: Story, zhang: Actor) -> None:
    li = await story.colleague(("duty", None), login="li")
    async with story.database.transaction() as session:
        here = await staff.open_session(session, zhang.id or 0, now=story.clock(), address="10.0.0.1")
        there = await staff.open_session(session, zhang.id or 0, now=story.clock.advance(5), address="10.0.0.2")
        theirs = await staff.open_session(session, li.id or 0, now=story.clock())
        await staff.open_session(session, zhang.id or 0, now=story.clock(), passed=False)
    async with story.database.reading() as session:
        found = await staff.my_sessions(session, actor=zhang, token=here, now=story.clock())
        [foreign] = await staff.my_sessions(session, actor=li, token=theirs, now=story.clock())
    assert [(s.address, s.mine) for s in found] == [("10.0.0.2", False), ("10.0.0.1", True)]
    for key in (foreign.key, "", "%", "x" * 5000):
        async with story.database.transaction() as session:
            with pytest.raises(NotFound):
                await staff.end_session(session, key, actor=zhang, now=story.clock())
    async with story.database.transaction() as session:
        await staff.end_session(session, found[0].key, actor=zhang, now=story.clock())
    assert [await is_in(story.database, story, token) for token in (here, there, theirs)] == [True, False, True]
