"""What the list of cases shows, as an address: a view can be kept, shared and opened again."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from cases.casework.listing import ORDERS, Place, Wanted

LONGEST = 64
SHOWN_AT_ONCE = ("status", "kind", "program", "county", "order")


@dataclass(frozen=True, slots=True)
class Filters:
    """Empty means all. `status` may also be open or closed; `assigned`: me or nobody; `after`: where the page starts."""

    status: str = ""
    kind: str = ""
    program: str = ""
    county: str = ""
    tier: str = ""
    assigned: str = ""
    employer: str = ""
    time: str = ""
    order: str = ""
    after: str = ""

    @classmethod
    def read(cls, query: QueryParams) -> Filters:
        kept = {f.name: query.get(f.name, "")[:LONGEST] for f in fields(cls)}
        if Place.read(kept["after"]) is None:
            kept["after"] = ""
        return cls(**kept)

    def with_choice(self, name: str, value: str) -> Filters:
        """Another choice starts at the first page again."""
        return replace(self, after="", **{name: value})

    def query(self) -> str:
        """The part of the address after its path, with the question mark; empty without any choice."""
        kept = {f.name: value for f in fields(self) if (value := getattr(self, f.name))}
        return f"?{urlencode(kept)}" if kept else ""

    def address(self) -> str:
        return "/cases" + self.query()

    def wanted(self, staff_id: int) -> Wanted:
        """In the words of the case database; who `me` is decides the login, not the address."""
        return Wanted(
            status=self.status,
            kind=self.kind,
            program=self.program,
            county=self.county,
            tier=self.tier,
            assigned={"me": staff_id, "nobody": 0}.get(self.assigned),
            employer=self.employer,
            time=self.time,
        )

    @property
    def sorted_by(self) -> str:
        return self.order if self.order in ORDERS else "newest"

    @property
    def place(self) -> Place | None:
        return Place.read(self.after)

    @property
    def any(self) -> bool:
        """Is anything chosen that leaves cases out?"""
        return replace(self, order="", after="") != Filters()

    @property
    def hidden_choice(self) -> bool:
        """Is one of the less common conditions set?"""
        return any(getattr(self, f.name) for f in fields(self) if f.name not in (*SHOWN_AT_ONCE, "after"))
