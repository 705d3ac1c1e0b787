"""A sentence made ready for search: one form of characters, everyday words mapped to the cards' words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from knowledge.errors import KnowledgeError
from knowledge.reading import read_yaml_mapping

# A long message keeps its start and its end: people open with the matter or close with the question.
HEAD, TAIL = 160, 240

_GAPS = re.compile(r"[\W_]+")
_HAN = re.compile(r"[\u4e00-\u9fff]")
# Words that say that something is asked, not what.
_EMPTY_TEXT = (
    "的 了 吗 呢 吧 啊 呀 么 嘛 我 你 他 她 它 我们 他们 你们 是 在 就 都 也 还 又 把 被 给 有 和 跟 与 及 这 那 个 一个 这个 "
    "那个 怎么 怎么办 什么 请问 想 问 问下 一下 可以 能 能不能 会 要 不 没 没有 到 说 去 来 上 下 呗 哦 哈 啦 得 着 过"
)
_EMPTY = frozenset(_EMPTY_TEXT.split())


@dataclass(frozen=True, slots=True)
class Normalizer:
    """Maps a raw message to its searchable form. Build with `load_normalizer`."""

    pattern: re.Pattern[str]
    replacements: Mapping[str, str]

    def __call__(self, text: str) -> str:
        """At most HEAD + TAIL characters are looked at, so a pasted novel costs no more than a paragraph."""
        if len(text) > HEAD + TAIL:
            text = f"{text[:HEAD]} {text[-TAIL:]}"
        text = unicodedata.normalize("NFKC", text).lower()
        text = "".join(" " if unicodedata.category(char)[0] in "CZ" else char for char in text)
        text = self.pattern.sub(lambda match: self.replacements[match[0]], text)
        return " ".join(text.split())


def load_normalizer(path: Path | None = None) -> Normalizer:
    """From synonyms.yml (word → word of the cards). Raises KnowledgeError."""
    reader = read_yaml_mapping(path or Path(__file__).with_name("synonyms.yml"))
    table = {str(key).lower(): reader.string(key) for key in reader.values}
    if not table:
        raise KnowledgeError(reader.source, "同义词表是空的")
    longest_first = sorted(table, key=len, reverse=True)
    return Normalizer(re.compile("|".join(map(re.escape, longest_first))), table)


def words_and_bigrams(text: str) -> list[str]:
    """Tokens of a normalised text for BM25: its words, and its pairs of neighbouring characters."""
    import rjieba  # thirty megabytes: only programs that search pay for them

    tokens = [word for word in rjieba.cut(text) if word not in _EMPTY and not _GAPS.fullmatch(word)]
    for run in _GAPS.split(text):
        tokens += [f"{a}{b}" for a, b in pairwise(run) if _HAN.match(a) and _HAN.match(b)]
    return tokens


def character_grams(text: str, longest: int = 4) -> list[str]:
    """Character n-grams of 1 to `longest` within runs of letters, for the ranker."""
    grams: list[str] = []
    for run in _GAPS.split(text):
        for size in range(1, longest + 1):
            grams += [run[at : at + size] for at in range(len(run) - size + 1)]
    return grams
