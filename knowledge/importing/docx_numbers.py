"""Numbers that Word counts by itself (第一条, （一）, 1.) stand in no text: they are counted again here."""

from __future__ import annotations

import re
from collections import defaultdict

from knowledge.article_numbers import chinese_number

_CHINESE = frozenset((
    "chineseCounting", "chineseCountingThousand", "chineseLegalSimplified", "japaneseCounting", "taiwaneseCounting",
    "taiwaneseCountingThousand", "ideographDigital",
))  # fmt: skip
_PLACE = re.compile(r"%([1-9])")
_DEEPEST_STYLE = 20


class Styles:
    """Paragraph styles: which are headings, which carry a number."""

    def __init__(self) -> None:
        self._style = ""
        self._based: dict[str, str] = {}
        self._heading: set[str] = set()
        self._numbers: dict[str, dict[str, str]] = defaultdict(dict)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        value = attributes.get("w:val", "")
        if tag == "w:style":
            self._style = attributes.get("w:styleId", "")
        elif tag == "w:name" and (value.lower().startswith("heading") or value in ("Title", "标题")):
            self._heading.add(self._style)
        elif tag == "w:basedOn":
            self._based[self._style] = value
        elif tag in ("w:numId", "w:ilvl") and self._style:
            self._numbers[self._style][tag] = value

    def end(self, tag: str) -> None:
        if tag == "w:style":
            self._style = ""

    def is_heading(self, style: str) -> bool:
        return any(name in self._heading for name in self._line(style))

    def number_of(self, style: str) -> tuple[str, str]:
        """(list, level) of the style or the nearest one it is based on; empty without."""
        for name in self._line(style):
            if "w:numId" in self._numbers.get(name, {}):
                return self._numbers[name]["w:numId"], self._numbers[name].get("w:ilvl", "")
        return "", ""

    def _line(self, style: str) -> list[str]:
        found: list[str] = []
        while style and style not in found and len(found) < _DEEPEST_STYLE:
            found.append(style)
            style = self._based.get(style, "")
        return found


class Numbering:
    """The lists of a document, each counting on by itself."""

    def __init__(self) -> None:
        self._levels: dict[str, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
        self._lists: dict[str, str] = {}
        self._restart: dict[tuple[str, str], int] = {}
        self._abstract = self._list = self._level = ""
        self._counts: dict[str, dict[str, int]] = defaultdict(dict)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        value = attributes.get("w:val", "")
        if tag == "w:abstractNum":
            self._abstract = attributes.get("w:abstractNumId", "")
        elif tag == "w:num":
            self._list = attributes.get("w:numId", "")
        elif tag in ("w:lvl", "w:lvlOverride"):
            self._level = attributes.get("w:ilvl", "")
        elif tag == "w:abstractNumId" and self._list:
            self._lists[self._list] = value
        elif tag == "w:startOverride" and self._list and value.isdigit():
            self._restart[self._list, self._level] = int(value)
        elif tag in ("w:start", "w:numFmt", "w:lvlText", "w:suff") and self._abstract:
            self._levels[self._abstract][self._level][tag] = value

    def end(self, tag: str) -> None:
        if tag == "w:abstractNum":
            self._abstract = ""
        elif tag == "w:num":
            self._list = ""

    def next(self, list_id: str, level: str) -> str:
        """The number of the next paragraph of this list, as it is shown; empty for bullets and plain paragraphs."""
        abstract = self._lists.get(list_id)
        if abstract is None or level not in self._levels[abstract]:
            return ""
        levels, counts = self._levels[abstract], self._counts[abstract]
        if (list_id, level) in self._restart:
            counts[level] = self._restart.pop((list_id, level)) - 1
        begin = levels[level].get("w:start", "1")
        counts[level] = counts.get(level, int(begin) - 1 if begin.isdigit() else 0) + 1
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        shown = levels[level].get("w:lvlText", "")
        if levels[level].get("w:numFmt") in ("bullet", "none") or "%" not in shown:
            return ""

        def one(match: re.Match[str]) -> str:
            place = str(int(match[1]) - 1)
            count = counts.get(place, 1)
            chinese = levels[place].get("w:numFmt") in _CHINESE and 0 < count < 10_000
            return chinese_number(count) if chinese else str(count)

        number = _PLACE.sub(one, shown)
        return number if levels[level].get("w:suff") == "nothing" or number.endswith(("、", "）")) else f"{number} "
