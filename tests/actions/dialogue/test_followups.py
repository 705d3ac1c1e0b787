"""A short question after an answer is understood from that answer."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from actions.assembly import KNOWLEDGE
from actions.catalog import CardShelf
from bot.assembly import CACHE
from knowledge.cards import load_cards
from knowledge.facts import load_facts
from knowledge.live import LiveSearch
from tests.actions.dialogue.chat import Chat
from tests.actions.dialogue.conftest import Shelves

TALKS = yaml.safe_load((Path(__file__).parents[2] / "data" / "followups.yml").read_text("utf-8"))


@pytest.fixture(scope="module")
def shelves(shelves: Shelves) -> Shelves:
    """With sentence vectors, as the running bot searches: leaning on what was said before needs meaning. What `make train`
    learned of the cards is taken; learning it anew takes two minutes on a busy machine."""
    cards = load_cards(KNOWLEDGE / "cards")
    with ThreadPoolExecutor(1) as pool:
        search = pool.submit(asyncio.run, LiveSearch.open(cards, CACHE)).result()
    return replace(shelves, cards=CardShelf(cards, load_facts(KNOWLEDGE / "facts.yml"), search))


@pytest.mark.parametrize("talk", TALKS, ids=[talk["id"] for talk in TALKS])
async def test_a_conversation_goes_on_where_it_was(chat: Chat, talk: dict[str, list[dict[str, str]]]) -> None:
    for step in talk["steps"]:
        await chat.say(step["say"])
        seen = chat.trace["card_id"] or chat.trace["program"] or chat.trace["kind"]
        assert seen == step["shows"], f"{step['say']}: {chat.heard[:80]}"
        for part in step.get("has", ()):
            assert part in chat.heard, f"{step['say']}: {part} not in {chat.heard[:300]}"
        if "at_most" in step:
            assert len(chat.heard) <= int(step["at_most"])
