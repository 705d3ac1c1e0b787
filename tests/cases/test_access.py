"""Who sees what. The table says it; the rule in Python and the rule in SQL must both follow it."""

from __future__ import annotations

from itertools import product

import pytest

from cases import access, attachments, conversations, inbox, messages
from cases.access import KIND_ROLES, reads_walled, sees_case, sees_conversation
from cases.actors import Actor
from cases.casework.listing import list_cases
from cases.chats.lists import chat_lists
from cases.errors import NotAllowed, NotFound
from cases.models import ROLES, Case, Conversation
from tests.cases.story import Chat, Story

CITY, WEIBIN, CHENCANG = "610300", "610302", "610304"
COUNTIES = (WEIBIN, CHENCANG, CITY, None)
# Which kinds of case a role works on, written down a second time on purpose.
TABLE = {
    "admin": {"legal_consultation", "enrollment", "handoff", "feedback", "privacy"},
    "duty": {"legal_consultation", "enrollment", "handoff", "feedback", "privacy"},
    "lawyer": {"legal_consultation"},
    "counsellor": {"psych_consultation"},
    "program_officer": {"enrollment"},
    "county_desk": {"legal_consultation", "enrollment", "handoff"},
    "knowledge_editor": set(),
}
# (county of the role) → counties of cases it reaches.
REACH = {None: set(COUNTIES), CITY: set(COUNTIES), WEIBIN: {WEIBIN}, CHENCANG: {CHENCANG}}


def staff(*roles: tuple[str, str | None]) -> Actor:
    return Actor("staff", 1, "示例", frozenset(roles))


def case(kind: str, county: str | None, person_id: int = 7) -> Case:
    return Case(kind=kind, county=county, person_id=person_id)


def test_the_table_names_every_role_and_kind() -> None:
    assert set(TABLE) == set(ROLES)
    assert set(KIND_ROLES) == set().union(*TABLE.values())


@pytest.mark.parametrize(("role", "scope"), list(product(TABLE, REACH)))
def test_a_role_sees_its_kinds_in_its_counties(role: str, scope: str | None) -> None:
    for kind, county in product(KIND_ROLES, COUNTIES):
        allowed = kind in TABLE[role] and county in REACH[scope]
        assert sees_case(staff((role, scope)), case(kind, county)) is allowed, (role, scope, kind, county)


def test_two_roles_do_not_lend_each_other_their_counties() -> None:
    """A lawyer of one county who mans another's desk sees enrolments of the second only."""
    both = staff(("lawyer", WEIBIN), ("county_desk", CHENCANG))
    assert not sees_case(both, case("enrollment", WEIBIN))
    assert sees_case(both, case("enrollment", CHENCANG))
    assert sees_case(both, case("legal_consultation", WEIBIN))


def test_a_worker_sees_their_own_and_nothing_else() -> None:
    for kind in KIND_ROLES:
        assert sees_case(Actor.worker(7), case(kind, WEIBIN))
        assert not sees_case(Actor.worker(8), case(kind, WEIBIN))
    assert sees_conversation(Actor.worker(7), Conversation(person_id=7))
    assert not sees_conversation(Actor.worker(8), Conversation(person_id=7))


def test_a_colleague_without_a_role_sees_nothing() -> None:
    for kind, county in product(KIND_ROLES, COUNTIES):
        assert not sees_case(staff(), case(kind, county))
    assert not sees_conversation(staff(), Conversation(person_id=7, county=WEIBIN))


def test_behind_the_counselling_wall_are_counsellors_only() -> None:
    for role in ROLES:
        inside = role == "counsellor"
        assert sees_case(staff((role, None)), case("psych_consultation", WEIBIN)) is inside
        assert reads_walled(staff((role, None))) is inside
        waiting = Conversation(person_id=7, county=WEIBIN, waiting_reason="psych")
        assert sees_conversation(staff((role, None)), waiting) is inside
        ordinary = Conversation(person_id=7, county=WEIBIN)
        assert sees_conversation(staff((role, None)), ordinary) is (role != "knowledge_editor")
    assert reads_walled(Actor.worker(7)) and reads_walled(Actor.bot())


def test_require() -> None:
    access.require(True)
    with pytest.raises(NotAllowed, match="why"):
        access.require(False, "why")


async def test_lists_show_exactly_what_the_rule_allows(story: Story, chat: Chat) -> None:
    await story.program()
    for kind, county in product(KIND_ROLES, COUNTIES):
        if kind == "handoff":
            continue  # one a chat; added below from other chats
        await story.case(chat, kind, county=county, program_id="skills" if kind == "enrollment" else None)
    for n, county in enumerate(COUNTIES):
        await story.case(await story.chat(f"h{n}"), "handoff", county=county)
    everyone = [staff((role, scope)) for role, scope in product(TABLE, REACH)]
    everyone += [staff(), staff(("lawyer", WEIBIN), ("county_desk", CHENCANG)), Actor.worker(chat.person_id)]
    async with story.database.reading() as session:
        system = staff(("admin", None), ("counsellor", None))
        all_cases = await list_cases(session, actor=system)
        assert len(all_cases) == len(KIND_ROLES) * len(COUNTIES)
        for actor in everyone:
            listed = {c.id for c in await list_cases(session, actor=actor)}
            if actor.kind == "staff":
                assert listed == {c.id for c in all_cases if sees_case(actor, c)}, actor
            else:
                assert listed == set()  # workers have their own list


async def test_a_counselling_talk_stays_closed_to_the_duty_desk(story: Story, chat: Chat) -> None:
    """The worker asks for a counsellor, talks, sends a photo; the duty officer sees that something is there, no more."""
    duty = await story.colleague(("duty", None), ("admin", None))
    counsellor = await story.colleague(("counsellor", None), login="zixun")
    now = story.clock()
    async with story.database.transaction() as session:
        photo = await attachments.keep(
            session, conversation_id=chat.id, name="诊断书.jpg", content=b"\xff\xd8\xff photo", now=now
        )
    said = await story.hear(chat, "我最近老是睡不着", "1", attachment_ids=[photo])
    async with story.database.transaction() as session:
        await messages.finish(session, said, trace=None, walled=True)
        await conversations.ask_for_person(session, chat.id, reason="psych", reply_due_at=None, now=now)

    async with story.database.reading() as session:
        with pytest.raises(NotFound):
            await inbox.read_chat(session, chat.id, actor=duty, now=now)
        assert (await chat_lists(session, actor=duty, now=now)).waiting == ()
        assert [c.id for c in (await chat_lists(session, actor=counsellor, now=now)).waiting] == [chat.id]
        [line] = (await inbox.read_chat(session, chat.id, actor=counsellor, now=now)).lines
        assert (line.text, line.hidden, [f.name for f in line.files]) == ("我最近老是睡不着", False, ["诊断书.jpg"])

    async with story.database.transaction() as session:
        with pytest.raises(NotAllowed):
            await conversations.take_over(session, chat.id, actor=duty, now=now)
        await conversations.take_over(session, chat.id, actor=counsellor, now=now)
        await conversations.hand_back(session, chat.id, actor=counsellor, now=now)

    async with story.database.reading() as session:  # back with the bot: the chat is seen, what was said is not
        [line] = (await inbox.read_chat(session, chat.id, actor=duty, now=now)).lines
        assert (line.text, line.hidden, line.files) == (None, True, ())
        with pytest.raises(NotFound):
            await attachments.for_staff(session, photo, actor=duty)
        assert (await attachments.for_staff(session, photo, actor=counsellor)).content == b"\xff\xd8\xff photo"
