# ruff: noqa: E501 (word lists and tables of examples stay whole)
"""People's names, alone or in a sentence: 李雷, 我叫王小明, 姓张，叫张建设，建设的建, 阿依努尔·买买提. Value: the name."""

from __future__ import annotations

import re

from actions.fields.correction_marks import last_is_meant, negated
from actions.fields.message import bare, is_question, plain
from actions.fields.name_spelling import explained, one_word
from actions.fields.name_words import (
    COMMON_WORDS,
    COMPOUND_SURNAMES,
    GIVEN,
    HAN,
    MINORITY_PARTS,
    NO_SURNAME,
    NOT_IN_NAMES,
    SURNAMES,
    TITLES,
    WORKPLACES,
)
from actions.fields.steering import steering
from actions.fields.values import Context, FieldLike, Miss, Value

_DOTTED = re.compile(rf"[{HAN}]{{1,10}}(?:[·•・‧.][{HAN}]{{1,10}}){{1,3}}")
_NAMED = re.compile(
    rf"(?:(?:我的?|俺|额|咱|他|她|娃|孩子|儿子|女儿|老公|媳妇|爱人)?(?:名字|姓名|大名|真名|全名|名)(?:叫做|叫|是|就是|就?(?:写|填|登|留|用|报)|:)+|(?:名字|姓名|大名|真名|全名|本名)|(?:姓名|联系人|申请人|报名人|预约人|本人|家长|领头的|负责人|称呼)(?:姓名)?(?:叫做|叫|是|:)?|"
    rf"(?:我|俺|额|人家|他|她|娃|孩子|儿子|女儿|闺女)(?:的名字|名字)?(?:就)?叫(?:做|个|作|那个)?|你?就?叫我|叫(?:做|个|作|那个)?|我是|俺是|额是|我就是|是|填(?!成|错)|写(?!成|错))[: ,，.…\"“‘]*(?P<name>[{HAN}·•・‧]{{1,24}})"
)
_SURNAME = re.compile(rf"(?:免贵)?姓(?!名)[: ]?(?P<surname>欧阳|上官|司马|诸葛|皇甫|令狐|司徒|慕容|尉迟|[{HAN}])")
_GIVEN = re.compile(rf"(?<![姓全大真])名(?:字)?(?:叫|是|为)?[: ]?(?P<given>[{HAN}]{{1,2}})(?![{HAN}])")
_SINGLE = re.compile(rf"单名(?:一个)?(?:字)?[: ]?(?P<given>[{HAN}])")
_TAKEN_BACK = re.compile(r"不是[^是,]{1,6}?,? ?(?=是|叫|应该)")
_ONLY_HAN = re.compile(rf"[{HAN}]+")
_SPLIT = re.compile(r"[,，。;；、!！?？:\s/|()\"'“”‘’]+")
_STOP = re.compile(
    r"(?:的|我|你|电话|手机|号码|联系|今年|男|女(?!儿)|身份证|住|家在|在|来自|单位|是|呢|啊|呀|吧|就行|就是|就好|就可以|就中|这个|两个字|三个字|也|，|想|要|工地|师傅|先生|女士|小姐|大姐|大哥|姓|名字|这名|哈|哩|了|咧|哦|嘛|木子|弓长|本人|嗯|双木|立早|耳东|口天|古月|草头|言午|叫)"
)
_FILLER = re.compile(
    r"^(?:嗯+|哦|噢|喔|好的?|行|那个|就是|是|对|呃|额|你好|您好|那就|就|师傅|叫|写|填|我|上次|之前|刚才|还是|刚刚)+"
)
_CALLED = re.compile(r"(?:我|俺|额|本人)(?:的名字|名字)?(?:就)?叫|(?:姓名|名字)(?:是|叫|:)")
_DIGIT = re.compile(r"[0-9]")
_PLACE_END = ("上", "里", "边", "头", "下", "内", "外", "搭")


def parse_name(spec: FieldLike, text: str, ctx: Context) -> Value | Miss:
    """One name of 2 to 4 characters (up to 15 with ·), or why this is none."""
    message = one_word(plain(text))
    if not message:
        return Miss("name.none")
    if len(message) > 200:
        return Miss("name.sentence")
    spelled = explained(
        [word for word in _SPLIT.split(message) if word], lambda word, known: is_name(word, ctx, strict=known)
    )
    if spelled is not None and not _TAKEN_BACK.search(message):
        return Value(spelled, spelled)
    found = named_in(message, ctx)
    if found is not None:
        return Value(found, found)
    whole = bare(message)
    # 王 小 明 is one name, 张伟 男 is a name and something else.
    together = " " not in message or all(len(part) == 1 for part in message.split())
    if together and (is_name(whole, ctx, strict=True) or (_unusual(whole) and is_name(whole, ctx))):
        return Value(whole, whole)
    names = [segment for segment in _segments(message) if is_name(segment, ctx, strict=True)]
    if names:  # 吕秀蓝，不对，吕秀兰: the last one counts
        chosen = names[-1] if last_is_meant(message, message.rfind(names[-1])) else names[0]
        return Value(chosen, chosen)
    return _why(message, whole)


