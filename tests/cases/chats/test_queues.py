"""Whose desk a waiting chat belongs to, and that the lists say the same as the rule."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import event

from cases import conversations
from cases.access import CITY, sees_conversation
from cases.actors import Actor
from cases.chats.labels import put_label
from cases.chats.queues import Waiting, desk_of, is_at_desk_of
from cases.models import ROLES, Conversation
from tests.cases.chats.conftest import Inbox
from tests.cases.story import Story

WEIBIN, CHENCANG = "610302", "610304"


def colleague(*roles: tuple[str, str | None]) -> Actor:
    return Actor("staff", 1, "示例", frozenset(roles))


@pytest.mark.parametrize(
    ("waiting", "desk"),
    [
        (Waiting("asked", None), ("duty", None)),
        (Waiting("asked", CHENCANG), ("duty", None)),  # that county has nobody
        (Waiting("asked", WEIBIN), ("county_desk", WEIBIN)),
        (Waiting("crisis", WEIBIN), ("duty", None)),
        (Waiting("psych", WEIBIN), ("counsellor", WEIBIN)),
        (Waiting("asked", WEIBIN, desk_role="lawyer"), ("lawyer", None)),
        (Waiting("asked", None, desk_role="county_desk", desk_county=WEIBIN), ("county_desk", WEIBIN)),
    ],
)
def test_the_desk_of_a_chat(waiting: Waiting, desk: tuple[str, str | None]) -> None:
    assert desk_of(waiting, {WEIBIN}) == desk


async def test_the_list_holds_exactly_what_the_rule_says(inbox: Inbox, story: Story) -> None:
    """Every reason, county and hand-on against every role and county."""
    await story.colleague(("county_desk", WEIBIN), login="weibin")
    chats: dict[str, Waiting] = {}
    reasons = ("asked", "crisis", "psych", None)
    desks = ((None, None), ("lawyer", None), ("county_desk", WEIBIN), ("counsellor", None))
    for n, (reason, county, (role, of), minutes) in enumerate(
        product(reasons, (WEIBIN, CHENCANG, None), desks, (5, 90))
    ):
        chat = await inbox.story.chat(f"chat{n}")
        async with story.database.transaction() as session:
            row = await conversations.get(session, chat.id)
            due = inbox.now + timedelta(minutes=minutes)
            row.owner, row.waiting_since, row.waiting_reason, row.reply_due_at = "queue", inbox.now, reason, due
            row.county, row.desk_role, row.desk_county = county, role, of
        chats[chat.id] = Waiting(reason, county, due, role, of)
    people = [colleague((role, scope)) for role, scope in product(ROLES, (None, CITY, WEIBIN, CHENCANG))]
    people += [colleague(("lawyer", CHENCANG), ("county_desk", WEIBIN)), colleague()]
    for person in people:
        seen = {
            c
            for c, w in chats.items()
            if sees_conversation(person, Conversation(county=w.county, waiting_reason=w.reason))
        }
        here = {c for c in seen if is_at_desk_of(person, chats[c], {WEIBIN}, inbox.now)}
        lists = await inbox.sees(person, desk_only=False)
        assert (lists.counts.waiting, lists.counts.at_desk) == (len(seen), len(here)), person.roles
        assert {card.id for card in lists.waiting} <= seen
        assert {card.id for card in (await inbox.sees(person)).waiting} <= here
        if len(here) <= 60:
            assert {card.id for card in (await inbox.sees(person)).waiting} == here, person.roles


async def test_danger_reaches_the_duty_desk_and_everybody_of_the_county(inbox: Inbox, story: Story) -> None:
    duty = await story.colleague(("duty", None), login="duty")
    lawyer = await story.colleague(("lawyer", WEIBIN), login="lawyer")
    other = await story.colleague(("county_desk", CHENCANG), login="other")
    chat = await inbox.waits("1", "crisis", county=WEIBIN)
    for actor in (duty, lawyer):
        assert [card.id for card in (await inbox.sees(actor)).waiting] == [chat.id]
    assert (await inbox.sees(other, desk_only=False)).waiting == ()


async def test_the_least_time_left_stands_first_and_danger_before_it(inbox: Inbox, story: Story) -> None:
    duty = await story.colleague(("duty", None))
    late = await inbox.waits("1", due=timedelta(minutes=-3))
    soon = await inbox.waits("2", due=timedelta(minutes=8))
    later = await inbox.waits("3", "complaint", due=timedelta(hours=2))
    danger = await inbox.waits("4", "crisis", due=timedelta(hours=3))
    lists = await inbox.sees(duty)
    assert [card.id for card in lists.waiting] == [danger.id, late.id, soon.id, later.id]
    assert (lists.counts.near, lists.counts.danger) == (2, 1)
    assert lists.counts.reasons == {"asked": 2, "complaint": 1, "crisis": 1}
    assert {card.id for card in (await inbox.sees(duty, reason="near")).waiting} == {late.id, soon.id}
    assert [card.id for card in (await inbox.sees(duty, reason="complaint")).waiting] == [later.id]
    assert (await inbox.sees(duty, reason="'; DROP TABLE")).waiting == ()


async def test_of_my_own_chats_those_that_wait_for_a_word_stand_first(inbox: Inbox, story: Story) -> None:
    duty = await story.colleague(("duty", None))
    answered, waiting = await inbox.waits("1"), await inbox.waits("2")
    for chat in (answered, waiting):
        await inbox.takes(duty, chat)
        await inbox.answers(duty, chat)
    await inbox.writes(waiting, "那我该咋办")
    lists = await inbox.sees(duty)
    assert [(card.id, card.last_author) for card in lists.mine] == [(waiting.id, "worker"), (answered.id, "staff")]


async def test_what_is_about_to_be_late_is_the_duty_desks_too(inbox: Inbox, story: Story) -> None:
    duty = await story.colleague(("duty", None), login="duty")
    weibin = await story.colleague(("county_desk", WEIBIN), login="weibin")
    chat = await inbox.waits("1", county=WEIBIN, due=timedelta(minutes=30))
    assert (await inbox.sees(duty)).waiting == ()
    assert [card.id for card in (await inbox.sees(weibin)).waiting] == [chat.id]
    story.clock.advance(timedelta(minutes=21))
    assert [card.id for card in (await inbox.sees(duty)).waiting] == [chat.id]


async def test_labels_filter_all_lists_and_are_counted(inbox: Inbox, story: Story) -> None:
    duty = await story.colleague(("duty", None))
    wages, other, mine = await inbox.waits("1"), await inbox.waits("2"), await inbox.waits("3")
    await inbox.takes(duty, mine)
    async with story.database.transaction() as session:
        for chat in (wages, mine):
            await put_label(session, chat.id, "wages", actor=duty, now=inbox.now)
        await put_label(session, other.id, "injury", actor=duty, now=inbox.now)
    lists = await inbox.sees(duty, label="wages")
    assert [card.id for card in lists.waiting] == [wages.id]
    assert [(card.id, card.labels) for card in lists.mine] == [(mine.id, ("wages",))]
    assert lists.counts.labels == {"wages": 2, "injury": 1}


async def test_the_number_of_questions_does_not_grow_with_the_queue(inbox: Inbox, story: Story) -> None:
    duty = await story.colleague(("duty", None))
    asked: list[str] = []
    engine = story.database._reader.sync_engine

    @event.listens_for(engine, "before_cursor_execute")
    def count(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            asked.append(statement)

    await inbox.waits("0")
    asked.clear()
    await inbox.sees(duty)
    few = len(asked)
    for n in range(1, 30):
        await inbox.waits(str(n))
    asked.clear()
    assert len((await inbox.sees(duty)).waiting) == 30
    assert len(asked) == few <= 9
