"""Identity numbers of citizens (GB 11643): eighteen characters with a checksum. Value: 18 characters, X in upper case."""

from __future__ import annotations

import re
from datetime import date

from actions.fields.correction_marks import last_is_meant
from actions.fields.message import plain
from actions.fields.numerals import as_digits
from actions.fields.values import Context, FieldLike, Miss, Value

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_RUN = re.compile(r"[0-9](?:[ \-—_.,、/]{0,2}[0-9]){0,39}(?:[ \-—_.,、/]{0,2}[XxΧχХх×叉])?")
_SEPARATOR = re.compile(r"[ \-—_.,、/]+")
_LAST = str.maketrans("xΧχХх×叉", "XXXXXXX")
_PROVINCES = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
        "83",
    ]
)


def check_character(first_seventeen: str) -> str:
    """The eighteenth character that belongs to seventeen digits."""
    return _CHECK[sum(int(digit) * weight for digit, weight in zip(first_seventeen, _WEIGHTS, strict=True)) % 11]


def find_id_numbers(text: str, today: date) -> list[str]:
    """Every valid number of `text` (already plain)."""
    runs = _runs(text)
    return [run for run, _ in runs if _fault(run, today) is None]


def masked(number: str) -> str:
    """610302********1234: enough to recognise one's own number."""
    return f"{number[:6]}********{number[14:]}"


def parse_id_number(spec: FieldLike, text: str, ctx: Context) -> Value | Miss:
    """One valid number, or a kind reason that names what is wrong with it."""
    message = plain(text)
    runs = _runs(message)
    if not runs:
        return Miss("id.none")
    valid = list(dict.fromkeys(run for run, _ in runs if _fault(run, ctx.today) is None))
    if len(valid) > 1 and not last_is_meant(message, runs[-1][1]):
        return Miss("id.several")
    if valid:
        return Value(valid[-1], masked(valid[-1]))
    longest = max((run for run, _ in runs), key=len)
    return _fault(longest, ctx.today) or Miss("id.none")


def _runs(text: str) -> list[tuple[str, int]]:
    """Runs of digits with their places. Of a phone and an identity number side by side, the part of eighteen stands for both."""
    found: list[tuple[str, int]] = []
    for m in _RUN.finditer(as_digits(text)):
        whole = _SEPARATOR.sub("", m.group()).translate(_LAST)
        parts = [part.translate(_LAST) for part in _SEPARATOR.split(m.group()) if part]
        own = [part for part in parts if len(part) == 18] if len(whole) > 18 else []
        found.extend((part, m.start() + m.group().find(part[:17])) for part in own)
        if not own:
            found.append((whole, m.start()))
    return found


def _fault(number: str, today: date) -> Miss | None:
    count = {"count": str(len(number))}
    if len(number) == 15 and number.isdigit():
        return Miss("id.fifteen")
    if len(number) == 11 and number[0] == "1":
        return Miss("id.phone")
    if len(number) < 18:
        return Miss("id.too_short", count)
    if len(number) > 18:
        return Miss("id.too_long", count)
    if not number[:17].isdigit() or number[:2] not in _PROVINCES:
        return Miss("id.region")
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return Miss("id.birth")
    if born > today or born.year < 1900:
        return Miss("id.birth")
    return None if check_character(number[:17]) == number[17] else Miss("id.checksum")
