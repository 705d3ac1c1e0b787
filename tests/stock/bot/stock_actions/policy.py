"""A question about rights: the card whose sample questions share most characters with it. No citations, no dates, no doubt."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict


def pairs(text: str) -> frozenset[str]:
    """Every two characters that stand side by side."""
    return frozenset(text[n : n + 2] for n in range(len(text) - 1))


def read_cards(folder: Path) -> list[tuple[frozenset[str], str]]:
    """Of each card, the pairs of its title and questions, and what to say."""
    cards = []
    for file in sorted(folder.glob("*.md")):
        _, head, body = (*file.read_text("utf-8").split("---\n", 2), "", "")[:3]
        questions = [line[4:] for line in head.splitlines() if line.startswith("  - ")]
        cards.append((pairs("\n".join(questions)), body.strip()[:600]))
    return cards


CARDS = read_cards(Path(os.environ["STOCK_CARDS"]))


class AnswerPolicy(Action):
    def name(self) -> str:
        return "action_policy"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[dict[str, Any]]:
        asked = pairs(tracker.latest_message.get("text") or "")
        _, text = max(CARDS, key=lambda card: len(card[0] & asked))
        dispatcher.utter_message(text=text)
        return []
