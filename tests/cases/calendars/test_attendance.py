"""They talked, or nobody came; and a colleague books for somebody on the telephone."""

from __future__ import annotations

import pytest

from cases import appointments
from cases.actors import Actor
from cases.calendars import attendance, behalf, feed, views
from cases.errors import InvalidChange, NotAllowed, NotFound, SlotTaken
from cases.models import Case
from cases.worktime import LOCAL
from tests.cases.calendars.conftest import WORDS, Calendars, local
from tests.cases.story import Chat, Story


async def appointment_of(calendars: Calendars, case: Case) -> int:
    async with calendars.story.database.reading() as session:
        found = await appointments.booking_of(session, case.id)
        assert found is not None
        return found[0].id


async def mark(calendars: Calendars, appointment: int, outcome: str, actor: Actor) -> None:
    async with calendars.story.database.transaction() as session:
        await attendance.mark(
            session, appointment, outcome=outcome, actor=actor, now=calendars.story.clock(), words=WORDS
        )


async def misses(calendars: Calendars, chat: Chat, at: str, duty: Actor) -> Case:
    """Books, and does not come."""
    case = await calendars.story.case(chat, status="scheduled")
    calendars.story.clock.now = local(at).replace(hour=8)
    await calendars.story.book(case, await calendars.slot("lawyer", at))
    appointment = await appointment_of(calendars, case)
    calendars.story.clock.now = local(at).replace(minute=50)
    await mark(calendars, appointment, "no_show", duty)
    return case


async def test_who_did_not_come_is_written_to_kindly_and_may_choose_again(calendars: Calendars, duty: Actor) -> None:
    await calendars.lawyer()
    chat = await calendars.story.chat("a", channel="web")
    case = await misses(calendars, chat, "2026-11-24 15:00", duty)
    [(text, payloads)] = await calendars.heard(chat)
    assert text == f"没等到您 {case.number} 11月24日（周二）15:00–15:30"
    assert len(payloads) == 4 and all(p.startswith(f"move:{case.number}:") for p in payloads[:3])
    assert (await calendars.story.read(case)).status == "accepted"
    assert "meeting_no_show" in await calendars.events(case)


async def test_the_third_time_a_colleague_telephones_first(calendars: Calendars, duty: Actor) -> None:
    await calendars.lawyer()
    chat = await calendars.story.chat("a", channel="web")
    for n, day in enumerate(("2026-11-24 15:00", "2026-12-01 15:00", "2026-12-08 15:00")):
        async with calendars.story.database.reading() as session:
            assert not await attendance.confirm_first(session, chat.person_id, now=calendars.story.clock()), n
        await misses(calendars, chat, day, duty)
    case = await calendars.story.case(chat, status="scheduled")
    await calendars.story.book(case, await calendars.slot("lawyer", "2026-12-14 09:00"))

    async def seat() -> views.Seat:
        async with calendars.story.database.reading() as session:
            found = await views.agenda(
                session, actor=duty, now=calendars.story.clock(), first=local("2026-12-14 00:00").date(), days=1
            )
        [time] = [t for t in found.times if t.seats]
        return time.seats[0]

    assert ((await seat()).missed, (await seat()).confirm) == (3, True)
    async with calendars.story.database.transaction() as session:
        await attendance.confirmed(session, case.number, actor=duty, now=calendars.story.clock())
    assert not (await seat()).confirm


async def test_marks_belong_after_the_time_and_can_be_put_right(calendars: Calendars, duty: Actor) -> None:
    await calendars.lawyer()
    _, case = await calendars.booked("a", await calendars.slot("lawyer", "2026-11-24 15:00"))
    appointment = await appointment_of(calendars, case)
    with pytest.raises(InvalidChange) as caught:
        await mark(calendars, appointment, "done", duty)
    assert "还没到时间" in caught.value.message
    calendars.story.clock.now = local("2026-11-24 16:00")
    await mark(calendars, appointment, "no_show", duty)
    await mark(calendars, appointment, "done", duty)
    async with calendars.story.database.reading() as session:
        assert await attendance.no_shows(session, [case.person_id], now=calendars.story.clock()) == {}
    with pytest.raises(InvalidChange):
        await mark(calendars, appointment, "eaten", duty)


async def test_only_who_runs_the_calendar_marks(calendars: Calendars, story: Story) -> None:
    mine = await story.colleague(("lawyer", None), login="a")
    other = await story.colleague(("lawyer", None), login="b")
    counsellor = await story.colleague(("counsellor", None), login="c")
    duty = await story.colleague(("duty", None), login="d")
    await calendars.lawyer(staff_id=mine.id)
    await calendars.lawyer("listener", kind="counsellor", staff_id=counsellor.id)
    _, case = await calendars.booked("x", await calendars.slot("lawyer", "2026-11-24 15:00"))
    _, talk = await calendars.booked(
        "y", await calendars.slot("listener", "2026-11-24 15:00"), kind="psych_consultation"
    )
    law, psych = await appointment_of(calendars, case), await appointment_of(calendars, talk)
    story.clock.now = local("2026-11-24 16:00")
    for actor, appointment, error in (
        (other, law, NotAllowed),
        (counsellor, law, NotFound),
        (duty, psych, NotFound),
        (mine, psych, NotFound),
    ):
        with pytest.raises(error):
            await mark(calendars, appointment, "done", actor)
    await mark(calendars, law, "done", mine)
    await mark(calendars, psych, "done", counsellor)


