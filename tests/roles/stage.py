"""The desk on a day with work: the real console on invented people, and a browser for every colleague who sits down at it."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, expect
from sqlalchemy import select

from cases import appointments, casefile, staff
from cases.access import CITY
from cases.actors import Actor
from cases.crypto import KeyRing
from cases.database import Database
from cases.figures.counting import count_all
from cases.migrate import migrate
from cases.models import AuditEntry, Case, Consultant, Message, Slot, Staff
from cases.warnings import watch
from tests.browser.people import ANSWER_MS, DESK, PHONE, browsing
from tests.console.world import PASSWORD, World
from tests.roles.day import Day, a_day, answers
from tests.stack import Process, free_port

SETTLED = timedelta(minutes=2)  # figures count what is older than a minute
HALF_HOUR = 1_800  # seconds; the length of an example lawyer's times
LAWYER = "example-lawyer"


@dataclass(slots=True)
class Desk:
    """What a story is given: the console, its database, who and what is there. `troubles`: what browsers complained about."""

    browser: Browser
    address: str
    env: dict[str, str]
    world: World
    day: Day
    troubles: list[str] = field(default_factory=list)

    async def sit(self, login: str, path: str = "/", *, password: str = PASSWORD, phone: bool = False) -> Page:
        """A colleague logs in and stands on the page `path`; what a login has to ask first stays to be answered."""
        context = await self.browser.new_context(
            viewport=PHONE if phone else DESK, locale="zh-CN", timezone_id="Asia/Shanghai", has_touch=phone,
            is_mobile=phone, reduced_motion="reduce",
        )  # fmt: skip
        context.set_default_timeout(ANSWER_MS)
        page = await context.new_page()
        own = (self.address, self.address.replace("http", "ws"), "data:", "blob:")
        page.on("request", lambda r: None if r.url.startswith(own) else self.troubles.append(f"foreign: {r.url}"))
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        await page.goto(f"{self.address}/login?next={path}")
        await page.fill("#login", login)
        await page.fill("#password", password)
        await page.click("button[type=submit]")
        return page

    async def at_work(self, login: str, path: str = "/", *, phone: bool = False) -> Page:
        """Like `sit`, for who is asked nothing or puts the question off."""
        page = await self.sit(login, path, phone=phone)
        await expect(page.locator(".frame")).to_be_visible()
        later = page.get_by_role("button", name="以后再说")
        if await later.count():
            await later.click()
            await expect(later).to_have_count(0)
        return page

    async def open(self, page: Page, path: str) -> None:
        await page.goto(self.address + path)

    async def actor(self, login: str) -> Actor:
        async with self.world.database.reading() as session:
            found = await session.execute(select(Staff.id).where(Staff.login == login))
            return await staff.actor(session, found.scalar_one())

    async def rows(self, query: Any) -> list[Any]:
        """What the database holds now, for a select."""
        async with self.world.database.reading() as session:
            return list((await session.execute(query)).scalars())

    async def case(self, number: str) -> Case:
        return next(iter(await self.rows(select(Case).where(Case.number == number))))

    async def logged(self, login: str, action: str) -> list[str]:
        """The subjects of what this colleague did, as the audit log has it."""
        actor = await self.actor(login)
        query = select(AuditEntry).where(AuditEntry.actor_id == actor.id, AuditEntry.action == action)
        return [entry.subject for entry in await self.rows(query.order_by(AuditEntry.id))]

    async def said_about(self, number: str) -> list[str]:
        """What was written to the worker of a case since, oldest first; the assistant's words of before are left out."""
        case = await self.case(number)
        query = select(Message).where(Message.conversation_id == case.conversation_id, Message.direction == "out")
        rows = await self.rows(query.where(Message.author == "staff").order_by(Message.id))
        return [row.text or "" for row in rows]

    async def hears(self, chat: Any, words: str) -> None:
        """The worker of this chat reads these words from us, soon."""

        async def said() -> bool:
            return any(words in text for text in await self.world.heard(chat))

        await until(said, f"the worker never read {words!r}")


