"""The door: a second step where there is a second factor, and nothing opens before it."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pyotp
import pytest
from nicegui import ui

from cases import audit, staff
from cases.actors import Actor
from cases.database import Database
from tests.conftest import Clock
from tests.console.conftest import Colleague
from tests.console.world import PASSWORD, World

COOKIE = "niangjiaren_console"


class Phone:
    """The authenticator of one colleague."""

    def __init__(self, secret: str, codes: list[str], clock: Clock) -> None:
        self.paper = codes
        self._totp = pyotp.TOTP(secret)
        self._clock = clock

    def code(self) -> str:
        return self._totp.at(self._clock())


async def with_phone(world: World, clock: Clock, actor: Actor) -> Phone:
    async with world.database.transaction() as session:
        made = await staff.begin_second_factor(session, actor=actor)
        code = pyotp.TOTP(made.secret).at(clock())
        codes = await staff.confirm_second_factor(session, actor=actor, code=code, token="", now=clock())
    assert codes is not None
    clock.advance(60)
    return Phone(made.secret, codes, clock)


def cookie(client: httpx.AsyncClient) -> str | None:
    found = [c.value for c in client.cookies.jar if c.name == COOKIE]
    return found[0] if found else None


async def give(colleague: Colleague, code: str, **more: str) -> httpx.Response:
    answer: httpx.Response = await colleague.user.http_client.post("/login/code", data={"code": code, **more})
    return answer


async def opens(client: httpx.AsyncClient, path: str = "/me") -> bool:
    return (await client.get(path)).status_code == 200


async def test_the_code_comes_after_the_password_and_leads_to_where_one_was_going(
    colleague: Colleague, world: World, clock: Clock
) -> None:
    phone = await with_phone(world, clock, await world.colleague("zhang", "张敏", ("duty", None)))
    client = colleague.user.http_client
    first = await client.post("/login", data={"login": "zhang", "password": PASSWORD, "next": "/cases?status=open"})
    assert first.headers["location"] == "/login/code?next=/cases%3Fstatus%3Dopen"
    assert "HttpOnly" in first.headers["set-cookie"] and "SameSite=lax" in first.headers["set-cookie"]
    page = await client.get(first.headers["location"])
    assert page.status_code == 200
    for words in ('lang="zh-CN"', 'autocomplete="one-time-code"', '<label for="code">', 'value="/cases?status=open"'):
        assert words in page.text
    half = cookie(client)
    done = await give(colleague, phone.code(), next="/cases?status=open")
    assert (done.status_code, done.headers["location"]) == (303, "/cases?status=open")
    assert cookie(client) not in (None, half)  # who saw the first cookie is not in
    assert await opens(client)


async def test_before_the_code_no_page_and_no_file_opens(colleague: Colleague, world: World, clock: Clock) -> None:
    """The password is known to a thief; the cookie they hold then is worth nothing."""
    await with_phone(world, clock, await world.colleague("zhang", "张敏", ("admin", None), ("duty", None)))
    chat = await world.chat("李雷", said=[("worker", "在吗")])
    file_id = await world.sends_file(chat)
    number = await world.applies(chat)
    client = colleague.user.http_client
    await colleague.log_in("zhang")
    for path in (
        "/",
        f"/chats/{chat.id}",
        "/cases",
        f"/cases/{number}",
        f"/files/{file_id}",
        "/me",
        "/people",
        "/people/audit",
        "/people/wall",
        "/knowledge",
    ):
        answer = await client.get(path)
        assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/login"), path
        assert "李雷" not in answer.text
    assert "viewed" not in await world.case_events(number)


async def test_wrong_codes_are_counted_and_then_even_the_right_one_waits(
    colleague: Colleague, world: World, clock: Clock
) -> None:
    phone = await with_phone(world, clock, await world.colleague("zhang", "张敏", ("duty", None)))
    await colleague.log_in("zhang")
    said = [await give(colleague, wrong) for wrong in ("000000", "", "x" * 5000, "<b>1</b>", "１２３４５６")]
    assert [answer.status_code for answer in said] == [401, 401, 401, 401, 429]
    assert "还可以再试 4 次" in said[0].text and "<b>1</b>" not in said[3].text
    late = await give(colleague, phone.code())
    assert late.status_code == 429 and "请 15 分钟后再试" in late.text
    assert not await opens(colleague.user.http_client)
    assert (await colleague.log_in("zhang")).status_code == 429  # nor does the password help
    clock.advance(timedelta(minutes=16))
    await colleague.log_in("zhang")
    assert (await give(colleague, phone.code())).status_code == 303


async def test_a_code_seen_over_the_shoulder_is_used_up(colleague: Colleague, world: World, clock: Clock) -> None:
    phone = await with_phone(world, clock, await world.colleague("zhang", "张敏", ("duty", None)))
    await colleague.log_in("zhang")
    code = phone.code()
    assert (await give(colleague, code)).status_code == 303
    await colleague.user.http_client.post("/logout")
    await colleague.log_in("zhang")
    assert (await give(colleague, code)).status_code == 401
    assert (await give(colleague, phone.paper[0])).status_code == 303  # a code of the paper works, once
    await colleague.user.http_client.post("/logout")
    await colleague.log_in("zhang")
    assert (await give(colleague, phone.paper[0])).status_code == 401


async def test_the_second_step_lasts_ten_minutes_and_comes_from_our_own_page(
    colleague: Colleague, world: World, clock: Clock
) -> None:
    phone = await with_phone(world, clock, await world.colleague("zhang", "张敏", ("duty", None)))
    client = colleague.user.http_client
    await colleague.log_in("zhang")
    foreign = await client.post("/login/code", data={"code": phone.code()}, headers={"origin": "https://evil.example"})
    assert foreign.status_code == 403
    elsewhere = await give(colleague, "000000", next="//evil.example")
    assert 'name="next" value="/"' in elsewhere.text
    clock.advance(timedelta(minutes=11))
    late = await give(colleague, phone.code())
    assert late.headers["location"] == "/login?slow=1&next=/"
    assert "停留太久" in (await client.get(late.headers["location"])).text


@pytest.mark.parametrize("forged", ["", "x", "0" * 43, "'; DROP TABLE staff --", "a" * 8000])
async def test_a_forged_cookie_is_nobody(colleague: Colleague, world: World, forged: str) -> None:
    await world.colleague("zhang", "张敏", ("duty", None))
    client = colleague.user.http_client
    client.cookies.set(COOKIE, forged)
    assert not await opens(client)
    answer = await give(colleague, "000000")
    assert answer.status_code == 303 and answer.headers["location"].startswith("/login")
    assert (await client.get("/login/code")).status_code in (200, 303)


async def test_a_hash_out_of_the_database_is_no_cookie(
    colleague: Colleague, world: World, sqlite_database: Database
) -> None:
    from cases.conversations import hash_token

    await world.colleague("zhang", "张敏", ("duty", None))
    await colleague.log_in("zhang")
    token = cookie(colleague.user.http_client) or ""
    assert await opens(colleague.user.http_client)
    colleague.user.http_client.cookies.set(COOKIE, hash_token(token))
    colleague.user.http_client.cookies.delete(COOKIE, domain="test.local")
    jar = [c for c in colleague.user.http_client.cookies.jar if c.name == COOKIE]
    assert hash_token(token) in [c.value for c in jar]
    colleague.user.http_client.cookies.clear()
    colleague.user.http_client.cookies.set(COOKIE, hash_token(token))
    assert not await opens(colleague.user.http_client)


async def test_an_hour_without_a_touch_ends_the_login_and_keeps_the_words(
    colleague: Colleague, world: World, clock: Clock
) -> None:
    """Away from the desk in the middle of a reply; the open page keeps looking by itself, which is no work."""
    await world.colleague("zhang", "张敏", ("duty", None))
    chat = await world.chat("李雷", said=[("worker", "在吗")])
    await world.asks_for_person(chat)
    user = colleague.user
    await colleague.log_in("zhang")
    await user.open(f"/chats/{chat.id}")
    await settled()
    user.find("接手对话").click()
    await settled()
    clock.advance(timedelta(minutes=50))
    user.find(ui.textarea).type("您先别签字，")
    clock.advance(timedelta(minutes=11))
    user.find(kind=ui.button, content="发送").click()
    await settled()
    assert "登录已过期" in colleague.sees()
    assert "您先别签字，" not in await world.heard(chat)
    await colleague.log_in("zhang")
    await user.open(f"/chats/{chat.id}")
    await settled()
    assert "您先别签字，" in colleague.sees()


async def test_who_works_stays_in_for_the_whole_shift_and_no_longer(
    colleague: Colleague, world: World, clock: Clock
) -> None:
    await world.colleague("zhang", "张敏", ("duty", None))
    await colleague.log_in("zhang")
    client = colleague.user.http_client
    for _ in range(14):
        clock.advance(timedelta(minutes=50))
        assert await opens(client)
    clock.advance(timedelta(minutes=19))
    assert await opens(client)
    clock.advance(timedelta(minutes=1))
    assert not await opens(client)


async def test_coming_and_going_is_in_the_log(
    colleague: Colleague, world: World, sqlite_database: Database, clock: Clock
) -> None:
    zhang = await world.colleague("zhang", "张敏", ("duty", None))
    admin = await world.colleague("admin", "管理员", ("admin", None))
    phone = await with_phone(world, clock, zhang)
    await colleague.log_in("zhang", "wrong")
    await colleague.log_in("nobody", "hunter2-my-real-password")
    await colleague.log_in("zhang")
    await give(colleague, "000000")
    await give(colleague, phone.code())
    await colleague.user.http_client.post("/logout")
    async with sqlite_database.reading() as session:
        found = await audit.lines(session, actor=admin)
        assert await audit.verify(session) is None
    assert [(line.actor_id, line.action, line.data) for line in found[::-1]] == [
        (zhang.id, "second_factor.on", {}),
        (zhang.id, "login.failed", {"step": "password"}),
        (zhang.id, "login.failed", {"step": "code"}),
        (zhang.id, "login.done", {}),
        (zhang.id, "login.out", {}),
    ]


async def settled() -> None:
    import asyncio

    await asyncio.sleep(0.4)