def named_in(message: str, ctx: Context) -> str | None:
    """The name that a sentence gives with words such as 我叫 or 姓名是 (`message` already plain)."""
    message = _TAKEN_BACK.sub("", message)
    surname = _SURNAME.search(message)
    found: list[tuple[str, int]] = []
    single = _SINGLE.search(message) or _GIVEN.search(message)
    if surname is not None and single is not None:
        return surname.group("surname") + single.group("given")
    for m in _NAMED.finditer(message):
        if negated(message, m.start("name")) or message[max(0, m.start() - 1) : m.start()] in ("不", "别"):
            continue
        name = _cut(m.group("name"), surname.group("surname") if surname else None, ctx, m.group())
        if name is not None:
            found.append((name, m.start()))
    mine = [name for name, start in found if _CALLED.match(message, start)]
    if len(mine) == 1:
        return mine[0]  # 她叫赵敏 我叫赵有福
    if found:
        return found[-1][0] if last_is_meant(message, found[-1][1]) else found[0][0]
    if surname is not None:
        said = surname.group("surname")
        for segment in _segments(message):
            if segment.startswith(said) and len(segment) > len(said) and is_name(segment, ctx):
                return segment
    return None


def _unusual(words: str) -> bool:
    """来喜平, 邸晓梅: a surname nobody listed, and two characters that people are called by. Only of a whole answer."""
    return len(words) == 3 and words[0] not in NO_SURNAME and all(char in GIVEN for char in words[1:])


def is_name(words: str, ctx: Context, strict: bool = False) -> bool:
    """True when `words` alone can be a person's name. `strict`: only with a known surname."""
    if _DOTTED.fullmatch(words):
        return len(words) <= 15
    if (
        _ONLY_HAN.fullmatch(words)
        and words.startswith(MINORITY_PARTS)
        and 2 <= len(words) <= 9
        and words not in COMMON_WORDS
    ):
        return True
    if not _ONLY_HAN.fullmatch(words) or not 2 <= len(words) <= 4:
        return False
    told = words.removeprefix("钱")
    if len(words) == 3 and words[1] == "岁":  # 边岁成; but 五十岁 is none
        told = words[0] + words[2]
    if words in COMMON_WORDS or any(char in NOT_IN_NAMES for char in told) or words.endswith(TITLES):
        return False
    if (words[0] in "老小阿" and len(words) == 2) or words.startswith(WORKPLACES):
        return False
    if any(hit.start == 0 for hit in ctx.places.find(words)) or ctx.places.find_outside(words) == words:
        return False
    known = words[:2] in COMPOUND_SURNAMES or words[0] in SURNAMES
    if len(words) == 4 and words[:2] not in COMPOUND_SURNAMES:
        return known and words[1] in SURNAMES  # 张李某某: two surnames
    return known or (not strict and len(words) <= 3 and not _command(words))


def _command(words: str) -> bool:
    return steering(words) is not None


def _cut(words: str, surname: str | None, ctx: Context, lead: str) -> str | None:
    """The name at the start of `words`; what comes after it in the same breath falls away."""
    home, of, rest = words.partition("的")
    if of and rest and any(hit.start == 0 and hit.end == len(home) for hit in ctx.places.find(home)):
        words = rest  # 我是扶风的胡建军
    elif of and home.endswith(_PLACE_END):
        words = rest  # 我是铁路上的巡道工
    dotted = _DOTTED.match(words)
    if dotted and len(dotted.group()) <= 15:
        return dotted.group()
    stop = _STOP.search(words, 1)
    head = words[: stop.start()] if stop else words
    weak = lead.startswith(("我是", "俺是", "额是", "是", "填", "写", "我就是", "本人")) or not re.search(
        r"叫|是|:|：", lead
    )
    if surname and not head.startswith(surname) and 1 <= len(head) <= 2 and head[0] not in NOT_IN_NAMES:
        return surname + head if head not in COMMON_WORDS and head[0] not in "老小" else None
    if 2 <= len(head) <= 9 and head.startswith(MINORITY_PARTS):
        return head
    # 我叫高兴: who says it in so many words may be called like a word.
    if (
        _CALLED.match(lead)
        and len(head) == 2
        and head[0] in SURNAMES
        and not head.endswith(TITLES)
        and head in COMMON_WORDS
    ):
        return head
    for length in (4, 3, 2):
        name = head[:length]
        whole = len(head) == length
        fits = len(name) == length and (whole or (length < 4 and not weak and len(head) > 4))
        if fits and is_name(name, ctx, strict=weak or not whole):
            return name
    return None


def _segments(message: str) -> list[str]:
    parts = [part for part in _SPLIT.split(message) if part]
    segments: list[str] = []
    for part in parts[:12]:
        segments.append(part)
        shorter = _FILLER.sub("", part)
        if shorter != part:
            segments.append(shorter)
        stop = _STOP.search(shorter, 2)
        # 王建平的 is a name, 许诺的钱 is a sentence.
        if stop and not (stop.group() == "的" and len(shorter) > stop.end() + 1):
            segments.append(shorter[: stop.start()])
    return segments


def _why(message: str, whole: str) -> Miss:
    if _DIGIT.search(message):
        return Miss("name.digits")
    if is_question(message):
        return Miss("name.question")
    if (
        whole.endswith(TITLES)
        or re.search(r"叫我[老小阿]", whole)
        or (whole[:1] in ("老", "小", "阿") and len(whole) == 2)
    ):
        return Miss("name.title")
    if re.fullmatch(r"[A-Za-z .'\-]+", whole):
        return Miss("name.latin")
    if len(whole) == 1:
        return Miss("name.too_short")
    return Miss("name.none" if len(whole) <= 4 else "name.sentence")