async def test_a_colleague_books_and_moves_for_somebody_on_the_telephone(calendars: Calendars, duty: Actor) -> None:
    story = calendars.story
    lawyer = await calendars.lawyer()
    chat = await story.chat("a", channel="web")
    case = await story.case(chat)
    first, second = [await calendars.slot(lawyer, f"2026-12-01 {t}") for t in ("14:30", "15:30")]

    async def book(slot: int, way: str = "phone", number: str = case.number, actor: Actor = duty) -> None:
        async with story.database.transaction() as session:
            await behalf.book_for(session, number, slot, way=way, actor=actor, now=story.clock(), words=WORDS)

    await book(first)
    assert (await calendars.heard(chat))[0][0].startswith(f"约好 {case.number} 12月1日（周二）14:30–15:00")
    assert (await story.read(case)).status == "scheduled"
    await book(second, "in_person")
    assert await calendars.time_of(case) == "12-01 15:30"
    assert (await calendars.heard(chat))[1][0].endswith("当面；地点 示例；可换")
    with pytest.raises(InvalidChange):
        await book(second, "in_person")
    await calendars.booked("b", first)
    with pytest.raises(SlotTaken) as caught:
        await book(first)
    assert len(caught.value.alternatives) == 3 and second not in [s.id for s in caught.value.alternatives]
    assert await calendars.time_of(case) == "12-01 15:30"
    weibin = await story.colleague(("county_desk", "610302"), login="weibin")
    jintai = await story.case(await story.chat("j"), county="610303")
    ours = await story.case(await story.chat("w"), county="610302")
    free = await calendars.slot(lawyer, "2026-12-07 09:00")
    with pytest.raises(NotFound):
        await book(free, number=jintai.number, actor=weibin)
    await book(free, number=ours.number, actor=weibin)  # the city's lawyer serves every county
    handoff = await story.case(chat, "handoff")
    with pytest.raises(InvalidChange):
        await book(free, number=handoff.number)
    lawyer_only = await story.colleague(("lawyer", None), login="lvshi")
    with pytest.raises(NotAllowed):
        await book(free, actor=lawyer_only)


async def test_what_each_colleague_sees_of_a_week(calendars: Calendars, story: Story, duty: Actor) -> None:
    counsellor = await story.colleague(("counsellor", None), login="c")
    lawyer = await story.colleague(("lawyer", None), login="l")
    weibin = await story.colleague(("county_desk", "610302"), login="w")
    officer = await story.colleague(("program_officer", None), login="o")
    await calendars.lawyer()
    await calendars.lawyer("jintai", county="610303")
    await calendars.lawyer("listener", kind="counsellor")
    fields = {"name": {"label": "姓名", "value": "王建设", "display": "王建设"}}
    _, case = await calendars.booked("x", await calendars.slot("lawyer", "2026-11-30 09:00"), fields=fields)
    _, talk = await calendars.booked(
        "y", await calendars.slot("listener", "2026-11-30 09:00"), kind="psych_consultation",
        fields={"alias": {"label": "称呼", "value": "小雨", "display": "小雨"}},
    )  # fmt: skip

    async def sees(actor: Actor, **more: object) -> tuple[set[str], list[tuple[str | None, str | None]]]:
        async with story.database.reading() as session:
            found = await views.agenda(
                session, actor=actor, now=story.clock(), first=local("2026-11-30 00:00").date(), days=7, **more
            )  # type: ignore[arg-type]
        return {c.id for c in found.consultants}, [(s.number, s.name) for t in found.times for s in t.seats]

    assert await sees(duty) == ({"lawyer", "jintai", "listener"}, [(case.number, "王建设"), (None, None)])
    assert await sees(counsellor) == ({"listener"}, [(talk.number, "小雨")])
    assert await sees(lawyer) == ({"lawyer", "jintai"}, [(case.number, "王建设")])
    assert (await sees(weibin))[0] == {"lawyer", "listener"}
    assert await sees(officer) == (set(), [])
    assert (await sees(duty, kind="counsellor"))[0] == {"listener"}
    assert (await sees(duty, county="610303"))[0] == {"jintai"}
    assert (await sees(weibin, consultant_id="jintai"))[0] == set()


async def test_a_feed_opens_by_its_secret_only_and_names_nobody(calendars: Calendars, story: Story) -> None:
    mine = await story.colleague(("lawyer", None), login="a")
    other = await story.colleague(("lawyer", None), login="b")
    await calendars.lawyer(staff_id=mine.id)
    chat, case = await calendars.booked("x", await calendars.slot("lawyer", "2026-11-30 09:00"))
    async with story.database.transaction() as session:
        with pytest.raises(NotAllowed):
            await feed.open_feed(session, "lawyer", actor=other, now=story.clock())
        token = await feed.open_feed(session, "lawyer", actor=mine, now=story.clock())

    async def read(secret: str) -> list[feed.FeedEntry]:
        async with story.database.reading() as session:
            return (await feed.read_feed(session, secret, now=story.clock()))[1]

    [entry] = await read(token)
    assert (entry.number, entry.way, entry.cancelled) == (case.number, "phone", False)
    assert entry.starts_at.astimezone(LOCAL) == local("2026-11-30 09:00")
    async with story.database.transaction() as session:
        row = await session.merge(case)
        target = await calendars.slot("lawyer", "2026-11-30 10:00")
        await appointments.move_booking(session, case=row, slot_id=target, actor=chat.worker, now=story.clock())
    old, new = await read(token)
    assert (old.uid, old.cancelled) == (entry.uid, True) and new.uid != old.uid and not new.cancelled
    async with story.database.transaction() as session:
        second = await feed.open_feed(session, "lawyer", actor=mine, now=story.clock())
    for wrong in (token, "", "x" * 5_000, "lawyer", "' OR 1=1 --"):
        with pytest.raises(NotFound):
            await read(wrong)
    assert len(await read(second)) == 2
    async with story.database.transaction() as session:
        await feed.close_feed(session, "lawyer", actor=mine, now=story.clock())
    with pytest.raises(NotFound):
        await read(second)
