"""Plain readers of typed answers for the preview of a form. The assistant's own parsers understand far more
(`actions/fields`); the preview shows the way through the questions, not how well a sentence is understood."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from knowledge.forms import FieldSpec

YES = frozenset({"是", "是的", "对", "有", "要", "行", "好", "可以", "中", "能", "1", "yes", "y"})
NO = frozenset({"否", "不是", "不", "没有", "没", "不要", "不行", "不用", "2", "no", "n"})
_NUMBER = re.compile(r"-?\d+")
_MONEY = re.compile(r"(\d+(?:\.\d{1,2})?)(万|千|百)?(?:元|块|块钱)?")
_TIMES = {"万": 10_000, "千": 1_000, "百": 100, None: 1}
_DATE = re.compile(r"(?:(\d{4})[-年/.])?(\d{1,2})[-月/.](\d{1,2})[日号]?")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
LONGEST = 2_000  # characters of an account


@dataclass(frozen=True, slots=True)
class Answer:
    value: Any
    display: str


def read_answer(spec: FieldSpec, text: str, counties: Mapping[str, str], today: dt.date) -> Answer | None:
    """The answer to one question, or None when this is none. Money in fen, dates ISO, as the assistant keeps them."""
    text = text.strip()[:LONGEST]
    if not text:
        return None
    match spec.type:
        case "choice":
            return _option(spec.options, text)
        case "county":
            return _option(counties, text)
        case "yes_no":
            value = True if text.lower() in YES else False if text.lower() in NO else None
            return None if value is None else Answer(value, "是" if value else "否")
        case "number":
            found = _NUMBER.search(text)
            return _within(spec, int(found[0]), found[0]) if found and len(found[0]) < 12 else None
        case "money":
            found = _MONEY.search(text.replace(",", ""))
            if found is None or len(found[1]) > 12:
                return None
            fen = round(float(found[1]) * _TIMES[found[2]] * 100)
            return _within(spec, fen, f"{fen / 100:g}元")
        case "date":
            day = _day(text, today)
            return Answer(day.isoformat(), f"{day.year}年{day.month}月{day.day}日") if day else None
        case "phone":
            digits = re.sub(r"\D", "", text)
            shown = f"{digits[:3]} {digits[3:7]} {digits[7:]}" if digits.startswith("1") else digits
            return Answer(digits, shown) if re.fullmatch(r"1\d{10}|0\d{9,11}", digits) else None
        case "id_number":
            number = text.upper().replace(" ", "")
            return Answer(number, f"{number[:6]}********{number[-4:]}") if _is_id_number(number) else None
        case "person_name":
            return Answer(text, text) if 2 <= len(text) <= 20 and not re.search(r"\d", text) else None
        case _:
            least, most = spec.min or 2, spec.max or LONGEST
            return Answer(text, text) if least <= len(text) <= most else None


def _option(options: Mapping[str, str], text: str) -> Answer | None:
    keys = list(options)
    if text.isascii() and text.isdigit() and len(text) < 3:
        number = int(text)
        return Answer(keys[number - 1], options[keys[number - 1]]) if 1 <= number <= len(keys) else None
    exact = [key for key in keys if text in (key, options[key])]
    found = exact or [key for key in keys if text in options[key] or options[key] in text]
    return Answer(found[0], options[found[0]]) if len(found) == 1 else None


def _within(spec: FieldSpec, value: int, display: str) -> Answer | None:
    return Answer(value, display) if spec.fits(value) else None


def _day(text: str, today: dt.date) -> dt.date | None:
    found = _DATE.search(text)
    if found is None:
        return None
    try:
        return dt.date(int(found[1] or today.year), int(found[2]), int(found[3]))
    except ValueError:
        return None


def _is_id_number(number: str) -> bool:
    """GB 11643: the last character checks the others."""
    if not re.fullmatch(r"\d{17}[\dX]", number):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return number[17] == "10X98765432"[total % 11]
