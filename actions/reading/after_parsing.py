"""Readers of an answer with what the parsers made of it. Each gives a plan, or None when the message is nothing of its kind;
`AFTER` is their order."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from actions.fields import Miss, Value, parse, read_yes_no
from actions.fields.employer import NONE as NO_EMPLOYER
from actions.fields.learned import SKIP, SURE_AGAINST, SURE_STEP
from actions.fields.message import BREATH, bare, is_question
from actions.forms.filling import STEERS_SLOT, STORIES
from actions.reading.answering import Answering, Heard, names_another, skip
from actions.reading.asides import SAYS_ONE_THING
from actions.reading.own_words import NO_STORY, TELLS, chosen_early, goes_on_telling, remark_in, told_on
from actions.reading.phrases import ASIDE, IS_THERE, LEAVES_OUT, NOTHING
from actions.turn import Plan

# A question that happens to name one of these is looked at twice: it may be a question and no answer.
ASKED_ABOUT = frozenset({"county", "number", "money", "date", "slot", "phone"})
REMARKED = frozenset({"phone", "person_name", "choice", "county", "slot"})  # 打电话 别在上课那会儿打
SKIPPED = Value(None, "")
ASKS_FROM = 4  # characters
ASIDE_FROM = 6  # characters
_STATES = "呢。 "  # 我在金台区这边上班呢 asks nothing


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
    return skip() if guess is not None and guess.probability >= sure else None


async def answers(heard: Heard) -> Plan | None:
    spec, words = heard.field.spec, heard.field.asked.words
    only_others = spec.key in STORIES and heard.others and len(bare(words)) <= NO_STORY  # 岐山 tells no story
    if not isinstance(heard.value, Value) or only_others:
        return None
    if heard.value.guessed and (other := names_another(heard.field)):
        return Plan("answer", {"values": other})  # 视频也行, while the kind of lawyer is asked
    notes = heard.field.asked.flow.keeps_remarks and spec.type in REMARKED
    remark, _ = remark_in(heard.field.asked.text) if notes else ("", "")
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
    story = parse(account, asked.text, asked.fields) if told and account is not None else None
    if account is None or not isinstance(story, Value):
        return None
    return Plan("answer", {"values": {**heard.others, account.key: story}})


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
    return skip() if skips or unsure or nothing else None


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


AFTER: tuple[Callable[[Heard], Awaitable[Plan | None]], ...] = (
    answers_and_asks, only_asks, asks_about_an_option, leaves_out_in_other_words, answers, tells_first, answers_another,
    tells_on, names_several, skips_at_last, picks_no_time,
)  # fmt: skip
