"""One of several options: by number, by its words, by a part or a synonym, inside a sentence. Value: the option's key."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from actions.fields.choice_words import ChoiceWords
from actions.fields.correction_marks import last_is_meant, negated, unable
from actions.fields.message import BREATH, bare, is_question, plain
from actions.fields.numerals import read_whole
from actions.fields.values import Context, FieldLike, Miss, Value

_NUMBER = re.compile(
    r"^(?:嗯+|那|就|好|行|我)*(?:(?:就?选|要|是|点|按|挑)(?:择)?)?(?:第|选项|序号|no\.?)?\s?([0-9]{1,2}|[一二两三四五六七八九十]{1,3})(?:个|项|号|条|种|样|选项)?(?:吧|的|呢|那个|这个|就[行好成中]|就可以|时间|了|选项|[.、,)])*$"
)
# 四号，养老那个: a number, and then the words of that option.
_NUMBER_FIRST = re.compile(
    r"^[(（]?(?:我?(?:就?选|要|是|点|按|挑)(?:择)?)?(?:(?:第|选项|序号)\s?([0-9]{1,2}|[一二两三四五六七八九十]{1,3})(?:个|项|条|种|样)?[\s,，.、:：)]*|"
    r"([0-9]{1,2}|[一二两三四五六七八九十]{1,3})(?:号|项)?(?:[,，、:：)]|\s(?![0-9])|[.](?![0-9]))[\s,，.、:：)]*)(?=[^\s,，.、:：)])"
)
_SHORTER = re.compile(
    r"^(?:我们?这?(?:边)?|俺|额|咱)?(?:就|也|都)?(?:是|选|要|想|想要|就是|想学|想找|想看|想听|想去|属于|学|缺|给)|(?:吧|的|滴|呢|了|咧|那个|这个|就行|就成|啊|呀|嘛|着呢|着哩|着)$"
)
_FIRST = re.compile(r"^(?:嗯+|那|就|我?选)*(?:头(?:一)?|打头|最前面)(?:那|这)?(?:一)?个")
_LAST = re.compile(r"^(?:我?选)?(?:最后)(?:那|这)?(?:一)?(?:个|项|条)?(?:吧)?$")
_SEGMENT = re.compile(r"[、，,/和或与及（）()；;\s]+")
# apart: 电话……哎不行，还是当面 decides, 电话还是当面 does not.
_AFTER_ALL = re.compile(
    r"(?P<apart>[^\w]|算了|不行)?(?:还是|只能|只有|那就|那我?|就|要不|干脆|改|换|我去|我要|我想)(?:我|额|俺|咱)?(?:过去|过来|去|来)?[选要是成]?$"
)
_ENDS_SO = re.compile(r"(?:聊|谈|说|来|去|上)?(?:吧|得了|好了|算了|就行|好一?[些点]|踏实|稳当|方便)")
_SAID = re.compile(r"(?:聊|谈|说|讲|来|去|上)?(?:得?清楚|得?明白|踏实)?[些点]?[\s。.!！]*")
_MAY_IT_BE = re.compile(
    r"(?:聊|谈|说)?(?:可以|行|成|中|能行|得行|好)(?:吗|不|么|啵|吧)[?？。]*$"
)  # 视频我害羞 打电话可以吗
_ABOUT = re.compile(r"(?:的?(?:那个|这个|那些|这些)?事|那方面|这方面|方面的|那一类|这一类)(?!故|业|情多)")
_CANNOT = re.compile(r"[\u4e00-\u9fff]不(?:会|能)(?:弄|用|整)$")
_HEARD_WITHIN = 10  # characters
_BESIDES = re.compile(r"还有|还要|也|和|或|跟|以及|加上|另外|再")
_WEAK = frozenset(
    [
        "的",
        "了",
        "人",
        "事",
        "我",
        "有",
        "个",
        "家",
        "在",
        "想",
        "要",
        "不",
        "没",
        "是",
        "一个",
        "自己",
        "现在",
        "工作",
        "上班",
        "时间",
        "情况",
        "方便",
        "单位",
        "孩子",
        "单",
        "其",
    ]
)


@dataclass(frozen=True, slots=True)
class _Hit:
    key: str
    strength: int  # length of the words that were recognised; the option's own words count one more than a synonym
    start: int


def parse_choice(spec: FieldLike, text: str, ctx: Context) -> Value | Miss:
    """One option, or why it is not clear which."""
    options = spec.options or {}
    message = plain(text, 500).lower()
    whole = bare(message)
    if not options or not whole:
        return Miss("choice.none", {"options": _names(options, options)})
    if whole in options:
        return Value(whole, options[whole])
    exact = [key for key, option in options.items() if whole == bare(plain(option)).lower()]
    if exact:
        return Value(exact[0], options[exact[0]])
    numbered = _by_number(options, whole)
    if numbered is not None:
        return numbered
    first = _number_first(options, message, ctx)
    if len(first) == 1:
        return Value(first[0], options[first[0]])
    if first:  # 8 我腿骨折了: the number says one thing and the words another
        return Miss("choice.several", {"options": _names(options, first)})
    hits = find_options(options, message, ctx.choice_words)
    keys = list(dict.fromkeys(hit.key for hit in hits))
    if not keys and len(whole) <= _HEARD_WITHIN and not is_question(message):
        keys = [key for key, option in options.items() if ctx.choice_words.sounds_like(plain(option).lower(), whole)]
    if not keys:
        return Miss("choice.none", {"options": _names(options, options)})
    if len(keys) > 1 and not hits:
        return Miss("choice.several", {"options": _names(options, keys)})
    if len(keys) > 1:
        able = {hit.key for hit in hits if not unable(message, hit.start + hit.strength // 2)}
        leading = _leading(options, message, ctx)
        last = max(hits, key=lambda hit: hit.start)
        if last_is_meant(message, last.start):
            keys = [last.key]
        elif len(settled := {hit.key for hit in hits if _settles(message, hit)}) == 1:
            keys = list(settled)
        elif len(able) == 1:
            keys = list(able)
        elif leading is not None:
            keys = [leading]
        else:
            return Miss("choice.several", {"options": _names(options, keys)})
    return Value(keys[0], options[keys[0]])


def _settles(message: str, hit: _Hit) -> bool:
    """电话还是当面呢，还是当面吧; 加班那个事，没有加班费: words beside an option say that this is the one."""
    before, after = message[: hit.start], message[hit.start + hit.strength // 2 :]
    led = _AFTER_ALL.search(before)
    ends = led is not None and (_ENDS_SO.match(after) or (led["apart"] and _SAID.fullmatch(after)))
    return bool(ends or _ABOUT.match(after) or _MAY_IT_BE.fullmatch(after))


def _leading(options: Mapping[str, str], message: str, ctx: Context) -> str | None:
    """当面 我耳背 电话听不清: the first words are an option and nothing else, and what follows explains it."""
    first, *rest = BREATH.split(message, maxsplit=1)
    named = (
        [hit.key for hit in find_options(options, first, ctx.choice_words)]
        if rest and len(first) <= 6 and not _BESIDES.match(rest[0])
        else []
    )
    return named[0] if len(set(named)) == 1 else None


def find_options(options: Mapping[str, str], message: str, words: ChoiceWords, own_words: bool = False) -> list[_Hit]:
    """The options that a sentence names, the strongest only. `own_words`: no synonyms and no single characters."""
    whole = _core(bare(message))
    if not own_words:
        exact = [key for key, option in options.items() if whole in words.of(plain(option).lower())]
        if len(exact) == 1:
            return [_Hit(exact[0], len(whole) * 2, 0)]
    part = [] if own_words else _inside_option(options, bare(message))
    if len({hit.key for hit in part}) == 1:
        return part
    hits: list[_Hit] = []
    for key, option in options.items():
        text = plain(option).lower()
        segments = [segment for segment in _SEGMENT.split(text) if segment and segment not in _WEAK]
        for segment in {text, *segments}:
            if len(segment) >= (2 if own_words else 1):
                hits.extend(_found(key, segment, message, bonus=1))
        for word in words.early(text) if own_words else words.of(text):
            hits.extend(_found(key, word, message, bonus=0))
    return _strongest(hits or part)


def _found(key: str, word: str, message: str, bonus: int) -> list[_Hit]:
    if len(word) == 1 and word not in {_core(part) for part in [bare(message), *_SEGMENT.split(message)[:8]]}:
        return []
    hits: list[_Hit] = []
    start = message.find(word)
    while start >= 0 and len(hits) < 8:
        if not negated(message, start) or _after_the_other(message, start, start + len(word)):
            hits.append(_Hit(key, len(word) * 2 + bonus, start))
        start = message.find(word, start + len(word))
    return hits


def _after_the_other(message: str, start: int, end: int) -> bool:
    """视频我不会弄打电话行吧: what cannot be handled stands before, and this is asked for."""
    return _CANNOT.search(message[:start]) is not None and _MAY_IT_BE.fullmatch(message[end:]) is not None


def _core(whole: str) -> str:
    """The words without 我是, 想要, 吧 and the like around them."""
    return _SHORTER.sub("", _SHORTER.sub("", whole)) or whole


def _number_first(options: Mapping[str, str], message: str, ctx: Context) -> list[str]:
    """The option whose number stands first, and the one that the words after it name, where that is another."""
    found = _NUMBER_FIRST.match(message)
    number = read_whole(found.group(1) or found.group(2)) if found else None
    if found is None or number is None or not 1 <= number <= len(options):
        return []
    named = [hit.key for hit in find_options(options, message[found.end() :], ctx.choice_words)]
    return list(dict.fromkeys([list(options)[number - 1], *named]))


def _inside_option(options: Mapping[str, str], whole: str) -> list[_Hit]:
    """The worker typed a part of an option's text (待岗 for 待岗在家)."""
    shorter = _core(whole)
    if len(shorter) < 2 or shorter in _WEAK:
        return []
    return [_Hit(key, len(shorter) * 2, 0) for key, option in options.items() if shorter in plain(option).lower()]


def _strongest(hits: list[_Hit]) -> list[_Hit]:
    """A longer word covers a shorter one that it overlaps (平日晚上 before 晚上); different places all count."""
    kept: list[_Hit] = []
    for hit in sorted(hits, key=lambda hit: -hit.strength):
        length = hit.strength // 2
        covered = any(
            k.start < hit.start + length and hit.start < k.start + k.strength // 2
            for k in kept
            if k.strength > hit.strength
        )
        if not covered:
            kept.append(hit)
    return kept


def _by_number(options: Mapping[str, str], whole: str) -> Value | Miss | None:
    keys = list(options)
    if _LAST.match(whole):
        return Value(keys[-1], options[keys[-1]])
    found = _NUMBER.match(_FIRST.sub("第一个", whole))
    if found is None:
        return None
    number = read_whole(found.group(1))
    if number is None:
        return None
    if 1 <= number <= len(keys):
        return Value(keys[number - 1], options[keys[number - 1]])
    return Miss("choice.number", {"most": str(len(keys))})


def _names(options: Mapping[str, str], keys: Any) -> str:
    return "、".join(f"“{options[key]}”" for key in keys)
