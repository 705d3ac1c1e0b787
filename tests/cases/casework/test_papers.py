"""Papers are checked one by one, and the worker sends just the one again."""

from __future__ import annotations

import pytest

from cases import casefile
from cases.actors import Actor
from cases.casework import papers, receiving
from cases.casework.receiving import Received
from cases.errors import Conflict, InvalidChange, NotAllowed, NotFound
from cases.models import Case
from tests.cases.casework.scene import events, heard, kinds, lists, papers_of, sends
from tests.cases.story import Chat, Story


async def aid(story: Story, chat: Chat) -> Case:
    await story.program("hardship_assistance")
    return await story.case(chat, "enrollment", program_id="hardship_assistance", county="610302")


async def arrive(story: Story, case: Case, *files: str) -> Received:
    async with story.database.transaction() as session:
        row = await casefile.locked(session, case.number, actor=Actor.system())
        return await receiving.receive_files(session, row, files, now=story.clock())


async def again(story: Story, case: Case, name: str, actor: Actor, reason: str = "太模糊，看不清号码") -> None:
    paper = (await papers_of(story, case))[name]
    async with story.database.transaction() as session:
        await papers.ask_again(
            session, case.number, paper.id, actor=actor, seen_revision=None, reason=reason,
            message=f"请重发“{name}”：{reason}", now=story.clock(),
        )  # fmt: skip


async def test_the_programs_list_stands_there_once(story: Story, chat: Chat) -> None:
    case = await aid(story, chat)
    names = ["身份证、户口本", "病历", "病历", "不用材料；上课第一天带身份证", "  ", "长" * 200]
    assert list(await lists(story, case, *names)) == ["身份证、户口本", "病历", "长" * 80]
    await lists(story, case, "后来加的")
    assert "后来加的" not in await papers_of(story, case)
    assert {p.status for p in (await papers_of(story, case)).values()} == {"asked"}


async def test_one_paper_is_asked_for_again_and_finds_its_place(story: Story, chat: Chat) -> None:
    case, officer = await aid(story, chat), await story.colleague(("program_officer", None))
    await story.move(case, "accepted")
    found = await lists(story, case, "身份证", "病历")
    old = await sends(story, chat, case=case)
    async with story.database.transaction() as session:
        await papers.place_file(
            session, case.number, old, actor=officer, seen_revision=None, paper_id=found["身份证"].id, now=story.clock()
        )
    await again(story, case, "身份证", officer)

    assert await heard(story, chat) == ["请重发“身份证”：太模糊，看不清号码"]
    assert (await story.read(case)).status == "needs_papers"
    assert (await papers_of(story, case))["身份证"].attachment_id == old  # to be looked at beside the new one

    new = await sends(story, chat)
    assert await arrive(story, case, new) == Received(filled=("身份证",))
    paper = (await papers_of(story, case))["身份证"]
    assert (paper.status, paper.attachment_id, paper.reason) == ("received", new, None)
    assert (await papers_of(story, case))["病历"].status == "asked"
    assert (await story.read(case)).status == "accepted"  # nothing is missing any more
    assert (await kinds(story, case))[-3:] == ["papers", "paper_received", "status"]


async def test_with_two_missing_the_worker_says_which_one_it_is(story: Story, chat: Chat) -> None:
    case, officer = await aid(story, chat), await story.colleague(("program_officer", None))
    await lists(story, case, "身份证", "病历", "银行卡")
    await again(story, case, "病历", officer)
    await again(story, case, "身份证", officer)
    photo = await sends(story, chat)
    received = await arrive(story, case, photo)
    assert [name for _, name in received.unsure] == ["身份证", "病历"] and not received.filled
    async with story.database.transaction() as session:
        _, named = await receiving.name_file(
            session, received.unsure[1][0], photo, actor=chat.worker, now=story.clock()
        )
        assert named == Received(filled=("病历",), missing=("身份证",))
        # The button pressed once more, and the other one for the same photo: nothing happens.
        for paper_id, _ in received.unsure:
            assert (await receiving.name_file(session, paper_id, photo, actor=chat.worker, now=story.clock()))[1] == (
                Received()
            )
    assert (await story.read(case)).status == "needs_papers"


async def test_several_photos_fill_what_was_asked_in_its_order(story: Story, chat: Chat) -> None:
    case, officer = await aid(story, chat), await story.colleague(("program_officer", None))
    await lists(story, case, "身份证", "病历", "银行卡")
    for name in ("身份证", "银行卡"):
        await again(story, case, name, officer)
    files = [await sends(story, chat) for _ in range(3)]
    assert await arrive(story, case, *files) == Received(filled=("身份证", "银行卡"))
    found = await papers_of(story, case)
    assert [found[n].attachment_id for n in ("身份证", "病历", "银行卡")] == [files[0], None, files[1]]


