"""Keeping the knowledge right at the console, without a browser."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest
from nicegui import ui
from nicegui.testing.user_interaction import UserInteraction

import knowledge
from cases import card_proposals, cards, feedback, messages, turns
from cases.actors import Actor
from cases.messages import Outgoing
from cases.models import CardProposal, CardVersion
from console.export import export
from knowledge.changes import read_report
from knowledge.standing import load_card_files
from tests.conftest import Clock
from tests.console.conftest import Colleague
from tests.console.world import World

CARDS = Path(knowledge.__file__).parent / "cards"
TEXT = (CARDS / "overtime_pay.md").read_text(encoding="utf-8")
WORDS = "加班费按规定给，今天刚改的这句。"


def reworded(words: str = WORDS) -> str:
    head, mark, rest = TEXT.partition("\n---\n")
    return f"{head}{mark}{words}\n\n{rest[rest.index('## ') :]}"


async def settle(seconds: float = 0.6) -> None:
    await asyncio.sleep(seconds)


async def until(colleague: Colleague, words: str, *, there: bool = True) -> str:
    """The page once it shows (or no longer shows) these words; the first look reads the laws from the disk."""
    for _ in range(150):
        if (words in (page := colleague.sees())) is there:
            return page
        await asyncio.sleep(0.1)
    raise AssertionError(f"{words!r} {'is not' if there else 'is still'} on the page:\n{colleague.sees()[:3000]}")


async def versions(world: World, card_id: str = "overtime_pay") -> list[CardVersion]:
    async with world.database.reading() as session:
        return await cards.history(session, card_id)


async def waiting(world: World, actor: Actor) -> list[CardProposal]:
    async with world.database.reading() as session:
        return await card_proposals.waiting(session, actor=actor)


async def saved_by(world: World, actor: Actor, document: str, *, seen: int = 0, state: str = "live") -> None:
    async with world.database.transaction() as session:
        await cards.save(
            session, card_id="overtime_pay", document=document, decided_on=world.now.date(), based_on=None, seen=seen,
            actor=actor, state=state, now=world.now,
        )  # fmt: skip


async def ask(world: World, *said: str, reason: str = "no_card", card: str | None = None, walled: bool = False) -> None:
    chat = await world.chat()
    async with world.database.transaction() as session:
        for text in said:
            await feedback.keep_question(
                session, conversation_id=chat.id, text=text, reason=reason, card_id=card, walled=walled, now=world.now
            )


def type_document(colleague: Colleague, text: str) -> None:
    with colleague.user:
        [box] = [e for e in colleague.user.find(ui.textarea).elements if "outlined" in e.props]
        box.set_value(text)


@pytest.fixture
async def editor(world: World) -> Actor:
    return await world.colleague("zhishi", "孙知", ("knowledge_editor", None))


async def test_the_list_finds_cards_by_group_word_and_state(colleague: Colleague, world: World, editor: Actor) -> None:
    await saved_by(world, editor, reworded())
    await colleague.log_in("zhishi")
    await colleague.user.open("/knowledge")
    page = colleague.sees()
    assert f"共 {len(load_card_files(CARDS))} 张" in page and "优先于随版本发来的文件" in page and "下一页" in page
    await colleague.user.open("/knowledge?words=今天刚改的&state=live")
    page = colleague.sees()
    assert "共 1 张" in page and "overtime_pay" in page and "在用修改版" in page
    await colleague.user.open("/knowledge?group=union&words=overtime_pay")
    assert "没有符合条件的卡片。" in colleague.sees()
    await colleague.user.open("/knowledge?page=%27x&group=%3Cb%3E&state=nope")
    assert "没有符合条件的卡片。" in colleague.sees()


async def test_a_change_waits_for_a_second_person_and_then_holds(
    colleague: Colleague, world: World, editor: Actor
) -> None:
    li = await world.colleague("li", "李审", ("admin", None))
    await colleague.log_in("zhishi")
    user = colleague.user
    await user.open("/knowledge/cards/overtime_pay")
    await settle()
    assert "紧急发布" not in colleague.sees()
    type_document(colleague, reworded())
    page = await until(colleague, WORDS)
    assert "职工看到的样子" in page and "【怎么办】" in page
    user.find("提交复核").click()
    await until(colleague, "孙知 在 今天 10:00 提交了修改，正在等复核")
    assert await versions(world) == []  # the assistant knows nothing of it
    [proposal] = await waiting(world, editor)
    await user.open(f"/knowledge/proposals/{proposal.id}")
    page = await until(colleague, f"+ {WORDS}")
    assert "通过并启用" not in page and "撤回" in page  # not one's own

    await user.http_client.post("/logout")
    await colleague.log_in("li")
    await user.open("/knowledge/proposals")
    assert "孙知 · 今天 10:00 提交" in colleague.sees()
    await user.open(f"/knowledge/proposals/{proposal.id}")
    await until(colleague, "通过并启用")
    user.find("通过并启用").click()
    await settle()
    [version] = await versions(world)
    assert (version.document, version.editor_id, version.state) == (reworded(), editor.id, "live")
    assert version.based_on == load_card_files(CARDS)["overtime_pay"].hash
    await user.open("/knowledge/cards/overtime_pay")
    page = await until(colleague, "复核：李审")
    assert li.id is not None and "孙知" in page
    user.find("看改动").click()
    page = await until(colleague, f"+ {WORDS}")
    assert "− " in page
    user.find("提交复核").click()  # nothing has changed since
    await settle()
    assert await waiting(world, editor) == []


async def test_a_change_is_turned_down_with_a_reason_and_its_questions_open_again(
    colleague: Colleague, world: World, editor: Actor
) -> None:
    li = await world.colleague("li", "李审", ("knowledge_editor", None))
    await ask(world, "员工宿舍没有暖气")
    async with world.database.transaction() as session:
        [question] = await feedback.unanswered(session, actor=editor)
        proposal = await card_proposals.propose(
            session, card_id="overtime_pay", document=reworded(), based_on=None, seen=0, actor=editor, now=world.now,
            questions=[question.id],
        )  # fmt: skip
    await colleague.log_in("li")
    user = colleague.user
    await user.open(f"/knowledge/proposals/{proposal.id}")
    await until(colleague, "退回……")
    user.find("退回……").click()
    await until(colleague, "内容不会生效，原因同事看得到")
    with user:
        [why] = [e for e in user.find(ui.textarea).elements if "dialog-text" in e.classes]
        why.set_value("第三条写反了")
    user.find(kind=ui.button, content="确定").click()
    await settle()
    async with world.database.reading() as session:
        assert [q.id for q in await feedback.unanswered(session, actor=li)] == [question.id]
    assert await versions(world) == [] and await waiting(world, editor) == []
    await user.open("/knowledge/proposals")
    page = await until(colleague, "已退回 · 李审")
    assert "第三条写反了" in page and "没有等复核的修改。" in page


async def test_an_administrator_publishes_at_once_with_a_reason_and_it_is_marked(
    colleague: Colleague, world: World
) -> None:
    await world.colleague("li", "李审", ("admin", None))
    await colleague.log_in("li")
    user = colleague.user
    await user.open("/knowledge/cards/overtime_pay")
    await settle()
    type_document(colleague, reworded())
    user.find("紧急发布……").click()
    await until(colleague, "不等复核，马上发布")
    with user:
        [why] = [e for e in user.find(ui.textarea).elements if "dialog-text" in e.classes]
        why.set_value("倍数写错了，今天就有人问")
    user.find(kind=ui.button, content="确定").click()
    await until(colleague, "【紧急发布】倍数写错了，今天就有人问")
    [version] = await versions(world)
    assert (version.document, version.note) == (reworded(), "【紧急发布】倍数写错了，今天就有人问")


async def test_no_strange_proposal_is_shown(colleague: Colleague, world: World, editor: Actor) -> None:
    await world.colleague("zhang", "张敏", ("duty", None))
    client = colleague.user.http_client
    await colleague.log_in("zhishi")
    for path in ("/knowledge/proposals/7", "/knowledge/proposals/x'", "/knowledge/proposals/99999999999999999999"):
        assert (await client.get(path)).status_code == 404
    await client.post("/logout")
    await colleague.log_in("zhang")
    assert (await client.get("/knowledge/proposals")).status_code == 404


@pytest.mark.parametrize(
    ("change", "to", "said"),
    [
        ("---\nid", "--\nid", "第一行应是 ---"),
        ("group: wages", "group: money", "没有 money 这个分组"),
        ("id: overtime_pay", "id: overtime", "编号定了就不能改"),
        ("## 依据", "## 来源", "不认识的小标题"),
    ],
)
async def test_a_card_with_a_mistake_is_not_saved_and_the_mistake_is_named(
    colleague: Colleague, world: World, editor: Actor, change: str, to: str, said: str
) -> None:
    await colleague.log_in("zhishi")
    await colleague.user.open("/knowledge/cards/overtime_pay")
    await settle()
    type_document(colleague, TEXT.replace(change, to, 1))
    await until(colleague, said)
    colleague.user.find("提交复核").click()
    await settle()
    assert await versions(world) == [] and await waiting(world, editor) == []
    assert any("先改好再保存" in message for message in colleague.user.notify.messages)


async def test_who_saves_second_sees_the_other_version_and_loses_nothing(
    colleague: Colleague, world: World, editor: Actor
) -> None:
    li = await world.colleague("li", "李审", ("admin", None))
    await colleague.log_in("zhishi")
    user = colleague.user
    await user.open("/knowledge/cards/overtime_pay")
    await settle()
    type_document(colleague, reworded("我写的这一句。"))
    await saved_by(world, li, reworded("同事写的这一句。"))
    user.find("提交复核").click()
    page = await until(colleague, "李审 在")
    assert "− 同事写的这一句。" in page and "+ 我写的这一句。" in page
    assert await waiting(world, editor) == []

    await user.open("/knowledge/cards/overtime_pay")  # a reload keeps what was typed, and on which version
    page = await until(colleague, "上次没保存的修改")
    assert "我写的这一句。" in page
    user.find("提交复核").click()
    await until(colleague, "李审 在")
    user.find("看过了，用我的保存").click()
    await until(colleague, "正在等复核")
    [proposal] = await waiting(world, editor)
    assert (proposal.document, proposal.based_number) == (reworded("我写的这一句。"), 1)
    assert [v.document for v in await versions(world)] == [reworded("同事写的这一句。")]


async def test_of_two_who_want_to_change_a_card_the_second_waits_and_keeps_the_text(
    colleague: Colleague, world: World, editor: Actor
) -> None:
    li = await world.colleague("li", "李审", ("admin", None))
    await colleague.log_in("zhishi")
    user = colleague.user
    await user.open("/knowledge/cards/overtime_pay")
    await settle()
    type_document(colleague, reworded("我写的这一句。"))
    async with world.database.transaction() as session:
        await card_proposals.propose(
            session, card_id="overtime_pay", document=reworded("同事写的。"), based_on=None, seen=0, actor=li,
            now=world.now,
        )  # fmt: skip
    user.find("提交复核").click()
    page = await until(colleague, "李审 在 今天 10:00 提交了修改")
    assert "我写的这一句。" in page
    assert any("已经有一份修改在等复核" in message for message in user.notify.messages)
    assert [p.editor_id for p in await waiting(world, editor)] == [li.id]


async def test_an_old_version_is_taken_up_again(colleague: Colleague, world: World, editor: Actor) -> None:
    await saved_by(world, editor, reworded("头一版的话。"))
    await saved_by(world, editor, reworded("第二版的话。"), seen=1)
    await colleague.log_in("zhishi")
    user = colleague.user
    await user.open("/knowledge/cards/overtime_pay")
    await until(colleague, "第 1 版 · 修改")
    with user:
        buttons = [e for e in user.find(ui.button).elements if e.text == "恢复"]
        UserInteraction(user, {max(buttons, key=lambda e: e.id)}, None).click()  # the oldest stands last
    await until(colleague, "头一版的话。")
    assert len(await versions(world)) == 2  # taken up is not yet saved
    user.find("提交复核").click()
    await until(colleague, "正在等复核")
    [proposal] = await waiting(world, editor)
    assert (proposal.document, proposal.note) == (reworded("头一版的话。"), "恢复第 1 版")


async def test_taking_a_card_down_needs_a_reason_and_a_second_person(
    colleague: Colleague, world: World, editor: Actor
) -> None:
    li = await world.colleague("li", "李审", ("admin", None))
    await colleague.log_in("zhishi")
    user = colleague.user
    await user.open("/knowledge/cards/overtime_pay")
    await settle()
    user.find(kind=ui.button, content="下架").click()
    await until(colleague, "同事复核通过后，助手不再用它回答")
    user.find(kind=ui.button, content="确定").click()
    await settle()
    assert await waiting(world, editor) == []  # a reason is needed
    with user:
        [why] = [e for e in user.find(ui.textarea).elements if "dialog-text" in e.classes]
        why.set_value("条例改了，等新口径")
    user.find(kind=ui.button, content="确定").click()
    await until(colleague, "提交了下架，正在等复核")
    [proposal] = await waiting(world, editor)
    async with world.database.transaction() as session:
        await card_proposals.approve(session, proposal.id, decided_on=world.now.date(), actor=li, now=world.now)
    [version] = await versions(world)
    assert (version.state, version.note, version.document) == ("withdrawn", "条例改了，等新口径", TEXT)
    await user.open("/knowledge/cards/overtime_pay")
    await until(colleague, "这张卡片已下架")


async def test_a_later_file_takes_the_place_of_an_edit_and_both_are_shown(
    colleague: Colleague, world: World, editor: Actor
) -> None:
    reviewed = load_card_files(CARDS)["overtime_pay"].card.reviewed_on
    async with world.database.transaction() as session:
        await cards.save(
            session, card_id="overtime_pay", document=reworded(), decided_on=reviewed.replace(year=reviewed.year - 1),
            based_on=None, seen=0, actor=editor, now=world.now,
        )  # fmt: skip
    await colleague.log_in("zhishi")
    await colleague.user.open("/knowledge/cards/overtime_pay")
    page = await until(colleague, "已被新版文件取代：")
    assert f"− {WORDS}" in page and str(reviewed) in page
    await colleague.user.open("/knowledge?state=superseded")
    assert "overtime_pay" in colleague.sees()


async def test_others_read_cards_and_change_nothing(colleague: Colleague, world: World) -> None:
    await world.colleague("zhang", "张敏", ("duty", None))
    await world.colleague("weibin", "渭滨管理员", ("admin", "610302"))
    client = colleague.user.http_client
    assert (await client.get("/knowledge/cards/overtime_pay")).status_code == 303
    for login in ("zhang", "weibin"):
        await colleague.log_in(login)
        await colleague.user.open("/knowledge/cards/overtime_pay")
        page = await until(colleague, "【怎么办】")
        assert "提交复核" not in page and "没答上来的问题" not in page
        for path in ("/knowledge/new", "/knowledge/questions", "/knowledge/reviews"):
            assert (await client.get(path)).status_code == 404
        assert (await client.get("/knowledge/cards/no_such_card")).status_code == 404
        await client.post("/logout")


# ---------------------------------------------------------------------- questions nobody could answer
async def test_questions_come_grouped_masked_and_with_the_nearest_card(
    colleague: Colleague, world: World, editor: Actor
) -> None:
    await ask(world, "员工宿舍没有暖气", "宿舍没有暖气咋办13891712345", "员工宿舍没有暖气", "厂里食堂涨价管不管")
    await ask(world, "周末加班给不给钱算几倍", reason="not_helpful", card="overtime_pay")
    await ask(world, "我整夜睡不着想找人说说", walled=True)
    await colleague.log_in("zhishi")
    await colleague.user.open("/knowledge/questions")
    page = boxes(colleague)
    assert page[0] == "员工宿舍没有暖气（2 次）"
    assert "宿舍没有暖气咋办〔已隐去〕" in page
    assert not any("1389" in said or "睡不着" in said for said in page)
    seen = colleague.sees()
    assert "3 次" in seen and "看了卡片说没帮上" in seen and load_card_files(CARDS)["overtime_pay"].card.title in seen


def boxes(colleague: Colleague) -> list[str]:
    with colleague.user:
        return [e.text for e in colleague.user.client.layout.descendants() if isinstance(e, ui.checkbox)]


async def test_sentences_become_ways_of_asking_and_the_questions_are_closed(
    colleague: Colleague, world: World, editor: Actor
) -> None:
    await ask(world, "礼拜天喊我去厂里干了一天算几倍: 钱", reason="not_helpful", card="overtime_pay")
    await colleague.log_in("zhishi")
    await colleague.user.open("/knowledge/questions")
    colleague.user.find("加到这张卡片的问法").click()
    await until(colleague, "加到这张卡片的问法", there=False)
    [version] = await versions(world)
    assert "  - '礼拜天喊我去厂里干了一天算几倍: 钱'" in version.document.split("\n")
    assert version.note == "加问法：职工问过的 1 句"
    await colleague.user.open("/knowledge/questions")
    page = colleague.sees()
    assert "没有待处理的问题。" in page and "孙知" in page and "加到卡片" in page


async def test_a_new_card_begins_with_the_sentences_and_closes_them(
    colleague: Colleague, world: World, editor: Actor
) -> None:
    await ask(world, "员工宿舍没有暖气", "宿舍没有暖气")
    async with world.database.reading() as session:
        ids = [q.id for q in await feedback.unanswered(session, actor=editor)]
    await colleague.log_in("zhishi")
    await colleague.user.open(f"/knowledge/new?questions={','.join(map(str, ids))},x,%27")
    await settle()
    with colleague.user:
        [box] = [e for e in colleague.user.find(ui.textarea).elements if "outlined" in e.props]
        document = str(box.value)
    assert (
        "  - 员工宿舍没有暖气\n  - 宿舍没有暖气\n" in document or "  - 宿舍没有暖气\n  - 员工宿舍没有暖气\n" in document
    )
    # Title, id and ways of asking are there already.
    assert "title: 宿舍没有暖气\n" in document and "id: asked_20261123_1\n" in document
    await until(colleague, "先说结论，两三句话。")
    colleague.user.find("提交复核").click()
    await settle(1.5)
    [proposal] = await waiting(world, editor)
    assert proposal.card_id == "asked_20261123_1" and await versions(world, "asked_20261123_1") == []
    async with world.database.reading() as session:
        assert await feedback.unanswered(session, actor=editor) == []
        assert {(q.outcome, q.outcome_card) for q in await feedback.dealt_with(session, actor=editor)} == {
            ("written", "asked_20261123_1")
        }
    await colleague.user.open("/knowledge/proposals")
    assert "新卡片" in colleague.sees() and "宿舍没有暖气" in colleague.sees()


async def test_a_question_that_needs_nothing_is_closed_once(colleague: Colleague, world: World, editor: Actor) -> None:
    await ask(world, "你叫啥名字")
    await colleague.log_in("zhishi")
    await colleague.user.open("/knowledge/questions")
    async with world.database.transaction() as session:  # a colleague, at the same moment
        [question] = await feedback.unanswered(session, actor=editor)
        await feedback.close_questions(session, [question.id], actor=editor, outcome="dismissed", now=world.now)
    colleague.user.find("不用处理").click()
    await settle()
    assert any("同事刚处理过了" in message for message in colleague.user.notify.messages)


# ---------------------------------------------------------------------- reviews, export
async def test_a_dismissed_question_is_taken_back(colleague: Colleague, world: World, editor: Actor) -> None:
    await ask(world, "员工宿舍没有暖气")
    await colleague.log_in("zhishi")
    await colleague.user.open("/knowledge/questions")
    colleague.user.find("不用处理").click()
    await until(colleague, "已标记为不用处理。")
    async with world.database.reading() as session:
        assert await feedback.unanswered(session, actor=editor) == []
    colleague.user.find("撤销").click()
    await settle()
    async with world.database.reading() as session:
        assert [q.text for q in await feedback.unanswered(session, actor=editor)] == ["员工宿舍没有暖气"]


async def test_ways_of_asking_do_not_slip_under_a_change_that_waits(
    colleague: Colleague, world: World, editor: Actor
) -> None:
    await ask(world, "礼拜天喊我去厂里干了一天算几倍钱", reason="not_helpful", card="overtime_pay")
    async with world.database.transaction() as session:
        await card_proposals.propose(
            session, card_id="overtime_pay", document=reworded(), based_on=None, seen=0, actor=editor, now=world.now
        )
    await colleague.log_in("zhishi")
    await colleague.user.open("/knowledge/questions")
    colleague.user.find("加到这张卡片的问法").click()
    await settle()
    assert any("已经有一份修改在等复核" in message for message in colleague.user.notify.messages)
    assert await versions(world) == []


async def test_what_is_due_is_listed_the_most_urgent_first_with_its_owner(
    colleague: Colleague, world: World, editor: Actor, clock: Clock
) -> None:
    await colleague.log_in("zhishi")
    await colleague.user.open("/knowledge/reviews")
    assert "近期没有到期的卡片。" in colleague.sees()
    file = load_card_files(CARDS)["overtime_pay"]
    soon = clock.now.date().replace(day=30)
    ends = file.document.replace("valid_until:", f"valid_until: {soon}", 1)
    assert ends != file.document
    await saved_by(world, editor, ends)
    await colleague.user.open("/knowledge/reviews")
    page = colleague.sees()
    assert "还有 7 天" in page and f"有效期到 {soon} · 负责：{file.card.owner}" in page
    clock.now = clock.now.replace(year=clock.now.year + 2)
    await colleague.log_in("zhishi")
    await colleague.user.open("/knowledge/reviews")
    page = colleague.sees()
    assert "满一年要复核" in page and file.card.title in page and "还有 7 天" not in page
    cards_part = page[page.index("该复核的卡片") :]
    late = [int(line.split()[1]) for line in cards_part.splitlines() if line.startswith("已过 ")]
    assert len(late) > 50 and late == sorted(late, reverse=True)


async def test_edited_cards_are_written_back_as_files(world: World, editor: Actor, tmp_path: Path) -> None:
    await saved_by(world, editor, reworded())
    done = await export(world.database, tmp_path, CARDS)
    assert [(one.path.name, one.what) for one in done] == [("overtime_pay.md", "written")]
    assert (tmp_path / "overtime_pay.md").read_bytes() == reworded().encode()
    assert [one.what for one in await export(world.database, tmp_path, CARDS)] == ["same"]


async def test_a_changed_article_leads_to_its_cards_and_to_the_chats_that_were_told_the_old_one(
    colleague: Colleague, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = tmp_path / "changes.yml"
    report.write_text(
        "- {date: 2026-11-20, law: 劳动法, article: 第四十四条, now: 第四十五条, kind: changed,"
        " cards: [overtime_pay], calculators: [overtime]}\n"
        "- {date: 2026-11-20, law: 劳动法, article: 第一百零七条, now: null, kind: gone, cards: [], calculators: []}\n",
        encoding="utf-8",
    )
    # The simulated console imports its modules anew for every story.
    monkeypatch.setattr(sys.modules["console.library"], "read_report", lambda _path: read_report(report))
    await world.colleague("li", "李审", ("admin", None))
    chat = await world.chat(said=[("worker", "加班费怎么算")])
    async with world.database.transaction() as session:
        told = Outgoing("按规定给", card={"id": "overtime_pay", "citations": ["《劳动法》第四十四条"]})
        asked = (await messages.inbound_of(session, chat.id))[0].id
        await turns.say(session, conversation_id=chat.id, channel="web", outgoing=[told], now=world.now, reply_to=asked)
    await colleague.log_in("li")
    await colleague.user.open("/knowledge/reviews")
    page = colleague.sees()
    for words in ("《劳动法》第四十四条", "修改", "现为第四十五条", "依据它的计算器：overtime", "有 1 次回答", "删除"):
        assert words in page, words
    with colleague.user:
        targets = [e.props["href"] for e in colleague.user.find(ui.link).elements]
    assert f"/chats/{chat.id}" in targets and "/knowledge/cards/overtime_pay" in targets

    report.write_text("- [坏了\n", encoding="utf-8")
    await colleague.user.open("/knowledge/reviews")
    assert "变化记录读不出来" in colleague.sees()
