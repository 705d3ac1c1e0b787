"""Which part of the calendar is looked at: it stands in the address, so that a view can be kept and shared."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from cases.worktime import LOCAL
from console.texts import calendar as texts

WEEK = 7
FAR = 3_660  # days from today; beyond, somebody typed into the address


@dataclass(frozen=True, slots=True)
class Look:
    """`view`: day | week | list; `day`: the day, one of the week, or the first of the list. Empty filters mean all."""

    view: str
    day: dt.date
    consultant: str = ""
    kind: str = ""
    county: str = ""

    @classmethod
    def read(cls, query: QueryParams, now: dt.datetime) -> Look:
        """What cannot be read becomes today's week."""
        today = now.astimezone(LOCAL).date()
        view = query.get("view", "")
        return cls(
            view=view if view in texts.VIEWS else "week",
            day=read_day(query.get("day", ""), today),
            consultant=query.get("consultant", "")[:64],
            kind=kind if (kind := query.get("kind", "")) in texts.KINDS else "",
            county=query.get("county", "")[:12],
        )

    def address(self, path: str = "/calendar", **changed: object) -> str:
        look = replace(self, **changed)  # type: ignore[arg-type]
        kept = {key: value for key in ("view", "day", "consultant", "kind", "county") if (value := getattr(look, key))}
        return f"{path}?{urlencode(kept)}"

    @property
    def first(self) -> dt.date:
        return self.day - dt.timedelta(days=self.day.weekday()) if self.view == "week" else self.day

    @property
    def days(self) -> int:
        return {"day": 1, "week": WEEK, "list": 4 * WEEK}[self.view]

    def step(self, forward: bool) -> dt.date:
        days = self.days if forward else -self.days
        return self.day + dt.timedelta(days=days)

    @property
    def filtered(self) -> bool:
        return bool(self.consultant or self.kind or self.county)


def read_day(text: str, today: dt.date) -> dt.date:
    try:
        day = dt.date.fromisoformat(text[:10])
    except ValueError:
        return today
    return day if abs((day - today).days) <= FAR else today
