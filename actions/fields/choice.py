"""One of several options: by number, by its words, by a part or a synonym, inside a sentence. Value: the option's key."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from actions.fields.choice_words import ChoiceWords
from actions.fields.correction_marks import last_is_meant, negated
from actions.fields.message import bare, plain
from actions.fields.numerals import read_whole
from actions.fields.values import Context, FieldLike, Miss, Value

_NUMBER = re.compile(
    r"^(?:我?(?:就?选|要|是|点|按|挑)(?:择)?)?(?:第|选项|序号|no\.?)?\s?([0-9]{1,2}|[一二两三四五六七八九十]{1,3})(?:个|项|号|条|种|样|选项)?(?:吧|的|呢|那个|这个|就行|了|选项|[.、,)])*$"
)
_LAST = re.compile(r"^(?:我?选)?(?:最后)(?:那|这)?(?:一)?(?:个|项|条)?(?:吧)?$")
_SEGMENT = re.compile(r"[、，,/和或与及（）()；;\s]+")
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
    hits = find_options(options, message, ctx.choice_words)
    keys = list(dict.fromkeys(hit.key for hit in hits))
    if not keys:
        return Miss("choice.none", {"options": _names(options, options)})
    if len(keys) > 1:
        last = max(hits, key=lambda hit: hit.start)
        if last_is_meant(message, last.start):
            keys = [last.key]
        else:
            return Miss("choice.several", {"options": _names(options, keys)})
    return Value(keys[0], options[keys[0]])


def find_options(options: Mapping[str, str], message: str, words: ChoiceWords, own_words: bool = False) -> list[_Hit]:
    """The options that a sentence names, the strongest only. `own_words`: no synonyms and no single characters."""
    hits: list[_Hit] = []
    for key, option in options.items():
        text = plain(option).lower()
        segments = [segment for segment in _SEGMENT.split(text) if segment and segment not in _WEAK]
        for segment in {text, *segments}:
            if len(segment) >= (2 if own_words else 1):
                hits.extend(_found(key, segment, message, bonus=1))
        if not own_words:
            for word in words.of(text):
                hits.extend(_found(key, word, message, bonus=0))
    if not hits and not own_words:
        hits = _inside_option(options, bare(message))
    return _strongest(hits)


def _found(key: str, word: str, message: str, bonus: int) -> list[_Hit]:
    if len(word) == 1 and bare(message) != word:
        return []
    hits: list[_Hit] = []
    start = message.find(word)
    while start >= 0 and len(hits) < 8:
        if not negated(message, start):
            hits.append(_Hit(key, len(word) * 2 + bonus, start))
        start = message.find(word, start + len(word))
    return hits


def _inside_option(options: Mapping[str, str], whole: str) -> list[_Hit]:
    """The worker typed a part of an option's text (待岗 for 待岗在家)."""
    shorter = re.sub(
        r"^(?:我?(?:是|选|要|想|想要|就|就是|想学|想找|想看|属于))|(?:吧|的|呢|了|那个|这个|就行|啊|呀|着呢|着哩|着)$",
        "",
        whole,
    )
    if len(shorter) < 2 or shorter in _WEAK:
        return []
    return [_Hit(key, len(shorter) * 2, 0) for key, option in options.items() if shorter in plain(option).lower()]


def _strongest(hits: list[_Hit]) -> list[_Hit]:
    """A longer word covers a shorter one at the same place (平日晚上 before 晚上); different places all count."""
    kept: list[_Hit] = []
    for hit in sorted(hits, key=lambda hit: -hit.strength):
        length = hit.strength // 2
        covered = any(
            k.start <= hit.start and hit.start + length <= k.start + k.strength // 2
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
    found = _NUMBER.match(whole)
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
