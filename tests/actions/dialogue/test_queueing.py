"""No time was free: the worker queues with the filled-in form, is asked when one frees, and one tap books it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from actions.flows import queueing
from cases import appointments, casefile, messages
from cases.actors import Actor
from cases.calendars import behalf
from cases.errors import SlotTaken
from cases.worktime import WorkCalendar
from tests.actions.dialogue.chat import Chat
from tests.actions.dialogue.test_booking import AFTER_SLOT, BEFORE_SLOT, to_confirmation
from tests.conftest import Clock

NewChat = Callable[[], Awaitable[Chat]]


async def all_booked(chat: Chat, *, but: int = 0, service: str = "legal_consultation") -> list[tuple[str, int]]:
    """Other people have every time of a lawyer who can be called, `but` the first so many. Returns (case, slot)."""
    async with chat.database.transaction() as session:
        row = await chat.row()
        taken = []
        for slot in (await appointments.free_slots(session, service=service, now=chat.clock(), limit=4_000))[but:]:
            case, _ = await casefile.open_case(
                session, actor=Actor.system(), kind=service, person_id=row.person_id, conversation_id=row.id,
                fields={}, now=chat.clock(), status="scheduled",
            )  # fmt: skip
            await appointments.book_slot(
                session, case=case, slot_id=slot.id, way=slot.ways[0], actor=Actor.system(), now=chat.clock()
            )
            taken.append((case.number, slot.id))
    return taken


async def frees(chat: Chat, number: str) -> None:
    async with chat.database.transaction() as session:
        case = await casefile.locked(session, number, actor=Actor.system())
        await appointments.cancel_booking(session, case=case, actor=Actor.system(), now=chat.clock())


async def the_round(chat: Chat) -> list[str]:
    async with chat.database.transaction() as session:
        return await queueing.round_of_offers(
            session, chat.clock(), texts=chat.assistant._services.texts, calendar=WorkCalendar.load()
        )


async def pushed(chat: Chat) -> tuple[str, dict[str, str]]:
    """The newest message nobody asked for, with its buttons (title without its number → payload)."""
    async with chat.database.reading() as session:
        last = (await messages.transcript(session, chat.id, now=chat.clock()))[-1]
    return last.text or "", {
        b["title"].partition(". ")[2]: b["payload"] for b in (last.content or {}).get("buttons", [])
    }


@pytest.fixture
async def others(new_chat: NewChat) -> Chat:
    return await new_chat()


async def queues(chat: Chat) -> None:
    await chat.all(*BEFORE_SLOT)
    assert "没有合适的空档" in chat.heard
    await chat.press("排队等空位")
    assert chat.field == "consent"
    await chat.all(*AFTER_SLOT)
    assert "时间：排队等空位" in chat.heard and chat.field == "confirm"
    await chat.press("确认提交")


async def test_a_worker_queues_and_one_tap_books_the_time_that_frees(chat: Chat, others: Chat, clock: Clock) -> None:
    (number, slot), *_ = (await all_booked(others))[-6:]
    await queues(chat)
    assert "给您排上了，您排在最前头" in chat.heard and "不排了" in chat.titles
    assert await chat.cases() == [] and chat.view["flow"] is None
    await chat.say("查进度")
    assert "正在排队等空位，您排在最前头" in chat.heard and "不排了" in chat.titles
    clock.advance(timedelta(minutes=1))
    assert await the_round(chat) == []
    await frees(others, number)
    assert await the_round(chat) == [chat.id]
    text, buttons = await pushed(chat)
    assert text.startswith("空出一个时间：12月") and "给您留到 11月23日" in text
    await chat.payload(buttons["行，就这个"])
    assert "约好了" in chat.heard and len(chat.reminders) == 2
    case = await chat.case("legal_consultation")
    assert (case.status, case.fields["name"]["value"], case.fields["slot"]["value"]) == (
        "scheduled", "王建设", str(slot),
    )  # fmt: skip
    assert chat.trace["case_number"] == case.number
    await chat.payload(buttons["行，就这个"])
    assert "已经办好了" in chat.heard and len(await chat.cases()) == 1


async def test_a_time_answered_too_late_is_said_kindly_and_the_place_can_be_taken_again(
    chat: Chat, others: Chat, clock: Clock
) -> None:
    (number, _), *_ = (await all_booked(others))[-6:]
    await queues(chat)
    await frees(others, number)
    await the_round(chat)
    _, buttons = await pushed(chat)
    clock.advance(timedelta(hours=5))
    await chat.payload(buttons["行，就这个"])
    assert "过了留的时间" in chat.heard and await chat.cases() == []
    await the_round(chat)
    _, lapsed = await pushed(chat)
    await chat.payload(lapsed["接着排"])
    assert "接着给您排" in chat.heard
    await the_round(chat)
    _, offered = await pushed(chat)
    await chat.payload(offered["这个不行，接着等"])
    assert "您还排在原来的位置" in chat.heard
    await chat.payload(offered["不排了"])
    assert "不排了" in chat.heard
    await chat.payload(lapsed["接着排"])  # an old button still does what it says
    assert "接着给您排" in chat.heard


async def test_nothing_fits_the_wish_and_only_what_fits_it_is_asked_about_later(chat: Chat, others: Chat) -> None:
    await chat.all(*BEFORE_SLOT, "这周日下午")
    assert "没有空档" in chat.heard and "排队等空位" in chat.titles
    await chat.say("排队等空位")
    assert str(chat.value("slot")).startswith("wait~2026-11-29~2026-11-29~")
    await chat.all(*AFTER_SLOT)
    await chat.press("确认提交")
    assert "给您排上了" in chat.heard
    assert await the_round(chat) == [], "many times are free, but none on Sunday afternoon"


async def test_who_finds_a_time_themselves_waits_no_longer(chat: Chat, others: Chat) -> None:
    taken = await all_booked(others)
    await queues(chat)
    for number, _ in taken[-6:]:
        await frees(others, number)
    await chat.all(*BEFORE_SLOT, "1", *AFTER_SLOT[1:])
    await chat.press("确认提交")
    assert "约好了" in chat.heard
    assert await the_round(chat) == []


async def test_it_can_be_given_up_in_words(chat: Chat, others: Chat) -> None:
    await all_booked(others)
    await queues(chat)
    await chat.say("取消预约")
    assert "排队等空位（法律咨询）" in chat.heard
    await chat.press("确定取消")
    assert "不排了" in chat.heard
    await chat.say("取消预约")
    assert "没有可以取消的" in chat.heard


async def test_counselling_waits_behind_its_wall(chat: Chat, others: Chat) -> None:
    taken = await all_booked(others, service="psych_consultation")
    await chat.all("心里堵得慌睡不着", "小雨", ">打电话", ">排队等空位", ">同意", "13900001234")
    turn = await chat.press("确认提交")
    assert turn.walled and "给您排上了" in chat.heard
    for number, _ in taken[-12:]:
        await frees(others, number)
    assert await the_round(chat) == [chat.id]
    async with chat.database.reading() as session:
        last = (await messages.transcript(session, chat.id, now=chat.clock()))[-1]
    assert last.walled
    turn = await chat.payload((await pushed(chat))[1]["行，就这个"])
    assert turn.walled and (await chat.case("psych_consultation")).fields["alias"]["value"] == "小雨"


async def test_the_three_nearest_are_offered_when_somebody_was_quicker(chat: Chat, new_chat: NewChat) -> None:
    other = await new_chat()
    await to_confirmation(chat, "下周三下午三点")
    await to_confirmation(other, "下周三下午三点")
    await other.press("确认提交")
    await chat.press("确认提交")
    assert "离得最近的还有这些" in chat.heard
    found = [button.title for button in chat.buttons]
    assert [title.split(" ")[1].split("–")[0] for title in found] == [
        f"12月2日（周三）{at}" for at in ("14:30", "15:00", "15:30")
    ]
    # Another lawyer has that very hour, and that is nearest of all.
    assert "示例律师" in found[1] and found[1].split(" ")[-1] != found[0].split(" ")[-1]
    await chat.say("2")
    assert chat.field == "confirm"


async def test_a_button_of_a_moved_time_moves_it_and_only_for_ones_own_case(chat: Chat, new_chat: NewChat) -> None:
    other = await new_chat()
    await to_confirmation(chat, "下周三下午三点")
    await chat.press("确认提交")
    case = await chat.case("legal_consultation")
    held = await chat.booking(case)
    assert held is not None
    async with chat.database.reading() as session:
        free = await appointments.alternatives_for(session, case, wanted=held[1], way="phone", now=chat.clock())
    await other.payload(f"move:{case.number}:{free[0].id}")
    assert "不认识" in other.heard
    await chat.payload(f"move:{case.number}:{free[0].id}")
    assert "改好了" in chat.heard and len(chat.reminders) == 2
    moved = await chat.booking(case)
    assert moved is not None and moved[0].slot_id == free[0].id
    await chat.payload(f"move:{case.number}:{free[0].id}")
    assert "您约的就是这个时间" in chat.heard and chat.reminders == []
    await to_confirmation(other, "下周三下午三点")
    await other.press("确认提交")
    await chat.payload(f"move:{case.number}:{held[0].slot_id}")
    assert "离得最近的还有这些" in chat.heard and all(f"move:{case.number}:" in b.payload for b in chat.buttons[:3])
    for crafted in (
        "move:",
        "move:x:y",
        f"move:{case.number}:99999999999999999999",
        f"move:{case.number}:-1",
        "wait:yes",
    ):
        await chat.payload(crafted)
        assert "不认识" in chat.heard, crafted
    await chat.payload("wait:yes:999:1")
    assert "没找到您排队的记录" in chat.heard
    async with chat.database.transaction() as session:
        row = await casefile.locked(session, case.number, actor=Actor.worker(case.person_id))
        async with chat.database.reading() as reading:
            psych = await appointments.free_slots(reading, service="psych_consultation", now=chat.clock())
        with pytest.raises(SlotTaken):  # a counsellor's time is none for a matter of law
            await behalf.rebook(session, row, psych[0].id, actor=Actor.system(), now=chat.clock())


async def test_somebody_who_missed_three_times_is_told_that_a_colleague_calls_first(chat: Chat) -> None:
    for n in range(3):
        await to_confirmation_of(chat, n)
    assert "先打个电话跟您确认" not in chat.heard
    async with chat.database.transaction() as session:
        for case in await chat.cases("legal_consultation"):
            booking = await appointments.booking_of(session, case.id)
            assert booking is not None
            booking[0].status = "no_show"
    await to_confirmation_of(chat, 3)
    assert "约好了" in chat.heard and "先打个电话跟您确认" in chat.heard
    assert len(await chat.cases("legal_consultation")) == 4


async def to_confirmation_of(chat: Chat, n: int) -> None:
    """Another booking; consent was given with the first."""
    await chat.all(*BEFORE_SLOT, "1", *(AFTER_SLOT if n == 0 else AFTER_SLOT[1:]))
    await chat.press("确认提交")
