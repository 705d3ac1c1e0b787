"""Numbers of articles as people and papers write them: 82, ８２, 八十二, 八二, 一百零三."""

from __future__ import annotations

import unicodedata

_DIGITS = "零一二三四五六七八九"
_UNITS = {"十": 10, "百": 100, "千": 1000}
_SAME = str.maketrans({"〇": "零", "○": "零", "O": "零", "两": "二"})
HIGHEST = 9999


def read_number(words: str) -> int | None:
    """1 to 9999, or None when it is no such number. Blanks inside are allowed (第 十 条)."""
    text = "".join(unicodedata.normalize("NFKC", words).split()).translate(_SAME)
    if text.isascii() and text.isdigit():
        return int(text) if len(text) <= 4 and int(text) > 0 else None
    if not text or any(char not in _DIGITS and char not in _UNITS for char in text):
        return None
    if not any(char in _UNITS for char in text):  # 八二, 一二六: digit by digit
        value = int("".join(str(_DIGITS.index(char)) for char in text)) if len(text) <= 4 else 0
        return value or None
    total, digit = 0, 0
    for char in text:
        if char in _UNITS:
            total += (digit or 1) * _UNITS[char]
            digit = 0
        else:
            digit = _DIGITS.index(char)
    value = total + digit
    return value if 0 < value <= HIGHEST else None


def chinese_number(value: int) -> str:
    """As statutes number their articles: 10 十, 12 十二, 103 一百零三, 1260 一千二百六十. `value`: 1 to 9999."""
    words, zero = "", False
    for name, unit in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit, value = divmod(value, unit)
        if digit:
            words += ("零" if zero and words else "") + _DIGITS[digit] + name
            zero = False
        else:
            zero = True
    return words[1:] if words.startswith("一十") else words
