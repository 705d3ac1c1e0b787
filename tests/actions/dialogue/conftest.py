"""A seeded database, real knowledge and real programs; the model's place is taken by rules and scripted sentences."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from actions.assembly import KNOWLEDGE
from actions.assistant import Assistant
from actions.catalog import CardShelf, ProgramShelf, load_forms
from actions.crisis import CrisisReplies, CrisisRules, DangerWatch
from actions.fields import ChoiceWords, Places
from actions.reading.calculation import CalculatorShelf
from actions.services import Services
from actions.texts import Texts
from actions.understanding import RuleUnderstander
from cases import conversations, first_content, links
from cases.crypto import KeyRing
from cases.database import Database
from cases.migrate import migrate
from cases.worktime import WorkCalendar
from knowledge.calculators import load_calculators
from knowledge.cards import load_cards
from knowledge.facts import load_facts
from knowledge.followups import load_followups
from knowledge.live import LiveSearch
from knowledge.passages import PassageIndex
from knowledge.programs import load_programs, program_values
from knowledge.stations import load_stations
from knowledge.statutes import load_statutes
from knowledge.taxonomy import load_taxonomy
from tests.actions.dialogue.chat import Chat, ScriptedAnswers, ScriptedUnderstander
from tests.conftest import START, Clock


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory, keyring: KeyRing) -> Path:
    """A database as on the first day: programs, consultants, four weeks of times from the test clock's Monday on."""
    path = tmp_path_factory.mktemp("seeded") / "first_day.sqlite3"
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, _seed(path, keyring)).result()
    return path


async def _seed(path: Path, keyring: KeyRing) -> None:
    url = f"sqlite+aiosqlite:///{path}"
    await migrate(url)
    database = Database(url, keyring)
    documents = [program_values(file) for file in sorted((KNOWLEDGE / "programs").glob("*.yml"))]
    async with database.transaction() as session:
        await first_content.first_content(
            session, program_documents=documents, calendar=WorkCalendar.load(), now=START, password="shi-li-mi-ma"
        )
    await database.close()


@pytest.fixture
async def world(seeded: Path, tmp_path: Path, keyring: KeyRing) -> AsyncIterator[Database]:
    path = tmp_path / "world.sqlite3"
    shutil.copyfile(seeded, path)
    database = Database(f"sqlite+aiosqlite:///{path}", keyring)
    yield database
    await database.close()


@dataclass(frozen=True)
class Shelves:
    """What no test changes."""

    cards: CardShelf
    passages: PassageIndex
    rules: RuleUnderstander
    crisis: DangerWatch
    texts: Texts


@pytest.fixture(scope="session")
def shelves() -> Shelves:
    cards = load_cards(KNOWLEDGE / "cards")
    with ThreadPoolExecutor(1) as pool:
        search = pool.submit(asyncio.run, LiveSearch.open(cards, words_only=True)).result()
    names = {program.id: (program.title, *program.names) for program in load_programs(KNOWLEDGE / "programs")}
    shelf = CardShelf(cards, load_facts(KNOWLEDGE / "facts.yml"), search)
    return Shelves(
        shelf,
        PassageIndex.build(load_statutes()),
        RuleUnderstander.load(names),
        DangerWatch(CrisisRules.load()),
        Texts.load(),
    )


@pytest.fixture
def model(shelves: Shelves) -> ScriptedUnderstander:
    return ScriptedUnderstander(shelves.rules)


@pytest.fixture
def learned() -> ScriptedAnswers:
    return ScriptedAnswers()


@pytest.fixture
async def services(
    world: Database, shelves: Shelves, model: ScriptedUnderstander, learned: ScriptedAnswers, keyring: KeyRing
) -> Services:
    taxonomy = load_taxonomy()
    programs = ProgramShelf(world)
    await programs.refresh()
    return Services(
        texts=shelves.texts, taxonomy=taxonomy, understander=model, crisis=shelves.crisis,
        crisis_replies=CrisisReplies.load(), cards=shelves.cards, passages=shelves.passages,
        calculators=CalculatorShelf.load(load_calculators()),
        followups=load_followups(), programs=programs,
        stations=load_stations(KNOWLEDGE / "stations.yml", taxonomy), calendar=WorkCalendar.load(), keyring=keyring,
        places=Places.load(), choice_words=ChoiceWords.load(), learned_answers=learned,
        forms=load_forms(), public_url="https://example.invalid",
    )  # fmt: skip


@pytest.fixture
def assistant(services: Services, clock: Clock) -> Assistant:
    return Assistant(services, clock)


@pytest.fixture
def restarted(services: Services, world: Database, clock: Clock) -> Callable[[], Awaitable[Assistant]]:
    """Another process on the same database: nothing but what is stored is known to it."""

    async def start() -> Assistant:
        programs = ProgramShelf(world)
        await programs.refresh()
        return Assistant(replace(services, programs=programs), clock)

    return start


@pytest.fixture
def new_chat(world: Database, assistant: Assistant, clock: Clock) -> Callable[[], Awaitable[Chat]]:
    """Somebody on a device of their own opens the web chat."""

    async def arrive() -> Chat:
        async with world.transaction() as session:
            conversation_id, _ = await conversations.open_web_conversation(session, now=clock())
        return Chat(world, assistant, clock, conversation_id)

    return arrive


@pytest.fixture
async def chat(new_chat: Callable[[], Awaitable[Chat]]) -> Chat:
    return await new_chat()


@pytest.fixture
async def telegram(world: Database, assistant: Assistant, clock: Clock) -> Chat:
    async with world.transaction() as session:
        conversation_id = await conversations.messenger_conversation(
            session, channel="telegram", address="4711", now=clock()
        )
    return Chat(world, assistant, clock, conversation_id, channel="telegram")


@pytest.fixture
def follow(world: Database, assistant: Assistant, clock: Clock) -> Callable[[str], Awaitable[Chat]]:
    """Open the one-time link that stands in a text."""

    async def open_link(text: str) -> Chat:
        token = text.split("#link=", 1)[1].split()[0]
        async with world.transaction() as session:
            conversation_id, _ = await links.follow(session, token, now=clock())
        return Chat(world, assistant, clock, conversation_id)

    return open_link
