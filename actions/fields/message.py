"""A worker's message made fit for reading: one width, no invisible characters, a bounded length."""

from __future__ import annotations

import re
import unicodedata

READ_AT_MOST = 1_000
"""Characters that a parser of a short value looks at. A longer message has its value near the beginning or nowhere."""

_INVISIBLE = re.compile(
    r"[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_SPACE = re.compile(r"\s+")
_EDGE = " \t,.!?;:~、。…!？，；：~\"'“”‘’()（）【】[]<>《》-—_*"
BREATH = re.compile(r"[\s,，。;；!！]+")
"""Between what is said in one breath and in the next. `CLAUSE` parts lists (金台、陈仓) as well."""
CLAUSE = re.compile(r"[\s,，。;；!！、]+")
_BREATH_OR_QUESTION = re.compile(r"(?<=[?？])[\s,，。;；!！]*|[\s,，。;；!！]+")
_HAS_WORD = re.compile(r"[^\W_]")
_QUESTION = re.compile(
    r"[?？]|吗|(?<!着)呢[?？]?$|[吃走来去办睡下]了没(?:有)?(?=[\s,，。!！]|$)|(?<!饿了)么[?？]?$|[能行费钱成中用要得人管看见听]不[。.!！]*$|能(?!约|找|请|帮|给|派|安排)[^,，。!！?？\s]{1,8}不[。.!！]*$|为什么|为啥|干啥|干嘛|干什么|做什么|咋|啥|怎么|怎样|什么|谁|哪|几点|多久|多长|多少|(\w)不\1|能不能|可不可以|是不是|有没有|行不行|要不要|凭什么"
)


# 啥手续都没有 asks nothing, nor do 没啥, 谁提就让谁走, 爱干不干.
_ANY = re.compile(
    r"谁[^,，。;；!！?？\s]{1,6}(?:就|谁)|(啥|哪个?)[^,，。;；!！?？\s]{1,4}\1|爱(\w{1,2}?)不\2|管(?:他|它)?(?:啥|什么|谁|哪)|"
    r"[没莫][有]?(?:说|讲|告诉|给|写|提|定|签)[^,，。;；!！?？\s]{0,4}(?:啥|什么|哪|咋|怎么|谁|几)[^,，。;；!！?？\s]*(?![吗?？])|"
    r"(?:啥|什么|谁|哪[里儿个]?|怎么|咋)[^,，。;；!！?？\s]{0,4}?(?:都|也)(?!(?:要|得|能|可以|行|是)?[^,，。]{0,4}[吗不]$)"
    r"|[没莫](?:啥|什么)(?!时候|地方)"
)


def plain(text: str, limit: int = READ_AT_MOST) -> str:
    """`text` in NFKC (full width becomes half width), without invisible characters, spaces collapsed, cut to `limit`."""
    cut = text[: limit * 2]
    cut = unicodedata.normalize("NFKC", _INVISIBLE.sub("", cut))
    return _SPACE.sub(" ", cut[: limit * 2]).strip()[:limit]


def breaths(text: str) -> list[str]:
    """What is said in one breath each. A question ends one, too, and keeps its mark."""
    return [breath for breath in _BREATH_OR_QUESTION.split(text) if breath]


def bare(text: str) -> str:
    """`text` without punctuation at its ends and without any space."""
    return text.strip(_EDGE).replace(" ", "")


def without_invisible(text: str) -> str:
    """The worker's own words, unchanged but for characters nobody can see. Line breaks stay."""
    return _INVISIBLE.sub("", text.replace("\r\n", "\n")).strip()


def has_word(text: str) -> bool:
    """True when there is at least one letter, digit or Chinese character."""
    return _HAS_WORD.search(text) is not None


def is_question(text: str) -> bool:
    """True when the sentence asks something. Of a very long one the beginning and the end are looked at."""
    if len(text) > 2 * READ_AT_MOST:
        text = f"{text[:READ_AT_MOST]}\n{text[-READ_AT_MOST:]}"
    return _QUESTION.search(_ANY.sub("", text)) is not None
