"""Answers in the worker's own words: the story (大概情况) and what a counsellor may call them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.fields import Context, Value, extract_all, parse, read_yes_no, steering
from actions.fields.message import BREATH, bare, breaths, is_question, plain
from actions.forms.filling import STORIES
from actions.reading.phrases import ADDS, ANY_NAME, ASIDE, CALLED, CONTACT, NO_NAME, OWN_STORY, SAYS_NOTHING
from actions.state import FormRun
from knowledge.forms import FieldSpec, FormSpec

ALIAS = "alias"  # of psych_consultation
NO_STORY = 4  # characters; so short, and the answer to another question besides, it is only that
_ECHO = 6  # characters; 领着低保哩 answers once more what was asked before
_ASIDE_LONGEST = 40  # characters
_GOES_ON = 10  # characters
TELLS = 16  # characters; so much without a question is a story, whoever it is about
_LONGEST_STORY = 2_000  # characters
_NOT_KNOWN = re.compile(r"不(?:知道|晓得|清楚|懂)[^,，。?？]{0,8}$")  # 不知道寻谁, at the end of a story
_HUMS = re.compile(r"^[\s,，。.…!！嗯恩呃哦噢啊]+")
_CHOOSES_WITHIN = 12  # characters
_HAN = re.compile(r"[\u4e00-\u9fff]")
_NAME_AND_MORE = 2  # breaths
_PRIVATE_NUMBER = re.compile(r"[0-9]{5}")
_NAMES_WITHIN = 12  # characters
_PARTS = re.compile(r"[、，,（）()/\s]+")
_REFUSAL_LONGEST = 15  # characters
_MAY_BE_ANY = re.compile(r"能?(?:用|叫|写|起).{0,3}(?:外号|网名|小名|假名|昵称|化名)")  # 能用外号不 就阿泽


def looks_like_aside(spec: FieldSpec, text: str) -> bool:
    """While one's own words are asked: is this a question to us rather than the answer?"""
    if len(text) > _ASIDE_LONGEST or not is_question(text):
        return False
    if spec.key not in STORIES or ASIDE.search(text):
        return True
    *before, last = BREATH.split(plain(text))
    # 档案不知道弄到哪去了，现在办退休卡住了 asks nothing where it ends.
    tells = bool(before) and len(bare(plain(text))) >= TELLS and not is_question(_NOT_KNOWN.sub("", last))
    return not tells and not OWN_STORY.search(text)


def says_again(run: FormRun, form: FormSpec, text: str, fields: Context) -> bool:
    """可以 is said to something else, and 工资 chooses once more what is chosen already: neither tells a story."""
    words = bare(plain(text))
    asked = [spec for spec in form.fields if spec.type == "yes_no" and spec.key in run.answers]
    if len(words) <= _ECHO and any(read_yes_no(plain(text), s) is run.answers[s.key]["value"] for s in asked):
        return True
    if len(words) > NO_STORY:
        return False
    if read_yes_no(plain(text)) is not None:
        return True
    chosen = [spec for spec in form.fields if spec.type == "choice" and spec.key in run.answers]
    read = [(spec, parse(spec, text, fields)) for spec in chosen if len(words) < NO_STORY]
    return any(isinstance(v, Value) and v.value == run.answers[spec.key]["value"] for spec, v in read)


def goes_on_telling(run: FormRun, form: FormSpec, text: str) -> bool:
    """A statement, while something short is asked, by somebody who told their story a moment ago."""
    told = run.answers.get("account")
    return (
        told is not None and "account" in {spec.key for spec in form.fields} and not is_question(text)
        and len(_HAN.findall(text)) >= _GOES_ON  # a number of eighteen digits is no story
        and len(bare(plain(text))) >= (_GOES_ON if OWN_STORY.search(text) else TELLS)
    )  # fmt: skip


def told_on(run: FormRun, text: str) -> dict[str, Value]:
    """The story with what was added to it."""
    told = f"{run.answers['account']['value']}\n{text.strip()}"[:_LONGEST_STORY]
    return {"account": Value(told, told)}


