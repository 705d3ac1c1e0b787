"""Forms: begun, put aside, moved to another device, finished, left."""

from __future__ import annotations

from datetime import timedelta

from cases.figures import live, metrics
from tests.cases.figures.conftest import Month

ENDS = (metrics.FLOW_DONE, metrics.FLOW_CANCELLED, metrics.FLOW_ABANDONED)


async def _open(month: Month) -> dict[str, int]:
    async with month.story.database.reading() as session:
        return dict(await live.open_runs(session, month.view()))


async def test_a_form_is_open_for_a_day_and_then_abandoned_where_it_stood(month: Month) -> None:
    chat = await month.comes(county="610302")
    await month.fills(chat, "skills", "name", "phone")
    await month.counted()
    assert await _open(month) == {"enrollment:skills": 1}

    await month.counted(after=timedelta(hours=23))
    assert await month.totals(*ENDS) == {"flow_done": 0, "flow_cancelled": 0, "flow_abandoned": 0}
    await month.counted(after=timedelta(hours=1))
    assert await month.totals(*ENDS) == {"flow_done": 0, "flow_cancelled": 0, "flow_abandoned": 1}
    assert await month.by_key(metrics.STOPPED_AT) == {"enrollment:skills:phone": 1}
    assert await _open(month) == {}


async def test_who_comes_back_within_a_day_goes_on_with_the_same_form(month: Month) -> None:
    chat = await month.comes()
    await month.fills(chat, "skills", "name")
    month.story.clock.advance(timedelta(hours=20))
    await month.says(chat, "policy", card_id="overtime")  # put aside for a question
    month.story.clock.advance(timedelta(hours=3))
    await month.fills(chat, "skills", "phone")
    await month.ends(chat, "skills", "done")
    await month.counted(after=timedelta(days=3))
    assert await month.totals(*ENDS) == {"flow_done": 1, "flow_cancelled": 0, "flow_abandoned": 0}


async def test_who_comes_back_later_begins_a_new_one_also_when_counted_late(month: Month) -> None:
    chat = await month.comes()
    await month.fills(chat, "skills", "name")
    month.story.clock.advance(timedelta(hours=25))
    await month.fills(chat, "skills", "phone")
    await month.ends(chat, "skills", "done")
    await month.counted()
    assert await month.totals(*ENDS) == {"flow_done": 1, "flow_cancelled": 0, "flow_abandoned": 1}


async def test_a_count_that_lags_behind_abandons_nothing_that_went_on(month: Month) -> None:
    chat, other = await month.comes(), await month.comes()
    await month.fills(chat, "skills", "name")
    for _ in range(5):
        month.story.clock.advance(timedelta(hours=10))
        await month.says(other)
        await month.fills(chat, "skills", "phone")
    await month.ends(chat, "skills", "done")
    await month.counted(after=timedelta(days=2), limit=1)
    assert await month.totals(*ENDS) == {"flow_done": 1, "flow_cancelled": 0, "flow_abandoned": 0}


async def test_a_form_that_moves_to_the_web_is_one_form(month: Month) -> None:
    phone = await month.comes(channel="telegram", county="610302")
    await month.fills(phone, "hardship_assistance", "name", "id_number")
    web = await month.comes(person=phone.person_id)
    await month.fills(web, "hardship_assistance", "account")
    await month.ends(web, "hardship_assistance", "done")
    await month.counted(after=timedelta(days=2))
    assert await month.totals(*ENDS) == {"flow_done": 1, "flow_cancelled": 0, "flow_abandoned": 0}


async def test_two_forms_of_one_person_are_told_apart(month: Month) -> None:
    chat = await month.comes()
    await month.fills(chat, "skills", "name")
    await month.fills(chat, "spring_jobs", "phone")  # the first is put aside
    await month.ends(chat, "spring_jobs", "cancelled")
    await month.counted(after=timedelta(days=2))
    assert await month.by_key(metrics.FLOW_CANCELLED) == {"enrollment:spring_jobs": 1}
    assert await month.by_key(metrics.FLOW_ABANDONED) == {"enrollment:skills": 1}


async def test_a_form_answered_in_its_first_sentence_counts(month: Month) -> None:
    chat = await month.comes()
    await month.says(chat, "flow", flow="check_status", ended="done")
    await month.says(chat, "calculator", ended="done")
    await month.counted()
    assert await month.by_key(metrics.FLOW_DONE) == {"check_status:": 1, "calculator:": 1}


async def test_older_messages_tell_the_end_by_their_case(month: Month) -> None:
    """Before the trace told how a form ended, a case number did."""
    from cases import messages

    chat = await month.comes()
    await month.fills(chat, "skills", "name")
    message_id = await month.says(chat, over=False)
    kept = {"kind": "flow", "flow": "enrollment", "program": "skills", "case_number": "26-4831-0726"}
    async with month.story.database.transaction() as session:
        await messages.finish(session, message_id, trace={"trace": kept, "state": {"owner": "bot", "flow": None}})
    await month.counted(after=timedelta(days=2))
    assert await month.totals(*ENDS) == {"flow_done": 1, "flow_cancelled": 0, "flow_abandoned": 0}


async def test_a_form_whose_chat_a_colleague_has_stands_still(month: Month) -> None:
    chat = await month.comes()
    await month.fills(chat, "skills", "name")
    await month.says(chat, owner="staff")
    month.story.clock.advance(timedelta(hours=2))
    await month.ends(chat, "skills", "done")
    await month.counted()
    assert await month.totals(*ENDS) == {"flow_done": 1, "flow_cancelled": 0, "flow_abandoned": 0}
