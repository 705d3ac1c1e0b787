"""A look behind the counselling wall takes a reason, a second person, and an hour; and it leaves its mark."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from cases import attachments, audit, conversations, inbox, messages, wall
from cases.actors import Actor
from cases.errors import InvalidChange, NotAllowed, NotFound
from cases.models import AuditEntry, StaffRole, WallOpening
from tests.cases.story import Chat, Story

REASON = "职工家属来电，担心其安全，需核对最近谈到的住址。"
CITY, WEIBIN = "610300", "610302"


@pytest.fixture
async def duty(story: Story) -> Actor:
    return await story.colleague(("duty", None))


@pytest.fixture
async def counsellor(story: Story) -> Actor:
    return await story.colleague(("counsellor", None), login="zixun")


@pytest.fixture
async def talk(story: Story, chat: Chat) -> Chat:
    """A worker told the assistant what only a counsellor should read, with a photo, and waits for one."""
    async with story.database.transaction() as session:
        photo = await attachments.keep(
            session, conversation_id=chat.id, name="诊断书.jpg", content=b"\xff\xd8\xff", now=story.clock()
        )
    said = await story.hear(chat, "我整夜睡不着", "1", attachment_ids=[photo])
    async with story.database.transaction() as session:
        await messages.finish(session, said, trace=None, walled=True)
        await conversations.ask_for_person(session, chat.id, reason="psych", reply_due_at=None, now=story.clock())
    return chat


async def ask(story: Story, where: str, actor: Actor, reason: str = REASON) -> int:
    async with story.database.transaction() as session:
        return await wall.ask(session, where, actor=actor, reason=reason, now=story.clock())


async def decide(story: Story, opening: int, actor: Actor, *, let: bool = True) -> None:
    async with story.database.transaction() as session:
        verb = wall.open_wall if let else wall.refuse
        await verb(session, opening, actor=actor, now=story.clock())


async def read(story: Story, chat: Chat, actor: Actor) -> list[str | None]:
    async with story.database.transaction() as session:
        found, _ = await wall.read(session, chat.id, actor=actor, now=story.clock())
    return [line.text for line in found.lines]


async def log(story: Story) -> list[tuple[int | None, str]]:
    async with story.database.reading() as session:
        rows = (await session.execute(select(AuditEntry).order_by(AuditEntry.id))).scalars()
        return [(row.actor_id, row.action) for row in rows]


async def photo_of(story: Story, chat: Chat) -> str:
    async with story.database.reading() as session:
        [found] = await attachments.of_conversation(session, chat.id)
    return found[0]


async def test_asked_opened_read_and_over_after_an_hour(
    story: Story, talk: Chat, duty: Actor, counsellor: Actor
) -> None:
    with pytest.raises(NotFound):
        await read(story, talk, duty)
    opening = await ask(story, talk.id, duty)
    with pytest.raises(NotFound):
        await read(story, talk, duty)  # asking is not enough
    await decide(story, opening, counsellor)

    assert await read(story, talk, duty) == ["我整夜睡不着"]
    photo = await photo_of(story, talk)
    async with story.database.transaction() as session:
        assert (await wall.file(session, photo, actor=duty, now=story.clock())).content == b"\xff\xd8\xff"
    async with story.database.reading() as session:  # the ordinary ways stay as they were
        with pytest.raises(NotFound):
            await inbox.read_chat(session, talk.id, actor=duty, now=story.clock())
        with pytest.raises(NotFound):
            await attachments.for_staff(session, photo, actor=duty)

    story.clock.advance(timedelta(minutes=59, seconds=59))
    assert await read(story, talk, duty) == ["我整夜睡不着"]
    story.clock.advance(1)
    with pytest.raises(NotFound):
        await read(story, talk, duty)
    async with story.database.transaction() as session:
        with pytest.raises(NotFound):
            await wall.file(session, photo, actor=duty, now=story.clock())
    assert await log(story) == [
        (duty.id, "wall.asked"),
        (counsellor.id, "wall.opened"),
        (duty.id, "wall.read"),
        (duty.id, "wall.file"),
        (duty.id, "wall.read"),
    ]
    async with story.database.reading() as session:
        assert await audit.verify(session) is None


async def test_it_opens_for_who_asked_and_for_this_talk_only(
    story: Story, talk: Chat, duty: Actor, counsellor: Actor
) -> None:
    other = await story.colleague(("duty", None), ("admin", None), login="other")
    second = await story.chat("20002")
    said = await story.hear(second, "也睡不着", "9")
    async with story.database.transaction() as session:
        await messages.finish(session, said, trace=None, walled=True)
    await decide(story, await ask(story, talk.id, duty), counsellor)
    with pytest.raises(NotFound):
        await read(story, talk, other)
    with pytest.raises(NotFound):
        await read(story, second, duty)
    async with story.database.reading() as session:
        worker = Actor.worker(talk.person_id)
        assert await wall.open_for(session, actor=worker, conversation_id=talk.id, now=story.clock()) is None


async def test_nobody_opens_it_for_themselves(story: Story, talk: Chat, counsellor: Actor) -> None:
    admin = await story.colleague(("admin", None), ("duty", None), login="admin")
    opening = await ask(story, talk.id, admin)
    with pytest.raises(NotAllowed):
        await decide(story, opening, admin)
    other_admin = await story.colleague(("admin", None), login="admin2")
    with pytest.raises(NotAllowed):  # another administrator is no second person either
        await decide(story, opening, other_admin)
    now_counsellor = Actor("staff", admin.id, admin.name, admin.roles | {("counsellor", None)})
    with pytest.raises(InvalidChange, match="same person"):
        await decide(story, opening, now_counsellor)
    with pytest.raises(IntegrityError):  # and were all of this forgotten, the database refuses
        async with story.database.transaction() as session:
            await session.execute(update(WallOpening).values(decided_by=admin.id))
    async with story.database.reading() as session:
        assert await wall.waiting(session, actor=now_counsellor, now=story.clock()) == []
        assert [o.id for o in await wall.waiting(session, actor=counsellor, now=story.clock())] == [opening]
        assert await wall.waiting(session, actor=admin, now=story.clock()) == []


async def test_a_refusal_stays_one_and_can_be_asked_again(
    story: Story, talk: Chat, duty: Actor, counsellor: Actor
) -> None:
    opening = await ask(story, talk.id, duty)
    with pytest.raises(wall.AskedAlready):
        await ask(story, talk.id, duty)
    await decide(story, opening, counsellor, let=False)
    with pytest.raises(NotFound):
        await read(story, talk, duty)
    for let in (True, False):
        with pytest.raises(InvalidChange):
            await decide(story, opening, counsellor, let=let)
    await decide(story, await ask(story, talk.id, duty), counsellor)
    assert await read(story, talk, duty) == ["我整夜睡不着"]


async def test_nobody_answers_for_yesterdays_request(story: Story, talk: Chat, duty: Actor, counsellor: Actor) -> None:
    opening = await ask(story, talk.id, duty)
    story.clock.advance(wall.ANSWER_WITHIN)
    with pytest.raises(InvalidChange):
        await decide(story, opening, counsellor)
    async with story.database.reading() as session:
        assert await wall.waiting(session, actor=counsellor, now=story.clock()) == []
        assert [o.state for o in await wall.mine(session, actor=duty, now=story.clock())] == ["lapsed"]
    await ask(story, talk.id, duty)


@pytest.mark.parametrize("who", ["counsellor", "duty"])
async def test_it_can_be_closed_before_its_hour(
    story: Story, talk: Chat, duty: Actor, counsellor: Actor, who: str
) -> None:
    opening = await ask(story, talk.id, duty)
    await decide(story, opening, counsellor)
    stranger = await story.colleague(("duty", None), login="other")
    for actor, error in ((stranger, NotFound), ({"counsellor": counsellor, "duty": duty}[who], None)):
        if error:
            with pytest.raises(error):
                await close(story, opening, actor)
        else:
            await close(story, opening, actor)
    with pytest.raises(NotFound):
        await read(story, talk, duty)
    with pytest.raises(InvalidChange):
        await close(story, opening, counsellor)


async def close(story: Story, opening: int, actor: Actor) -> None:
    async with story.database.transaction() as session:
        await wall.end(session, opening, actor=actor, now=story.clock())


async def test_who_loses_the_role_loses_the_look(story: Story, talk: Chat, duty: Actor, counsellor: Actor) -> None:
    await decide(story, await ask(story, talk.id, duty), counsellor)
    async with story.database.transaction() as session:
        await session.execute(delete(StaffRole).where(StaffRole.staff_id == duty.id))
    with pytest.raises(NotFound):
        await read(story, talk, Actor("staff", duty.id, duty.name))


async def test_counties_hold_for_asking_deciding_and_listing(story: Story, talk: Chat) -> None:
    async with story.database.transaction() as session:
        (await conversations.get(session, talk.id)).county = WEIBIN
    abroad = await story.colleague(("duty", "610304"), login="abroad")
    here = await story.colleague(("duty", WEIBIN), login="here")
    with pytest.raises(NotFound):
        await ask(story, talk.id, abroad)
    opening = await ask(story, talk.id, here)
    foreign = await story.colleague(("counsellor", "610304"), login="foreign")
    with pytest.raises(NotAllowed):
        await decide(story, opening, foreign)
    own = await story.colleague(("counsellor", WEIBIN), login="own")
    month = {"since": story.clock() - timedelta(days=1), "until": story.clock() + timedelta(days=1)}
    async with story.database.reading() as session:
        assert await wall.waiting(session, actor=foreign, now=story.clock()) == []
        assert await wall.openings(session, actor=foreign, now=story.clock(), **month) == []
        assert len(await wall.openings(session, actor=own, now=story.clock(), **month)) == 1
        with pytest.raises(NotAllowed):
            await wall.openings(session, actor=here, now=story.clock(), **month)
    await decide(story, opening, own)
    assert await read(story, talk, here) == ["我整夜睡不着"]


async def test_what_is_asked_for_badly(story: Story, talk: Chat, duty: Actor, counsellor: Actor) -> None:
    for reason in ("", "看看", "   " * 20, "长" * 501):
        with pytest.raises(InvalidChange):
            await ask(story, talk.id, duty, reason)
    plain = await story.chat("30003")
    await story.hear(plain, "加班费怎么算", "2")
    for where in (plain.id, "", "0" * 32, "26-0000-0000", "'; DROP TABLE staff", "x" * 10_000):
        with pytest.raises(NotFound) as caught:
            await ask(story, where, duty)
        assert caught.value.message == "没有找到这个咨询对话，或者不在您负责的范围内。"
    with pytest.raises(InvalidChange):
        await ask(story, talk.id, Actor("staff", duty.id, "", frozenset({("duty", None), ("counsellor", None)})))
    for actor in (counsellor, await story.colleague(("lawyer", None), login="lvshi"), Actor.worker(talk.person_id)):
        with pytest.raises(NotFound):
            await ask(story, talk.id, actor)
    for opening in (0, 10**12):
        with pytest.raises(NotFound):
            await decide(story, opening, counsellor)


async def test_the_number_of_the_case_will_do(story: Story, talk: Chat, duty: Actor, counsellor: Actor) -> None:
    case = await story.case(talk, "psych_consultation")
    opening = await ask(story, case.number, duty)
    await decide(story, opening, counsellor)
    await read(story, talk, duty)
    await read(story, talk, duty)
    story.clock.advance(timedelta(hours=2))
    month: dict[str, Any] = {"since": story.clock() - timedelta(days=20), "until": story.clock() + timedelta(days=1)}
    async with story.database.reading() as session:
        [line] = await wall.openings(session, actor=counsellor, now=story.clock(), **month)
        entries = list((await session.execute(select(AuditEntry.data))).scalars())
    assert (line.asker, line.decider, line.state, line.times) == (duty.name, counsellor.name, "over", 2)
    assert line.reason == REASON
    assert all(REASON not in str(data) for data in entries)
    story.clock.advance(timedelta(days=40))
    async with story.database.reading() as session:
        later = {"since": story.clock() - timedelta(days=20), "until": story.clock()}
        assert await wall.openings(session, actor=counsellor, now=story.clock(), **later) == []
