"""What stands in a cell of an exported table, made harmless.

A spreadsheet runs a cell that begins like a formula (OWASP, “CSV injection”), so such a cell gets an apostrophe before it; the
full-width signs are there because some programs read them the same. Control characters no spreadsheet takes are left out.
"""

from __future__ import annotations

import re

LONGEST = 32_000  # a cell of Excel holds 32,767 characters
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_BREAKS = re.compile(r"[\t\r\n]+")


def safe(value: object) -> str:
    """The value as text that is only ever read, in one line."""
    text = _CONTROL.sub("", "" if value is None else str(value))
    risky = text.lstrip(" \u00a0\u3000").startswith(_STARTS)
    text = _BREAKS.sub(" ", text).strip()[:LONGEST]
    return f"'{text}" if risky and text else text