async def test_staff_put_a_photo_to_another_paper(story: Story, chat: Chat) -> None:
    case, officer = await aid(story, chat), await story.colleague(("program_officer", None))
    found = await lists(story, case, "身份证", "病历")
    photo = await sends(story, chat)
    for name in ("身份证", "病历"):
        async with story.database.transaction() as session:
            await papers.place_file(
                session,
                case.number,
                photo,
                actor=officer,
                seen_revision=None,
                paper_id=found[name].id,
                now=story.clock(),
            )
    after = await papers_of(story, case)
    assert [(after[n].status, after[n].attachment_id) for n in ("身份证", "病历")] == [
        ("asked", None),
        ("received", photo),
    ]
    async with story.database.reading() as session:
        files = await papers.files_of(session, case, actor=officer)
    assert [(f.id, f.in_case, f.paper_id) for f in files] == [(photo, True, after["病历"].id)]


async def test_ok_not_needed_and_one_more(story: Story, chat: Chat) -> None:
    case, officer = await aid(story, chat), await story.colleague(("program_officer", None))
    found = await lists(story, case, "身份证", "病历")
    async with story.database.transaction() as session:
        await papers.mark_ok(
            session, case.number, found["身份证"].id, actor=officer, seen_revision=0, now=story.clock()
        )
        await papers.mark_ok(
            session, case.number, found["病历"].id, actor=officer, seen_revision=1, needed=False, now=story.clock()
        )
        await papers.ask_for(
            session, case.number, " 工资 流水 ", actor=officer, seen_revision=2, reason="看收入", message="请补工资流水",
            now=story.clock(),
        )  # fmt: skip
    after = await papers_of(story, case)
    assert [papers.waived(after[n]) for n in ("身份证", "病历")] == [False, True]
    assert (after["工资 流水"].status, after["工资 流水"].checked_by) == ("redo", officer.id)
    assert "paper_waived" in await kinds(story, case) and await heard(story, chat) == ["请补工资流水"]
    async with story.database.transaction() as session:
        with pytest.raises(InvalidChange):
            await papers.ask_for(
                session,
                case.number,
                "身份证",
                actor=officer,
                seen_revision=None,
                reason="x",
                message="x",
                now=story.clock(),
            )


async def test_without_a_reason_or_on_an_old_page_nothing_is_asked(story: Story, chat: Chat) -> None:
    case, officer = await aid(story, chat), await story.colleague(("program_officer", None))
    paper = (await lists(story, case, "身份证"))["身份证"]

    async def ask(reason: str, seen: int | None) -> None:
        async with story.database.transaction() as session:
            await papers.ask_again(
                session, case.number, paper.id, actor=officer, seen_revision=seen, reason=reason, message="请重发",
                now=story.clock(),
            )  # fmt: skip

    with pytest.raises(InvalidChange):
        await ask("  ", 0)
    with pytest.raises(Conflict):
        await ask("太暗", 7)
    await story.move(case, "cancelled")
    with pytest.raises(InvalidChange):
        await ask("太暗", 1)
    assert await heard(story, chat) == []


async def test_papers_and_files_of_others_are_out_of_reach(story: Story, chat: Chat) -> None:
    case, officer = await aid(story, chat), await story.colleague(("program_officer", None))
    paper = (await lists(story, case, "身份证"))["身份证"]
    other_chat = await story.chat("2")
    other = await story.case(other_chat, "enrollment", program_id="hardship_assistance", county="610304")
    foreign = (await lists(story, other, "身份证"))["身份证"]
    theirs = await sends(story, other_chat)
    stranger = await story.colleague(("county_desk", "610304"), login="chencang")
    lawyer = await story.colleague(("lawyer", None), login="lvshi")
    async with story.database.transaction() as session:
        with pytest.raises(NotFound):  # a crafted id of another case's paper
            await papers.mark_ok(session, case.number, foreign.id, actor=officer, seen_revision=None, now=story.clock())
        with pytest.raises(NotFound):
            await papers.place_file(
                session, case.number, theirs, actor=officer, seen_revision=None, paper_id=paper.id, now=story.clock()
            )
        for nobody in (stranger, lawyer):
            with pytest.raises(NotFound):
                await papers.mark_ok(
                    session, case.number, paper.id, actor=nobody, seen_revision=None, now=story.clock()
                )
        for paper_id, file_id in ((foreign.id, theirs), (paper.id, theirs), (10**9, theirs), (paper.id, "0" * 32)):
            with pytest.raises((NotFound, NotAllowed)):
                await receiving.name_file(session, paper_id, file_id, actor=chat.worker, now=story.clock())
    assert await arrive(story, case, theirs) == Received()
    assert (await papers_of(story, case))["身份证"].status == "asked"


async def test_files_go_to_the_case_that_waits_for_papers(story: Story, chat: Chat) -> None:
    case, officer = await aid(story, chat), await story.colleague(("program_officer", None))
    await lists(story, case, "身份证")
    newer = await story.case(chat)

    async def waiting() -> str | None:
        async with story.database.reading() as session:
            found = await receiving.waiting_case(session, chat.id)
            return found.number if found else None

    assert await waiting() == newer.number
    await again(story, case, "身份证", officer)
    assert await waiting() == case.number


async def test_a_paper_is_asked_for_by_who_saw_it_and_that_stays_known(story: Story, chat: Chat) -> None:
    case, officer = await aid(story, chat), await story.colleague(("program_officer", None))
    await lists(story, case, "身份证")
    await again(story, case, "身份证", officer, reason="照片反光")
    [asked] = [e for e in await events(story, case) if e.kind == "paper_redo"]
    assert (asked.actor_id, asked.note) == (officer.id, "照片反光")
