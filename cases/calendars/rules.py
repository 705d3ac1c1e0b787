"""The rules of booking, read once a process from `rules.yml`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).with_name("rules.yml")


@dataclass(frozen=True, slots=True)
class Rules:
    """`confirm_from`: with so many no-shows in `months`, a colleague confirms by telephone first. `hold` is working time."""

    confirm_from: int
    months: int
    hold: timedelta
    notice: timedelta
    answer_at_least: timedelta
    batch: int


@cache  # the file is part of the release
def load_rules(path: Path = FILE) -> Rules:
    """Raises ValueError for a number that cannot be meant."""
    raw = yaml.safe_load(path.read_text("utf-8"))
    no_show, waiting = raw["no_show"], raw["waiting"]
    numbers = {**no_show, **waiting}
    if wrong := [key for key, value in numbers.items() if not isinstance(value, int) or value < 1]:
        raise ValueError(f"{path.name}: {wrong} must be whole numbers above 0")
    return Rules(
        no_show["confirm_from"],
        no_show["months"],
        timedelta(minutes=waiting["hold_minutes"]),
        timedelta(minutes=waiting["notice_minutes"]),
        timedelta(minutes=waiting["answer_at_least_minutes"]),
        waiting["batch"],
    )
