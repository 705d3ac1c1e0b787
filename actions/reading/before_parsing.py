"""Readers of an answer before the field's own parser has its say. Each gives a plan, or None when the message is nothing of its
kind; `BEFORE` is their order."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from actions.fields import Miss, parse, steering
from actions.flows.base import offered
from actions.forms.filling import PERSONAL, STORIES
from actions.reading.answering import Answering, names_another, skip
from actions.reading.asides import NO_TEXT
from actions.reading.own_words import ALIAS, called, chosen_anew, looks_like_aside, needs_no_name, says_again
from actions.reading.phrases import DIGIT, NOTHING, PUTS_ASIDE, REFUSES, WISH, WISH_INSTEAD
from actions.turn import Plan

REFUSABLE = PERSONAL | {"employer"}  # “不想写单位” is no name of an employer
NUMBER_FIELD = "number_and_phone"  # of check_status
SHORT = 60  # characters; a text field this short wants a name or a word, never a question
LONGEST_TEXT = 2_000  # characters, of a text field without a limit of its own
SKIPS_WITHIN = 3  # breaths
WISH_LONGEST = 20  # characters; in a longer message the wish is part of a story
PUT_ASIDE_WITHIN = 40  # characters


async def refuses(field: Answering) -> Plan | None:
    """不想说名字."""
    return skip() if field.spec.type in REFUSABLE and REFUSES.fullmatch(field.asked.words) else None


async def wishes(field: Answering) -> Plan | None:
    """我要入会, while something else is asked. 想找公职律师, asked which lawyer, is an answer and no other wish."""
    asked, spec = field.asked, field.spec
    if len(asked.text) > WISH_LONGEST or not WISH.search(asked.words):
        return None
    if spec.type == "choice" and not isinstance(parse(offered(spec, asked.run), asked.text, asked.fields), Miss):
        return None
    wished = await field.aside()
    return wished if wished.route in ("switch", "again") else None


async def wishes_instead(field: Answering) -> Plan | None:
    """哎，讲座先放一放，我得先约个律师."""
    breaths = field.asked.breaths
    if len(field.asked.text) > PUT_ASIDE_WITHIN or not any(PUTS_ASIDE.search(breath) for breath in breaths):
        return None
    for wish in (breath for breath in breaths if WISH_INSTEAD.search(breath)):
        wished = await field.aside(part=wish)
        if wished.route == "switch":
            return wished
    return None


async def has_no_number(field: Answering) -> Plan | None:
    """Asked for the number of a case, there is not one digit."""
    missing = field.spec.key == NUMBER_FIELD and not DIGIT.search(field.asked.text)
    return await field.aside("status.no_number") if missing else None


async def is_no_own_word(field: Answering) -> Plan | None:
    """One's own words are asked, and this is a question to us, or nothing to tell, or said to something else."""
    asked, spec = field.asked, field.spec
    if spec.type != "text":
        return None
    if spec.key == ALIAS and needs_no_name(asked.text):
        return skip()
    if looks_like_aside(spec, asked.text):
        aside = await field.aside()
        if aside.route != "miss" or (spec.key not in STORIES and (spec.max or LONGEST_TEXT) <= SHORT):
            return aside
    if spec.optional and NOTHING.fullmatch(asked.words):
        return skip()
    if spec.key in STORIES and (other := names_another(field)):
        return Plan("answer", {"values": other})
    if spec.key in STORIES and (anew := chosen_anew(asked.run, asked.form, asked.text, asked.fields)):
        return Plan("answer", {"values": anew})
    if spec.key in STORIES and says_again(asked.run, asked.form, asked.text, asked.fields):
        return Plan("miss", {"miss": Miss(NO_TEXT)})
    return None


async def leaves_out(field: Answering) -> Plan | None:
    """An optional question is left out in words of its flow."""
    return skip() if field.asked.flow.skips(field.spec, field.asked.text) else None


async def skips_plainly(field: Answering) -> Plan | None:
    """没有固定单位 跳过; 跳过，你们定."""
    breaths = field.asked.breaths
    if not field.spec.optional or not 2 <= len(breaths) <= SKIPS_WITHIN or field.spec.type == "text":
        return None
    commands = [steering(breath) for breath in (breaths[0], breaths[-1])]
    return skip() if any(command is not None and command.action == "skip" for command in commands) else None


async def says_alias_and_more(field: Answering) -> Plan | None:
    """叫我阿莲吧，打电话聊."""
    asked = field.asked
    said = called(asked.text, field.still_open, asked.fields) if field.spec.key == ALIAS else {}
    return Plan("answer", {"values": said}) if said else None


BEFORE: tuple[Callable[[Answering], Awaitable[Plan | None]], ...] = (
    refuses, wishes, wishes_instead, has_no_number, skips_plainly, says_alias_and_more, is_no_own_word, leaves_out,
)  # fmt: skip
