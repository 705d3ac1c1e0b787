"""Find in a text which law and article it points to: 《劳动合同法》第八十二条第二款, 第九条、第十条, （第四十一条）."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.article_numbers import chinese_number, read_number
from knowledge.statutes import APPENDIX, Statutes, plain_name

_NUM = r"(?:\d{1,4}|[零〇一二三四五六七八九十百千两]{1,7})"
_JOIN = r"(?:、|，|,|和|及|与|或|以及|或者)"
_RANGE = r"(?:至|到|—{1,2}|–|-|－|~|～)"
_LIST = rf"{_NUM}(?:条?(?:{_JOIN}|{_RANGE})第?{_NUM})*"
_PARAGRAPH = rf"第(?P<paragraph>{_NUM})款"
_ITEM = rf"第?[（(]?(?P<number>{_NUM})[）)]?项"
_PIECE = re.compile(
    rf"第(?P<numbers>{_LIST})条(?:之(?P<sub>{_NUM}))?(?:{_PARAGRAPH})?(?:{_ITEM.replace('<number>', '<point>')})?"
)
_OTHER_PIECE = re.compile(rf"第?（(?P<item>{_NUM})）项?|第(?P<part>{_NUM})部分|(?P<appendix>{APPENDIX})")
_MORE_PARAGRAPH = re.compile(rf"{_JOIN}{_PARAGRAPH}(?:{_ITEM})?")
_MORE_ITEM = re.compile(rf"{_JOIN}{_ITEM}")
_TITLE = re.compile(r"《(?P<title>(?:[^《》]|《[^《》]*》)*)》(?:（[^（）]*(?:\d{4}|修[正订])[^（）]*）)?")
_SEPARATOR = re.compile(_JOIN)
LONGEST_NAME = 60  # characters looked at before a bare 第X条


@dataclass(frozen=True, slots=True)
class Pointer:
    """`law` as written, None for a bare 第X条; `article` as statutes number it (None: the law alone); `paragraph` 款 and
    `item` 项, 0 when not said.
    """

    law: str | None
    article: str | None
    paragraph: int = 0
    item: int = 0


def _before(text: str, statutes: Statutes) -> str | None:
    """The law whose name ends the text (劳动合同法 without 《》)."""
    end = plain_name(text[-LONGEST_NAME:])
    return max((name for name in statutes.names if end.endswith(name)), key=len, default=None)


def pointers(text: str, statutes: Statutes) -> Iterator[Pointer]:
    """Every place that points to a law or an article, in order. Never raises."""
    position = 0
    pattern = re.compile(rf"{_TITLE.pattern}|{_PIECE.pattern}")
    while match := pattern.search(text, position):
        if match["numbers"] is not None:
            chain = list(_chain(text, match.start(), _before(text[: match.start()], statutes)))
            position = match.end() if not chain else chain[-1][1]
            yield from (pointer for pointer, _ in chain)
            continue
        position = match.end()
        chain = list(_chain(text, position, match["title"]))
        if chain:
            position = chain[-1][1]
            yield from (pointer for pointer, _ in chain)
        else:
            yield Pointer(match["title"], None)


def _chain(text: str, start: int, law: str | None) -> Iterator[tuple[Pointer, int]]:
    """第九条、第十条和第十二条第二款: each with where it ends."""
    position = start
    while True:
        piece = _PIECE.match(text, position)
        other = None if piece else _OTHER_PIECE.match(text, position) if law else None
        if piece:
            position = piece.end()
            paragraph, articles = _number(piece["paragraph"]), _articles(piece["numbers"], piece["sub"])
            for article in articles:
                yield Pointer(law, article, paragraph, _number(piece["point"])), position
            while more := _MORE_PARAGRAPH.match(text, position) or _MORE_ITEM.match(text, position):
                position = more.end()
                paragraph = _number(more.groupdict().get("paragraph")) or paragraph
                yield Pointer(law, articles[-1], paragraph, _number(more["number"])), position
        elif other:
            position = other.end()
            article = APPENDIX
            if not other["appendix"]:
                article = f"第（{other['item']}）项" if other["item"] else f"第{other['part']}部分"
            yield Pointer(law, article), position
        else:
            return
        separator = _SEPARATOR.match(text, position)
        following = separator.end() if separator else position
        if not (_PIECE.match(text, following) or (law and separator and _OTHER_PIECE.match(text, following))):
            return
        position = following


def _number(words: str | None) -> int:
    return (read_number(words) or 0) if words else 0


def _articles(words: str, sub: str | None) -> list[str]:
    """十四、十五 and 十四至十七 spread out; numbers that are none are left as written."""
    found: list[str] = []
    for part in re.split(_JOIN, words):
        ends = [read_number(end.strip("第条")) for end in re.split(_RANGE, part)]
        low, high = ends[0], ends[-1]
        if low is None or high is None:
            found.append(f"第{part}条")
        elif low <= high <= low + 100:
            found += [f"第{chinese_number(n)}条" for n in range(low, high + 1)]
        else:
            found += [f"第{chinese_number(low)}条", f"第{chinese_number(high)}条"]
    number = read_number(sub) if sub else None
    if number and found:
        found[-1] += f"之{chinese_number(number)}"
    return found
