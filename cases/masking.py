"""Hiding the numbers that lead to a person in a sentence that others will read. Names are not recognised."""

from __future__ import annotations

import re

_DIGIT = "[0-9０-９〇零一二三四五六七八九幺两]"
_GAP = r"[\s\-－—·.]?"
# The longest first: an identity number holds what looks like a mobile number.
_NUMBERS = re.compile(
    rf"(?<!{_DIGIT})(?:"
    rf"(?:{_DIGIT}{_GAP}){{14,18}}(?:{_DIGIT}|[xXｘＸ])"  # identity numbers, bank cards
    rf"|[1１一幺]{_GAP}(?:{_DIGIT}{_GAP}){{9}}{_DIGIT}"  # mobile numbers
    rf"|[0０]\d{{2,3}}[\s\-－—]?\d{{7,8}}"  # landlines with their area code
    rf")(?!{_DIGIT})"
)
_MAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_ACCOUNT = re.compile(r"(?i)((?:微信号?|wx|vx|qq|QQ号?)\s*(?:号|是|为)?\s*[:：]?\s*)([A-Za-z0-9][A-Za-z0-9_-]{4,30})")
HIDDEN = "〔已隐去〕"


def masked(text: str) -> str:
    """The sentence with telephone, identity, bank and account numbers and mail addresses replaced by a mark."""
    text = _MAIL.sub(HIDDEN, text)
    text = _ACCOUNT.sub(rf"\1{HIDDEN}", text)
    return _NUMBERS.sub(HIDDEN, text)