def needs_no_name(text: str) -> bool:
    """随便叫, 名字就不留了: no answer to what we may call them."""
    words = plain(text)
    return ANY_NAME.fullmatch(words) is not None or (
        len(text) <= _REFUSAL_LONGEST and NO_NAME.search(words) is not None
    )


def called(text: str, open_fields: Sequence[FieldSpec], fields: Context) -> dict[str, Value]:
    """叫我阿莲吧，打电话聊: the name without the words around it, and what is said besides; empty where it stands alone."""
    said = [breath.rstrip("?？") for breath in breaths(_HUMS.sub("", plain(text)))]
    named = [(at, found.group(1)) for at, breath in enumerate(said) if (found := CALLED.fullmatch(breath))]
    named = [(at, name) for at, name in named if steering(name) is None]  # 称呼跳过
    named = named or [
        (at + 1, said[at + 1].removeprefix("那").removeprefix("就"))
        for at, breath in enumerate(said[:-1])
        if at == len(said) - 2 and _MAY_BE_ANY.search(breath)
    ]
    if not named and len(said) == _NAME_AND_MORE and len(said[0]) <= NO_STORY:
        beside = _chosen(open_fields, said[1], fields)  # 阿凯 视频
        return {ALIAS: _as_value(said[0]), **beside} if beside else {}
    if not named:
        return {}
    at, name = named[0]
    rest = " ".join(breath for other, breath in enumerate(said) if other != at)
    others = extract_all(open_fields, rest, fields) | _chosen(open_fields, rest, fields) if rest else {}
    return {ALIAS: _as_value(name), **others}


def _as_value(name: str) -> Value:
    return Value(name, name)


def _chosen(open_fields: Sequence[FieldSpec], text: str, fields: Context) -> dict[str, Value]:
    choices = [other for other in open_fields if other.type == "choice"]
    read = {other.key: value for other in choices if isinstance(value := parse(other, text, fields), Value)}
    return read if len(read) == 1 else {}


def chosen_early(open_fields: Sequence[FieldSpec], text: str, fields: Context) -> dict[str, Value]:
    """电话, while the kind of lawyer is asked: the one question of the form that these few words answer."""
    return _chosen(open_fields, text, fields) if len(bare(plain(text))) <= NO_STORY else {}


def names_only(spec: FieldSpec, text: str, fields: Context) -> bool:
    """来个公益律师, 视频也行: one option and words that say nothing, whatever else was asked."""
    words = bare(plain(text).lower())
    value = parse(spec, text, fields) if spec.type == "choice" and len(words) <= _NAMES_WITHIN else None
    if not isinstance(value, Value):
        return False
    option = plain((spec.options or {})[value.value]).lower()
    said = [word for word in (option, *_PARTS.split(option), *fields.choice_words.of(option)) if word and word in words]
    return any(SAYS_NOTHING.fullmatch(words.replace(word, "", 1)) for word in said)


def remark_in(text: str) -> tuple[str, str]:
    """还有电话晚上打 别白天打: what is said besides, for whoever takes care of it; and the rest. A question is none, nor are
    numbers of a phone or an identity card: those are kept encrypted, as answers."""
    noted: list[str] = []
    rest: list[str] = []
    adds = False
    for breath in breaths(plain(text)):
        adds = (adds and steering(breath) is None) or ADDS.match(breath) is not None
        said = (adds or CONTACT.search(breath)) and not is_question(breath) and not _PRIVATE_NUMBER.search(breath)
        (noted if said else rest).append(breath)
    return "，".join(noted), " ".join(rest)


def chosen_anew(run: FormRun, form: FormSpec, text: str, fields: Context) -> dict[str, Value]:
    """工资 全让罚款扣完咧, where 快递 in the first sentence was taken for the matter: what nobody had asked is chosen now."""
    words = plain(text)
    early = [spec for spec in form.fields if run.answers.get(spec.key, {}).get("early") and spec.type == "choice"]
    if not early or len(words) > _CHOOSES_WITHIN or is_question(words):
        return {}
    read = {spec.key: parse(spec, words, fields) for spec in early}
    return {k: v for k, v in read.items() if isinstance(v, Value) and v.value != run.answers[k]["value"]}
