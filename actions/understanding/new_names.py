"""Programs and names that staff added after the model was trained: found by their very words, whatever the model thinks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import replace

from actions.understanding.meaning import Understander, Understanding
from actions.understanding.rules import RuleUnderstander
from knowledge.programs import Program

SHORTEST = 2  # characters; a shorter name stands in too many words
SURE = 0.95
# Wishes that a program may be named in without being asked about: 取消义诊的报名, 义诊我要投诉.
_KEPT = frozenset({"crisis", "handoff", "cancel_booking", "reschedule", "check_status", "feedback", "privacy"})


class NewNames:
    """Stands before the model. `programs` gives the live programs and something that moves when they change; `learned`:
    names the model and the rules know already, as `plain_name` writes them."""

    def __init__(
        self,
        inner: Understander,
        rules: RuleUnderstander,
        programs: Callable[[], tuple[object, Iterable[Program]]],
        learned: frozenset[str],
    ) -> None:
        self._inner = inner
        self._rules = rules
        self._programs = programs
        self._learned = learned
        self._moment: object = None
        self._names: dict[str, str] = {}
        self._pattern = re.compile(r"(?!)")

    async def understand(self, text: str) -> Understanding:
        """Raises what the inner one raises."""
        meaning = await self._inner.understand(text)
        program = self._named(text)
        if program is None or meaning.intent in _KEPT:
            return meaning
        intent = "join_program" if self._rules.wants_to_join(text) else "ask_program"
        return replace(
            meaning,
            intent=intent,
            confidence=SURE,
            ranking=((intent, SURE), *(row for row in meaning.ranking if row[0] != intent)),
            entities={**meaning.entities, "program": program},
            program_confidence=SURE,
        )

    @property
    def health(self) -> dict[str, str | int | bool]:
        """The inner one's."""
        return self._inner.health

    def _named(self, text: str) -> str | None:
        """The program with the longest new name in the text."""
        moment, programs = self._programs()
        if moment != self._moment:
            self._moment = moment
            self._names = {
                name: program.id
                for program in programs
                for name in map(plain_name, (program.title, *program.names))
                if len(name) >= SHORTEST and name not in self._learned
            }
            longest = sorted(self._names, key=len, reverse=True)
            self._pattern = re.compile("|".join(map(re.escape, longest)) or r"(?!)")
        found = self._pattern.findall(plain_name(text))
        return self._names[max(found, key=len)] if found else None


def plain_name(text: str) -> str:
    """How names are compared: full and half width, capitals and spaces make no difference."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text[:4_000]).lower())


def learned_names(programs: Iterable[Program]) -> frozenset[str]:
    """The names of the release's files, on which the model was trained."""
    return frozenset(plain_name(name) for program in programs for name in (program.title, *program.names))
