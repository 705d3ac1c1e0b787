"""A program officer changes a program at the console: form, preview, publishing, two at once, the way back."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import pytest
from nicegui import ui

from actions.catalog import ProgramShelf
from cases import feedback, program_desk, programs
from cases.actors import Actor
from cases.models import Program, ProgramVersion
from tests.console.conftest import Colleague
from tests.console.programs.conftest import fill, from_file, press, until
from tests.console.world import World


async def live(world: World, program_id: str = "autumn_scholarship") -> Program:
    async with world.database.reading() as session:
        return await programs.get(session, program_id)


async def versions(world: World, actor: Actor, program_id: str = "autumn_scholarship") -> list[ProgramVersion]:
    async with world.database.reading() as session:
        return await program_desk.history(session, program_id, actor=actor)


async def published_by(world: World, actor: Actor, document: dict[str, Any], *, seen: int, file: int = 1) -> None:
    async with world.database.transaction() as session:
        await program_desk.publish(
            session, str(document["id"]), document=document, file_revision=file, seen=seen, actor=actor, now=world.now
        )


async def test_the_list_tells_what_is_open_and_how_many_places_are_left(
    colleague: Colleague, world: World, officer: Actor
) -> None:
    await colleague.log_in("xiangmu")
    await colleague.user.open("/programs")
    page = colleague.sees()
    assert "共 3 个" in page and "7月1日" in page and "已报 0 / 300，余 300" in page and "随时可以申请" in page
    assert "随版本" in page and "新建项目" in page
    await colleague.user.open("/programs?state=closed&words=%E5%8A%A9%E5%AD%A6")
    assert "共 1 个" in colleague.sees()
    await colleague.user.open("/programs?words=%27%3Cb%3E&platform=nope")
    assert "没有符合条件的项目。" in colleague.sees()


async def test_from_the_form_through_the_preview_to_the_next_message(
    colleague: Colleague, world: World, officer: Actor
) -> None:
    shelf = ProgramShelf(world.database)
    await shelf.refresh()
    await colleague.log_in("xiangmu")
    user = colleague.user
    await user.open("/programs/matchmaking")
    page = colleague.sees()
    assert "现在用的是随版本发来的内容。" in page and "1. 单身" in page and "您现在是单身吧？" in page

    fill(colleague, "项目名称", "职工交友会")
    press(colleague, "加一个问题")
    fill(colleague, "怎么问", "您穿几码的鞋？<script>alert(1)</script>")
    fill(colleague, "简称（案件里显示）", "鞋码")
    fill(colleague, "答案类型", "number")
    fill(colleague, "最大", "四十五")
    page = await until(colleague, "问题 5 · 最大：应是整数")
    press(colleague, "发布……")
    await asyncio.sleep(0.2)
    assert await versions(world, officer, "matchmaking") == []
    assert any("先改好再发布" in said for said in user.notify.messages)
    fill(colleague, "最大", "45")
    await until(colleague, "问题 5 · 最大", there=False)

    # The window has not opened yet (1 December): the preview says so instead of asking.
    await until(colleague, "职工交友会这会儿没在办，下次 12月1日（周二） 开始。")
    fill(colleague, "什么时候收", "always")
    await until(colleague, "1. 现在就报名")
    for pressed, then in (("1. 现在就报名", "您现在是单身吧？"), ("2. 否", "交友活动只请单身的朋友来")):
        press(colleague, pressed)
        await until(colleague, then)

    press(colleague, "发布……")
    page = await until(colleague, "发布前再看一眼")
    assert "− title: 职工婚恋交友" in page and "+ title: 职工交友会" in page
    press(colleague, "确认发布")
    await until(colleague, "第 1 版 · 发布")
    row = await live(world, "matchmaking")
    assert (row.document["title"], row.revision, row.document["window"]) == ("职工交友会", 2, {"kind": "always"})
    assert row.document["fields"][-1] == {
        "key": "q1", "type": "number", "label": "鞋码", "ask": "您穿几码的鞋？<script>alert(1)</script>", "max": 45,
    }  # fmt: skip

    shelf._looked_at = float("-inf")  # a second later
    await shelf.refresh()
    program = shelf.get("matchmaking")
    assert program is not None and program.title == "职工交友会" and program.form.fields[-1].max == 45


async def test_a_draft_is_kept_for_colleagues_and_dropped_again(
    colleague: Colleague, world: World, officer: Actor
) -> None:
    await world.colleague("li", "李审", ("admin", None))
    await colleague.log_in("xiangmu")
    user = colleague.user
    await user.open("/programs/autumn_scholarship")
    fill(colleague, "名额（不填就是不限）", "")
    press(colleague, "存草稿")
    await until(colleague, "周项 在 今天 10:00 存了草稿")
    assert (await live(world)).places == 300
    await user.http_client.post("/logout")
    await colleague.log_in("li")
    await user.open("/programs?state=draft")
    assert "共 1 个" in colleague.sees()
    await user.open("/programs/autumn_scholarship")
    press(colleague, "丢掉草稿")
    await until(colleague, "编辑框会回到正在用的内容")
    press(colleague, "确定")
    await until(colleague, "第 2 版 · 草稿")
    await user.open("/programs?state=draft")
    assert "没有符合条件的项目。" in colleague.sees()
    assert [v.document["places"] for v in await versions(world, officer)] == [300, None]


async def test_who_publishes_second_sees_the_other_text_and_loses_nothing(
    colleague: Colleague, world: World, officer: Actor
) -> None:
    li = await world.colleague("li", "李审", ("admin", None))
    await colleague.log_in("xiangmu")
    user = colleague.user
    await user.open("/programs/autumn_scholarship")
    fill(colleague, "一句话介绍", "我写的这一句。")
    theirs = from_file("autumn_scholarship") | {"summary": "同事写的这一句。"}
    await published_by(world, li, theirs, seen=0)
    press(colleague, "发布……")
    await until(colleague, "发布前再看一眼")
    press(colleague, "确认发布")
    page = await until(colleague, "李审 在 今天 10:00 先存了第 1 版")
    assert "− summary: 同事写的这一句。" in page and "+ summary: 我写的这一句。" in page
    assert (await live(world)).document["summary"] == "同事写的这一句。"

    await user.open("/programs/autumn_scholarship")  # a reload keeps what was typed, and on which version
    page = await until(colleague, "这是您上次没存的修改。")
    assert "我写的这一句。" in page
    press(colleague, "存草稿")
    await until(colleague, "先存了第 1 版")
    press(colleague, "看过了，接着用我的")
    press(colleague, "发布……")
    await until(colleague, "− summary: 同事写的这一句。")
    press(colleague, "确认发布")
    await until(colleague, "第 2 版 · 发布")
    assert (await live(world)).document["summary"] == "我写的这一句。"


async def test_an_earlier_version_comes_back_into_the_form_and_is_published(
    colleague: Colleague, world: World, officer: Actor
) -> None:
    good = from_file("autumn_scholarship") | {"title": "第一版的名字"}
    await published_by(world, officer, good, seen=0)
    await published_by(world, officer, good | {"title": "改坏的名字"}, seen=1)
    await colleague.log_in("xiangmu")
    await colleague.user.open("/programs/autumn_scholarship")
    press(colleague, "恢复这一版", nth=1)
    press(colleague, "发布……")
    await until(colleague, "+ title: 第一版的名字")
    press(colleague, "确认发布")
    await until(colleague, "第 3 版 · 发布")
    assert (await live(world)).document["title"] == "第一版的名字"
    assert (await versions(world, officer))[0].note == "恢复第 1 版"


async def test_a_release_with_a_newer_file_waits_for_a_decision(
    colleague: Colleague, world: World, officer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    await published_by(world, officer, from_file("autumn_scholarship") | {"summary": "咱们改的。"}, seen=0)
    newer = from_file("autumn_scholarship") | {"revision": 5, "summary": "新版文件写的。"}

    async def files(_self: object) -> dict[str, Any]:
        return {"autumn_scholarship": newer}

    monkeypatch.setattr(sys.modules["console.library"].Library, "program_files", files)
    await world.programs(newer)  # the start of the new release
    assert (await live(world)).document["summary"] == "咱们改的。"
    await colleague.log_in("xiangmu")
    await colleague.user.open("/programs?state=new_file")
    assert "共 1 个" in colleague.sees() and "有新版文件" in colleague.sees()
    await colleague.user.open("/programs/autumn_scholarship")
    page = await until(colleague, "新版本带来了这个项目的新文件（第 5 版）")
    assert "− summary: 咱们改的。" in page and "+ summary: 新版文件写的。" in page
    press(colleague, "还用咱们的")
    await until(colleague, "新版本带来了这个项目的新文件", there=False)
    row = await live(world)
    assert (row.document["summary"], row.revision) == ("咱们改的。", 6)


async def test_a_new_program_is_made_from_another_and_appears_in_the_list(
    colleague: Colleague, world: World, officer: Actor
) -> None:
    await colleague.log_in("xiangmu")
    await colleague.user.open("/programs/new")
    fill(colleague, "项目名称", "中医义诊进工地")
    fill(colleague, "编号（小写英文、数字、下划线，定了不能改）", "义诊")
    press(colleague, "开始写")
    await until(colleague, "不是合格的编号")
    fill(colleague, "编号（小写英文、数字、下划线，定了不能改）", "tcm_clinic")
    fill(colleague, "照着哪个项目写", "matchmaking")
    press(colleague, "开始写")
    for _ in range(40):
        if await versions(world, officer, "tcm_clinic"):
            break
        await asyncio.sleep(0.05)
    [version] = await versions(world, officer, "tcm_clinic")
    assert version.document["title"] == "中医义诊进工地" and version.document["names"] == []
    assert version.note == "照着“职工婚恋交友”新写"
    await colleague.user.open("/programs")
    assert "中医义诊进工地" in colleague.sees() and "还没发布" in colleague.sees()
    await colleague.user.open("/programs/tcm_clinic")
    press(colleague, "发布……")
    await until(colleague, "这是新项目")
    press(colleague, "确认发布")
    await until(colleague, "第 2 版 · 发布")
    assert (await live(world, "tcm_clinic")).document["title"] == "中医义诊进工地"


async def test_questions_are_moved_and_taken_out_with_what_rests_on_them(
    colleague: Colleague, world: World, officer: Actor
) -> None:
    await colleague.log_in("xiangmu")
    await colleague.user.open("/programs/violation_report")
    press(colleague, "下移 1")
    page = await until(colleague, "1. 姓名")
    assert "条件里的 anonymous 应排在它前面" in page
    press(colleague, "上移 2")
    await until(colleague, "1. 匿名")
    press(colleague, "删除 1")
    await until(colleague, "删除“匿名”这个问题")
    press(colleague, "确定")
    await until(colleague, "1. 姓名")
    press(colleague, "存草稿")
    await until(colleague, "第 1 版 · 草稿")
    [version] = await versions(world, officer, "violation_report")
    assert [field["key"] for field in version.document["fields"]][:2] == ["name", "phone"]
    assert not any("when" in field for field in version.document["fields"])


async def test_the_whole_text_goes_into_the_form_or_says_what_is_wrong(
    colleague: Colleague, world: World, officer: Actor
) -> None:
    await colleague.log_in("xiangmu")
    await colleague.user.open("/programs/matchmaking")

    def whole(text: str) -> None:
        with colleague.user:
            said = "高级：全文（YAML）"
            elements = colleague.user.client.layout.descendants()
            [box] = [e for e in elements if isinstance(e, ui.textarea) and e.props.get("aria-label") == said]
            box.set_value(text)

    whole("title: [")
    press(colleague, "放进表单")
    await until(colleague, "格式不对")
    whole("a: &a [x, x]\nb: [*a, *a]")
    press(colleague, "放进表单")
    await until(colleague, "不能用 * 引用")
    whole("id: other\nrevision: 1\ntitle: 从全文来的名字")
    press(colleague, "放进表单")
    page = await until(colleague, "要先改好")
    assert "一句话介绍：不能空着" in page
    press(colleague, "存草稿")
    await until(colleague, "第 1 版 · 草稿")
    [version] = await versions(world, officer, "matchmaking")
    assert (version.document["id"], version.document["title"]) == ("matchmaking", "从全文来的名字")


async def test_others_look_and_change_nothing(colleague: Colleague, world: World, officer: Actor) -> None:
    await world.colleague("zhang", "张敏", ("duty", None))
    await world.colleague("lv", "吕律", ("lawyer", None))
    client = colleague.user.http_client
    assert (await client.get("/programs")).status_code == 303
    await colleague.log_in("zhang")
    await colleague.user.open("/programs/autumn_scholarship")
    page = colleague.sees()
    assert "金秋助学" in page and "发布……" not in page and "存草稿" not in page
    assert (await client.get("/programs/new")).status_code == 404
    assert (await client.get("/programs/no_such_program")).status_code == 404
    await client.post("/logout")
    await colleague.log_in("lv")
    assert (await client.get("/programs")).status_code == 404


async def test_a_program_of_our_own_has_its_name_on_every_page_and_is_not_taught_to_the_model(
    colleague: Colleague, world: World, officer: Actor
) -> None:
    own = from_file("matchmaking") | {"id": "tcm_clinic", "title": "中医义诊进工地", "window": {"kind": "always"}}
    await published_by(world, officer, own, seen=0, file=0)
    await published_by(world, officer, from_file("matchmaking") | {"title": "职工交友会"}, seen=0)
    chat = await world.chat("李雷")
    await world.applies(chat, "enrollment", program="tcm_clinic")
    await world.applies(chat, "enrollment", program="matchmaking")
    await colleague.log_in("xiangmu")
    await colleague.user.open("/cases")
    page = await until(colleague, "中医义诊进工地")
    assert "职工交友会" in page and "tcm_clinic" not in page

    await world.colleague("zhishi", "孙知", ("knowledge_editor", None))
    await colleague.user.http_client.post("/logout")
    await colleague.log_in("zhishi")
    chat = await world.chat()
    async with world.database.transaction() as session:
        await feedback.keep_question(
            session, conversation_id=chat.id, text="老中医啥时候来", reason="no_card", now=world.now
        )
    await colleague.user.open("/knowledge/questions")
    with colleague.user:
        [box] = [e for e in colleague.user.find(ui.select).elements if "handoff" in (e.options or {})]
        assert "ask_program/matchmaking" in box.options and "ask_program/tcm_clinic" not in box.options
