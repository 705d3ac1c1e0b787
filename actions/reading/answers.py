"""The answer to the field that is asked, and what else a message answers along with it.

Readers are tried in turn: some before the field's own parser has its say (`BEFORE`), others with what it made of the
message (`AFTER`). A reader gives a plan, or None when the message is nothing of its kind; what no reader takes was no answer.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from actions.fields import LearnedAnswers, Miss, Steering, Value, parse, read_yes_no, steering
from actions.fields.employer import NONE as NO_EMPLOYER
from actions.fields.learned import SKIP, SURE_AGAINST, SURE_STEP
from actions.fields.message import BREATH, bare, is_question
from actions.flows.base import offered
from actions.forms.filling import PERSONAL, STEERS_SLOT, STORIES
from actions.reading.asides import NO_TEXT, SAYS_ONE_THING, Asides
from actions.reading.asked import Asked
from actions.reading.own_words import (
    ALIAS,
    NO_STORY,
    TELLS,
    called,
    chosen_anew,
    chosen_early,
    goes_on_telling,
    looks_like_aside,
    names_only,
    needs_no_name,
    remark_in,
    says_again,
    told_on,
)
from actions.reading.phrases import ASIDE, DIGIT, IS_THERE, LEAVES_OUT, NOTHING, PUTS_ASIDE, REFUSES, WISH, WISH_INSTEAD
from actions.reading.values import name_beside_phone, picked_offer
from actions.turn import Plan
from knowledge.forms import FieldSpec

# What may be picked out of a worker's own account without asking.
SAFE_IN_ACCOUNT = frozenset({"county", "phone", "person_name", "id_number"})
# A question that happens to name one of these is looked at twice: it may be a question and no answer.
ASKED_ABOUT = frozenset({"county", "number", "money", "date", "slot", "phone"})
# Where one of these is asked, what is said is for this question and not for another of its kind (two names in one form).
ONE_FOR_EACH = frozenset({"person_name", "phone", "county", "id_number"})
REFUSABLE = PERSONAL | {"employer"}  # “不想写单位” is no name of an employer
SEVERAL = frozenset({"choice.several", "county.several", "county.unclear"})  # an answer, and not yet a clear one
NUMBER_FIELD = "number_and_phone"  # of check_status
REMARKED = frozenset({"phone", "person_name", "choice", "county", "slot"})  # 打电话 别在上课那会儿打
SKIPPED = Value(None, "")
SHORT = 60  # characters; a text field this short wants a name or a word, never a question
LONGEST_TEXT = 2_000  # characters, of a text field without a limit of its own
SKIPS_WITHIN = 3  # breaths
ASKS_FROM = 4  # characters
ASIDE_FROM = 6  # characters
WISH_LONGEST = 20  # characters; in a longer message the wish is part of a story
PUT_ASIDE_WITHIN = 40  # characters


_STATES = "呢。 "  # 我在金台区这边上班呢 asks nothing


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


def _skip() -> Plan:
    return Plan("steer", {"steer": Steering("skip")})


async def read_answer(asked: Asked, spec: FieldSpec, asides: Asides, learned: LearnedAnswers) -> Plan:
    """The answer to `spec`, or what was meant instead."""
    field = Answering(asked, spec, asides, learned)
    for before in BEFORE:
        plan = await before(field)
        if plan is not None:
            return plan
    heard = _heard(field)
    for after in AFTER:
        plan = await after(heard)
        if plan is not None:
            return plan
    number_in_question = asked.asks and isinstance(heard.value, Miss) and heard.value.reason.startswith("number.")
    miss = heard.value if isinstance(heard.value, Miss) and not number_in_question else Miss(NO_TEXT)
    return await asides.read(asked, miss)  # 入了会一个月要扣我多少钱 is no age that is too small


def _heard(field: Answering) -> Heard:
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


# ---------------------------------------------------------------- before the field's own parser
async def refuses(field: Answering) -> Plan | None:
    """不想说名字."""
    return _skip() if field.spec.type in REFUSABLE and REFUSES.fullmatch(field.asked.words) else None


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
        return _skip()
    if looks_like_aside(spec, asked.text):
        aside = await field.aside()
        if aside.route != "miss" or (spec.key not in STORIES and (spec.max or LONGEST_TEXT) <= SHORT):
            return aside
    if spec.optional and NOTHING.fullmatch(asked.words):
        return _skip()
    if spec.key in STORIES and (other := _names_another(field)):
        return Plan("answer", {"values": other})
    if spec.key in STORIES and (anew := chosen_anew(asked.run, asked.form, asked.text, asked.fields)):
        return Plan("answer", {"values": anew})
    if spec.key in STORIES and says_again(asked.run, asked.form, asked.text, asked.fields):
        return Plan("miss", {"miss": Miss(NO_TEXT)})
    return None


def _names_another(field: Answering) -> dict[str, Value]:
    """来个公益律师: one option of one other open question, and nothing else."""
    text, fields = field.asked.text, field.asked.fields
    named = [spec for spec in field.still_open if names_only(spec, text, fields)]
    value = parse(named[0], text, fields) if len(named) == 1 else None
    return {named[0].key: value} if isinstance(value, Value) else {}


async def leaves_out(field: Answering) -> Plan | None:
    """An optional question is left out in words of its flow."""
    return _skip() if field.asked.flow.skips(field.spec, field.asked.text) else None


async def skips_plainly(field: Answering) -> Plan | None:
    """没有固定单位 跳过; 跳过，你们定."""
    breaths = field.asked.breaths
    if not field.spec.optional or not 2 <= len(breaths) <= SKIPS_WITHIN or field.spec.type == "text":
        return None
    commands = [steering(breath) for breath in (breaths[0], breaths[-1])]
    return _skip() if any(command is not None and command.action == "skip" for command in commands) else None


async def says_alias_and_more(field: Answering) -> Plan | None:
    """叫我阿莲吧，打电话聊."""
    asked = field.asked
    said = called(asked.text, field.still_open, asked.fields) if field.spec.key == ALIAS else {}
    return Plan("answer", {"values": said}) if said else None


# ---------------------------------------------------------------- with what the parsers made of it
async def answers_and_asks(heard: Heard) -> Plan | None:
    """扶风法门镇，你们那律师收费吗: the answer is taken, and the question answered before the next is put."""
    field, asked = heard.field, heard.field.asked
    questions = [breath for breath in asked.breaths if is_question(breath) and len(breath) >= ASKS_FROM]
    told = " ".join(breath for breath in asked.breaths if breath not in questions)
    if field.spec.type == "text" or asked.flow.computes or not questions or not told:
        return None
    if ASIDE.fullmatch(bare(told)):
        return await _aside_or_none(field, " ".join(questions))  # 对了 试用期最长几个月: 对了 is no yes
    read = field.read(told)
    if isinstance(read, Miss) or not isinstance(field.read(" ".join(questions)), Miss):
        return None  # 公益律师可以吗？就选这个吧: what looks like a question may be the answer
    aside = await field.aside(part=" ".join(questions))
    if aside.route != "aside":
        return None
    others = asked.flow.told(asked.run, field.told_along, told, asked.fields)
    return Plan("aside", {**aside.data, "values": {**others, **read}})


async def _aside_or_none(field: Answering, part: str) -> Plan | None:
    aside = await field.aside(part=part)
    return aside if aside.route == "aside" else None


async def only_asks(heard: Heard) -> Plan | None:
    """“渭滨区最低工资是多少” names no county of ours."""
    asked = heard.field.asked
    may_ask = heard.field.spec.type in ASKED_ABOUT and len(asked.words) >= ASIDE_FROM and not asked.flow.computes
    if not isinstance(heard.value, Value) or not may_ask or not is_question(asked.words.rstrip(_STATES)):
        return None
    if heard.field.spec.type == "slot" and IS_THERE.search(asked.words):
        return None  # 有没有晚上的 wishes for the evening
    aside = await heard.field.aside()
    return aside if aside.route == "aside" else None


async def asks_about_an_option(heard: Heard) -> Plan | None:
    """当面的话要跑到哪搭去."""
    asked = heard.field.asked
    if heard.field.spec.type != "choice" or not asked.asks or "的话" not in asked.words:
        return None
    aside = await heard.field.aside()
    return aside if aside.route in ("aside", "miss") else None


async def leaves_out_in_other_words(heard: Heard) -> Plan | None:
    """日子先不定, 单位就不说咧: learned from examples. Words that could be one's own must be nearly certain to say nothing."""
    spec = heard.field.spec
    own_words = spec.type in ("text", "employer")
    if not spec.optional or heard.others or (isinstance(heard.value, Value) and not own_words):
        return None
    if own_words and isinstance(heard.value, Value) and LEAVES_OUT.search(heard.field.asked.words) is None:
        return None  # 滴滴 is short, and a name
    guess = heard.field.learned.guess_of(*SKIP, heard.field.asked.text)
    sure = SURE_AGAINST if isinstance(heard.value, Value) else SURE_STEP
    return _skip() if guess is not None and guess.probability >= sure else None


