"""The calendar in a real browser: leave with somebody booked, and a week on a phone."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cases import appointments, casefile, messages
from cases.actors import Actor
from cases.appointments import make_slots, save_consultants
from cases.worktime import LOCAL, WorkCalendar
from tests.console.conftest import Desk
from tests.console.world import World

pytestmark = [pytest.mark.browser, pytest.mark.slow]
EVERY_DAY = {day: ["09:00-11:00", "14:30-16:30"] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}


async def a_lawyer(world: World, key: str, name: str) -> None:
    row = {
        "id": key, "name": name, "kind": "government", "county": "610300", "ways": ["phone"], "place": "示例接待室",
        "weekly": EVERY_DAY, "minutes": 30,
    }  # fmt: skip
    async with world.database.transaction() as session:
        await save_consultants(session, [row])
        first = world.now.astimezone(LOCAL).date()
        await make_slots(session, calendar=WorkCalendar.load(), first=first, days=28)


async def books(world: World, number: str, key: str, after: datetime) -> datetime:
    async with world.database.transaction() as session:
        free = await appointments.free_slots(session, service="legal_consultation", now=after)
        slot = next(s for s in free if s.consultant_id == key)
        case = await casefile.by_number(session, number, actor=Actor.system())
        await appointments.book_slot(
            session, case=case, slot_id=slot.id, way="phone", actor=Actor.worker(case.person_id), now=world.now
        )
        await casefile.change_status(session, case, actor=Actor.system(), status="scheduled", now=world.now)
    return slot.starts_at.astimezone(LOCAL)


def keep(name: str) -> str | None:
    """Where to leave a picture: set CALENDAR_SHOTS to a folder."""
    folder = os.environ.get("CALENDAR_SHOTS")
    return str(Path(folder) / f"{name}.png") if folder else None


async def shot(desk: Desk, name: str) -> None:
    if path := keep(name):
        await desk.page.screenshot(path=path)


async def test_an_officer_enters_leave_and_the_affected_worker_is_offered_times(live_world: World, desks: Any) -> None:
    world = live_world
    await world.colleague("cal1", "张敏", ("duty", None))
    await a_lawyer(world, "jia", "示例律师甲")
    await a_lawyer(world, "yi", "示例律师乙")
    # Who wrote a moment ago is told at any hour; to others news waits for the morning, and this story for the day.
    chat = await world.chat("王建设", said=[("worker", "在吗")])
    number = await world.applies(chat, fields={"name": ("姓名", "王建设", "王建设")})
    at = await books(world, number, "jia", world.now + timedelta(days=2))

    desk: Desk = await desks()
    await desk.log_in("cal1", path=f"/login?next=/calendar%3Fview%3Dday%26day%3D{at:%Y-%m-%d}")
    await desk.sees("王建设")
    await shot(desk, "day")
    await desk.page.locator(".panel", has_text="示例律师甲").get_by_role("link", name="设置、休假").click()
    await desk.sees("休假与特殊日子")
    await shot(desk, "consultant")
    await desk.page.get_by_label("从哪天").fill(f"{at:%Y-%m-%d}")
    await desk.page.locator(".exception-form").get_by_role("button", name="保存").click()
    await desk.sees("有 1 位职工约了这些时间")
    await desk.sees(f"{number} 王建设")
    await shot(desk, "affected")
    await desk.press("保存并告知 1 位职工")
    await desk.sees("已保存，时段已经调整。")
    async with world.database.reading() as session:
        said = (await messages.transcript(session, chat.id, now=datetime.now(tz=LOCAL) + timedelta(days=1)))[-1]
    buttons = (said.content or {})["buttons"]
    assert (said.text or "").startswith("对不住，您约的")
    assert [b["payload"].split(":")[:2] for b in buttons[:3]] == [["move", number]] * 3
    assert buttons[3]["payload"] == "human"
    await desk.open(f"/calendar?view=day&day={at:%Y-%m-%d}&consultant=jia")
    await desk.page.locator(".chip", has_text="休假").wait_for()
    assert desk.foreign == [] and desk.errors == []


async def test_the_week_fits_a_phone(live_world: World, desks: Any) -> None:
    world = live_world
    await world.colleague("cal2", "李娜", ("duty", None))
    await a_lawyer(world, "bing", "示例律师丙")
    for n, name in enumerate(("赵铁柱", "名字很长很长很长很长很长很长的一位职工", "孙小梅")):
        number = await world.applies(await world.chat(name), fields={"name": ("姓名", name, name)})
        at = await books(world, number, "bing", world.now + timedelta(days=1, hours=n))

    desk: Desk = await desks(phone=True)
    await desk.log_in("cal2", path=f"/login?next=/calendar%3Fconsultant%3Dbing%26day%3D{at:%Y-%m-%d}")
    await desk.sees("孙小梅")
    await shot(desk, "week_phone")
    for address in (
        f"/calendar?day={at:%Y-%m-%d}",
        f"/calendar?view=day&day={at:%Y-%m-%d}",
        "/calendar/consultants/bing",
    ):
        await desk.open(address)
        await desk.sees("示例律师丙")
        width = await desk.page.evaluate("document.querySelector('.page').scrollWidth")
        assert width <= 390, address
    await desk.sees("每周可约的时间")
    days = desk.page.locator(".week-day")
    await days.first.get_by_role("button", name="加一段").click()
    await days.first.get_by_label("从", exact=True).nth(2).fill("18:30")
    await days.first.get_by_label("到", exact=True).nth(2).fill("20:00")
    await shot(desk, "editor_phone")
    await desk.page.locator(".consultant-save").click()
    await desk.sees("已保存，时段已按新的设置排好。")
    await desk.open(f"/calendar?view=day&consultant=bing&day={next_monday(world.now)}")
    await desk.sees("18:30–19:00")
    wide: Desk = await desks()
    await wide.log_in("cal2", path=f"/login?next=/calendar%3Fday%3D{at:%Y-%m-%d}")
    await wide.sees("孙小梅")
    await shot(wide, "week")
    assert desk.errors == [] and desk.foreign == []


def next_monday(now: datetime) -> str:
    today = now.astimezone(LOCAL).date()
    return f"{today + timedelta(days=7 - today.weekday()):%Y-%m-%d}"
