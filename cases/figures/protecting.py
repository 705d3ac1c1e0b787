"""Small counts about sensitive matters lead to people: below five they are not told where few stand behind them.

The rule of statistical offices: a cell from 0 to 4 is hidden, and when it would be the only one in its column, the next
smallest as well, since the sum would give it away.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

FEWEST: Final = 5
SENSITIVE: Final = frozenset({"crisis", "psych", "psych_consultation"})


def is_sensitive(key: str) -> bool:
    """Is this key, or a part of it (flow:program:field), about danger or counselling?"""
    return not SENSITIVE.isdisjoint(key.split(":"))


def protect(count: int) -> int | None:
    """The count, or None where it must not be shown."""
    return count if count >= FEWEST else None


def protect_column(counts: Sequence[int]) -> list[int | None]:
    """A column whose sum is known."""
    shown = [protect(count) for count in counts]
    hidden = [n for n, count in enumerate(shown) if count is None]
    if len(hidden) == 1 and len(counts) > 1:
        others = [n for n in range(len(counts)) if n != hidden[0]]
        shown[min(others, key=lambda n: counts[n])] = None
    return shown
