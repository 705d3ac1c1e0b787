"""How long is allowed: the limits of each kind of case, program and tier, as data (limits.yml)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from cases.worktime import ALWAYS, DUTY, CalendarBook, WorkCalendar, load_book

LIMITS_FILE = Path(__file__).with_name("limits.yml")
KINDS = ("first_reply", "update", "solve")
TIERS = ("ordinary", "urgent", "major")
MEETING = "after_meeting"


@dataclass(frozen=True, slots=True)
class Limit:
    """Working minutes, or working days (until the close of the n-th). `wall`: by the clock on the wall."""

    minutes: int = 0
    days: int = 0
    wall: bool = False

    def due(self, calendar: WorkCalendar, start: datetime) -> datetime:
        if self.days:
            return calendar.add_days(start, self.days)
        return calendar.add(start, timedelta(minutes=self.minutes))


@dataclass(frozen=True, slots=True)
class Pause:
    """Why a clock may stand still, and which clocks do. `by_step`: the program does it, nobody chooses it."""

    name: str
    stops: frozenset[str]
    by_step: bool


@dataclass(frozen=True, slots=True)
class Quiet:
    """The night, local: from, until. Who wrote within `talking` is awake."""

    start: time
    end: time
    talking: timedelta


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for one kind of case: its desk, whether a county's own hours come first, and limits by tier."""

    desk: str
    by_county: bool
    tiers: Mapping[str, Mapping[str, Limit]]


@dataclass(frozen=True, slots=True)
class Limits:
    kinds: Mapping[str, Rules]
    programs: Mapping[str, Mapping[str, Mapping[str, Limit]]]
    pauses: Mapping[str, Pause]
    handling: Mapping[str, timedelta]
    quiet: Quiet

    def of(self, kind: str, tier: str, what: str, *, program_id: str | None = None) -> Limit | None:
        """The limit of one clock of a case; None where that kind of case has none.

        A program's own limits come before those of enrolments; a tier that says nothing follows the ordinary one.
        """
        for tiers in (self.programs.get(program_id or "", {}), self.kinds[kind].tiers):
            for name in (tier, "ordinary"):
                if (limit := tiers.get(name, {}).get(what)) is not None:
                    return limit
        return None

    def desk(self, kind: str, county: str | None, *, book: CalendarBook | None = None) -> str:
        """Whose hours count for a case: the county's where it has its own, otherwise those of the kind's desk."""
        rules = self.kinds[kind]
        if rules.by_county and county and (book or load_book()).has(county):
            return county
        return rules.desk

    def one_talk(self, desk: str) -> timedelta:
        """Working time one chat takes at this desk."""
        return self.handling.get(desk, self.handling[DUTY])


@cache  # the file is part of the release
def load_limits(path: Path = LIMITS_FILE) -> Limits:
    """Read the limits. Raises ValueError for an unknown tier, clock or unit, and for a limit of nothing."""
    raw: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    kinds = {
        kind: Rules(
            desk=said["desk"],
            by_county=bool(said.get("county", False)),
            tiers=_tiers(kind, {k: v for k, v in said.items() if k not in ("desk", "county")}),
        )
        for kind, said in raw["kinds"].items()
    }
    for kind, rules in kinds.items():
        if "ordinary" not in rules.tiers:
            raise ValueError(f"{kind}: no ordinary limits")
    pauses = {}
    for key, said in raw["pauses"].items():
        stops = frozenset(said["stops"])
        if not stops or stops - {"update", "solve"}:
            raise ValueError(f"pause {key}: only update and solve can stand still")
        pauses[key] = Pause(said["name"], stops, said.get("by") == "step")
    quiet = Quiet(
        time.fromisoformat(raw["quiet"]["from"]),
        time.fromisoformat(raw["quiet"]["until"]),
        timedelta(minutes=_positive("quiet", raw["quiet"]["talking_minutes"])),
    )
    if quiet.start <= quiet.end:
        raise ValueError("a night begins in the evening and ends in the morning")
    return Limits(
        kinds=kinds,
        programs={program: _tiers(program, said) for program, said in (raw.get("programs") or {}).items()},
        pauses=pauses,
        handling={desk: timedelta(minutes=_positive(desk, minutes)) for desk, minutes in raw["handling"].items()},
        quiet=quiet,
    )


def _tiers(name: str, said: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Limit]]:
    if unknown := set(said) - set(TIERS):
        raise ValueError(f"{name}: no such tier {sorted(unknown)}")
    for tier, clocks in said.items():
        if unknown := set(clocks) - {*KINDS, MEETING}:
            raise ValueError(f"{name}, {tier}: no such clock {sorted(unknown)}")
    return {tier: {what: _limit(f"{name}, {tier}, {what}", v) for what, v in said[tier].items()} for tier in said}


def _limit(name: str, said: Mapping[str, Any]) -> Limit:
    units = [unit for unit in ("minutes", "days") if unit in said]
    if len(units) != 1 or set(said) - {"minutes", "days", "wall"}:
        raise ValueError(f"{name}: either minutes or days, and perhaps wall")
    length = _positive(name, said[units[0]])
    if said.get("wall") and "minutes" not in said:
        raise ValueError(f"{name}: the clock on the wall counts minutes")
    return Limit(**{units[0]: length}, wall=bool(said.get("wall", False)))


def _positive(name: str, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value <= 0:
        raise ValueError(f"{name}: a whole number above zero, not {value!r}")
    return value


def calendar_for(desk: str, limit: Limit | None = None) -> tuple[str, WorkCalendar]:
    """(name, calendar) on which a limit of this desk counts."""
    name = ALWAYS if limit is not None and limit.wall else desk
    return name, load_book().for_desk(name)
