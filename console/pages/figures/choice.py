"""What of the figures is looked at, kept in the address, so that a view can be kept and shared."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from cases.actors import Actor
from cases.errors import InvalidChange
from cases.figures import periods
from cases.figures.periods import Period
from cases.figures.view import View, look
from console.report.tabs import TABS

DEFAULT_PERIOD = "month"
TAG = re.compile(r"[A-Za-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class Choice:
    """Empty means all. `first` and `last` count for the period "custom" only."""

    tab: str = "overview"
    period: str = DEFAULT_PERIOD
    first: str = ""
    last: str = ""
    county: str = ""
    channel: str = ""
    source: str = ""

    @classmethod
    def read(cls, query: QueryParams) -> Choice:
        tab, period = query.get("tab", ""), query.get("period", "")
        return cls(
            tab=tab if tab in TABS else "overview",
            period=period if period in ("week", "month", "last_month", "quarter", "custom") else DEFAULT_PERIOD,
            first=_tag(query.get("from", "")),
            last=_tag(query.get("to", "")),
            county=_tag(query.get("county", "")),
            channel=_tag(query.get("channel", "")),
            source=_tag(query.get("source", "")),
        )

    def to(self, **changes: str) -> Choice:
        return replace(self, **changes)

    def address(self, path: str = "/figures") -> str:
        kept = {
            "tab": "" if self.tab == "overview" else self.tab,
            "period": "" if self.period == DEFAULT_PERIOD else self.period,
            "from": self.first if self.period == "custom" else "",
            "to": self.last if self.period == "custom" else "",
            "county": self.county,
            "channel": self.channel,
            "source": self.source,
        }
        kept = {name: value for name, value in kept.items() if value}
        return path + (f"?{urlencode(kept)}" if kept else "")

    def days(self, today: date) -> Period:
        """Raises InvalidChange for dates that make no period."""
        return periods.named(self.period, today) or periods.custom(self.first, self.last)

    def view(self, actor: Actor, today: date) -> tuple[View, str]:
        """The view, and what to tell about dates that make no period (then it is this month). Raises NotAllowed."""
        problem = ""
        try:
            period = self.days(today)
        except InvalidChange as error:
            period, problem = periods.month_of(today), error.message
        view = look(actor, period, county=self.county or None, channel=self.channel or None, source=self.source or None)
        return view, problem


def _tag(text: str) -> str:
    """Dates, codes and the tags of leaflets are made of these; anything else was made up and counts as nothing."""
    return text if len(text) <= 60 and TAG.fullmatch(text) else ""
