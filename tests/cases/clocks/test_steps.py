"""Staff hold clocks with a reason, and let them go on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from cases import clocks
from cases.actors import Actor
from cases.clocks.steps import LONGEST_NOTE
from cases.errors import InvalidChange, NotAllowed, NotFound
from tests.cases.clocks.conftest import at, clocks_of, does, told
from tests.cases.story import Chat, Story

GoTo = Callable[[str], datetime]


@pytest.fixture
async def lawyer(story: Story) -> Actor:
    return await story.colleague(("lawyer", None), login="lvshi")


async def test_waiting_for_the_arbitration_over_national_day(
    story: Story, chat: Chat, lawyer: Actor, go_to: GoTo
) -> None:
    go_to("2026-09-28 09:00")  # a Monday
    case = await story.case(chat)
    before = (await clocks_of(story, case))["solve"]
    # Tue 29, Wed 30, Thu 8, Fri 9, Sat 10 (worked), Mon 12 … Fri 16
    assert before.due_at == at("2026-10-16 17:00")
    go_to("2026-09-30 17:00")  # three of eleven days gone
    assert await does(story, case, clocks.pause, actor=lawyer, reason="procedure", note="等仲裁开庭") == ["solve"]
    go_to("2026-10-10 09:00")  # the worked Saturday
    assert await does(story, case, clocks.resume, actor=lawyer, note="开过庭了") == ["solve"]
    # Eight days were left at the evening of the 30th: Sat 10, Mon 12 to Fri 16, Mon 19, Tue 20
    assert (await clocks_of(story, case))["solve"].due_at == at("2026-10-20 17:00") == (await story.read(case)).due_at
    assert await told(story, case, "clock_paused") == [{"reason": "procedure", "clocks": ["solve"]}]
    assert await told(story, case, "clock_resumed") == [{"clocks": ["solve"]}]


async def test_the_worker_still_hears_from_us_while_somebody_else_is_slow(
    story: Story, chat: Chat, lawyer: Actor
) -> None:
    case = await story.case(chat)
    await does(story, case, clocks.note_reply)
    await does(story, case, clocks.pause, actor=lawyer, reason="agency", note="人社局在核")
    running = await clocks_of(story, case)
    assert running["solve"].due_at is None and running["update"].due_at == at("2026-11-26 17:00")


@pytest.mark.parametrize(
    ("reason", "note"),
    [
        ("agency", ""),
        ("agency", "   "),
        ("agency", "等" * (LONGEST_NOTE + 1)),
        ("papers", "等材料"),
        ("lunch", "去吃饭"),
        ("", "没写"),
    ],
)
async def test_a_pause_needs_a_known_reason_and_words(
    story: Story, chat: Chat, lawyer: Actor, reason: str, note: str
) -> None:
    case = await story.case(chat)
    with pytest.raises(InvalidChange):
        await does(story, case, clocks.pause, actor=lawyer, reason=reason, note=note)
    assert (await clocks_of(story, case))["solve"].paused_at is None
    assert await told(story, case, "clock_paused") == []


async def test_nothing_is_held_twice_and_nothing_goes_on_that_did_not_stop(
    story: Story, chat: Chat, lawyer: Actor
) -> None:
    case = await story.case(chat)
    with pytest.raises(InvalidChange):
        await does(story, case, clocks.resume, actor=lawyer)
    await does(story, case, clocks.pause, actor=lawyer, reason="agency", note="等回函")
    with pytest.raises(InvalidChange):
        await does(story, case, clocks.pause, actor=lawyer, reason="employer", note="等单位")


async def test_what_waits_for_papers_does_not_go_on_by_a_press(story: Story, chat: Chat, lawyer: Actor) -> None:
    case = await story.case(chat)
    await story.move(case, "needs_papers")
    with pytest.raises(InvalidChange):
        await does(story, case, clocks.resume, actor=lawyer)


async def test_foreign_cases_look_as_if_they_were_not_there(story: Story, chat: Chat) -> None:
    case = await story.case(chat, county="610302")
    other = await story.colleague(("county_desk", "610326"), login="meixian")
    editor = await story.colleague(("knowledge_editor", None), login="zhishi")
    for stranger in (other, editor):
        with pytest.raises(NotFound):
            await does(story, case, clocks.pause, actor=stranger, reason="agency", note="等")
        with pytest.raises(NotFound):
            await does(story, case, clocks.change_tier, actor=stranger, tier="major", note="急")
    with pytest.raises(NotAllowed):
        await does(story, case, clocks.pause, actor=chat.worker, reason="agency", note="等")


async def test_a_tier_needs_a_reason_and_a_name_we_know(story: Story, chat: Chat, lawyer: Actor) -> None:
    case = await story.case(chat)
    for tier, note in (("urgent", ""), ("tomorrow", "急")):
        with pytest.raises(InvalidChange):
            await does(story, case, clocks.change_tier, actor=lawyer, tier=tier, note=note)
    await does(story, case, clocks.change_tier, actor=lawyer, tier="urgent", note="人在病房")
    await does(story, case, clocks.change_tier, actor=lawyer, tier="urgent", note="再按一次")
    assert await told(story, case, "tier") == [{"from": "ordinary", "to": "urgent"}]
    await does(story, case, clocks.change_tier, actor=lawyer, tier="ordinary", note="出院了")
    assert (await clocks_of(story, case))["solve"].due_at == at("2026-12-07 17:00"), "as at first"
