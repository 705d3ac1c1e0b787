"""Staff change a card while people are asking: what the next answers say, and that nobody waits for it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date

import pytest

from actions.assembly import KNOWLEDGE
from actions.assistant import Assistant
from actions.catalog import CardShelf
from actions.live_cards import LiveCards
from actions.services import Services
from cases import cards, conversations
from cases.actors import Actor
from cases.database import Database
from knowledge.facts import load_facts
from knowledge.live import LiveSearch
from knowledge.search import SearchIndex
from knowledge.standing import load_card_files
from tests.actions.dialogue.chat import Chat, ScriptedUnderstander
from tests.conftest import Clock

ALL = load_card_files(KNOWLEDGE / "cards")
# A small house: an index of all cards takes seconds to build, and these stories build many.
FILES = {
    i: file for n, (i, file) in enumerate(sorted(ALL.items())) if n % 10 == 0 or i in ("overtime_pay", "severance")
}
DAY = date(2026, 11, 22)


class Editor:
    """A colleague at the console, as far as the bot notices."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._seen: dict[str, int] = {}

    async def save(self, card_id: str, document: str, state: str = "live") -> None:
        seen = self._seen.get(card_id, 0)
        async with self._database.transaction() as session:
            await cards.save(
                session, card_id=card_id, document=document, decided_on=DAY, based_on=None, seen=seen,
                actor=Actor.system(), state=state, now=self._clock(),
            )  # fmt: skip
        self._seen[card_id] = seen + 1


@pytest.fixture
def editor(world: Database, clock: Clock) -> Editor:
    return Editor(world, clock)


@pytest.fixture(scope="module")
def index() -> SearchIndex:
    """Of the files alone, built once for all these stories."""
    return SearchIndex.build([file.card for file in FILES.values()])


@pytest.fixture
async def shelf(world: Database, index: SearchIndex) -> CardShelf:
    """As the bot has it after its start, words only."""
    live = LiveCards(world, FILES)
    found = await live.read() or []
    return CardShelf(found, load_facts(KNOWLEDGE / "facts.yml"), LiveSearch(index, None, None), live)


@pytest.fixture
async def chat(world: Database, services: Services, shelf: CardShelf, clock: Clock) -> Chat:
    async with world.transaction() as session:
        conversation_id, _ = await conversations.open_web_conversation(session, now=clock())
    return Chat(world, Assistant(replace(services, cards=shelf), clock), clock, conversation_id)


def reworded(card_id: str, words: str) -> str:
    head, mark, rest = FILES[card_id].document.partition("\n---\n")
    return f"{head}{mark}{words}\n\n{rest[rest.index('## ') :]}"


async def heard(chat: Chat, said: str) -> str:
    return "\n".join(reply.text for reply in (await chat.say(said)).replies)


async def test_the_next_answer_has_the_new_words(chat: Chat, shelf: CardShelf, editor: Editor) -> None:
    assert "一点五倍" not in await heard(chat, "加班费怎么算")
    await editor.save("overtime_pay", reworded("overtime_pay", "平时加班按一点五倍给，今天刚改的这句。"))
    await shelf.refresh()
    assert "今天刚改的这句" in await heard(chat, "加班费怎么算")

    await editor.save("overtime_pay", FILES["overtime_pay"].document, state="file")
    await shelf.refresh()
    assert "今天刚改的这句" not in await heard(chat, "加班费怎么算")


async def test_a_new_card_and_a_new_way_of_asking_are_found(
    chat: Chat, shelf: CardShelf, editor: Editor, model: ScriptedUnderstander
) -> None:
    question = "宿舍没暖气冻得睡不着归谁管"
    model.knows(question, "ask_policy")
    assert "暖气由单位修" not in await heard(chat, question)
    document = reworded("overtime_pay", "宿舍的暖气由单位修，先找后勤登记。").replace(
        "id: overtime_pay", "id: cold_dormitory"
    )
    head, _, rest = document.partition("questions:\n")
    asked = "".join(f"  - {q}\n" for q in (question, "宿舍不供暖", "员工宿舍冬天冷没有暖气", "宿舍暖气坏了没人修"))
    await editor.save("cold_dormitory", f"{head}questions:\n{asked}citations:{rest.partition('citations:')[2]}")
    await shelf.refresh()
    assert "暖气由单位修" in await heard(chat, question)


