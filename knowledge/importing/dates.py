"""Dates that a paper states: when it was passed or last amended, and from when it holds."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from knowledge.article_numbers import read_number

_DIGIT = "[0-9０-９〇○零一二三四五六七八九十]"
_DATE = rf"({_DIGIT}{{4}})\s*年\s*({_DIGIT}{{1,3}})\s*月\s*({_DIGIT}{{1,3}})\s*日"
_ANY = re.compile(_DATE)
_MADE = re.compile(r"通过|修订|修正|修改|公布|发布|印发|批准|颁布")
_HOLDS = re.compile(rf"自\s*{_DATE}\s*起\s*(?:正式)?(?:施行|实施|执行|生效)")
_HOLDS_ITSELF = re.compile(rf"本(?!法第)[^，。；自]{{1,14}}自\s*{_DATE}\s*起\s*(?:正式)?(?:施行|实施|执行|生效)")
_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d{2})[-_.年]?(\d{2}|\d{1,2}(?=[-_.月]))[-_.月]?(\d{2})(?!\d)")
_REACH = 60  # characters after a date in which its verb stands


def made_on(preamble: Sequence[str]) -> dt.date | None:
    """The latest date of passing, amending or publishing in what stands before the first article."""
    text = "　".join(preamble)
    found = list(_dates(text))
    made = []
    for n, (start, end, day) in enumerate(found):
        limit = min(found[n + 1][0] if n + 1 < len(found) else len(text), end + _REACH)
        if not text[:start].rstrip().endswith("自") and _MADE.search(text, end, limit):
            made.append(day)
    return max(made, default=None)


def signed_on(paragraphs: Sequence[str]) -> dt.date | None:
    """A date that stands alone on its line: below a notice, or under a title."""
    days = [
        day
        for text in paragraphs
        if len(text) <= 20
        for start, end, day in _dates(text)
        if end - start >= len(text) - 2
    ]
    return days[-1] if days else None


def holds_from(preamble: Sequence[str], body: Sequence[str]) -> dt.date | None:
    """The first day of force, where it is stated as a date."""
    found = [match for text in body for match in _HOLDS_ITSELF.finditer(text)]
    found = found or [match for text in preamble for match in _HOLDS.finditer(text)]
    return _day(found[-1]) if found else None


def in_file_name(name: str) -> dt.date | None:
    match = _IN_NAME.search(name)
    return _day(match) if match else None


def _dates(text: str) -> Iterator[tuple[int, int, dt.date]]:
    for match in _ANY.finditer(text):
        day = _day(match)
        if day is not None:
            yield match.start(), match.end(), day


def _day(match: re.Match[str]) -> dt.date | None:
    year, month, day = (read_number(part) for part in match.groups()[:3])
    try:
        return dt.date(year or 0, month or 0, day or 0)
    except ValueError:
        return None
