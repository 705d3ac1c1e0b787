"""Adding up before writing: one row for each day, metric, key and place, then one upsert for all of them.

Every count is written twice: for its day, and for its month (the metric with MONTH behind it, on the first of the month), so
that a look at two years reads a thirtieth of the rows.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from cases.models import DayCount

MONTH = ":m"
ROWS_AT_ONCE = 1_000  # seven values each; PostgreSQL takes 32,767 values in a statement


@dataclass(frozen=True, slots=True)
class Place:
    """Where something happened; empty: not known, or not told apart."""

    county: str = ""
    channel: str = ""
    source: str = ""

    @classmethod
    def of(cls, county: str | None, channel: str | None, source: str | None) -> Place:
        """Cut to what the table holds."""
        return cls((county or "")[:12], (channel or "")[:20], (source or "")[:60])


class Tally:
    """Counts in memory until `write` adds them to the table."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[date, str, str, Place]] = Counter()

    def add(self, day: date, metric: str, key: str, place: Place, count: int = 1) -> None:
        key = key[:120]
        self._counts[day, metric, key, place] += count
        self._counts[day.replace(day=1), metric + MONTH, key, place] += count

    async def write(self, session: AsyncSession) -> None:
        """Add to what is in `day_counts`, in one order for everybody, so that two writers cannot lock each other out."""
        rows = [
            {
                "day": day,
                "metric": metric,
                "key": key,
                "county": place.county,
                "channel": place.channel,
                "source": place.source,
                "count": count,
            }
            for (day, metric, key, place), count in self._counts.items()
        ]
        rows.sort(key=lambda row: tuple(str(value) for value in row.values()))
        insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
        for start in range(0, len(rows), ROWS_AT_ONCE):
            statement = insert(DayCount).values(rows[start : start + ROWS_AT_ONCE])
            await session.execute(
                statement.on_conflict_do_update(
                    index_elements=["day", "metric", "key", "county", "channel", "source"],
                    set_={"count": DayCount.count + statement.excluded.count},
                )
            )
        self._counts.clear()
