"""The answer to the field that is asked, and what else a message answers along with it.

Readers are tried in turn: some before the field's own parser has its say (`before_parsing.py`), others with what it made of the
message (`after_parsing.py`). What no reader takes was no answer.
"""

from __future__ import annotations

from actions.fields import LearnedAnswers, Miss
from actions.reading.after_parsing import AFTER
from actions.reading.answering import Answering, hear
from actions.reading.asides import NO_TEXT, Asides
from actions.reading.asked import Asked
from actions.reading.before_parsing import BEFORE
from actions.turn import Plan
from knowledge.forms import FieldSpec


async def read_answer(asked: Asked, spec: FieldSpec, asides: Asides, learned: LearnedAnswers) -> Plan:
    """The answer to `spec`, or what was meant instead."""
    field = Answering(asked, spec, asides, learned)
    for before in BEFORE:
        plan = await before(field)
        if plan is not None:
            return plan
    heard = hear(field)
    for after in AFTER:
        plan = await after(heard)
        if plan is not None:
            return plan
    number_in_question = asked.asks and isinstance(heard.value, Miss) and heard.value.reason.startswith("number.")
    miss = heard.value if isinstance(heard.value, Miss) and not number_in_question else Miss(NO_TEXT)
    return await asides.read(asked, miss)  # 入了会一个月要扣我多少钱 is no age that is too small