async def until(check: Callable[[], Awaitable[bool]], what: str, *, seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not await check():
        assert time.monotonic() < end, what
        await asyncio.sleep(0.1)


@asynccontextmanager
async def opened() -> AsyncIterator[Desk]:
    """`python -m console` on a database of its own, at the real time. Raises RuntimeError where it or Chromium is missing."""
    with tempfile.TemporaryDirectory() as place:
        url, keys = f"sqlite+aiosqlite:///{place}/desk.sqlite3", KeyRing.generate()
        await migrate(url)
        database = Database(url, KeyRing.parse(keys))
        try:
            world = World(database, datetime.now(UTC))
            day = await a_day(world)
            await _todays_talk(world, day)
            await _rounds(world)
            port = free_port()
            own = {"DATABASE_URL": url, "FIELD_KEYS": keys, "CONSOLE_PORT": str(port), "REDIS_URL": ""}
            env = {k: v for k, v in os.environ.items() if not k.startswith(("NICEGUI", "PYTEST"))} | own
            address = f"http://127.0.0.1:{port}"
            console = Process(
                "console", [sys.executable, "-m", "console"], env, f"{address}/login", Path(place) / "console.log"
            )
            await console.start()
            expect.set_options(timeout=ANSWER_MS)  # a busy machine may be slow
            try:
                await console.wait_ready()
                async with browsing() as browser:
                    yield Desk(browser, address, env, world, day)
            finally:
                expect.set_options(timeout=None)
                await console.end()
        finally:
            await database.close()


async def _rounds(world: World) -> None:
    """What the bot's rounds would have done by now: looked for early warnings, counted the figures."""
    async with world.database.transaction() as session:
        await watch.look(session, now=world.now)
    await count_all(world.database, now=world.now + SETTLED)


async def _todays_talk(world: World, day: Day) -> None:
    """The lawyer has an account of their own, and somebody whose time has just begun."""
    chat = await world.chat(
        "贾宏伟", county="610302", said=[("worker", "我想约律师问问辞退的事")], ago=timedelta(days=2)
    )
    number = await world.applies(
        chat, "legal_consultation", answers(
            matter=("哪类事", "dismissal", "辞退、补偿"), account=("大概情况", "干了六年，上周口头叫我别来了，没给说法"),
            employer=("单位", "宝鸡渭水包装有限公司（示例）"), name=("姓名", "贾宏伟"), phone=("手机号", "13800007788"),
        ), county="610302", due=timedelta(days=1), ago=timedelta(days=2),
    )  # fmt: skip
    day.chats["dismissed"], day.cases["dismissed"] = chat, number
    begun = datetime.fromtimestamp(world.now.timestamp() // HALF_HOUR * HALF_HOUR, UTC)
    async with world.database.transaction() as session:
        lawyer = await session.get_one(Consultant, LAWYER)
        found = await session.execute(select(Staff.id).where(Staff.login == "helvshi"))
        lawyer.staff_id, lawyer.name, lawyer.county = found.scalar_one(), "何律师", CITY
        here = select(Slot).where(Slot.consultant_id == LAWYER, Slot.starts_at == begun)
        slot = (await session.execute(here)).scalar_one_or_none()
        if slot is None:  # outside the hours of the example lawyer: one more time today
            slot = Slot(consultant_id=LAWYER, starts_at=begun, ends_at=begun + timedelta(seconds=HALF_HOUR))
            session.add(slot)
            await session.flush()
        case, worker = await casefile.by_number(session, number, actor=Actor.system()), Actor.worker(chat.person_id)
        earlier = begun - timedelta(hours=20)  # when it was still ahead
        await appointments.book_slot(session, case=case, slot_id=slot.id, way="phone", actor=worker, now=earlier)
        await casefile.change_status(session, case, actor=worker, status="scheduled", now=earlier)
