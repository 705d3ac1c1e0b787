# ruff: noqa: E501 (word lists and tables of examples stay whole)
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

_SEP = r"[ \-—–―_.,、。/~*]{0,6}"
_MOBILE = re.compile(rf"(?<![0-9])(?:\+?(?:00)?86{_SEP})?(1{_SEP}[3-9](?:{_SEP}[0-9]){{9}})(?![0-9])")
_LANDLINE = re.compile(
    rf"(?<![0-9])[( ]?(0(?:10|2[0-9]|[3-9][0-9]{{2}}))[) ]?{_SEP}([2-8](?:[ \-—–]?[0-9]){{6,7}})(?![0-9])"
)
# 洞 is nought, 拐 seven and 勾 nine where people spell numbers aloud; o and l slip in for 0 and 1. Brackets are like spaces.
_ALOUD = str.maketrans("洞拐勾钩()[]{}【】〔〕", "0799" + " " * 10)
_LETTERS = re.compile(r"(?<=[0-9 \-])[oO](?=[0-9 \-])|(?<![A-Za-z0-9])[lI](?=[3-9][0-9 \-])")
# 139然后1234: said between the groups of one number.
_BETWEEN = re.compile(
    r"(?<=[0-9])([ ,、。]{0,2}(?:然后是?|再加?|接着是?|后[面头边]?是?|尾号是?|中间是?|最后是?|后四位是?|嗯+|啊|呃|那个|杠|横杠|空格)[ ,、。:]{0,2})(?=[0-9])"
)
_TIMES = re.compile(r"([2-6])个([0-9])")
_DIGIT_RUN = re.compile(rf"[0-9](?:{_SEP}[0-9]){{2,40}}")
_NOT_DIGIT = re.compile(r"[^0-9]")


@dataclass(frozen=True, slots=True)
class PhoneHit:
    number: str
    start: int
    end: int


def find_phones(text: str) -> list[PhoneHit]:
    """Every complete number of `text` (already plain), left to right."""
    digits = _digits(text)
    hits = [PhoneHit(_NOT_DIGIT.sub("", m.group(1)), m.start(), m.end()) for m in _MOBILE.finditer(digits)]
    for m in _LANDLINE.finditer(digits):
        if not any(h.start < m.end() and m.start() < h.end for h in hits):
            hits.append(PhoneHit(f"{m.group(1)}-{_NOT_DIGIT.sub('', m.group(2))}", m.start(), m.end()))
    return sorted(hits, key=lambda hit: hit.start)


def _digits(text: str) -> str:
    """`text` with every spoken digit as a digit; same length, so positions stay."""
    digits = as_digits(text.translate(_ALOUD))
    digits = _LETTERS.sub(lambda m: "0" if m.group() in "oO" else "1", digits)
    return _BETWEEN.sub(lambda m: m.group() if len(m.group()) > 8 else "".ljust(len(m.group())), digits)


def _unfolded(text: str) -> str:
    """139 1234 四个8: a digit said once for several."""
    return _TIMES.sub(lambda m: m.group(2) * int(m.group(1)), _digits(text))


def show(number: str) -> str:
    """138 1234 5678: the way people read a number back."""
    return number if "-" in number else f"{number[:3]} {number[3:7]} {number[7:]}"


def parse_phone(spec: FieldLike, text: str, ctx: Context) -> Value | Miss:
    """One number, or why there is none. With two numbers the one that corrects the other is meant."""
    message = plain(text)
    hits = find_phones(message) or find_phones(_unfolded(message))
    numbers = list(dict.fromkeys(hit.number for hit in hits))
    if len(numbers) == 1:
        return Value(numbers[0], show(numbers[0]))
    if numbers:
        if last_is_meant(message, hits[-1].start):
            return Value(hits[-1].number, show(hits[-1].number))
        return Miss("phone.several", {"numbers": "、".join(map(show, numbers[:4]))})
    runs = [_NOT_DIGIT.sub("", m.group()) for m in _DIGIT_RUN.finditer(_digits(message))]
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
