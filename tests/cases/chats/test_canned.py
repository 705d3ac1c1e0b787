"""Canned replies: whose they are, that every place is filled, and that two editors do not overwrite each other."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from cases.actors import Actor
from cases.chats import canned
from cases.chats.canned import fill, places, require_filled
from cases.errors import Conflict, InvalidChange, NotAllowed, NotFound
from cases.models import CannedReply
from tests.cases.chats.conftest import Inbox
from tests.cases.story import Story

WEIBIN, JINTAI = "610302", "610303"


async def add(story: Story, actor: Actor, title: str, **more: Any) -> CannedReply:
    async with story.database.transaction() as session:
        return await canned.add_reply(
            session,
            actor=actor,
            title=title,
            body=more.get("body", "{姓名}您好"),
            role=more.get("role"),
            county=more.get("county"),
            now=story.clock(),
        )


async def titles(story: Story, actor: Actor) -> list[str]:
    async with story.database.reading() as session:
        return [reply.title for reply in await canned.replies_for(session, actor=actor)]


def test_places_are_words_in_braces() -> None:
    body = "{姓名}您好，编号 { 编号 }，｛时间｝见。{姓名}"
    assert places(body) == ("姓名", "编号", "时间")
    assert (
        fill(body, {"姓名": "李雷", "编号": "26-4831-0726", "时间": " "})
        == "李雷您好，编号 26-4831-0726，｛时间｝见。李雷"
    )
    assert places('{"json": 1} {} {1+1} { a b }') == ()


def test_what_is_filled_in_is_not_read_again() -> None:
    assert fill("{姓名}，{编号}", {"姓名": "{编号}", "编号": "7"}) == "{编号}，7"


def test_an_open_place_stops_the_text_and_is_named() -> None:
    with pytest.raises(InvalidChange) as caught:
        require_filled("您好，{时间}前把{材料}发来")
    assert caught.value.message == "还有没填的空：时间、材料。填好再发。"
    require_filled("您好，明天上午前把工资条发来")


async def test_a_reply_with_an_open_place_is_not_sent(inbox: Inbox, story: Story) -> None:
    zhang = await story.colleague(("duty", None))
    chat = await inbox.waits("1")
    await inbox.takes(zhang, chat)
    with pytest.raises(InvalidChange, match="1 places"):
        await inbox.answers(zhang, chat, "请{时间}前发来")
    assert await inbox.heard(chat) == ["来了。"]


async def test_everybody_sees_those_of_their_desks(story: Story) -> None:
    admin = await story.colleague(("admin", None), login="admin")
    for title, role, county in (
        ("人人", None, None), ("值班", "duty", None), ("渭滨", None, WEIBIN), ("渭滨县区", "county_desk", WEIBIN),
        ("咨询", "counsellor", None),
    ):  # fmt: skip
        await add(story, admin, title, role=role, county=county)
    duty = await story.colleague(("duty", None), login="duty")
    weibin = await story.colleague(("county_desk", WEIBIN), login="weibin")
    jintai = await story.colleague(("county_desk", JINTAI), login="jintai")
    nobody = await story.colleague(login="nobody")
    assert set(await titles(story, duty)) == {"人人", "值班", "渭滨"}
    assert await titles(story, weibin) == ["渭滨县区", "渭滨", "人人"]  # the nearest first
    assert await titles(story, jintai) == ["人人"]
    assert await titles(story, nobody) == []


async def test_a_county_desk_writes_for_its_county_only(story: Story) -> None:
    weibin = await story.colleague(("county_desk", WEIBIN), login="weibin")
    lawyer = await story.colleague(("lawyer", None), login="lvshi")
    mine = await add(story, weibin, "来渭滨", county=WEIBIN)
    for county in (None, JINTAI):
        with pytest.raises(NotAllowed):
            await add(story, weibin, "不行", county=county)
    with pytest.raises(NotAllowed):
        await add(story, lawyer, "不行")
    jintai = await story.colleague(("county_desk", JINTAI), login="jintai")
    with pytest.raises(NotFound):  # a crafted id of another county
        await change(story, jintai, mine, title="改名")


async def change(story: Story, actor: Actor, row: CannedReply, **more: Any) -> CannedReply:
    async with story.database.transaction() as session:
        return await canned.change_reply(
            session,
            row.id,
            actor=actor,
            seen=more.get("seen", row.changed_at),
            title=more.get("title", row.title),
            body=more.get("body", row.body),
            role=row.role,
            county=row.county,
            active=more.get("active", True),
            now=story.clock(),
        )


async def test_of_two_editors_the_second_is_told(story: Story) -> None:
    admin = await story.colleague(("admin", None))
    row = await add(story, admin, "打招呼")
    story.clock.advance(timedelta(seconds=5))
    newer = await change(story, admin, row, body="您好呀")
    with pytest.raises(Conflict):
        await change(story, admin, row, seen=row.changed_at - timedelta(seconds=5), body="别的")
    story.clock.advance(1)
    await change(story, admin, newer, active=False)
    assert await titles(story, admin) == []
    async with story.database.reading() as session:
        assert [(r.title, r.active) for r in await canned.all_replies(session, actor=admin)] == [("打招呼", False)]


async def test_empty_long_doubled_and_unknown_are_refused(story: Story) -> None:
    admin = await story.colleague(("admin", None))
    await add(story, admin, "打招呼")
    for more in (
        {"title": " "},
        {"title": "长" * 61},
        {"body": ""},
        {"body": "长" * 2001},
        {"title": "打招呼"},
        {"role": "king"},
    ):
        with pytest.raises(InvalidChange):
            await add(story, admin, more.pop("title", "新的"), **more)


async def test_the_first_ones_are_there_once_and_stay_retired(story: Story) -> None:
    admin = await story.colleague(("admin", None))
    async with story.database.transaction() as session:
        assert await canned.load_first_replies(session, now=story.clock()) >= 12
    async with story.database.reading() as session:
        first = (await canned.all_replies(session, actor=admin))[0]
    await change(story, admin, first, title="改过名", active=False)
    async with story.database.transaction() as session:
        assert await canned.load_first_replies(session, now=story.clock()) == 0
    assert first.title not in await titles(story, admin)
