"""From the ids in the counts to the words people read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cases.models import Program
from console import saying
from console import texts as common
from console.texts import figures as texts
from console.texts.knowledge import INTENTS
from knowledge.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class Names:
    """`cards`: card → title; `questions`: (program, field) → label, from the live copies of the programs."""

    taxonomy: Taxonomy
    cards: Mapping[str, str] = field(default_factory=dict)
    questions: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def matter(self, key: str) -> str:
        program = self.taxonomy.programs.get(key)
        return program.title if program else saying.kind_name(self.taxonomy, key)

    def project(self, key: str) -> str:
        """As the federation calls it in its list of ten: counselling is 心理健康咨询 there."""
        return "心理健康咨询" if key == "psych_consultation" else self.matter(key)

    def county(self, code: str) -> str:
        return self.taxonomy.counties.get(code, code) or texts.UNKNOWN_COUNTY

    def channel(self, key: str) -> str:
        return common.CHANNELS.get(key, key) or texts.NONE

    @staticmethod
    def source(key: str) -> str:
        return key or texts.BY_THEMSELVES

    @staticmethod
    def intent(key: str) -> str:
        return texts.INTENTS.get(key) or INTENTS.get(key, key)

    def card(self, key: str) -> str:
        return self.cards.get(key, key)

    def form(self, key: str) -> str:
        """flow:program → 冬送温暖 · 报名, 预约法律咨询与援助, …"""
        flow, _, program = key.partition(":")
        if program:
            return self.matter(program)
        return texts.CALCULATOR if flow == "calculator" else self.taxonomy.flows.get(flow, flow)

    def question(self, program: str, key: str) -> str:
        return self.questions.get((program, key)) or texts.FIELDS.get(key, key)


def questions_of(programs: Sequence[Program]) -> dict[tuple[str, str], str]:
    """The labels of what programs ask; a document without a readable list of fields names none."""
    found = {}
    for program in programs:
        fields = program.document.get("fields")
        for spec in fields if isinstance(fields, list) else ():
            if isinstance(spec, dict) and spec.get("key") and spec.get("label"):
                found[program.id, str(spec["key"])] = str(spec["label"])
    return found
