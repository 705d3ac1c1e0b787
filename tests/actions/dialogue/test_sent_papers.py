"""A photo sent in the chat goes to the very paper that was asked for."""

from __future__ import annotations

from typing import Any

from cases import attachments, casefile
from cases.actors import Actor
from cases.casework import deciding, merging, papers
from cases.models import Case
from tests.actions.dialogue.chat import Chat

PHOTO = b"\xff\xd8\xff photo"


async def case_of(chat: Chat, *names: str) -> Case:
    async with chat.database.transaction() as session:
        person = await chat_person(session, chat)
        case, _ = await casefile.open_case(
            session, actor=Actor.worker(person), kind="legal_consultation", person_id=person,
            conversation_id=chat.id, fields={}, now=chat.clock(),
        )  # fmt: skip
        await papers.list_for_program(session, case, names, now=chat.clock())
        return case


async def chat_person(session: Any, chat: Chat) -> int:
    from cases import conversations

    return (await conversations.get(session, chat.id)).person_id


async def asks(chat: Chat, case: Case, name: str) -> None:
    """The desk wants this paper again."""
    async with chat.database.transaction() as session:
        [paper] = [p for p in await papers.list_papers(session, case.id) if p.name == name]
        await papers.ask_again(
            session, case.number, paper.id, actor=Actor.system(), seen_revision=None, reason="太模糊",
            message=f"请重发{name}", now=chat.clock(),
        )  # fmt: skip


async def photo(chat: Chat) -> str:
    async with chat.database.transaction() as session:
        return await attachments.keep(
            session, conversation_id=chat.id, name="照片.jpg", content=PHOTO, now=chat.clock()
        )


async def states(chat: Chat, case: Case) -> dict[str, str]:
    async with chat.database.reading() as session:
        return {p.name: p.status for p in await papers.list_papers(session, case.id)}


async def test_the_one_paper_asked_for_again_is_filled(chat: Chat) -> None:
    case = await case_of(chat, "身份证", "工资流水")
    await asks(chat, case, "工资流水")
    told = (await chat.say("查进度")).replies[0].text
    assert "请重新发“工资流水”：太模糊" in told and "身份证" not in told
    assert told.count("太模糊") == 1  # said once is enough
    turn = await chat.say("", files=[await photo(chat)])
    assert f"“工资流水”已经放进您的事项 {case.number} 里" in turn.replies[0].text
    assert await states(chat, case) == {"身份证": "asked", "工资流水": "received"}
    assert "已受理" in (await chat.say("查进度")).replies[0].text


async def test_with_two_missing_the_worker_taps_which_one(chat: Chat) -> None:
    case = await case_of(chat, "身份证", "工资流水")
    for name in ("身份证", "工资流水"):
        await asks(chat, case, name)
    turn = await chat.say("", files=[await photo(chat)])
    assert "是哪一样" in turn.replies[0].text
    assert [b.title.partition(". ")[2] for b in turn.replies[0].buttons] == ["身份证", "工资流水", "都不是"]
    turn = await chat.press("工资流水")
    assert "“工资流水”已经放进" in turn.replies[0].text and "还差“身份证”" in turn.replies[0].text
    assert await states(chat, case) == {"身份证": "redo", "工资流水": "received"}
    # A number typed does the same, and none of them is an answer, too.
    await chat.say("", files=[await photo(chat)])
    assert await states(chat, case) == {"身份证": "received", "工资流水": "received"}


async def test_none_of_them_leaves_it_to_staff(chat: Chat) -> None:
    case = await case_of(chat, "身份证", "工资流水")
    await chat.say("", files=[await photo(chat)])
    turn = await chat.press("都不是")
    assert case.number in turn.replies[0].text and "归类" in turn.replies[0].text
    assert await states(chat, case) == {"身份证": "asked", "工资流水": "asked"}


async def test_crafted_buttons_do_nothing(chat: Chat) -> None:
    case = await case_of(chat, "身份证")
    for payload in (
        "paper", "paper:", "paper:1", "paper:x:y", "paper:1:" + "0" * 32, "paper:99999999999999999999:a",
        "paper:1:a:b", "paper:-1:a", "paper:١:a",
    ):  # fmt: skip
        turn = await chat.payload(payload)
        assert "不认识" in turn.replies[0].text, payload
    assert await states(chat, case) == {"身份证": "asked"}


async def test_what_staff_noted_for_each_other_is_not_read_out(chat: Chat) -> None:
    case = await case_of(chat)
    async with chat.database.transaction() as session:
        for note, message in (("请放心", "受理了，请放心"), ("这人脾气急", None)):
            await deciding.decide(
                session, case.number, actor=Actor.system(), seen_revision=None,
                status="accepted" if message else "scheduled", note=note, message=message, now=chat.clock(),
            )  # fmt: skip
    told = (await chat.say("查进度")).replies[0].text
    assert "工作人员留言：请放心" in told and "脾气" not in told


async def test_a_merged_case_leads_to_the_one_that_was_kept(chat: Chat) -> None:
    kept, merged = await case_of(chat), await case_of(chat)
    async with chat.database.transaction() as session:
        await merging.merge(
            session,
            kept.number,
            merged.number,
            actor=Actor.system(),
            seen=(0, 0),
            reason="",
            message="",
            now=chat.clock(),
        )
    told = (await chat.payload(f"case:{merged.number}")).replies[0].text
    assert f"查编号 {kept.number} 就行" in told