async def answers(heard: Heard) -> Plan | None:
    spec, words = heard.field.spec, heard.field.asked.words
    only_others = spec.key in STORIES and heard.others and len(bare(words)) <= NO_STORY  # 岐山 tells no story
    if not isinstance(heard.value, Value) or only_others:
        return None
    if heard.value.guessed and (other := _names_another(heard.field)):
        return Plan("answer", {"values": other})  # 视频也行, while the kind of lawyer is asked
    remark, _ = remark_in(heard.field.asked.text) if spec.type in REMARKED else ("", "")
    value = SKIPPED if heard.value.value == NO_EMPLOYER and spec.optional else heard.value
    return Plan("answer", {"values": {spec.key: value, **heard.others}, "remark": remark})


async def answers_another(heard: Heard) -> Plan | None:
    """电话, while the kind of lawyer is asked."""
    asked, others = heard.field.asked, heard.others
    if not others and isinstance(heard.value, Miss):
        others = chosen_early(heard.field.told_along, asked.text, asked.fields)
    return Plan("answer", {"values": others}) if others and not asked.asks else None


async def tells_on(heard: Heard) -> Plan | None:
    """The story goes on, though the next thing is asked already."""
    asked = heard.field.asked
    on = isinstance(heard.value, Miss) and not heard.unclear and goes_on_telling(asked.run, asked.form, asked.text)
    return Plan("answer", {"values": told_on(asked.run, asked.text)}) if on else None


