"""Case numbers that people can say over the phone."""

from __future__ import annotations

import secrets
from datetime import datetime


def new_number(now: datetime) -> str:
    """A number people can say over the phone: two digits of the year, seven by chance, a check digit (Luhn).

    Example 26-4831-0726. One mistyped or two swapped digits are noticed; neighbours cannot be guessed.
    """
    body = f"{now:%y}{secrets.randbelow(10**7):07d}"
    digits = body + str(check_digit(body))
    return f"{digits[:2]}-{digits[2:6]}-{digits[6:]}"


def check_digit(body: str) -> int:
    """The Luhn digit for a string of digits (ISO/IEC 7812-1, annex B)."""
    total = 0
    for position, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if position % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return -total % 10


def read_number(text: str) -> str | None:
    """A case number as written by people (with or without dashes or blanks), or None if it cannot be one."""
    digits = "".join(str(int(c)) for c in text if c.isdecimal())  # full-width digits become plain ones
    if len(digits) != 10 or check_digit(digits[:9]) != int(digits[9]):
        return None
    return f"{digits[:2]}-{digits[2:6]}-{digits[6:]}"
