"""The message with the field it should answer, and what the parsers make of it: what the readers of an answer are given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from actions.fields import LearnedAnswers, Miss, Steering, Value, parse
from actions.forms.filling import STORIES
from actions.reading.asides import NO_TEXT, Asides
from actions.reading.asked import Asked
from actions.reading.own_words import names_only
from actions.reading.values import name_beside_phone, picked_offer
from actions.turn import Plan
from knowledge.forms import FieldSpec

# What may be picked out of a worker's own account without asking.
SAFE_IN_ACCOUNT = frozenset({"county", "phone", "person_name", "id_number"})
# Where one of these is asked, what is said is for this question and not for another of its kind (two names in one form).
ONE_FOR_EACH = frozenset({"person_name", "phone", "county", "id_number"})
SEVERAL = frozenset({"choice.several", "county.several", "county.unclear"})  # an answer, and not yet a clear one


@dataclass(frozen=True, slots=True)
class Answering:
    """The message with the field it should answer, for the readers before the field's own parser."""

    asked: Asked
    spec: FieldSpec
    asides: Asides
    learned: LearnedAnswers

    @property
    def still_open(self) -> list[FieldSpec]:
        """Other questions without an answer that a message to this one may answer."""
        form, run, spec, text = self.asked.form, self.asked.run, self.spec, self.asked.text
        return [
            other
            for other in form.fields
            if other.key != spec.key
            and other.key not in run.answers
            and other.type not in ("text", "employer")
            and (other.type != spec.type or other.type not in ONE_FOR_EACH or (other.label and other.label in text))
        ]

    @property
    def untold_story(self) -> FieldSpec | None:
        """The question for the whole story, while it is still open."""
        answers = self.asked.run.answers
        return next((s for s in self.asked.form.fields if s.key in STORIES and s.key not in answers), None)

    @property
    def told_along(self) -> list[FieldSpec]:
        """Those of the open ones that may be answered along with this: 职业技术学校, a firm, names no subject of a talk."""
        own_words = self.spec.type in ("text", "employer")
        return [other for other in self.still_open if not own_words or other.type in SAFE_IN_ACCOUNT]

    def read(self, text: str) -> Mapping[str, Value] | Miss:
        """What `text` answers to the question asked, and what only goes together with it."""
        flow = self.asked.flow
        read = flow.answers(self.asked.run, self.spec, text, self.asked.fields)
        if flow.computes:
            return read
        weighed = self.learned.weigh(self.spec, text, read if isinstance(read, Miss) else read[self.spec.key])
        if isinstance(weighed, Miss):
            return weighed
        return {**({} if isinstance(read, Miss) else read), self.spec.key: weighed}

    async def aside(self, reason: str = NO_TEXT, part: str | None = None) -> Plan:
        return await self.asides.read(self.asked, Miss(reason), part)


@dataclass(frozen=True, slots=True)
class Heard:
    """What the parsers made of it: the field's own value, or why there is none, and those of other fields."""

    field: Answering
    value: Value | Miss
    others: dict[str, Value]

    @property
    def unclear(self) -> bool:
        """An answer, and not yet a clear one."""
        return isinstance(self.value, Miss) and self.value.reason in SEVERAL


def hear(field: Answering) -> Heard:
    """Let the parsers read the message: the asked field's own, and those of the others."""
    asked, spec = field.asked, field.spec
    run, flow, text, fields = asked.run, asked.flow, asked.text, asked.fields
    answered = field.read(text)
    value = answered if isinstance(answered, Miss) else answered[spec.key]
    if spec.type == "slot" and run.offer and isinstance(value, Miss):
        value = picked_offer(run, spec, text, fields, value)
    picked = field.told_along
    others: dict[str, Value] = flow.told(run, picked, text, fields) if picked else {}
    if not isinstance(answered, Miss):
        others |= {key: found for key, found in answered.items() if key != spec.key}
    others |= name_beside_phone(picked, others, text, fields)
    return Heard(field, value, others)


def names_another(field: Answering) -> dict[str, Value]:
    """来个公益律师: one option of one other open question, and nothing else."""
    text, fields = field.asked.text, field.asked.fields
    named = [spec for spec in field.still_open if names_only(spec, text, fields)]
    value = parse(named[0], text, fields) if len(named) == 1 else None
    return {named[0].key: value} if isinstance(value, Value) else {}


def skip() -> Plan:
    """The question is left out."""
    return Plan("steer", {"steer": Steering("skip")})
