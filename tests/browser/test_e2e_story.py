"""The whole assistant as real processes, real browsers on both sides."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from cases import appointments, casefile, conversations
from tests import stack as stacks
from tests.browser.people import NUMBER, StaffAtConsole, WorkerAtPage, browsing, chromium

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.rasa, pytest.mark.timeout(300)]
ANSWERS = {
    "consent": "可以", "matter": "拖欠工资", "account": "在工地干了四个月，一分钱没给", "county": "金台区",
    "lawyer_kind": "都可以", "way": "打电话", "name": "王建设", "phone": "13800001234",
}  # fmt: skip


@pytest.fixture
async def stack(tmp_path: Path) -> AsyncIterator[stacks.Stack]:
    why = stacks.missing() or (None if chromium() else "Chromium is not installed (set TEST_CHROMIUM)")
    if why is not None:
        pytest.skip(why)
    async with stacks.running(tmp_path, console=True) as running:
        yield running


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with browsing() as running:
        yield running


async def books_a_lawyer(worker: WorkerAtPage) -> str:
    """Answer what is asked, by tapping and typing, until the booking has a number. Returns it."""
    said = await worker.say("老板欠我四个月工资 想找个律师")
    for _ in range(14):
        if "约好了" in said:
            break
        if "您看对不对" in said:
            said = await worker.tap("确认提交")
        elif "哪个时间" in said:
            said = await worker.tap("示例律师")
        else:
            said = await worker.say(ANSWERS[asked(said)])
    found = NUMBER.search(said)
    assert found is not None, said
    return found.group()


def asked(said: str) -> str:
    """Which field the assistant's last words ask for."""
    marks = {
        "加密保存": "consent", "哪一类事": "matter", "咋回事": "account", "哪个县区": "county", "三种律师": "lawyer_kind",
        "怎么跟律师说": "way", "请说姓名": "name", "手机号": "phone",
    }  # fmt: skip
    return next(field for mark, field in marks.items() if mark in said)


async def test_a_worker_books_a_lawyer_asks_for_a_person_and_reads_the_answer(
    stack: stacks.Stack, browser: Browser
) -> None:
    worker = await WorkerAtPage.arrive(browser, stack.web)
    number = await books_a_lawyer(worker)
    assert NUMBER.search(await worker.say("人工"))

    officer = await StaffAtConsole.log_in(browser, stack.console, "zhiban")
    await officer.open("要求人工")
    await officer.take_over()
    await officer.reply("王师傅您好，我是值班的。材料我看到了，明天律师准时给您打电话。")
    await worker.reads("明天律师准时给您打电话")  # the page was not touched

    await worker.type("好的 谢谢")
    await expect(officer.page.locator(".chat-scroll", has_text="好的 谢谢")).to_be_visible()
    await asyncio.sleep(1.5)
    assert (await worker.transcript())[-1] == ("worker", "好的 谢谢"), (
        "the bot is silent while a colleague has the chat"
    )

    await officer.close("约好了，有事随时回来。")
    await worker.reads("有事随时回来")
    assert "加班" in await worker.say("加班费怎么算")

    database = stack.open_database()
    async with database.reading() as session:
        chat = await conversations.get(session, await worker.conversation_id)
        held = {case.kind: case for case in await casefile.cases_of(session, chat.person_id)}
        booked = held["legal_consultation"]
        assert booked.number == number and booked.status == "scheduled" and booked.county == "610303"
        assert booked.fields["matter"]["value"] == "wages" and booked.fields["phone"]["value"] == "13800001234"
        assert await appointments.booking_of(session, booked.id) is not None
        assert held["handoff"].status == "done" and chat.owner == "bot"
    await database.close()


async def test_danger_stands_first_in_the_console_within_five_seconds(stack: stacks.Stack, browser: Browser) -> None:
    officer = await StaffAtConsole.log_in(browser, stack.console, "zhiban")
    other = await WorkerAtPage.arrive(browser, stack.web)
    await other.say("转人工")
    worker = await WorkerAtPage.arrive(browser, stack.web)
    await expect(officer.waiting()).to_have_count(1)
    await worker.type("活着没意思，我不想活了")
    await expect(officer.waiting().first).to_contain_text("危险信号", timeout=5_000)
    await expect(officer.waiting().first).to_have_class(re.compile(r"\bis-danger\b"))
    await expect(officer.waiting().first).to_contain_text("我不想活了")  # the worker's words, not our answer to them
    await expect(officer.waiting()).to_have_count(2)
    said = await worker.answer()
    assert "110" in said or "12356" in said


async def test_the_page_survives_a_kill_of_the_bot(stack: stacks.Stack, browser: Browser) -> None:
    worker = await WorkerAtPage.arrive(browser, stack.web)
    await worker.say("产假多少天")
    await stack.processes["bot"].kill()
    await worker.type("加班费怎么算")
    await stack.processes["bot"].start()
    await stack.processes["bot"].wait_ready()
    await expect(worker.page.locator("#log > li.message.bot", has_text="加班").first).to_be_visible(timeout=40_000)
    await worker.answer()
    assert await authors_of(worker) == [("worker", "产假多少天"), ("bot", ""), ("worker", "加班费怎么算"), ("bot", "")]
    await worker.page.reload()
    await expect(worker.page.locator("#log > li.message")).to_have_count(4)
    assert await authors_of(worker) == [("worker", "产假多少天"), ("bot", ""), ("worker", "加班费怎么算"), ("bot", "")]


async def authors_of(worker: WorkerAtPage) -> list[tuple[str, str]]:
    """The turns on the page: who spoke and, for the worker, what; replies of one breath count once."""
    turns: list[tuple[str, str]] = []
    for author, text in await worker.transcript():
        turn = (author, re.sub(r"\s.*", "", text) if author == "worker" else "")
        if not turns or turn != turns[-1] or author == "worker":
            turns.append(turn)
    return turns
