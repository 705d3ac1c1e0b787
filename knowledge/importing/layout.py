"""From the lines of a page to paragraphs: blanks, page numbers, running headers, hard line breaks. Words stay untouched."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

INDENT = "　　"  # what a reader puts before the first line of a paragraph
HEADING = "## "  # and before a heading

_NUMERAL = "[一二三四五六七八九十百千零〇两0-9０-９]"
# A line that begins like this begins a paragraph, wherever it stands on the page.
STARTS = re.compile(
    rf"(?:第\s*{_NUMERAL}(?:\s*{_NUMERAL})*\s*(?:(?:分编|[编章节])(?!的)|条(?:之[一二三四五六七八九十]+)?[\s　])"
    r"|[（(][一二三四五六七八九十]+[)）](?![、和或项])|[一二三四五六七八九十]+、|#|附件|目\s*录\s*$)"
)
CHAPTER = re.compile(rf"第\s*{_NUMERAL}(?:\s*{_NUMERAL})*\s*(?:分编|[编章节])(?!的)\s*\S{{0,30}}$")
_PAGE_NUMBER = re.compile(
    r"[-—–－―·.\s]*(?:第\s*)?\d{1,4}\s*(?:页)?(?:\s*[/／]\s*(?:共\s*)?\d{1,4}(?:\s*页)?|[，,]?\s*共\s*\d{1,4}\s*页)?[-—–－―·.\s]*"
)
_DOT_LEADER = re.compile(r"[.…·]{3,}\s*\d{1,4}$")
_HAN = r"[\u3400-\u9fff，。；：、！？（）《》“”]"
_BETWEEN_HAN = re.compile(rf"(?<={_HAN})[ \t]+(?={_HAN})")
# Control and formatting characters, halves of pairs, private use; line breaks and tabs stay.
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ue000-\uf8ff\ufeff\ufff0-\uffff]"
)
_LOOK_ALIKE = re.compile(r"[\u2e80-\u2fdf\uf900-\ufaff]")
_BLANKS = re.compile(r"[\s　]+")
EDGE = 2  # lines at the top and the bottom of a page that may be a header or a footer
FULL_LINE = 0.85  # of the usual width: a shorter line ends its paragraph
WIDEST_WRAPPED = 120  # columns; text with longer lines has its paragraphs on one line each


def clean(text: str) -> str:
    """Compatibility forms of Chinese characters (⼯ for 工, as some PDFs write) made plain, invisible characters dropped."""
    text = _INVISIBLE.sub("", text).replace("\xa0", " ")
    return _LOOK_ALIKE.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)


def without_edges(pages: Sequence[Sequence[str]]) -> list[str]:
    """The lines of all pages without page numbers and running headers. The first of equal headers stays: it may be the
    title."""
    repeated = Counter(form for page in pages for form in {_form(page[n]) for n in _edges(page)})
    often = {form for form, times in repeated.items() if len(form) > 1 and times >= max(2, len(pages) // 2)}
    kept: list[str] = []
    seen: set[str] = set()
    for page in pages:
        edges = _edges(page)
        for n, line in enumerate(page):
            form = _form(line)
            if n in edges and (_PAGE_NUMBER.fullmatch(line.strip()) or (form in often and form in seen)):
                continue
            if form in often:
                seen.add(form)
                kept += ["", line, ""]  # a paragraph of its own, whatever follows
            else:
                kept.append(line)
    return kept


def _edges(page: Sequence[str]) -> set[int]:
    filled = [n for n, line in enumerate(page) if line.strip()]
    return {*filled[:EDGE], *filled[-EDGE:]}


def _form(line: str) -> str:
    return re.sub(r"[\s　\d]+", "", line)


def join_lines(lines: Sequence[str]) -> list[str]:
    """Paragraphs of a hard-wrapped text. A blank line, an indent, or the number of an article begins one; a short line
    ends one. Text that has one paragraph a line comes back as it is."""
    width = _usual_width(lines)
    paragraphs: list[str] = []
    open_end = False  # does the last paragraph go on?
    for line in lines:
        text = line.strip(" \t　")
        if not text or _DOT_LEADER.search(text):
            open_end = False
            continue
        begins = line.startswith(("　", "  ", "\t", HEADING)) or STARTS.match(text)
        if open_end and not begins:
            paragraphs[-1] = _glue(paragraphs[-1], text)
        else:
            paragraphs.append(text)
        open_end = width is not None and columns(line) >= FULL_LINE * width and not CHAPTER.match(text)
    return paragraphs


def _usual_width(lines: Sequence[str]) -> int | None:
    """The width that full lines have; None when the text is not hard-wrapped."""
    widths = sorted(columns(line) for line in lines if line.strip())
    if len(widths) < 3:
        return None
    width = widths[int(len(widths) * 0.9)]
    full = sum(FULL_LINE * width <= w <= width * 1.1 for w in widths)
    return width if width <= WIDEST_WRAPPED and full >= 0.25 * len(widths) else None


def columns(line: str) -> int:
    """Width on the page: a Chinese character takes two columns."""
    return sum(2 if ord(char) > 0x2E7F else 1 for char in line.rstrip())


def _glue(before: str, after: str) -> str:
    latin = all(end.isascii() and end.isalpha() for end in (before[-1:], after[:1]))
    return f"{before} {after}" if latin else before + after


def tidy(paragraphs: Iterable[str]) -> list[str]:
    """One blank for any run of blanks, none between Chinese characters but after the number of an article or chapter."""
    found = []
    for paragraph in paragraphs:
        text = _BLANKS.sub(" ", paragraph).strip()
        match = STARTS.match(text)
        at = match.end() if match else 0
        text = text[:at] + _BETWEEN_HAN.sub("", text[at:])
        if text.strip("# "):
            found.append(text)
    return found
