"""Telephone numbers: mobile numbers of mainland China, and landlines with their area code.

Value: eleven digits, or "0917-3123456" for a landline.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from actions.fields.correction_marks import last_is_meant
from actions.fields.message import plain
from actions.fields.numerals import as_digits
from actions.fields.values import Context, FieldLike, Miss, Value

_SEP = r"[ \-—–_.,]{0,2}"
_MOBILE = re.compile(rf"(?<![0-9])(?:\+?(?:00)?86{_SEP})?(1[3-9](?:{_SEP}[0-9]){{9}})(?![0-9])")
_LANDLINE = re.compile(
    rf"(?<![0-9])[( ]?(0(?:10|2[0-9]|[3-9][0-9]{{2}}))[) ]?{_SEP}([2-8][0-9]{{2}}{_SEP}[0-9]{{4,5}})(?![0-9])"
)
_DIGIT_RUN = re.compile(rf"[0-9](?:{_SEP}[0-9]){{2,40}}")
_NOT_DIGIT = re.compile(r"[^0-9]")


@dataclass(frozen=True, slots=True)
class PhoneHit:
    number: str
    start: int
    end: int


def find_phones(text: str) -> list[PhoneHit]:
    """Every complete number of `text` (already plain), left to right."""
    digits = as_digits(text)
    hits = [PhoneHit(_NOT_DIGIT.sub("", m.group(1)), m.start(), m.end()) for m in _MOBILE.finditer(digits)]
    for m in _LANDLINE.finditer(digits):
        if not any(h.start < m.end() and m.start() < h.end for h in hits):
            hits.append(PhoneHit(f"{m.group(1)}-{_NOT_DIGIT.sub('', m.group(2))}", m.start(), m.end()))
    return sorted(hits, key=lambda hit: hit.start)


def show(number: str) -> str:
    """138 1234 5678: the way people read a number back."""
    return number if "-" in number else f"{number[:3]} {number[3:7]} {number[7:]}"


def parse_phone(spec: FieldLike, text: str, ctx: Context) -> Value | Miss:
    """One number, or why there is none. With two numbers the one that corrects the other is meant."""
    message = plain(text)
    hits = find_phones(message)
    numbers = list(dict.fromkeys(hit.number for hit in hits))
    if len(numbers) == 1:
        return Value(numbers[0], show(numbers[0]))
    if numbers:
        if last_is_meant(message, hits[-1].start):
            return Value(hits[-1].number, show(hits[-1].number))
        return Miss("phone.several", {"numbers": "、".join(map(show, numbers[:4]))})
    runs = [_NOT_DIGIT.sub("", m.group()) for m in _DIGIT_RUN.finditer(as_digits(message))]
    if not runs:
        return Miss("phone.none")
    return _why(max(runs, key=len))


def _why(digits: str) -> Miss:
    count = {"count": str(len(digits))}
    if len(digits) in (7, 8) and digits[0] in "2345678":
        return Miss("phone.no_area_code", count)
    if len(digits) == 18:
        return Miss("phone.id_number")
    if len(digits) < 11:
        return Miss("phone.too_short", count)
    if len(digits) > 11:
        return Miss("phone.too_long", count)
    return Miss("phone.not_a_mobile")
