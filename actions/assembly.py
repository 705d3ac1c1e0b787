"""Puts the assistant together from its files and the objects of the program that runs it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import httpx

import knowledge
from actions.assistant import Assistant
from actions.catalog import CardShelf, ProgramShelf, load_forms
from actions.crisis import CrisisReplies, DangerWatch, ordinary_messages
from actions.fields import ChoiceWords, LearnedAnswers, Places
from actions.live_cards import LiveCards
from actions.reading.calculation import CalculatorShelf
from actions.services import Services
from actions.texts import Texts
from actions.understanding import FallbackUnderstander, RasaUnderstander, RuleUnderstander, Understander
from actions.understanding.new_names import NewNames, learned_names
from cases.database import Database
from cases.worktime import WorkCalendar
from knowledge.calculators import load_calculators
from knowledge.facts import load_facts
from knowledge.followups import load_followups
from knowledge.live import LiveSearch
from knowledge.passages import PassageIndex
from knowledge.programs import load_programs
from knowledge.standing import load_card_files
from knowledge.stations import load_stations
from knowledge.statutes import load_statutes
from knowledge.taxonomy import load_taxonomy

KNOWLEDGE = Path(knowledge.__file__).parent


async def build_assistant(
    *,
    database: Database,
    understander: Understander,
    clock: Callable[[], datetime],
    public_url: str,
    cache: Path | None = None,
    words_only: bool = False,
) -> Assistant:
    """The assistant, ready to answer. `cache` keeps what the search learned between starts; `words_only` does without
    sentence vectors (quicker to start, for tests). Raises KnowledgeError when a card or program file is malformed."""
    taxonomy = load_taxonomy()
    files = load_card_files(KNOWLEDGE / "cards")
    live = LiveCards(database, files)
    cards = await live.read() or []
    search = await LiveSearch.open(cards, cache, words_only=words_only)
    programs = ProgramShelf(database)
    await programs.refresh()
    files_of_programs = load_programs(KNOWLEDGE / "programs")
    services = Services(
        texts=Texts.load(),
        taxonomy=taxonomy,
        understander=NewNames(
            understander,
            RuleUnderstander.load(),
            lambda: (programs.changes, programs.everything()),
            learned_names(files_of_programs),
        ),
        crisis=await asyncio.to_thread(DangerWatch.open, search.encoder, cache, [file.card for file in files.values()]),
        crisis_replies=CrisisReplies.load(),
        cards=CardShelf(cards, load_facts(KNOWLEDGE / "facts.yml"), search, live),
        passages=await asyncio.to_thread(PassageIndex.build, load_statutes()),
        calculators=CalculatorShelf.load(load_calculators()),
        followups=load_followups(),
        programs=programs,
        stations=load_stations(KNOWLEDGE / "stations.yml", taxonomy),
        calendar=WorkCalendar.load(),
        keyring=database.keyring,
        places=Places.load(),
        choice_words=ChoiceWords.load(),
        learned_answers=await asyncio.to_thread(LearnedAnswers.open, ordinary_messages(), search.encoder, cache),
        forms=load_forms(),
        public_url=public_url,
    )
    return Assistant(services, clock)


async def learn(cache: Path) -> None:
    """Fill `cache` for `build_assistant`, from the files of this release. Raises KnowledgeError when one is malformed."""
    cards = [file.card for file in load_card_files(KNOWLEDGE / "cards").values()]
    search = await LiveSearch.open(cards, cache)
    await asyncio.to_thread(DangerWatch.open, search.encoder, cache, cards)
    await asyncio.to_thread(LearnedAnswers.open, ordinary_messages(), search.encoder, cache)


def build_understander(http: httpx.AsyncClient, nlu_url: str, nlu_token: str) -> Understander:
    """The model server, with keyword rules behind it for the time it is down."""
    names = {program.id: (program.title, *program.names) for program in load_programs(KNOWLEDGE / "programs")}
    return FallbackUnderstander(RasaUnderstander(nlu_url, nlu_token, http), RuleUnderstander.load(names))
