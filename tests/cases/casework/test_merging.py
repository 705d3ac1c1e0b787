"""Two cases of one matter: looked at first, merged, told once, and taken back within a week."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from cases import appointments, people, privacy
from cases.actors import Actor
from cases.casework import linking, merging, papers
from cases.casework.merging import Preview
from cases.crypto import KeyRing
from cases.errors import Conflict, InvalidChange, NotAllowed, NotFound
from cases.models import Case, CaseMerge
from tests.cases.casework.scene import decides, heard, kinds, lists, papers_of, sends
from tests.cases.story import PHONE, Chat, Story

DAY = timedelta(days=1)


async def look(story: Story, kept: Case, merged: Case, actor: Actor) -> Preview:
    async with story.database.reading() as session:
        return await merging.preview(session, kept.number, merged.number, actor=actor)


async def merge(story: Story, kept: Case, merged: Case, actor: Actor, **more: Any) -> None:
    seen = more.pop("seen", None) or ((await story.read(kept)).revision, (await story.read(merged)).revision)
    async with story.database.transaction() as session:
        await merging.merge(
            session, kept.number, merged.number, actor=actor, seen=seen, reason=more.pop("reason", ""),
            message=more.pop("message", "并到一起办"), now=story.clock(),
        )  # fmt: skip


async def undo(story: Story, merged: Case, actor: Actor) -> None:
    async with story.database.transaction() as session:
        await merging.undo(session, merged.number, actor=actor, message="分开办", now=story.clock())


async def test_what_was_previewed_moves_and_comes_back(story: Story, chat: Chat) -> None:
    duty = await story.colleague(("duty", None))
    kept, merged, third = [await story.case(chat) for _ in range(3)]
    await decides(story, merged, duty, "accepted")
    await lists(story, kept, "身份证")
    await lists(story, merged, "身份证", "工资流水")
    photo = await sends(story, chat, case=merged)
    slot = await story.slot(await story.consultant(), story.clock() + 3 * DAY)
    await story.book(merged, slot)
    async with story.database.transaction() as session:
        await linking.link(session, merged.number, third.number, kind="follow_up", actor=duty, now=story.clock())
        await linking.link(session, merged.number, kept.number, kind="duplicate", actor=duty, now=story.clock())

    seen = await look(story, kept, merged, duty)
    assert (seen.papers, seen.files, seen.links, seen.booking, seen.problem, seen.needs_reason) == (
        ("身份证", "工资流水"), 1, 2, "moves", None, False,
    )  # fmt: skip
    await merge(story, kept, merged, duty, message=f"和 {kept.number} 一起办")

    gone = await story.read(merged)
    assert (gone.status, gone.merged_into, gone.closed_at) == ("cancelled", kept.id, story.clock())
    assert set(await papers_of(story, kept)) == {"身份证", "工资流水"}
    assert await heard(story, chat) == [f"和 {kept.number} 一起办"]
    async with story.database.reading() as session:
        assert [f.id for f in await papers.files_of(session, await story.read(kept), actor=duty) if f.in_case] == [
            photo
        ]
        assert [link.other and link.other.number for link in await linking.links_of(session, kept.id, actor=duty)] == [
            third.number
        ]
        booking = await appointments.booking_of(session, kept.id)
        assert booking is not None and booking[1].id == slot
        assert [c.number for c in await merging.merged_into(session, kept.id)] == [merged.number]
    assert (await story.read(kept)).status == "scheduled"

    story.clock.advance(6 * DAY)
    with pytest.raises(InvalidChange) as told:  # a merged case is opened again by taking the merge back
        await decides(story, merged, duty, "accepted", note="再办")
    assert "撤销合并" in told.value.message
    await undo(story, merged, duty)
    back = await story.read(merged)
    assert (back.status, back.merged_into, back.closed_at) == ("accepted", None, None)
    assert set(await papers_of(story, kept)) == {"身份证"}
    assert set(await papers_of(story, merged)) == {"身份证", "工资流水"}
    async with story.database.reading() as session:
        assert await appointments.booking_of(session, kept.id) is None
        booking = await appointments.booking_of(session, merged.id)
        assert booking is not None and booking[1].id == slot
        found = await linking.links_of(session, merged.id, actor=duty)
        assert {(link.kind, link.other.number if link.other else "") for link in found} == {
            ("follow_up", third.number), ("duplicate", kept.number),
        }  # fmt: skip
    assert (await story.read(kept)).status == "submitted"
    assert "merge_undone" in await kinds(story, kept) and "merge_undone" in await kinds(story, merged)
    assert await heard(story, chat) == [f"和 {kept.number} 一起办", "分开办"]
    with pytest.raises(NotFound):
        await undo(story, merged, duty)


async def test_a_second_time_of_the_same_person_falls_away(story: Story, chat: Chat) -> None:
    duty = await story.colleague(("duty", None))
    kept, merged = await story.case(chat), await story.case(chat)
    lawyer = await story.consultant()
    for case, days in ((kept, 3), (merged, 4)):
        await story.book(case, await story.slot(lawyer, story.clock() + days * DAY))
    assert (await look(story, kept, merged, duty)).booking == "cancelled"
    await merge(story, kept, merged, duty)
    async with story.database.reading() as session:
        booking = await appointments.booking_of(session, kept.id)
        assert booking is not None and booking[1].starts_at == story.clock() + 3 * DAY
        assert await appointments.booking_of(session, merged.id) is None


async def test_a_paper_both_list_brings_its_photo_for_staff_to_sort(story: Story, chat: Chat) -> None:
    duty = await story.colleague(("duty", None))
    kept, merged = await story.case(chat), await story.case(chat)
    await lists(story, kept, "身份证")
    theirs = (await lists(story, merged, "身份证"))["身份证"]
    photo = await sends(story, chat)
    async with story.database.transaction() as session:
        await papers.place_file(
            session, merged.number, photo, actor=duty, seen_revision=None, paper_id=theirs.id, now=story.clock()
        )
    await merge(story, kept, merged, duty)
    async with story.database.reading() as session:
        [file] = await papers.files_of(session, await story.read(kept), actor=duty)
    assert (file.id, file.in_case, file.paper_id) == (photo, True, None)
    await undo(story, merged, duty)
    back = (await papers_of(story, merged))["身份证"]
    assert (back.status, back.attachment_id) == ("received", photo)


async def test_what_cannot_be_merged_says_why(story: Story, chat: Chat, keyring: KeyRing) -> None:
    duty = await story.colleague(("duty", None))
    other_chat = await story.chat("2")
    async with story.database.transaction() as session:
        for one, phone in ((chat, PHONE), (other_chat, "13891700000")):
            await people.learn(session, one.person_id, keyring, name="李雷", phone=phone)
    case, feedback, foreign = await story.case(chat), await story.case(chat, "feedback"), await story.case(other_chat)
    closed = await story.case(chat)
    await story.move(closed, "cancelled")
    for other, says in ((feedback, "同一类"), (foreign, "同一个人"), (closed, "了结"), (case, "同一个案件")):
        problem = (await look(story, case, other, duty)).problem
        assert problem is not None and says in problem
        if other is not case:
            with pytest.raises(InvalidChange):
                await merge(story, case, other, duty)
    assert await heard(story, chat) == []


async def test_an_anonymous_report_needs_a_reason(story: Story, chat: Chat) -> None:
    duty = await story.colleague(("duty", None))
    other = await story.chat("2")
    kept, merged = await story.case(chat), await story.case(other)
    assert (await look(story, kept, merged, duty)).needs_reason
    with pytest.raises(InvalidChange):
        await merge(story, kept, merged, duty)
    await merge(story, kept, merged, duty, reason="同一工地同一天的举报")
    assert (await story.read(merged)).merged_into == kept.id
    assert await heard(story, other) == ["并到一起办"] and await heard(story, chat) == []


async def test_one_name_and_phone_from_two_devices_needs_a_reason(story: Story, chat: Chat, keyring: KeyRing) -> None:
    duty = await story.colleague(("duty", None))
    phone_of_the_son = await story.chat("2")
    async with story.database.transaction() as session:
        for one in (chat, phone_of_the_son):
            await people.learn(session, one.person_id, keyring, name="李雷", phone=PHONE)
    kept, merged = await story.case(chat), await story.case(phone_of_the_son)
    seen = await look(story, kept, merged, duty)
    assert seen.problem is None and seen.needs_reason
    with pytest.raises(InvalidChange):
        await merge(story, kept, merged, duty)
    await merge(story, kept, merged, duty, reason="电话里问过，怕没报上又报了一回")
    assert (await story.read(merged)).merged_into == kept.id

    # A family with one phone is two people.
    async with story.database.transaction() as session:
        await people.learn(session, phone_of_the_son.person_id, keyring, name="李梅")
    hers, his = await story.case(phone_of_the_son), await story.case(chat)
    assert "同一个人" in ((await look(story, his, hers, duty)).problem or "")


async def test_who_looked_before_somebody_changed_it_looks_again(story: Story, chat: Chat) -> None:
    duty = await story.colleague(("duty", None))
    kept, merged = await story.case(chat), await story.case(chat)
    await decides(story, kept, duty, "accepted")
    with pytest.raises(Conflict):
        await merge(story, kept, merged, duty, seen=(0, 0))
    assert (await story.read(merged)).merged_into is None


async def test_rights_hold_on_both_sides(story: Story, chat: Chat) -> None:
    ours, theirs = await story.case(chat, county="610302"), await story.case(chat, county="610304")
    desk = await story.colleague(("county_desk", "610302"))
    lawyer = await story.colleague(("lawyer", None), login="lvshi")
    for kept, merged in ((ours, theirs), (theirs, ours)):
        with pytest.raises(NotFound):
            await look(story, kept, merged, desk)
        with pytest.raises(NotFound):
            await merge(story, kept, merged, desk)
    with pytest.raises(NotAllowed):
        await merge(story, ours, theirs, lawyer)


async def test_undo_says_what_prevents_it(story: Story, chat: Chat) -> None:
    duty = await story.colleague(("duty", None))

    async def merged_pair() -> tuple[Case, Case]:
        kept, merged = await story.case(chat), await story.case(chat)
        await lists(story, kept, "身份证")
        await sends(story, chat, case=merged)
        await merge(story, kept, merged, duty)
        return kept, merged

    late = await merged_pair()
    story.clock.advance(8 * DAY)
    closed = await merged_pair()
    await decides(story, closed[0], duty, "done")
    used = await merged_pair()
    async with story.database.transaction() as session:
        [photo] = [f for f in await papers.files_of(session, used[0], actor=duty) if f.in_case]
        paper = (await papers.list_papers(session, used[0].id))[0]
        await papers.place_file(
            session, used[0].number, photo.id, actor=duty, seen_revision=None, paper_id=paper.id, now=story.clock()
        )
    for (_, merged), says in ((late, "7 天"), (closed, "了结"), (used, "身份证")):
        with pytest.raises(InvalidChange) as told:
            await undo(story, merged, duty)
        assert says in told.value.message
        assert (await story.read(merged)).status == "cancelled"


async def test_a_place_that_went_to_somebody_else_is_not_taken_back(story: Story, chat: Chat) -> None:
    await story.program(places=2)
    officer = await story.colleague(("program_officer", None))
    kept, merged = [await story.case(chat, "enrollment", program_id="skills") for _ in range(2)]
    await merge(story, kept, merged, officer)
    assert await story.taken() == 1
    await story.case(await story.chat("2"), "enrollment", program_id="skills")
    with pytest.raises(InvalidChange) as told:
        await undo(story, merged, officer)
    assert "名额" in told.value.message and await story.taken() == 2


async def test_likely_duplicates_are_of_the_same_phone_kind_and_month(
    story: Story, chat: Chat, keyring: KeyRing
) -> None:
    duty = await story.colleague(("duty", None))
    county = await story.colleague(("county_desk", "610304"), login="desk")
    old = await story.case(chat, county="610302")
    story.clock.advance(31 * DAY)
    other_chat = await story.chat("2")
    async with story.database.transaction() as session:
        for one in (chat, other_chat):
            await people.learn(session, one.person_id, keyring, phone=PHONE)
    case = await story.case(chat, county="610302")
    by_phone = await story.case(other_chat, county="610302")
    for away in (await story.case(chat, "feedback"), await story.case(await story.chat("3"))):
        assert away.number
    async with story.database.reading() as session:
        found = await linking.likely_duplicates(session, case, actor=duty)
        assert [c.number for c in found] == [by_phone.number] and old.number not in [c.number for c in found]
        assert await linking.likely_duplicates(session, case, actor=county) == []


async def test_links_are_kept_once_and_hide_what_is_foreign(story: Story, chat: Chat) -> None:
    duty = await story.colleague(("duty", None))
    county = await story.colleague(("county_desk", "610302"), login="desk")
    ours, theirs = await story.case(chat, county="610302"), await story.case(chat, county="610304")
    async with story.database.transaction() as session:
        first = await linking.link(session, theirs.number, ours.number, kind="related", actor=duty, now=story.clock())
        again = await linking.link(session, ours.number, theirs.number, kind="follow_up", actor=duty, now=story.clock())
        assert first.id == again.id
        for kind, other in (("twin", theirs.number), ("related", ours.number)):
            with pytest.raises(InvalidChange):
                await linking.link(session, ours.number, other, kind=kind, actor=duty, now=story.clock())
    async with story.database.transaction() as session:
        with pytest.raises(NotFound):
            await linking.link(session, ours.number, theirs.number, kind="related", actor=county, now=story.clock())
        [seen] = await linking.links_of(session, ours.id, actor=county)
        assert (seen.kind, seen.other) == ("follow_up", None)
        with pytest.raises(NotFound):
            await linking.unlink(session, theirs.number, seen.link_id, actor=county, now=story.clock())
        await linking.unlink(session, ours.number, seen.link_id, actor=county, now=story.clock())
        assert await linking.links_of(session, theirs.id, actor=duty) == []


async def test_after_erasing_nothing_of_papers_and_merges_is_left(story: Story, chat: Chat) -> None:
    duty = await story.colleague(("duty", None))
    other = await story.chat("2")
    kept, merged = await story.case(other), await story.case(chat)
    found = await lists(story, merged, "病历")
    own = (await lists(story, kept, "合同"))["合同"]
    photo = await sends(story, chat, case=merged)
    async with story.database.transaction() as session:
        await papers.place_file(
            session, merged.number, photo, actor=duty, seen_revision=None, paper_id=found["病历"].id, now=story.clock()
        )
        await papers.ask_for(
            session, merged.number, "诊断书", actor=duty, seen_revision=None, reason="上面有他的病名", message="请补",
            now=story.clock(),
        )  # fmt: skip
        held = await privacy.export(session, chat.person_id)
        assert {p["name"] for p in held["cases"][0]["papers"]} == {"病历", "诊断书"}
    await merge(story, kept, merged, duty, reason="同一件事")
    async with story.database.transaction() as session:
        await papers.place_file(
            session, kept.number, photo, actor=duty, seen_revision=None, paper_id=own.id, now=story.clock()
        )
    async with story.database.transaction() as session:
        await privacy.erase(session, chat.person_id, now=story.clock())
        for before in (await session.execute(select(CaseMerge.before))).scalars():
            assert before == {}
        # What went into the other person's case when they were merged is gone there, too.
        assert [p.name for p in await papers.list_papers(session, kept.id)] == ["合同"]
    with pytest.raises(InvalidChange):
        await undo(story, merged, duty)
