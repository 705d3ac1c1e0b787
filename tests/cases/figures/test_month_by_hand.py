"""A small November, worked by hand: what happened stands in the fixture, each figure was added up on paper."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cases.actors import Actor
from cases.figures import live, metrics, reading
from cases.figures.periods import Period
from tests.cases.figures.conftest import Month
from tests.cases.story import Chat


@pytest.fixture
async def november(month: Month) -> dict[str, Chat]:
    """Four people, five chats. Anyone can add it up: 王 in 渭滨 by leaflet, 李 in 岐山, 张 nowhere, 赵 in 渭滨."""
    await month.story.program("winter_warmth")
    await month.story.program("autumn_scholarship")

    month.at("2026-11-02 09:00")
    wang = await month.comes(county="610302", source="leaflet-meixian")
    await month.says(wang, "program_info", program="winter_warmth", intent="ask_program")
    await month.fills(wang, "winter_warmth", "for_whom", "situation", "phone", "confirm")
    await month.ends(wang, "winter_warmth", "done")
    warmth = await month.case(wang, "enrollment", program_id="winter_warmth", county="610302")

    month.at("2026-11-02 23:59")
    li = await month.comes(county="610323", channel="telegram")
    await month.says(li, "policy", intent="ask_policy", card_id="overtime")
    month.at("2026-11-03 00:01")  # the same talk, the next day
    await month.says(li, "policy", intent="ask_policy", card_id="overtime")
    await month.says(li, "suggestions", intent="ask_policy")
    await month.asks_in_vain(li)
    await month.asks_in_vain(li, "not_helpful", "overtime")

    month.at("2026-11-10 10:00")
    zhang = await month.comes()
    await month.fills(zhang, "autumn_scholarship", "student_name", "family_size")
    month.at("2026-11-12 10:00")  # 张 has not moved for two days

    zhao = await month.comes(county="610302", source="leaflet-meixian")
    await month.fills(zhao, "winter_warmth", "for_whom")
    await month.ends(zhao, "winter_warmth", "cancelled")
    await month.says(zhao, "crisis", crisis=True)
    await month.says(zhao, "crisis", crisis=True)
    handoff = await month.case(
        zhao, "handoff", county="610302", fields={"reason": {"label": "原因", "value": "crisis", "display": "危险信号"}}
    )
    await month.says(zhao, owner="staff")

    month.at("2026-11-20 15:00")  # 王 comes back with another telephone and signs up once more
    wang_again = await month.comes(county="610302", person=wang.person_id)
    await month.says(wang_again, "program_info", program="winter_warmth", intent="ask_program")
    await month.case(wang_again, "enrollment", program_id="winter_warmth", county="610302")
    await month.rates(wang, 5)
    await month.rates(li, 4)
    await month.rates(zhang, None)
    await month.clock(handoff, "first_reply", "2026-11-12 10:00", due="2026-11-12 10:10", stopped="2026-11-12 10:04")
    await month.clock(
        warmth, "first_reply", "2026-11-02 09:00", due="2026-11-02 09:30", stopped="2026-11-02 11:03", late=True
    )
    await month.clock(warmth, "solve", "2026-11-02 09:00", due="2026-11-20 18:00", stopped="2026-11-20 15:00")
    await month.story.move(warmth, "accepted", "visited", "approved", "public_notice", "paid", "done")
    await month.story.move(handoff, "cancelled")
    return {"wang": wang, "li": li, "zhang": zhang, "zhao": zhao, "wang_again": wang_again}


async def test_every_figure_of_the_month(month: Month, november: dict[str, Chat]) -> None:
    await month.counted()

    assert await month.totals(*metrics.NAMES) == {
        "messages": 17,  # 王 6, 李 3, 张 2, 赵 5, 王 again 1
        "chats": 5,
        "chat_days": 6,  # 李 on two days
        "people": 4,
        "kind": 17,
        "intent": 5,
        "card": 2,
        "program": 2,
        "crisis": 1,  # two messages, one person in danger
        "unanswered": 2,
        "not_helpful": 1,
        "flow_done": 1,
        "flow_cancelled": 1,
        "flow_abandoned": 1,
        "stopped_at": 2,
        "cases_opened": 3,
        "cases_done": 1,
        "cases_refused": 0,
        "cases_cancelled": 1,
        "handovers": 1,
        "kept": 2,
        "breached": 1,
        "first_reply": 2,
        "aware": 3,  # 王 and 赵 of 冬送温暖, 张 of 金秋助学; 王 only the first time
        "signed_up": 1,  # 王 twice is one person
        "rating": 2,
    }


async def test_what_it_was_about(month: Month, november: dict[str, Chat]) -> None:
    await month.counted()

    assert await month.by_key(metrics.KIND) == {
        "program_info": 2, "flow": 9, "policy": 2, "suggestions": 1, "crisis": 2, "with_staff": 1,
    }  # flow: 王 4 + 1 at the end, 张 2, 赵 1 + 1 at the end  # fmt: skip
    assert await month.by_key(metrics.INTENT) == {"ask_program": 2, "ask_policy": 3}
    assert await month.by_key(metrics.CARD) == {"overtime": 2}
    assert await month.by_key(metrics.UNANSWERED) == {"no_card": 1, "not_helpful": 1}
    assert await month.by_key(metrics.FLOW_DONE) == {"enrollment:winter_warmth": 1}
    assert await month.by_key(metrics.FLOW_ABANDONED) == {"enrollment:autumn_scholarship": 1}
    assert await month.by_key(metrics.STOPPED_AT) == {
        "enrollment:autumn_scholarship:family_size": 1,
        "enrollment:winter_warmth:for_whom": 1,
    }
    assert await month.by_key(metrics.CASES_OPENED) == {"winter_warmth": 2, "handoff": 1}
    assert await month.by_key(metrics.HANDOVERS) == {"crisis": 1}
    assert await month.by_key(metrics.KEPT) == {"first_reply:handoff": 1, "solve:winter_warmth": 1}
    assert await month.by_key(metrics.BREACHED) == {"first_reply:winter_warmth": 1}
    assert await month.by_key(metrics.RATING) == {"5": 1, "4": 1}
    assert await month.by_key(metrics.AWARE) == {"winter_warmth": 2, "autumn_scholarship": 1}


async def test_where_it_happened(month: Month, november: dict[str, Chat]) -> None:
    await month.counted()

    async with month.story.database.reading() as session:
        view = month.view()
        assert (await reading.by_county(session, view, metrics.CHATS))[metrics.CHATS] == {
            "610302": 3, "610323": 1, "": 1,
        }  # fmt: skip
        assert (await reading.by_channel(session, view, metrics.MESSAGES))[metrics.MESSAGES] == {
            "web": 14, "telegram": 3,
        }  # fmt: skip
        assert (await reading.by_source(session, view, metrics.PEOPLE))[metrics.PEOPLE] == {"leaflet-meixian": 2, "": 2}
        assert await reading.by_key_and_source(session, view, metrics.AWARE) == {
            ("winter_warmth", "leaflet-meixian"): 2,
            ("autumn_scholarship", ""): 1,
        }
        assert await reading.sources(session, view) == ["leaflet-meixian"]
        assert (await reading.by_step(session, view, metrics.MESSAGES))[metrics.MESSAGES] == {
            date(2026, 11, 2): 7,
            date(2026, 11, 3): 2,
            date(2026, 11, 10): 2,
            date(2026, 11, 12): 5,
            date(2026, 11, 20): 1,
        }
        assert await reading.median_first_reply(session, view) == timedelta(minutes=4)
        assert await reading.median_first_reply(session, month.view(county="610323")) is None
    assert await month.totals(metrics.CHATS, view=month.view(county="610302")) == {"chats": 3}
    assert await month.totals(metrics.CHATS, view=month.view(county="610302", source="leaflet-meixian")) == {"chats": 2}
    assert await month.totals(metrics.MESSAGES, view=month.view(channel="telegram")) == {"messages": 3}


async def test_a_shorter_period_and_the_time_up_to_it(month: Month, november: dict[str, Chat]) -> None:
    await month.counted()

    first_days = month.view(Period(date(2026, 11, 3), date(2026, 11, 12)))
    assert await month.totals(metrics.MESSAGES, metrics.PEOPLE, view=first_days) == {"messages": 9, "people": 2}
    async with month.story.database.reading() as session:
        so_far = await reading.up_to(session, first_days, metrics.AWARE)
    assert so_far[metrics.AWARE] == {"winter_warmth": 2, "autumn_scholarship": 1}


async def test_long_periods_are_read_by_months_and_agree(month: Month, november: dict[str, Chat]) -> None:
    await month.counted()
    year = month.view(Period(date(2026, 1, 1), date(2026, 12, 31)))
    ragged = month.view(Period(date(2026, 7, 20), date(2026, 11, 12)))
    over_the_month = month.view(Period(date(2026, 10, 15), date(2026, 12, 10)))
    wanted = (metrics.MESSAGES, metrics.PEOPLE, metrics.AWARE)
    assert await month.totals(*wanted, view=year) == {"messages": 17, "people": 4, "aware": 3}
    assert await month.totals(*wanted, view=ragged) == {"messages": 16, "people": 4, "aware": 3}
    assert await month.totals(*wanted, view=over_the_month) == {"messages": 17, "people": 4, "aware": 3}
    async with month.story.database.reading() as session:
        assert (await reading.by_step(session, year, metrics.MESSAGES))[metrics.MESSAGES] == {date(2026, 11, 1): 17}
        assert (await reading.by_step(session, ragged, metrics.MESSAGES))[metrics.MESSAGES] == {date(2026, 11, 1): 16}
    assert year.period.steps == [date(2026, n, 1) for n in range(1, 13)]


async def test_what_waits_now(month: Month, november: dict[str, Chat]) -> None:
    chat = november["li"]
    month.at("2026-11-23 10:00")
    async with month.story.database.transaction() as session:
        from cases import conversations

        await conversations.ask_for_person(
            session,
            chat.id,
            reason="asked",
            reply_due_at=month.story.clock() + timedelta(minutes=30),
            now=month.story.clock(),
        )
    waiting = await month.case(november["zhang"], "legal_consultation", county="610304")
    await month.clock(waiting, "solve", "2026-11-20 10:00", due="2026-11-23 09:00")
    await month.clock(waiting, "update", "2026-11-20 10:00", due="2026-11-23 18:00")
    now = month.story.clock.advance(timedelta(minutes=40))

    async with month.story.database.reading() as session:
        view = month.view()
        (queue,) = await live.queues(session, view, now=now)
        clocks = await live.running_clocks(session, view, now=now)
        cases = await live.open_cases(session, view)
        over = await live.over_by_county(session, view, now=now)
        elsewhere = await live.over_by_county(session, month.view(county="610302"), now=now)
        questions = await live.open_questions(session, view)

    assert (queue.role, queue.county, queue.waiting, queue.late) == ("duty", "", 1, 1)
    assert now - queue.oldest == timedelta(minutes=40)
    assert clocks == {"solve": live.Running(1, 0, 0, 1), "update": live.Running(1, 0, 1, 0)}
    assert cases == {("submitted", "610302"): 1, ("submitted", "610304"): 1}
    assert over == {"610304": 1} and elsewhere == {}
    assert questions == 2


async def test_the_words_of_workers_are_not_in_the_figures(month: Month, november: dict[str, Chat]) -> None:
    from sqlalchemy import select

    from cases.models import DayCount, FormRunCount

    await month.counted()
    async with month.story.database.reading() as session:
        counts = [str(vars(row)) for row in (await session.execute(select(DayCount))).scalars()]
        runs = [str(vars(row)) for row in (await session.execute(select(FormRunCount))).scalars()]
    assert counts and runs
    assert not any("原话" in row for row in [*counts, *runs])


def test_the_actor_of_a_view_must_have_the_right() -> None:
    from cases.errors import NotAllowed
    from cases.figures.view import look

    lawyer = Actor("staff", 1, "示例", frozenset({("lawyer", None)}))
    qishan = Actor("staff", 2, "示例", frozenset({("county_desk", "610323")}))
    period = Period(date(2026, 11, 1), date(2026, 11, 30))
    with pytest.raises(NotAllowed):
        look(lawyer, period)
    assert look(qishan, period).county == "610323"
    with pytest.raises(NotAllowed):
        look(qishan, period, county="610302")
    with pytest.raises(NotAllowed):
        look(qishan, period, county="610300")
    with pytest.raises(NotAllowed):
        look(Actor.worker(5), period)
