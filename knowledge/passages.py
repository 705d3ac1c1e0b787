"""Articles by the name people give them (劳动合同法第82条), and articles that speak of what a sentence is about."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from knowledge.article_numbers import chinese_number, read_number
from knowledge.statutes import APPENDIX, PASSAGES, Article, Statute, Statutes, cited_number
from knowledge.text import HEAD, TAIL, Normalizer, load_normalizer, words_and_bigrams
from knowledge.words import WordIndex

MOST_NAMED = 5
LONGEST_READ = 500  # characters of a message that are looked at for names
# From which BM25 score, and which score a token of the sentence, an article is shown unasked. Measured as if there were no
# cards: of 475 worker questions 10 % see an article, two thirds of them the one a card cites; of 238 off-topic ones 1.7 %.
LEAST_SCORE = 28.0
LEAST_A_TOKEN = 1.0

_DROPPED = re.compile(r"[\s《》〈〉<>「」『』【】\[\]()\"'“”‘’]+")
_NUMBER = "[0-9零一二三四五六七八九十百千〇○两]{1,8}"
_PARTS = rf"(?:第?{_NUMBER}款)?(?:第?{_NUMBER}项)?"
# 第八十二条, 82条, 第82 (款/项 or the end must follow), 一百三十四条之一, 第二项, 第三部分
_ONE = (
    rf"(?:{APPENDIX}|第?{_NUMBER}(?:条之[一二三四五六七八九十](?![款项])|条|部分)|第{_NUMBER}项"
    rf"|第{_NUMBER}(?=第|$|[、和,是怎咋说讲]))"
)
_JOINT = "(?:以及|[、,和及与至到-])"
_SINGLE = re.compile(rf"(第?)({_NUMBER})(?:(条)(?:之([一二三四五六七八九十]))?|部分|项)?{_PARTS}")
_LIST = rf"(?:{_ONE}|第?{_NUMBER}(?={_JOINT})){_PARTS}(?:{_JOINT}(?:{_ONE}|第?{_NUMBER}(?={_JOINT})){_PARTS})*"
# Between a law and the number may stand （2018年修正）, 的, 里头, 规定的, but not the rest of another paper's name.
_GAP = r"(?:(?!办法|条例|细则|解释|意见|通知|法)[^。；！？，,;!?]){0,14}?"
_STATE = "中华人民共和国"


@dataclass(frozen=True, slots=True)
class Named:
    """What a sentence names: the articles there are, and those its laws do not have (劳动法第三百条)."""

    articles: tuple[Article, ...] = ()
    missing: tuple[str, ...] = ()
    rest: str = ""
    """The sentence without the names, brackets and blanks."""


@dataclass(frozen=True)
class PassageIndex:
    """All articles of all laws held. Immutable: build a new one when the laws change."""

    statutes: Statutes
    articles: tuple[Article, ...]
    words: WordIndex
    normalize: Normalizer
    names: Mapping[str, Statute]
    pattern: re.Pattern[str]

    @classmethod
    def build(cls, statutes: Statutes, normalizer: Normalizer | None = None) -> PassageIndex:
        """Takes a second for 3,000 articles: call it in a thread."""
        normalize = normalizer or load_normalizer()
        articles = tuple(article for statute in statutes for article in statute.articles.values())
        one: dict[str, str] = {}  # equal tokens share one string: half of the memory
        words = WordIndex.build(
            [
                [one.setdefault(token, token) for token in _tokens(normalize, f"{article.law} {article.text}")]
                for article in articles
            ]
        )
        names = dict(_names(statutes))
        longest_first = sorted(names, key=len, reverse=True)
        pattern = re.compile(f"({'|'.join(map(re.escape, longest_first)) or '(?!)'}){_GAP}({_LIST})")
        return cls(statutes, articles, words, normalize, names, pattern)

    def find(self, law: str, number: str) -> Article | None:
        return self.statutes.find(law, number)

    def named(self, text: str) -> Named:
        """Articles a sentence names, in its order, MOST_NAMED at most. Any text is fine."""
        text = _plain(text[:LONGEST_READ])
        articles: dict[str, Article] = {}
        missing: list[str] = []
        for match in self.pattern.finditer(text):
            statute = self.names[match[1]]
            for number, article in _listed(statute, match[2]):
                if article is not None:
                    articles.setdefault(str(article), article)
                else:
                    missing.append(f"《{statute.short}》{number}")
        return Named(tuple(articles.values())[:MOST_NAMED], tuple(missing)[:MOST_NAMED], self.pattern.sub("", text))

    def search(self, text: str, *, today: dt.date, k: int = 3) -> list[tuple[Article, float]]:
        """At most `k` articles in force that are plainly about this, with their BM25 score, best first; often none."""
        tokens = set(words_and_bigrams(self.normalize(text)))
        if not tokens or not self.articles:
            return []
        scores = self.words.scores(list(tokens))
        least = max(LEAST_SCORE, LEAST_A_TOKEN * len(tokens))
        found: list[tuple[Article, float]] = []
        for at in np.argsort(-scores)[: 4 * k]:
            article = self.articles[at]
            if scores[at] < least or len(found) == k:
                break
            if self.statutes.by_name[article.law].in_force(today):
                found.append((article, round(float(scores[at]), 2)))
        return found


def cut(text: str, limit: int = 600) -> tuple[str, bool]:
    """The text up to the end of a paragraph near `limit` characters, and whether something was left out."""
    if len(text) <= limit:
        return text, False
    end = text.rfind("\n", 0, limit)
    if end < limit // 3:  # one long paragraph: the end of a sentence
        end = max(text.rfind(mark, 0, limit) for mark in "。；") + 1 or limit
    return text[:end].rstrip(), True


def _tokens(normalize: Normalizer, text: str) -> list[str]:
    """The normalizer reads a message's length; an article is given to it piece by piece."""
    size = HEAD + TAIL
    return [token for at in range(0, len(text), size) for token in words_and_bigrams(normalize(text[at : at + size]))]


def _plain(text: str) -> str:
    return _DROPPED.sub("", unicodedata.normalize("NFKC", text))


def _names(statutes: Statutes) -> Iterator[tuple[str, Statute]]:
    """Every name of every law, without brackets; a short name wins over an alias of another law."""
    for statute in statutes:
        for name in (*statute.aliases, statute.name, statute.name.removeprefix(_STATE)):
            yield _plain(name), statute
    for statute in statutes:
        yield _plain(statute.short), statute


def _listed(statute: Statute, text: str) -> Iterator[tuple[str, Article | None]]:
    """(number as cited, the article or None) of 第36条、第38条, 三十六至三十八条."""
    if APPENDIX in text and APPENDIX in statute.articles:
        yield APPENDIX, statute.articles[APPENDIX]
    last: int | None = None
    end = 0
    for match in _SINGLE.finditer(text):
        value = read_number(match[2])
        if value is None:
            continue
        joint = text[end : match.start()]
        end = match.end()
        through = range(last + 1, value) if last is not None and joint in ("至", "到", "-") else range(0)
        for number in (*list(through)[:MOST_NAMED], value):
            yield _article(statute, number, match[4] if number == value else None)
        last = value


def _article(statute: Statute, value: int, of: str | None) -> tuple[str, Article | None]:
    numeral = chinese_number(value)
    if statute.unit == PASSAGES:
        number = f"第{value}{PASSAGES}"
    elif statute.unit == "条":
        number = f"第{numeral}条" + (f"之{of}" if of else "")
    else:
        number = cited_number(statute.unit, numeral)
    return number, statute.articles.get(number)
