"""Danger in a message: the written rules first, then the trained second look. No model server, no network."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Sequence
from pathlib import Path

import yaml

from actions.crisis.denial import FOLDER as AFTERWARDS
from actions.crisis.denial import GRAVE, Denial, Says, load_said
from actions.crisis.examples import FOLDER as EXAMPLES
from actions.crisis.examples import Example, load_examples
from actions.crisis.found import Crisis
from actions.crisis.rules import FILE as RULES
from actions.crisis.rules import CrisisRules
from actions.crisis.second_look import ALARM, NOTHING, NOTHING_SAID, SecondLook
from knowledge.cards import Card
from knowledge.meaning import Encoder
from knowledge.search import OFF_TOPIC, load_off_topic

# What the language model takes for danger, and the second look for less than this, is none: it has seen the safe twins.
MAY_BE = 0.1
# A form asks for injuries, and they are told: there the second look, which has seen both kinds, must be this sure; surer where no
# rule saw it said outright (tests/data/told_in_forms.yml: none of 130 told is an alarm, none of 70 of this moment is missed).
NOW = 0.2
NOW_HINTED = 0.6
log = logging.getLogger(__name__)

# Ordinary messages to learn from: what the language model is trained with, which is the best account of what people write.
ORDINARY = Path(__file__).parents[2] / "nlu" / "data" / "nlu"
_DANGER_INTENT = "crisis"
_INJURY = "medical_emergency"
_CALM_CARD = 0.8
_EVERY_ORDINARY = 12  # 2,500 of them beside 1,680: enough that a wish for something is not taken for a denial


class DangerWatch:
    """What the dialogue asks of every message, before anything else.

    A rule is overruled only where the second look is next to certain of a longer sentence: 普法课老师让讨论爬塔吊讨薪犯不犯法.
    """

    def __init__(self, rules: CrisisRules, second: SecondLook | None = None, denial: Denial | None = None) -> None:
        self._rules = rules
        self._second = second
        self._denial = denial

    @classmethod
    def open(cls, encoder: Encoder | None, cache: Path | None, cards: Iterable[Card]) -> DangerWatch:
        """Rules and second look; learned when not in `cache`. Raises what CrisisRules.load and load_examples raise."""
        rules, cards = CrisisRules.load(), list(cards)
        key = fingerprint(cards, with_vectors=encoder is not None)
        second = SecondLook.open(key, lambda: training_data(rules, cards), encoder, cache)
        return cls(rules, second, Denial.open(key, lambda: said_afterwards(rules), encoder, cache))

    def look(self, text: str, *, alarm: float = ALARM) -> Crisis | None:
        """The danger in `text`, or None. `alarm`: how likely it must be where only the second look sees it."""
        plain = self._rules.plain(text)
        seen = self._rules.look_at(plain)
        if self._second is None:
            return seen
        if seen is None:
            return self._second.look(plain, alarm=alarm)
        below = NOTHING_SAID if seen.level == "explicit" else NOTHING
        return None if self._second.sees_nothing(plain, below=below) else seen

    def may_be(self, text: str) -> bool:
        """Is it worth another's word that there is danger? Not where the second look is nearly certain that there is none."""
        return self._second is None or self._second.danger(self._rules.plain(text)) >= MAY_BE

    def is_over(self, crisis: Crisis, text: str) -> bool:
        """Told while a form waits: is this an injury long bandaged, rather than somebody hurt this moment?"""
        if crisis.kind != _INJURY or self._second is None:
            return False
        said = crisis.level == "explicit" and not crisis.suspected
        return self._second.danger(self._rules.plain(text)) < (NOW if said else NOW_HINTED)

    def denies(self, text: str) -> bool:
        """Right after an alarm: does the worker say there is no danger?"""
        if self._denial is None:
            return False
        plain = self._rules.plain(text)
        return self._denial.denies(plain) and (self._second is None or self._second.danger(plain) < GRAVE)


def fingerprint(cards: Iterable[Card], *, with_vectors: bool) -> str:
    """A hash of all that the second look is learned from: its sentences, what brings them into one form, the questions."""
    total = hashlib.sha256(b"vectors" if with_vectors else b"words")
    folders = (EXAMPLES, AFTERWARDS, ORDINARY)
    files = [*(path for folder in folders for path in sorted(folder.glob("*.yml"))), RULES, OFF_TOPIC]
    for path in files:
        total.update(hashlib.sha256(path.read_bytes()).digest())
    for card in cards:
        total.update("\n".join(card.questions).encode())
    return total.hexdigest()


def training_data(rules: CrisisRules, cards: Iterable[Card]) -> tuple[list[Example], list[str]]:
    """Examples and ordinary sentences (messages, and the questions of `cards`) as the rules see them: one form of
    characters, disguises undone."""
    examples = [Example(rules.plain(e.text), e.kind, e.level) for e in load_examples()]
    known = {example.text for example in examples}
    plain = dict.fromkeys(rules.plain(text) for text in (*ordinary_messages(), *ordinary_questions(rules, cards)))
    return examples, [text for text in plain if text and text not in known]


def said_afterwards(rules: CrisisRules) -> list[tuple[str, Says]]:
    """What is said right after an alarm, and a part of the ordinary messages, as the rules see them."""
    said: dict[str, Says] = {rules.plain(text): says for text, says in load_said()}
    for text in ordinary_messages()[::_EVERY_ORDINARY]:
        said.setdefault(rules.plain(text), "unclear")
    return [(text, says) for text, says in said.items() if text]


def ordinary_messages(folder: Path = ORDINARY) -> Sequence[str]:
    """The language model's training sentences without those of danger; none, with a warning, where its data is not."""
    found: list[str] = []
    for path in sorted(folder.glob("*.yml")):
        for block in yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)["nlu"]:
            if block.get("intent", _DANGER_INTENT) != _DANGER_INTENT:
                found += [line.strip()[2:] for line in block["examples"].splitlines() if line.strip().startswith("- ")]
    if not found:
        log.warning("no ordinary messages in %s: the second look will see danger too often", folder)
    return found


def ordinary_questions(rules: CrisisRules, cards: Iterable[Card]) -> list[str]:
    """What people ask about their rights, and what no card answers. A card on a danger (violence at home) is left out, and
    so is a single question that the rules take for one."""
    found = load_off_topic()
    for card in cards:
        calm = [question for question in card.questions if rules.look(question) is None]
        if len(calm) > len(card.questions) * _CALM_CARD:
            found += calm
    return found
