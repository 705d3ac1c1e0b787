"""The trace tells how a form ended: the figures (cases/figures/runs.py) count by it what is finished, cancelled and left."""

from __future__ import annotations

from tests.actions.dialogue.chat import Chat

JOINING = ("我要入会", ">送外卖", "美团", "没有", "渭滨", "32", ">同意", "王建设", "13800001234")


async def test_a_confirmed_form_is_done(chat: Chat) -> None:
    await chat.all(*JOINING)
    assert all(turn.trace["ended"] is None for turn in chat.turns)
    await chat.press("确认提交")
    assert chat.trace["ended"] == "done" and chat.trace["flow"] == "enrollment"
    assert chat.trace["program"] == "join_union" and chat.view["flow"] is None


async def test_a_cancelled_form_is_cancelled(chat: Chat) -> None:
    await chat.all(*JOINING[:3])
    standing = chat.field
    await chat.say("取消")
    assert standing is not None
    assert chat.trace["ended"] == "cancelled" and chat.trace["program"] == "join_union"
    await chat.say("你好")
    assert chat.trace["ended"] is None


async def test_a_form_put_aside_has_not_ended(chat: Chat) -> None:
    await chat.all(*JOINING[:3])
    await chat.say("菜单")
    assert chat.view["flow"] is None and chat.trace["ended"] is None
