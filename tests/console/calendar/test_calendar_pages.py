"""A day with the calendar, without a browser."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta

from icalendar import Calendar
from nicegui import ui
from nicegui.testing.user_interaction import UserInteraction

from cases import appointments, casefile
from cases.actors import Actor
from cases.appointments import make_slots, save_consultants
from cases.calendars import consultants
from cases.models import Consultant
from cases.worktime import LOCAL, WorkCalendar
from tests.conftest import Clock
from tests.console.conftest import Colleague
from tests.console.world import Chat, World

WEEK = {"mon": ["09:00-10:30"], "tue": ["14:30-16:00"], "wed": ["09:00-10:00"]}
TUESDAY = "2026-11-24"


async def settle() -> None:
    await asyncio.sleep(0.4)


async def until(colleague: Colleague, words: str, *, there: bool = True) -> str:
    """The page once it shows (or no longer shows) these words; the machine may be busy."""
    for _ in range(150):
        if (words in (page := colleague.sees())) is there:
            return page
        await asyncio.sleep(0.1)
    raise AssertionError(f"{words!r} {'is not' if there else 'is still'} on the page:\n{page}")


async def told(world: World, chat: Chat, count: int) -> list[str]:
    """What the worker has heard once it is so much."""
    for _ in range(150):
        if len(said := await world.heard(chat)) >= count:
            return said
        await asyncio.sleep(0.1)
    raise AssertionError(said)


async def lawyer(world: World, name: str = "示例律师甲", **more: object) -> str:
    row = {
        "id": more.pop("id", "lawyer"), "name": name, "kind": "government", "county": "610300", "ways": ["phone", "in_person"],
        "place": "示例接待室", "weekly": WEEK, "minutes": 30,
    }  # fmt: skip
    staff_id = more.pop("staff_id", None)
    row |= more
    async with world.database.transaction() as session:
        await save_consultants(session, [row])
        if staff_id is not None:
            (await session.get_one(Consultant, row["id"])).staff_id = staff_id
        first = world.now.astimezone(LOCAL).date()
        await make_slots(session, calendar=WorkCalendar.load(), first=first, days=28)
    return str(row["id"])


async def booked(
    world: World, chat: Chat, at: str = "2026-11-24 14:30", *, kind: str = "legal_consultation", **more: str | None
) -> str:
    """A case with this time. Returns its number."""
    name = more.pop("name", "王建设")
    fields: Mapping[str, tuple[str, str, str]] = {"name": ("姓名", str(name), str(name))}
    number = await world.applies(chat, kind, fields, county=more.pop("county", None))
    async with world.database.transaction() as session:
        free = await appointments.free_slots(session, service=kind, now=world.now, limit=4_000)
        slot = next(s for s in free if f"{s.starts_at.astimezone(LOCAL):%Y-%m-%d %H:%M}" == at)
        case = await casefile.by_number(session, number, actor=Actor.system())
        await appointments.book_slot(
            session, case=case, slot_id=slot.id, way="phone", actor=Actor.worker(chat.person_id), now=world.now
        )
        await casefile.change_status(session, case, actor=Actor.system(), status="scheduled", now=world.now)
    return number


async def opens(colleague: Colleague, path: str) -> str:
    await colleague.user.open(path)
    await settle()
    return colleague.sees()


def press(colleague: Colleague, name: str, which: int = 0) -> None:
    with colleague.user:
        found = [
            b
            for b in colleague.user.client.elements.values()
            if isinstance(b, ui.button) and b.text == name and b.visible
        ]
    assert found, f"no button {name!r}"
    UserInteraction(colleague.user, {found[which]}, None).click()


def field(colleague: Colleague, label: str) -> ui.input | ui.select:
    with colleague.user:
        found = [
            e
            for e in colleague.user.client.elements.values()
            if isinstance(e, (ui.input, ui.select)) and label in str(e.props.get("label", ""))
        ]
    assert found, f"no field {label!r}"
    return found[-1]


def write(colleague: Colleague, label: str, value: object) -> None:
    with colleague.user:
        field(colleague, label).set_value(value)


async def test_a_day_a_week_and_a_list_show_who_comes_when(colleague: Colleague, world: World) -> None:
    await world.colleague("zhang", "张敏", ("duty", None))
    await lawyer(world)
    number = await booked(world, await world.chat("王建设"))
    await colleague.log_in("zhang")
    page = await opens(colleague, f"/calendar?view=day&day={TUESDAY}")
    for words in ("2026年11月24日 周二", "示例律师甲", "14:30–15:00", number, "王建设", "电话", "空", "替职工约"):
        assert words in page
    page = await opens(colleague, f"/calendar?day={TUESDAY}")
    assert "2026年11月23日 – 11月29日" in page and "约 1 · 空 2" in page and "14:30\n王建设" in page
    page = await opens(colleague, "/calendar?view=list&day=2026-11-23")
    assert f"11月24日 周二 14:30\n示例律师甲\n{number} 王建设\n电话\n已约" in page


async def test_an_empty_calendar_and_a_crafted_address(colleague: Colleague, world: World) -> None:
    await world.colleague("zhang", "张敏", ("duty", None))
    await colleague.log_in("zhang")
    assert "您负责的范围内还没有律师、咨询师。" in await opens(colleague, "/calendar")
    await lawyer(world)
    await opens(colleague, "/calendar?view=%3Cscript%3E&day=9999-99-99&consultant=" + "x" * 5_000 + "&kind=1&county='")
    assert "您负责的范围内还没有" in colleague.sees()
    assert "这四周还没有人约。" in await opens(colleague, "/calendar?view=list")
    client = colleague.user.http_client
    for path in (
        "/calendar/consultants/nobody",
        "/calendar/consultants/' OR 1=1",
        "/calendar/consultants/" + "x" * 900,
    ):
        answer = await client.get(path)
        assert "没有找到这位律师、咨询师" in answer.text, path


async def test_counselling_is_taken_but_nobody_else_learns_by_whom(colleague: Colleague, world: World) -> None:
    await world.colleague("zhang", "张敏", ("duty", None))
    await world.colleague("liu", "刘静", ("counsellor", None))
    await world.colleague("xm", "项目员", ("program_officer", None))
    await lawyer(world)
    await lawyer(world, "示例咨询师", id="listener", kind="counsellor")
    number = await booked(world, await world.chat(), kind="psych_consultation", name="小雨")
    await colleague.log_in("zhang")
    for path in (f"/calendar?view=day&day={TUESDAY}", f"/calendar?day={TUESDAY}", "/calendar?view=list&day=2026-11-23"):
        page = await opens(colleague, path)
        assert "已约（保密）" in page and number not in page and "小雨" not in page
    printed = (await colleague.user.http_client.get(f"/calendar/print?view=day&day={TUESDAY}")).text
    assert "已约（保密）" in printed and number not in printed and "小雨" not in printed
    await colleague.user.http_client.post("/logout")
    await colleague.log_in("liu")
    page = await opens(colleague, f"/calendar?view=day&day={TUESDAY}")
    assert number in page and "小雨" in page and "示例律师甲" not in page
    await colleague.user.http_client.post("/logout")
    await colleague.log_in("xm")
    assert "没有找到" in (await colleague.user.http_client.get("/calendar")).text


async def test_a_county_desk_changes_its_own_calendars_only(colleague: Colleague, world: World) -> None:
    await world.colleague("weibin", "渭滨区工会", ("county_desk", "610302"))
    await lawyer(world)
    await lawyer(world, "渭滨律师", id="weibin", county="610302")
    await lawyer(world, "金台律师", id="jintai", county="610303")
    await colleague.log_in("weibin")
    page = await opens(colleague, f"/calendar?view=day&day={TUESDAY}")
    assert "示例律师甲" in page and "渭滨律师" in page and "金台律师" not in page
    assert "没有找到" in (await colleague.user.http_client.get("/calendar/consultants/jintai")).text
    assert "设置由值班台或县区工会修改" in await opens(colleague, "/calendar/consultants/lawyer")
    assert "每周可约的时间" in await opens(colleague, "/calendar/consultants/weibin")


async def test_a_new_lawyer_with_a_week_and_what_is_wrong_is_said(colleague: Colleague, world: World) -> None:
    await world.colleague("zhang", "张敏", ("duty", None))
    await colleague.log_in("zhang")
    await opens(colleague, "/calendar/consultants/new")
    write(colleague, "姓名", "<b>李</b>{律}师")
    press(colleague, "加一段")
    await settle()
    write(colleague, "从", "11:00")
    press(colleague, "保存")
    await colleague.user.should_see("周一有一段没写完整", retries=60)
    write(colleague, "到", "09:00")
    press(colleague, "保存")
    await colleague.user.should_see("结束时间要晚于开始时间", retries=60)
    write(colleague, "从", "08:00")
    write(colleague, "分钟", "abc")
    press(colleague, "保存")
    await colleague.user.should_see("请填整数", retries=60)
    write(colleague, "两次之间空几分钟", "10")
    write(colleague, "一次多少分钟", "25")
    press(colleague, "保存")
    for _ in range(100):
        await asyncio.sleep(0.1)
        async with world.database.reading() as session:
            if await consultants.visible(session, actor=Actor.system()):
                break
    async with world.database.reading() as session:
        [found] = await consultants.visible(session, actor=Actor.system())
        free = await appointments.free_slots(session, service="legal_consultation", now=world.now)
    assert (found.name, found.weekly, found.minutes, found.buffer_minutes) == (
        "<b>李</b>{律}师", {"mon": ["08:00-09:00"]}, 25, 10,
    )  # fmt: skip
    assert [f"{s.starts_at.astimezone(LOCAL):%H:%M}" for s in free[:2]] == ["08:00", "08:35"]


async def test_an_officer_enters_leave_sees_who_is_affected_and_they_are_told(
    colleague: Colleague, world: World
) -> None:
    await world.colleague("zhang", "张敏", ("duty", None))
    await lawyer(world)
    chat = await world.chat("王建设")
    number = await booked(world, chat)
    await colleague.log_in("zhang")
    await opens(colleague, "/calendar/consultants/lawyer")
    write(colleague, "从哪天", TUESDAY)
    press(colleague, "保存", 1)
    page = await until(colleague, "有 1 位职工约了这些时间")
    assert f"{number} 王建设" in page and "职工会收到（例）" in page
    assert await world.heard(chat) == [], "nothing has happened yet"
    press(colleague, "保存并告知 1 位职工")
    [said] = await told(world, chat, 1)
    assert said.startswith(f"对不住，您约的 11月24日（周二）14:30–15:00（编号 {number}）")
    await until(colleague, "休假 · 11月24日 周二")
    assert await world.case_status(number) == "accepted"
    assert "休假" in await opens(colleague, f"/calendar?view=day&day={TUESDAY}&consultant=lawyer")
    await opens(colleague, "/calendar/consultants/lawyer")
    press(colleague, "取消这一条")
    await until(colleague, "接下来没有休假和特殊日子。")


async def test_a_lawyer_writes_their_own_leave(colleague: Colleague, world: World) -> None:
    me = await world.colleague("lvshi", "示例律师甲", ("lawyer", None))
    await lawyer(world, staff_id=me.id)
    await lawyer(world, "别的律师", id="other")
    await colleague.log_in("lvshi")
    page = await opens(colleague, "/calendar/consultants/lawyer")
    assert "设置由值班台或县区工会修改" in page and "休假与特殊日子" in page and "周二 14:30-16:00" in page
    write(colleague, "从哪天", TUESDAY)
    press(colleague, "保存")
    await settle()
    await until(colleague, "休假 · 11月24日 周二")
    assert "休假与特殊日子" not in await opens(colleague, "/calendar/consultants/other")


async def test_a_time_is_booked_moved_and_marked_for_somebody_on_the_telephone(
    colleague: Colleague, world: World, clock: Clock
) -> None:
    await world.colleague("zhang", "张敏", ("duty", None))
    await lawyer(world)
    chat = await world.chat("李秀兰")
    number = await world.applies(chat)
    await colleague.log_in("zhang")
    await opens(colleague, f"/calendar?view=day&day={TUESDAY}")
    press(colleague, "替职工约")
    await until(colleague, "替职工约这个时间")
    write(colleague, "事项编号", "12345")
    press(colleague, "替职工约", -1)
    await colleague.user.should_see("这个编号不对", retries=60)
    write(colleague, "事项编号", number)
    press(colleague, "替职工约", -1)
    await until(colleague, number)
    assert (await told(world, chat, 1))[0].startswith(
        f"给您约好了！编号 {number}，11月24日（周二）14:30–15:00，示例律师甲"
    )
    press(colleague, "改时间")
    await until(colleague, "改到别的时间")
    choices = field(colleague, "新时间")
    assert isinstance(choices, ui.select)
    with colleague.user:
        choices.set_value(next(k for k, v in choices.options.items() if "）15:30–" in v))
    press(colleague, "改时间", -1)
    assert "现在是 11月24日（周二）15:30–16:00" in (await told(world, chat, 2))[1]
    clock.now = clock.now + timedelta(days=1, hours=7)
    world.now = clock.now
    await colleague.log_in("zhang")
    await opens(colleague, f"/calendar?view=day&day={TUESDAY}")
    press(colleague, "没来")
    await until(colleague, "职工没有来？")
    press(colleague, "确定")
    await until(colleague, "最近一年没来过 1 次")
    assert any(words.startswith("11月24日（周二）15:30–16:00 没等到您") for words in await world.heard(chat))
    press(colleague, "已谈")
    await until(colleague, "没来过", there=False)
    assert "meeting_done" in await world.case_events(number)


async def test_paper_shows_the_day_and_a_name_with_script_is_only_a_name(colleague: Colleague, world: World) -> None:
    await world.colleague("zhang", "张敏", ("duty", None))
    await lawyer(world, "甲<script>alert(1)</script>")
    number = await booked(world, await world.chat(), name="<img src=x onerror=alert(1)>")
    await colleague.log_in("zhang")
    answer = await colleague.user.http_client.get(f"/calendar/print?view=day&day={TUESDAY}")
    assert answer.status_code == 200 and answer.headers["cache-control"] == "no-store"
    assert f"<td>14:30–15:00</td><td>{number}</td><td>&lt;img src=x onerror=alert(1)&gt;</td>" in answer.text
    assert "<script>" not in answer.text and "<img" not in answer.text
    empty = (await colleague.user.http_client.get("/calendar/print?view=day&day=2026-11-28")).text
    assert "这一天没有人约。" in empty


async def test_the_feed_is_a_calendar_without_anybodys_name(colleague: Colleague, world: World) -> None:
    await world.colleague("zhang", "张敏", ("duty", None))
    await lawyer(world)
    number = await booked(world, await world.chat("王建设"))
    await colleague.log_in("zhang")
    await opens(colleague, "/calendar/consultants/lawyer")
    press(colleague, "生成订阅地址")
    await until(colleague, "/calendar/feed/")
    [address] = [line for line in colleague.sees().splitlines() if line.startswith("/calendar/feed/")]
    client = colleague.user.http_client
    client.cookies.clear()  # a phone's calendar is not logged in
    answer = await client.get(address)
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/calendar")
    assert "王建设" not in answer.text
    [event] = Calendar.from_ical(answer.content).walk("VEVENT")
    assert str(event["SUMMARY"]) == f"预约 · 电话 · {number}"
    assert event["DTSTART"].dt.isoformat() == "2026-11-24T14:30:00+08:00"
    assert str(event["DTSTART"].params["TZID"]) == "Asia/Shanghai"
    assert [str(z["TZID"]) for z in Calendar.from_ical(answer.content).walk("VTIMEZONE")] == ["Asia/Shanghai"]
    async with world.database.transaction() as session:
        case = await casefile.locked(session, number, actor=Actor.system())
        await appointments.cancel_booking(session, case=case, actor=Actor.system(), now=world.now)
    [again] = Calendar.from_ical((await client.get(address)).content).walk("VEVENT")
    assert (str(again["STATUS"]), again["UID"]) == ("CANCELLED", event["UID"])
    for wrong in (address[:-4], address.replace(".ics", "x.ics"), "/calendar/feed/.ics", "/calendar/feed/lawyer.ics"):
        assert (await client.get(wrong)).status_code == 404, wrong
    await colleague.log_in("zhang")
    await opens(colleague, "/calendar/consultants/lawyer")
    press(colleague, "停用")
    await until(colleague, "生成订阅地址")
    assert (await client.get(address)).status_code == 404