async def tells_first(heard: Heard) -> Plan | None:
    """Asked for the kind of matter, somebody tells the whole story: it is kept, and the kind asked once more."""
    asked, spec = heard.field.asked, heard.field.spec
    account = heard.field.untold_story
    told = (
        spec.type == "choice" and isinstance(heard.value, Miss) and not asked.asks and len(bare(asked.words)) >= TELLS
    )
    if not told or account is None:
        return None
    story = asked.text.strip()
    return Plan("answer", {"values": {**heard.others, account.key: Value(story, story)}})


async def names_several(heard: Heard) -> Plan | None:
    return Plan("miss", {"miss": heard.value}) if heard.unclear and not heard.field.asked.asks else None


async def skips_at_last(heard: Heard) -> Plan | None:
    """说不上来，跳过; 没有 头一回入; 也许吧."""
    asked = heard.field.asked
    if not heard.field.spec.optional:
        return None
    skips = asked.ends_in is not None and asked.ends_in.action == "skip"
    unsure = isinstance(heard.value, Miss) and heard.value.reason == "yes_no.unsure"
    nothing = NOTHING.fullmatch(BREATH.split(asked.words)[0]) is not None
    return _skip() if skips or unsure or nothing else None


async def picks_no_time(heard: Heard) -> Plan | None:
    """可以 picks none of the times; “那当面吧” while the times for a call are shown changes the way."""
    asked = heard.field.asked
    if heard.field.spec.type != "slot":
        return None
    if read_yes_no(asked.words):
        return Plan("miss", {"miss": Miss("slot.pick")})
    if len(asked.words) > SAYS_ONE_THING or asked.asks:
        return None
    given = [other for other in asked.form.fields if other.key in STEERS_SLOT and other.key in asked.run.answers]
    anew = {other.key: read for other in given if isinstance(read := parse(other, asked.text, asked.fields), Value)}
    return Plan("answer", {"values": anew, "changed": True}) if len(anew) == 1 else None


BEFORE: tuple[Callable[[Answering], Awaitable[Plan | None]], ...] = (
    refuses, wishes, wishes_instead, has_no_number, skips_plainly, says_alias_and_more, is_no_own_word, leaves_out,
)  # fmt: skip
AFTER: tuple[Callable[[Heard], Awaitable[Plan | None]], ...] = (
    answers_and_asks, only_asks, asks_about_an_option, leaves_out_in_other_words, answers, tells_first, answers_another,
    tells_on, names_several, skips_at_last, picks_no_time,
)  # fmt: skip