async def test_a_withdrawn_card_answers_nobody_from_that_moment(
    chat: Chat, shelf: CardShelf, editor: Editor, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = FILES["overtime_pay"].card.answer[:20]
    assert said in await heard(chat, "加班费怎么算")
    await editor.save("overtime_pay", FILES["overtime_pay"].document, state="withdrawn")
    building = asyncio.Event()
    _slow(monkeypatch, building)
    taking_over = asyncio.create_task(shelf.refresh())
    await building.wait()
    for question in ("加班费怎么算", "card:overtime_pay"):  # the index still knows it; nobody is shown it
        assert said not in await heard(chat, question)
    assert all(
        card_id != "overtime_pay" for result in shelf.search("加班费怎么算") for card_id in map(_id, result.hits)
    )
    await taking_over


def _id(hit: object) -> str:
    return str(hit.card_id)  # type: ignore[attr-defined]


async def test_chats_go_on_while_the_index_is_built_and_one_is_built_at_a_time(
    chat: Chat, shelf: CardShelf, editor: Editor, monkeypatch: pytest.MonkeyPatch
) -> None:
    building = asyncio.Event()
    at_once = _slow(monkeypatch, building)
    follow = asyncio.create_task(shelf.follow())
    await editor.save("overtime_pay", reworded("overtime_pay", "第一次改的。"))
    await asyncio.wait_for(building.wait(), 10)
    slowest = 0.0
    for n in range(8):
        if n == 3:
            await editor.save("overtime_pay", reworded("overtime_pay", "第二次改的。"))
        started = time.perf_counter()
        assert "改的。" in await heard(chat, "加班费怎么算")
        slowest = max(slowest, time.perf_counter() - started)
    assert follow.done() is False
    for _ in range(100):
        if "第二次改的。" in await heard(chat, "加班费怎么算"):
            break
        await asyncio.sleep(0.1)
    else:
        pytest.fail("the second change was not taken over")
    follow.cancel()
    print(f"slowest answer while an index was built: {slowest * 1000:.0f} ms")
    assert slowest < 1.0
    assert max(at_once) == 1


def _slow(monkeypatch: pytest.MonkeyPatch, building: asyncio.Event) -> list[int]:
    """Building takes a second from now on. Returns how many were being built, each time one began."""
    real, loop, running, seen = SearchIndex.build, asyncio.get_running_loop(), [0], []

    def build(*args: object, **more: object) -> SearchIndex:
        running[0] += 1
        seen.append(running[0])
        loop.call_soon_threadsafe(building.set)
        time.sleep(1.0)
        try:
            return real(*args, **more)  # type: ignore[arg-type]
        finally:
            running[0] -= 1

    monkeypatch.setattr(SearchIndex, "build", build)
    return seen


@pytest.mark.parametrize("bad", ["坏了", "---\nid: overtime_pay\n---\n", "---\nid: x\nquestions: {a: [\n---\n答案"])
async def test_a_bad_document_changes_nothing_and_the_others_are_taken_over(
    chat: Chat, shelf: CardShelf, editor: Editor, bad: str
) -> None:
    before = await heard(chat, "加班费怎么算")
    await editor.save("overtime_pay", bad)
    await editor.save("only_in_the_console", bad)
    await editor.save("severance", reworded("severance", "这张改得好好的。"))
    await shelf.refresh()
    assert await heard(chat, "加班费怎么算") == before
    assert "这张改得好好的。" in shelf.by_id["severance"].text()
    assert "only_in_the_console" not in shelf.by_id


async def test_another_process_starts_with_what_staff_changed(
    world: Database, editor: Editor, restarted: Callable[[], Awaitable[Assistant]]
) -> None:
    await editor.save("overtime_pay", reworded("overtime_pay", "上一班改的。"))
    found = {card.id: card for card in await LiveCards(world, FILES).read() or []}
    assert "上一班改的。" in found["overtime_pay"].answer
    assert set(found) == set(FILES)
