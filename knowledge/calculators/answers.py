"""Read answers of a form for a sum: each value in its type and within what can be true, else CalculationError."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from knowledge.calculators.base import CalculationError, Sheet
from knowledge.calculators.money import yuan
from knowledge.calculators.spans import chinese_date

EARLIEST_YEAR = 1950
# A month's pay above this (in fen) is a slip of the finger, not a wage.
HIGHEST_WAGE = 10_000_000_00


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered. The wanted field is named in every CalculationError, its problem from the sheet's texts."""

    sheet: Sheet
    values: Mapping[str, Any]
    today: dt.date

    def fail(self, key: str, text: str, **values: object) -> CalculationError:
        spec = self.sheet.form.field(key)
        return CalculationError(key, self.sheet.say(text, label=spec.label if spec else key, **values))

    def given(self, key: str) -> bool:
        """False when the question was skipped or belongs to another branch of the form."""
        spec = self.sheet.form.field(key)
        return self.values.get(key) is not None and spec is not None and spec.asked(self.values)

    def choice(self, key: str) -> str:
        value = self._value(key)
        spec = self.sheet.form.field(key)
        if not isinstance(value, str) or spec is None or value not in spec.options:
            raise self.fail(key, "bad_choice")
        return value

    def yes(self, key: str) -> bool:
        """False also when the question was skipped."""
        if not self.given(key):
            return False
        value = self._value(key)
        if not isinstance(value, bool):
            raise self.fail(key, "bad_yes_no")
        return value

    def number(self, key: str, default: int | None = None) -> int:
        """Within the field's `min` and `max`."""
        if default is not None and not self.given(key):
            return default
        value = self._whole(key, "bad_number")
        spec = self.sheet.form.field(key)
        low = spec.min if spec and spec.min is not None else 0
        high = spec.max if spec and spec.max is not None else 1_000_000
        if not low <= value <= high:
            raise self.fail(key, "number_range", low=low, high=high)
        return value

    def money(self, key: str, highest: int = HIGHEST_WAGE) -> int:
        """More than nothing and within the field's `min` and `max`, in fen."""
        value = self._whole(key, "bad_money")
        if value <= 0:
            raise self.fail(key, "money_positive")
        spec = self.sheet.form.field(key)
        if spec and spec.min is not None and value < spec.min:
            raise self.fail(key, "money_too_low", lowest=yuan(spec.min))
        highest = spec.max if spec and spec.max is not None else highest
        if value > highest:
            raise self.fail(key, "money_too_high", highest=yuan(highest))
        return value

    def some_money(self, key: str) -> int | None:
        """None when skipped; so is “没有” (0) where the question may be skipped."""
        return self.money(key) if self.given(key) and self.values[key] != 0 else None

    def date(self, key: str, *, latest: dt.date | None = None) -> dt.date:
        """From 1950 to `latest` (today when not given)."""
        value = self._value(key)
        try:
            day = value if type(value) is dt.date else dt.date.fromisoformat(str(value))
        except ValueError as error:
            raise self.fail(key, "bad_date") from error
        if day.year < EARLIEST_YEAR:
            raise self.fail(key, "date_too_early", year=EARLIEST_YEAR)
        if day > (latest or self.today):
            problem = "date_too_late" if latest and latest > self.today else "date_in_future"
            raise self.fail(key, problem, latest=chinese_date(latest or self.today))
        return day

    def _whole(self, key: str, problem: str) -> int:
        value = self._value(key)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.fail(key, problem)
        return value

    def _value(self, key: str) -> Any:
        if self.values.get(key) is None:
            raise self.fail(key, "missing")
        return self.values[key]
